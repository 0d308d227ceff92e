"""A unit and head office killed by ``kill -9`` at random moments while applications are taken and sent.

    python -m bench.kills [N] [SEED]

Prints what was killed after which step; fails when anything is lost, double or broken.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.faults.kills import kill_often


def main(count: int, seed: int) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        pair, wrong = kill_often(Path(folder), count, seed)
    for where, times in sorted(pair.killed.items()):
        print(f"{times:5} {where}")
    print(f"{pair.killed.total()} kills, {len(pair.taken)} applications, {time.monotonic() - began:.0f} s")
    print(f"wrong: {wrong or 'nothing'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(numbers + [1000, 20261125][len(numbers) :])))
