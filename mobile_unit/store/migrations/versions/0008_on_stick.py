"""How far each journal went on a USB stick."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("journals", sa.Column("exported_seq", sa.Integer(), nullable=False, server_default="0"))
