"""A real disk of its own: small, made read-only, or pulled out; where this machine lets one be mounted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

MB = 1024 * 1024


@dataclass
class Disk:
    path: Path

    def resize(self, size: int) -> None:
        self._remount(f"size={size}")

    def lock(self) -> None:
        """As by the switch on a stick; fails while a file on it is open for writing."""
        self._remount("ro")

    def unlock(self) -> None:
        self._remount("rw")

    def pull(self) -> None:
        """Nothing is under its path any more, whoever is writing to it."""
        subprocess.run(["umount", "-l", str(self.path)], check=True)

    def fill(self) -> None:
        """Leave no byte free."""
        with (self.path / "filler").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(64 * 1024))
            except OSError:
                pass

    def free(self) -> None:
        (self.path / "filler").unlink()

    def _remount(self, option: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{option}", str(self.path)], check=True)


@contextmanager
def disk(path: Path, size: int) -> Iterator[Disk]:
    """A disk of so many bytes at ``path``; skips the test where this user may not mount one."""
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(path)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a disk can be mounted by root on Linux only")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], capture_output=True, check=False)
