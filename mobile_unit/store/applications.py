"""Applications as lists and searches see them; the whole of one is its journal entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
    update,
)
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.domain.entries import APPLICATION_CORRECTED, APPLICATION_SUBMITTED, Entry
from mobile_unit.domain.people import identity_number
from mobile_unit.domain.states import CORRECTED, NEEDS_ATTENTION, REFERRED, SENT, WAITING
from mobile_unit.store import journal
from mobile_unit.store.tables import (
    applications,
    documents,
    journals,
    number_counters,
    past_documents,
)
from mobile_unit.store.tables import journal as journal_table

_search = table("application_search", sql_column("rowid"))

_state = func.coalesce(
    applications.c.own_state,
    applications.c.status,
    case((applications.c.seq <= journals.c.acknowledged_seq, literal(SENT)), else_=literal(WAITING)),
).label("state")


_NEXT_SERIAL = (
    upsert(number_counters)
    .on_conflict_do_update(index_elements=["letter", "day"], set_={"last": number_counters.c.last + 1})
    .returning(number_counters.c.last)
)
_INSERT = insert(applications).returning(applications.c.position)
_INSERT_DOCUMENTS = insert(documents)
_INDEX = text(
    "INSERT INTO application_search (rowid, full_name, number, nik, phone)"
    " VALUES (:position, :full_name, :number, :nik, :phone)"
)
_UNINDEX = text(
    "INSERT INTO application_search (application_search, rowid, full_name, number, nik, phone)"
    " VALUES ('delete', :position, :full_name, :number, :nik, :phone)"
)
_ENTRY_OF = select(applications.c.journal, applications.c.seq).where(applications.c.id == bindparam("id_"))
_NUMBER_OF = select(applications.c.number).where(applications.c.id == bindparam("id_"))


def next_serial(connection: Connection, letter: str, day: date) -> int:
    """The next running number of the day, taken for good within this transaction."""
    values = {"letter": letter, "day": day.isoformat(), "last": 1}
    serial: int = connection.execute(_NEXT_SERIAL, values).scalar_one()
    return serial


def insert_application(connection: Connection, entry: Entry, day: date) -> None:
    """Add the rows that follow from an ``application.submitted`` entry."""
    body = entry.body
    row = {
        **_listed(body),
        "id": body["id"],
        "service": body["service"],
        "day": day.isoformat(),
        "submitted_at": body["submitted_at"],
        "journal": entry.journal,
        "seq": entry.seq,
        # a referral is one from the start, until head office says more
        "status": REFERRED if body.get("referred") else None,
    }
    position = connection.execute(_INSERT, row).scalar_one()
    _insert_documents(connection, body)
    connection.execute(_INDEX, _indexed(body, position))


def correct_application(connection: Connection, entry: Entry, before: Mapping[str, Any]) -> None:
    """Bring the rows to what an ``application.corrected`` entry says; ``before`` is the body until now."""
    body = entry.body
    row = connection.execute(select(applications).where(applications.c.id == body["id"])).one()
    connection.execute(_UNINDEX, _indexed(before, row.position))
    connection.execute(_INDEX, _indexed(body, row.position))
    connection.execute(
        update(applications)
        .where(applications.c.id == row.id)
        .values(
            **_listed(body),
            journal=entry.journal,
            seq=entry.seq,
            own_state=CORRECTED if row.status is not None else None,
        )
    )
    connection.execute(delete(documents).where(documents.c.application == row.id))
    _insert_documents(connection, body)
    kept = {document["sha256"] for document in body["documents"]}
    past = {document["sha256"] for document in before["documents"]} - kept
    if past:
        rows = [{"application": row.id, "sha256": sha256} for sha256 in sorted(past)]
        connection.execute(upsert(past_documents).on_conflict_do_nothing(), rows)


def _insert_documents(connection: Connection, body: Mapping[str, Any]) -> None:
    if body["documents"]:
        rows = [
            {"application": body["id"], "position": place, "kind": d["kind"], "sha256": d["sha256"]}
            for place, d in enumerate(body["documents"])
        ]
        connection.execute(_INSERT_DOCUMENTS, rows)


def _listed(body: Mapping[str, Any]) -> dict[str, Any]:
    applicant = body["applicant"]
    return {
        "full_name": applicant["full_name"],
        "number": body["number"],
        "nik": identity_number(applicant),
    }


def _indexed(body: Mapping[str, Any], position: int) -> dict[str, Any]:
    """What the search index holds of a version; removing it takes the very same words."""
    return {**_listed(body), "position": position, "phone": _phone_words(body["applicant"].get("phone", ""))}


def number_of(connection: Connection, application_id: str) -> str | None:
    found: str | None = connection.execute(_NUMBER_OF, {"id_": application_id}).scalar()
    return found


def is_referral(connection: Connection, application_id: str) -> bool:
    """Whether an application was sealed as a referral to the office."""
    row = connection.execute(_ENTRY_OF, {"id_": application_id}).first()
    return row is not None and bool(journal.entry(connection, row.journal, row.seq).body.get("referred"))


def find(connection: Connection, id_or_number: str) -> RowMapping | None:
    """One application's row with its state, and where its entry is."""
    statement = _rows().where((applications.c.id == id_or_number) | (applications.c.number == id_or_number))
    return connection.execute(statement).mappings().first()


