"""A unit's feed: what head office has to say to it, numbered, chained and signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
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
    feed.add(connection, unit, feed.Said(end.seq + 1, chain(end.hash, raw), raw, signature))


def publish_officers(office: HeadOffice, connection: Connection, unit: str) -> None:
    publish(office, connection, unit, FEED_OFFICERS, {"officers": units.officers_of(connection, unit)})


def require_same_line(office: HeadOffice, unit: str, after: int, hash_: str) -> None:
    """Raise Refusal where a unit's last entry is not ours: this head office was restored from a backup."""
    with office.database.read() as connection:
        held = feed.hash_at(connection, unit, after)
    if held is None or held.hex() != hash_:
        raise Refusal(409, "feed.fork", _FORK)


def read_feed(office: HeadOffice, unit: str, after: int, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """(entries after the cursor, whether there are more); no more at once than a bad link carries."""
    with office.database.read() as connection:
        said = feed.after(connection, unit, after, limit + 1)
    sizes = accumulate(len(each.raw) for each in said)
    fitting = sum(size <= MOST_PAGE_BYTES for size in sizes)
    taken = said[: min(limit, max(1, fitting))]
    entries = [{**json.loads(each.raw), "signature": each.signature} for each in taken]
    return entries, len(said) > len(taken)
