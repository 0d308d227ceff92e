"""What laptops say of themselves, the counts of closed days, and what was done to a unit by whom."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("units", sa.Column("lease_days", sa.Integer(), nullable=True))
    for name, kind in (
        ("heard_at", sa.Text()),
        ("heard_cursor", sa.Integer()),
        ("carried_at", sa.Text()),
        ("said_at", sa.Text()),
        ("entries_waiting", sa.Integer()),
        ("scans_waiting", sa.Integer()),
        ("clock_offset", sa.Integer()),
    ):
        op.add_column("devices", sa.Column(name, kind, nullable=True))
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_index("ix_acts_subject", "acts", ["subject", "id"], unique=False)
    closings = op.create_table(
        "closings",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("closing", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_closings_unit_units")),
        sa.PrimaryKeyConstraint("device", "day", name=op.f("pk_closings")),
    )
    op.create_index("ix_closings_unit", "closings", ["unit", "day"], unique=False)
    op.create_index("ix_closings_day", "closings", ["day"], unique=False)
    rows = _closed_so_far(op.get_bind())
    if rows:
        op.bulk_insert(closings, rows)


def _closed_so_far(connection: sa.Connection) -> list[dict[str, object]]:
    """The newest closing of each laptop's day among the entries that were applied."""
    newest: dict[tuple[str, str], dict[str, object]] = {}
    said = sa.text(
        "SELECT j.device, j.unit, e.raw FROM entries e JOIN journals j ON j.id = e.journal"
        " WHERE e.kind = 'visit.closed' AND e.quarantine IS NULL ORDER BY e.received_at, e.seq"
    )
    for device, unit, raw in connection.execute(said):
        body = json.loads(bytes(raw))["body"]
        at = (body["closing"], body["closed_at"])
        key = (device, body["day"])
        if key not in newest or at >= (newest[key]["closing"], newest[key]["closed_at"]):
            newest[key] = {
                "device": device,
                "day": body["day"],
                "unit": unit,
                "closing": body["closing"],
                "closed_at": body["closed_at"],
                "counted": body["counts"]["submitted"],
            }
    return list(newest.values())
