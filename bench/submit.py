"""Submitting one application, durable, against one raw SQLCipher insert-and-commit of the same bytes.

    python -m bench.submit [N]

Both write to the same disk in the same run, alternating: the raw side inserts the entry's and the scans'
bytes into a table of its own and commits (WAL, synchronous=FULL), the other is ``Intake.take``: validation,
number, journal entry, chain, rows, search index, one commit. Scans are new for every application.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.people import another_person
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.resources import resource
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.store.engine import open_connection
from tests.units import unit_without_office

SCAN_BYTES = 60_000


def main(count: int) -> None:
    records = [
        json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    ]
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        unit = unit_without_office(Path(folder))
        raw = open_connection(Path(folder) / "raw.db", os.urandom(32))
        raw.execute("CREATE TABLE raw (entry BLOB, scans BLOB)")
        ours, theirs = [], []
        for n in range(count + 20):
            record = another_person(records[n % len(records)], n)
            scans = [(d["kind"], Scan(os.urandom(SCAN_BYTES), "image/jpeg")) for d in record["documents"]]
            entry = json.dumps(record).encode()
            began = time.perf_counter()
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO raw VALUES (?, ?)", (entry, b"".join(s.content for _k, s in scans)))
            raw.execute("COMMIT")
            middle = time.perf_counter()
            unit.intake.take(
                Record(uuid7(), record["service"], record["applicant"], record["answers"], scans)
            )
            ended = time.perf_counter()
            theirs.append(middle - began)
            ours.append(ended - middle)
        unit.close()
        raw.close()
    ours, theirs = ours[20:], theirs[20:]
    for name, times in (("raw insert and commit", theirs), ("submit", ours)):
        print(f"{name:<24} p50 {1e3 * statistics.median(times):7.2f} ms   max {1e3 * max(times):7.2f} ms")
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"ratio of the medians     {ratio:.2f}  (target: at most 3)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
