"""Whether everything on this laptop is whole and hangs together."""

from __future__ import annotations

from collections.abc import Iterator

from mobile_unit.domain.entries import FEED_RECONCILIATION
from mobile_unit.store import applications, blobs, inbox, journal, settings
from mobile_unit.store.engine import Connection, Store


def broken_things(store: Store) -> Iterator[str]:
    """Name what is broken, in order: the file's pages, the chain, applications without their entry, scans.

    Says entry numbers and short hashes, never a person's data.
    """
    yield from store.integrity_problems()
    with store.read() as connection:
        yield from journal.broken_links(connection, signed(connection))
        yield from applications.astray(connection)
        yield from blobs.broken(connection)


def signed(connection: Connection, until: str | None = None) -> dict[str, int]:
    """How far head office has signed, for each journal, that it holds what this chain says; by ``until`` or
    before, where that is given."""
    from mobile_unit.sync import wire

    key = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
    found: dict[str, int] = {}
    for said in inbox.statements(connection):
        signature = said.pop("signature")
        if until is not None and said["at"] > until:
            continue
        try:
            wire.check(key, wire.FEED, said, signature)
        except ValueError:
            continue
        for head in said["body"]["journals"] if said["kind"] == FEED_RECONCILIATION else ():
            held = journal.hash_of(connection, head["journal"], head["seq"])
            if held is not None and held.hex() == head["hash"]:
                found[head["journal"]] = max(found.get(head["journal"], 0), head["seq"])
    return found
