"""The night run killed by ``kill -9`` at random moments and run again, held against an uninterrupted one.

    python -m bench.night_kills [N] [SEED]

Prints which step each kill came after; fails where a report, a statement to a unit or the inbox differs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.faults.night_kills import kill_nights


def main(count: int, seed: int) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        killed, wrong = kill_nights(Path(folder), count, seed)
    for where, times in sorted(killed.items()):
        print(f"{times:5} {where}")
    print(f"{killed.total()} kills, {time.monotonic() - began:.0f} s")
    print(f"wrong: {wrong or 'nothing'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(numbers + [100, 20261125][len(numbers) :])))
