"""An application on file: its newest version's row, its documents, its states, what was asked about it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select, update

from head_office.store import bulk, name_words
from head_office.store.engine import Connection
from head_office.store.known import deadline, person
from head_office.store.tables import applications, blobs, documents, entries, history, journals, requests
from mobile_unit.domain.desks import desk_of
from mobile_unit.domain.entries import APPLICATION_SUBMITTED, Entry, MalformedEntry, read_entry
from mobile_unit.domain.states import RECEIVED, REFERRED, SENT
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.deadlines import CLOCK_STATES, starts_clock
from mobile_unit.i18n import _

_BY_ID = select(applications).where(applications.c.id == bindparam("id"))
_BY_NUMBER = select(applications).where(applications.c.number == bindparam("number"))
_RAW = select(entries.c.raw).where(
    entries.c.journal == bindparam("journal"), entries.c.seq == bindparam("seq")
)
_BODIES = (
    select(entries.c.raw)
    .where(
        entries.c.subject == bindparam("subject"),
        entries.c.kind == bindparam("kind"),
        func.length(entries.c.raw) > 0,
    )
    .order_by(entries.c.received_at, entries.c.seq)
)
_APPLIED_BODIES = _BODIES.where(entries.c.quarantine.is_(None))
_REQUESTS = select(requests).order_by(requests.c.asked_at, requests.c.id)
_LACKING = (
    select(documents.c.sha256)
    .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
    .where(documents.c.application == bindparam("application"), blobs.c.sha256.is_(None))
    .limit(1)
)


def find(connection: Connection, application: str) -> dict[str, Any] | None:
    """An application's row; None where it is not on file."""
    row = connection.execute(_BY_ID, {"id": application}).mappings().first()
    return None if row is None else dict(row)


