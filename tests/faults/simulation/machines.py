"""The laptops and head office of a history: their folders, clocks, power, and what they are known to hold."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from head_office.app import create_app
from head_office.office import HeadOffice, open_head_office
from head_office.services.enrolment import knows_unit
from mobile_unit.app import Home, Unit
from mobile_unit.store.engine import Store
from tests.conftest import CHEAP, SetClock
from tests.faults.simulation.link import Died, call
from tests.offices import PIN


class Crash(BaseException):
    """A laptop lost its power."""


@dataclass
class Trouble:
    """What is to befall a machine: at its ``at``-th commit from now it crashes, before or after it, or its
    disk is full."""

    at: int = 0
    kind: str = ""

    def strike(self, kinds: tuple[str, ...]) -> str:
        """What happens at this moment; a moment of another kind does not count."""
        if not self.at or self.kind not in kinds:
            return ""
        self.at -= 1
        if self.at:
            return ""
        kind, self.kind = self.kind, ""
        return kind


BEFORE, AFTER, FULL = "crash before", "crash after", "disk full"


@dataclass
class Laptop:
    """One laptop; ``holds`` is what its disk is to hold: of an application or complaint id and number, of
    what somebody said in the survey id and what it is."""

    name: str
    code: str
    home: Path
    clock: SetClock
    machine: str
    trouble: Trouble = field(default_factory=Trouble)
    unit: Unit | None = None
    holds: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    by_stick: bool = False
    moved: int = 0

    @property
    def place(self) -> Home:
        return Home(self.home, cost=CHEAP, clock=self.clock, machine=self.machine)

    def open(self) -> Unit:
        """The unit, signed in as at a start of the program."""
        if self.unit is None:
            self.take_on(self.place.sign_in("", PIN, record=False))
        assert self.unit is not None
        return self.unit

    def take_on(self, unit: Unit) -> None:
        """Go on with a unit that was opened, with this machine's troubles."""
        self.unit = unit
        store = unit.context.store
        event.listen(store.engine_for_migrations(), "before_cursor_execute", _note_writer)
        event.listen(store.engine_for_migrations(), "commit", self._before)
        follow = store.appended

        def appended(journal: str, seq: int, hash_: bytes) -> None:
            if self.trouble.strike((AFTER,)):
                raise Crash
            follow(journal, seq, hash_)

        store.appended = appended

    def _before(self, connection: Any) -> None:
        if connection.info["writes"]:
            kind = self.trouble.strike((BEFORE, FULL))
            if kind == BEFORE:
                raise Crash
            if kind == FULL:
                raise OperationalError("COMMIT", None, sqlcipher.OperationalError("database or disk is full"))

    def close(self) -> None:
        if self.unit is not None:
            self.unit.close()
        self.unit = None

    @property
    def store(self) -> Store:
        return self.open().context.store


def _note_writer(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if statement.startswith("BEGIN"):
        connection.info["writes"] = statement == "BEGIN IMMEDIATE"


@cache
def _app() -> Any:
    """The routes, made once; the head office behind them is whichever was opened last."""
    return create_app(cast("HeadOffice", None))


@dataclass
class Office:
    """Head office's machine; ``holds`` is what it was seen to hold."""

    home: Path
    clock: SetClock
    opened: HeadOffice | None = None
    app: Any = None
    knows_rounds: bool = True
    dies: bool = False
    holds: dict[str, str] = field(default_factory=dict)

    def open(self) -> HeadOffice:
        if self.opened is None:
            self.opened = open_head_office(self.home, clock=self.clock)
            event.listen(self.opened.database._engine, "commit", self._before)
            self.app = _app()
            self.app.state.office = self.opened
        return self.opened

    def _before(self, connection: Any) -> None:
        if self.dies and connection.get_execution_options().get("immediate"):
            self.dies = False
            raise Died

    def knows_unit(self, code: str) -> bool:
        return knows_unit(self.open(), code)

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()
        self.opened = None

    def take(self, request: Any, body: bytes, *, whole: bool = True, dies: bool = False) -> Any:
        """Answer a request; ``dies`` has the power go at the first commit, or before the answer."""
        self.open()
        self.dies = dies
        try:
            return call(self.app, request, body, whole=whole, knows_rounds=self.knows_rounds)
        except Died:
            return 500, [], b""
        finally:
            if dies:
                self.dies = False
                self.close()


def copied(source: Laptop, name: str, home: Path) -> Laptop:
    """What another machine is that has a copy of a laptop's disk."""
    source.close()
    shutil.copytree(source.home, home)
    clone = Laptop(name, source.code, home, SetClock(source.clock.moment), f"machine of {name}")
    clone.holds = dict(source.holds)
    return clone


def burn(laptop: Laptop) -> None:
    """A laptop and all on it is gone."""
    with suppress(Exception):
        laptop.close()
    shutil.rmtree(laptop.home)
