"""Whether a receipt in somebody's hand is one that a unit of ours drew, and how far its application is."""

from __future__ import annotations

from dataclasses import dataclass

from head_office.office import HeadOffice
from head_office.store import devices, receipts
from mobile_unit.domain.entries import read_entry
from mobile_unit.sync import proof, wire


@dataclass(frozen=True, slots=True)
class Seen:
    """``genuine``: a device that this head office enrolled for the unit drew it. ``state`` is None where the
    application is not here yet; ``same_data`` whether the paper shows the newest data held."""

    number: str
    date: str
    unit: str
    service: str
    genuine: bool
    state: str | None
    same_data: bool


def look_at(office: HeadOffice, code: str) -> Seen:
    """Judge a receipt's code; raises proof.NoProof for a text that is none."""
    said = proof.read(code)
    with office.database.read() as connection:
        genuine = devices.was_enrolled(connection, said.unit, said.device_key)
        held = receipts.held(connection, said.number)
    try:
        proof.check(said, wire.public_bytes(office.key))
    except proof.Forged:
        genuine = False
    if held is None or not held.entry or not genuine:
        return Seen(said.number, said.date, said.unit, said.service, genuine, None, False)
    newest = proof.data_hash(said.number, read_entry(held.entry).body["applicant"])
    return Seen(said.number, said.date, said.unit, said.service, genuine, held.state, newest == said.data)
