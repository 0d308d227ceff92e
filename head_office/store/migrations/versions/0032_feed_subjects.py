"""What the feeds say of a record is found by it, and can be destroyed with it."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_AT_ONCE = 5000


def upgrade() -> None:
    op.add_column("feed", sa.Column("stands_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    table = op.create_table(
        "feed_subjects",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_feed_subjects_unit_units")),
        sa.PrimaryKeyConstraint("record", "unit", "seq", name=op.f("pk_feed_subjects")),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    after = {"unit": "", "seq": 0}
    while some := connection.execute(_NEXT, {**after, "limit": _AT_ONCE}).all():
        after = {"unit": some[-1].unit, "seq": some[-1].seq}
        rows = [
            {"record": record, "unit": row.unit, "seq": row.seq, "kind": kind}
            for row in some
            if any(name in bytes(row.raw) for name in _NAMES)
            for kind, record in _subjects(json.loads(bytes(row.raw)))
        ]
        if rows:
            op.bulk_insert(table, rows)
    op.create_index("ix_feed_subjects_place", "feed_subjects", ["unit", "kind", "seq"], unique=False)


_NEXT = sa.text(
    "SELECT unit, seq, raw FROM feed WHERE (unit, seq) > (:unit, :seq) ORDER BY unit, seq LIMIT :limit"
)
_NAMES = (
    *(b'"kind":"application.status"', b'"kind":"entry.returned"', b'"kind":"correction.requested"'),
    *(b'"kind":"complaint.answered"', b'"kind":"visit.planned"', b'"kind":"training.changed"'),
)


def _subjects(said: dict[str, Any]) -> list[tuple[str, str]]:
    """As it was when this step was written; what is not as it should be holds nothing that was ever shown."""
    kind, body = said["kind"], said["body"]
    if kind == "training.changed":
        ids = [each.get("id") for each in body.get("trainings", ())]
    elif kind == "entry.returned":
        ids = [body.get("application")]
    elif kind == "application.status":
        ids = [body.get("id")] if body.get("note") else []
    elif kind == "visit.planned":
        ids = [body.get("id")] if body.get("bookings") or body.get("note") else []
    else:
        ids = [body.get("id")] if kind in ("correction.requested", "complaint.answered") else []
    return [(kind, id_) for id_ in dict.fromkeys(ids) if isinstance(id_, str)]
