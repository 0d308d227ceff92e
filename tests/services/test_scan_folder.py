"""The folder where a scanner saves: new, whole files are offered, newest first, each once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from mobile_unit.services.scan_folder import BACK_SECONDS, ScanFolder


@pytest.fixture
def folder(tmp_path: Path) -> ScanFolder:
    return ScanFolder(tmp_path, since=time.time())


def save(path: Path, content: bytes = b"page", *, ago: float = 0) -> Path:
    path.write_bytes(content)
    at = time.time() - ago
    os.utime(path, (at, at))
    return path


def names(folder: ScanFolder) -> list[str]:
    return [found.path.name for found in folder.look()]


def test_files_are_offered_newest_first_once_they_stand_still(folder, tmp_path):
    save(tmp_path / "one.jpg", ago=20)
    save(tmp_path / "two.PDF", ago=10)
    assert names(folder) == []
    assert names(folder) == ["two.PDF", "one.jpg"]


def test_a_file_half_written_is_waited_for(folder, tmp_path):
    save(tmp_path / "scan.jpg", b"")
    assert [names(folder), names(folder)] == [[], []]
    for size in range(1, 4):
        save(tmp_path / "scan.jpg", b"x" * size)
        assert names(folder) == []
    assert names(folder) == ["scan.jpg"]


def test_what_is_no_scan_or_not_new_is_left_alone(folder, tmp_path):
    save(tmp_path / "letter.docx")
    save(tmp_path / ".hidden.jpg")
    save(tmp_path / "~lock.pdf")
    save(tmp_path / "yesterday.jpg", ago=BACK_SECONDS + 60)
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "link.jpg").symlink_to("/etc/hostname")
    save(tmp_path / "just before.jpg", ago=BACK_SECONDS - 60)
    folder.look()
    assert names(folder) == ["just before.jpg"]


def test_each_is_taken_once_but_a_new_one_of_the_same_name_is_new(folder, tmp_path):
    save(tmp_path / "scan.jpg", b"first", ago=30)
    folder.look()
    (found,) = folder.look()
    assert folder.read(found) == b"first"
    folder.taken(found)
    assert names(folder) == []
    folder.give_back(found)
    assert names(folder) == ["scan.jpg"]
    folder.taken(found)
    save(tmp_path / "scan.jpg", b"second")
    folder.look()
    assert names(folder) == ["scan.jpg"]


def test_only_the_very_file_that_was_taken_is_removed(folder, tmp_path):
    path = save(tmp_path / "scan.jpg", b"first", ago=30)
    folder.look()
    (found,) = folder.look()
    save(path, b"another page")
    folder.remove(found)
    assert path.exists()
    folder.look()
    (found,) = folder.look()
    folder.remove(found)
    assert not path.exists()


def test_a_folder_that_is_gone_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        ScanFolder(tmp_path / "nowhere", since=0).look()
