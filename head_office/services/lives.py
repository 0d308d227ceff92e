"""A database's new life: its first entry makes the journal known, by network and by stick alike."""

from __future__ import annotations

from head_office.office import HeadOffice
from head_office.services.publishing import publish
from head_office.store import lives
from head_office.store.devices import Device
from head_office.store.engine import Connection
from mobile_unit.domain.entries import FEED_JOURNAL_LETTER, JOURNAL_OPENED, Entry
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.numbers import is_mark


def begin(office: HeadOffice, connection: Connection, device: Device, first: Entry | None) -> bool:
    """Take up a journal whose first entry says which journal of the same unit it follows, give it the unit's
    next letter, and tell the unit so by its feed. False where the entry says no such thing."""
    if first is None or first.kind != JOURNAL_OPENED or first.seq != 1 or not is_record_id(first.journal):
        return False
    previous, mark = first.body.get("previous"), first.body.get("mark")
    if not isinstance(previous, str) or not isinstance(mark, str):
        return False
    if not is_record_id(previous) or not is_mark(mark):
        return False
    if lives.unit_of(connection, previous) != device.unit or first.body.get("unit") != device.unit:
        return False
    letter = lives.open_life(
        connection,
        journal=first.journal,
        unit=device.unit,
        device=device.id,
        previous=previous,
        mark=mark,
        now=office.clock.now(),
    )
    if letter is not None:
        told = {"journal": first.journal, "letter": letter}
        publish(office, connection, device.unit, FEED_JOURNAL_LETTER, told)
    return True
