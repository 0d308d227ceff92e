"""Questions and complaints as lists see them; the whole of one is its journal entries."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Text,
    case,
    cast,
    func,
    insert,
    or_,
    select,
    update,
)

from mobile_unit.domain.complaints import CLOSED, QUARANTINED, TO_BE_TOLD, UNDER_WAY
from mobile_unit.domain.entries import COMPLAINT_TAKEN
from mobile_unit.store import attachments
from mobile_unit.store.tables import attachments as attached
from mobile_unit.store.tables import blobs, complaints, journal

OPEN, TO_TELL, ALL = "open", "to_tell", "all"
GROUPS = (OPEN, TO_TELL, ALL)
MOST = 50_000

_RAW = cast(journal.c.raw, Text)

_is_open = or_(complaints.c.status.is_(None), complaints.c.status.in_((*UNDER_WAY, QUARANTINED)))
_is_to_tell = complaints.c.status.in_(TO_BE_TOLD) & complaints.c.told_at.is_(None)
_can_be_read = complaints.c.sealed.is_(False)


def add(connection: Connection, row: Mapping[str, Any], files: Collection[str]) -> None:
    """A complaint that was just taken, and the blobs that were handed in with it."""
    connection.execute(insert(complaints).values(**row))
    attachments.add(connection, row["id"], files)


def find(connection: Connection, id_or_number: str) -> RowMapping | None:
    """One row, also of a complaint that is sealed whole."""
    mine = (complaints.c.id == id_or_number) | (complaints.c.number == id_or_number)
    return connection.execute(select(complaints).where(mine)).mappings().first()


def positions(connection: Connection, group: str, words: str = "") -> array[int]:
    """Where the rows of a list are: what is due first is first, or all, the newest first. None of them is
    sealed whole."""
    found = select(complaints.c.position).where(_can_be_read, *_narrowed(group, words))
    if group == ALL:
        found = found.order_by(complaints.c.position.desc())
    else:
        found = found.order_by(complaints.c.due_on, complaints.c.position)
    return array("q", connection.execute(found.limit(MOST)).scalars())


def rows_at(connection: Connection, wanted: Sequence[int]) -> Sequence[RowMapping]:
    statement = select(complaints).where(complaints.c.position.in_(list(wanted)))
    return connection.execute(statement).mappings().all()


def counts(connection: Connection, today: str) -> dict[str, int]:
    """How many are open, over their deadline, to be told; ``sealed`` are those only head office reads."""
    row = connection.execute(
        select(
            func.count().filter(_can_be_read & _is_open),
            func.count().filter(_can_be_read & _is_open & (complaints.c.due_on < today)),
            func.count().filter(_can_be_read & _is_to_tell),
            func.count().filter(complaints.c.sealed),
        )
    ).one()
    return dict(zip(("open", "late", "to_tell", "sealed"), row, strict=True))


def files_of(connection: Connection, complaint: str) -> Sequence[RowMapping]:
    """sha256, bytes and media type of what was handed in."""
    statement = (
        select(blobs.c.sha256, blobs.c.bytes, blobs.c.media_type)
        .join(attached, attached.c.sha256 == blobs.c.sha256)
        .where(attached.c.record == complaint)
        .order_by(blobs.c.stored_at, blobs.c.sha256)
    )
    return connection.execute(statement).mappings().all()


def set_status(connection: Connection, complaint: str, status: str, at: str) -> bool:
    """Write what head office says; False where this laptop has no such complaint. What is opened again waits
    for another answer."""
    changed: dict[str, Any] = {"status": status, "status_at": at}
    if status in UNDER_WAY:
        changed |= {"answer": None, "told_at": None}
    return _set(connection, complaint, changed)


def set_answer(
    connection: Connection, complaint: str, status: str, answer: Mapping[str, Any], at: str
) -> bool:
    """The same with an answer; it is to be told anew, but for one that is here already word for word: head
    office, restored, says again what it had lost."""
    said = json.dumps(dict(answer), ensure_ascii=False)
    first = func.coalesce(complaints.c.answered_at, at)
    told_at = case((complaints.c.answer == said, complaints.c.told_at), else_=None)
    changed = {
        "status": status,
        "status_at": at,
        "answer": said,
        "told_at": told_at,
        "answered_at": first,
    }
    return _set(connection, complaint, changed)


def set_told(connection: Connection, complaint: str, at: str) -> None:
    _set(connection, complaint, {"told_at": at})


def ripe(connection: Connection, until: str, limit: int) -> list[dict[str, str]]:
    """Those that head office closed at ``until`` or before, by its own clock; the oldest first."""
    statement = (
        select(complaints.c.id, complaints.c.number)
        .where(
            complaints.c.status == CLOSED,
            complaints.c.status_at <= until,
            complaints.c.purged_at.is_(None),
        )
        .order_by(complaints.c.position)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def forget(connection: Connection, complaint: str, at: str) -> None:
    """Leave of its row what counting needs."""
    _set(connection, complaint, {"summary": "", "answer": None, "purged_at": at})


def with_content(connection: Connection) -> Sequence[RowMapping]:
    """Those whose content is here, as they were taken."""
    statement = select(complaints.c.id).where(complaints.c.purged_at.is_(None))
    return connection.execute(statement.order_by(complaints.c.position)).mappings().all()


def _set(connection: Connection, complaint: str, values: Mapping[str, Any]) -> bool:
    statement = update(complaints).where(complaints.c.id == complaint).values(**values)
    return bool(connection.execute(statement).rowcount)


def _narrowed(group: str, words: str) -> list[ColumnElement[bool]]:
    narrowed: list[ColumnElement[bool]] = []
    if group == OPEN:
        narrowed.append(_is_open)
    elif group == TO_TELL:
        narrowed.append(_is_to_tell)
    for word in words.split():
        narrowed.append(or_(*(said.icontains(word, autoescape=True) for said in _searched())))
    return narrowed


def _searched() -> tuple[ColumnElement[str], ...]:
    """What a word is looked for in: the summary, the number, the day it was taken (``24-11-2026``), and the
    name and telephone of who gave them openly (a name in confidence is sealed, an anonymous one nowhere)."""
    at = complaints.c.taken_at
    day = func.substr(at, 9, 2) + "-" + func.substr(at, 6, 2) + "-" + func.substr(at, 1, 4)
    name = func.json_extract(_RAW, "$.body.said.person.name")
    phone = func.replace(func.json_extract(_RAW, "$.body.said.person.phone"), " ", "")
    person = (
        select(name + " " + phone)
        .where(journal.c.subject == complaints.c.id, journal.c.kind == COMPLAINT_TAKEN)
        .limit(1)
        .scalar_subquery()
    )
    return complaints.c.summary, complaints.c.number, day, func.coalesce(person, "")
