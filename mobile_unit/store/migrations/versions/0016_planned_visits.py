"""Visits that head office plans, and who is booked for them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "planned_visits",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("place_name", sa.Text(), nullable=False),
        sa.Column("officers", sa.Text(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_visits")),
    )
    op.create_index("ix_planned_visits_day", "planned_visits", ["day"], unique=False)
    op.create_table(
        "bookings",
        sa.Column("visit", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("nik", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("hour", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit"], ["planned_visits.id"], name=op.f("fk_bookings_visit_planned_visits")
        ),
        sa.PrimaryKeyConstraint("visit", "position", name=op.f("pk_bookings")),
    )
