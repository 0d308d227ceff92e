"""What was published here, as everything in this process reads it: asked of the database now and then.

Another process may publish something: a catalogue that is not known is asked for at once, whether other
things hold now every few seconds.
"""

from __future__ import annotations

import json
import time
from datetime import date

from head_office.store import publications
from head_office.store.engine import Database
from mobile_unit.clock import Clock, today
from mobile_unit.domain.publications import HOLIDAYS, REGIONS, Published, in_force, order
from mobile_unit.forms.catalogue import forget_published, version_on
from mobile_unit.forms.shelf import NO_AREAS, Areas, Document

SECONDS = 5.0


class OwnShelf:
    """A lender of ``forms/shelf.py``; ``close`` when the database is closed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._looked_at = float("-inf")
        self._held: tuple[Published, ...] = ()
        self._day = date.min
        self._calendars: tuple[Document, ...] = ()
        self._areas = NO_AREAS

    def look_again(self) -> None:
        """Something was published by this very process."""
        self._looked_at = float("-inf")

    def catalogue(self, version: str) -> Document | None:
        with self._database.read() as connection:
            found: Document | None = publications.catalogue(connection, version)
        return found

    def holds(self) -> str:
        self._look()
        return version_on(self._held, today(self._clock))

    def calendars(self) -> tuple[Document, ...]:
        self._look()
        return self._calendars

    def areas(self) -> Areas:
        self._look()
        return self._areas

    def _look(self) -> None:
        now, day = time.monotonic(), today(self._clock)
        if now - self._looked_at < SECONDS and self._day == day:
            return
        with self._database.read() as connection:
            held = tuple(publications.published(connection))
            if (held, day) != (self._held, self._day):
                numbered = sorted((each for each in held if each.kind in (HOLIDAYS, REGIONS)), key=_in_order)
                said = {each.id: json.loads(publications.content(connection, each.id)) for each in numbered}
                front = in_force(numbered, REGIONS, day)
                known = tuple(said[each.id] for each in numbered if each.kind == REGIONS)
                self._areas = Areas(known, said[front.id] if front else None) if known else NO_AREAS
                self._calendars = tuple(said[each.id] for each in numbered if each.kind == HOLIDAYS)
        self._held, self._day, self._looked_at = held, day, now

    def close(self) -> None:
        forget_published()


def _in_order(each: Published) -> list[int]:
    return order(each.number)
