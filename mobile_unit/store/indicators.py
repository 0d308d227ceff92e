"""What the indicators are made of: values counted by month and service, and the records behind a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    case,
    func,
    literal,
    or_,
    select,
)

from mobile_unit.domain.complaints import COMPLAINT, MISCONDUCT
from mobile_unit.domain.indicator_figures import Counted, Spell
from mobile_unit.domain.indicators import (
    ANSWERED,
    COMPLAINTS,
    DELAY,
    REACH,
    RETURNED,
    SERVING,
    TAKEN,
    WAITING,
)
from mobile_unit.domain.moments import (
    PROMISED,
    SUBMITTED,
    ClockSetting,
)
from mobile_unit.domain.outreach import HELD
from mobile_unit.domain.periods import Period
from mobile_unit.store.indicator_tables import application_times as times
from mobile_unit.store.prepared import Prepared
from mobile_unit.store.queue_tables import queues, tickets
from mobile_unit.store.tables import applications, complaints, outreach

MOST_LISTED = 1000

_is_complaint = or_(complaints.c.sealed, complaints.c.kind.in_((COMPLAINT, MISCONDUCT)))


@dataclass(frozen=True, slots=True)
class Behind:
    """What a list behind a figure is narrowed to; ``service`` "" is all of them."""

    period: Period
    service: str = ""


def spells(connection: Connection, period: Period, setting: ClockSetting) -> list[Spell]:
    """Of what was completed in a period: along an index by the usual setting, by a look at every row by
    another."""
    started, stopped = _start(setting), times.c[setting.stop]
    columns = (stopped, times.c.service, times.c.promised, started)
    wanted = (stopped.is_not(None), _within(stopped, period), started.is_not(None))
    day = cache(date.fromisoformat)
    return [
        Spell(service, day(since), day(until), promised, number)
        for until, service, promised, since, number in _grouped(connection, columns, *wanted)
    ]


def counted(connection: Connection, period: Period, today: str) -> Iterator[Counted]:
    """All else that is counted of a period but the survey; ``today`` decides which complaints are over their
    deadline. Applications and tickets are counted along their indexes."""
    yield from _applications(connection, period)
    yield from _tickets(connection, period)
    yield from _complaints(connection, period, today)


def _applications(connection: Connection, period: Period) -> Iterator[Counted]:
    wanted = times.c.month.between(period.since, period.until)
    kinds = (times.c.month, times.c.service, times.c.returned)
    for month, service, returned, number in _grouped(connection, kinds, wanted):
        yield Counted(TAKEN, month, service, 1, number)
        yield Counted(RETURNED, month, service, returned, number)
    yield from _by_month(connection, DELAY, times.c.month, times.c.late, period)


def _tickets(connection: Connection, period: Period) -> Iterator[Counted]:
    for measure, minutes in ((WAITING, tickets.c.waited), (SERVING, tickets.c.served)):
        yield from _by_month(connection, measure, tickets.c.month, minutes, period)


def _by_month(
    connection: Connection, measure: str, month: ColumnElement[Any], value: ColumnElement[Any], period: Period
) -> Iterator[Counted]:
    wanted = (month.between(period.since, period.until), value.is_not(None))
    for when, each, number in _grouped(connection, (month, value), *wanted):
        yield Counted(measure, when, "", each, number)


def _grouped(
    connection: Connection, columns: Sequence[ColumnElement[Any]], *wanted: ColumnElement[bool]
) -> list[tuple[Any, ...]]:
    """How often each was met."""
    statement = select(*columns, func.count()).where(*wanted).group_by(*columns)
    return Prepared(statement).run(connection, {})


def _complaints(connection: Connection, period: Period, today: str) -> Iterator[Counted]:
    """And of outreach."""
    ours = (_within(complaints.c.taken_at, period), _is_complaint)
    event = (outreach.c.state == HELD, _within(outreach.c.day, period))
    month, people = func.substr(complaints.c.taken_at, 1, 7), outreach.c.men + outreach.c.women
    found = {
        COMPLAINTS: select(month, literal(1), func.count()).where(*ours).group_by(month),
        ANSWERED: select(month, _in_time(), func.count())
        .where(*ours, _is_due(today))
        .group_by(month, _in_time()),
        REACH: select(func.substr(outreach.c.day, 1, 7), people, literal(1)).where(*event),
    }
    for measure, statement in found.items():
        for when, value, count in connection.execute(statement):
            yield Counted(measure, when, "", value, count)


def completed(connection: Connection, behind: Behind, setting: ClockSetting) -> Sequence[RowMapping]:
    """Applications whose clock stopped in the period, the latest first: with both days and the promise."""
    started, stopped = _start(setting), times.c[setting.stop]
    wanted = (_within(stopped, behind.period), started.is_not(None))
    columns = (started.label("started"), stopped.label("stopped"), times.c.promised)
    return _listed(connection, behind, columns, wanted, stopped)


def taken(
    connection: Connection, behind: Behind, *, returned: bool = False, arrived: bool = False
) -> Sequence[RowMapping]:
    """Applications that were taken in the period, the newest first; those that were ``returned``, or that
    have ``arrived`` at head office, the slowest first."""
    wanted = [_within(times.c.day, behind.period)]
    if returned:
        wanted.append(times.c.returned)
    if arrived:
        wanted.append(times.c.delay.is_not(None))
    order = times.c.delay if arrived else times.c.day
    return _listed(connection, behind, (times.c.late, times.c.returned), wanted, order)


def complained(connection: Connection, period: Period) -> Sequence[RowMapping]:
    """Complaints that were taken in the period, the newest first; of sealed ones little is known."""
    statement = (
        select(complaints)
        .where(_within(complaints.c.taken_at, period), _is_complaint)
        .order_by(complaints.c.position.desc())
    )
    return connection.execute(statement.limit(MOST_LISTED)).mappings().all()


def held(connection: Connection, period: Period) -> Sequence[RowMapping]:
    """Outreach events that were held in the period, the latest first."""
    statement = select(outreach).where(outreach.c.state == HELD, _within(outreach.c.day, period))
    return connection.execute(statement.order_by(outreach.c.day.desc()).limit(MOST_LISTED)).mappings().all()


def called(connection: Connection, period: Period, *, served: bool) -> Sequence[RowMapping]:
    """Tickets of the period that were called, or ``served``, the latest first, with their ``minutes``."""
    ticket = tickets.c
    minutes = ticket.served if served else ticket.waited
    named = (queues.c.day, ticket.letter, ticket.serial, ticket.kind, minutes.label("minutes"))
    statement = (
        select(*named)
        .join(queues, queues.c.id == ticket.queue)
        .where(ticket.month.between(period.since, period.until), minutes.is_not(None))
        .order_by(ticket.position.desc())
    )
    return connection.execute(statement.limit(MOST_LISTED)).mappings().all()


def first_month(connection: Connection) -> str | None:
    """The month of the first application that is here."""
    found: str | None = connection.execute(select(func.min(times.c.month))).scalar()
    return found


def _listed(
    connection: Connection,
    behind: Behind,
    columns: Sequence[ColumnElement[Any]],
    wanted: Sequence[ColumnElement[bool]],
    order: ColumnElement[Any],
) -> Sequence[RowMapping]:
    named = (applications.c.id, applications.c.number, applications.c.full_name, times.c.service, times.c.day)
    statement = (
        select(*named, *columns)
        .join(applications, applications.c.id == times.c.application)
        .where(*wanted, *([times.c.service == behind.service] if behind.service else []))
        .order_by(order.desc(), applications.c.position.desc())
    )
    return connection.execute(statement.limit(MOST_LISTED)).mappings().all()


def _start(setting: ClockSetting) -> ColumnElement[Any]:
    if setting.start == SUBMITTED:
        return times.c.day
    return times.c.started if setting.start == PROMISED else times.c[setting.start]


def _within(day: ColumnElement[Any], period: Period) -> ColumnElement[bool]:
    # a moment begins with its day, and "~" comes after every letter of one
    return day.between(period.since, f"{period.until}~")


def _in_time() -> ColumnElement[int]:
    answered = func.substr(complaints.c.answered_at, 1, 10)
    return case((answered <= complaints.c.due_on, 1), else_=0)


def _is_due(today: str) -> ColumnElement[bool]:
    """Whether it is known by now if it was answered in time."""
    known = complaints.c.due_on != ""
    return known & or_(complaints.c.answered_at.is_not(None), complaints.c.due_on < today)
