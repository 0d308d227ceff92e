"""The outbox of notices to the public."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("queued_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Double(), nullable=False),
        sa.Column("claimed_until", sa.Double(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_notices_application_applications")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_application", "notices", ["application"], unique=False)
    op.create_index("ix_notices_state", "notices", ["state", "position"], unique=False)
