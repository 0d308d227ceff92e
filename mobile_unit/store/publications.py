"""What head office published, as it came: one row for each number of a kind, the newest word of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.domain.publications import Published
from mobile_unit.store.engine import Connection
from mobile_unit.store.tables import publications

_LISTED = select(
    publications.c.id, publications.c.kind, publications.c.number, publications.c.valid_from,
    publications.c.valid_until, publications.c.unusable_to,
).order_by(publications.c.kind, publications.c.received_at, publications.c.number)  # fmt: skip
_CONTENT = select(publications.c.content).where(
    publications.c.kind == bindparam("kind"), publications.c.number == bindparam("number")
)


@dataclass(frozen=True, slots=True)
class Unusable:
    """One that a program could not read, with what is needed to try again."""

    kind: str
    number: str
    format: int
    content: bytes


def put(
    connection: Connection, published: Published, *, form: int, sha256: str, at: str,
    unusable_to: str | None, content: bytes,
) -> None:  # fmt: skip
    """Keep a publication, in the place of an older word under its number."""
    values = {
        "id": published.id, "format": form, "valid_from": published.valid_from.isoformat(),
        "valid_until": published.valid_until.isoformat() if published.valid_until else None,
        "sha256": sha256, "received_at": at, "unusable_to": unusable_to, "content": content,
    }  # fmt: skip
    statement = upsert(publications).values(kind=published.kind, number=published.number, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["kind", "number"], set_=values))


def listed(connection: Connection) -> tuple[Published, ...]:
    """Everything that was published, without its content."""
    return tuple(
        Published(
            row.id, row.kind, row.number, date.fromisoformat(row.valid_from),
            date.fromisoformat(row.valid_until) if row.valid_until else None, row.unusable_to is None,
        )
        for row in connection.execute(_LISTED)
    )  # fmt: skip


def content(connection: Connection, kind: str, number: str) -> bytes | None:
    found = connection.execute(_CONTENT, {"kind": kind, "number": number}).scalar()
    return None if found is None else bytes(found)


def unusable_to_another(connection: Connection, program: str) -> list[Unusable]:
    """What another version of the program could not read."""
    rows = connection.execute(
        select(publications).where(
            publications.c.unusable_to.is_not(None), publications.c.unusable_to != program
        )
    )
    return [Unusable(row.kind, row.number, row.format, bytes(row.content)) for row in rows]


def judge(connection: Connection, kind: str, number: str, unusable_to: str | None) -> None:
    connection.execute(
        update(publications)
        .where(publications.c.kind == kind, publications.c.number == number)
        .values(unusable_to=unusable_to)
    )


def by_number(rows: tuple[Published, ...]) -> Mapping[tuple[str, str], Published]:
    return {(row.kind, row.number): row for row in rows}
