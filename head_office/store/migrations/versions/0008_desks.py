"""Who an application is of, until when it was promised and whose turn it is; the staff of the pages."""

import json

import sqlalchemy as sa
from alembic import op

from head_office.store.known import deadline, person
from mobile_unit.domain.desks import desk_of
from mobile_unit.forms.deadlines import starts_clock

revision = "0008"
down_revision = "0007"

_INDEXES = {
    "ix_applications_desk": ["desk", "due_on", "id"],
    "ix_applications_state": ["state", "due_on", "id"],
    "ix_applications_unit": ["unit", "due_on", "id"],
    "ix_applications_service": ["service", "due_on", "id"],
    "ix_applications_assignee": ["assignee", "due_on", "id"],
    "ix_applications_nik": ["nik"],
    "ix_applications_birth_date": ["birth_date", "name_key"],
    "ix_applications_name_key": ["name_key"],
}
_CHUNK = 1000


def upgrade() -> None:
    for name in ("full_name", "name_key", "nik", "birth_date", "desk"):
        op.add_column("applications", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("due_on", "clock_from", "assignee"):
        op.add_column("applications", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("applications", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("history", sa.Column("by", sa.Text(), nullable=True))
    _fill()
    op.drop_index("ix_applications_unit", table_name="applications")
    for name, columns in _INDEXES.items():
        op.create_index(name, "applications", columns, unique=False)
    _payments()
    _staff()


def _fill() -> None:
    connection = op.get_bind()
    chunk = sa.text(
        "SELECT applications.id, state, raw FROM applications JOIN entries"
        " ON entries.journal = applications.journal AND entries.seq = applications.seq"
        " WHERE applications.id > :after ORDER BY applications.id LIMIT :limit"
    )
    entered = sa.text("SELECT state, at FROM history WHERE application = :id ORDER BY id")
    fill = sa.text(
        "UPDATE applications SET full_name = :full_name, name_key = :name_key, nik = :nik,"
        " birth_date = :birth_date, due_on = :due_on, clock_from = :clock_from, desk = :desk WHERE id = :id"
    )
    after = ""
    while rows := connection.execute(chunk, {"after": after, "limit": _CHUNK}).all():
        filled = []
        for row in rows:
            body = json.loads(bytes(row.raw))["body"]
            steps = connection.execute(entered, {"id": row.id})
            since = next((step.at[:10] for step in steps if starts_clock(body, step.state)), None)
            known = person(body) | deadline(body, since)
            filled.append(known | {"id": row.id, "desk": desk_of(row.state)})
        connection.execute(fill, filled)
        after = rows[-1].id


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("billing_code", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Text(), nullable=True),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("ntpn", sa.Text(), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_payments_application_applications")
        ),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_payments")),
    )
    op.create_index("ix_payments_billing_code", "payments", ["billing_code"], unique=False)
    op.create_index("ix_payments_ntpn", "payments", ["ntpn"], unique=False)


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("nip", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False, server_default="id"),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("totp", sa.Text(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("nip", name=op.f("pk_staff")),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("offered", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.nip"], name=op.f("fk_sessions_staff_staff")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_staff", "sessions", ["staff"], unique=False)
    op.create_table(
        "tries",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_tries")),
    )
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
    )
    op.create_index("ix_looks_application", "looks", ["application", "at"], unique=False)
    op.create_index("ix_looks_staff", "looks", ["staff", "at"], unique=False)
