"""One encrypted file that holds the whole unit: written, read back, restored; cut anywhere."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from mobile_unit.app import Home
from mobile_unit.demo import take_sample
from mobile_unit.domain.complaints import ANONYMOUS, INFORMATION, Said
from mobile_unit.errors import Cancelled, NotAllowed, TryAgain, UserFacingError
from mobile_unit.services.backups import AT_CLOSING, KEPT
from mobile_unit.store import backup_file, journal
from tests.conftest import CHEAP, SetClock
from tests.units import NIP, PIN, unit_without_office


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def unit(tmp_path, clock):
    opened = unit_without_office(tmp_path / "home", clock=clock)
    take_sample(opened, 0)
    yield opened
    opened.close()


def numbers(unit) -> list[str]:
    return [row.number for row in unit.tracking.search().rows]


def restore(file, home, pin=PIN, **options):
    return Home(home, cost=CHEAP).restore(file, "", pin, **options)


def test_a_backup_is_the_whole_unit_again(unit, tmp_path):
    seen = []
    written = unit.backups.write(tmp_path / "x.backup", progress=lambda done, all_: seen.append((done, all_)))
    assert written.bytes == (tmp_path / "x.backup").stat().st_size
    assert seen[-1][0] == seen[-1][1] > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "x.backup"]
    other = restore(tmp_path / "x.backup", tmp_path / "spare")
    assert numbers(other) == numbers(unit)
    assert other.officer.nip == NIP
    assert list(other.broken_things()) == []
    other.close()


def test_original_and_copy_give_no_number_of_a_complaint_twice(unit, tmp_path):
    """Referrals' letters are numbered by the same series."""

    def take(opened) -> list[str]:
        said = Said(INFORMATION, ANONYMOUS, "box", "Kapan paspor selesai?", None)
        return [opened.complaints.take(said).number for _ in range(3)]

    before = take(unit)
    unit.backups.write(tmp_path / "x.backup")
    spare = Home(tmp_path / "spare", cost=CHEAP, clock=unit.clock)  # the same day
    other = spare.restore(tmp_path / "x.backup", "", PIN)
    given = [*before, *take(unit), *take(other)]
    assert len(set(given)) == len(given) == 9
    other.close()


def test_nothing_in_it_can_be_read_without_a_pin(unit, tmp_path):
    unit.backups.write(tmp_path / "x.backup")
    content = (tmp_path / "x.backup").read_bytes()
    row = unit.tracking.search().rows[0]
    for secret in (row.full_name, row.nik, row.number, NIP, PIN, unit.info.name, unit.officer.name):
        assert secret.encode() not in content
    with pytest.raises(NotAllowed):
        restore(tmp_path / "x.backup", tmp_path / "spare", "000000")
    assert list((tmp_path / "spare").iterdir()) == []


def test_any_officer_s_pin_opens_it(unit, tmp_path):
    from mobile_unit.store import inbox

    officers = [
        {"nip": nip, "name": "x", "role": "officer", "active": True} for nip in (NIP, "198001012005011002")
    ]
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, officers)
    unit.access.give("198001012005011002", "482915")
    unit.backups.write(tmp_path / "x.backup")
    other = restore(tmp_path / "x.backup", tmp_path / "spare", "482915")
    assert other.officer.nip == "198001012005011002"
    other.close()


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.6, 0.99, 1.0])
def test_a_changed_byte_is_noticed(unit, tmp_path, part):
    file = tmp_path / "x.backup"
    unit.backups.write(file)
    content = bytearray(file.read_bytes())
    place = int((len(content) - 1) * part)
    content[place] ^= 0x10
    file.write_bytes(content)
    with pytest.raises(UserFacingError):
        restore(file, tmp_path / "spare")
    assert not (tmp_path / "spare" / "unit").exists()


@pytest.mark.parametrize("cut", [0, 10, 5000, -1, -100, -5000])
def test_a_file_that_was_cut_is_no_backup(unit, tmp_path, cut):
    file = tmp_path / "x.backup"
    unit.backups.write(file)
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(backup_file.NoBackup):
        restore(file, tmp_path / "spare")
    assert list((tmp_path / "spare").iterdir()) == []


