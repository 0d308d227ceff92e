"""What is to be destroyed, what was, and the taking away itself: bytes go, hashes and numbers stay."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from head_office.store import bulk
from head_office.store.destruction_tables import destroyed_records, destructions
from head_office.store.engine import Connection
from head_office.store.outreach_tables import attachments
from head_office.store.returned_tables import returned_entries
from head_office.store.tables import (
    IN_BOTH_PARTS,
    applications,
    blobs,
    devices,
    documents,
    entries,
    feed_subjects,
    history,
    journals,
    notices,
    pairs,
    requests,
    set_aside,
)

CONTEXT = "way-kanan/destroyed/1"
"""What is signed of each application."""
_GONE = b""
_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_D = destroyed_records.c
_IS_DESTROYED = select(_D.at).where(_D.record == bindparam("record")).limit(1)
APPLICATION = "application"


@dataclass(frozen=True, slots=True)
class Ended:
    """A record that is over, and since when: an application that is decided for good, or another one, ``of``
    which kind. ``number`` is what people know it by. ``never_filed``: all of it was kept aside."""

    id: str
    number: str
    unit: str
    service: str
    state: str
    ended_at: str
    of: str = APPLICATION
    never_filed: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """An entry about a record; ``raw`` is empty once it was destroyed."""

    journal: str
    seq: int
    hash: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Statement:
    """What was signed of a record's destruction; its scans' bytes may be there still."""

    of: str
    record: str
    part: int
    said: dict[str, Any]
    signature: str
    scans_gone: bool


def ended_before(connection: Connection, states: Sequence[str], day: str) -> Iterator[Ended]:
    """What came into one of the states before a day and was not destroyed, the longest ago first."""
    last = func.max(history.c.at)
    columns = [applications.c[name] for name in ("id", "number", "unit", "service", "state")]
    statement = (
        select(*columns, last)
        .join(history, history.c.application == applications.c.id)
        .outerjoin(destroyed_records, _D.record == applications.c.id)
        .where(applications.c.state.in_(states), _D.record.is_(None))
        .group_by(*columns)
        .having(last < day)
        .order_by(last, applications.c.id)
    )
    rows = connection.execute(statement, execution_options={"yield_per": 1000})
    return (Ended(*row[:6]) for row in rows)


def when(connection: Connection, record: str) -> str | None:
    """When a record's content was destroyed; None where it was not."""
    at: str | None = connection.execute(_IS_DESTROYED, {"record": record}).scalar()
    return at


def entries_about(connection: Connection, record: str) -> list[Held]:
    """Every entry about a record whose bytes are here, also those that were not applied."""
    statement = (
        select(entries.c.journal, entries.c.seq, entries.c.hash, entries.c.raw)
        .where(entries.c.subject == record, func.length(entries.c.raw) > 0)
        .order_by(entries.c.journal, entries.c.seq)
    )
    return [Held(row[0], row[1], bytes(row[2]), bytes(row[3])) for row in connection.execute(statement)]


def among(connection: Connection, records: Collection[str]) -> set[str]:
    """Those of the records whose content was destroyed."""
    statement = select(_D.record).where(bulk.among(connection.dialect.name, _D.record)).distinct()
    return set(connection.execute(statement, bulk.listed(connection, records)).scalars())


def come_again(connection: Connection) -> list[Mapping[str, Any]]:
    """The first statements of records that were destroyed and of which something was brought since, be it in
    a batch that was set aside, or is in units' feeds still: an older program left it there."""
    of = select(_D.of, _D.record, _D.statement).where(_D.part == 0)
    named = sorted(_named_aside(connection))
    aside = [of.where(_D.record.in_(named[at : at + 500])) for at in range(0, len(named), 500)]
    brought = of.join(entries, entries.c.subject == _D.record).where(func.length(entries.c.raw) > 0)
    said = of.join(feed_subjects, feed_subjects.c.record == _D.record)
    found = {
        row.record: {**json.loads(row.statement), "of": row.of, "record": row.record}
        for statement in (brought, said, *aside)
        for row in connection.execute(statement.distinct())
    }
    return [found[record] for record in sorted(found)]


def _named_aside(connection: Connection) -> set[str]:
    """Every id in the batches that were set aside."""
    found: set[str] = set()
    for row in connection.execute(select(set_aside.c.raw).where(func.length(set_aside.c.raw) > 0)):
        found |= {each.decode("ascii") for each in _ID.findall(bytes(row.raw))}
    return found


def is_named_aside(connection: Connection, record: str) -> bool:
    return bool(_batches_naming(connection, record))


def named_elsewhere(connection: Connection, record: str, sha256s: Collection[str]) -> set[str]:
    """Those of the scans that another application or record names too."""
    asked = list(sha256s)
    found: set[str] = set()
    for first in range(0, len(asked), 500):
        some = asked[first : first + 500]
        of_others = select(documents.c.sha256).where(
            IN_BOTH_PARTS, documents.c.sha256.in_(some), documents.c.application != record
        )
        attached = select(attachments.c.sha256).where(
            attachments.c.sha256.in_(some), attachments.c.record != record
        )
        found |= set(connection.execute(of_others.union(attached)).scalars())
    return found


