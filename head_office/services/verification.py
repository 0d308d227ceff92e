"""Whether what head office holds is whole: every chain, every feed, every scan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from head_office.office import HeadOffice
from head_office.store.engine import Connection
from head_office.store.tables import applications, blobs, documents, entries, feed, history, journals, units
from mobile_unit.domain.entries import APPLICATION_CORRECTED, APPLICATION_SUBMITTED, GENESIS, chain
from mobile_unit.domain.states import RECEIVED
from mobile_unit.sync import wire


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much was looked at."""

    journals: int
    entries: int
    applications: int
    blobs: int


def holdings(office: HeadOffice) -> Holdings:
    with office.database.read() as connection:
        return Holdings(
            *(
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (journals, entries, applications, blobs)
            )
        )


def broken_things(office: HeadOffice) -> Iterator[str]:
    """Name what is broken, chains first; entry numbers and short hashes only."""
    with office.database.read() as connection:
        yield from _chains(connection)
        yield from _feeds(office, connection)
        yield from _applications(connection)
        yield from _blobs(office, connection)


def _chains(connection: Connection) -> Iterator[str]:
    for journal in connection.execute(select(journals).order_by(journals.c.unit, journals.c.letter)).all():
        name = f"journal {journal.unit}{journal.letter}"
        prev, seq = GENESIS, 0
        rows = connection.execution_options(yield_per=500).execute(
            select(entries.c.seq, entries.c.hash, entries.c.raw)
            .where(entries.c.journal == journal.id)
            .order_by(entries.c.seq)
        )
        for seq, row in enumerate(rows, 1):
            if row.seq != seq:
                yield f"{name}, entry {seq}: missing"
                break
            if chain(prev, bytes(row.raw)) != bytes(row.hash):
                yield f"{name}, entry {seq}: its bytes or its predecessor's were altered"
                break
            prev = bytes(row.hash)
        else:
            if (journal.head_seq, bytes(journal.head_hash)) != (seq, prev):
                yield f"{name}, entry {journal.head_seq}: entries are missing at the end"


def _feeds(office: HeadOffice, connection: Connection) -> Iterator[str]:
    import json

    public_key = wire.public_bytes(office.key)
    for unit in connection.execute(select(units).order_by(units.c.code)).all():
        prev, seq = GENESIS, 0
        rows = connection.execute(select(feed).where(feed.c.unit == unit.code).order_by(feed.c.seq))
        for seq, row in enumerate(rows, 1):
            raw = bytes(row.raw)
            try:
                wire.check(public_key, wire.FEED, json.loads(raw), row.signature)
                fits = row.seq == seq and chain(prev, raw) == bytes(row.hash)
            except ValueError:
                fits = False
            if not fits:
                yield f"feed of {unit.code}, entry {seq}: altered, missing, or not signed by this office"
                break
            prev = bytes(row.hash)
        else:
            if (unit.feed_seq, bytes(unit.feed_hash)) != (seq, prev):
                yield f"feed of {unit.code}, entry {unit.feed_seq}: entries are missing at the end"


def _applications(connection: Connection) -> Iterator[str]:
    applied = connection.execute(
        select(func.count(entries.c.subject.distinct())).where(
            entries.c.kind.in_((APPLICATION_SUBMITTED, APPLICATION_CORRECTED)), entries.c.quarantine.is_(None)
        )
    ).scalar_one()
    listed = connection.execute(select(func.count()).select_from(applications)).scalar_one()
    if applied != listed:
        yield f"{applied} applications in the journals, {listed} in the list"
    early = connection.execute(
        select(applications.c.number)
        .join(history, history.c.application == applications.c.id)
        .join(documents, documents.c.application == applications.c.id)
        .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
        .where(history.c.state == RECEIVED, blobs.c.sha256.is_(None), applications.c.awaits.is_(None))
        .order_by(applications.c.number)
    ).scalars()
    for number in early:
        yield f"application {number}: told as received, but a scan is not held"


def _blobs(office: HeadOffice, connection: Connection) -> Iterator[str]:
    for sha256 in connection.execute(select(blobs.c.sha256).order_by(blobs.c.sha256)).scalars():
        if not office.blobs.is_whole(sha256):
            yield f"scan {sha256[:12]}…: missing or altered"
