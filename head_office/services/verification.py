"""Whether what head office holds is whole: every chain, every feed, every scan."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from head_office.office import HeadOffice
from head_office.store import audit, blobs, destructions, feed, journals
from head_office.store.engine import Connection
from mobile_unit.domain.entries import GENESIS, chain
from mobile_unit.sync import wire

Link = TypeVar("Link", journals.Kept, feed.Said)


def holdings(office: HeadOffice) -> audit.Holdings:
    """How much was looked at."""
    with office.database.read() as connection:
        return audit.holdings(connection)


def broken_things(office: HeadOffice) -> Iterator[str]:
    """Name what is broken, chains first; entry numbers and short hashes only."""
    with office.database.read() as connection:
        yield from _chains(office, connection)
        yield from _feeds(office, connection)
        yield from _applications(connection)
        yield from _blobs(office, connection)


def _chains(office: HeadOffice, connection: Connection) -> Iterator[str]:
    destroyed = _destroyed(office, connection)
    for journal in journals.every(connection):
        kept = journals.chain_of(connection, journal.id)
        gone = {seq: hash_ for (of, seq), hash_ in destroyed.items() if of == journal.id}
        broken = _first_break(kept, (journal.head_seq, journal.head_hash), partial(_hash_in_journal, gone))
        if broken is not None:
            yield f"journal {journal.unit}{journal.letter}, entry {broken}"


def _feeds(office: HeadOffice, connection: Connection) -> Iterator[str]:
    public_key = wire.public_bytes(office.key)

    def is_signed(said: feed.Said) -> bool:
        try:
            wire.check_place(public_key, {**json.loads(said.raw), "signature": said.signature})
        except ValueError:
            return False
        return True

    for end in feed.ends(connection):
        kept, hash_in = feed.every(connection, end.unit), partial(_hash_in_feed, public_key, end.unit)
        broken = _first_break(kept, (end.seq, end.hash), hash_in, is_signed)
        if broken is not None:
            yield f"feed of {end.unit}, entry {broken}"


def _hash_in_journal(gone: Mapping[int, bytes], prev: bytes, link: journals.Kept) -> bytes | None:
    return chain(prev, link.raw) if link.raw else gone.get(link.seq)


def _hash_in_feed(public_key: bytes, unit: str, prev: bytes, link: feed.Said) -> bytes | None:
    """Of what was destroyed the one that its signed stand-in names, if it stands where it says."""
    if not link.stands_in:
        return chain(prev, link.raw) if link.raw else None
    try:
        place = wire.check_place(public_key, {**json.loads(link.raw), "signature": link.signature})
    except (ValueError, TypeError):
        return None
    stands_here = place.stands_in and (place.unit, place.seq, place.prev) == (unit, link.seq, prev)
    return place.hash if stands_here else None


def _first_break(
    links: Iterable[Link],
    end: tuple[int, bytes],
    hash_in: Callable[[bytes, Link], bytes | None],
    is_signed: Callable[[Link], bool] = lambda _link: True,
) -> str | None:
    """Where a chain does not hold, and why, as ``12: missing``; ``end`` is the last entry it should have.
    ``hash_in`` is the hash that a link has by the one before it, None where its bytes are gone and nothing
    says why. The place of what was destroyed holds by what follows it."""
    seq, prev = 0, GENESIS
    for seq, link in enumerate(links, 1):
        if link.seq != seq:
            return f"{seq}: missing"
        expected = hash_in(prev, link)
        if expected is None:
            return f"{seq}: its bytes are gone, and no destruction says so"
        if link.hash != expected:
            return f"{seq}: its bytes or its predecessor's were altered"
        if not is_signed(link):
            return f"{seq}: not signed by this office"
        prev = link.hash
    return None if (seq, prev) == end else f"{end[0]}: entries are missing at the end"


def _destroyed(office: HeadOffice, connection: Connection) -> dict[tuple[str, int], bytes]:
    """(journal, number) of each entry that was destroyed and its hash, as this office signed it."""
    public_key = wire.public_bytes(office.key)
    found: dict[tuple[str, int], bytes] = {}
    for statement in destructions.statements(connection):
        try:
            wire.check(public_key, destructions.CONTEXT, statement.said, statement.signature)
        except wire.BadSignature:
            continue
        found |= {(each[0], each[1]): bytes.fromhex(each[2]) for each in statement.said["entries"]}
    return found


def _applications(connection: Connection) -> Iterator[str]:
    applied, listed = audit.applied(connection), audit.listed(connection)
    if applied != listed:
        yield f"{applied} applications in the journals, {listed} in the list"
    for number in audit.received_too_early(connection):
        yield f"application {number}: told as received, but a scan is not held"


def _blobs(office: HeadOffice, connection: Connection) -> Iterator[str]:
    for sha256 in blobs.every(connection):
        if not office.blobs.is_whole(sha256):
            yield f"scan {sha256[:12]}…: missing or altered"
