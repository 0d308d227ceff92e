"""The unit's journal: appended in the transaction of the change it records, never edited."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from mobile_unit.domain.entries import (
    GENESIS,
    JOURNAL_OPENED,
    Entry,
    MalformedEntry,
    chain,
    read_entry,
    write_entry,
)
from mobile_unit.domain.statements import is_purged
from mobile_unit.store.engine import APPENDED
from mobile_unit.store.prepared import Prepared
from mobile_unit.store.tables import applications, journal, journals


@dataclass(frozen=True, slots=True)
class Head:
    """The current journal, its last entry, and how far head office has acknowledged it."""

    journal: str
    letter: str
    mark: str
    seq: int
    hash: bytes
    acknowledged: int


def open_journal(connection: Connection, journal_id: str, letter: str, at: str, mark: str = "") -> None:
    """Begin a new life of this database; the journal that was current is closed, its entries stay."""
    generation = connection.execute(select(func.max(journals.c.generation))).scalar() or 0
    connection.execute(update(journals).values(is_current=False))
    connection.execute(
        insert(journals).values(
            id=journal_id,
            letter=letter,
            opened_at=at,
            is_current=True,
            head_seq=0,
            head_hash=GENESIS,
            acknowledged_seq=0,
            generation=generation + 1,
            mark=mark,
        )
    )


_NOTHING: Mapping[str, int] = {}
_PURGED = b'"purged":true'
_MAX_SEQ = (1 << 63) - 1
_end = func.coalesce(journals.c.left_at, journals.c.head_seq)
_CURRENT = Prepared(
    select(
        journals.c.id,
        journals.c.letter,
        journals.c.mark,
        journals.c.head_seq,
        journals.c.head_hash,
        journals.c.acknowledged_seq,
    ).where(journals.c.is_current)
)
_LIVES = select(journals.c.id, _end).order_by(journals.c.generation)
_UNACKNOWLEDGED = (
    select(journals.c.id, journals.c.acknowledged_seq)
    .where(journals.c.acknowledged_seq < _end)
    .order_by(journals.c.generation)
)
_ACKNOWLEDGED = select(journals.c.id, journals.c.acknowledged_seq)
_WAITING = select(func.sum(func.max(_end - journals.c.acknowledged_seq, 0)))
_WAITING_OF = (
    select(func.count())
    .select_from(journal.join(journals, journals.c.id == journal.c.journal))
    .where(
        journal.c.seq > journals.c.acknowledged_seq,
        journal.c.seq <= _end,
        journal.c.kind.in_(bindparam("kinds", expanding=True)),
    )
)
_ONE = (journal.c.journal == bindparam("life"), journal.c.seq == bindparam("seq"))
_RAW = select(journal.c.raw).where(*_ONE)
_HASH = select(journal.c.hash).where(*_ONE)
_NEXT = (
    select(journal.c.seq, journal.c.hash, journal.c.raw)
    .where(
        journal.c.journal == bindparam("life"),
        journal.c.seq > bindparam("after"),
        journal.c.seq <= bindparam("until"),
    )
    .order_by(journal.c.seq)
    .limit(bindparam("entries"))
)
_ACKNOWLEDGE = (
    update(journals)
    .where(journals.c.id == bindparam("life"), journals.c.acknowledged_seq < bindparam("seq"))
    .values(acknowledged_seq=bindparam("seq"))
)
_APPEND = Prepared(insert(journal))
_MOVE_HEAD = Prepared(
    update(journals)
    .where(journals.c.id == bindparam("journal"))
    .values(head_seq=bindparam("seq"), head_hash=bindparam("hash"))
)


def current_head(connection: Connection) -> Head:
    (row,) = _CURRENT.run(connection, {})
    return Head(*row)


def give_letter(connection: Connection, journal_id: str, letter: str) -> None:
    """A life gets the letter that head office has for it; its numbers carry no mark from now on."""
    connection.execute(update(journals).where(journals.c.id == journal_id).values(letter=letter, mark=""))


def lives(connection: Connection) -> tuple[tuple[str, int], ...]:
    """(journal, the last entry that head office is to hold) of every life, the oldest first."""
    return tuple((row[0], row[1]) for row in connection.execute(_LIVES))


@dataclass(frozen=True, slots=True)
class NamedLife:
    """A life, with its own letter ("" until it gets one) and the mark that it began with."""

    journal: str
    letter: str
    mark: str


def named_lives(connection: Connection) -> tuple[NamedLife, ...]:
    """Every life and what its numbers may be called, the oldest first."""
    rows = connection.execute(select(journals).order_by(journals.c.generation)).all()
    return tuple(
        NamedLife(row.id, "" if row.mark else row.letter, row.mark or _first_mark(connection, row.id))
        for row in rows
    )


def _first_mark(connection: Connection, journal_id: str) -> str:
    first = find_entry(connection, journal_id, 1)
    return "" if first is None else str(first.body.get("mark") or "")


def write_again(connection: Connection, journal_id: str, after: int) -> int:
    """Append the entries after ``after`` of an earlier life to the current one, as they were, and leave them
    there: head office holds another story of that life. Answers how many."""
    left = connection.execute(
        select(journal.c.seq, journal.c.subject, journal.c.raw)
        .where(journal.c.journal == journal_id, journal.c.seq > after)
        .order_by(journal.c.seq)
    ).all()
    count = 0
    purged: list[int] = []  # nothing is left of them to say again
    for row in left:
        old = read_entry(row.raw)
        if is_purged(old.body):
            purged.append(row.seq)
        if old.kind == JOURNAL_OPENED or is_purged(old.body):
            continue
        new = append(
            connection, at=old.at, officer=old.officer, kind=old.kind, body=old.body, subject=row.subject
        )
        connection.execute(
            update(applications)
            .where(applications.c.journal == journal_id, applications.c.seq == row.seq)
            .values(journal=new.journal, seq=new.seq)
        )
        count += 1
    # what happened is told by the new entries alone; the old bytes stay
    connection.execute(
        update(journal)
        .where(journal.c.journal == journal_id, journal.c.seq > after, journal.c.seq.not_in(purged))
        .values(subject=None)
    )
    connection.execute(update(journals).where(journals.c.id == journal_id).values(left_at=after))
    return count


def append(
    connection: Connection,
    *,
    at: str,
    officer: str,
    kind: str,
    body: Mapping[str, Any],
    subject: str | None = None,
    head: Head | None = None,
) -> Entry:
    """Add the next entry; ``subject`` is the id of the application it is about, ``head`` what
    ``current_head`` said within this transaction, where the caller asked already."""
    head = head or current_head(connection)
    entry = write_entry(
        journal=head.journal,
        seq=head.seq + 1,
        prev=head.hash,
        at=at,
        officer=officer,
        kind=kind,
        body=body,
    )
    end = {"journal": entry.journal, "seq": entry.seq, "hash": entry.hash}
    _APPEND.run(connection, {**end, "kind": kind, "subject": subject, "raw": entry.raw})
    _MOVE_HEAD.run(connection, end)
    connection.info[APPENDED] = (entry.journal, entry.seq, entry.hash)
    return entry


def entry(connection: Connection, journal_id: str, seq: int) -> Entry:
    return read_entry(connection.execute(_RAW, {"life": journal_id, "seq": seq}).scalar_one())


def find_entry(connection: Connection, journal_id: str, seq: int) -> Entry | None:
    """An entry of this database; None where it holds no such one."""
    raw = connection.execute(_RAW, {"life": journal_id, "seq": seq}).scalar()
    return None if raw is None else read_entry(raw)


def hash_of(connection: Connection, journal_id: str, seq: int) -> bytes | None:
    """The hash of an entry, GENESIS for 0; None where there is no such entry."""
    if seq == 0:
        return GENESIS
    found: bytes | None = connection.execute(_HASH, {"life": journal_id, "seq": seq}).scalar()
    return found


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of entries as they go on the wire; ``lines`` are canonical bytes."""

    journal: str
    first: int
    last: int
    hash: bytes
    lines: tuple[bytes, ...]


