"""A thousand units that sync at once, against two workers: nothing lost, nothing twice.

    python -m bench.load.run postgresql|sqlite [UNITS] [APPLICATIONS EACH] [BYTES A SCAN]

Needs locust (``pip install locust``; ``LOCUST`` names its program where that is not on the path). Every unit
is enrolled and has its day ready: applications with three to five scans and a receipt each. Then all sync at
once by the product's own client and wire format. One in five is cut while its entries go or before it hears
the answer, one in five while its scans go, one in five sends everything a second time. Who is asked to wait
waits. At the end head office's database is held against what each unit has.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from head_office.office import HeadOffice, open_head_office
from head_office.services import enrolment
from head_office.services.verification import broken_things
from head_office.store.tables import applications, blobs, entries, journals
from tests.offices import NIP, Office
from tests.postgresql import running_postgresql

HERE = Path(__file__).parent


def main(kind: str, units: int, each: int, scan_bytes: int) -> int:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        home = Path(folder)
        with _database(kind, home / "server") as database:
            office = open_head_office(home / "office", database=database)
            codes = [_code(office, f"L{number:04d}") for number in range(units)]
            running = Office(home / "office", serving=("--workers", "2"))
            if database is not None:
                running.environment["HEAD_OFFICE_DATABASE"] = database
            running.start()
            try:
                plan = {
                    "url": running.url, "codes": list(enumerate(codes)), "applications": each,
                    "scan_bytes": scan_bytes, "result": str(home / "result.json"),
                }  # fmt: skip
                (home / "plan.json").write_text(json.dumps(plan), "utf-8")
                _run_locust(home / "plan.json", units)
            finally:
                running.stop()
            result = json.loads((home / "result.json").read_text("utf-8"))
            _print(result, units)
            wrong = [*result["failed"], *result["errors"], *_differences(office, result["done"])]
            office.close()
    for problem in wrong[:20]:
        print(f"WRONG: {problem}")
    print(f"{len(wrong)} things wrong" if wrong else "nothing lost, nothing twice, no error")
    return 1 if wrong else 0


@contextmanager
def _database(kind: str) -> Iterator[str | None]:
    """The address of an empty one; None is SQLite in the office's home."""
    if kind == "sqlite":
        yield None
        return
    with running_postgresql() as address:
        yield address


def _code(office: HeadOffice, unit: str) -> str:
    enrolment.add_officer(office, NIP, "Sari Wulandari", "supervisor", unit)
    return enrolment.make_code(office, unit, f"Unit {unit}", None)


def _run_locust(plan: Path, units: int) -> None:
    command = [
        os.environ.get("LOCUST", "locust"), "-f", str(HERE / "locustfile.py"), "--headless",
        "-u", str(units), "-r", str(units), "--only-summary", "--loglevel", "ERROR",
    ]  # fmt: skip
    environment = {**os.environ, "LOAD_PLAN": str(plan), "PYTHONPATH": str(HERE.parent.parent)}
    subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL, timeout=900)


def _print(result: dict[str, Any], units: int) -> None:
    done = result["done"]
    print(f"{units} units at once; {sum(len(u['applications']) for u in done)} applications, "
          f"{sum(u['seq'] for u in done)} entries, {sum(len(u['scans']) for u in done)} scans; "
          f"{sum(u['cuts'] for u in done)} cuts, {sum(u['repeats'] for u in done)} batches sent twice, "
          f"asked to wait {sum(u['waits'] for u in done)} times")  # fmt: skip
    for each in result["answers"]:
        times = f"p50 {each['p50']:>7.0f}  p99 {each['p99']:>7.0f}  max {each['max']:>7.0f} ms"
        print(f"{each['kind']:<14} {each['name']:<22} {each['count']:>6} times  {times}")


def _differences(office: HeadOffice, units: list[dict[str, Any]]) -> list[str]:
    """What head office holds otherwise than the units do."""
    wrong = []
    with office.database.read() as connection:
        heads = {row.id: row for row in connection.execute(select(journals))}
        counted = dict(
            connection.execute(select(entries.c.journal, func.count()).group_by(entries.c.journal)).all()
        )
        aside = connection.execute(select(func.count()).where(entries.c.quarantine.is_not(None))).scalar()
        filed = {row.id: row.state for row in connection.execute(select(applications))}
        scans = set(connection.execute(select(blobs.c.sha256)).scalars())
    for unit in units:
        head = heads[unit["journal"]]
        if (head.head_seq, bytes(head.head_hash)) != (unit["seq"], base64.b64decode(unit["hash"])):
            wrong.append(f"{unit['unit']}: another head")
        if counted[unit["journal"]] != unit["seq"]:
            wrong.append(f"{unit['unit']}: {counted[unit['journal']]} entries of {unit['seq']}")
        for id_ in unit["applications"]:
            if filed.get(id_) != "received":
                wrong.append(f"application {id_}: {filed.get(id_)}")
        wrong += [f"scan {scan[:12]}: not held" for scan in unit["scans"] if scan not in scans]
    brought = sum(len(unit["applications"]) for unit in units)
    if (len(filed), aside) != (brought, 0):
        wrong.append(f"{len(filed)} applications of {brought}, {aside} entries kept aside")
    return [*wrong, *broken_things(office)]


if __name__ == "__main__":
    began = time.monotonic()
    asked = [int(word) for word in sys.argv[2:]]
    status = main(sys.argv[1], *(asked + [1000, 4, 20_000][len(asked) :]))
    print(f"{time.monotonic() - began:.0f} s in all")
    sys.exit(status)
