"""What holds at this counter today: of what ships and what head office published, by the laptop's own day.

A list of a few lines is kept in memory, so that asking costs nothing; contents are read when they are needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from mobile_unit.clock import Clock, today
from mobile_unit.domain.publications import CATALOGUE, HOLIDAYS, REGIONS, Published, in_force, order
from mobile_unit.forms import shelf
from mobile_unit.forms.catalogue import Catalogue, forget_published, version_on
from mobile_unit.forms.regions import Regions
from mobile_unit.store import publications
from mobile_unit.store.engine import Store


class InForce:
    """What holds on the laptop's day, and the shelf's lender while the database is open."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._day: date | None = None
        self.read_anew()
        if self.unusable:
            self._try_again()

    def lend(self) -> None:
        """Let entries and drafts be read under every version that is here, until ``close``."""
        shelf.lend(self)

    def read_anew(self) -> None:
        """Something may have been published since."""
        with self._store.read() as connection:
            self.listed = publications.listed(connection)
        self._day = None

    def _try_again(self) -> None:
        """This program may be newer than the one that could not read something."""
        from mobile_unit.sync.published import try_again

        with self._store.write() as connection:
            try_again(connection)
        self.read_anew()

    def _turn(self) -> None:
        """Where another day has come, or something was published, find out what holds."""
        day = today(self._clock)
        if self._day == day:
            return
        catalogue = Catalogue.load(version_on(self.listed, day))
        calendars = self._contents(self._ordered(HOLIDAYS))
        known = self._contents(self._ordered(REGIONS))
        front = in_force(self.listed, REGIONS, day)
        areas = shelf.Areas(known, self._contents([front])[0] if front else None) if known else shelf.NO_AREAS
        self._catalogue, self._calendars, self._areas = catalogue, calendars, areas
        self._day = day

    def _ordered(self, kind: str) -> list[Published]:
        found = (each for each in self.listed if each.kind == kind and each.usable)
        return sorted(found, key=lambda each: order(each.number))

    def _contents(self, which: Iterable[Published]) -> tuple[shelf.Document, ...]:
        wanted = list(which)
        if not wanted:
            return ()
        with self._store.read() as connection:
            said = (publications.content(connection, each.kind, each.number) for each in wanted)
            return tuple(json.loads(content) for content in said if content is not None)

    @property
    def today(self) -> Catalogue:
        """The catalogue of the day."""
        self._turn()
        return self._catalogue

    @property
    def regions(self) -> Regions:
        return Regions.load()

    @property
    def unusable(self) -> tuple[Published, ...]:
        """What head office published and this program can't read: a newer one can."""
        return tuple(each for each in self.listed if not each.usable)

    def catalogue(self, version: str) -> shelf.Document | None:
        if not any(each.kind == CATALOGUE and each.number == version and each.usable for each in self.listed):
            return None
        with self._store.read() as connection:
            content = publications.content(connection, CATALOGUE, version)
        return None if content is None else json.loads(content)

    def holds(self) -> None:
        """A counter always says which version it means."""

    def calendars(self) -> tuple[shelf.Document, ...]:
        self._turn()
        return self._calendars

    def areas(self) -> shelf.Areas:
        self._turn()
        return self._areas

    def close(self) -> None:
        shelf.take_back(self)
        forget_published()