def found(connection: Connection, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The rows of those that are on file, by id."""
    statement = select(applications).where(bulk.among(connection.dialect.name, applications.c.id))
    rows = connection.execute(statement, bulk.listed(connection, ids)).mappings()
    return {row["id"]: dict(row) for row in rows}


def find_numbered(connection: Connection, number: str) -> dict[str, Any] | None:
    """The row of the application with this number; None where it is not on file."""
    row = connection.execute(_BY_NUMBER, {"number": number}).mappings().first()
    return None if row is None else dict(row)


def hold(connection: Connection, number: str) -> dict[str, Any] | None:
    """The row with this number, which nobody else changes until the transaction ends."""
    row = connection.execute(_BY_NUMBER.with_for_update(), {"number": number}).mappings().first()
    return None if row is None else dict(row)


def take(connection: Connection, application: str, nip: str | None) -> None:
    """Note which of the staff works on an application; None gives it back."""
    connection.execute(
        update(applications)
        .where(applications.c.id == application)
        .values(assignee=nip, revision=applications.c.revision + 1)
    )


class Destroyed(UserFacingError):
    """The content was destroyed at the end of its retention."""

    def __init__(self) -> None:
        super().__init__(
            _("Its content was destroyed at the end of its retention."),
            _("Its number and its states are what is left; the record of the destruction says when."),
        )


def body_of(connection: Connection, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body of the entry with an application's newest version; raises Destroyed."""
    place = {"journal": row["journal"], "seq": row["seq"]}
    raw = bytes(connection.execute(_RAW, place).scalar_one())
    if not raw:
        raise Destroyed
    return read_entry(raw).body


def bodies(
    connection: Connection, application: str, kind: str, *, aside: bool = False
) -> list[Mapping[str, Any]]:
    """The bodies of the entries of one kind about an application, in the order received; ``aside``: also of
    those that were not applied."""
    statement = _BODIES if aside else _APPLIED_BODIES
    raws = connection.execute(statement, {"subject": application, "kind": kind}).scalars()
    return [read_entry(bytes(raw)).body for raw in raws]


def kept_aside(connection: Connection, unit: str, application: str) -> Mapping[str, Any] | None:
    """The body of a unit's ``application.submitted`` entry that was not applied; None where there is none."""
    statement = (
        select(entries.c.raw)
        .join(journals, journals.c.id == entries.c.journal)
        .where(
            entries.c.subject == application,
            entries.c.kind == APPLICATION_SUBMITTED,
            entries.c.quarantine.is_not(None),
            journals.c.unit == unit,
        )
        .order_by(entries.c.seq)
        .limit(1)
    )
    raw = connection.execute(statement).scalar()
    try:
        return None if raw is None else read_entry(bytes(raw)).body
    except MalformedEntry:
        return None


class Paper(NamedTuple):
    """A row of the documents of an application."""

    application: str
    position: int
    kind: str
    sha256: str
    bytes: int
    media_type: str


class Filing(NamedTuple):
    """The rows of an application that an entry brings, before they are written."""

    row: Mapping[str, Any]
    papers: Sequence[Paper]


def filing(unit: str, entry: Entry) -> Filing:
    """What is to be written; raises ValueError, KeyError or TypeError for a body that can't be."""
    body = entry.body
    state = REFERRED if body.get("referred") else SENT
    row = {
        "id": body["id"],
        "number": body["number"],
        "service": body["service"],
        "state": state,
        "desk": desk_of(state),
        "unit": unit,
        "journal": entry.journal,
        "seq": entry.seq,
        "submitted_at": body["submitted_at"],
        "correction": body.get("correction", 0),
        **person(body),
        **deadline(body, None),
    }
    if type(row["correction"]) is not int or not 0 <= row["correction"] < 1 << 31:
        raise ValueError("correction")  # what PostgreSQL can't keep is not kept on SQLite either
    return Filing(row, _papers(body))


def add(connection: Connection, filings: Sequence[Filing], at: str) -> None:
    """File applications with their documents as received now; raises Collided."""
    if not filings:
        return
    names = (*filings[0].row, "received_at")
    bulk.add(connection, applications, names, [(*each.row.values(), at) for each in filings])
    name_words.add(connection, [(each.row["id"], each.row["full_name"]) for each in filings])
    bulk.add(connection, documents, Paper._fields, [paper for each in filings for paper in each.papers])


def of_others(connection: Connection, unit: str, ids: Collection[str]) -> set[str]:
    """Those of the ids that applications of another unit have."""
    if not ids:
        return set()
    statement = select(applications.c.id).where(
        bulk.among(connection.dialect.name, applications.c.id), applications.c.unit != unit
    )
    return set(connection.execute(statement, bulk.listed(connection, ids)).scalars())


def taken(
    connection: Connection, ids: Collection[str], numbers: Collection[str]
) -> tuple[set[str], set[str]]:
    """Those of the ids, and those of the numbers, that applications on file have."""
    found = []
    for column, asked in ((applications.c.id, ids), (applications.c.number, numbers)):
        statement = select(column).where(bulk.among(connection.dialect.name, column))
        rows = connection.execute(statement, bulk.listed(connection, asked)) if asked else None
        found.append(set(rows.scalars()) if rows else set())
    return found[0], found[1]


def correct(connection: Connection, entry: Entry) -> None:
    """Make an entry the newest version; its documents replace those of the one before."""
    body = entry.body
    mine = applications.c.id == body["id"]
    since = connection.execute(select(applications.c.clock_from).where(mine)).scalar_one()
    connection.execute(
        update(applications)
        .where(mine)
        .values(
            journal=entry.journal,
            seq=entry.seq,
            correction=body["correction"],
            revision=applications.c.revision + 1,
            **person(body),
            **deadline(body, since),
        )
    )
    name_words.replace(connection, body["id"], person(body)["full_name"])
    connection.execute(delete(documents).where(documents.c.application == body["id"]))
    bulk.add(connection, documents, Paper._fields, _papers(body))


def _papers(body: Mapping[str, Any]) -> list[Paper]:
    id_ = body["id"]
    return [
        Paper(id_, position, each["kind"], each["sha256"], each["bytes"], each["media_type"])
        for position, each in enumerate(body["documents"])
    ]


def lacks_scans(connection: Connection, application: str) -> bool:
    """Whether a scan that the newest version names is not held."""
    return connection.execute(_LACKING, {"application": application}).first() is not None


def await_scans(connection: Connection, application: str, state: str | None) -> None:
    """The state to take once every scan is held; None where nothing is awaited."""
    connection.execute(update(applications).where(applications.c.id == application).values(awaits=state))


def set_state(
    connection: Connection,
    application: str,
    state: str,
    note: str | None,
    at: str,
    by: str | None = None,
    version: Mapping[str, Any] | None = None,
) -> None:
    """Put an application into a state; the promised time begins with the first that its promise names.

    ``version`` is the body of its newest version where that is not kept yet.
    """
    changed: dict[str, Any] = {
        "state": state,
        "desk": desk_of(state),
        "revision": applications.c.revision + 1,
        **_clock(connection, application, state, at[:10], version),
    }
    connection.execute(update(applications).where(applications.c.id == application).values(**changed))
    connection.execute(history.insert().values(application=application, state=state, note=note, at=at, by=by))


def _clock(
    connection: Connection, application: str, state: str, day: str, version: Mapping[str, Any] | None
) -> dict[str, str | None]:
    """The promised day anew, where a state is the first to start the clock."""
    if state not in CLOCK_STATES:
        return {}
    row = find(connection, application)
    if row is None or row["clock_from"] is not None:
        return {}
    body = version or body_of(connection, row)
    return deadline(body, day) if starts_clock(body, state) else {}


def last_decided(connection: Connection, application: str) -> str | None:
    """When the last decision was made that is more than that everything is here."""
    statement = (
        select(history.c.at)
        .where(history.c.application == application, history.c.state.not_in((RECEIVED, SENT)))
        .order_by(history.c.id.desc())
        .limit(1)
    )
    found: str | None = connection.execute(statement).scalar()
    return found


def add_request(connection: Connection, request: Mapping[str, Any]) -> None:
    """Keep a request as the feed says it."""
    connection.execute(
        requests.insert().values(
            id=request["request"],
            application=request["id"],
            asked_at=request["at"],
            fields=json.dumps(request["fields"], ensure_ascii=True),
        )
    )


def requests_of(connection: Connection, application: str) -> list[dict[str, Any]]:
    """Everything asked about an application, the oldest first; ``closed_at`` is None while it is open."""
    statement = _REQUESTS.where(requests.c.application == application)
    return [_request(dict(row)) for row in connection.execute(statement).mappings()]


def requests_of_each(connection: Connection, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The same of several applications."""
    found = bulk.grouped(connection, _REQUESTS, requests.c.application, ids)
    return {application: [_request(row) for row in rows] for application, rows in found.items()}


def _request(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "request": row["id"],
        "at": row["asked_at"],
        "fields": json.loads(row["fields"]),
        "closed_at": row["closed_at"],
    }


def close_request(connection: Connection, request: str, at: str) -> None:
    connection.execute(
        update(requests).where(requests.c.id == request, requests.c.closed_at.is_(None)).values(closed_at=at)
    )


def close_requests(connection: Connection, application: str, at: str) -> None:
    """Close whatever is open about an application: it is decided otherwise."""
    connection.execute(
        update(requests)
        .where(requests.c.application == application, requests.c.closed_at.is_(None))
        .values(closed_at=at)
    )
