"""What the indicators are counted from, and their counts as they are kept.

``content`` of a unit's row, and of all units' together (ALL), is ``indicator_figures.Months``; UNITS has
those of each unit without telling services apart, SURVEY the sums of the survey, and ABOUT is an object as
``services/indicator_counting`` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, case, delete, exists, func, or_, select

from head_office.store.complaint_tables import complaint_about, complaints
from head_office.store.engine import Connection
from head_office.store.indicator_tables import indicator_counts
from head_office.store.outreach_tables import outreach_events
from head_office.store.tables import applications, entries, history
from mobile_unit.domain.complaints import COMPLAINT, MISCONDUCT
from mobile_unit.domain.indicator_figures import Months
from mobile_unit.domain.moments import PROMISED, REACHED, SUBMITTED, ClockSetting
from mobile_unit.domain.outreach import HELD
from mobile_unit.domain.periods import Period
from mobile_unit.domain.states import INCOMPLETE, RECEIVED, REFERRED
from mobile_unit.domain.survey_results import Group
from mobile_unit.domain.surveys import Tally

ALL, ABOUT, UNITS, SURVEY = "", "*", "*units", "*survey"
MOST_LISTED = 500
_TOGETHER = 5000
_A, _C, _E, _H = applications.c, complaints.c, outreach_events.c, history.c
_IS_COMPLAINT = or_(_C.sealed, _C.kind.in_((COMPLAINT, MISCONDUCT)))


@dataclass(frozen=True, slots=True)
class Behind:
    """What a list behind a figure is narrowed to; "" is all of them."""

    period: Period
    unit: str = ""
    service: str = ""


def facts(connection: Connection, setting: ClockSetting) -> Iterator[Row[Any]]:
    """Of every application that is no referral: ``unit``, ``service``, ``submitted_at``, ``clock_from``,
    ``due_on``, when its clock ``started`` and ``stopped``, when it was ``received`` whole, and whether it was
    ``returned``; moments are None that have not come."""
    reached = _reached(setting)
    statement = (
        select(_A.id, _A.unit, _A.service, _A.submitted_at, _A.clock_from, _A.due_on)
        .add_columns(_started(setting, reached).label("started"), reached.c.stopped)
        .add_columns(reached.c.received, func.coalesce(reached.c.returned, 0).label("returned"))
        .outerjoin(reached, reached.c.application == _A.id)
        .where(_A.state != REFERRED, func.coalesce(reached.c.referred, 0) == 0)
    )
    referred = _referred(connection)
    rows = connection.execute(statement, execution_options={"yield_per": _TOGETHER})
    return (row for row in rows if row.id not in referred)


def _reached(setting: ClockSetting) -> Any:
    """When each application came how far; a stage that nobody recorded counts as reached with the next."""
    starts = () if setting.start in (PROMISED, SUBMITTED) else REACHED[setting.start]
    return (
        select(
            _H.application,
            func.min(case((_H.state.in_(starts), _H.at))).label("started"),
            func.min(case((_H.state.in_(REACHED[setting.stop]), _H.at))).label("stopped"),
            func.min(case((_H.state == RECEIVED, _H.at))).label("received"),
            func.max(case((_H.state == INCOMPLETE, 1), else_=0)).label("returned"),
            func.max(case((_H.state == REFERRED, 1), else_=0)).label("referred"),
        )
        .group_by(_H.application)
        .subquery()
    )


def _started(setting: ClockSetting, reached: Any) -> ColumnElement[Any]:
    if setting.start == PROMISED:
        return _A.clock_from
    return _A.submitted_at if setting.start == SUBMITTED else reached.c.started


def _referred(connection: Connection) -> set[str]:
    """Referrals that the office went on with: nothing is promised of them, and their entry says what they
    were."""
    statement = (
        select(_A.id, entries.c.raw)
        .join(entries, (entries.c.journal == _A.journal) & (entries.c.seq == _A.seq))
        .where(_A.due_on.is_(None), _A.state != REFERRED)
    )
    rows = connection.execute(statement, execution_options={"yield_per": _TOGETHER})
    return {row.id for row in rows if b'"referred"' in row.raw and _is_referral(bytes(row.raw))}


def _is_referral(raw: bytes) -> bool:
    return bool(json.loads(raw)["body"].get("referred"))


def complained(connection: Connection) -> list[Row[Any]]:
    """(unit, taken_at, due_on, answered_at) of every complaint, sealed ones included."""
    statement = select(_C.unit, _C.taken_at, _C.due_on, _C.answered_at).where(_IS_COMPLAINT)
    return list(connection.execute(statement))


def held(connection: Connection) -> list[Row[Any]]:
    """(unit, day, people) of every outreach event that was held."""
    statement = select(_E.unit, _E.day, (_E.men + _E.women).label("people")).where(_E.state == HELD)
    return list(connection.execute(statement))


def replace(connection: Connection, books: Mapping[str, Any]) -> None:
    """Keep what was counted, by scope, in place of all that was kept before."""
    connection.execute(delete(indicator_counts))
    rows = [
        {"scope": scope, "content": json.dumps(content, separators=(",", ":"))}
        for scope, content in books.items()
    ]
    for first in range(0, len(rows), 100):
        connection.execute(indicator_counts.insert(), rows[first : first + 100])


def content(connection: Connection, scope: str) -> Any | None:
    """What is kept of a scope; None where nothing is."""
    statement = select(indicator_counts.c.content).where(indicator_counts.c.scope == scope)
    found = connection.execute(statement).scalar()
    return None if found is None else json.loads(found)


def months(connection: Connection, scope: str, period: Period) -> Months:
    """The counts of a unit, or of all, in the months of a period."""
    return _of_period(content(connection, scope) or {}, period)


def months_of_units(connection: Connection, period: Period) -> dict[str, Months]:
    """The same of each unit, without telling services apart."""
    found = content(connection, UNITS) or {}
    return {unit: _of_period(each, period) for unit, each in found.items()}


def _of_period(kept: Months, period: Period) -> Months:
    within = {
        measure: {month: each for month, each in found.items() if period.since <= month <= period.until}
        for measure, found in kept.items()
    }
    return {measure: found for measure, found in within.items() if found}


def answers(connection: Connection, period: Period) -> list[Group]:
    """The survey's sums by unit, month and kind of service, as they were counted."""
    return [
        Group(unit, month, None, family, Tally.of(figures))
        for unit, month, family, figures in content(connection, SURVEY) or ()
        if period.since <= month <= period.until
    ]


