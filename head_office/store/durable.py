"""A new name in a folder, on the disk for good."""

from __future__ import annotations

import os
from pathlib import Path


def flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
