"""Applications as lists and searches see them; the whole of one is its journal entry."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    case,
    column,
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
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.domain.applications import Filter
from mobile_unit.domain.duplicates import name_key
from mobile_unit.domain.entries import APPLICATION_CORRECTED, APPLICATION_SUBMITTED, Entry
from mobile_unit.domain.people import identity_number
from mobile_unit.domain.states import CORRECTED, NEEDS_ATTENTION, ON_STICK, REFERRED, SENT, WAITING
from mobile_unit.domain.words import words_of_application
from mobile_unit.store import journal, search_index
from mobile_unit.store.prepared import Prepared
from mobile_unit.store.tables import (
    applications,
    documents,
    journals,
    number_counters,
    past_documents,
    reconciled,
)
from mobile_unit.store.tables import journal as journal_table

COUNT_AT_MOST = 1000
"""Nobody waits for an exact number beyond this."""

_search = table("application_search", column("rowid", applications.c.position.type))
_matches = literal_column("application_search").op("MATCH")(bindparam("words"))
_found = select(_search.c.rowid).where(_matches, _search.c.rowid < bindparam("before"))

_state = func.coalesce(
    applications.c.own_state,
    applications.c.status,
    case(
        (applications.c.seq <= journals.c.acknowledged_seq, literal(SENT)),
        (applications.c.seq <= journals.c.exported_seq, literal(ON_STICK)),
        else_=literal(WAITING),
    ),
).label("state")

_END = (1 << 63) - 1
_FEW = 200
_NEXT_SERIAL = Prepared(
    upsert(number_counters)
    .on_conflict_do_update(index_elements=["letter", "day"], set_={"last": number_counters.c.last + 1})
    .returning(number_counters.c.last)
)
_LAST_DAY = select(func.max(applications.alias().c.day))
_DOCUMENTS_OF = (
    select(documents)
    .where(documents.c.application == bindparam("application"))
    .order_by(documents.c.position)
)
_INSERT = Prepared(
    insert(applications).returning(applications.c.position, _LAST_DAY.scalar_subquery().label("last_day")),
    [column.name for column in applications.c if column.name not in ("position", "own_state")],
)
_INSERT_DOCUMENTS = Prepared(insert(documents))
_NUMBER_OF = Prepared(select(applications.c.number).where(applications.c.id == bindparam("id")))
_ENTRY_OF = select(applications.c.journal, applications.c.seq).where(applications.c.id == bindparam("id_"))
_BY_ID = select(applications).where(applications.c.id == bindparam("id_"))


def next_serial(connection: Connection, letter: str, day: date) -> int:
    """The next running number of the day, taken for good within this transaction."""
    values = {"letter": letter, "day": day.isoformat(), "last": 1}
    ((serial,),) = _NEXT_SERIAL.run(connection, values)
    return int(serial)


def insert_application(connection: Connection, entry: Entry, day: date) -> None:
    """Add the rows that follow from an ``application.submitted`` entry."""
    body = entry.body
    row = {
        "id": body["id"],
        "number": body["number"],
        "service": body["service"],
        "day": day.isoformat(),
        "submitted_at": body["submitted_at"],
        "journal": entry.journal,
        "seq": entry.seq,
        # a referral is one from the start, until head office says more
        "status": REFERRED if body.get("referred") else None,
        **_person(body["applicant"], body["answers"]),
    }
    ((position, last_day),) = _INSERT.run(connection, row)
    _insert_documents(connection, body)
    found_by = _found_by(row)
    if row["day"] < last_day:
        found_by.add(search_index.OUT_OF_ORDER)
    search_index.add(connection, position, found_by)


def correct_application(connection: Connection, entry: Entry, before: Mapping[str, Any]) -> None:
    """Bring the rows to what an ``application.corrected`` entry says; ``before`` is the body until now."""
    body = entry.body
    row = connection.execute(_BY_ID, {"id_": body["id"]}).mappings().one()
    own_state = CORRECTED if row["status"] is not None else None
    person = _person(body["applicant"], body["answers"])
    connection.execute(
        update(applications)
        .where(applications.c.position == row["position"])
        .values(**person, journal=entry.journal, seq=entry.seq, own_state=own_state)
    )
    new = _found_by({**row, **person, "own_state": own_state})
    search_index.replace(connection, row["position"], _found_by(dict(row)), new)
    connection.execute(delete(documents).where(documents.c.application == row["id"]))
    _insert_documents(connection, body)
    connection.execute(delete(reconciled).where(reconciled.c.application == row["id"]))
    kept = {document["sha256"] for document in body["documents"]}
    past = {document["sha256"] for document in before["documents"]} - kept
    if past:
        rows = [{"application": row["id"], "sha256": sha256} for sha256 in sorted(past)]
        connection.execute(upsert(past_documents).on_conflict_do_nothing(), rows)


def forget_person(connection: Connection, application_id: str, nobody: Mapping[str, str]) -> None:
    """Write ``nobody`` where a row says who applied; it is found by its number only from now on."""
    row = connection.execute(_BY_ID, {"id_": application_id}).mappings().one()
    connection.execute(
        update(applications).where(applications.c.position == row["position"]).values(**nobody)
    )
    search_index.replace(connection, row["position"], _found_by(dict(row)), _found_by({**row, **nobody}))


def _insert_documents(connection: Connection, body: Mapping[str, Any]) -> None:
    rows = (
        {"application": body["id"], "position": place, "kind": d["kind"], "sha256": d["sha256"]}
        for place, d in enumerate(body["documents"])
    )
    _INSERT_DOCUMENTS.run_each(connection, rows)


def _person(applicant: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, str]:
    return {
        "full_name": applicant["full_name"],
        "name_key": name_key(applicant["full_name"]),
        "birth_date": applicant.get("birth_date") or "",
        "nik": identity_number(applicant),
        "phone": applicant.get("phone") or "",
        "passport": answers.get("old_passport_number") or "",
    }


def _found_by(row: Mapping[str, Any]) -> set[str]:
    """What stands in the index for a row; a new one has no ``own_state`` yet."""
    named = ("full_name", "number", "nik", "phone", "passport")
    words = words_of_application(**{name: row[name] for name in named})
    own_state = row.get("own_state")
    state = own_state if own_state is not None else row["status"]
    return search_index.standing_for(words, day=row["day"], service=row["service"], state=state)


def number_of(connection: Connection, application_id: str) -> str | None:
    rows = _NUMBER_OF.run(connection, {"id": application_id})
    return rows[0][0] if rows else None


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


def page(connection: Connection, filter_: Filter, *, limit: int, before: int | None) -> Sequence[RowMapping]:
    """Newest first; ``before`` is the ``position`` of the last row of the page before."""
    return rows_at(connection, positions(connection, filter_, limit=limit, before=before))


def positions(
    connection: Connection, filter_: Filter, *, limit: int, before: int | None = None
) -> array[int]:
    """Where the rows of a list are, newest first; ``before`` as in ``page``."""
    statement, values = _filtered(connection, filter_, before)
    return array("q", connection.execute(statement.limit(limit), values).scalars())


def rows_at(connection: Connection, wanted: Sequence[int]) -> Sequence[RowMapping]:
    """The rows with their states, newest first; who is gone is left out."""
    found = connection.execute(_rows().where(applications.c.position.in_(wanted))).mappings().all()
    return sorted(found, key=lambda row: row["position"], reverse=True)


def look(connection: Connection, filter_: Filter, *, limit: int) -> tuple[array[int], int, bool]:
    """The first positions of a list, and what ``count`` says of it, in one walk."""
    found = positions(connection, filter_, limit=max(limit, COUNT_AT_MOST + 1))
    return found[:limit], *_counted(connection, filter_, len(found))


def count(
    connection: Connection, filter_: Filter, *, found: int = COUNT_AT_MOST, limit: int = 0
) -> tuple[int, bool]:
    """(how many match, whether that is all of them); beyond COUNT_AT_MOST only the whole list is counted.

    Where a search with ``limit`` has just ``found`` fewer, nothing is asked.
    """
    if found < limit:
        return found, True
    return _counted(connection, filter_, len(positions(connection, filter_, limit=COUNT_AT_MOST + 1)))


def _counted(connection: Connection, filter_: Filter, found: int) -> tuple[int, bool]:
    """As ``count``, where a walk for more than COUNT_AT_MOST has ``found`` so many."""
    if found <= COUNT_AT_MOST:
        return found, True
    if filter_ == Filter():
        # a running number is given to each application, and to nothing else
        return connection.execute(select(func.sum(number_counters.c.last))).scalar() or found, True
    return COUNT_AT_MOST, False


def recorded_on(connection: Connection, day: date) -> tuple[int, int]:
    """(how many applications were taken on a day, how many referred to the office)."""
    # an entry is canonical JSON: within a string the quotes would be escaped
    referred = func.instr(journal_table.c.raw, b'"referred":true') > 0
    all_, apart = connection.execute(
        select(func.count(), func.count().filter(referred))
        .select_from(applications)
        .join(
            journal_table,
            and_(
                journal_table.c.journal == applications.c.journal, journal_table.c.seq == applications.c.seq
            ),
        )
        .where(applications.c.day == day.isoformat())
    ).one()
    return all_ - apart, apart


def taken(connection: Connection) -> int:
    """All applications of this unit."""
    return connection.execute(select(func.count()).select_from(applications)).scalar_one()


def last_taken(connection: Connection) -> str | None:
    """When the newest application was submitted."""
    return _submitted_at(connection, applications.c.position.desc())


def first_taken(connection: Connection) -> str | None:
    """When the oldest application was submitted."""
    return _submitted_at(connection, applications.c.position)


def _submitted_at(connection: Connection, order: Any) -> str | None:
    statement = select(applications.c.submitted_at).order_by(order).limit(1)
    found: str | None = connection.execute(statement).scalar()
    return found


def waiting(connection: Connection) -> int:
    """Applications whose entry head office has not acknowledged."""
    lives = journal.unacknowledged(connection)
    return sum(_count_between(connection, life, seq, _END) for life, seq in lives)


def on_stick(connection: Connection) -> int:
    """Of those, the ones that went on a USB stick."""
    return sum(
        _count_between(connection, life.journal, life.acknowledged, life.exported)
        for life in journal.unheld(connection)
    )


def _count_between(connection: Connection, life: str, after: int, last: int) -> int:
    statement = select(func.count()).select_from(applications).where(*_UNANSWERED)
    values = {"journal": life, "after": after, "last": last}
    counted: int = connection.execute(statement, values).scalar_one()
    return counted


def needing_attention(connection: Connection, limit: int) -> Sequence[RowMapping]:
    """Oldest first."""
    return oldest_in(connection, NEEDS_ATTENTION, limit)


def oldest_in(connection: Connection, states: Collection[str], limit: int) -> Sequence[RowMapping]:
    """Those that head office's word puts in any of some states, oldest first."""
    words = search_index.expression("", states=states, service=None, days=None)
    oldest = _found.order_by(_search.c.rowid).limit(limit)
    found = connection.execute(oldest, {"words": words, "before": _END}).scalars().all()
    return rows_at(connection, found)[::-1]


