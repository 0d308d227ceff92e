"""When a laptop was last in touch, and what it said of itself; it says so with calls that it makes anyway."""

from __future__ import annotations

from datetime import datetime, timedelta

from head_office.office import HeadOffice
from head_office.store import contacts
from head_office.store.devices import Device
from mobile_unit.domain.standing import read_standing
from mobile_unit.sync.bundles import Manifest

_EVERY = timedelta(minutes=1)
"""A laptop that calls again and says nothing new is written down no more often."""


def heard(office: HeadOffice, device: Device, cursor: int, said: str | None) -> None:
    """Note a call of a laptop that has the feed up to ``cursor``; ``said`` is its header, which older
    programs don't send. A power cut may take the note back: the next call brings it again."""
    now, standing = office.now(), read_standing(said)
    with office.database.read() as connection:
        known = contacts.find(connection, device.id)
    is_recent = known.heard_at is not None and _since(known.heard_at, now) < _EVERY
    if is_recent and known.cursor == cursor and standing in (None, known.standing):
        return
    with office.database.write(hasty=True) as connection:
        contacts.note_call(connection, device.id, now, cursor, standing)


def carried(office: HeadOffice, manifest: Manifest) -> None:
    """Note that a laptop's bundle was brought."""
    with office.database.write() as connection:
        contacts.note_bundle(connection, manifest.device, office.now(), manifest.program)


def _since(earlier: str, later: str) -> timedelta:
    return abs(datetime.fromisoformat(later) - datetime.fromisoformat(earlier))
