"""What a laptop remembers of its database outside of it, so that a copy or an older one is known as such.

``HOME/unit/life`` holds the current journal, its last entry, and a sign of the place: this machine and this
very file. A database put back from a copy is older than the marker; a copied home, a copied disk or a spare
laptop has the marker of another place, or none.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from mobile_unit.store.durable import flush_folder
from mobile_unit.store.machine import machine_sign

NAME = "life"
_LENGTH = 512
"""One sector, so that it is overwritten whole or not at all."""


@dataclass(frozen=True, slots=True)
class Marker:
    """The last entry that this place is known to have written; ``place`` is a hash."""

    journal: str
    seq: int
    hash: str
    place: str


class LifeMarker:
    """The marker file in a unit's folder. ``machine`` is for tests: another computer's sign."""

    def __init__(self, folder: Path, machine: str | None = None) -> None:
        self._path = folder / NAME
        self._machine = machine_sign() if machine is None else machine

    def read(self) -> Marker | None:
        """None where there is none that can be read."""
        try:
            value = json.loads(self._path.read_bytes())
            marker = Marker(**value)
            bytes.fromhex(marker.hash)
            return marker if type(marker.seq) is int else None
        except (OSError, ValueError, TypeError):
            return None

    def is_from_here(self, marker: Marker) -> bool:
        """Whether the marker was written on this machine and is no copy of the file."""
        try:
            return marker.place == self._place(self._path.stat().st_ino)
        except OSError:
            return False

    def make(self, journal: str, seq: int, hash_: bytes) -> None:
        """Write the marker anew, as this place's; durable when it returns."""
        new = self._path.with_name(f"{NAME}.new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            place = self._place(os.fstat(file.fileno()).st_ino)
            file.write(_written(Marker(journal, seq, hash_.hex(), place)))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        flush_folder(self._path.parent)

    def follow(self, journal: str, seq: int, hash_: bytes) -> None:
        """Note an entry that was written; a marker that can't be written lags, and nothing stops for it.

        Not flushed: it survives the program's end at any moment, and a power cut takes only its last seconds.
        """
        try:
            # the bare calls: this follows every transaction that writes an entry
            descriptor = os.open(self._path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        except OSError:
            return
        try:
            place = self._place(os.fstat(descriptor).st_ino)
            os.write(descriptor, _written(Marker(journal, seq, hash_.hex(), place)))
        except OSError:
            return
        finally:
            os.close(descriptor)

    def _place(self, inode: int) -> str:
        return hashlib.sha256(f"{self._machine}/{inode}".encode()).hexdigest()[:32]


def _written(marker: Marker) -> bytes:
    return json.dumps(asdict(marker)).encode().ljust(_LENGTH - 1) + b"\n"
