"""What came of each print; those there are were taken for handed over when they were recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("prints", sa.Column("outcome", sa.Text(), nullable=True))
    op.execute("UPDATE prints SET outcome = 'handed_over'")
