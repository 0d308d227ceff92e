"""Laptops killed by ``kill -9`` at random moments while they hand over, delete everything and say so.

    python -m bench.wipe_kills [KILLS] [SEED]

Prints after which step the kills fell; fails when anything unsent was lost or anything is left to read.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.faults.wipe_kills import wipe_often


def main(kills: int, seed: int) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        wipes = wipe_often(Path(folder), kills, seed)
    for where, times in sorted(wipes.killed.items()):
        print(f"{times:5} after {where}")
    print(f"{wipes.killed.total()} kills, {time.monotonic() - began:.0f} s")
    print(f"wrong: {wipes.wrong or 'nothing'}")
    return 1 if wipes.wrong else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(numbers + [200, 20261125][len(numbers) :])))