def latest_with_nik(connection: Connection, nik: str) -> RowMapping | None:
    """The newest application of this person, with its state."""
    statement = _rows().where(applications.c.nik == nik).order_by(applications.c.position.desc()).limit(1)
    return connection.execute(statement).mappings().first()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows: words of name, number, NIK or phone; a state; a first day."""

    words: str = ""
    state: str | None = None
    since: date | None = None


def page(connection: Connection, filter_: Filter, *, limit: int, before: int | None) -> Sequence[RowMapping]:
    """Newest first; ``before`` is the ``position`` of the last row of the page before."""
    statement = _filtered(_rows(), filter_).order_by(applications.c.position.desc()).limit(limit)
    if before is not None:
        statement = statement.where(applications.c.position < before)
    return connection.execute(statement).mappings().all()


def count(connection: Connection, filter_: Filter) -> int:
    statement = select(func.count()).select_from(applications)
    if filter_.state is not None:
        statement = statement.join(journals, journals.c.id == applications.c.journal)
    found: int = connection.execute(_filtered(statement, filter_)).scalar_one()
    return found


def taken_on(connection: Connection, day: date) -> int:
    return connection.execute(
        select(func.count()).select_from(applications).where(applications.c.day == day.isoformat())
    ).scalar_one()


def waiting(connection: Connection) -> int:
    """Applications whose entry head office has not acknowledged."""
    return connection.execute(
        select(func.count())
        .select_from(applications)
        .join(journals, journals.c.id == applications.c.journal)
        .where(applications.c.seq > journals.c.acknowledged_seq)
    ).scalar_one()


def acknowledged(connection: Connection) -> int:
    """Applications whose entry head office has acknowledged."""
    return connection.execute(
        select(func.count())
        .select_from(applications)
        .join(journals, journals.c.id == applications.c.journal)
        .where(applications.c.seq <= journals.c.acknowledged_seq)
    ).scalar_one()


def needing_attention(connection: Connection, limit: int) -> Sequence[RowMapping]:
    statement = _rows().where(applications.c.status.in_(NEEDS_ATTENTION), applications.c.own_state.is_(None))
    return connection.execute(statement.order_by(applications.c.position).limit(limit)).mappings().all()


def set_status(connection: Connection, application_id: str, status: str) -> bool:
    """Write what head office decided; False where this unit has no such application.

    What the unit did itself stands until head office says the same (of a correction: anything at all).
    """
    own = applications.c.own_state
    ruled_on = own.in_((status, CORRECTED))
    result = connection.execute(
        update(applications)
        .where(applications.c.id == application_id)
        .values(status=status, own_state=case((ruled_on, None), else_=own))
    )
    return result.rowcount == 1


def set_own_state(connection: Connection, application_id: str, state: str | None) -> None:
    """Write what the unit did itself (``withdrawn``, ``handed_over``); None where head office refused it."""
    connection.execute(
        update(applications).where(applications.c.id == application_id).values(own_state=state)
    )


def documents_of(connection: Connection, application_id: str) -> Sequence[RowMapping]:
    statement = select(documents).where(documents.c.application == application_id)
    return connection.execute(statement.order_by(documents.c.position)).mappings().all()


def astray(connection: Connection) -> Iterator[str]:
    """Say which application rows and journal entries don't match one another, one to one."""
    statement = select(
        applications.c.number, applications.c.id, applications.c.journal, applications.c.seq
    ).order_by(applications.c.position)
    count_ = 0
    for row in connection.execute(statement).all():
        body = journal.entry(connection, row.journal, row.seq).body
        if (body.get("id"), body.get("number")) != (row.id, row.number):
            yield f"application {row.number}: its entry says otherwise"
        held = [(d["kind"], d["sha256"]) for d in documents_of(connection, row.id)]
        if held != [(d["kind"], d["sha256"]) for d in body.get("documents", [])]:
            yield f"application {row.number}: its documents are not those of its entry"
        if _has_newer(connection, row):
            yield f"application {row.number}: it was corrected, but its row is of an older version"
        count_ += 1
    entries = connection.execute(
        select(func.count()).select_from(journal_table).where(journal_table.c.kind == APPLICATION_SUBMITTED)
    ).scalar_one()
    if entries != count_:
        yield f"{entries} applications in the journal, {count_} in the list"


def _has_newer(connection: Connection, row: Any) -> bool:
    newer = exists().where(
        journal_table.c.subject == row.id,
        journal_table.c.kind == APPLICATION_CORRECTED,
        journal_table.c.journal == row.journal,
        journal_table.c.seq > row.seq,
    )
    return bool(connection.execute(select(newer)).scalar())


def _rows() -> Select[Any]:
    return select(applications, _state).join(journals, journals.c.id == applications.c.journal)


def _filtered(statement: Select[Any], filter_: Filter) -> Select[Any]:
    match = _match_expression(filter_.words)
    if match is not None:
        found = select(_search.c.rowid).where(literal_column("application_search").op("MATCH")(match))
        statement = statement.where(applications.c.position.in_(found))
    if filter_.since is not None:
        statement = statement.where(applications.c.day >= filter_.since.isoformat())
    if filter_.state is not None:
        statement = statement.where(_state.element == filter_.state)
    return statement


def _match_expression(words: str) -> str | None:
    """FTS5 query in which every word is the beginning of one; nothing typed can be read as syntax."""
    tokens = re.findall(r"\w+", words.replace("_", " "))
    if not tokens:
        return '""' if words.strip() else None
    return " ".join(f'"{token}"*' for token in tokens[:8])


def _phone_words(phone: str) -> str:
    """The number as kept and as people say it: ``628…`` and ``08…``."""
    return f"{phone} 0{phone[3:]}" if phone.startswith("+62") else phone
