"""Plays one history and says it, or many and says which promises were broken.

python -m tests.faults.simulation SEED
python -m tests.faults.simulation FIRST LAST [PROCESSES]
"""

from __future__ import annotations

import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.faults.simulation.run import play, some, stage


def one(seed: int) -> int:
    with stage() as template:
        played = play(seed, template)
    print("\n".join(played.said))
    if played.broken is None:
        return 0
    traceback.print_exception(played.broken)
    return 1


def many(first: int, last: int, processes: int) -> int:
    began = time.monotonic()
    size = 250
    parts = [range(start, min(start + size, last)) for start in range(first, last, size)]
    broken = 0
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for part, found in zip(parts, pool.map(some, parts), strict=True):
            broken += len(found)
            for played in found:
                print(f"seed {played.seed}: {played.broken!r}", flush=True)
            if part.stop % 5000 < size:
                print(f"{part.stop - first} histories, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{last - first} histories, {broken} broke a promise, {time.monotonic() - began:.0f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(one(numbers[0]) if len(numbers) == 1 else many(numbers[0], numbers[1], *(numbers[2:] or [1])))
