"""On PostgreSQL the entries lie in a table for each month in which they came; what is there stays where it
is, as the part before. SQLite keeps one table."""

from datetime import datetime, timedelta, timezone

from alembic import op
from sqlalchemy import text

revision = "0023"
down_revision = "0022"

_WIB = timezone(timedelta(hours=7))


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    last = connection.execute(text("SELECT max(received_at) FROM entries")).scalar()
    begins = _next(last[:7]) if last else f"{datetime.now(_WIB):%Y-%m}"
    for statement in (
        "ALTER TABLE entries RENAME TO entries_before",
        "ALTER TABLE entries_before DROP CONSTRAINT pk_entries",
        "ALTER INDEX ix_entries_subject RENAME TO ix_entries_before_subject",
        "ALTER INDEX ix_entries_quarantine RENAME TO ix_entries_before_quarantine",
        "CREATE TABLE entries (LIKE entries_before INCLUDING DEFAULTS) PARTITION BY RANGE (received_at)",
        "ALTER TABLE entries ADD CONSTRAINT pk_entries PRIMARY KEY (journal, seq, received_at)",
        "ALTER TABLE entries ADD CONSTRAINT fk_entries_journal_journals"
        " FOREIGN KEY (journal) REFERENCES journals (id)",
        "CREATE INDEX ix_entries_subject ON entries (subject)",
        "CREATE INDEX ix_entries_quarantine ON entries (quarantine)",
        f"ALTER TABLE entries ATTACH PARTITION entries_before FOR VALUES FROM (MINVALUE) TO ('{begins}')",
        "CREATE TABLE entries_other PARTITION OF entries DEFAULT",
    ):
        connection.exec_driver_sql(statement)


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02d}"
