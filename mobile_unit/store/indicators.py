"""What the indicators are made of: values counted by month and service, and the records behind a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
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
    APPROVAL,
    COMPLETE,
    INTERVIEW,
    PAYMENT,
    PROMISED,
    SUBMITTED,
    ClockSetting,
)
from mobile_unit.domain.outreach import HELD
from mobile_unit.domain.periods import Period
from mobile_unit.domain.queue import SERVED
from mobile_unit.store.prepared import Prepared
from mobile_unit.store.queue_tables import queues, tickets
from mobile_unit.store.tables import application_times as times
from mobile_unit.store.tables import applications, complaints, outreach

HOUR = 3600
"""In seconds."""
DAY = 24 * 60
"""In minutes."""
MOST_LISTED = 1000

_is_complaint = or_(complaints.c.sealed, complaints.c.kind.in_((COMPLAINT, MISCONDUCT)))


@dataclass(frozen=True, slots=True)
class Behind:
    """What a list behind a figure is narrowed to; ``service`` "" is all of them."""

    period: Period
    service: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a unit keeps of a period: ``spells`` of what was completed, and everything else counted."""

    spells: list[Spell]
    counted: list[Counted]


def kept(connection: Connection, period: Period, setting: ClockSetting, today: str) -> Kept:
    """All that is counted of a period but the survey; ``today`` decides which complaints are over their
    deadline.

    Applications and tickets are read once each, by the driver, and counted here: of years, sorting them for
    a ``GROUP BY`` after the other costs several times as much (``bench/indicators.py``).
    """
    columns = (times.c.service, times.c.day, times.c.returned, (times.c.delay + HOUR // 2) // HOUR)
    clock = (_start(setting), times.c[setting.stop], times.c.promised)
    wanted = or_(_within(times.c.day, period), _within(times.c[setting.stop], period))
    rows = Prepared(select(*columns, *clock).where(wanted)).run(connection, {})
    return Kept(
        _spells(rows, period),
        [
            *_of_applications(rows, period),
            *_of_tickets(connection, period),
            *_of_complaints(connection, period, today),
        ],
    )


def _spells(rows: list[tuple[Any, ...]], period: Period) -> list[Spell]:
    day = cache(date.fromisoformat)
    found = Counter(map(itemgetter(0, 4, 5, 6), rows))
    return [
        Spell(service, day(since), day(until), promised, count)
        for (service, since, until, promised), count in found.items()
        if since is not None and until is not None and period.since <= until[:7] <= period.until
    ]


def _of_applications(rows: list[tuple[Any, ...]], period: Period) -> Iterator[Counted]:
    sums: Counter[tuple[str, str, str, int]] = Counter()
    for (service, day, returned), count in Counter(map(itemgetter(0, 1, 2), rows)).items():
        if period.since <= day[:7] <= period.until:
            sums[TAKEN, day[:7], service, 1] += count
            sums[RETURNED, day[:7], service, returned] += count
    for (day, hours), count in Counter(map(itemgetter(1, 3), rows)).items():
        if hours is not None and period.since <= day[:7] <= period.until:
            sums[DELAY, day[:7], "", hours] += count
    return (Counted(*key, count) for key, count in sums.items())


def _of_tickets(connection: Connection, period: Period) -> Iterator[Counted]:
    ticket = tickets.c
    waited = _minutes(ticket.taken_at, ticket.called_at)
    served = case((ticket.state == SERVED, _minutes(ticket.begun_at, ticket.finished_at)))
    statement = select(func.substr(ticket.taken_at, 1, 7), waited, served).where(
        _within(ticket.taken_at, period), ticket.called_at.is_not(None)
    )
    rows = Prepared(statement).run(connection, {})
    for measure, place in ((WAITING, 1), (SERVING, 2)):
        for (month, minutes), count in Counter(map(itemgetter(0, place), rows)).items():
            if minutes is not None:
                yield Counted(measure, month, "", minutes, count)


def _of_complaints(connection: Connection, period: Period, today: str) -> Iterator[Counted]:
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
    return _listed(connection, behind, (times.c.delay, times.c.returned), wanted, order)


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
    ends = (ticket.begun_at, ticket.finished_at) if served else (ticket.taken_at, ticket.called_at)
    named = (queues.c.day, ticket.letter, ticket.serial, ticket.kind, _minutes(*ends).label("minutes"))
    statement = (
        select(*named)
        .join(queues, queues.c.id == ticket.queue)
        .where(_within(ticket.taken_at, period), *(each.is_not(None) for each in ends))
        .where(ticket.state == SERVED if served else ticket.called_at.is_not(None))
        .order_by(ticket.position.desc())
    )
    return connection.execute(statement.limit(MOST_LISTED)).mappings().all()


def first_month(connection: Connection) -> str | None:
    """The month of the first application that is here."""
    found: str | None = connection.execute(select(func.min(times.c.day))).scalar()
    return None if found is None else found[:7]


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
    if setting.start != PROMISED:
        return times.c[setting.start]
    named = {moment: times.c[moment] for moment in (COMPLETE, PAYMENT, INTERVIEW, APPROVAL)}
    return case(named, value=times.c.clock)


def _minutes(since: ColumnElement[Any], until: ColumnElement[Any]) -> ColumnElement[int]:
    """From minute to minute of the clock on the wall, as a ticket is told; past midnight goes on."""
    passed = _minute(until) - _minute(since)
    next_day = func.substr(until, 9, 2) != func.substr(since, 9, 2)
    return func.max(passed + next_day.cast(Integer) * DAY, 0)


def _minute(moment: ColumnElement[Any]) -> ColumnElement[int]:
    hour, minute = (func.substr(moment, start, 2).cast(Integer) for start in (12, 15))
    return hour * 60 + minute


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
