"""On which days applications came how far, and when complaints were first answered: what indicators count."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_AFTER_INTERVIEW = ("verification", "adjudication", "printing", "quality_check", "ready", "handed_over")
_REACHED = {
    "complete": ("awaiting_payment", "paid", "interview", *_AFTER_INTERVIEW),
    "payment": ("paid", "interview", *_AFTER_INTERVIEW),
    "interview": _AFTER_INTERVIEW,
    "approval": ("printing", "quality_check", "ready", "handed_over"),
    "ready": ("ready", "handed_over"),
    "handed_over": ("handed_over",),
}


def upgrade() -> None:
    op.add_column("complaints", sa.Column("answered_at", sa.Text(), nullable=True))
    op.create_table(
        "application_times",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=True),
        sa.Column("clock", sa.Text(), nullable=True),
        sa.Column("delay", sa.Integer(), nullable=True),
        sa.Column("returned", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in _REACHED),
        sa.ForeignKeyConstraint(
            ["application"],
            ["applications.id"],
            name=op.f("fk_application_times_application_applications"),
        ),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_application_times")),
    )
    op.create_index(
        "ix_application_times_clock",
        "application_times",
        ["application"],
        unique=False,
        sqlite_where=sa.text("clock IS NULL"),
    )
    connection = op.get_bind()
    connection.exec_driver_sql("CREATE TEMP TABLE reached (moment TEXT, state TEXT)")
    pairs = [(moment, state) for moment, states in _REACHED.items() for state in states]
    connection.exec_driver_sql("INSERT INTO temp.reached VALUES (?, ?)", pairs)
    for statement in _FILLING:
        connection.exec_driver_sql(statement)


_FILLING = (
    "CREATE TEMP TABLE told AS SELECT subject, kind, json_extract(CAST(raw AS TEXT), '$.at') AS at,"
    " json_extract(CAST(raw AS TEXT), '$.body.status') AS state FROM feed"
    " WHERE NOT parked AND subject IS NOT NULL"
    " AND kind IN ('application.status', 'correction.requested', 'complaint.answered')",
    "INSERT INTO temp.reached VALUES ('received', 'received')",
    "CREATE TEMP TABLE first AS SELECT subject, moment, min(at) AS at FROM temp.told JOIN temp.reached"
    " USING (state) GROUP BY subject, moment",
    "CREATE INDEX temp.first_subject ON first (subject)",
    "CREATE TEMP TABLE back AS SELECT DISTINCT subject FROM temp.told"
    " WHERE kind = 'correction.requested' OR state = 'incomplete'",
    "INSERT INTO application_times (application, service, day, returned, delay, complete, payment, interview,"
    " approval, ready, handed_over) SELECT a.id, a.service, a.day, a.id IN (SELECT subject FROM temp.back),"
    " max(0, CAST(strftime('%s', max(CASE WHEN moment = 'received' THEN at END)) AS INTEGER)"
    " - CAST(strftime('%s', a.submitted_at) AS INTEGER)),"
    " substr(max(CASE WHEN moment = 'complete' THEN at END), 1, 10),"
    " substr(max(CASE WHEN moment = 'payment' THEN at END), 1, 10),"
    " substr(max(CASE WHEN moment = 'interview' THEN at END), 1, 10),"
    " substr(max(CASE WHEN moment = 'approval' THEN at END), 1, 10),"
    " substr(max(CASE WHEN moment = 'ready' THEN at END), 1, 10),"
    " substr(max(CASE WHEN moment = 'handed_over' THEN at END), 1, 10)"
    " FROM applications AS a"
    " JOIN journal ON journal.journal = a.journal AND journal.seq = a.seq"
    " LEFT JOIN temp.first ON first.subject = a.id"
    " WHERE coalesce(json_extract(CAST(journal.raw AS TEXT), '$.body.referred'), 0) = 0 GROUP BY a.id",
    "UPDATE complaints SET answered_at = (SELECT min(told.at) FROM temp.told"
    " WHERE told.subject = complaints.id AND told.kind = 'complaint.answered')",
    "DROP TABLE temp.told",
    "DROP TABLE temp.first",
    "DROP TABLE temp.back",
    "DROP TABLE temp.reached",
)
