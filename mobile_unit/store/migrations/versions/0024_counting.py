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


_DERIVED = (
    ("tickets", "month", sa.Text(), "substr(taken_at, 1, 7)"),
    ("tickets", "waited", sa.Integer(), _WAITED),
    ("tickets", "served", sa.Integer(), _SERVED),
    ("application_times", "month", sa.Text(), "substr(day, 1, 7)"),
    ("application_times", "late", sa.Integer(), "(delay + 1800) / 3600"),
    ("application_times", "started", sa.Text(), _STARTED),
)
_ELEMENTS = [f"u{number}" for number in range(1, 10)]
_INDEXES = (
    ("ix_tickets_waited", "tickets", ["month", "waited"], "waited IS NOT NULL"),
    ("ix_tickets_served", "tickets", ["month", "served"], "served IS NOT NULL"),
    ("ix_application_times_month", "application_times", ["month", "service", "returned"], None),
    ("ix_application_times_late", "application_times", ["month", "late"], "late IS NOT NULL"),
    (
        "ix_application_times_ready",
        "application_times",
        ["ready", "service", "promised", "started"],
        "ready IS NOT NULL",
    ),
    ("ix_survey_answers_sent", "survey_answers", ["month", "family", "place", *_ELEMENTS], "sent IS 1"),
)


def upgrade() -> None:
    for table, name, type_, words in _DERIVED:
        op.add_column(table, sa.Column(name, type_, sa.Computed(words, persisted=False)))
    for name, table, columns, where in _INDEXES:
        op.create_index(name, table, columns, sqlite_where=None if where is None else sa.text(where))
