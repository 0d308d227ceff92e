"""How far a device had head office's feed when it wrote its last bundle."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("devices", sa.Column("feed_cursor", sa.Integer(), nullable=False, server_default="0"))
