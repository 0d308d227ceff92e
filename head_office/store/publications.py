"""What is published for the units: each with its content, who did what with it, and who was told."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, select, update

from head_office.store import bulk
from head_office.store.engine import Connection, insert
from head_office.store.published_tables import publication_steps, publications, publications_told
from head_office.store.tables import units
from mobile_unit.domain.publications import CATALOGUE, Published

PROPOSED, APPROVED, PUBLISHED, DROPPED = "proposed", "approved", "published", "dropped"

_COLUMNS = [column for column in publications.c if column.name != "content"]
_LISTED = select(*_COLUMNS).order_by(publications.c.position)
_ONE = _LISTED.where(publications.c.id == bindparam("id"))
_CONTENT = select(publications.c.content).where(publications.c.id == bindparam("id"))
_PUBLISHED = _LISTED.where(publications.c.state == PUBLISHED)
_NEWEST = publications.c.position.desc()
_NUMBERED = select(publications.c.content).where(
    publications.c.state == PUBLISHED,
    publications.c.kind == bindparam("kind"),
    publications.c.number == bindparam("number"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A publication as it is kept, without its content."""

    id: str
    kind: str
    number: str
    format: int
    valid_from: date
    valid_until: date | None
    sha256: str
    state: str

    def as_published(self) -> Published:
        return Published(self.id, self.kind, self.number, self.valid_from, self.valid_until)


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with a publication; ``by`` is the NIP of who did it, None where it was a command."""

    state: str
    by: str | None
    at: str
    note: str | None


def add(connection: Connection, kept: Kept, content: bytes) -> None:
    connection.execute(
        publications.insert(),
        {
            "id": kept.id,
            "kind": kept.kind,
            "number": kept.number,
            "format": kept.format,
            "valid_from": kept.valid_from.isoformat(),
            "valid_until": kept.valid_until.isoformat() if kept.valid_until else None,
            "sha256": kept.sha256,
            "state": kept.state,
            "content": content,
        },
    )


def find(connection: Connection, id_: str) -> Kept | None:
    row = connection.execute(_ONE, {"id": id_}).first()
    return None if row is None else _kept(row)


def hold(connection: Connection, id_: str) -> Kept | None:
    """The same; nobody else changes it until the transaction ends."""
    row = connection.execute(_ONE.with_for_update(), {"id": id_}).first()
    return None if row is None else _kept(row)


def listed(connection: Connection, *states: str) -> list[Kept]:
    """All in these states (in any, where none is named), the oldest first."""
    statement = _LISTED.where(publications.c.state.in_(states)) if states else _LISTED
    return [_kept(row) for row in connection.execute(statement)]


def newest(
    connection: Connection,
    states: Collection[str],
    read: Collection[str],
    *,
    number: str | None = None,
    most: int | None = None,
) -> list[tuple[Kept, bytes]]:
    """At most so many in these states (of a number), the newest first, each with its content where its kind
    is one of those ``read``."""
    said = case((publications.c.kind.in_(read), publications.c.content)).label("said")
    statement: Select[Any] = (
        select(*_COLUMNS, said).where(publications.c.state.in_(states)).order_by(_NEWEST).limit(most)
    )
    if number is not None:
        statement = statement.where(publications.c.number == number)
    return [(_kept(row), bytes(row.said or b"")) for row in connection.execute(statement)]


def numbers(connection: Connection, kind: str, most: int | None = None) -> list[str]:
    """At most so many numbers of a kind that are published, the newest first."""
    statement = select(publications.c.number).where(
        publications.c.state == PUBLISHED, publications.c.kind == kind
    )
    return list(connection.execute(statement.order_by(_NEWEST).limit(most)).scalars())


def numbered(connection: Connection, kind: str, numbers_: Collection[str]) -> dict[str, bytes]:
    """What is published of a kind under these numbers, by number."""
    statement = select(publications.c.number, publications.c.content).where(
        publications.c.state == PUBLISHED,
        publications.c.kind == kind,
        bulk.among(connection.dialect.name, publications.c.number),
    )
    rows = connection.execute(statement, bulk.listed(connection, numbers_))
    return {row.number: bytes(row.content) for row in rows}


def published(connection: Connection) -> list[Published]:
    return [_kept(row).as_published() for row in connection.execute(_PUBLISHED)]


def content(connection: Connection, id_: str) -> bytes:
    return bytes(connection.execute(_CONTENT, {"id": id_}).scalar_one())


def catalogue(connection: Connection, version: str) -> Any | None:
    """The text of a catalogue that was published."""
    found = connection.execute(_NUMBERED, {"kind": CATALOGUE, "number": version}).scalar()
    return None if found is None else json.loads(found)


def turn(
    connection: Connection, id_: str, state: str, *, by: str | None, at: str, note: str | None = None
) -> None:
    """Give a publication another state, and write down who did that."""
    connection.execute(update(publications).where(publications.c.id == id_).values(state=state))
    connection.execute(
        publication_steps.insert(), {"publication": id_, "state": state, "by": by, "at": at, "note": note}
    )


def steps(connection: Connection, id_: str) -> list[Step]:
    rows = connection.execute(
        select(publication_steps)
        .where(publication_steps.c.publication == id_)
        .order_by(publication_steps.c.position)
    )
    return [Step(row.state, row.by, row.at, row.note) for row in rows]


def untold(connection: Connection, unit: str) -> list[Kept]:
    """What is published and a unit was not told of, the oldest first."""
    told = select(publications_told.c.publication).where(publications_told.c.unit == unit)
    rows = connection.execute(_PUBLISHED.where(publications.c.id.not_in(told)))
    return [_kept(row) for row in rows]


def told(connection: Connection, id_: str, unit: str, at: str) -> None:
    statement = insert(connection, publications_told).values(publication=id_, unit=unit, at=at)
    connection.execute(statement.on_conflict_do_nothing())


def units_told(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """How many units were told of each."""
    rows = connection.execute(
        select(publications_told.c.publication, func.count())
        .where(publications_told.c.publication.in_(list(ids)))
        .group_by(publications_told.c.publication)
    )
    return {row[0]: int(row[1]) for row in rows}


def every_unit(connection: Connection) -> list[str]:
    return list(connection.execute(select(units.c.code).order_by(units.c.code)).scalars())


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        row.id,
        row.kind,
        row.number,
        row.format,
        date.fromisoformat(row.valid_from),
        date.fromisoformat(row.valid_until) if row.valid_until else None,
        row.sha256,
        row.state,
    )
