"""Several lives of one database, and head office's words from before it was restored."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column(
        "journals", sa.Column("generation", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.add_column("journals", sa.Column("mark", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("journals", sa.Column("left_at", sa.Integer(), nullable=True))
    op.create_table(
        "feed_aside",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("set_aside_at", sa.Text(), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_feed_aside")),
    )