def taken(
    connection: Connection, behind: Behind, *, returned: bool = False, arrived: bool = False
) -> list[dict[str, Any]]:
    """Applications of a period, the newest first: (number, service, unit, ``day``, ``received``). What became
    of each is asked of these alone, not of all."""
    statement = (
        select(_A.id, _A.number, _A.service, _A.unit, _A.submitted_at, _first((RECEIVED,)).label("received"))
        .where(*_narrowed(behind), *_within(_A.submitted_at, behind.period))
        .where(_A.state != REFERRED, ~_came_to(REFERRED))
        .order_by(_A.id.desc())
    )
    if returned:
        statement = statement.where(_came_to(INCOMPLETE))
    if arrived:
        statement = statement.where(_came_to(RECEIVED))
    return _rows(connection, statement)


def completed(connection: Connection, behind: Behind, setting: ClockSetting) -> list[dict[str, Any]]:
    """Applications whose clock stopped in a period, the latest first, with ``started`` and ``stopped``."""
    before, stops = history.alias(), REACHED[setting.stop]
    first = ~exists().where(
        before.c.application == _H.application, before.c.state.in_(stops), before.c.id < _H.id
    )
    started = _A.clock_from if setting.start == PROMISED else _A.submitted_at
    if setting.start not in (PROMISED, SUBMITTED):
        started = _first(REACHED[setting.start])
    statement = (
        select(_A.id, _A.number, _A.service, _A.unit, _A.submitted_at, _A.clock_from, _A.due_on)
        .add_columns(started.label("started"), _H.at.label("stopped"))
        .join(applications, _A.id == _H.application)
        .where(_H.state.in_(stops), *_within(_H.at, behind.period), first, started.is_not(None))
        .where(*_narrowed(behind), _A.state != REFERRED, ~_came_to(REFERRED))
        .order_by(_H.id.desc())
    )
    return _rows(connection, statement)


def _first(states: Sequence[str]) -> Any:
    """When an application first came to one of these states."""
    steps = history.alias()
    moment = select(func.min(steps.c.at)).where(steps.c.application == _A.id, steps.c.state.in_(states))
    return moment.correlate(applications).scalar_subquery()


def _came_to(state: str) -> Any:
    steps = history.alias()
    return exists().where(steps.c.application == _A.id, steps.c.state == state).correlate(applications)


def complaints_of(
    connection: Connection, behind: Behind, reader: str, *, sealed: bool
) -> list[dict[str, Any]]:
    """Complaints that were taken in a period, the newest first, as far as the reader may know of them."""
    about_them = select(complaint_about.c.complaint).where(complaint_about.c.nip == reader)
    statement = (
        select(_C.number, _C.unit, _C.taken_at, _C.kind, _C.status, _C.due_on, _C.answered_at)
        .where(_IS_COMPLAINT, *_within(_C.taken_at, behind.period), _C.id.not_in(about_them))
        .order_by(_C.taken_at.desc(), _C.id.desc())
    )
    if behind.unit:
        statement = statement.where(_C.unit == behind.unit)
    if not sealed:
        statement = statement.where(_C.sealed.is_(False))
    return _rows(connection, statement)


def _rows(connection: Connection, statement: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(statement.limit(MOST_LISTED)).mappings()]


def _narrowed(behind: Behind) -> Sequence[ColumnElement[bool]]:
    given = ((_A.unit, behind.unit), (_A.service, behind.service))
    return [column == value for column, value in given if value]


def _within(moment: Any, period: Period) -> Sequence[ColumnElement[bool]]:
    """Moments and days begin with their month."""
    return [moment >= period.since, moment < f"{period.until}-32"]
