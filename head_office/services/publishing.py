"""A unit's feed: what head office has to say to it, numbered, chained and signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import accumulate, takewhile
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services.feed_subjects import subjects_of
from head_office.store import feed, units
from head_office.store.engine import Connection
from mobile_unit.domain.entries import FEED_OFFICERS, canonical, chain
from mobile_unit.domain.texts import Text
from mobile_unit.sync import wire

MOST_PAGE_BYTES = 256 * 1024
"""Of feed entries that are said in one answer: parts of publications are large."""

_FORK = Text(
    "Pesan kantor yang ada pada unit tidak sama dengan yang ada di sini. Tanyakan mulai lebih awal.",
    "The unit holds other messages than head office does. Ask from further back.",
)

_TOO_OLD = Text(
    "Program di laptop ini terlalu lama untuk membaca pesan kantor berikutnya. Pasang program terbaru di"
    " laptop ini, lalu kirim lagi; tidak ada yang hilang.",
    "The program on this laptop is too old for head office's next messages. Install the newest program on"
    " this laptop, then sync again; nothing is lost.",
)


def publish(
    office: HeadOffice, connection: Connection, unit: str, kind: str, body: Mapping[str, Any]
) -> None:
    """Add the next feed entry of a unit within the caller's transaction; the unit's row is held meanwhile."""
    end = feed.hold_end(connection, unit)
    statement = {
        "unit": unit,
        "seq": end.seq + 1,
        "prev": end.hash.hex(),
        "at": office.now(),
        "kind": kind,
        "body": dict(body),
    }
    raw = canonical(statement)
    signature = wire.sign(office.key, wire.FEED, statement)
    said = feed.Said(end.seq + 1, chain(end.hash, raw), raw, signature)
    feed.add(connection, unit, said, kind, subjects_of(kind, body))


def publish_officers(office: HeadOffice, connection: Connection, unit: str) -> None:
    """Say a unit's list. Its feed is held first: whoever says it next sees what we wrote."""
    feed.hold_end(connection, unit)
    publish(office, connection, unit, FEED_OFFICERS, {"officers": units.officers_of(connection, unit)})


def require_same_line(office: HeadOffice, unit: str, after: int, hash_: str | None = None) -> None:
    """Raise Refusal where a unit's last entry is not ours, or is not there, which is all that can be seen
    where it says no hash: this head office was restored from a backup."""
    with office.database.read() as connection:
        held = feed.hash_at(connection, unit, after)
    if held is None or hash_ not in (None, held.hex()):
        raise Refusal(409, "feed.fork", _FORK)


def read_feed(
    office: HeadOffice, unit: str, after: int, limit: int, *, stand_ins: bool = True
) -> tuple[list[dict[str, Any]], bool]:
    """(entries after the cursor, whether there are more); no more at once than a bad link carries. Without
    ``stand_ins`` they end before the first entry that was destroyed."""
    with office.database.read() as connection:
        return read_feed_in(connection, unit, after, limit, stand_ins=stand_ins)


def read_feed_in(
    connection: Connection, unit: str, after: int, limit: int, *, stand_ins: bool = True
) -> tuple[list[dict[str, Any]], bool]:
    """The same, within the caller's transaction."""
    said = feed.after(connection, unit, after, limit + 1)
    readable = said if stand_ins else list(takewhile(lambda each: not each.stands_in, said))
    sizes = accumulate(len(each.raw) for each in readable)
    fitting = sum(size <= MOST_PAGE_BYTES for size in sizes)
    taken = readable[: min(limit, max(1, fitting))]
    entries = [{**json.loads(each.raw), "signature": each.signature} for each in taken]
    return entries, len(said) > len(taken)


def read_feed_for(
    office: HeadOffice, unit: str, after: int, limit: int, *, knows_stand_ins: bool
) -> tuple[list[dict[str, Any]], bool]:
    """The same for a laptop whose program may be older than stand-ins. Raises Refusal where it can't go on
    without knowing them."""
    entries, more = read_feed(office, unit, after, limit, stand_ins=knows_stand_ins)
    if more and not entries:
        raise Refusal(409, "program.too_old", _TOO_OLD)
    return entries, more
