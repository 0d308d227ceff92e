"""What was destroyed at the end of its retention, by whose order."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "destructions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("began_at", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destructions")),
    )
    op.create_table(
        "destroyed",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("destruction", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("scans_gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_destroyed_application_applications")
        ),
        sa.ForeignKeyConstraint(
            ["destruction"], ["destructions.id"], name=op.f("fk_destroyed_destruction_destructions")
        ),
        sa.PrimaryKeyConstraint("application", "part", name=op.f("pk_destroyed")),
    )
