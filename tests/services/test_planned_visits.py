"""A plan travels to the laptop, is read there without a network, and its people leave it again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from head_office.office import open_head_office
from head_office.services import planned_visits as planning
from head_office.services.booking_lists import Line
from head_office.services.planned_visits import Wanted
from mobile_unit.domain.applications import Submitted
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.planned import Booking, Plan
from mobile_unit.domain.statements import is_purged
from mobile_unit.domain.visits import Person
from mobile_unit.errors import UserFacingError
from mobile_unit.services.intake import Record
from mobile_unit.services.purging import Purging
from mobile_unit.services.scans import Scan
from mobile_unit.store import inbox, planned_visits, purge
from mobile_unit.store.tables import bookings, feed
from tests.offices import NIP, enrolled, running_office

NIK = "1808112801889173"


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def inside(office):
    opened = open_head_office(office.home)
    yield opened
    opened.close()


@pytest.fixture
def laptop(office, tmp_path):
    opened = enrolled(office, tmp_path / "unit")
    yield opened
    opened.close()


def raws(unit) -> list[bytes]:
    with unit.context.store.read() as connection:
        return [row.raw for row in connection.execute(feed.select().order_by(feed.c.seq))]


def plan_of(day: str, **changes) -> Plan:
    booked = (Booking(uuid7(), "ZUBAIDAH", NIK, "passport.new", "09:30"), Booking(uuid7(), "MADE WIRA", ""))
    said = {"revision": 1, "place": "18.08.04", "place_name": "Baradatu", "bookings": booked}
    return Plan(id=changes.pop("id", uuid7()), day=day, **(said | changes))


def test_what_is_planned_is_on_the_laptop_after_its_next_round(inside, laptop):
    day = inside.clock.now().date()
    wanted = Wanted(day.isoformat(), "18.08.04", [NIP], 30, "SMA 1", "genset", [Line("ZUBAIDAH", NIK)])
    made = planning.plan(inside, "WK01", wanted)
    laptop.sync.run()
    (visit,) = laptop.planned_visits.upcoming()
    assert (visit.plan.id, visit.plan.place_name, visit.booked, visit.is_today) == (
        made.id, "Baradatu", 1, True
    )  # fmt: skip
    assert [person.nip for person in visit.plan.officers] == [NIP]
    (booked,) = laptop.planned_visits.list_of(made.id)
    assert (booked.full_name, booked.nik[:4], booked.nik[5]) == ("ZUBAIDAH", "1808", "*")
    assert laptop.planned_visits.bookings(made.id) == made.bookings

    planning.change(inside, made.id, 1, Wanted((day + timedelta(days=3)).isoformat(), "18.08.04"))
    laptop.sync.run()
    (visit,) = laptop.planned_visits.upcoming()
    assert (visit.is_today, visit.booked) == (False, 0)
    assert not any(b"ZUBAIDAH" in raw for raw in raws(laptop))

    planning.cancel(inside, made.id, 2)
    laptop.sync.run()
    assert laptop.planned_visits.upcoming() == ()
    with pytest.raises(UserFacingError):
        laptop.planned_visits.list_of(made.id)


def test_an_older_revision_never_takes_the_place_of_a_newer_one(unit):
    newer = plan_of("2026-12-03", revision=3)
    older = plan_of("2026-12-01", id=newer.id, revision=2)
    with unit.context.store.write() as connection:
        assert planned_visits.put(connection, newer)
        assert not planned_visits.put(connection, older)
        assert not planned_visits.put(connection, newer)
        assert planned_visits.put(connection, newer.called_off())
        assert not planned_visits.put(connection, newer)
    assert unit.planned_visits.upcoming() == ()


def test_past_visits_are_not_upcoming_and_the_next_is_first(unit):
    with unit.context.store.write() as connection:
        for day in ("2026-12-03", "2026-11-24", "2026-11-23"):
            planned_visits.put(connection, plan_of(day, officers=(Person(NIP, "Sari"),)))
    assert [(each.plan.day, each.is_today) for each in unit.planned_visits.upcoming()] == [
        ("2026-11-24", True),
        ("2026-12-03", False),
    ]


def heard(unit, plan: Plan, at: str) -> None:
    """As if head office had said it then; the signature is not looked at here."""
    with unit.context.store.write() as connection:
        seq, _hash = inbox.cursor(connection)
        said = {"unit": "WK01", "seq": seq + 1, "prev": "", "at": at, "kind": "visit.planned",
                "body": plan.as_body()}  # fmt: skip
        planned_visits.put(connection, plan)
        inbox.keep(
            connection, seq=seq + 1, hash_=bytes([seq + 1]) * 32, kind="visit.planned", subject=plan.id,
            parked=False, raw=json.dumps(said).encode(), signature="",
        )  # fmt: skip


def test_a_list_leaves_the_laptop_when_its_day_is_over_for_the_retention_time(unit):
    old, recent = plan_of("2026-11-01"), plan_of("2026-11-20")
    heard(unit, old, "2026-10-20T09:00:00+07:00")
    heard(unit, recent, "2026-11-24T09:00:00+07:00")
    Purging(unit.context).run()
    with unit.context.store.read() as connection:
        left = {row.visit for row in connection.execute(bookings.select())}
        first, second = (row.raw for row in connection.execute(feed.select().order_by(feed.c.seq)))
        (entry,) = connection.exec_driver_sql("SELECT raw FROM journal WHERE kind = 'visits.forgotten'")
    assert left == {recent.id}
    assert b"ZUBAIDAH" not in first
    assert is_purged(json.loads(first)["body"])
    assert b"ZUBAIDAH" in second
    assert json.loads(entry.raw)["body"] == {"until": "2026-11-10", "visits": [old.id]}
    Purging(unit.context).run()
    with unit.context.store.read() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM journal WHERE kind = 'visits.forgotten'")
        assert count.scalar_one() == 1


def test_a_laptop_that_hears_nothing_forgets_nothing(unit, clock):
    with unit.context.store.write() as connection:
        planned_visits.put(connection, plan_of("2026-11-01"))
    clock.move(days=900)
    Purging(unit.context).run()
    with unit.context.store.read() as connection:
        assert purge.last_word(connection) is None
        assert connection.execute(bookings.select()).all()


def test_who_is_booked_is_on_the_list_of_everybody_on_the_laptop(unit, tmp_path):
    with unit.context.store.write() as connection:
        planned_visits.put(connection, plan_of("2026-12-03", group="SMA 1"))
    listed = unit.people_here.write(tmp_path / "a.xlsx", "Laptop hilang")
    assert listed.bookings == 2
    cells = [
        cell for row in load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True) for cell in row
    ]
    assert {"ZUBAIDAH", "MADE WIRA", NIK} <= set(cells)
    assert any("2026-12-03, Baradatu, SMA 1" in str(cell) for cell in cells)


def test_a_booking_is_consumed_once_by_what_is_taken_that_day(unit, adult, clock):
    """Two bookings of one person for one service need two applications; a withdrawn one gives its booking
    back."""
    nik, day = adult["applicant"]["nik"], clock.now().date()
    booked = (
        Booking(uuid7(), "SHE", nik, "passport.new", "09:00"),
        Booking(uuid7(), "SHE", nik, None, None),
        Booking(uuid7(), "SOMEBODY ELSE", NIK, None, None),
        Booking(uuid7(), "NO NIK", "", None, None),
    )
    plan = plan_of(day.isoformat(), bookings=booked)
    later = plan_of((day + timedelta(days=1)).isoformat(), bookings=booked[:1])
    with unit.context.store.write() as connection:
        planned_visits.put(connection, plan)
        planned_visits.put(connection, later)

    def consumed() -> list[str | None]:
        return [each.application for each in unit.planned_visits.list_of(plan.id)]

    def take() -> Submitted:
        scans = [(each["kind"], Scan(uuid7().encode(), "image/jpeg")) for each in adult["documents"]]
        return unit.intake.take(Record(uuid7(), "passport.new", adult["applicant"], adult["answers"], scans))

    assert consumed() == [None] * 4
    first = take()
    assert consumed() == [first.number, None, None, None]
    second = take()
    assert consumed() == [first.number, second.number, None, None]
    assert [each.taken for each in unit.planned_visits.upcoming()] == [2, 0]
    unit.corrections.withdraw(first.id, "Salah hari.")
    assert consumed() == [second.number, None, None, None]
