"""Which laptops are to delete what they hold, and which have."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("devices", sa.Column("wipe_order", sa.Text(), nullable=True))
    op.add_column("devices", sa.Column("wiped_at", sa.Text(), nullable=True))