def papers_of(connection: Connection, record: str) -> set[str]:
    """The scans of an application, or what is attached to another record."""
    of_application = select(documents.c.sha256).where(documents.c.application == record)
    attached = select(attachments.c.sha256).where(attachments.c.record == record)
    return set(connection.execute(of_application.union(attached)).scalars())


def empty_entries(connection: Connection, held: Sequence[Held]) -> None:
    """The bytes go; the hash stays in its place, and with it the chain."""
    for each in held:
        place = (entries.c.journal == each.journal) & (entries.c.seq == each.seq)
        connection.execute(update(entries).where(place).values(raw=_GONE, quarantine=None))
        sentence = (returned_entries.c.journal == each.journal) & (returned_entries.c.seq == each.seq)
        connection.execute(delete(returned_entries).where(sentence))


def forget_scans(connection: Connection, record: str, scans: Collection[str]) -> None:
    """What is attached to a record, and the rows of the scans that nothing else names."""
    connection.execute(delete(attachments).where(attachments.c.record == record))
    connection.execute(delete(blobs).where(blobs.c.sha256.in_(scans)))


def take_away(connection: Connection, application: str) -> None:
    """What the tables say of an application. What stays: its number, service, states and days, who looked at
    it, and what was paid."""
    mine = applications.c.id == application
    blank = dict.fromkeys(("full_name", "name_key", "nik", "birth_date"), "")
    connection.execute(update(applications).where(mine).values(revision=applications.c.revision + 1, **blank))
    connection.execute(delete(documents).where(documents.c.application == application))
    connection.execute(update(history).where(history.c.application == application).values(note=None))
    connection.execute(update(requests).where(requests.c.application == application).values(fields="[]"))
    connection.execute(delete(notices).where(notices.c.application == application))
    connection.execute(delete(pairs).where((pairs.c.first == application) | (pairs.c.second == application)))


def empty_batches(connection: Connection, record: str) -> int:
    """Empty the batches set aside that name a record; answers how many. Their hashes stay."""
    found = _batches_naming(connection, record)
    for each in found:
        connection.execute(update(set_aside).where(set_aside.c.hash == each).values(raw=_GONE))
    return len(found)


def _batches_naming(connection: Connection, record: str) -> list[str]:
    """The hashes of the batches set aside in whose bytes a record's id stands."""
    named = record.encode()
    rows = connection.execute(select(set_aside.c.hash, set_aside.c.raw))
    return [row.hash for row in rows if named in bytes(row.raw)]


def still_held(connection: Connection, sha256: str) -> bool:
    return connection.execute(select(blobs.c.sha256).where(blobs.c.sha256 == sha256)).first() is not None


def begin(connection: Connection, destruction: str, at: str, by: str, approval: str) -> None:
    connection.execute(destructions.insert().values(id=destruction, began_at=at, by=by, approval=approval))


def under_way(connection: Connection) -> dict[str, Any] | None:
    """A destruction that was begun and has no record yet."""
    statement = select(destructions).where(destructions.c.finished_at.is_(None)).limit(1)
    row = connection.execute(statement).mappings().first()
    return None if row is None else dict(row)


def note(
    connection: Connection, destruction: str, of: str, record: str, said: dict[str, Any], signature: str
) -> None:
    """Keep a signed statement about a record."""
    before = select(func.count()).select_from(destroyed_records).where(_D.record == record)
    connection.execute(
        destroyed_records.insert().values(
            of=of,
            record=record,
            part=connection.execute(before).scalar_one(),
            destruction=destruction,
            at=said["at"],
            statement=json.dumps(said, sort_keys=True),
            signature=signature,
            scans_gone=not said["scans"],
        )
    )


def statements(connection: Connection, destruction: str | None = None) -> list[Statement]:
    """All (of one destruction), in order."""
    wanted = select(destroyed_records).order_by(_D.at, _D.record, _D.part)
    if destruction is not None:
        wanted = wanted.where(_D.destruction == destruction)
    return [
        Statement(row.of, row.record, row.part, json.loads(row.statement), row.signature, row.scans_gone)
        for row in connection.execute(wanted)
    ]


def scans_are_gone(connection: Connection, statement: Statement) -> None:
    mine = (_D.record == statement.record) & (_D.part == statement.part)
    connection.execute(update(destroyed_records).where(mine).values(scans_gone=True))


def finish(connection: Connection, destruction: str, at: str, record: str) -> None:
    mine = destructions.c.id == destruction
    connection.execute(update(destructions).where(mine).values(finished_at=at, record=record))


def is_a_laptops_last(connection: Connection, held: Sequence[Held]) -> bool:
    """Whether one of the entries is the last of a laptop in use, which packs what comes next by its bytes."""
    ids = {each.journal for each in held}
    statement = (
        select(journals.c.id, journals.c.head_seq)
        .join(devices, devices.c.id == journals.c.device)
        .where(journals.c.id.in_(ids), devices.c.revoked_at.is_(None), devices.c.wiped_at.is_(None))
    )
    ends = {(row.id, row.head_seq) for row in connection.execute(statement)}
    return any((each.journal, each.seq) in ends for each in held)


def units_with_laptops(connection: Connection) -> list[str]:
    """The units of which a laptop exists that did not say that it deleted everything."""
    statement = select(devices.c.unit).where(devices.c.wiped_at.is_(None)).distinct()
    return sorted(connection.execute(statement).scalars())
