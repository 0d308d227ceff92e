"""What it costs to overwrite in the file whatever is deleted: an application typed as a draft, saved at each
pause, its scans attached, submitted, and another one thrown away; by laptops that overwrite nothing, in pages
that are written anyway (``FAST``), and every page (``ON``), in turn.

    python -m bench.secure_delete [N]

Each laptop has a database of its own on the same disk; ratios are to the one that overwrites nothing.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench.people import another_person
from mobile_unit.app import Unit
from mobile_unit.resources import resource
from mobile_unit.services.scans import Scan
from tests.units import unit_without_office

WAYS = ("OFF", "FAST", "ON")
SAVES = 8
SCAN_BYTES = 60_000
WARM = 10


def main(count: int) -> None:
    records = [
        json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    ]
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        units = {way: _unit(Path(folder) / way, way) for way in WAYS}
        for n in range(count + WARM):
            record = another_person(records[n % len(records)], n)
            for way in WAYS[n % 3 :] + WAYS[: n % 3]:
                for what, seconds in _take(units[way], record):
                    if n >= WARM:
                        times[way, what].append(seconds)
        for unit in units.values():
            unit.close()
    for what in ("save", "attach", "submit", "discard"):
        for way in WAYS:
            found, plain = times[way, what], times["OFF", what]
            ratio = statistics.median(a / b for a, b in zip(found, plain, strict=True))
            print(
                f"{what:<8}{way:<6} p50 {1e3 * statistics.median(found):6.2f} ms  "
                f"mean {1e3 * statistics.mean(found):6.2f} ms  median of the pairs' ratios {ratio:.3f}"
            )


def _unit(home: Path, way: str) -> Unit:
    unit = unit_without_office(home)

    @event.listens_for(unit.context.store.engine_for_migrations(), "checkout")
    def _set(connection: Any, *_more: object) -> None:
        connection.execute(f"PRAGMA secure_delete = {way}").fetchall()

    return unit


def _take(unit: Unit, record: dict[str, Any]) -> list[tuple[str, float]]:
    done = []
    clock = time.perf_counter
    draft = unit.intake.new_draft(record["service"])
    answers = dict(record["applicant"])
    for n in range(1, SAVES + 1):
        typed = dict(list(answers.items())[: len(answers) * n // SAVES])
        began = clock()
        unit.intake.save_draft(draft.id, typed, record["answers"])
        done.append(("save", clock() - began))
    for each in record["documents"]:
        scan = Scan(os.urandom(SCAN_BYTES), "image/jpeg")
        began = clock()
        unit.intake.attach_scan(draft.id, each["kind"], scan)
        done.append(("attach", clock() - began))
    began = clock()
    unit.intake.submit(draft.id)
    done.append(("submit", clock() - began))
    draft = unit.intake.new_draft(record["service"])
    for each in record["documents"]:
        unit.intake.attach_scan(draft.id, each["kind"], Scan(os.urandom(SCAN_BYTES), "image/jpeg"))
    began = clock()
    unit.intake.discard_draft(draft.id)
    done.append(("discard", clock() - began))
    return done


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
