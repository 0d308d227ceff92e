"""Applications whose day is before that of an earlier one are marked: without them days are runs of rows."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
        INSERT INTO application_search (rowid, words)
        SELECT position, char(0xe003) FROM (
            SELECT position, day, max(day) OVER (
                ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS latest
            FROM applications
        )
        WHERE day < latest
        ORDER BY position
        """
    )
