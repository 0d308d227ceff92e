"""A batch as it arrived: its lines in their chain, and the signature over them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from head_office.problems import Refusal
from head_office.services.quick_reading import read_quickly
from head_office.store.devices import Device
from mobile_unit.domain.entries import GENESIS, Entry, MalformedEntry, chain
from mobile_unit.domain.texts import Text
from mobile_unit.sync import wire

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


class Link(NamedTuple):
    """One line of a batch in its place; ``entry`` is None where the bytes are no entry of this place."""

    seq: int
    raw: bytes
    hash: bytes
    entry: Entry | None
    problem: str = ""


def read(batch: Batch, held: bytes = GENESIS) -> list[Link]:
    """The batch's lines chained one to the next, beginning where its first entry says it does, or after
    ``held`` where that one is no entry.

    Bytes that are no entry of their place still chain, so that one poison entry can be kept aside without
    holding up the rest. Raises Refusal where it is no batch at all.
    """
    lines = batch.body.split(b"\n") if batch.body else []
    if not lines or len(lines) != batch.last - batch.first + 1 or len(lines) > wire.MAX_BATCH_ENTRIES:
        raise Refusal(400, "batch.shape", _SHAPE)
    links: list[Link] = []
    prev = held
    for seq, raw in enumerate(lines, batch.first):
        if len(raw) > wire.MAX_ENTRY_BYTES:
            raise Refusal(413, "batch.too_large", _SHAPE)
        try:
            entry = read_quickly(raw)
            if not links:
                prev = entry.prev
            if entry.prev != prev or entry.seq != seq or entry.journal != batch.journal:
                raise MalformedEntry("entry.place")
            link = Link(seq, raw, entry.hash, entry)
        except MalformedEntry as error:
            link = Link(seq, raw, chain(prev, raw), None, str(error))
        links.append(link)
        prev = link.hash
    return links


def require_signature(device: Device, batch: Batch, run: Sequence[Link]) -> None:
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
