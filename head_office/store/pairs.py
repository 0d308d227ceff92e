"""Who may be the same person twice: what to compare, and the pairs that a night found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, func, or_, select, update

from head_office.store.engine import Connection, insert
from head_office.store.tables import applications, entries, journals, pairs


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application as it is compared; ``device`` is the laptop that took it, ``nik`` a foreigner's passport
    number or "" where there is none."""

    id: str
    number: str
    unit: str
    device: str
    full_name: str
    name_key: str
    nik: str
    birth_date: str
    submitted_at: str
    state: str


_COMPARED = (
    select(
        applications.c.id,
        applications.c.number,
        applications.c.unit,
        journals.c.device,
        applications.c.full_name,
        applications.c.name_key,
        applications.c.nik,
        applications.c.birth_date,
        applications.c.submitted_at,
        applications.c.state,
    )
    .join(journals, journals.c.id == applications.c.journal)
    .where(applications.c.submitted_at >= bindparam("since"))
)
_BODY = (
    select(entries.c.raw)
    .join(applications, (applications.c.journal == entries.c.journal) & (applications.c.seq == entries.c.seq))
    .where(applications.c.id == bindparam("id"))
)


def born_together(connection: Connection, since: str, let_go: Sequence[str]) -> Iterator[list[Candidate]]:
    """Applications submitted since a day, by birth date, where more than one laptop has one of it."""
    wanted = _COMPARED.where(applications.c.state.not_in(let_go), applications.c.birth_date != "")
    return _blocks(
        connection, wanted.order_by(applications.c.birth_date, applications.c.id), since, "birth_date"
    )


def with_one_number(connection: Connection, since: str, let_go: Sequence[str]) -> Iterator[list[Candidate]]:
    """The same by NIK or passport number."""
    many = (
        select(applications.c.nik)
        .where(applications.c.nik != "", applications.c.submitted_at >= bindparam("since"))
        .group_by(applications.c.nik)
        .having(func.count() > 1)
    )
    wanted = _COMPARED.where(applications.c.state.not_in(let_go), applications.c.nik.in_(many))
    return _blocks(connection, wanted.order_by(applications.c.nik, applications.c.id), since, "nik")


def _blocks(
    connection: Connection, statement: Select[Any], since: str, key: str
) -> Iterator[list[Candidate]]:
    rows = connection.execute(statement, {"since": since}, execution_options={"yield_per": 2000})
    for _key, group in groupby(rows, key=lambda row: getattr(row, key)):
        block = [Candidate(*row) for row in group]
        if len({each.device for each in block}) > 1:
            yield block


def newest_body(connection: Connection, application: str) -> bytes:
    """The bytes of the entry with an application's newest version."""
    return bytes(connection.execute(_BODY, {"id": application}).scalar_one())


@dataclass(frozen=True, slots=True)
class Pair:
    """``first`` and ``second`` are applications' ids, the smaller first."""

    first: str
    second: str
    kind: str
    score: int


def dismissed(connection: Connection) -> set[tuple[str, str]]:
    """The pairs that somebody said are two people."""
    rows = connection.execute(select(pairs.c.first, pairs.c.second).where(pairs.c.dismissed_at.is_not(None)))
    return {(row.first, row.second) for row in rows}


def keep(connection: Connection, found: Iterable[Pair], day: str) -> None:
    """Make the list what this night found; what was dismissed stays so."""
    connection.execute(update(pairs).where(pairs.c.dismissed_at.is_(None)).values(seen_on=""))
    adding = insert(connection, pairs)
    seen = {name: adding.excluded[name] for name in ("kind", "score", "seen_on")}
    rows = [
        {"first": pair.first, "second": pair.second, "kind": pair.kind, "score": pair.score}
        | {"found_on": day, "seen_on": day}
        for pair in found
    ]
    if rows:
        connection.execute(adding.on_conflict_do_update(index_elements=["first", "second"], set_=seen), rows)
    connection.execute(delete(pairs).where(pairs.c.dismissed_at.is_(None), pairs.c.seen_on == ""))


def listed(connection: Connection, kinds: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """The pairs that nobody dismissed, the likeliest first."""
    statement = (
        select(pairs)
        .where(pairs.c.kind.in_(kinds), pairs.c.dismissed_at.is_(None))
        .order_by(pairs.c.score.desc(), pairs.c.first, pairs.c.second)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def others_of(connection: Connection, application: str, kinds: Sequence[str], limit: int) -> list[str]:
    """The ids that an application makes pairs with that nobody dismissed, the likeliest first."""
    statement = (
        select(case((pairs.c.first == application, pairs.c.second), else_=pairs.c.first))
        .where(or_(pairs.c.first == application, pairs.c.second == application))
        .where(pairs.c.kind.in_(kinds), pairs.c.dismissed_at.is_(None))
        .order_by(pairs.c.score.desc(), pairs.c.first, pairs.c.second)
        .limit(limit)
    )
    return list(connection.execute(statement).scalars())


def dismiss(
    connection: Connection, first: str, second: str, *, kind: str, by: str, reason: str, at: str
) -> bool:
    """Note that a pair is two people, also one that no night has found (of that ``kind`` then); False where
    somebody did already."""
    said = {"dismissed_at": at, "dismissed_by": by, "reason": reason}
    adding = insert(connection, pairs).values(
        first=min(first, second), second=max(first, second), kind=kind, score=0, found_on=at[:10], seen_on="",
        **said,
    )  # fmt: skip
    waiting = adding.on_conflict_do_update(
        index_elements=["first", "second"], set_=said, where=pairs.c.dismissed_at.is_(None)
    )
    return connection.execute(waiting.returning(pairs.c.first)).first() is not None


def take_up_again(connection: Connection, first: str, second: str) -> bool:
    """What was said to be two people may be one after all; False where nobody said so."""
    statement = (
        update(pairs)
        .where(pairs.c.first == min(first, second), pairs.c.second == max(first, second))
        .where(pairs.c.dismissed_at.is_not(None))
        .values(dismissed_at=None, dismissed_by=None, reason=None)
    )
    return bool(connection.execute(statement).rowcount)


def dismissed_of(connection: Connection, application: str) -> dict[str, dict[str, Any]]:
    """What was said of an application's pairs that are two people, by the other's id."""
    mine = or_(pairs.c.first == application, pairs.c.second == application)
    rows = connection.execute(select(pairs).where(mine, pairs.c.dismissed_at.is_not(None))).mappings()
    return {row["second"] if row["first"] == application else row["first"]: dict(row) for row in rows}
