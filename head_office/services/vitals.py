"""How head office stands, in figures and without a word of anybody: for a monitor that asks all the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from head_office.office import HeadOffice
from head_office.services.night import report
from head_office.store import nights, notices
from head_office.store import vitals as store
from head_office.store.engine import Connection

_judged: dict[tuple[str, str, str], bool] = {}
"""Whether a finished night asked for a person: its parts are large, and stay as they are."""
_STATES = (notices.WAITING, notices.SENT, notices.FAILED)


@dataclass(frozen=True, slots=True)
class Vitals:
    """``contacts`` are seconds since each unit's last contact, ``oldest_notice`` since the oldest that waits
    was queued (0 where none does), ``night_age`` since the last night run finished, None before the first."""

    entries: int
    applications: int
    quarantined: int
    batches_aside: int
    bundles_aside: int
    scans_held: int
    scans_missing: int
    database_bytes: int
    notices: Mapping[str, int]
    oldest_notice: float
    contacts: Mapping[str, float]
    night_age: float | None
    night_needs_somebody: bool
    night_unfinished: bool


def vitals(office: HeadOffice) -> Vitals:
    now = office.clock.now()

    def age(at: str) -> float:
        return max((now - datetime.fromisoformat(at)).total_seconds(), 0.0)

    with office.database.snapshot() as connection:
        oldest = notices.oldest_waiting(connection)
        night = store.last_night(connection)
        return Vitals(
            entries=store.entries_held(connection),
            applications=store.applications_held(connection),
            quarantined=store.quarantined(connection),
            batches_aside=store.batches_aside(connection),
            bundles_aside=len(office.aside.bundles()),
            scans_held=store.scans_held(connection),
            scans_missing=store.scans_missing(connection),
            database_bytes=store.database_bytes(connection),
            notices={**dict.fromkeys(_STATES, 0), **notices.counts(connection)},
            oldest_notice=0.0 if oldest is None else age(oldest),
            contacts={unit: age(at) for unit, at in store.contacts(connection).items()},
            night_age=None if night is None else age(night[1]),
            night_needs_somebody=night is not None and _needs_somebody(office, connection, night),
            night_unfinished=store.is_night_unfinished(connection),
        )


def _needs_somebody(office: HeadOffice, connection: Connection, night: tuple[str, str]) -> bool:
    known = (office.generation, *night)
    if known not in _judged:
        _judged.clear()
        _judged[known] = _judge(connection, night[0])
    return _judged[known]


def _judge(connection: Connection, day: str) -> bool:
    cut_at = nights.of(connection, day).cut_at
    parts = {name: nights.result_of(connection, day, name) for name in report.PARTS}
    if cut_at is None or None in parts.values():
        return True
    return bool(report.assembled(day, cut_at, parts)["needs_somebody"])
