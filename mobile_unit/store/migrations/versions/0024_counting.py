"""Years of tickets, applications and answers are counted along indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_WAITED = (
    "max(substr(called_at, 12, 2) * 60 + substr(called_at, 15, 2)"
    " - (substr(taken_at, 12, 2) * 60 + substr(taken_at, 15, 2))"
    " + (substr(called_at, 9, 2) <> substr(taken_at, 9, 2)) * 1440, 0)"
)
_SERVED = (
    "CASE WHEN state = 'served' THEN"
    " max(substr(finished_at, 12, 2) * 60 + substr(finished_at, 15, 2)"
    " - (substr(begun_at, 12, 2) * 60 + substr(begun_at, 15, 2))"
    " + (substr(finished_at, 9, 2) <> substr(begun_at, 9, 2)) * 1440, 0) END"
)
_STARTED = (
    "CASE clock WHEN 'complete' THEN complete WHEN 'payment' THEN payment"
    " WHEN 'interview' THEN interview WHEN 'approval' THEN approval END"
)


def upgrade() -> None:
    for name, type_, words in (
        ("month", sa.Text(), "substr(taken_at, 1, 7)"),
        ("waited", sa.Integer(), _WAITED),
        ("served", sa.Integer(), _SERVED),
    ):
        op.add_column("tickets", sa.Column(name, type_, sa.Computed(words, persisted=False)))
    op.create_index(
        "ix_tickets_waited",
        "tickets",
        ["month", "waited"],
        unique=False,
        sqlite_where=sa.text("waited IS NOT NULL"),
    )
    op.create_index(
        "ix_tickets_served",
        "tickets",
        ["month", "served"],
        unique=False,
        sqlite_where=sa.text("served IS NOT NULL"),
    )
    for name, type_, words in (
        ("month", sa.Text(), "substr(day, 1, 7)"),
        ("late", sa.Integer(), "(delay + 1800) / 3600"),
        ("started", sa.Text(), _STARTED),
    ):
        op.add_column("application_times", sa.Column(name, type_, sa.Computed(words, persisted=False)))
    op.create_index(
        "ix_application_times_month", "application_times", ["month", "service", "returned"], unique=False
    )
    op.create_index(
        "ix_application_times_late",
        "application_times",
        ["month", "late"],
        unique=False,
        sqlite_where=sa.text("late IS NOT NULL"),
    )
    op.create_index(
        "ix_application_times_ready",
        "application_times",
        ["ready", "service", "promised", "started"],
        unique=False,
        sqlite_where=sa.text("ready IS NOT NULL"),
    )
    op.create_index(
        "ix_survey_answers_sent",
        "survey_answers",
        ["month", "family", "place", *(f"u{number}" for number in range(1, 10))],
        unique=False,
        sqlite_where=sa.text("sent IS 1"),
    )
