"""The units' journals as head office holds them: each one's head and its entries in their chain."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, exists, func, select, update

from head_office.store import bulk
from head_office.store.engine import Collided, Connection, insert
from head_office.store.tables import entries, journals, returned_entries, set_aside


@dataclass(frozen=True, slots=True)
class Journal:
    """One life of a unit's database; ``head_seq`` and ``head_hash`` are the last entry that is held."""

    id: str
    unit: str
    device: str
    letter: str
    head_seq: int
    head_hash: bytes


class Kept(NamedTuple):
    """An entry's bytes in their place of the chain; ``quarantine`` is why it was not applied."""

    seq: int
    hash: bytes
    raw: bytes
    kind: str
    subject: str | None
    quarantine: str | None


_BY_ID = select(journals).where(journals.c.id == bindparam("journal"))
_HELD = _BY_ID.with_for_update()
_MOVE = (
    update(journals)
    .where(journals.c.id == bindparam("journal"), journals.c.head_seq == bindparam("before"))
    .values(head_seq=bindparam("seq"), head_hash=bindparam("hash"))
)
_HASHES = select(entries.c.seq, entries.c.hash).where(
    entries.c.journal == bindparam("journal"),
    entries.c.seq >= bindparam("first"),
    entries.c.seq <= bindparam("last"),
)
_RAW = select(entries.c.raw).where(
    entries.c.journal == bindparam("journal"), entries.c.seq == bindparam("seq")
)
_CHAIN = select(entries).where(entries.c.journal == bindparam("journal")).order_by(entries.c.seq)


def find(connection: Connection, journal: str) -> Journal | None:
    row = connection.execute(_BY_ID, {"journal": journal}).first()
    return None if row is None else _journal(row)


def hold(connection: Connection, journal: str) -> Journal | None:
    """A journal that nobody else adds to until the transaction ends."""
    row = connection.execute(_HELD, {"journal": journal}).first()
    return None if row is None else _journal(row)


def hold_all(connection: Connection, unit: str) -> None:
    """Nobody adds to a journal of the unit until the transaction ends."""
    theirs = select(journals.c.id).where(journals.c.unit == unit).order_by(journals.c.id)
    connection.execute(theirs.with_for_update()).all()


def every(connection: Connection) -> list[Journal]:
    """All journals, by unit and letter."""
    rows = connection.execute(select(journals).order_by(journals.c.unit, journals.c.letter))
    return [_journal(row) for row in rows]


def add(connection: Connection, journal: Journal) -> None:
    connection.execute(
        journals.insert().values(
            id=journal.id,
            unit=journal.unit,
            device=journal.device,
            letter=journal.letter,
            head_seq=journal.head_seq,
            head_hash=journal.head_hash,
        )
    )


def move_head(connection: Connection, journal: Journal, seq: int, hash_: bytes) -> None:
    """Make an entry the last one held; raises Collided where somebody else moved the head meanwhile, so that
    no entry is held twice whatever becomes of the lock."""
    said = {"journal": journal.id, "before": journal.head_seq, "seq": seq, "hash": hash_}
    if connection.execute(_MOVE, said).rowcount != 1:
        raise Collided


def hashes(connection: Connection, journal: str, first: int, last: int) -> dict[int, bytes]:
    """The hash of every entry held from ``first`` to ``last``, by number."""
    rows = connection.execute(_HASHES, {"journal": journal, "first": first, "last": last})
    return {row.seq: bytes(row.hash) for row in rows}


def keep(connection: Connection, journal: str, run: Sequence[Kept], at: str) -> None:
    """Store the next entries."""
    names = (*Kept._fields, "journal", "received_at")
    bulk.add(connection, entries, names, [(*kept, journal, at) for kept in run])


def raw(connection: Connection, journal: str, seq: int) -> bytes:
    """An entry's bytes as they came; none where it is not held."""
    return bytes(connection.execute(_RAW, {"journal": journal, "seq": seq}).scalar() or b"")


