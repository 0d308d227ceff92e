"""The day's queue and its tickets, and what became of the tickets of other days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.queue import (
    CALLED,
    SERVED,
    SERVING,
    WAITING,
    Moments,
    Waiting,
    minute_of,
    number_of,
    outcome_of,
)
from mobile_unit.store.engine import RowMapping
from mobile_unit.store.prepared import Prepared
from mobile_unit.store.queue_tables import queues, tickets

_Q, _T = queues.c, tickets.c
_FORGOTTEN = {"reason": None, "booking": None, "application": None, "officer": None}
_BEGUN = func.coalesce(_T.begun_at, _T.called_at)
_END_OF = Prepared(
    update(tickets)
    .where(_T.application == bindparam("its_application"), (_T.state == CALLED) | (_T.state == SERVING))
    .values(state=SERVED, begun_at=_BEGUN, finished_at=func.max(_BEGUN, bindparam("at")), told=False)
)


def of_day(connection: Connection, day: str, place: str) -> str | None:
    """The id of the queue of a day and place; None while it has no ticket."""
    return connection.execute(select(_Q.id).where(_Q.day == day, _Q.place == place)).scalar()


def begin(connection: Connection, day: str, place: str) -> tuple[str, bool]:
    """The id of the queue of a day and place, and whether it was begun with this."""
    found = of_day(connection, day, place)
    if found is not None:
        return found, False
    made = uuid7()
    connection.execute(insert(queues).values(id=made, day=day, place=place))
    return made, True


def settle(connection: Connection, day: str, place: str) -> None:
    """The day is opened at a place: what was taken before belongs there, where it has no queue yet."""
    if of_day(connection, day, place) is None:
        connection.execute(update(queues).where(_Q.day == day, _Q.place == "").values(place=place))


def add(connection: Connection, queue: str, letter: str, row: dict[str, Any]) -> int:
    """Add a ticket under the next number of its letter; answers its position."""
    ours = (_T.queue == queue, _T.letter == letter)
    last = connection.execute(select(func.max(_T.serial)).where(*ours)).scalar() or 0
    values = {"queue": queue, "letter": letter, "serial": last + 1, "told": False, **row}
    statement = insert(tickets).values(**values).returning(_T.position)
    return int(connection.execute(statement).scalar_one())


def find(connection: Connection, ticket: int) -> RowMapping | None:
    return connection.execute(select(tickets).where(_T.position == ticket)).mappings().first()


def change(connection: Connection, ticket: int, **values: Any) -> None:
    """What is otherwise since has to be said anew."""
    connection.execute(update(tickets).where(_T.position == ticket).values(told=False, **values))


def all_of(connection: Connection, queue: str) -> list[RowMapping]:
    """A queue's tickets, as they were taken."""
    statement = select(tickets).where(_T.queue == queue).order_by(_T.position)
    return list(connection.execute(statement).mappings())


def waiting(connection: Connection, queue: str, kinds: Collection[str]) -> list[Waiting]:
    """Who waits for one of the kinds, as the tickets were taken."""
    statement = (
        select(_T.position, _T.kind, _T.priority)
        .where(_T.queue == queue, _T.state == WAITING, _T.kind.in_(kinds))
        .order_by(_T.position)
    )
    return [Waiting(*row) for row in connection.execute(statement)]


def first_in_a_row(connection: Connection, queue: str, kinds: Collection[str]) -> int:
    """How many of those called last for one of the kinds went first, one after the other."""
    statement = (
        select(_T.priority)
        .where(_T.queue == queue, _T.turn.is_not(None), _T.kind.in_(kinds))
        .order_by(_T.turn.desc())
    )
    count = 0
    for went_first in connection.execute(statement).scalars():
        if not went_first:
            break
        count += 1
    return count


def next_turn(connection: Connection, queue: str) -> int:
    return int(connection.execute(select(func.max(_T.turn)).where(_T.queue == queue)).scalar() or 0) + 1


def of_bookings(connection: Connection, bookings: Collection[str]) -> dict[str, RowMapping]:
    """By booking, the ticket that it was taken for."""
    found = connection.execute(select(tickets).where(_T.booking.in_(bookings))).mappings()
    return {row["booking"]: row for row in found}


def end_of(connection: Connection, application: str, at: str) -> None:
    """An application is sealed: the service of the ticket that it was begun from ends with it, if any."""
    _END_OF.run(connection, {"its_application": application, "at": at})


def count_waiting_on(connection: Connection, day: str) -> int:
    """How many wait, at any place of a day."""
    statement = select(func.count()).join(queues, queues.c.id == _T.queue)
    return int(connection.execute(statement.where(_Q.day == day, _T.state == WAITING)).scalar_one())


def untold(connection: Connection, today: str, most: int) -> list[tuple[RowMapping, list[RowMapping]]]:
    """(queue, tickets) to be said to head office, at most so many each: all that is over, and of today who
    waits; whoever is being served today is said later."""
    over = _Q.day < today
    settled = _T.state.not_in((CALLED, SERVING))
    statement = (
        select(_Q.id, _Q.day, _Q.place, tickets)
        .join(tickets, _T.queue == _Q.id)
        .where(_T.told.is_(False), over | settled)
        .order_by(_Q.day, _Q.id, _T.position)
    )
    groups: list[tuple[RowMapping, list[RowMapping]]] = []
    for row in connection.execute(statement).mappings():
        if not groups or groups[-1][0]["id"] != row["id"] or len(groups[-1][1]) == most:
            groups.append((row, []))
        groups[-1][1].append(row)
    return groups


def is_untold(connection: Connection) -> bool:
    return connection.execute(select(_T.position).where(_T.told.is_(False)).limit(1)).first() is not None


def mark_told(connection: Connection, positions: Sequence[int]) -> None:
    statement = update(tickets).where(_T.position == bindparam("at_position")).values(told=True)
    if positions:
        connection.execute(statement, [{"at_position": each} for each in positions])


def forget_before(connection: Connection, day: str) -> None:
    """Of days that are over nothing stays that leads to a person or an officer."""
    over = select(_Q.id).where(_Q.day < day)
    anything: ColumnElement[bool] = _T.officer.is_not(None)
    for name in ("reason", "booking", "application"):
        anything = anything | _T[name].is_not(None)
    connection.execute(update(tickets).where(_T.queue.in_(over), anything).values(**_FORGOTTEN))


def moments(connection: Connection, unit: str, since: str, until: str) -> list[Moments]:
    """Every ticket of the days from ``since`` to ``until`` (ISO, both included), by day; one that is open
    counts as it would if nothing more became of it. ``unit`` is our own code."""
    statement = (
        select(_Q.day, _Q.place, tickets)
        .join(tickets, _T.queue == _Q.id)
        .where(_Q.day.between(since, until))
        .order_by(_Q.day, _Q.id, _T.position)
    )
    rows = connection.execute(statement).mappings()
    return [moments_of(row, unit, row["day"], row["place"]) for row in rows]


def moments_of(row: RowMapping, unit: str, day: str, place: str) -> Moments:
    """A ticket's row, with the day and place of its queue."""
    return Moments(
        unit,
        day,
        place,
        number_of(row["letter"], row["serial"]),
        row["kind"],
        row["priority"],
        row["booked"],
        minute_of(row["taken_at"], day) or 0,
        minute_of(row["called_at"], day),
        minute_of(row["begun_at"], day),
        minute_of(row["finished_at"], day),
        outcome_of(row["state"]),
    )
