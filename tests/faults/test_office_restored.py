"""Head office restored from a backup, older or newer, by network and by stick: what it lost comes back."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from head_office.problems import Refusal
from mobile_unit.domain.numbers import journal_of
from mobile_unit.errors import UserFacingError
from tests.conftest import SetClock
from tests.faults.test_two_lives import copied, held, require_all_is_well, restored, take
from tests.offices import enrolled, running_office
from tests.sticks import carry, fetch_reply, hand_in


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def unit(office, tmp_path):
    opened = enrolled(office, tmp_path / "laptop")
    yield opened
    opened.close()


def back_up(office, path) -> None:
    done = office.run("backup", "--plain", str(path))
    assert done.returncode == 0, done.stderr


def states_agreed(office, unit) -> dict[str, str]:
    """Each application's state, which both sides hold alike."""
    states = {row["number"]: row["state"] for row in office.lines("list")}
    assert {row.number: row.state for row in unit.tracking.search().rows} == states
    return states


def require_held_whole(office, numbers) -> None:
    """Head office holds these and no others, each with its scans."""
    rows = office.lines("list")
    assert sorted(row["number"] for row in rows) == sorted(numbers)
    assert all(document["held"] for row in rows for document in row["documents"])


def restored_office(office, backup) -> None:
    """Head office's machine failed; it is what the backup holds."""
    office.stop()
    shutil.rmtree(office.home)
    done = office.run("restore", str(backup))
    assert done.returncode == 0, done.stderr
    office.start()


def test_head_office_restored_gets_everything_back_that_units_hold(office, unit, tmp_path):
    numbers = take(unit, 2)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    numbers += take(unit, 2)
    unit.sync.run()
    office.lines("status", numbers[0], "verification", "--note", "Jadwal wawancara menyusul")
    office.lines("status", numbers[3], "verification")
    office.lines("status", numbers[3], "ready")
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    assert len(held(office, unit)) == 2
    numbers += take(unit)
    unit.sync.run()
    require_held_whole(office, numbers)
    unit.sync.run()
    states = states_agreed(office, unit)
    assert states[numbers[0]] == "verification"
    assert states[numbers[3]] == "ready"
    quiet = unit.sync.run()
    assert (quiet.entries_sent, quiet.received, quiet.blobs_waiting) == (0, 0, 0)
    office.lines("status", numbers[3], "handed_over")
    assert unit.sync.run().received == 1
    require_all_is_well(office, unit)


def test_a_restored_head_office_says_no_letter_twice(office, unit, tmp_path):
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    unit.backups.write(tmp_path / "x.backup")
    spares = [restored(tmp_path / "x.backup", tmp_path / f"spare-{n}") for n in range(2)]
    spares[0].sync.run()
    numbers = take(spares[0])
    assert journal_of(numbers[0])[1:] == ("B", "")
    restored_office(office, tmp_path / "office.backup")
    spares[1].sync.run()
    numbers += take(spares[1])
    for home in (*spares, unit):
        home.sync.run()
    numbers += take(spares[0]) + take(spares[1])
    for home in spares:
        home.sync.run()
    assert sorted(held(office, unit)) == sorted(set(numbers))
    assert len(numbers) == len(set(numbers)) == 4
    require_all_is_well(office, unit, *spares)
    for home in spares:
        home.close()


def test_a_restored_head_office_that_is_reached_by_stick_alone_gets_everything_back(office, unit, tmp_path):
    back_up(office, tmp_path / "office.backup")
    numbers = take(unit, 2)
    hand_in(office.home, carry(unit, tmp_path / "first"))
    old_reply = fetch_reply(office.home, unit, tmp_path / "old.reply")
    unit.stick.take_reply(old_reply)
    assert unit.sync.status().waiting == 0
    restored_office(office, tmp_path / "office.backup")
    numbers += take(unit)
    with pytest.raises(Refusal):
        hand_in(office.home, carry(unit, tmp_path / "second"))
    unit.stick.take_reply(old_reply)
    assert unit.sync.status().waiting == 1, "what was said before the restore takes nothing back"
    blobs_before = unit.sync.status().blobs_waiting
    later = SetClock(unit.clock.now() + timedelta(minutes=1))  # head office says its time in whole seconds
    unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "new.reply", later))
    assert unit.sync.status().blobs_waiting > blobs_before
    hand_in(office.home, carry(unit, tmp_path / "third"))
    require_held_whole(office, numbers)
    require_all_is_well(office, unit)


