"""Disks that are full, locked or pulled out, on either side: told plainly, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from mobile_unit.app import Home, Unit
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import HeadOfficeUnreachable, TryAgain
from mobile_unit.resources import resource
from mobile_unit.services import syncing
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from tests.conftest import CHEAP
from tests.faults.small_disk import MB, disk
from tests.offices import NIP, PIN, json_lines, mobile_unit, running_office
from tests.sticks import hand_in, listed_at, unit_of
from tests.units import set_up

SAMPLES = resource("samples", "applications.jsonl")
RECORDS = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]


def record(number: int, size: int = 100_000) -> Record:
    said: dict[str, Any] = RECORDS[number % len(RECORDS)]
    scans = [
        (each["kind"], Scan(f"{number:06} {each['kind']}".encode().ljust(size, b"."), "image/jpeg"))
        for each in said["documents"]
    ]
    return Record(uuid7(), said["service"], said["applicant"], said["answers"], scans)


def numbers(unit: Unit) -> dict[str, str]:
    return {str(row.id): row.number for row in unit.tracking.search("", limit=10_000).rows}


def told(act: Callable[[], Any]) -> Any:
    """What came of it, or what was told instead."""
    try:
        return act()
    except TryAgain as error:
        return error


def take_until_full(unit: Unit) -> tuple[dict[str, str], Record]:
    """(what was taken, the one for which there was no room)."""
    taken = {}
    for number in range(1000):
        wanted = record(number)
        outcome = told(partial(unit.intake.take, wanted))
        if isinstance(outcome, TryAgain):
            assert outcome.next_step
            return taken, wanted
        taken[str(wanted.id)] = outcome.number
    raise AssertionError("the disk never filled")


@pytest.mark.faults
def test_a_laptop_whose_disk_fills_keeps_what_it_took_and_goes_on_when_there_is_room(tmp_path):
    with disk(tmp_path / "disk", 12 * MB) as small:
        home = small.path / "home"
        set_up(home)
        unit = Home(home, cost=CHEAP).sign_in(NIP, PIN)
        taken, left = take_until_full(unit)
        assert taken
        assert numbers(unit) == taken
        draft = told(partial(unit.intake.new_draft, "passport.new"))  # room for one may be left or not
        assert not isinstance(draft, TryAgain) or "penuh" in str(draft)
        unit.close()
        small.fill()
        with pytest.raises(TryAgain, match="penuh"):
            Home(home, cost=CHEAP).sign_in(NIP, PIN)
        small.free()
        small.resize(40 * MB)
        unit = Home(home, cost=CHEAP).sign_in(NIP, PIN)
        assert numbers(unit) == taken
        taken[str(left.id)] = unit.intake.take(left).number
        assert unit.intake.take(left).number == taken[str(left.id)]
        assert numbers(unit) == taken
        assert len(set(taken.values())) == len(taken)
        assert list(unit.broken_things()) == []
        unit.close()


@pytest.mark.faults
def test_the_command_line_tells_of_a_full_disk_and_goes_on_from_there(tmp_path):
    with disk(tmp_path / "disk", 8 * MB) as small:
        home = small.path / "home"
        set_up(home)
        small.fill()
        full = mobile_unit(home, "intake", str(SAMPLES))
        assert full.returncode == TryAgain.exit_status, full.stderr
        assert "Traceback" not in full.stderr
        small.free()
        small.resize(64 * MB)
        done = mobile_unit(home, "intake", str(SAMPLES))
        assert done.returncode == 0, done.stderr
        assert len({answer["number"] for answer in json_lines(done)}) == len(RECORDS)
        assert mobile_unit(home, "verify").returncode == 0


@pytest.mark.faults
def test_head_office_whose_disk_is_full_acknowledges_nothing_it_does_not_hold(tmp_path, monkeypatch):
    monkeypatch.setattr(syncing, "_pause", lambda _cancelled, _seconds: None)
    with disk(tmp_path / "disk", 6 * MB) as small, running_office(small.path / "office") as office:
        unit = unit_of(office, tmp_path / "unit", "WK01")
        for number in range(20):
            unit.intake.take(record(number))
        for _attempt in range(3):
            with pytest.raises(HeadOfficeUnreachable):
                unit.sync.run()
        assert unit.sync.status().blobs_waiting > 0
        small.resize(64 * MB)
        unit.sync.run()
        status = unit.sync.status()
        assert (status.waiting, status.blobs_waiting, status.refused) == (0, 0, 0)
        assert {row["id"]: row["number"] for row in listed_at(office, unit)} == numbers(unit)
        assert office.run("verify").returncode == 0
        unit.close()


@pytest.mark.faults
@pytest.mark.parametrize(
    "arguments", [("list",), ("intake", str(SAMPLES)), ("sync",), ("verify",), ("doctor",)]
)
def test_a_laptop_whose_disk_can_only_be_read_says_so(tmp_path, arguments):
    with disk(tmp_path / "disk", 40 * MB) as small:
        home = small.path / "home"
        set_up(home)
        small.lock()
        said = mobile_unit(home, *arguments)
        assert "Traceback" not in said.stderr
        assert said.returncode == 0 or "Disk tidak dapat ditulisi" in said.stdout + said.stderr
        small.unlock()
        assert mobile_unit(home, "verify").returncode == 0


@pytest.fixture
def counter(tmp_path):
    with running_office(tmp_path / "office") as office:
        unit = unit_of(office, tmp_path / "unit", "WK01")
        for number in range(6):
            unit.intake.take(record(number))
        yield office, unit
        unit.close()


@pytest.mark.faults
@pytest.mark.parametrize("fault", ["full", "locked", "pulled"])
def test_a_stick_that_fails_leaves_nothing_half_and_the_next_one_carries_all(counter, tmp_path, fault):
    office, unit = counter
    with disk(tmp_path / "stick", (1 if fault == "full" else 64) * MB) as stick:
        steps = []

        def progress(step):
            steps.append(step)
            if fault == "pulled" and len(steps) == 4:
                stick.pull()

        if fault == "locked":
            stick.lock()
        with pytest.raises(TryAgain) as refused:
            unit.stick.export(stick.path, progress)
        assert refused.value.next_step
        assert [path.name for path in stick.path.iterdir()] == []
    (tmp_path / "other").mkdir()
    (written,) = unit.stick.export(tmp_path / "other")
    hand_in(office.home, written.path)
    assert {row["id"] for row in listed_at(office, unit)} == set(numbers(unit))


@pytest.mark.faults
@pytest.mark.parametrize("fault", ["full", "locked", "pulled"])
def test_a_backup_onto_a_medium_that_fails_leaves_the_older_one(tmp_path, fault):
    set_up(tmp_path / "home")
    unit = Home(tmp_path / "home", cost=CHEAP).sign_in(NIP, PIN)
    with disk(tmp_path / "stick", 64 * MB) as stick:
        target = stick.path / "unit.backup"
        unit.backups.write(target)
        older = target.read_bytes()
        for number in range(6):
            unit.intake.take(record(number))
        if fault == "locked":
            stick.lock()
        elif fault == "full":
            stick.resize(len(older) + 256 * 1024)

        def progress(done, _all):
            if fault == "pulled" and done:
                stick.pull()

        with pytest.raises(TryAgain) as refused:
            unit.backups.write(target, progress=progress)
        assert refused.value.next_step
        left = [path.name for path in stick.path.iterdir()]
        assert left == ([] if fault == "pulled" else ["unit.backup"])
        assert fault == "pulled" or target.read_bytes() == older
    unit.close()
