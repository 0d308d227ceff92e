"""The queue at the counter."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "queues",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
        sa.UniqueConstraint("day", "place", name=op.f("uq_queues_day_place")),
    )
    op.create_table(
        "tickets",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("booked", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=False),
        sa.Column("called_at", sa.Text(), nullable=True),
        sa.Column("begun_at", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("booking", sa.Text(), nullable=True),
        sa.Column("application", sa.Text(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_tickets_queue_queues")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_tickets")),
        sa.UniqueConstraint("queue", "letter", "serial", name=op.f("uq_tickets_queue_letter_serial")),
    )
    op.create_index(
        "ix_tickets_booking",
        "tickets",
        ["booking"],
        unique=True,
        sqlite_where=sa.text("booking IS NOT NULL"),
    )
    op.create_index(
        "ix_tickets_application",
        "tickets",
        ["application"],
        unique=False,
        sqlite_where=sa.text("application IS NOT NULL"),
    )
    op.create_index("ix_tickets_told", "tickets", ["queue"], unique=False, sqlite_where=sa.text("told = 0"))
