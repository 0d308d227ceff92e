"""A stick that is full, locked, faulty or pulled out: a plain word each time, and nothing half done on it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobile_unit.errors import Cancelled, TryAgain
from mobile_unit.services import removable
from mobile_unit.services.removable import require_room, write_proven
from mobile_unit.store import journal, settings
from mobile_unit.sync import sealing
from tests.sticks import take
from tests.units import HEAD_OFFICE

NAME = "WK01-20261124-1-9.bundle"
MEGABYTE = 1 << 20


class Faulty:
    """A file on a medium that breaks after so many bytes."""

    def __init__(self, path: Path, number: int, after: int) -> None:
        self._file = path.open("xb")
        self._number = number
        self._left = after

    def __enter__(self) -> Faulty:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def write(self, piece: bytes) -> int:
        self._left -= len(piece)
        if self._left < 0:
            raise OSError(self._number, os.strerror(self._number))
        return self._file.write(piece)

    def flush(self) -> None:
        self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


def pour(write) -> None:
    for _n in range(8):
        write(os.urandom(MEGABYTE // 4))


def test_what_was_written_is_there_whole_and_alone(tmp_path) -> None:
    told: list[tuple[str, int]] = []
    size = write_proven(
        tmp_path,
        NAME,
        pour,
        written=lambda count: told.append(("written", count)),
        read_back=lambda count: told.append(("read back", count)),
    )
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME).stat().st_size == size == 2 * MEGABYTE
    assert told[-1] == ("read back", size)
    assert ("written", size) in told


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "Ruang"),
        (errno.EFBIG, "Format"),
        (errno.EROFS, "tidak dapat ditulisi"),
        (errno.EIO, "dicabut"),
        (errno.ENODEV, "dicabut"),
    ],
)
def test_a_medium_that_breaks_in_the_middle(tmp_path, monkeypatch, number, words) -> None:
    monkeypatch.setattr(removable, "open_new", lambda path: Faulty(path, number, MEGABYTE))
    with pytest.raises(TryAgain, match=words) as caught:
        write_proven(tmp_path, NAME, pour)
    assert "masih di laptop ini" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_medium_that_breaks_at_the_end(tmp_path, monkeypatch, call) -> None:
    def broken(*_given: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), broken)
    with pytest.raises(TryAgain):
        write_proven(tmp_path, NAME, pour)
    assert list(tmp_path.iterdir()) == []


def test_a_medium_that_is_gone(tmp_path) -> None:
    def pour_and_pull(write) -> None:
        write(b"beginning")
        shutil.rmtree(tmp_path / "stick")
        pour(write)

    (tmp_path / "stick").mkdir()
    with pytest.raises(TryAgain, match="dicabut"):
        write_proven(tmp_path / "stick", NAME, pour_and_pull)
    with pytest.raises(TryAgain, match="dicabut"):
        write_proven(tmp_path / "nowhere", NAME, pour)


def test_a_medium_that_forgets_is_found_out(tmp_path, monkeypatch) -> None:
    """It says that it wrote, and gives back something else."""
    fsync = os.fsync

    def lie(descriptor: int) -> None:
        os.pwrite(descriptor, b"\0\0\0\0", 1000)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", lie)
    with pytest.raises(TryAgain, match="tidak terbaca sama"):
        write_proven(tmp_path, NAME, pour)
    assert list(tmp_path.iterdir()) == []


def test_given_up_it_leaves_nothing_and_what_was_there_stays(tmp_path) -> None:
    (tmp_path / NAME).write_bytes(b"an older export")
    for at in (1, 5, 8, 9):
        calls = iter(range(at))

        def stop(calls=calls) -> None:
            if next(calls, None) is None:
                raise Cancelled

        with pytest.raises(Cancelled):
            write_proven(tmp_path, NAME, pour, checkpoint=stop)
        assert [path.name for path in tmp_path.iterdir()] == [NAME]
        assert (tmp_path / NAME).read_bytes() == b"an older export"


@pytest.fixture
def small_stick(tmp_path) -> Iterator[Path | None]:
    """A real file system of one megabyte; None where this user may not mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mounting, capture_output=True, check=False).returncode:
        yield None
        return
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def sealable(unit, samples):
    with unit.context.store.write() as connection:
        recipient = sealing.recipient_of(sealing.new_identity())
        settings.put(connection, settings.BUNDLE_KEY, sealing.vouch(HEAD_OFFICE, recipient))
    take(unit, samples[:2], size=100_000)
    return unit


def test_a_full_stick(small_stick, sealable, tmp_path, monkeypatch) -> None:
    if small_stick is None:
        small_stick = tmp_path
        monkeypatch.setattr(removable, "open_new", lambda path: Faulty(path, errno.ENOSPC, MEGABYTE))
    else:
        with pytest.raises(TryAgain, match="Ruang"):
            require_room(small_stick, 2 * MEGABYTE)
        with pytest.raises(TryAgain, match="Ruang"):
            sealable.stick.export(small_stick)
    monkeypatch.setattr("mobile_unit.services.stick.require_room", lambda folder, needed: None)
    before = set(small_stick.iterdir())
    with pytest.raises(TryAgain, match="Ruang"):
        sealable.stick.export(small_stick)
    assert set(small_stick.iterdir()) == before
    with sealable.context.store.read() as connection:
        assert journal.unheld(connection)[-1].exported == 0
        assert sealable.sync.status().on_stick == 0


def test_a_locked_stick(small_stick, sealable, tmp_path, monkeypatch) -> None:
    if small_stick is not None:
        subprocess.run(["mount", "-o", "remount,ro", str(small_stick)], check=True)
    else:
        small_stick = tmp_path / "small"
        monkeypatch.setattr(removable, "open_new", lambda path: Faulty(path, errno.EROFS, 0))
    monkeypatch.setattr("mobile_unit.services.stick.require_room", lambda folder, needed: None)
    with pytest.raises(TryAgain, match="tidak dapat ditulisi"):
        sealable.stick.export(small_stick)
    assert list(small_stick.iterdir()) == []


def test_what_a_cut_left_on_the_stick_goes_with_the_next_export(sealable, tmp_path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    left = stick / f"WK01-20261124-1-2.bundle{removable.PART}"
    other = stick / "somebody's.part"
    for path in (left, other):
        path.write_bytes(b"x")
    (written,) = sealable.stick.export(stick)
    assert set(stick.iterdir()) == {written.path, other}
    assert written.blobs_left == 0


def test_a_file_of_the_size_of_a_stick_takes_the_oldest_scans_first(sealable, tmp_path, monkeypatch) -> None:
    from mobile_unit.store import blobs
    from mobile_unit.sync import bundles

    with sealable.context.store.read() as connection:
        waiting = blobs.waiting(connection)
    monkeypatch.setattr(bundles, "MAX_CONTENT_BYTES", waiting[0].bytes + 20_000)
    (tmp_path / "stick").mkdir()
    (written,) = sealable.stick.export(tmp_path / "stick")
    assert (written.blobs, written.blobs_left) == (1, len(waiting) - 1)
