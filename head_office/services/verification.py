"""Whether what head office holds is whole: every chain, every feed, every scan."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
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
        broken = _first_break(kept, (journal.head_seq, journal.head_hash), gone=gone)
        if broken is not None:
            yield f"journal {journal.unit}{journal.letter}, entry {broken}"


def _feeds(office: HeadOffice, connection: Connection) -> Iterator[str]:
    public_key = wire.public_bytes(office.key)

    def is_signed(said: feed.Said) -> bool:
        try:
            wire.check(public_key, wire.FEED, json.loads(said.raw), said.signature)
        except ValueError:
            return False
        return True

    for end in feed.ends(connection):
        broken = _first_break(feed.every(connection, end.unit), (end.seq, end.hash), is_signed)
        if broken is not None:
            yield f"feed of {end.unit}, entry {broken}"


def _first_break(
    links: Iterable[Link],
    end: tuple[int, bytes],
    is_signed: Callable[[Link], bool] = lambda _link: True,
    gone: Mapping[int, bytes] = MappingProxyType({}),
) -> str | None:
    """Where a chain does not hold, and why, as ``12: missing``; ``end`` is the last entry it should have,
    ``gone`` the hashes of those whose bytes were destroyed. Their places hold by what follows them."""
    seq, prev = 0, GENESIS
    for seq, link in enumerate(links, 1):
        if link.seq != seq:
            return f"{seq}: missing"
        if not link.raw and seq not in gone:
            return f"{seq}: its bytes are gone, and no destruction says so"
        if link.hash != (chain(prev, link.raw) if link.raw else gone[seq]):
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
