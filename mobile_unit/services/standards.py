"""The service standards as the public is told them, on screen and on paper; nothing here is personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from mobile_unit.clock import JAKARTA, today
from mobile_unit.domain.texts import Text
from mobile_unit.forms.standards import Item, Standard, six_items
from mobile_unit.services.context import Context

PAPERS = ("leaflet", "poster")


@dataclass(frozen=True, slots=True)
class Offered:
    """A service in a list; ``taken_here`` is False where units record it and refer it to the office."""

    standard: Standard
    taken_here: bool


class Standards:
    def __init__(self, context: Context) -> None:
        self._context = context

    def offered(self) -> tuple[Offered, ...]:
        """All services, those that the unit takes today first, in the catalogue's order."""
        found = [Offered(each, self._is_taken(each)) for each in self._context.catalogue.standards.values()]
        return tuple(sorted(found, key=lambda each: not each.taken_here))

    def items(self, code: str) -> tuple[Item, ...]:
        """The six items of a service, as they are today."""
        context = self._context
        standard = context.catalogue.standards[code]
        return six_items(standard, context.catalogue, on=today(context.clock), regions=context.regions)

    def paper(self, code: str, kind: str) -> bytes:
        """A service's ``leaflet`` or ``poster`` as PDF."""
        from mobile_unit.receipts.content import long_date
        from mobile_unit.receipts.items import Sheet
        from mobile_unit.receipts.leaflet import draw_leaflet
        from mobile_unit.receipts.poster import draw_poster

        catalogue = self._context.catalogue
        standard = catalogue.standards[code]
        day = datetime.combine(today(self._context.clock), time(), JAKARTA)
        as_of = Text(
            f"Keadaan per {long_date(day)}, daftar layanan {catalogue.version}.",
            f"As of {day:%Y-%m-%d}, list of services {catalogue.version}.",
        )
        sheet = Sheet(
            catalogue.ministry.id,
            catalogue.office.id,
            standard.title,
            standard.summary,
            self.items(code),
            catalogue.contact,
            as_of,
            standard.bilingual,
        )
        return {"leaflet": draw_leaflet, "poster": draw_poster}[kind](sheet)

    def _is_taken(self, standard: Standard) -> bool:
        """Whether units take such a record today, all else being in order."""
        context = self._context
        service = context.catalogue.service(standard.service)
        return not service.is_referred(standard.answers, today(context.clock))
