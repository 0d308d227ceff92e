"""What holds at this counter today: of what ships and what head office published, by the laptop's own day.

A list of a few lines is kept in memory, so that asking costs nothing; contents are read when they are needed.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property

from mobile_unit.clock import Clock, today
from mobile_unit.domain.publications import CATALOGUE, Published
from mobile_unit.forms import shelf
from mobile_unit.forms.catalogue import Catalogue, forget_published, version_on
from mobile_unit.forms.regions import Regions
from mobile_unit.store import publications
from mobile_unit.store.engine import Store


class InForce:
    """Catalogue and regions of the day; ``close`` when the database is closed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._day: date | None = None
        self.read_anew()
        if self.unusable:
            self._try_again()

    def lend(self) -> None:
        """Let entries and drafts be read under every version that is here, until ``close``."""
        shelf.lend(self._document)

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

    @property
    def catalogue(self) -> Catalogue:
        day = today(self._clock)
        if self._day != day:
            self._today = Catalogue.load(version_on(self.listed, day))
            self._day = day
        return self._today

    @cached_property
    def regions(self) -> Regions:
        return Regions.load()

    @property
    def unusable(self) -> tuple[Published, ...]:
        """What head office published and this program can't read: a newer one can."""
        return tuple(each for each in self.listed if not each.usable)

    def _document(self, version: str) -> shelf.Document | None:
        if not any(each.kind == CATALOGUE and each.number == version and each.usable for each in self.listed):
            return None
        with self._store.read() as connection:
            content = publications.content(connection, CATALOGUE, version)
        return None if content is None else json.loads(content)

    def close(self) -> None:
        shelf.take_back(self._document)
        forget_published()
