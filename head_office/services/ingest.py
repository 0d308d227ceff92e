"""Taking a unit's entries in: the chain first, then their meaning, all in one transaction.

The bytes of an entry that chains are always stored. One whose meaning can't be applied is quarantined with
a code and told to the unit by its feed; it never holds up the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import lives
from head_office.services.checks import Quarantined
from head_office.services.publishing import publish
from head_office.services.records import apply_entry
from head_office.store import journals
from head_office.store.devices import Device
from head_office.store.engine import Connection
from mobile_unit.domain.entries import (
    FEED_ENTRY_QUARANTINED,
    GENESIS,
    Entry,
    MalformedEntry,
    chain,
    read_entry,
)
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.texts import Text
from mobile_unit.sync import wire

MAX_SET_ASIDE = 20

_FOREIGN = Text("Jurnal ini milik unit lain.", "This journal belongs to another unit.")
_GAP = Text(
    "Ada entri yang terlewat. Kirim mulai dari yang belum ada.",
    "Entries are missing in between. Send from what is not held yet.",
)
_FORK = Text(
    "Jurnal ini tidak sama dengan yang ada di kantor. Hubungi kantor.",
    "This journal differs from what head office holds. Contact head office.",
)
_SHAPE = Text("Kiriman ini tidak dapat dibaca.", "This batch can't be read.")
_SIGNATURE = Text(
    "Tanda tangan kiriman ini tidak cocok dengan isinya.",
    "This batch's signature does not cover its content.",
)


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of entries as it arrived; ``first`` and ``last`` are what its sender says it holds."""

    journal: str
    first: int
    last: int
    body: bytes
    signature: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a batch: the signed head, how many entries were new, and which were kept aside."""

    head: dict[str, Any]
    stored: int
    quarantined: list[dict[str, Any]]


def signed_head(office: HeadOffice, device: Device, journal: str, at: int | None = None) -> dict[str, Any]:
    """What is held of a journal up to ``at``, signed; raises Refusal for another unit's."""
    with office.database.read() as connection:
        return _head(office, connection, device, journal, at)


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a batch in its place; ``entry`` is None where the bytes are no entry of this place."""

    seq: int
    raw: bytes
    hash: bytes
    entry: Entry | None
    problem: str = ""


def ingest(office: HeadOffice, device: Device, batch: Batch) -> Taken:
    """Store and apply a batch; once this returns it is durable. Raises Refusal (400, 403, 409)."""
    try:
        with office.database.write() as connection:
            return _take(office, connection, device, batch)
    except Refusal as refusal:
        if refusal.code == "journal.fork":
            _keep_aside(office, batch, refusal.code)
        raise


def _take(office: HeadOffice, connection: Connection, device: Device, batch: Batch) -> Taken:
    held = journals.hold(connection, batch.journal)
    if held is None and batch.first == 1:
        run = _links(batch, GENESIS)
        _require_signature(device, batch, run)
        if lives.begin(office, connection, device, run[0].entry):
            return _take(office, connection, device, batch)
    if held is None or held.unit != device.unit:
        raise Refusal(403, "journal.foreign", _FOREIGN)
    head = _head(office, connection, device, batch.journal)
    if not 1 <= batch.first <= held.head_seq + 1:
        raise Refusal(409, "journal.gap", _GAP, head=head)
    known = {0: GENESIS} | journals.hashes(connection, batch.journal, batch.first - 1, batch.last)
    run = _links(batch, known[batch.first - 1])
    _require_signature(device, batch, run)
    _require_same_story(known, run, head)
    new = [link for link in run if link.seq > held.head_seq]
    quarantined: list[dict[str, Any]] = []
    for link in new:
        code = _apply(office, connection, device, held.letter, batch.journal, link)
        if code is not None:
            quarantined.append({"seq": link.seq, "code": code})
    if new:
        journals.move_head(connection, batch.journal, new[-1].seq, new[-1].hash)
    return Taken(_head(office, connection, device, batch.journal), len(new), quarantined)


def _links(batch: Batch, held: bytes) -> list[Link]:
    """The batch's lines chained one to the next, beginning where its first entry says it does.

    Bytes that are no entry of their place still chain, so that one poison entry can be kept aside without
    holding up the rest. Raises Refusal where it is no batch at all.
    """
    lines = batch.body.split(b"\n") if batch.body else []
    if not lines or len(lines) != batch.last - batch.first + 1 or len(lines) > wire.MAX_BATCH_ENTRIES:
        raise Refusal(400, "batch.shape", _SHAPE)
    links: list[Link] = []
    for seq, raw in enumerate(lines, batch.first):
        if len(raw) > wire.MAX_ENTRY_BYTES:
            raise Refusal(413, "batch.too_large", _SHAPE)
        prev = links[-1].hash if links else held
        try:
            entry = read_entry(raw)
            if not links:
                prev = entry.prev
            if (entry.journal, entry.seq, entry.prev) != (batch.journal, seq, prev):
                raise MalformedEntry("entry.place")
            links.append(Link(seq, raw, entry.hash, entry))
        except MalformedEntry as error:
            links.append(Link(seq, raw, chain(prev, raw), None, str(error)))
    return links


def _require_signature(device: Device, batch: Batch, run: Sequence[Link]) -> None:
    statement = {
        "journal": batch.journal,
        "from": batch.first,
        "to": batch.last,
        "hash": run[-1].hash.hex(),
        "body": hashlib.sha256(batch.body).hexdigest(),
    }
    try:
        wire.check(device.public_key, wire.BATCH, statement, batch.signature)
    except wire.BadSignature as error:
        raise Refusal(400, "batch.signature", _SIGNATURE) from error


def _require_same_story(known: dict[int, bytes], run: Sequence[Link], head: dict[str, Any]) -> None:
    """Every entry of the run that is held must be the same, and the first one follow what is held."""
    first = run[0]
    if first.entry is not None and first.entry.prev != known[first.seq - 1]:
        raise Refusal(409, "journal.fork", _FORK, head=head, seq=first.seq)
    for link in run:
        if known.get(link.seq, link.hash) != link.hash:
            raise Refusal(409, "journal.fork", _FORK, head=head, seq=link.seq)


def _apply(
    office: HeadOffice, connection: Connection, device: Device, letter: str, journal: str, link: Link
) -> str | None:
    """Store an entry and do what it says; answers why it was quarantined, None where it was applied."""
    code: str | None = link.problem or None
    if link.entry is not None:
        try:
            with connection.begin_nested():
                apply_entry(office, connection, device.unit, letter, link.entry)
        except Quarantined as quarantined:
            code = quarantined.code
    subject = _subject(link.entry) if link.entry else None
    kind = link.entry.kind if link.entry else "unreadable"
    kept = journals.Kept(link.seq, link.hash, link.raw, kind, subject, code)
    journals.keep(connection, journal, kept, office.now())
    if code is not None:
        told = {"journal": journal, "seq": link.seq, "code": code, "application": subject}
        publish(office, connection, device.unit, FEED_ENTRY_QUARANTINED, told)
    return code


def _subject(entry: Entry) -> str | None:
    """The application an entry is about, if it names one."""
    key = "application" if entry.kind.startswith("receipt.") else "id"
    subject = entry.body.get(key) if entry.kind != "visit.opened" else None
    return subject if is_record_id(subject) else None


def _head(
    office: HeadOffice, connection: Connection, device: Device, journal: str, at: int | None = None
) -> dict[str, Any]:
    held = journals.find(connection, journal)
    if held is not None and held.unit != device.unit:
        raise Refusal(403, "journal.foreign", _FOREIGN)
    seq, hash_ = (held.head_seq, held.head_hash) if held else (0, GENESIS)
    if at is not None and at < seq:
        seq, hash_ = at, ({0: GENESIS} | journals.hashes(connection, journal, at, at))[at]
    statement = {
        "journal": journal,
        "seq": seq,
        "hash": hash_.hex(),
        "at": office.now(),
    }
    return {**statement, "signature": wire.sign(office.key, wire.HEAD, statement)}


def _keep_aside(office: HeadOffice, batch: Batch, reason: str) -> None:
    """Keep a forked batch as it came, once, and not without bound."""
    with office.database.write() as connection:
        if journals.batches_aside(connection, batch.journal) < MAX_SET_ASIDE:
            journals.set_batch_aside(connection, batch.journal, batch.body, reason, office.now())
