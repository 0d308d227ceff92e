"""Whether everything on this laptop is whole and hangs together."""

from __future__ import annotations

from collections.abc import Iterator

from mobile_unit.store import applications, blobs, journal
from mobile_unit.store.engine import Store


def broken_things(store: Store) -> Iterator[str]:
    """Name what is broken, in order: the file's pages, the chain, applications without their entry, scans.

    Says entry numbers and short hashes, never a person's data.
    """
    yield from store.integrity_problems()
    with store.read() as connection:
        yield from journal.broken_links(connection)
        yield from applications.astray(connection)
        yield from blobs.broken(connection)
