"""Plays one history and says it, or many and says which promises were broken, and now and then how far it is:
cut there, it goes on with that number as FIRST.

python -m tests.faults.simulation SEED
python -m tests.faults.simulation FIRST LAST [PROCESSES]
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter

from tests.faults.simulation.history import KINDS
from tests.faults.simulation.run import many, play, stage


def one(seed: int) -> int:
    with stage() as template:
        played = play(seed, template)
    print("\n".join(played.said))
    if played.broken is None:
        return 0
    traceback.print_exception(played.broken)
    return 1


def through(first: int, last: int, processes: int) -> int:
    began = time.monotonic()
    broken = 0
    happened: Counter[str] = Counter()
    for part in many(first, last, processes):
        broken += len(part.broken)
        happened += part.kinds
        for seed, promise in part.broken:
            print(f"seed {seed}: {promise}", flush=True)
        seconds = time.monotonic() - began
        print(f"up to {part.seeds.stop}: {broken} broke a promise, {seconds:.0f} s", flush=True)
    for kind in sorted(KINDS, key=lambda kind: happened[kind]):
        print(f"{happened[kind]:8} {kind.replace('_', ' ')}")
    return 1 if broken else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(one(numbers[0]) if len(numbers) == 1 else through(numbers[0], numbers[1], *(numbers[2:] or [1])))
