"""Head office's signed statements, held against this unit's own chain and scans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, case, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.domain.following import DayCounted, Followed
from mobile_unit.domain.statements import digest_of
from mobile_unit.store import journal
from mobile_unit.store.tables import (
    applications,
    deliveries,
    documents,
    journals,
    reconciled,
    reconciliations,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that came: when and for which day, how many of this laptop's applications it names, and
    whether all it says is so."""

    at: str
    day: str
    stated: int
    agrees: bool


def take(connection: Connection, body: Mapping[str, Any]) -> None:
    """Compare a statement with what is here, and note the applications that it covers."""
    heads = {str(head["journal"]): (int(head["seq"]), str(head["hash"])) for head in body["journals"]}
    at, agrees, stated = str(body["at"]), True, 0
    for life, (seq, hash_) in heads.items():
        held = journal.hash_of(connection, life, seq)
        agrees = agrees and (held is None or held.hex() == hash_)
    for said in body["applications"]:
        row = _row(connection, str(said["id"]))
        if row is None or row["purged_at"] is not None:
            continue
        seq, hash_ = heads.get(row["journal"], (0, ""))
        ours = journal.hash_of(connection, row["journal"], seq)
        newest = journal.entry(connection, row["journal"], row["seq"]).body
        if row["seq"] > seq or newest.get("correction", 0) != said["correction"]:
            continue  # it was corrected since, and will be stated again
        if ours is None or ours.hex() != hash_ or _scans(connection, row["id"]) != said["sha256"]:
            agrees = False
            continue
        stated += 1
        values = {"application": row["id"], "at": at}
        statement = insert(reconciled).values(**values)
        connection.execute(statement.on_conflict_do_update(index_elements=["application"], set_={"at": at}))
    row_ = {"at": at, "part": int(body["part"]), "day": str(body["day"]), "stated": stated, "agrees": agrees}
    connection.execute(insert(reconciliations).values(**row_).on_conflict_do_nothing())


def _row(connection: Connection, application: str) -> RowMapping | None:
    statement = (
        select(applications.c.id, applications.c.journal, applications.c.seq, reconciled.c.purged_at)
        .outerjoin(reconciled, reconciled.c.application == applications.c.id)
        .where(applications.c.id == application)
    )
    return connection.execute(statement).mappings().first()


def _scans(connection: Connection, application: str) -> str:
    named = select(documents.c.sha256).where(documents.c.application == application)
    return digest_of(connection.execute(named).scalars())


def doubt_all(connection: Connection) -> None:
    """Head office was restored from a backup: what it signed before counts no longer. What was removed here
    stays removed."""
    connection.execute(delete(reconciled).where(reconciled.c.purged_at.is_(None)))


def purged_at(connection: Connection, application: str) -> str | None:
    """When an application's content was removed from this laptop; None where it is here."""
    found: str | None = connection.execute(
        select(reconciled.c.purged_at).where(reconciled.c.application == application)
    ).scalar()
    return found


def last(connection: Connection) -> Statement | None:
    """The newest statement that came."""
    row = connection.execute(
        select(reconciliations).order_by(reconciliations.c.at.desc(), reconciliations.c.part.desc()).limit(1)
    ).first()
    return None if row is None else Statement(row.at, row.day, row.stated, row.agrees)


def disagreements(connection: Connection) -> int:
    """How many statements since the last one that agreed said otherwise."""
    latest = select(func.max(reconciliations.c.at)).where(reconciliations.c.agrees).scalar_subquery()
    later = reconciliations.c.at > func.coalesce(latest, "")
    statement = select(func.count()).where(later, ~reconciliations.c.agrees)
    return int(connection.execute(statement).scalar_one())


_LACKING = (
    select(documents.c.application)
    .join(deliveries, deliveries.c.sha256 == documents.c.sha256)
    .where(deliveries.c.acknowledged_at.is_(None))
    .distinct()
    .subquery()
)
_acknowledged = (applications.c.seq <= journals.c.acknowledged_seq) | reconciled.c.application.is_not(None)
_STEPS = {
    "sent": _acknowledged | (applications.c.seq <= journals.c.exported_seq),
    "acknowledged": _acknowledged & _LACKING.c.application.is_(None),
    "reconciled": reconciled.c.application.is_not(None),
    "purged": reconciled.c.purged_at.is_not(None),
}


def _from(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(applications)
        .join(journals, journals.c.id == applications.c.journal)
        .outerjoin(reconciled, reconciled.c.application == applications.c.id)
        .outerjoin(_LACKING, _LACKING.c.application == applications.c.id)
    )


def by_day(connection: Connection) -> list[DayCounted]:
    """Every day's applications counted at each step; days with a difference first, then the newest."""
    sums = (func.sum(case((step, 1), else_=0)).label(name) for name, step in _STEPS.items())
    rows = connection.execute(
        _from(select(applications.c.day, func.count().label("counted"), *sums)).group_by(applications.c.day)
    )
    found = [DayCounted(**row) for row in rows.mappings()]
    return sorted(sorted(found, key=lambda day: day.day, reverse=True), key=lambda day: day.agrees)


def of_day(connection: Connection, day: str | None) -> list[Followed]:
    """The applications of a day (of all days: None), those that are least far first, then as taken."""
    columns = (applications.c.id, applications.c.number, applications.c.service, applications.c.day)
    flags = (case((step, True), else_=False).label(name) for name, step in _STEPS.items())
    statement = _from(select(*columns, *flags)).order_by(applications.c.position)
    if day is not None:
        statement = statement.where(applications.c.day == day)
    rows = connection.execute(statement).mappings()
    found = [Followed(**{**row, **{name: bool(row[name]) for name in _STEPS}}) for row in rows]
    return sorted(found, key=lambda each: each.step)
