"""A reply for the way back on a stick: what is held of a unit, and its feed, sealed to its devices."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import ingest
from head_office.services.publishing import read_feed_in
from head_office.store import carried, feed
from head_office.store.devices import Device
from head_office.store.engine import Connection
from mobile_unit.domain.texts import Text
from mobile_unit.sync import bundles, replies, sealing

_NO_DEVICE = Text(
    "Unit ini tidak punya perangkat yang boleh menerima balasan. Daftarkan perangkatnya dulu.",
    "This unit has no device that may get a reply. Enrol its device first.",
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a reply says: of how many journals, how many scans, which feed entries, and in place of how many
    that were destroyed something stands that an older program does not know."""

    unit: str
    journals: int
    blobs_held: int
    after: int
    entries: int
    bytes: int
    destroyed: int = 0


def write_reply(office: HeadOffice, unit: str, path: Path) -> Written:
    """Write a unit's reply, whole or not at all; raises Refusal where no device could read it."""
    with office.database.read() as connection:
        keys = carried.keys_of(connection, unit)
        journals = carried.journals_of(connection, unit)
        ends = {journal: carried.held_at_ends(connection, journal) for journal in journals}
        heard = carried.cursor_of(connection, unit)
        held = [bytes.fromhex(name) for name in carried.held_by(connection, unit)][: replies.MAX_HELD]
    if not keys:
        raise Refusal(404, "unit.no_device", _NO_DEVICE)
    as_device = Device("", unit, keys[0], None)
    after = max(heard - 1, 0)  # with the last one heard: it shows whether both sides mean the same by it
    # with the network a token says which life of head office's database speaks, and a head is asked for where
    # a life ends; an older program takes no manifest with more in it than it knows, but any head whose
    # signature holds
    heads = []
    for journal in journals:
        more: dict[str, Any] = {"earlier": ends[journal]} if ends[journal] else {}
        heads.append(ingest.signed_head(office, as_device, journal, generation=office.generation, **more))
    with office.database.snapshot() as connection:  # the pages are read twice, and must be the same
        pages = [page for page, _body in _pages(connection, unit, after, None)][: replies.MAX_PAGES]
        manifest = replies.Manifest(
            unit=unit,
            at=office.now(),
            heads=tuple(heads[-replies.MAX_HEADS :]),
            held=len(held),
            held_sha256=hashlib.sha256(b"".join(held)).hexdigest(),
            after=after,
            pages=tuple(pages),
        )
        last = after + sum(page.entries for page in pages)
        bodies = (body for _page, body in _pages(connection, unit, after, last))
        _seal(path, replies.pieces(manifest, office.key, held, bodies), keys)
        destroyed = feed.stand_ins(connection, unit, heard, last)
    return Written(unit, len(heads), len(held), heard, last - heard, path.stat().st_size, destroyed)


def _seal(path: Path, stream: Iterator[bytes], keys: Sequence[bytes]) -> None:
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            sealing.seal(stream, _writer(file), [sealing.device_recipient(key) for key in keys])
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _pages(
    connection: Connection, unit: str, after: int, last: int | None
) -> Iterator[tuple[bundles.Page, bytes]]:
    """The feed after a cursor, up to ``last``, a page at a time."""
    more = True
    while more and (last is None or after < last):
        limit = replies.PAGE_ENTRIES if last is None else min(replies.PAGE_ENTRIES, last - after)
        entries, more = read_feed_in(connection, unit, after, limit)
        if entries:
            after = int(entries[-1]["seq"])
            yield bundles.write_page(entries)


def _writer(file: Any) -> Any:
    def write(piece: bytes) -> None:
        file.write(piece)

    return write
