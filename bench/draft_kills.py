"""How far behind a draft is when the window is killed with ``kill -9`` at a random moment of typing.

    python -m bench.draft_kills [N] [PROCESSES]

Each time the real window (real encrypted database, no screen) types a name, is killed after 0.05 to 3
seconds, and what it left is opened and verified whole. Prints the distribution of how long ago the first
missing letter had been typed; fails where that is over a second, or anything is broken.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.faults.typist import Killed, kill_while_typing
from tests.units import set_up

LONGEST_SECONDS = 3.0
ALLOWED_SECONDS = 1.0


def main(count: int, processes: int) -> int:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        template = Path(folder) / "template"
        set_up(template)
        pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
        with pool:
            killed = list(pool.map(partial(_kill, Path(folder)), range(count)))
    behind = sorted(each.behind for each in killed)
    broken = [each.problem for each in killed if each.problem]
    lost = sum(len(each.typed) - len(each.kept) for each in killed)
    print(f"{count} kills, {sum(len(each.typed) for each in killed)} letters typed, {lost} of them lost")
    p50, p95, p99, worst = (
        f"{behind[int((count - 1) * part)] * 1000:.0f} ms" for part in (0.5, 0.95, 0.99, 1)
    )
    print(f"behind: p50 {p50}, p95 {p95}, p99 {p99}, worst {worst}")
    print(f"broken: {len(broken)} {broken[:3]}")
    return 1 if broken or behind[-1] > ALLOWED_SECONDS else 0


def _kill(folder: Path, number: int) -> Killed:
    home = folder / f"home-{number}"
    shutil.copytree(folder / "template", home)
    after = random.Random(number).uniform(0.05, LONGEST_SECONDS)
    try:
        return kill_while_typing(home, after, number)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    options = [int(each) for each in sys.argv[1:]]
    sys.exit(main(options[0] if options else 500, options[1] if len(options) > 1 else 1))