def batch_after(
    connection: Connection, journal_id: str, seq: int, *, entries: int, size: int, until: int | None = None
) -> Batch | None:
    """The next entries after ``seq``, at most so many and so many bytes (at least one), none after
    ``until``; None at the end."""
    end = _MAX_SEQ if until is None else until
    rows = connection.execute(_NEXT, {"life": journal_id, "after": seq, "until": end, "entries": entries})
    lines: list[bytes] = []
    room, last, last_hash = size, seq, b""
    for row in rows:
        room -= len(row.raw) + 1
        if lines and room < 0:
            break
        lines.append(row.raw)
        last, last_hash = row.seq, row.hash
    return Batch(journal_id, seq + 1, last, last_hash, tuple(lines)) if lines else None


def lacks_content(batch: Batch) -> bool:
    """Whether the content of one of its entries was removed from this laptop."""
    return any(is_purged(read_entry(line).body) for line in batch.lines if _PURGED in line)


def unacknowledged(connection: Connection) -> tuple[tuple[str, int], ...]:
    """(journal, acknowledged seq) of each life that head office does not hold whole, oldest first."""
    rows = connection.execute(_UNACKNOWLEDGED)
    return tuple((row.id, row.acknowledged_seq) for row in rows)


def acknowledged(connection: Connection) -> dict[str, int]:
    """How far head office holds each life."""
    return {row.id: row.acknowledged_seq for row in connection.execute(_ACKNOWLEDGED)}


