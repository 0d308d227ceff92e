"""The day's page counts what is there."""

from __future__ import annotations

import contextlib
import random
from datetime import date

import pytest

from mobile_unit.clock import today
from mobile_unit.domain.alarms import Thresholds
from mobile_unit.domain.visits import story_of
from mobile_unit.errors import UserFacingError
from mobile_unit.services.day import Day, free_bytes, go_on
from mobile_unit.services.printers import Printer
from mobile_unit.store import settings, visits
from tests.units import NIP, PIN


def entries(unit):
    with unit.context.store.read() as connection:
        return visits.entries_of(connection, date(2026, 11, 24))


def test_the_day_counts(unit, samples, draft_of, clock):
    unit.intake.submit(draft_of(samples[0]).id)
    draft_of(samples[1])
    view = unit.day.today()
    assert (view.date, view.taken, view.drafts, view.waiting) == ("2026-11-24", 1, 1, 1)
    assert view.blobs_waiting == 3
    clock.move(days=1)
    assert (unit.day.today().taken, unit.day.today().waiting) == (0, 1)


def test_a_visit_names_the_place_on_what_follows(unit, adult, draft_of):
    village = adult["applicant"]["region"]
    unit.day.open_visit(village)
    submitted = unit.intake.submit(draft_of(adult).id)
    assert unit.day.today().place == unit.regions.name_of(village)
    assert unit.tracking.body(submitted.id)["place"]["code"] == village


def test_an_unknown_place_is_told(unit):
    with pytest.raises(UserFacingError):
        unit.day.open_visit("99.99.99")


def test_an_opening_names_place_people_printer_and_clock(unit):
    unit.printers.remember(Printer("network", "Epson", "10.0.0.9", "80mm"))
    unit.day.open_visit("18.08.04")
    body = entries(unit)[-1].body
    assert (body["place_name"], body["day"], body["printer"], body["clock"]) == (
        "Baradatu",
        "2026-11-24",
        "Epson",
        None,
    )
    assert [person["nip"] for person in body["officers"]] == [NIP]
    view = unit.day.today()
    assert view.printer.name == "Epson"
    assert (view.state, view.opened_at) == ("open", "2026-11-24T09:00:00+07:00")
    assert [person.name for person in view.present] == ["Sari Wulandari"]


def test_a_pause_is_ended_by_the_next_application(unit, samples, draft_of, clock):
    unit.day.open_visit("18.08.04")
    clock.move(hours=3, minutes=3)
    unit.day.pause()
    unit.day.pause()
    view = unit.day.today()
    assert (view.state, view.paused_since) == ("paused", "2026-11-24T12:03:00+07:00")
    clock.move(minutes=30)
    unit.intake.submit(draft_of(samples[0]).id)
    assert (unit.day.today().state, unit.day.today().paused_since) == ("open", None)
    assert [(entry.kind, entry.body.get("by_itself")) for entry in entries(unit)[1:]] == [
        ("visit.paused", None),
        ("visit.resumed", True),
    ]
    unit.day.pause()
    unit.day.resume()
    unit.day.resume()
    assert entries(unit)[-1].body["by_itself"] is False
    assert len(entries(unit)) == 5


def test_the_place_is_the_last_one_chosen_also_after_the_clock_was_set_back(unit, clock):
    unit.day.open_visit("18.08.04")
    clock.move(hours=-1)
    unit.day.open_visit("18.08.04.2005")
    assert unit.day.today().place == unit.regions.name_of("18.08.04.2005")


def test_a_clock_set_back_is_noticed_and_blocks_nothing(unit, samples, draft_of, clock):
    unit.intake.submit(draft_of(samples[0]).id)
    clock.move(minutes=-1)
    assert unit.day.today().clock_doubt is None
    clock.move(minutes=-44)
    unit.day.open_visit("18.08.04")
    doubt = unit.day.today().clock_doubt
    assert (doubt.kind, doubt.seconds) == ("went_back", 45 * 60)
    assert entries(unit)[-1].body["clock"] == {"kind": "went_back", "seconds": 45 * 60}
    unit.intake.submit(draft_of(samples[1]).id)
    clock.move(days=-1)
    assert unit.day.today().clock_doubt.kind == "went_back"


def test_head_offices_time_counts_too(unit):
    with unit.context.store.write() as connection:
        settings.put(connection, settings.LAST_ROUND, {"clock_offset": -3600})
    doubt = unit.day.today().clock_doubt
    assert (doubt.kind, doubt.seconds) == ("behind", 3600)


def test_warnings_rise_with_age_and_disk(unit, samples, draft_of, clock):
    free = [10**12]
    day = Day(unit.context, measure=lambda path: free[0] if path.is_dir() else None)
    unit.backups.choose_days(90)
    assert day.today().alarms == ()
    unit.intake.submit(draft_of(samples[0]).id)
    levels = []
    for hours in (23, 1, 48, 96):
        clock.move(hours=hours)
        levels.append([(alarm.kind, alarm.level.name) for alarm in day.alarms()])
    assert levels == [[], [("unsent", "NOTICE")], [("unsent", "WARN")], [("unsent", "URGENT")]]
    free[0] = 400 * 1024 * 1024
    assert [(alarm.kind, alarm.level.name) for alarm in day.today().alarms] == [
        ("unsent", "URGENT"),
        ("disk", "WARN"),
    ]
    day.set_thresholds(Thresholds(unsent=(1000, 2000, 3000), disk=(3, 2, 1)))
    assert day.alarms() == ()


def test_the_disk_is_really_asked(unit):
    assert free_bytes(unit.context.store.path.parent) > 0
    assert free_bytes(unit.context.store.path / "nowhere") is None


def test_whatever_one_does_state_and_story_say_the_same(unit, clock):
    """The quick state in the list of days is what the journal's entries tell."""
    chance = random.Random(7)
    turns = {
        "open": lambda: unit.day.open_visit("18.08.04"),
        "pause": unit.day.pause,
        "resume": unit.day.resume,
        "close": lambda: unit.closing.close(today(clock), NIP, PIN),
        "reopen": lambda: unit.closing.reopen(today(clock), "masih ada"),
        "work": lambda: _work(unit, clock),
    }
    for _day in range(12):
        clock.move(days=1)
        for _turn in range(8):
            clock.move(minutes=chance.choice((-1, 1, 30)))
            with contextlib.suppress(UserFacingError):
                turns[chance.choice(list(turns))]()
            with unit.context.store.read() as connection:
                story = story_of(visits.entries_of(connection, today(clock)))
                state = visits.state_of(connection, today(clock))
            assert story.state == state or (story.state is None and state == "open")
    assert next(unit.broken_things(), None) is None


def _work(unit, clock) -> None:
    with unit.context.store.write() as connection:
        go_on(unit.context, connection, today(clock))


def test_work_in_no_backup_is_told_after_two_days(unit, samples, draft_of, clock, tmp_path):
    def told() -> list[tuple[str, int]]:
        return [(alarm.kind, alarm.value) for alarm in unit.day.alarms() if alarm.kind == "backup"]

    clock.move(days=5)
    assert told() == []
    unit.intake.submit(draft_of(samples[0]).id)
    clock.move(days=1)
    assert told() == []
    clock.move(days=1)
    assert told() == [("backup", 2)]
    unit.backups.write(tmp_path / "unit.backup", "hand")
    clock.move(days=9)
    assert told() == []