def set_status(connection: Connection, application_id: str, status: str) -> bool:
    """Write what head office decided; False where this unit has no such application.

    What the unit did itself stands until head office says the same (of a correction: anything at all).
    """
    row = connection.execute(_BY_ID, {"id_": application_id}).mappings().first()
    if row is None:
        return False
    own = None if row["own_state"] in (status, CORRECTED) else row["own_state"]
    _set_states(connection, row, own, status)
    return True


def set_own_state(connection: Connection, application_id: str, state: str | None) -> None:
    """Write what the unit did itself (``withdrawn``, ``handed_over``); None where head office refused it."""
    row = connection.execute(_BY_ID, {"id_": application_id}).mappings().first()
    if row is not None:
        _set_states(connection, row, state, row["status"])


def _set_states(connection: Connection, row: RowMapping, own_state: str | None, status: str | None) -> None:
    states = {"own_state": own_state, "status": status}
    changed = update(applications).where(applications.c.position == row["position"])
    connection.execute(changed.values(**states))
    search_index.replace(connection, row["position"], _found_by(dict(row)), _found_by({**row, **states}))


def documents_of(connection: Connection, application_id: str) -> Sequence[RowMapping]:
    return connection.execute(_DOCUMENTS_OF, {"application": application_id}).mappings().all()


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
    told = journal_table.c.subject.is_not(None)  # an entry that was written again in a later life is not
    entries = connection.execute(
        select(func.count())
        .select_from(journal_table)
        .where(journal_table.c.kind == APPLICATION_SUBMITTED, told)
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


def _filtered(
    connection: Connection, filter_: Filter, before: int | None
) -> tuple[Select[Any], dict[str, Any]]:
    """The statement for the positions of a list, newest first, and its values."""
    on_its_way = filter_.state in (WAITING, ON_STICK, SENT)
    lowest, highest, days = _where_days_are(connection, filter_)
    words = search_index.expression(
        filter_.words,
        states=None if filter_.state is None else (None if on_its_way else filter_.state,),
        service=filter_.service,
        days=days,
    )
    if on_its_way:
        first, last = _where_it_is(connection, filter_.state)
        lowest, highest = max(lowest, first), min(highest, last)
    values: dict[str, Any] = {"lowest": lowest, "before": highest + 1, "words": words}
    if before is not None:
        values["before"] = min(values["before"], before)
    if words is None:
        position = applications.c.position
        statement = select(position).where(position < bindparam("before"), position >= bindparam("lowest"))
        return statement.order_by(position.desc()), values
    statement = _found.where(_search.c.rowid >= bindparam("lowest"))
    if on_its_way:
        rows = applications.c.position == _search.c.rowid
        statement = statement.join(applications, rows).join(journals, journals.c.id == applications.c.journal)
        statement = statement.where(_state.element == filter_.state)
    return statement.order_by(_search.c.rowid.desc()), values


_UNANSWERED = (
    text("(status IS NULL OR status = 'referred' OR own_state IS NOT NULL)"),
    applications.c.journal == bindparam("journal"),
    applications.c.seq > bindparam("after"),
    applications.c.seq <= bindparam("last"),
)


def _where_it_is(connection: Connection, state: str | None) -> tuple[int, int]:
    """The lowest and highest position of what waits, is on a stick, or was sent and not answered, where these
    are few."""
    candidates = select(applications.c.position).where(*_UNANSWERED)
    some = candidates.limit(_FEW + 1).subquery()
    spread = select(func.count(), func.min(some.c.position), func.max(some.c.position))
    lowest, highest, count_ = _END, -1, 0
    lives = select(journals.c.id, journals.c.acknowledged_seq, journals.c.exported_seq)
    for life, acknowledged, exported in connection.execute(lives).all():
        gone = max(acknowledged, exported)
        after, last = {
            WAITING: (gone, _END),
            ON_STICK: (acknowledged, gone),
            SENT: (0, acknowledged),
        }[state or WAITING]
        values = {"journal": life, "after": after, "last": last}
        found, first, last = connection.execute(spread, values).one()
        if found:
            lowest, highest, count_ = min(lowest, first), max(highest, last), count_ + found
    return (lowest, highest) if count_ <= _FEW else (0, _END - 1)


_FIRST_SINCE = (
    select(applications.c.position)
    .where(applications.c.day >= bindparam("day"))
    .order_by(applications.c.day, applications.c.position)
    .limit(1)
)
_LAST_UNTIL = (
    select(applications.c.position)
    .where(applications.c.day <= bindparam("day"))
    .order_by(applications.c.day.desc(), applications.c.position.desc())
    .limit(1)
)


def _where_days_are(connection: Connection, filter_: Filter) -> tuple[int, int, list[str] | None]:
    """The lowest and highest position of the days asked for; where the rows are not in the order of their
    days, all positions, and the days as the index knows them."""
    if filter_.since is None and filter_.until is None:
        return 0, _END - 1, None
    disorder = {"words": f'"{search_index.OUT_OF_ORDER}"', "before": _END}
    if connection.execute(_found.limit(1), disorder).first() is not None:
        return 0, _END - 1, _days(connection, filter_)
    lowest, highest = 0, _END - 1
    if filter_.since is not None:
        lowest = connection.execute(_FIRST_SINCE, {"day": filter_.since.isoformat()}).scalar() or _END
    if filter_.until is not None:
        highest = connection.execute(_LAST_UNTIL, {"day": filter_.until.isoformat()}).scalar() or -1
    return lowest, highest, None


def _days(connection: Connection, filter_: Filter) -> list[str]:
    """The days asked for, as the index knows them."""
    first = connection.execute(select(func.min(applications.c.day))).scalar()
    last = connection.execute(_LAST_DAY).scalar()
    if first is None or last is None:
        return []
    # days before the first and after the last hold nothing: whole years there make the list short
    earliest, latest = date(int(first[:4]), 1, 1), date(int(last[:4]), 12, 31)
    since = max(filter_.since or earliest, earliest)
    until = latest if filter_.until is None or filter_.until >= date.fromisoformat(last) else filter_.until
    return list(search_index.days_between(since, until))
