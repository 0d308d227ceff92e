"""Found at once among a million: phone and passport beside the name, marks of day, service and state."""

import json

import sqlalchemy as sa
from alembic import op

from mobile_unit.domain.words import words_of_application

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for name in ("phone", "passport"):
        op.add_column(
            "applications", sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False)
        )
    op.drop_index("ix_applications_status", table_name="applications")
    op.create_index(
        "ix_applications_unanswered",
        "applications",
        ["journal", "seq"],
        unique=False,
        sqlite_where=sa.text("status IS NULL OR status = 'referred' OR own_state IS NOT NULL"),
    )
    op.execute("DROP TABLE application_search")
    op.execute(
        """
        CREATE VIRTUAL TABLE application_search USING fts5(
            words, content='', columnsize=0, detail=none, tokenize='ascii', prefix='1 2 3 4 5 6 7 8 9 10'
        )
        """
    )
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    """Phone and passport from each application's entry, and its words into the index."""
    rows = connection.execute(
        sa.text(
            "SELECT a.position, a.full_name, a.number, a.nik, a.day, a.service,"
            " coalesce(a.own_state, a.status, '') AS state, j.raw"
            " FROM applications a JOIN journal j ON j.journal = a.journal AND j.seq = a.seq"
            " ORDER BY a.position"
        )
    ).mappings()
    while some := rows.fetchmany(1000):
        filled = [_filled(row) for row in some]
        connection.execute(
            sa.text(
                "UPDATE applications SET phone = :phone, passport = :passport WHERE position = :position"
            ),
            filled,
        )
        connection.execute(
            sa.text("INSERT INTO application_search (rowid, words) VALUES (:position, :words)"), filled
        )


def _filled(row: sa.RowMapping) -> dict[str, object]:
    body = json.loads(row["raw"])["body"]
    phone = body["applicant"].get("phone") or ""
    passport = body["answers"].get("old_passport_number") or ""
    words = words_of_application(
        full_name=row["full_name"], number=row["number"], nik=row["nik"], phone=phone, passport=passport
    )
    marks = (
        "\ue000" + row["day"].replace("-", ""),
        "\ue001" + _letters(row["state"]),
        "\ue002" + _letters(row["service"]),
    )
    return {
        "position": row["position"],
        "phone": phone,
        "passport": passport,
        "words": " ".join((*words, *marks)),
    }


def _letters(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum())
