"""The sticks and cards that are inserted, as the system knows them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_MOUNTED_FOR_PEOPLE = ("/media/", "/run/media/", "/Volumes/")


@dataclass(frozen=True)
class Medium:
    """A place to write to; ``free`` in bytes."""

    path: Path
    name: str
    free: int


def media() -> tuple[Medium, ...]:
    """What can be taken out of this laptop and written to; may wait for a slow device."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        if volume.isValid() and volume.isReady() and not volume.isRoot() and _is_removable(volume):
            path = volume.rootPath()
            found.append(Medium(Path(path), volume.displayName() or path, volume.bytesAvailable()))
    return tuple(sorted(found, key=lambda medium: medium.name))


def chosen_folder(path: Path) -> Medium:
    """A folder that somebody pointed at, as a medium."""
    return Medium(path, str(path), QStorageInfo(str(path)).bytesAvailable())


def _is_removable(volume: QStorageInfo) -> bool:
    path = volume.rootPath()
    if sys.platform == "win32":
        import ctypes

        drive_removable = 2
        return bool(ctypes.windll.kernel32.GetDriveTypeW(path) == drive_removable)
    if path.startswith(_MOUNTED_FOR_PEOPLE):
        return True
    disk = bytes(volume.device().data()).decode("utf-8", "replace").rsplit("/", 1)[-1].rstrip("0123456789")
    try:
        return bool(disk) and Path(f"/sys/block/{disk}/removable").read_text("ascii").strip() == "1"
    except (OSError, ValueError):
        return False
