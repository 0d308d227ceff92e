"""The C library is told to give memory back: a scan of ten megabytes is done with in half a second."""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Of ``mallopt``, see mallopt(3)."""
_LARGE = 256 * 1024


def give_memory_back() -> None:
    """One heap for all threads, and pictures outside of it; measured by ``bench.memory``: 24 MB less.

    glibc would give every lane a heap of its own, and after the first large picture put the next ones there,
    where they leave holes that are never returned. Does nothing where the C library is another.
    """
    library = _c_library()
    if library is None:
        return
    for which, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
        library.mallopt(which, value)


def give_holes_back() -> None:
    """What lies free between things that are still in use; a few milliseconds, a few megabytes."""
    library = _c_library()
    if library is not None:
        library.malloc_trim(0)


@cache
def _c_library() -> ctypes.CDLL | None:
    """glibc; None where the C library is another."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(None)
    except OSError:
        return None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
