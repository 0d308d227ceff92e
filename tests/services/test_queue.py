"""The queue at a counter: tickets and bookings, calls, moments, what an application ends, what is told."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobile_unit.domain.entries import QUEUE_TICKETS, read_entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.planned import Booking
from mobile_unit.domain.queue import LEFT, MISSED, SERVED, SERVING, WAITING, number_of, read_tickets
from mobile_unit.errors import UserFacingError
from mobile_unit.services.queue_views import Choices
from mobile_unit.store import planned_visits, queue
from mobile_unit.store.queue_tables import queues, tickets
from mobile_unit.store.tables import journal
from tests.services.test_planned_visits import NIK, plan_of
from tests.units import NIP, PIN

PLACE, OTHER = "18.08.04", "18.08.02"
DAY = "2026-11-24"


def told(unit) -> list[dict]:
    with unit.context.store.read() as connection:
        rows = connection.execute(journal.select().where(journal.c.kind == QUEUE_TICKETS))
        return [dict(read_entry(row.raw).body) for row in rows]


def rows_of(unit) -> list:
    with unit.context.store.read() as connection:
        return connection.execute(tickets.select().order_by(tickets.c.position)).all()


def close(unit) -> None:
    unit.closing.close(unit.clock.now().date(), NIP, PIN)


def test_numbers_by_kind_and_whose_turn_it_is(unit):
    unit.day.open_visit(PLACE)
    given_out = [unit.queue.take("passport").number for _each in range(2)]
    given_out += [unit.queue.take("other").number, unit.queue.take("passport", "elderly").number]
    assert given_out == ["A-001", "A-002", "C-001", "A-003"]
    assert [each.number for each in unit.queue.look().waiting] == ["A-003", "A-001", "A-002", "C-001"]
    called = []
    while (turn := unit.queue.call_next()) is not None:
        called.append(turn.number)
    assert called == ["A-003", "A-001", "A-002", "C-001"]
    seen = unit.queue.look()
    assert (seen.current, seen.waiting, seen.summary.served) == (None, (), 4)
    assert [each.number for each in seen.calls] == ["C-001", "A-002", "A-001", "A-003"]


def test_who_goes_first_lets_others_through(unit):
    for reason in ("toddler", "elderly", "pregnant", None, None):
        unit.queue.take("passport", reason)
    assert [unit.queue.call_next().number for _each in range(5)] == [
        "A-001", "A-002", "A-004", "A-003", "A-005"
    ]  # fmt: skip


def test_a_counter_can_call_some_kinds_only(unit):
    unit.queue.take("passport")
    unit.queue.take("other")
    unit.queue.choose(Choices(" Loket  2 ", True, ("other", "unknown")))
    assert unit.queue.look().choices == Choices("Loket 2", True, ("other",))
    called = unit.queue.call_next()
    assert (called.number, called.counter, unit.queue.call_next()) == ("C-001", "Loket 2", None)
    with pytest.raises(UserFacingError):
        unit.queue.choose(Choices("Loket yang namanya panjang sekali"))


def test_moments_are_measured_and_a_clock_set_back_makes_no_time_negative(unit, clock):
    unit.queue.take("passport")
    clock.move(minutes=9)
    ticket = unit.queue.call_next()
    clock.move(minutes=1)
    assert unit.queue.call(ticket.id).called_at == ticket.called_at
    clock.move(minutes=1)
    assert unit.queue.begin(ticket.id).state == SERVING
    clock.move(hours=-3)
    unit.queue.finish(ticket.id)
    with unit.context.store.read() as connection:
        (found,) = queue.moments(connection, "WK01", DAY, DAY)
    assert (found.waited, found.served, found.outcome) == (9, 0, SERVED)
    assert (found.taken, found.called, found.begun) == (9 * 60, 9 * 60 + 9, 9 * 60 + 11)


def test_who_is_not_there_can_come_back(unit):
    first, second = unit.queue.take("passport"), unit.queue.take("passport")
    called = unit.queue.call_next()
    unit.queue.miss(called.id)
    assert [each.number for each in unit.queue.look().missed] == [first.number]
    assert unit.queue.call_next().number == second.number
    unit.queue.come_back(called.id)
    assert unit.queue.call_next().id == called.id
    unit.queue.finish(called.id)
    with pytest.raises(UserFacingError):
        unit.queue.call(called.id)
    with pytest.raises(UserFacingError):
        unit.queue.move(called.id, "other")


def test_who_needs_something_else_keeps_the_number(unit):
    unit.queue.take("passport")
    called = unit.queue.call_next()
    unit.queue.begin(called.id)
    unit.queue.move(called.id, "other")
    (waits,) = unit.queue.look().waiting
    assert (waits.number, waits.kind, waits.state, waits.begun_at) == ("A-001", "other", WAITING, None)
    assert unit.queue.call_next().called_at == called.called_at


def test_a_slip_says_how_many_are_before_and_about_how_long(unit, clock):
    unit.day.open_visit(PLACE)
    slips = [unit.queue.take("passport") for _each in range(3)]
    assert [(each.ahead, each.minutes) for each in slips] == [(0, 0), (1, 15), (2, 25)]
    assert (slips[0].place, slips[0].kind.id) == ("Baradatu", "Paspor")
    for _each in range(3):
        unit.queue.take("passport")
    for _each in range(3):  # four minutes each: from the third on that is what is promised
        ticket = unit.queue.call_next()
        clock.move(minutes=4)
        unit.queue.finish(ticket.id)
    assert (unit.queue.take("passport").ahead, unit.queue.look().minutes) == (3, 20)
    waits = unit.queue.look().waiting[-1]
    unit.queue.call_next()
    again = unit.queue.slip(waits.id)
    assert (again.number, again.ahead, again.minutes) == (waits.number, 2, 10)


def test_numbers_restart_with_the_day_and_the_place_and_are_never_given_twice(unit, clock):
    assert unit.queue.take("passport").number == "A-001"  # before the day is opened: its place's, later
    unit.day.open_visit(PLACE)
    assert unit.queue.take("passport").number == "A-002"
    assert len(unit.queue.look().waiting) == 2
    unit.day.open_visit(OTHER)
    assert unit.queue.take("passport").number == "A-001"
    assert len(unit.queue.look().waiting) == 1
    unit.day.open_visit(PLACE)
    clock.move(hours=-2)
    assert unit.queue.take("passport").number == "A-003"
    clock.move(days=1)
    assert unit.queue.take("passport").number == "A-001"
    clock.move(days=-1)
    assert unit.queue.take("passport").number == "A-004"


def test_a_booking_gets_one_ticket_of_its_kind(unit):
    booked = (
        Booking(uuid7(), "ZUBAIDAH", NIK, "permit.itas", "09:30"),
        Booking(uuid7(), "MADE WIRA", "", None),
    )
    plan = plan_of(DAY, bookings=booked)
    later = plan_of("2026-11-25")
    with unit.context.store.write() as connection:
        for each in (plan, later):
            planned_visits.put(connection, each)
    seen = unit.queue.look().booked
    assert [(each.full_name, each.hour, each.is_consumed) for each in seen] == [
        ("ZUBAIDAH", "09:30", False),
        ("MADE WIRA", None, False),
    ]
    assert unit.queue.take("passport").number == "A-001"
    assert unit.queue.take_for(plan.id, booked[0].id).number == "B-001"
    assert unit.queue.take_for(plan.id, booked[1].id, "disability").number == "C-001"
    with pytest.raises(UserFacingError, match="B-001"):
        unit.queue.take_for(plan.id, booked[0].id)
    with pytest.raises(UserFacingError):
        unit.queue.take_for(plan.id, uuid7())
    assert [each.ticket for each in unit.queue.look().booked] == ["B-001", "C-001"]
    assert [each.booked for each in unit.queue.look().waiting] == [True, False, True]
    assert not any("ZUBAIDAH" in str(row) for row in rows_of(unit))


def test_a_booking_that_an_application_was_taken_for_gets_no_ticket(unit, adult, draft_of):
    nik = adult["applicant"]["nik"]
    plan = plan_of(DAY, bookings=(Booking(uuid7(), "SHE", nik, "passport.new"),))
    with unit.context.store.write() as connection:
        planned_visits.put(connection, plan)
    number = unit.intake.submit(draft_of(adult).id).number
    with pytest.raises(UserFacingError, match=number):
        unit.queue.take_for(plan.id, plan.bookings[0].id)


def test_an_application_ends_the_service_that_it_was_begun_from(unit, clock, adult, draft_of):
    unit.queue.take("passport")
    ticket = unit.queue.call_next()
    draft = draft_of(adult)
    clock.move(minutes=2)
    unit.queue.link(ticket.id, draft.id)
    seen = unit.queue.look().current
    assert (seen.state, seen.application) == (SERVING, draft.id)
    clock.move(minutes=10)
    unit.intake.submit(draft.id)
    (row,) = rows_of(unit)
    assert (row.state, row.begun_at[11:16], row.finished_at[11:16]) == (SERVED, "09:02", "09:12")
    assert unit.queue.look().current is None


def test_an_application_is_taken_without_a_ticket(unit, adult, draft_of):
    unit.queue.take("passport")
    unit.queue.call_next()
    unit.intake.submit(draft_of(adult).id)
    assert unit.queue.look().current.number == "A-001"


def test_the_closing_tells_a_day_in_one_entry_and_says_anew_what_changed(unit, clock):
    unit.day.open_visit(PLACE)
    for reason in ("pregnant", None, None, None):
        unit.queue.take("passport", reason)
    clock.move(minutes=5)
    unit.queue.call_next()
    unit.queue.miss(unit.queue.call_next().id)
    open_one = unit.queue.call_next()
    assert unit.closing.look(unit.clock.now().date()).tickets_waiting == 1
    close(unit)
    (body,) = told(unit)
    assert body["place"] == PLACE
    assert "pregnant" not in str(body)
    assert NIP not in str(body)
    assert body["tickets"] == [
        ["A-001", "passport", 1, 540, 545, 545, 545, SERVED],
        ["A-002", "passport", 0, 540, 545, None, 545, MISSED],
        ["A-004", "passport", 0, 540, None, None, None, LEFT],
    ]
    assert open_one.number == "A-003"
    unit.queue.finish(open_one.id)
    clock.move(days=1)
    assert unit.queue.take("passport").number == "A-001"  # nobody closed again: said with the next day
    _first, second = told(unit)
    assert second["queue"] == body["queue"]
    assert second["tickets"] == [["A-003", "passport", 0, 540, 545, 545, 545, SERVED]]
    assert {row.reason or row.officer or row.booking for row in rows_of(unit)} == {None}
    with unit.context.store.read() as connection:
        found = queue.moments(connection, "WK01", DAY, DAY)
    assert [each.outcome for each in found] == [SERVED, MISSED, SERVED, LEFT]
    for each in told(unit):
        assert read_tickets(each, "WK01")


def test_a_day_of_tickets_weighs_little(unit, clock):
    lot = random.Random(1)
    for _each in range(100):
        unit.queue.take(lot.choice(["passport", "other"]), lot.choice([None, None, "elderly"]))
        clock.move(minutes=lot.randint(0, 3))
        unit.queue.call_next()
    unit.day.open_visit(PLACE)
    close(unit)
    with unit.context.store.read() as connection:
        raws = connection.execute(journal.select().where(journal.c.kind == QUEUE_TICKETS)).all()
    (raw,) = (row.raw for row in raws)
    assert len(raw) < 6000
    assert len(zstandard.ZstdCompressor(3).compress(raw)) < 2000


acts = st.lists(
    st.sampled_from(["take", "first", "next", "miss", "back", "begin", "finish", "move", "restart", "clock"]),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_whatever_is_done_no_number_is_given_twice_and_every_ticket_is_somewhere(unit, clock, todo):
    given_out = [number_of(row.letter, row.serial) for row in rows_of(unit)]
    for act in todo:
        seen = unit.queue.look()
        if act in ("take", "first"):
            given_out.append(unit.queue.take("passport", "elderly" if act == "first" else None).number)
        elif act == "next":
            unit.queue.call_next()
        elif act == "clock":
            clock.move(minutes=random.Random(len(given_out)).randint(-50, 50))
        elif act == "back" and seen.missed:
            unit.queue.come_back(seen.missed[0].id)
        elif seen.current is not None and act in ("miss", "begin", "finish"):
            getattr(unit.queue, act)(seen.current.id)
        elif seen.current is not None and act == "move":
            unit.queue.move(seen.current.id, "other")
        seen = unit.queue.look()
        at_counter = [each for each in (seen.current, *seen.others) if each is not None]
        ended = seen.summary.missed + seen.summary.served
        assert len(seen.waiting) + len(at_counter) + ended == len(given_out)
    assert len(set(given_out)) == len(given_out)
    with unit.context.store.read() as connection:
        assert len(connection.execute(queues.select()).all()) <= 1
        for each in queue.moments(connection, "WK01", DAY, DAY):
            known = [each.taken, each.called, each.begun, each.finished]
            assert sorted(filter(None, known)) == list(filter(None, known))


def test_a_restart_goes_on_counting(unit, home_of):
    unit.queue.take("passport")
    unit.close()
    again = home_of.sign_in(NIP, PIN)
    assert again.queue.take("passport").number == "A-002"
    again.close()


def test_another_officer_sees_whom_the_first_serves(unit):
    unit.queue.take("passport")
    unit.queue.take("passport")
    unit.queue.call_next()
    other = replace(unit.context, officer=replace(unit.context.officer, nip="198803032012121003"))
    from mobile_unit.services.queue import Queue

    beside = Queue(other)
    assert [each.number for each in beside.look().others] == ["A-001"]
    assert beside.call_next().number == "A-002"
    assert unit.queue.look().current.number == "A-001"
