"""Head office in one file: whole or not there, and back again."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tarfile
import time
from datetime import timedelta

import pytest

from head_office.office import open_head_office
from head_office.services.backups import backup, make_key, restore
from head_office.services.retention import FILE, rules_of
from head_office.services.verification import broken_things
from head_office.store import devices, lives, units
from head_office.store.backup_file import NoBackup, NotOurKey
from head_office.store.engine import insert
from head_office.store.restoring import LETTERS_WAIT
from head_office.store.tables import blobs
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import UserFacingError
from mobile_unit.resources import resource
from mobile_unit.sync import sealing
from tests.offices import NIP, Office

SCANS = [bytes([n]) * 5000 for n in range(3)]


@pytest.fixture
def home(tmp_path):
    """A head office with a few scans."""
    office = open_head_office(tmp_path / "office")
    for scan in SCANS:
        name = hashlib.sha256(scan).hexdigest()
        office.blobs.begin("WK01", name)
        office.blobs.write("WK01", name, 0, scan)
        office.blobs.finish("WK01", name)
        with office.database.write() as connection:
            connection.execute(
                insert(connection, blobs).values(sha256=name, bytes=len(scan), held_at=office.now())
            )
    office.close()
    return tmp_path / "office"


@pytest.fixture
def file(home, tmp_path):
    office = open_head_office(home)
    size = backup(office, tmp_path / "x.backup", plain=True)
    office.close()
    assert size == (tmp_path / "x.backup").stat().st_size
    return tmp_path / "x.backup"


def test_it_is_whole_again_under_a_new_generation(home, file, tmp_path):
    assert sorted(path.name for path in tmp_path.iterdir()) == ["office", "x.backup"]
    restore(tmp_path / "new", file, replace=False)
    before, after = open_head_office(home), open_head_office(tmp_path / "new")
    assert list(broken_things(after)) == []
    assert after.generation != before.generation
    assert after.secret == before.secret
    assert list(after.blobs.names()) == list(before.blobs.names())
    before.close()
    after.close()


def test_what_is_there_is_replaced_only_when_told_and_kept_aside(home, file):
    with pytest.raises(UserFacingError):
        restore(home, file, replace=False)
    restore(home, file, replace=True)
    assert len(list(home.glob("before-*-head-office.db"))) == 1
    office = open_head_office(home)
    assert list(broken_things(office)) == []
    office.close()


@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_a_changed_or_cut_file_is_no_backup(file, tmp_path, part):
    content = bytearray(file.read_bytes())
    cut = tmp_path / "cut"
    cut.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(NoBackup):
        restore(tmp_path / "new", cut, replace=False)
    place = len(content) - content[::-1].index(SCANS[2][:1] * 100) - 50
    content[place] ^= 1
    cut.write_bytes(content)
    with pytest.raises(NoBackup):
        restore(tmp_path / "new", cut, replace=False)
    assert not (tmp_path / "new" / "head-office.db").exists()


@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped", "blobs/aa/../../escaped", "blobs/aa/bb"])
def test_a_name_outside_is_no_backup(tmp_path, name):
    with tarfile.open(tmp_path / "bad", "w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 4
        tar.addfile(member, io.BytesIO(b"evil"))
    with pytest.raises(NoBackup):
        restore(tmp_path / "new", tmp_path / "bad", replace=False)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["bad"]


def test_a_scan_that_is_gone_is_told(home, tmp_path):
    office = open_head_office(home)
    office.blobs.path(hashlib.sha256(SCANS[0]).hexdigest()).unlink()
    with pytest.raises(UserFacingError):
        backup(office, tmp_path / "x.backup", plain=True)
    assert [path.name for path in tmp_path.iterdir()] == ["office"]
    office.close()


@pytest.fixture
def sealed(home, tmp_path):
    """(a backup that is sealed, what opens it)."""
    office = open_head_office(home)
    with pytest.raises(UserFacingError):
        backup(office, tmp_path / "early.backup")
    make_key(office, tmp_path / "key")
    with pytest.raises(UserFacingError):
        make_key(office, tmp_path / "key")
    backup(office, tmp_path / "sealed.backup")
    office.close()
    return tmp_path / "sealed.backup", (tmp_path / "key").read_text()


def test_a_sealed_one_tells_nothing_and_opens_with_its_key_alone(sealed, tmp_path):
    file, key = sealed
    content = file.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert b"SQLite" not in content
    assert SCANS[1][:100] not in content
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0 or os.name != "posix"
    for wrong in (None, "nonsense", sealing.new_identity()):
        with pytest.raises(NotOurKey):
            restore(tmp_path / "new", file, replace=False, identity=wrong)
    restore(tmp_path / "new", file, replace=False, identity=key)
    office = open_head_office(tmp_path / "new")
    assert list(broken_things(office)) == []
    assert len(list(office.blobs.names())) == len(SCANS)
    office.close()
    assert [path.name for path in (tmp_path / "new").glob("*.tar")] == []


def test_what_is_not_sealed_never_touches_the_other_medium(home, sealed, tmp_path, monkeypatch):
    seen = []

    def look(*_arguments):
        seen.extend(path.name for path in tmp_path.iterdir())
        raise InterruptedError

    monkeypatch.setattr(sealing, "seal", look)
    office = open_head_office(home)
    with pytest.raises(InterruptedError):
        backup(office, tmp_path / "again.backup")
    assert set(seen) == {"office", "key", "sealed.backup", "again.backup.part"}
    assert list(home.glob(".backup-*")) == []
    office.close()


@pytest.mark.parametrize("part", [0.02, 0.5, 0.95])
def test_a_sealed_one_that_was_cut_is_no_backup(sealed, tmp_path, part):
    file, key = sealed
    cut = tmp_path / "cut"
    cut.write_bytes(file.read_bytes()[: int(file.stat().st_size * part)])
    with pytest.raises(NoBackup):
        restore(tmp_path / "new", cut, replace=False, identity=key)
    assert not (tmp_path / "new" / "head-office.db").exists()


def test_killed_at_any_moment_there_is_the_old_or_the_new(home, sealed, tmp_path):
    """Both commands, with ``kill -9``: a backup of the name is whole, a home opens and is whole."""
    file, key = sealed
    draw = random.Random(4)
    environment = {**os.environ, "HEAD_OFFICE_BACKUP_KEY": key}
    command = [sys.executable, "-m", "head_office", "--home", str(home)]
    begun = time.monotonic()
    subprocess.run([*command, "backup", str(file)], check=True, env=environment)
    usual = time.monotonic() - begun
    for turn in range(8):
        words = ["backup", str(file)] if turn % 2 else ["restore", "--replace", str(file)]
        process = subprocess.Popen([*command, *words], env=environment)
        try:
            process.wait(usual * draw.uniform(0.5, 1.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)
        whole = tmp_path / f"turn-{turn}"
        restore(whole, file, replace=False, identity=key)
        for each in (home, whole):
            office = open_head_office(each)
            assert list(broken_things(office)) == []
            assert len(list(office.blobs.names())) == len(SCANS)
            office.close()


def begin_life(home, code, *, after=LETTERS_WAIT):
    """The letter that a unit's next life gets so long from now; a unit that is not known is made."""
    office = open_head_office(home)
    with office.database.write() as connection:
        units.ensure(connection, code)
        device = devices.Device(uuid7(), code, os.urandom(32), None)
        devices.add(connection, device, officer=NIP, program="test", at=office.now())
        said = {"unit": code, "device": device.id, "previous": uuid7(), "mark": "QK3F7"}
        letter = lives.open_life(connection, journal=uuid7(), now=office.clock.now() + after, **said)
    office.close()
    return letter