def acknowledged_since(connection: Connection, before: Mapping[str, int], kinds: Collection[str]) -> int:
    """How many applications have entries of these kinds acknowledged since ``before`` was answered."""
    found: set[str] = set()
    for life, seq in acknowledged(connection).items():
        if seq <= before.get(life, 0):
            continue
        of_life = (journal.c.journal == life, journal.c.seq > before.get(life, 0), journal.c.seq <= seq)
        found |= set(
            connection.execute(select(journal.c.subject).where(*of_life, journal.c.kind.in_(kinds))).scalars()
        )
    return len(found)


def waiting_entries(connection: Connection) -> int:
    """How many entries head office has not acknowledged."""
    return connection.execute(_WAITING).scalar() or 0


def waiting_of(connection: Connection, kinds: Collection[str]) -> int:
    """How many of those are of these kinds."""
    return connection.execute(_WAITING_OF, {"kinds": list(kinds)}).scalar() or 0


_at = func.substr(journal.c.raw, len(b'{"at":"') + 1, len("2026-11-24T09:14:03+07:00"))
"""An entry's time, as bytes: canonical bytes have their keys sorted, and ``at`` is the first."""


def oldest_unsent(connection: Connection, kinds: str = "application.%") -> str | None:
    """When the oldest entry of these kinds that head office does not hold was written; None if none."""
    times = []
    for life, acknowledged in unacknowledged(connection):
        found = connection.execute(
            select(_at)
            .where(journal.c.journal == life, journal.c.seq > acknowledged, journal.c.kind.like(kinds))
            .order_by(journal.c.seq)
            .limit(1)
        ).scalar()
        if found is not None:
            times.append(bytes(found).decode())
    return min(times, default=None)


def latest_time(connection: Connection, among: int = 1000) -> str | None:
    """The latest moment written in the last ``among`` entries; the very last may come after a set-back."""
    head = current_head(connection)
    found = connection.execute(
        select(func.max(_at)).where(journal.c.journal == head.journal, journal.c.seq > head.seq - among)
    ).scalar()
    return None if found is None else bytes(found).decode()


def acknowledge(connection: Connection, journal_id: str, seq: int) -> None:
    """Note that head office holds everything up to ``seq``; never goes back."""
    connection.execute(_ACKNOWLEDGE, {"life": journal_id, "seq": seq})


def take_back(connection: Connection, journal_id: str, seq: int) -> None:
    """Head office was restored and holds a life only up to ``seq``: what comes after waits again."""
    connection.execute(
        update(journals).where(journals.c.id == journal_id).values(acknowledged_seq=seq, exported_seq=seq)
    )


