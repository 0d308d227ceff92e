"""The day at the counter: where it stands and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass

from mobile_unit.clock import today
from mobile_unit.domain.applications import ApplicationSummary
from mobile_unit.domain.entries import VISIT_OPENED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.tracking import summary_of
from mobile_unit.store import applications, blobs, drafts, settings, visits

ATTENTION_LIMIT = 50


@dataclass(frozen=True, slots=True)
class DayView:
    """Today at a glance; ``date`` and ``last_sync`` are ISO, ``attention`` the oldest first."""

    date: str
    place: str | None
    taken: int
    drafts: int
    waiting: int
    blobs_waiting: int
    attention: tuple[ApplicationSummary, ...]
    last_sync: str | None


class Day:
    def __init__(self, context: Context) -> None:
        self._context = context

    def today(self) -> DayView:
        context = self._context
        day = today(context.clock)
        with context.store.read() as connection:
            visit = visits.latest_on(connection, day)
            attention = applications.needing_attention(connection, ATTENTION_LIMIT)
            last_round = settings.get(connection, settings.LAST_ROUND, {})
            return DayView(
                date=day.isoformat(),
                place=visit.place_name if visit else None,
                taken=applications.taken_on(connection, day),
                drafts=drafts.count(connection),
                waiting=applications.waiting(connection),
                blobs_waiting=blobs.waiting_totals(connection)[0],
                attention=tuple(summary_of(row) for row in attention),
                last_sync=last_round.get("success"),
            )

    def open_visit(self, place: str) -> None:
        """Set up the counter at a kecamatan or village (its code); receipts name it from now on."""
        context = self._context
        region = context.regions.village(place) or context.regions.kecamatan(place)
        if region is None:
            raise UserFacingError(_("This place is not in the list of regions."))
        visit = visits.Visit(uuid7(), place, context.regions.name_of(place))
        with context.store.write() as connection:
            visits.open_visit(connection, visit, today(context.clock), context.now())
            context.record(
                connection,
                VISIT_OPENED,
                {"id": visit.id, "place": visit.place, "place_name": visit.place_name},
            )
