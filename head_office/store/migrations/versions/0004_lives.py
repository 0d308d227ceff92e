"""Which journal a journal follows, and the mark in its numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("journals", sa.Column("mark", sa.Text(), nullable=False, server_default=""))
    op.add_column("journals", sa.Column("previous", sa.Text(), nullable=True))