def export_and_hand_in(office, unit, folder) -> list[str]:
    """Why each bundle was refused; "" for one that was taken in."""
    folder.mkdir()
    codes = []
    for written in unit.stick.export(folder):
        try:
            hand_in(office.home, written.path)
            codes.append("")
        except Refusal as refusal:
            codes.append(refusal.code)
    return codes


def test_a_life_begun_after_head_office_s_backup_comes_back_by_stick_alone(office, unit, tmp_path):
    clock = SetClock()
    numbers = take(unit)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    other = copied(unit, tmp_path / "copy")
    numbers += take(other)
    other.sync.run()
    restored_office(office, tmp_path / "office.backup")
    numbers += take(other)
    assert export_and_hand_in(office, other, tmp_path / "first") == ["journal.foreign"]
    clock = SetClock(unit.clock.now() + timedelta(minutes=1))
    other.stick.take_reply(fetch_reply(office.home, other, tmp_path / "one.reply", clock))
    assert export_and_hand_in(office, other, tmp_path / "second") == [""]
    clock.move(minutes=1)
    other.stick.take_reply(fetch_reply(office.home, other, tmp_path / "two.reply", clock))
    require_held_whole(office, numbers)
    assert (other.sync.status().waiting, other.sync.status().blobs_waiting) == (0, 0)
    require_all_is_well(office, unit, other)
    other.close()


@pytest.mark.parametrize("said_since", [1, 8])
def test_by_stick_alone_a_unit_follows_what_a_restored_head_office_says(office, unit, tmp_path, said_since):
    """Less than the unit had heard, and more than that: then only all of it shows where both part."""
    numbers = take(unit, 2)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    for state in ("verification", "ready"):
        office.lines("status", numbers[0], state)
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    for n in range(said_since):
        office.lines("status", numbers[1], ("verification", "ready")[n % 2])
    state = office.lines("list")[1]["state"]
    clock = SetClock(unit.clock.now() + timedelta(minutes=1))
    for n in range(2):
        take(unit)
        assert set(export_and_hand_in(office, unit, tmp_path / f"out {n}")) == {""}
        clock.move(minutes=1)
        reply = fetch_reply(office.home, unit, tmp_path / f"{n}.reply", clock)
        if n == 0 and said_since > 2:
            with pytest.raises(UserFacingError, match="balasan baru"):
                unit.stick.take_reply(reply)
        else:
            unit.stick.take_reply(reply)
    assert unit.tracking.application(numbers[1]).summary.state == state
    assert export_and_hand_in(office, unit, tmp_path / "no more") == []
    require_all_is_well(office, unit)


def test_an_office_that_is_restored_to_before_an_earlier_restore_is_followed(office, unit, tmp_path):
    """It goes on with a line that ends before what it said last; what is newer is seen by its end."""
    numbers = take(unit, 2)
    unit.sync.run()
    back_up(office, tmp_path / "early.backup")
    office.lines("status", numbers[0], "verification")
    unit.sync.run()
    back_up(office, tmp_path / "late.backup")
    restored_office(office, tmp_path / "early.backup")
    office.lines("status", numbers[1], "verification")
    office.lines("status", numbers[1], "ready")
    unit.sync.run()
    restored_office(office, tmp_path / "late.backup")
    numbers += take(unit)
    unit.sync.run()
    unit.sync.run()
    office.lines("status", numbers[0], "ready")
    assert unit.sync.run().received == 1
    states = states_agreed(office, unit)
    assert (states[numbers[0]], states[numbers[1]]) == ("ready", "ready")
    require_all_is_well(office, unit)


def test_a_unit_with_a_token_in_hand_hears_of_a_restore_though_both_feeds_are_as_long(office, unit, tmp_path):
    numbers = take(unit, 2)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    office.lines("status", numbers[0], "verification")
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    office.lines("status", numbers[1], "ready")
    unit.sync.run()
    states = states_agreed(office, unit)
    assert (states[numbers[0]], states[numbers[1]]) == ("verification", "ready")
    require_all_is_well(office, unit)
