"""Head office's signed statements, held against this unit's own chain and scans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.domain.statements import digest_of
from mobile_unit.store import journal
from mobile_unit.store.tables import applications, documents, reconciled, reconciliations


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that came: when and for which day, how many of this laptop's applications it names, and
    whether all it says is so."""

    at: str
    day: str
    stated: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class DayCounted:
    """One day's applications, and how many of them were sent, are held whole, and were removed here since.

    ``sent`` are in entries that head office has acknowledged, ``whole`` are those of which it acknowledged
    every scan too.
    """

    day: str
    counted: int
    sent: int
    whole: int
    reconciled: int
    purged: int

    @property
    def agrees(self) -> bool:
        return self.counted == self.sent == self.whole == self.reconciled


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
