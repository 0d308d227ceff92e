"""The night run: its steps, its figures, and applications that may be of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("reconciliations", sa.Column("named", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "nights",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("began_at", sa.Text(), nullable=False),
        sa.Column("cut_at", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_nights")),
    )
    op.create_table(
        "night_steps",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["nights.day"], name=op.f("fk_night_steps_day_nights")),
        sa.PrimaryKeyConstraint("day", "step", name=op.f("pk_night_steps")),
    )
    op.create_table(
        "pairs",
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Text(), nullable=False),
        sa.Column("dismissed_at", sa.Text(), nullable=True),
        sa.Column("dismissed_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_pairs")),
    )
    op.create_index("ix_pairs_second", "pairs", ["second"], unique=False)
    op.create_index("ix_pairs_kind", "pairs", ["kind", "score"], unique=False)
