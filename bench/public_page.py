"""The public's page on SQLite, as a browser gets it, against a route that does nothing, in the same run.

    python -m bench.public_page [APPLICATIONS] [REQUESTS]

The real server over loopback, one connection kept open; each look-up comes from an address of its own, as
through a proxy, so that everything is counted that is counted of strangers. Asked in turn: ``GET /v1/health``
(no database), the questions, a status by number and birth date, a wrong birth date, a number of nobody, a
receipt's QR code. Applications are copies of one entry under other numbers; what a look-up reads is the same.

The processor's time of the server is taken apart, over so many requests of one kind; that, unlike the time on
the wall, says something on a machine with other work.
"""

from __future__ import annotations

import itertools
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psutil
import requests

from mobile_unit.demo import take_sample
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from tests.offices import enrolled, running_office

TARGET_MS = 20.0


def main(applications: int, count: int) -> None:
    with (
        tempfile.TemporaryDirectory(dir="/tmp") as folder,
        running_office(Path(folder) / "office", serving=("--proxy", "127.0.0.1")) as office,
    ):
        unit = enrolled(office, Path(folder) / "unit")
        take_sample(unit, 0)
        (row,) = unit.tracking.search().rows
        body = unit.tracking.body(row.id)
        code = unit.authenticity.code(body)
        unit.sync.run()
        office.run("status", body["number"], "ready")
        unit.close()
        numbers = copies(office.home / "head-office.db", body["number"], applications)
        line = requests.Session()
        born = body["applicant"]["birth_date"]

        serials = itertools.count()

        def stranger() -> dict[str, str]:
            serial = next(serials)
            return {"X-Forwarded-For": f"100.{serial >> 16}.{serial >> 8 & 255}.{serial & 255}"}

        def look(number: str, birth: str) -> Callable[[], requests.Response]:
            year, month, day = birth.split("-")
            said = {"nomor": number, "hari": day, "bulan": month, "tahun": year}
            return lambda: line.post(f"{office.url}/lacak", data=said, headers=stranger())

        nobody = [application_number("ZZ99", "Z", date(2026, 1, 1), n + 1) for n in range(count)]
        asked: dict[str, list[Callable[[], requests.Response]]] = {
            "nothing (health)": [lambda: line.get(f"{office.url}/v1/health")] * count,
            "the questions": [lambda: line.get(f"{office.url}/")] * count,
            "a status": [look(numbers[n % len(numbers)], born) for n in range(count)],
            "a wrong birth date": [look(numbers[n % len(numbers)], "1950-01-01") for n in range(count)],
            "a number of nobody": [look(number, "1990-01-01") for number in nobody],
            "a receipt's code": [lambda: line.get(code, headers=stranger())] * count,
        }
        expected = {"a wrong birth date": 404, "a number of nobody": 404}
        for name, calls in asked.items():
            assert calls[0]().status_code == expected.get(name, 200), name
        taken: dict[str, list[float]] = {name: [] for name in asked}
        for turn in range(count):
            for name, calls in asked.items():
                began = time.perf_counter()
                calls[turn]()
                taken[name].append(1000 * (time.perf_counter() - began))
        assert office.process is not None
        server = psutil.Process(office.process.pid)
        busy = {name: of_the_processor(server, calls) for name, calls in asked.items()}
    told(taken, busy, applications)


def of_the_processor(server: psutil.Process, calls: list[Callable[[], requests.Response]]) -> float:
    """The milliseconds that the server is busy with a request."""
    before = server.cpu_times()
    for call in calls:
        call()
    after = server.cpu_times()
    return 1000 * (after.user + after.system - before.user - before.system) / len(calls)


def copies(file: Path, number: str, count: int) -> list[str]:
    """So many more applications of the same entry, each with its state's history; answers their numbers."""
    numbers = [application_number("BN01", "A", date(2026, 1, 1), n + 1) for n in range(count)]
    with sqlite3.connect(file, timeout=60) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(applications)")]
        rest = ", ".join(name for name in columns if name not in ("id", "number"))
        for made in numbers:
            key = uuid7()
            connection.execute(
                f"INSERT INTO applications (id, number, {rest}) SELECT ?, ?, {rest} FROM applications"
                " WHERE number = ?",
                (key, made, number),
            )
            connection.execute(
                "INSERT INTO history (application, state, at) VALUES (?, 'ready', '2026-11-25')", (key,)
            )
    return numbers


def told(taken: dict[str, list[float]], busy: dict[str, float], applications: int) -> None:
    empty = statistics.median(taken["nothing (health)"])
    print(f"{applications} applications; ms")
    for name, times in taken.items():
        times.sort()
        p50, p99 = statistics.median(times), times[int(0.99 * len(times))]
        print(
            f"{name:<22} p50 {p50:7.2f}  p99 {p99:7.2f}  max {times[-1]:7.2f}  x{p50 / empty:5.2f} of nothing"
            f"  processor {busy[name]:5.2f}"
        )
        if name != "nothing (health)":
            print(f"{'':<22} p99 {'under' if p99 < TARGET_MS else 'OVER'} {TARGET_MS:.0f} ms")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["100000"])[0]), int((sys.argv[2:] or ["1000"])[0]))
