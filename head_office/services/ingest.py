"""Taking a unit's entries in: the chain first, then their meaning, all in one transaction.

The bytes of an entry that chains are always stored. One whose meaning can't be applied is quarantined with
a code and told to the unit by its feed; it never holds up the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import batches, lives
from head_office.services.batches import Batch, Link
from head_office.services.gathering import Gathering, check
from head_office.store import journals
from head_office.store.devices import Device
from head_office.store.engine import Collided, Connection
from head_office.store.filed import Filing
from head_office.store.journals import Journal
from mobile_unit.domain.entries import APPLICATION_SUBMITTED, GENESIS
from mobile_unit.domain.texts import Text
from mobile_unit.sync import wire

MAX_SET_ASIDE = 20
_TRIES = 5
"""Of a batch that collides with what others file at the same moment; two are enough once they are done."""

_FOREIGN = Text("Jurnal ini milik unit lain.", "This journal belongs to another unit.")
_GAP = Text(
    "Ada entri yang terlewat. Kirim mulai dari yang belum ada.",
    "Entries are missing in between. Send from what is not held yet.",
)
_FORK = Text(
    "Jurnal ini tidak sama dengan yang ada di kantor. Hubungi kantor.",
    "This journal differs from what head office holds. Contact head office.",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a batch: the signed head, how many entries were new, and which were kept aside."""

    head: dict[str, Any]
    stored: int
    quarantined: list[dict[str, Any]]


class _Arrived(NamedTuple):
    """A batch as far as it is seen through before anything is locked, which is most of the work: its lines,
    and where the signature covers them, the rows of its applications that can be applied, by number."""

    run: Sequence[Link]
    checked: Mapping[int, Filing]
    is_signed: bool


def signed_head(
    office: HeadOffice, device: Device, journal: str, at: int | None = None, **more: Any
) -> dict[str, Any]:
    """What is held of a journal up to ``at``, signed with what ``more`` is said; raises Refusal for another
    unit's."""
    with office.database.read() as connection:
        held = journals.find(connection, journal)
        if held is not None and held.unit != device.unit:
            raise Refusal(403, "journal.foreign", _FOREIGN)
        seq, hash_ = (held.head_seq, held.head_hash) if held else (0, GENESIS)
        if at is not None and at < seq:
            seq, hash_ = at, ({0: GENESIS} | journals.hashes(connection, journal, at, at))[at]
    return _signed(office, journal, seq, hash_, **more)


def ingest(office: HeadOffice, device: Device, batch: Batch) -> Taken:
    """Store and apply a batch; once this returns it is durable. Raises Refusal (400, 403, 409)."""
    arrived = _arrived(device, batch)
    for tried in range(_TRIES):
        try:
            with office.database.write() as connection:
                return _take(office, connection, device, batch, arrived, looks_first=tried > 0)
        except Collided:
            if tried + 1 == _TRIES:
                raise
        except Refusal as refusal:
            if refusal.code == "journal.fork":
                _keep_aside(office, batch, refusal.code)
            raise
    raise AssertionError("unreachable")


def _arrived(device: Device, batch: Batch) -> _Arrived:
    run = batches.read(batch)
    try:
        batches.require_signature(device, batch, run)
    except Refusal:  # which of its faults a batch is refused for is seen later
        return _Arrived(run, {}, is_signed=False)
    brought = (link.entry for link in run if link.entry and link.entry.kind == APPLICATION_SUBMITTED)
    found = ((entry.seq, check(device.unit, entry)) for entry in brought)
    return _Arrived(run, {seq: filing for seq, filing in found if filing}, is_signed=True)


def _take(
    office: HeadOffice,
    connection: Connection,
    device: Device,
    batch: Batch,
    arrived: _Arrived,
    *,
    looks_first: bool,
) -> Taken:
    run, is_signed = arrived.run, arrived.is_signed
    held = journals.hold(connection, batch.journal)
    if held is None and batch.first == 1:
        if not is_signed:
            batches.require_signature(device, batch, run)
        if lives.begin(office, connection, device, run[0].entry):
            held = journals.hold(connection, batch.journal)
    if held is None or held.unit != device.unit:
        raise Refusal(403, "journal.foreign", _FOREIGN)
    if not 1 <= batch.first <= held.head_seq + 1:
        raise Refusal(409, "journal.gap", _GAP, head=_head(office, held))
    known = _known(connection, held, batch)
    if run[0].entry is None:
        run, is_signed = batches.read(batch, known[batch.first - 1]), False
    if not is_signed:
        batches.require_signature(device, batch, run)
    _require_same_story(office, held, known, run)
    new = [link for link in run if link.seq > held.head_seq]
    if not new:
        return Taken(_head(office, held), 0, [])
    quarantined = Gathering(office, connection, held, new, arrived.checked, looks_first=looks_first).take()
    journals.move_head(connection, held, new[-1].seq, new[-1].hash)
    return Taken(_signed(office, held.id, new[-1].seq, new[-1].hash), len(new), quarantined)


def _known(connection: Connection, held: Journal, batch: Batch) -> dict[int, bytes]:
    """The hashes that the batch must agree with, from the entry before its first one on."""
    known = {0: GENESIS, held.head_seq: held.head_hash}
    if batch.first <= held.head_seq:
        known |= journals.hashes(connection, held.id, batch.first - 1, batch.last)
    return known


def _require_same_story(
    office: HeadOffice, held: Journal, known: dict[int, bytes], run: Sequence[Link]
) -> None:
    """Every entry of the run that is held must be the same, and the first one follow what is held."""
    first = run[0]
    if first.entry is not None and first.entry.prev != known[first.seq - 1]:
        raise Refusal(409, "journal.fork", _FORK, head=_head(office, held), seq=first.seq)
    for link in run:
        if known.get(link.seq, link.hash) != link.hash:
            raise Refusal(409, "journal.fork", _FORK, head=_head(office, held), seq=link.seq)


def _head(office: HeadOffice, held: Journal) -> dict[str, Any]:
    return _signed(office, held.id, held.head_seq, held.head_hash)


def _signed(office: HeadOffice, journal: str, seq: int, hash_: bytes, **more: Any) -> dict[str, Any]:
    statement = {"journal": journal, "seq": seq, "hash": hash_.hex(), "at": office.now(), **more}
    return {**statement, "signature": wire.sign(office.key, wire.HEAD, statement)}


def _keep_aside(office: HeadOffice, batch: Batch, reason: str) -> None:
    """Keep a forked batch as it came, once, and not without bound."""
    with office.database.write() as connection:
        if journals.batches_aside(connection, batch.journal) < MAX_SET_ASIDE:
            journals.set_batch_aside(connection, batch.journal, batch.body, reason, office.now())