def mark_exported(connection: Connection, journal_id: str, seq: int) -> None:
    """Note that everything up to ``seq`` went on a USB stick; never goes back."""
    connection.execute(
        update(journals)
        .where(journals.c.id == journal_id, journals.c.exported_seq < seq)
        .values(exported_seq=seq)
    )


@dataclass(frozen=True, slots=True)
class Unheld:
    """What head office does not hold of a life: the entries after ``acknowledged``, up to ``seq``."""

    journal: str
    letter: str
    is_current: bool
    acknowledged: int
    exported: int
    seq: int
    hash: bytes


def unheld(connection: Connection) -> tuple[Unheld, ...]:
    """Each life that head office does not hold whole, and the current one, which is the last."""
    rows = connection.execute(
        select(journals)
        .where((journals.c.acknowledged_seq < _end) | journals.c.is_current)
        .order_by(journals.c.generation)
    )
    return tuple(
        Unheld(
            row.id,
            row.letter + row.mark,
            row.is_current,
            row.acknowledged_seq,
            row.exported_seq,
            row.head_seq if row.left_at is None else row.left_at,
            row.head_hash if row.left_at is None else hash_of(connection, row.id, row.left_at) or GENESIS,
        )
        for row in rows.all()
    )


def holds_only(connection: Connection, journal_id: str, after: int, kind: str) -> bool:
    """Whether all entries after ``after`` are of one kind."""
    other = select(journal.c.seq).where(
        journal.c.journal == journal_id, journal.c.seq > after, journal.c.kind != kind
    )
    return connection.execute(other.limit(1)).first() is None


def about(connection: Connection, subject: str) -> tuple[Entry, ...]:
    """All entries about one application, as they happened."""
    rows = connection.execute(
        select(journal.c.raw).where(journal.c.subject == subject).order_by(journal.c.journal, journal.c.seq)
    )
    return tuple(sorted((read_entry(row.raw) for row in rows), key=lambda e: (e.at, e.seq)))


def ends_about(connection: Connection, subject: str) -> dict[str, int]:
    """The last entry about a subject in each journal that says something of it."""
    statement = (
        select(journal.c.journal, func.max(journal.c.seq))
        .where(journal.c.subject == subject)
        .group_by(journal.c.journal)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def broken_links(connection: Connection, signed: Mapping[str, int] = _NOTHING) -> Iterator[str]:
    """Walk every chain from its first entry; say, in order, what does not hold.

    ``signed`` is how far head office has signed that it holds each journal: up to there an entry may lack
    its content, as its hash is vouched for.
    """
    for life in connection.execute(select(journals).order_by(journals.c.generation)).all():
        prev, seq = GENESIS, 0
        rows = connection.execution_options(yield_per=500).execute(
            select(journal).where(journal.c.journal == life.id).order_by(journal.c.seq)
        )
        for seq, row in enumerate(rows, 1):
            is_signed = seq <= signed.get(life.id, 0)
            problem = _problem(row.raw, row.hash, row.seq, seq, prev, life.id, is_signed)
            if problem:
                yield f"journal {life.letter}{life.mark}, entry {seq}: {problem}"
                break
            prev = row.hash
        else:
            if (life.head_seq, life.head_hash) != (seq, prev):
                name = f"journal {life.letter}{life.mark}, entry {life.head_seq}"
                yield f"{name}: entries are missing at the end"


def _problem(
    raw: bytes, stored: bytes, at_seq: int, seq: int, prev: bytes, journal_id: str, is_signed: bool
) -> str:
    if at_seq != seq:
        return "an entry is missing"
    if chain(prev, raw) != stored and not (is_signed and _PURGED in raw):
        return "its bytes or its predecessor's were altered"
    try:
        entry = read_entry(raw)
    except MalformedEntry as error:
        return str(error)
    if entry.hash != stored and not is_purged(entry.body):
        return "its bytes or its predecessor's were altered"
    if (entry.journal, entry.seq, entry.prev) != (journal_id, seq, prev):
        return "it names another place in the chain"
    return ""
