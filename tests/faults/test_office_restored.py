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
from tests.offices import Office, enrolled
from tests.sticks import carry, fetch_reply, hand_in


def restored_office(office, backup) -> None:
    """Head office's machine failed; it is what the backup holds."""
    office.stop()
    shutil.rmtree(office.home)
    done = office.run("restore", str(backup))
    assert done.returncode == 0, done.stderr
    office.start()


def test_head_office_restored_gets_everything_back_that_units_hold(tmp_path):
    office = Office(tmp_path / "office")
    office.start()
    unit = enrolled(office, tmp_path / "laptop", "BACK1")
    numbers = take(unit, 2)
    unit.sync.run()
    done = office.run("backup", "--plain", str(tmp_path / "office.backup"))
    assert done.returncode == 0, done.stderr
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
    rows = office.lines("list", "--unit", "BACK1")
    assert sorted(row["number"] for row in rows) == sorted(numbers)
    assert all(document["held"] for row in rows for document in row["documents"])
    unit.sync.run()
    states = {row["number"]: row["state"] for row in office.lines("list", "--unit", "BACK1")}
    assert states[numbers[0]] == "verification"
    assert states[numbers[3]] == "ready"
    assert {row.number: row.state for row in unit.tracking.search().rows} == states
    quiet = unit.sync.run()
    assert (quiet.entries_sent, quiet.received, quiet.blobs_waiting) == (0, 0, 0)
    office.lines("status", numbers[3], "handed_over")
    assert unit.sync.run().received == 1
    require_all_is_well(office, unit)
    unit.close()
    office.stop()


def test_a_restored_head_office_says_no_letter_twice(tmp_path):
    office = Office(tmp_path / "office")
    office.start()
    unit = enrolled(office, tmp_path / "laptop", "BACK2")
    unit.sync.run()
    assert office.run("backup", "--plain", str(tmp_path / "office.backup")).returncode == 0
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
    for home in (*spares, unit):
        home.close()
    office.stop()


def test_a_restored_head_office_that_is_reached_by_stick_alone_gets_everything_back(tmp_path):
    office = Office(tmp_path / "office")
    office.start()
    unit = enrolled(office, tmp_path / "laptop", "BACK3")
    assert office.run("backup", "--plain", str(tmp_path / "office.backup")).returncode == 0
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
    rows = office.lines("list", "--unit", "BACK3")
    assert sorted(row["number"] for row in rows) == sorted(numbers)
    assert all(document["held"] for row in rows for document in row["documents"])
    require_all_is_well(office, unit)
    unit.close()
    office.stop()


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


def test_a_life_begun_after_head_office_s_backup_comes_back_by_stick_alone(tmp_path):
    office = Office(tmp_path / "office")
    office.start()
    clock = SetClock()
    unit = enrolled(office, tmp_path / "laptop", "BACK4")
    numbers = take(unit)
    unit.sync.run()
    assert office.run("backup", "--plain", str(tmp_path / "office.backup")).returncode == 0
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
    rows = office.lines("list", "--unit", "BACK4")
    assert sorted(row["number"] for row in rows) == sorted(numbers)
    assert all(document["held"] for row in rows for document in row["documents"])
    assert (other.sync.status().waiting, other.sync.status().blobs_waiting) == (0, 0)
    require_all_is_well(office, unit, other)
    unit.close()
    other.close()
    office.stop()


@pytest.mark.parametrize("said_since", [1, 8])
def test_by_stick_alone_a_unit_follows_what_a_restored_head_office_says(tmp_path, said_since):
    """Less than the unit had heard, and more than that: then only all of it shows where both part."""
    office = Office(tmp_path / "office")
    office.start()
    unit = enrolled(office, tmp_path / "laptop", "BACK5")
    numbers = take(unit, 2)
    unit.sync.run()
    assert office.run("backup", "--plain", str(tmp_path / "office.backup")).returncode == 0
    for state in ("verification", "ready"):
        office.lines("status", numbers[0], state)
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    for n in range(said_since):
        office.lines("status", numbers[1], ("verification", "ready")[n % 2])
    state = office.lines("list", "--unit", "BACK5")[1]["state"]
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
    unit.close()
    office.stop()


def test_an_office_that_is_restored_to_before_an_earlier_restore_is_followed(tmp_path):
    """It goes on with a line that ends before what it said last; what is newer is seen by its end."""
    office = Office(tmp_path / "office")
    office.start()
    unit = enrolled(office, tmp_path / "laptop", "BACK6")
    numbers = take(unit, 2)
    unit.sync.run()
    assert office.run("backup", "--plain", str(tmp_path / "early.backup")).returncode == 0
    office.lines("status", numbers[0], "verification")
    unit.sync.run()
    assert office.run("backup", "--plain", str(tmp_path / "late.backup")).returncode == 0
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
    states = {row["number"]: row["state"] for row in office.lines("list", "--unit", "BACK6")}
    assert {row.number: row.state for row in unit.tracking.search().rows} == states
    assert (states[numbers[0]], states[numbers[1]]) == ("ready", "ready")
    require_all_is_well(office, unit)
    unit.close()
    office.stop()


def test_a_unit_with_a_token_in_hand_hears_of_a_restore_though_both_feeds_are_as_long(tmp_path):
    office = Office(tmp_path / "office")
    office.start()
    unit = enrolled(office, tmp_path / "laptop", "BACK7")
    numbers = take(unit, 2)
    unit.sync.run()
    assert office.run("backup", "--plain", str(tmp_path / "office.backup")).returncode == 0
    office.lines("status", numbers[0], "verification")
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    office.lines("status", numbers[1], "ready")
    unit.sync.run()
    states = {row["number"]: row["state"] for row in office.lines("list", "--unit", "BACK7")}
    assert {row.number: row.state for row in unit.tracking.search().rows} == states
    assert (states[numbers[0]], states[numbers[1]]) == ("verification", "ready")
    require_all_is_well(office, unit)
    unit.close()
    office.stop()
