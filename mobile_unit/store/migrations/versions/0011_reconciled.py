"""What head office has signed that it holds, and what was removed here since."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "reconciled",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("purged_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_reconciled_application_applications")
        ),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_reconciled")),
    )
    op.create_index("ix_reconciled_held", "reconciled", ["at"], sqlite_where=sa.text("purged_at IS NULL"))
    op.create_table(
        "reconciliations",
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("stated", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("at", "part", name=op.f("pk_reconciliations")),
    )
