"""Outreach as head office sees it: the events, one of them, and whom they reached in a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from head_office.office import HeadOffice
from head_office.services import scan_images
from head_office.store import attachments, filed, outreach, units
from mobile_unit.clock import today
from mobile_unit.domain.outreach import CANCELLED, HELD, PLANNED, title_of
from mobile_unit.domain.periods import Period, is_month
from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.outreach_themes import themes
from mobile_unit.forms.regions import Regions
from mobile_unit.i18n import _

PAGE = 50
OWN_WORDS = Text("Tema lain", "Other themes")


@dataclass(frozen=True, slots=True)
class Listed:
    row: Mapping[str, Any]
    title: Text


@dataclass(frozen=True, slots=True)
class Event:
    """One event whole: the newest entry's body, and its photos, each with whether it is held."""

    row: Mapping[str, Any]
    title: Text
    body: Mapping[str, Any]
    photos: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """Whom the events of a unit, a theme or a kecamatan reached."""

    key: str
    name: Text
    events: int
    men: int
    women: int


@dataclass(frozen=True, slots=True)
class Reach:
    period: Period
    unit: str | None
    planned: int
    held: int
    cancelled: int
    villages: int
    men: int
    women: int
    units: tuple[Line, ...]
    themes: tuple[Line, ...]
    places: tuple[Line, ...]


def listed(
    office: HeadOffice, state: str | None = None, after: tuple[str, str] | None = None
) -> tuple[list[Listed], tuple[str, str] | None]:
    """(a page of events, the latest first; where the next one begins)."""
    with office.database.read() as connection:
        rows = outreach.page(connection, state, after, PAGE + 1)
    further = (rows[PAGE - 1]["day"], rows[PAGE - 1]["id"]) if len(rows) > PAGE else None
    return [Listed(row, title_of(row, themes())) for row in rows[:PAGE]], further


def event(office: HeadOffice, event_id: str) -> Event:
    with office.database.read() as connection:
        row = outreach.find(connection, event_id)
        if row is None:
            raise UserFacingError(_("There is no such event."))
        body = filed.body_of(connection, row)
        return Event(row, title_of(body, themes()), body, attachments.of(connection, event_id))


def photo(office: HeadOffice, event_id: str, position: int) -> bytes:
    """A photo as JPEG; raises UserFacingError where it has not arrived."""
    with office.database.read() as connection:
        is_event = outreach.find(connection, event_id) is not None
        found = attachments.of(connection, event_id) if is_event else []
    if not 0 <= position < len(found) or not found[position]["held"]:
        raise UserFacingError(_("This photo has not arrived."))
    return scan_images.page(office, found[position]["sha256"], 0)


def this_year(office: HeadOffice) -> Period:
    return Period.around(f"{today(office.clock):%Y-%m}", 12)


def reach(office: HeadOffice, period: Period, unit: str | None = None) -> Reach:
    """Raises UserFacingError for a unit that is none, and for a period that ends before it begins."""
    if not (is_month(period.since) and is_month(period.until)) or period.until < period.since:
        raise UserFacingError(_("The period ends before it begins."))
    span = (period.since, period.until, unit)
    regions = Regions.load()
    with office.database.snapshot() as connection:
        names = units.names(connection)
        if unit is not None and unit not in names:
            raise UserFacingError(_("Head office knows no such unit."))
        states = outreach.states(connection, *span)
        found = {by: outreach.reach(connection, by, *span) for by in ("unit", "theme", "kecamatan")}
        villages = outreach.villages(connection, *span)
    return Reach(
        period,
        unit,
        states.get(PLANNED, 0),
        states.get(HELD, 0),
        states.get(CANCELLED, 0),
        villages,
        sum(each[2] for each in found["unit"]),
        sum(each[3] for each in found["unit"]),
        tuple(Line(each[0], Text.of(f"{names[each[0]]} ({each[0]})"), *each[1:]) for each in found["unit"]),
        tuple(Line(each[0], themes().get(each[0], OWN_WORDS), *each[1:]) for each in found["theme"]),
        tuple(Line(each[0], Text.of(regions.name_of(each[0])), *each[1:]) for each in found["kecamatan"]),
    )


def as_json(found: Reach) -> dict[str, Any]:
    """Everything that the page shows, for programs."""
    return {
        "since": found.period.since,
        "until": found.period.until,
        "unit": found.unit,
        **{
            name: getattr(found, name)
            for name in ("planned", "held", "cancelled", "villages", "men", "women")
        },
        **{
            name: [
                {
                    "key": line.key,
                    "name": line.name.id,
                    "events": line.events,
                    "men": line.men,
                    "women": line.women,
                }
                for line in getattr(found, name)
            ]
            for name in ("units", "themes", "places")
        },
    }
