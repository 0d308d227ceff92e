"""Visits that head office plans, whose lists it destroys again; and what must hold of what it destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from head_office.services import planned_visits
from head_office.services.booking_lists import Line
from head_office.services.destroying import destroy
from head_office.services.planned_visits import Wanted
from head_office.services.retention import Kind, Rules
from head_office.store.ended_records import VISIT
from mobile_unit.domain.texts import Text
from tests.faults.simulation.machines import Laptop, Office
from tests.faults.simulation.promises import Broken, asked

if TYPE_CHECKING:
    from tests.faults.simulation.history import History

_AT_ONCE = Rules(Text("", ""), (Kind("lists", Text("Daftar", ""), VISIT, (), 0, "UU 27/2022"),))
"""No year has to pass in a history."""
_AT_OFFICE = ("SELECT raw FROM feed", "SELECT raw FROM set_aside", "SELECT nik FROM bookings")
_ON_LAPTOP = ("SELECT raw FROM feed", "SELECT raw FROM feed_aside", "SELECT nik FROM bookings")


class Lists:
    """Who was booked for which visit: a number that stands nowhere else."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._booked: dict[str, str] = {}

    def is_booked(self, visit: str, nik: str) -> None:
        self._booked[visit] = nik

    def hold_at_the_end(self, trusted: Iterable[Laptop]) -> None:
        """Of what head office knows that it destroyed nobody has a word."""
        with self._office.open().database.read() as theirs:
            gone = {row[0] for row in asked(theirs, "SELECT record FROM destroyed_records")}
            niks = [nik.encode() for visit, nik in self._booked.items() if visit in gone]
            left = _said(theirs, _AT_OFFICE)
        for laptop in trusted:
            with laptop.store.read() as mine:
                left += _said(mine, _ON_LAPTOP)
        if any(nik in said for nik in niks for said in left):
            raise Broken("what was destroyed is still there")


def _said(connection: object, statements: Iterable[str]) -> list[bytes]:
    found = [row[0] for statement in statements for row in asked(connection, statement)]
    return [each.encode() if isinstance(each, str) else bytes(each) for each in found]


def plan_visit(history: History, laptop: Laptop) -> bool:
    office = history.office.open()
    if not history.office.knows_unit(laptop.code):
        return False
    nik = f"18080157{int(history.new_word()) // 1_000_000:08d}"
    day = office.clock.now().date().isoformat()
    wanted = Wanted(day, "18.08.04", note="Jemput", lines=[Line("ZUBAIDAH", nik)])
    history.lists.is_booked(planned_visits.plan(office, laptop.code, wanted).id, nik)
    return True


def destroy_lists(history: History, _laptop: Laptop) -> bool:
    office = history.office.open()
    folder = history.root / "destruction"
    return destroy(office, _AT_ONCE, folder, by="Rahmat", approval="", even_on_laptops=True).count > 0
