"""Days: open, paused or closed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "days",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'paused', 'closed')", name=op.f("ck_days_state")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_days")),
    )
    op.create_index("ix_days_unclosed", "days", ["day"], sqlite_where=sa.text("state <> 'closed'"))
