"""The scans on their way stand in the order in which they came, so that a new one writes at the end."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.drop_index("ix_deliveries_waiting", "deliveries")
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["acknowledged_at"],
        sqlite_where=sa.text("acknowledged_at IS NULL"),
    )
