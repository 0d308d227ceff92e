"""What officers attended."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from head_office.store.engine import Connection, insert
from head_office.store.tables import officers
from head_office.store.training_tables import trainings
from mobile_unit.domain.trainings import Training

_C = trainings.c


def put(connection: Connection, training: Training) -> None:
    """Keep what somebody attended, or what is said of it anew."""
    statement = insert(connection, trainings).values(**training.as_body())
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=training.as_body()))


def find(connection: Connection, training: str) -> Training | None:
    row = connection.execute(select(trainings).where(_C.id == training)).mappings().first()
    return None if row is None else Training(**row)


def remove(connection: Connection, training: str) -> None:
    connection.execute(delete(trainings).where(_C.id == training))


def of(connection: Connection, nips: Iterable[str]) -> list[Training]:
    """Those of officers, by NIP and day."""
    statement = select(trainings).where(_C.nip.in_(list(nips))).order_by(_C.nip, _C.day, _C.id)
    return [Training(**row) for row in connection.execute(statement).mappings()]


def units_of(connection: Connection, nip: str) -> list[str]:
    """The units on whose list an officer is, in the order in which their feeds are held."""
    statement = select(officers.c.unit).where(officers.c.nip == nip, officers.c.active)
    return sorted(connection.execute(statement).scalars())
