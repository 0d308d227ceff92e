"""The units as the pages show them: each with its checks, the worst first; and one with all that is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from head_office import __version__
from head_office.office import HeadOffice
from head_office.services import acts, unit_days
from head_office.services.acts import Act
from head_office.services.night.rules import rules_on
from head_office.services.unit_checks import Check, Seen, checks, version_of, worst
from head_office.services.unit_days import UnitDay
from head_office.store import standings, units
from head_office.store.engine import Connection
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

_FORKS_DAYS = 30
"""So long a batch that contradicted what is held is worth a word."""


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with its checks; ``day`` is the newest one of the last two weeks, None where there is none;
    ``entries`` and ``scans`` wait on its laptops as they said, None while they said nothing."""

    code: str
    name: str
    kecamatan: str | None
    lease_days: int | None
    level: int
    checks: Sequence[Check]
    laptops: Sequence[Mapping[str, Any]]
    lives: Sequence[Mapping[str, Any]]
    days: Sequence[UnitDay]
    last_contact: str | None
    entries: int | None
    scans: int | None
    programs: Sequence[str]
    clock_offset: int | None
    quarantined: int
    forked: int
    feed_seq: int

    @property
    def day(self) -> UnitDay | None:
        return self.days[0] if self.days else None

    @property
    def worst(self) -> Check | None:
        return self.checks[0] if self.checks and self.level else None


def listed(office: HeadOffice) -> list[UnitView]:
    """Every unit, the worst first."""
    with office.database.snapshot() as connection:
        views = _views(office, connection, None)
    return sorted(
        views, key=lambda view: (-view.level, -sum(check.level > 1 for check in view.checks), view.code)
    )


def shown(office: HeadOffice, code: str) -> tuple[UnitView, list[Act]]:
    """One unit, its journals counted through, and what was done to it. Raises UserFacingError."""
    with office.database.snapshot() as connection:
        if not units.is_known(connection, code):
            raise UserFacingError(_("There is no unit {code}.").format(code=code))
        (view,) = _views(office, connection, code)
    return view, acts.about(office, code)


def _views(office: HeadOffice, connection: Connection, code: str | None) -> list[UnitView]:
    now = office.clock.now()
    since = (now.date() - timedelta(days=_FORKS_DAYS)).isoformat()
    laptops = _grouped(standings.laptops(connection, code))
    lives = _grouped(standings.lives(connection, code))
    days = unit_days.by_unit(unit_days.days(connection, now.date(), code))
    quarantined, forked = standings.quarantined(connection), standings.forked(connection, since)
    newest = max(
        [__version__, *(each["program"] for group in laptops.values() for each in group)], key=version_of
    )
    views = []
    for unit in standings.units_of(connection, code):
        mine = laptops[unit["code"]]
        seen = Seen(
            unit,
            [each for each in mine if each["revoked_at"] is None and each["wiped_at"] is None],
            mine,
            lives[unit["code"]],
            days[unit["code"]],
            _last_contact(mine, lives[unit["code"]]),
            quarantined.get(unit["code"], 0),
            forked.get(unit["code"], 0),
            newest,
        )
        if code is not None:
            short = sum(each["head_seq"] - standings.held(connection, each["id"]) for each in seen.lives)
            seen = replace(seen, short=short)
        views.append(_view(seen, checks(seen, now, rules_on(now.date()))))
    return views


def _view(seen: Seen, found: Sequence[Check]) -> UnitView:
    said = [each for each in seen.laptops if each["said_at"] is not None]
    offsets = [each["clock_offset"] for each in said if each["clock_offset"] is not None]
    return UnitView(
        code=seen.unit["code"],
        name=seen.unit["name"],
        kecamatan=seen.unit["kecamatan"],
        lease_days=seen.unit["lease_days"],
        level=worst(found),
        checks=found,
        laptops=seen.every_laptop,
        lives=seen.lives,
        days=seen.days,
        last_contact=seen.last_contact,
        entries=sum(each["entries_waiting"] for each in said) if said else None,
        scans=sum(each["scans_waiting"] for each in said) if said else None,
        programs=sorted({each["program"] for each in seen.laptops}),
        clock_offset=max(offsets, key=abs) if offsets else None,
        quarantined=seen.quarantined,
        forked=seen.forked,
        feed_seq=seen.unit["feed_seq"],
    )


def _last_contact(laptops: Sequence[Mapping[str, Any]], lives: Sequence[Mapping[str, Any]]) -> str | None:
    """The latest call, bundle or entry."""
    moments = [each[name] for each in laptops for name in ("heard_at", "carried_at")]
    return max((at for at in [*moments, *(life["received_at"] for life in lives)] if at), default=None)


def _grouped(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["unit"]].append(row)
    return found