def test_a_set_up_laptop_is_replaced_only_when_told_and_kept_aside(unit, tmp_path):
    file = tmp_path / "x.backup"
    unit.backups.write(file)
    take_sample(unit, 1)
    before = numbers(unit)
    unit.close()
    with pytest.raises(UserFacingError):
        restore(file, tmp_path / "home")
    other = restore(file, tmp_path / "home", replace=True)
    assert numbers(other) == before[1:]
    other.close()
    aside = next((tmp_path / "home").glob("unit-before-*"))
    (tmp_path / "old").mkdir()
    aside.rename(tmp_path / "old" / "unit")
    old = Home(tmp_path / "old", cost=CHEAP).sign_in(NIP, PIN)
    assert numbers(old) == before
    old.close()


def test_a_backup_stopped_or_failing_leaves_the_one_before(unit, tmp_path):
    file = tmp_path / "x.backup"
    unit.backups.write(file)
    before = file.read_bytes()
    with pytest.raises(Cancelled):
        unit.backups.write(file, cancelled=lambda: True)
    assert file.read_bytes() == before
    with pytest.raises(TryAgain):
        unit.backups.write(tmp_path / "nowhere" / "x.backup")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "x.backup"]


def test_the_day_s_backup_takes_the_copy_from_before_an_update_along(unit, tmp_path):
    copy = unit.context.store.path.parent.parent / "backups" / "before-0001.db"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(b"everybody")
    unit.backups.choose_folder(str(tmp_path / "stick"))
    assert isinstance(unit.backups.at_closing(), UserFacingError)
    (tmp_path / "stick").mkdir()
    unit.backups.write_to_folder()
    assert copy.exists()  # by hand is no day's work with the new program
    assert unit.backups.at_closing().path.exists()
    assert not copy.exists()


def test_the_day_s_backup_goes_to_the_chosen_folder_and_the_newest_stay(unit, tmp_path, clock):
    assert unit.backups.at_closing() is None
    folder = tmp_path / "stick"
    unit.backups.choose_folder(str(folder))
    fault = unit.backups.at_closing()
    assert isinstance(fault, UserFacingError)
    assert unit.backups.status().error == fault.message
    folder.mkdir()
    (folder / "WK02A-20200101-120000.backup").write_bytes(b"another laptop's")
    for _n in range(KEPT + 2):
        clock.move(days=1)
        assert unit.backups.at_closing().path.parent == folder
    assert len(list(folder.iterdir())) == KEPT + 1
    status = unit.backups.status()
    assert (status.error, status.days_old, status.is_due) == (None, 0, False)
    clock.move(days=3)
    assert unit.backups.status().is_due
    unit.backups.choose_days(5)
    assert not unit.backups.status().is_due
    with unit.context.store.read() as connection:
        head = journal.current_head(connection)
        assert journal.entry(connection, head.journal, head.seq).body["how"] == AT_CLOSING


def command(home, *arguments) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "mobile_unit", "--home", str(home), *arguments],
        env={**os.environ, "MOBILE_UNIT_PIN": PIN},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_killed_at_any_moment_backup_and_restore_are_whole_or_not_there(unit, tmp_path):
    file = tmp_path / "x.backup"
    unit.backups.write(file)
    spare = tmp_path / "spare"
    for step in range(6):
        for process, moment in (
            (command(tmp_path / "home", "backup", str(file)), 0.25 + step * 0.12),
            (command(spare, "restore", str(file), "--replace"), 0.2 + step * 0.12),
        ):
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            process.wait()
        backup_file.read(file)
        shutil.rmtree(tmp_path / "checked", ignore_errors=True)
        whole = restore(file, tmp_path / "checked")
        assert set(numbers(whole)) == set(numbers(unit))
        whole.close()
    assert command(spare, "restore", str(file), "--replace").wait() == 0
    again = Home(spare, cost=CHEAP).sign_in(NIP, PIN)
    assert list(again.broken_things()) == []
    again.close()
    assert list(unit.broken_things()) == []