def lose(home):
    (home / "head-office.db").unlink()


def lose_and_begin_anew(home):
    """As a server does that is started again by itself."""
    lose(home)
    begin_life(home, "WK01")


def nothing(_home):
    pass


@pytest.mark.parametrize("happens", [nothing, lose, lose_and_begin_anew])
def test_no_letter_is_given_twice_however_often_the_same_backup_is_restored(home, tmp_path, happens):
    given = [begin_life(home, "WK01")]
    office = open_head_office(home)
    backup(office, tmp_path / "x.backup", plain=True)
    office.close()
    given_in_new = [begin_life(home, "NEW")]
    for _n in range(2):
        happens(home)
        restore(home, tmp_path / "x.backup", replace=True)
        given += [begin_life(home, "WK01") for _again in range(2)]
        given_in_new += [begin_life(home, "NEW") for _again in range(2)]
    assert len(set(given)) == 5
    assert len(set(given_in_new)) == 5
    assert (home / "restores").read_text() == "2\n"


def test_soon_after_a_restore_lives_keep_their_marks(home, tmp_path):
    """So that no letter is given twice though all is lost, its count of restores too, and the same backup is
    restored once more."""
    given = [begin_life(home, "WK01", after=timedelta(0))]
    office = open_head_office(home)
    backup(office, tmp_path / "x.backup", plain=True)
    office.close()
    for _n in range(2):
        shutil.rmtree(home)
        restore(home, tmp_path / "x.backup", replace=False)
        given += [begin_life(home, code, after=timedelta(days=29)) for code in ("WK01", "NEW")]
    assert given == ["A", None, None, None, None]
    assert begin_life(home, "WK01") == "G"