def chain_of(connection: Connection, journal: str) -> Iterator[Kept]:
    """All entries of a journal in order, read little by little."""
    with connection.execute(_CHAIN, {"journal": journal}, execution_options={"yield_per": 500}) as rows:
        for row in rows:
            yield Kept(row.seq, bytes(row.hash), bytes(row.raw), row.kind, row.subject, row.quarantine)


def set_batch_aside(connection: Connection, journal: str, body: bytes, reason: str, at: str) -> bool:
    """Keep a batch that would have forked the chain as it came, once; whether it was not kept yet."""
    kept_now = connection.execute(
        insert(connection, set_aside)
        .values(
            hash=hashlib.sha256(body).hexdigest(), journal=journal, reason=reason, received_at=at, raw=body
        )
        .on_conflict_do_nothing()
        .returning(set_aside.c.hash)
    )
    return kept_now.first() is not None


def batches_aside(connection: Connection, journal: str) -> int:
    """How many batches of a journal were set aside."""
    statement = select(func.count()).select_from(set_aside).where(set_aside.c.journal == journal)
    return int(connection.execute(statement).scalar_one())


def kept(connection: Connection, journal: str, seq: int) -> Kept | None:
    """One entry in its place; None where it is not held."""
    row = connection.execute(
        select(entries).where(entries.c.journal == journal, entries.c.seq == seq).with_for_update()
    ).first()
    if row is None:
        return None
    return Kept(row.seq, bytes(row.hash), bytes(row.raw), row.kind, row.subject, row.quarantine)


def settle(connection: Connection, journal: str, seq: int) -> None:
    """Note that an entry is applied after all."""
    mine = update(entries).where(entries.c.journal == journal, entries.c.seq == seq)
    connection.execute(mine.values(quarantine=None))


def waiting_with(connection: Connection, unit: str, codes: Collection[str]) -> list[tuple[str, int, bytes]]:
    """(journal, seq, bytes) of a unit's entries that are kept aside for one of these reasons."""
    statement = (
        select(entries.c.journal, entries.c.seq, entries.c.raw)
        .join(journals, journals.c.id == entries.c.journal)
        .where(journals.c.unit == unit, entries.c.quarantine.in_(codes), ~given_back)
        .order_by(entries.c.received_at, entries.c.journal, entries.c.seq)
    )
    return [(row.journal, row.seq, bytes(row.raw)) for row in connection.execute(statement)]


given_back = (
    exists()
    .where(returned_entries.c.journal == entries.c.journal, returned_entries.c.seq == entries.c.seq)
    .correlate(entries)
)
"""Whether an entry was given back to its unit."""


def give_back(connection: Connection, journal: str, seq: int, sentence: str, at: str, by: str | None) -> bool:
    """Note that an entry was given back to its unit; False where it was before."""
    adding = insert(connection, returned_entries).values(
        journal=journal, seq=seq, sentence=sentence, at=at, by=by
    )
    noted = adding.on_conflict_do_nothing().returning(returned_entries.c.seq)
    return connection.execute(noted).first() is not None


def quarantined(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """Entries that were not applied or given back, the newest first, without what they say."""
    statement = (
        select(
            *(journals.c.unit, journals.c.letter, entries.c.journal, entries.c.seq),
            *(entries.c.kind, entries.c.quarantine.label("code"), entries.c.received_at),
        )
        .join(journals, journals.c.id == entries.c.journal)
        .where(entries.c.quarantine.is_not(None), ~given_back)
        .order_by(entries.c.received_at.desc(), entries.c.seq.desc())
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def batches_set_aside(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """Batches that were set aside, the newest first, without what they say."""
    statement = (
        select(
            *(set_aside.c.journal, set_aside.c.reason, set_aside.c.received_at),
            func.length(set_aside.c.raw).label("bytes"),
        )
        .order_by(set_aside.c.received_at.desc(), set_aside.c.hash)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _journal(row: Row[Any]) -> Journal:
    return Journal(row.id, row.unit, row.device, row.letter, row.head_seq, bytes(row.head_hash))
