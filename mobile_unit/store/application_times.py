"""On which days applications came how far, kept apart so that years of them are counted at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from mobile_unit.clock import JAKARTA
from mobile_unit.domain.moments import moments_of
from mobile_unit.domain.states import INCOMPLETE, RECEIVED
from mobile_unit.store.indicator_tables import application_times as times
from mobile_unit.store.prepared import Prepared
from mobile_unit.store.tables import applications, journal

_ADD = Prepared(insert(times), ["application", "service", "day", "promised", "clock", "returned"])


def add(
    connection: Connection, application: str, service: str, day: str, promised: int | None, clock: str
) -> None:
    """An application that was just taken and is no referral."""
    row = {"application": application, "service": service, "day": day, "promised": promised, "clock": clock}
    _ADD.run(connection, {**row, "returned": 0})


def promise(connection: Connection, application: str, promised: int | None, clock: str) -> None:
    """What is promised by the newest version."""
    _change(connection, application, {"promised": promised, "clock": clock})


def reached(connection: Connection, application: str, state: str, at: str) -> None:
    """Note what head office's word tells of: a moment's first day stays."""
    moment = _moment(at)
    changed: dict[str, Any] = {"returned": True} if state == INCOMPLETE else {}
    if moment is not None:
        day = moment.astimezone(JAKARTA).date().isoformat()
        changed |= {each: func.coalesce(times.c[each], day) for each in moments_of(state)}
    if state == RECEIVED and moment is not None:
        taken = select(applications.c.submitted_at).where(applications.c.id == application)
        submitted = _moment(connection.execute(taken).scalar() or "")
        if submitted is not None:  # by two clocks: never less than none
            delay = max(int((moment - submitted).total_seconds()), 0)
            changed["delay"] = func.coalesce(times.c.delay, delay)
    if changed:
        _change(connection, application, changed)


def asked_back(connection: Connection, application: str) -> None:
    """Head office asked to correct it."""
    _change(connection, application, {"returned": True})


def unpromised(connection: Connection, limit: int) -> Sequence[tuple[str, bytes]]:
    """(application, the entry of its newest version) of those that an older program took."""
    statement = (
        select(times.c.application, journal.c.raw)
        .join(applications, applications.c.id == times.c.application)
        .join(journal, (journal.c.journal == applications.c.journal) & (journal.c.seq == applications.c.seq))
        .where(times.c.clock.is_(None))
        .limit(limit)
    )
    return [(row.application, row.raw) for row in connection.execute(statement)]


def _change(connection: Connection, application: str, values: dict[str, Any]) -> None:
    connection.execute(update(times).where(times.c.application == application).values(**values))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
