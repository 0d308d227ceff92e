"""Entries that go with no record: kept aside, given back to their unit, and of no record by its identifier,
or of a kind that this program does not know. Each is one by itself, named by its place: ``journal/seq``."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, select

from head_office.store import feed
from head_office.store.destructions import Ended, Held
from head_office.store.engine import Connection
from head_office.store.never_filed import GIVEN_BACK, OF, ON_FILE
from head_office.store.returned_tables import returned_entries
from head_office.store.tables import entries, journals
from mobile_unit.domain.entries import FEED_ENTRY_RETURNED

ENTRY = "entry"
_E = entries.c


def closed_before(connection: Connection, day: str) -> list[Ended]:
    """Those that were given back before a day and are here, the longest ago first."""
    rows = connection.execute(_closed().where(returned_entries.c.at < day))
    return sorted(map(_ended, rows), key=lambda each: (each.ended_at, each.id))


def closed(connection: Connection, record: str) -> Ended | None:
    """The same of one; None where it was applied after all, or is gone."""
    row = connection.execute(_closed().where(*_at(record))).first()
    return None if row is None else _ended(row)


def held(connection: Connection, record: str) -> list[Held]:
    """The entry itself, where its bytes are here."""
    statement = select(_E.journal, _E.seq, _E.hash, _E.raw).where(*_at(record), func.length(_E.raw) > 0)
    return [Held(row[0], row[1], bytes(row[2]), bytes(row[3])) for row in connection.execute(statement)]


def note_told(connection: Connection, unit: str, record: str) -> None:
    """Find what its unit was told of it, for that to go too: it stands under no record."""
    place = list(_place(record))
    for said in feed.every(connection, unit):
        told = {} if said.stands_in else json.loads(said.raw)
        body = told.get("body", {})
        if told.get("kind") == FEED_ENTRY_RETURNED and [body["journal"], body["seq"]] == place:
            feed.note_subjects(connection, unit, said.seq, FEED_ENTRY_RETURNED, [record])


def _closed() -> Select[Any]:
    unknown = and_(
        *(~_E.kind.startswith(f"{word}.") for word in OF),
        *(~exists().where(id_ == _E.subject) for id_ in ON_FILE),
    )
    back = (returned_entries.c.journal == _E.journal) & (returned_entries.c.seq == _E.seq)
    return (
        select(_E.journal, _E.seq, journals.c.unit, journals.c.letter, returned_entries.c.at)
        .join(journals, journals.c.id == _E.journal)
        .join(returned_entries, back)
        .where(_E.quarantine.is_not(None), func.length(_E.raw) > 0, _E.subject.is_(None) | unknown)
    )


def _ended(row: Row[Any]) -> Ended:
    place = f"{row.journal}/{row.seq}"
    number = f"{row.unit}{row.letter[:1]}/{row.seq}"
    return Ended(place, number, row.unit, "", GIVEN_BACK, row.at, ENTRY, never_filed=True)


def _place(record: str) -> tuple[str, int]:
    journal, _slash, seq = record.rpartition("/")
    return journal, int(seq)


def _at(record: str) -> tuple[Any, Any]:
    journal, seq = _place(record)
    return _E.journal == journal, _E.seq == seq
