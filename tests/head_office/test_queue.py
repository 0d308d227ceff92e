"""A day's tickets at head office: kept by number, said anew, kept aside where they are none, read by day."""

from __future__ import annotations

import re

import pytest

from head_office.services import planned_visits, visit_queues
from head_office.services.booking_lists import Line
from head_office.services.planned_visits import Wanted
from head_office.store import queue
from head_office.store.queue_tables import queue_tickets
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.queue import LEFT, MISSED, SERVED, Summary
from tests.domain.test_queue import BAD, DAY, GOOD
from tests.head_office.desk_client import desk_of
from tests.services.test_queue import OTHER, PLACE

WAITS = ["C-004", "other", 0, 600, None, None, None, LEFT]


def said(*tickets, **changes) -> dict:
    return {"queue": uuid7(), "day": DAY, "place": PLACE, "tickets": list(tickets), **changes}


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


def kept(office, unit, since: str = DAY, until: str = DAY):
    with office.database.read() as connection:
        return queue.moments(connection, since, until, unit.identity["unit"]["code"])


def test_a_later_word_replaces_and_a_repeat_changes_nothing(office, unit) -> None:
    first = said(GOOD, WAITS)
    served = [*WAITS[:4], 610, 610, 618, SERVED]
    again = {**first, "tickets": [served]}
    other = said(GOOD, day="2026-11-25", place="")
    for body in (first, again, again, other):
        assert unit.take(unit.entry("queue.tickets", body)).quarantined == []
    ticket, mended = kept(office, unit)
    assert (ticket.number, ticket.priority, ticket.waited, ticket.served) == ("A-001", True, 20, 11)
    assert (mended.number, mended.kind, mended.waited, mended.outcome) == ("C-004", "other", 10, SERVED)
    assert [each.day for each in kept(office, unit, until="2026-11-25")] == [DAY, DAY, "2026-11-25"]
    assert kept(office, unit, since="2026-11-26", until="2026-11-30") == []


def test_what_no_unit_writes_is_kept_aside_and_holds_nothing_up(office, unit) -> None:
    bodies = [said(GOOD) | bad for name, bad in BAD.items() if name != "seconds"]  # no entry has fractions
    run = [unit.entry("queue.tickets", body) for body in bodies]
    taken = unit.take(*run, unit.entry("queue.tickets", said(WAITS)))
    assert [each["code"] for each in taken.quarantined] == ["body.shape"] * len(bodies)
    assert [each.number for each in kept(office, unit)] == ["C-004"]


def test_nobodys_name_stands_beside_a_ticket() -> None:
    assert {column.name for column in queue_tickets.columns} == {
        "queue", "number", "unit", "day", "place", "kind", "priority", "booked", "taken", "called", "begun",
        "finished", "outcome",
    }  # fmt: skip


def test_a_planned_visit_tells_how_its_queue_went(office, unit, clock, monkeypatch) -> None:
    code = unit.identity["unit"]["code"]
    made = [
        planned_visits.plan(office, code, Wanted("2026-11-24", place, lines=[Line("ZUBAIDAH")]))
        for place in (PLACE, OTHER)
    ]
    missed = ["A-002", "passport", 0, 545, 551, None, 553, MISSED]
    assert visit_queues.went(office, code) == []
    here = said(GOOD, missed, WAITS, place="18.08.04.2005")
    unit.take(unit.entry("queue.tickets", here), unit.entry("queue.tickets", said(GOOD, place=OTHER)))
    clock.move(days=1)
    first, second = visit_queues.went(office, code)
    assert {each.kept.plan.id for each in (first, second)} == {each.id for each in made}
    found = {each.kept.plan.place: each.queue for each in (first, second)}
    assert found == {PLACE: Summary(3, 1, 1, 1, 13), OTHER: Summary(1, 1, 0, 0, 20)}
    desk = desk_of(office)
    text = desk.get("/desk/visits").text
    cells = [" ".join(each.split()) for each in re.findall(r"<td[^>]*>([^<]*)</td>", text)]
    assert " | 3 | 1 | 1 | 1 | 13 menit" in " | ".join(cells)
    words = "3 nomor diberikan, 1 dilayani, 1 tidak hadir, 1 tidak sempat dipanggil; median tunggu 13 menit"
    assert words in desk.get(f"/desk/visits/{made[0].id}").text
    assert "yang ditampilkan" not in text
    monkeypatch.setattr(visit_queues, "MOST_LISTED", 1)
    assert len(visit_queues.went(office, code)) == 1
    assert "Hanya 1 terbaru yang ditampilkan." in desk.get("/desk/visits").text
    assert words in desk.get(f"/desk/visits/{made[0].id}").text
    clock.move(days=40)
    assert visit_queues.went(office, code) == []
