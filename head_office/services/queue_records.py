"""What a unit's word on its tickets does, and why it is kept aside instead; a later one replaces it."""

from __future__ import annotations

from head_office.office import HeadOffice
from head_office.services.checks import Quarantined
from head_office.store import queue
from head_office.store.engine import Connection
from mobile_unit.domain.entries import Entry
from mobile_unit.domain.queue import read_tickets


def tickets(_office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """Keep them apart from the entry, without the officer who wrote it."""
    named, found = read_tickets(entry.body, unit)
    if queue.unit_of(connection, named) not in (None, unit):
        raise Quarantined("queue.foreign")
    queue.put(connection, named, found)
