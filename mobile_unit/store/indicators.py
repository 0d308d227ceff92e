"""What the indicators are made of: values counted by month and service, and the records behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, case, func, literal, or_, select

from mobile_unit.domain.complaints import COMPLAINT, MISCONDUCT
from mobile_unit.domain.indicator_figures import Counted, Spell
from mobile_unit.domain.indicators import ANSWERED, COMPLAINTS, DELAY, REACH, RETURNED, TAKEN
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
from mobile_unit.store.tables import application_times as times
from mobile_unit.store.tables import applications, complaints, outreach

HOUR = 3600
MOST_LISTED = 1000

_day_month = func.substr(times.c.day, 1, 7)
_delay = (times.c.delay + HOUR // 2) / HOUR
_taken_month = func.substr(complaints.c.taken_at, 1, 7)
_is_complaint = or_(complaints.c.sealed, complaints.c.kind.in_((COMPLAINT, MISCONDUCT)))


@dataclass(frozen=True, slots=True)
class Behind:
    """What a list behind a figure is narrowed to; ``service`` "" is all of them."""

    period: Period
    service: str = ""


def spells(connection: Connection, period: Period, setting: ClockSetting) -> list[Spell]:
    """The applications whose clock stopped in a period, counted by both days."""
    started, stopped = _start(setting), times.c[setting.stop]
    keys = (times.c.service, started, stopped, times.c.promised)
    statement = (
        select(*keys, func.count()).where(_within(stopped, period), started.is_not(None)).group_by(*keys)
    )
    return [
        Spell(service, date.fromisoformat(since), date.fromisoformat(until), promised, count)
        for service, since, until, promised, count in connection.execute(statement)
    ]


def counted(connection: Connection, period: Period, today: str) -> list[Counted]:
    """Everything else that is counted, of a period; ``today`` decides which complaints are over their
    deadline."""
    of_times = _within(times.c.day, period)
    returned = case((times.c.returned, 1), else_=0)
    of_complaints = (_within(complaints.c.taken_at, period), _is_complaint)
    event = (outreach.c.state == HELD, _within(outreach.c.day, period))
    found = {
        TAKEN: _counting(_day_month, times.c.service, literal(1)).where(of_times),
        RETURNED: _counting(_day_month, times.c.service, returned).where(of_times),
        DELAY: _counting(_day_month, literal(""), _delay).where(of_times, times.c.delay.is_not(None)),
        COMPLAINTS: _counting(_taken_month, literal(""), literal(1)).where(*of_complaints),
        ANSWERED: _counting(_taken_month, literal(""), _in_time()).where(*of_complaints, _is_due(today)),
        REACH: _counting(
            func.substr(outreach.c.day, 1, 7), literal(""), outreach.c.men + outreach.c.women
        ).where(*event),
    }
    return [
        Counted(measure, month, service, int(value), count)
        for measure, statement in found.items()
        for month, service, value, count in connection.execute(statement)
    ]


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


def _counting(month: Any, service: Any, value: Any) -> Select[Any]:
    keys = (month.label("month"), service.label("service"), value.label("value"))
    return select(*keys, func.count()).group_by(*(each.name for each in keys))


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