def test_restores_that_the_backup_knows_of_cost_no_letters_again(home, tmp_path):
    begin_life(home, "WK01")
    for _n in range(3):
        office = open_head_office(home)
        backup(office, tmp_path / "x.backup", plain=True)
        office.close()
        lose(home)
        restore(home, tmp_path / "x.backup", replace=False)
    assert begin_life(home, "WK01") == "Q"  # A, and three times five


def test_the_copy_from_before_an_update_goes_with_the_next_day_s_backup(home, tmp_path):
    folder = home / "backups"
    folder.mkdir()
    young, old = folder / "before-0033.db", folder / "before-0034.db"
    for copy, hours in ((young, 20), (old, 30)):
        copy.write_bytes(b"everybody")
        moment = time.time() - hours * 3600
        os.utime(copy, (moment, moment))
    office = Office(home)
    assert office.run("backup", "--plain", str(tmp_path / "none" / "x.backup")).returncode
    assert old.exists()
    assert office.run("backup", "--plain", str(tmp_path / "x.backup")).returncode == 0
    assert (young.exists(), old.exists()) == (True, False)


def test_years_of_retention_are_in_no_backup_and_a_restore_says_so(home, file, tmp_path):
    (home / FILE).write_text(json.dumps(json.loads(resource("retention", "rules.json").read_text("utf-8"))))
    other = Office(tmp_path / "other")
    said = other.run("restore", str(file))
    assert (said.returncode, FILE in said.stderr) == (0, True)
    assert not (tmp_path / "other" / FILE).exists()
    assert all(kind.years is None for kind in rules_of(tmp_path / "other").kinds)
    here = Office(home).run("restore", "--replace", str(file))
    assert (here.returncode, here.stderr) == (0, "")
    assert (home / FILE).exists()


def test_soon_after_a_restore_a_new_laptop_leaves_letters_out_by_lot(home, tmp_path):
    """Enrolled after each of two restores of the same backup that know nothing of each other, two would get
    the same otherwise."""
    begin_life(home, "WK01")
    office = open_head_office(home)
    with office.database.read() as connection:
        assert lives.left_out_by_lot(connection, "WK01", office.clock.now()) == 0
    backup(office, tmp_path / "x.backup", plain=True)
    office.close()
    restore(tmp_path / "new", tmp_path / "x.backup", replace=False)
    office = open_head_office(tmp_path / "new")
    with office.database.write() as connection:
        now = office.clock.now()
        drawn = {lives.left_out_by_lot(connection, "WK01", now) for _n in range(300)}
        assert drawn == set(range(8))
        assert lives.left_out_by_lot(connection, "WK01", now + LETTERS_WAIT) == 0
        units.count_letter(connection, "WK01", 17)
        assert {lives.left_out_by_lot(connection, "WK01", now) for _n in range(100)} == {0, 1}
        units.count_letter(connection, "WK01", 1)
        assert lives.left_out_by_lot(connection, "WK01", now) == 0, "none is left to leave out"
    office.close()
