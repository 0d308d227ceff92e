"""What head office says of an entry that it gives back."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("refusals", sa.Column("sentence", sa.Text(), nullable=True))
    op.add_column("refusals", sa.Column("returned_at", sa.Text(), nullable=True))
