"""Head office in one file: whole or not there, and back again."""

from __future__ import annotations

import hashlib
import io
import tarfile

import pytest

from head_office.office import open_head_office
from head_office.services.backups import backup, restore
from head_office.services.verification import broken_things
from head_office.store.backup_file import NoBackup
from head_office.store.engine import insert
from head_office.store.tables import blobs
from mobile_unit.errors import UserFacingError

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
    size = backup(office, tmp_path / "x.backup")
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
        backup(office, tmp_path / "x.backup")
    assert [path.name for path in tmp_path.iterdir()] == ["office"]
    office.close()
