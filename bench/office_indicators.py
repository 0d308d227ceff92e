"""Five years of head office's indicators: counting them whole, and their page as a browser gets it.

    python -m bench.office_indicators [APPLICATIONS] [UNITS] [sqlite|postgresql]

The applications are written straight, with the states of each, over the sixty months up to November 2026,
as many tickets, answers to the survey a third more, complaints two for fifteen; most are for passports, but
every service of the catalogue is asked for. The page is asked inside the process, templates compiled: by the
clock, and the processor's time, which is the same where other programs want the processor too.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice, open_head_office
from head_office.services import indicator_counting
from head_office.store import tables
from head_office.store.complaint_tables import complaints
from head_office.store.queue_tables import queue_tickets
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.domain.surveys import ELEMENTS
from mobile_unit.forms.catalogue import Catalogue
from tests.head_office.desk_client import desk_of
from tests.postgresql import running_postgresql

TARGET_MS = 1000
PASSPORTS = {"passport.new": 600, "passport.replacement": 390}
SERVICES = {code: PASSPORTS.get(code, 3) for code in Catalogue.load().services}
WAY = ("received", "awaiting_payment", "paid", "interview", "verification", "ready", "handed_over")
FIRST, DAYS = date(2021, 12, 1), 1826
PAGES = {
    "all units, five years": "since=2021-12&until=2026-11",
    "all units, this quarter": "",
    "one unit, five years": "since=2021-12&until=2026-11&unit=U0000",
    "one service, five years": "since=2021-12&until=2026-11&service=passport.new",
}


def main(count: int, units: int, kind: str) -> int:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder) / "office"
        home.mkdir()
        url = None
        if kind == "postgresql":
            url = stack.enter_context(running_postgresql())
        office = open_head_office(home, database=url)
        _timed("written", lambda: fill(office, count, units))
        seconds = _timed("counted whole", lambda: indicator_counting.count(office))
        desk = desk_of(office, "verifier", "199001")
        worst = 0.0
        for name, query in PAGES.items():
            found = [_ask(desk, f"/desk/indicators?{query}") for _n in range(6)][1:]
            times, processor = zip(*found, strict=True)
            worst = max(worst, *times)
            print(
                f"{name:<28} p50 {statistics.median(times):6.0f} ms   worst {max(times):6.0f} ms"
                f"   processor p50 {statistics.median(processor):6.0f} ms",
                flush=True,
            )
        lists = ("taken", "days_mean", "returned", "delay")
        for key in lists:
            took, _processor = _ask(desk, f"/desk/indicators/list/{key}?since=2024-03&until=2024-03")
            print(f"the list behind {key:<12} {took:6.0f} ms", flush=True)
        office.close()
    print(f"worst {worst:.0f} ms (target: under {TARGET_MS}); counting {seconds:.0f} s")
    return 0 if worst < TARGET_MS else 1


def fill(office: HeadOffice, count: int, units: int) -> None:
    chance = random.Random(1)
    with office.database.write() as connection:
        connection.execute(
            tables.units.insert(),
            [
                {
                    "code": f"U{n:04d}",
                    "name": f"Unit {n}",
                    "letters": 1,
                    "feed_seq": 0,
                    "feed_hash": bytes(32),
                }
                for n in range(units)
            ],
        )
    for first in range(0, count, 10_000):
        together = range(first, min(first + 10_000, count))
        rows = [_rows(n, count, units, chance) for n in together]
        with office.database.write() as connection:
            connection.execute(tables.applications.insert(), [row for row, _steps in rows])
            connection.execute(tables.history.insert(), [step for _row, steps in rows for step in steps])
            connection.execute(tables.survey_answers.insert(), list(_answers(together, count, units, chance)))
            connection.execute(queue_tickets.insert(), list(_tickets(together, count, units, chance)))
            connection.execute(complaints.insert(), list(_complaints(together, count, units, chance)))
    if not office.database.is_sqlite:
        with office.database.write() as connection:
            connection.exec_driver_sql("ANALYZE")


def _rows(
    n: int, count: int, units: int, chance: random.Random
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    day, unit, id_ = _day(n, count), f"U{n % units:04d}", uuid7()
    ended = chance.randrange(1, len(WAY) + 1) if chance.random() < 0.1 else len(WAY)
    steps, at = [], day
    for state in (*(["incomplete"] if chance.random() < 0.08 else []), *WAY[:ended]):
        steps.append({"application": id_, "state": state, "at": f"{at}T15:00:00+07:00"})
        at += timedelta(days=chance.randrange(3))
    interviewed = next((each["at"][:10] for each in steps if each["state"] == "verification"), None)
    due = date.fromisoformat(interviewed) if interviewed else day
    row = {
        "id": id_, "number": application_number(unit, "A", day, n // units % 9999 + 1),
        "service": chance.choices(list(SERVICES), list(SERVICES.values()))[0], "state": steps[-1]["state"],
        "unit": unit, "journal": "none", "seq": 1, "submitted_at": f"{day}T09:00:00+07:00",
        "received_at": f"{day}T15:00:00+07:00", "clock_from": interviewed,
        "due_on": None if n % 33 == 0 else (due + timedelta(days=6)).isoformat(),
        "desk": "done" if ended == len(WAY) else "office",
    }  # fmt: skip
    return row, steps


def _answers(together: range, count: int, units: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for n in (*together, *together[::3]):
        scores = {element: chance.randrange(2, 5) for element in ELEMENTS}
        whose = {"unit": f"U{n % units:04d}", "place": f"18.08.{n % 15 + 1:02d}", "family": "passport_new"}
        month = f"{_day(n, count):%Y-%m}"
        yield {"id": uuid7(), "month": month, **whose, "questionnaire": "2017.1", **scores}


def _tickets(together: range, count: int, units: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for n in together:
        taken = chance.randrange(480, 720)
        called = taken + chance.randrange(70)
        moments = {
            "taken": taken,
            "called": called,
            "begun": called,
            "finished": called + chance.randrange(4, 25),
        }
        day, unit = f"{_day(n, count)}", f"U{n % units:04d}"
        yield {
            "queue": f"{day}-{unit}", "number": f"A-{n}", "unit": unit, "day": day, "place": "",
            "kind": "passport", "priority": False, "booked": False, "outcome": "served", **moments,
        }  # fmt: skip


def _complaints(together: range, count: int, units: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for n in (*together[::15], *together[7::15]):
        day = _day(n, count)
        due, answered = day + timedelta(days=20), day + timedelta(days=chance.randrange(1, 25))
        yield {
            "id": uuid7(), "number": f"P-{n}", "unit": f"U{n % units:04d}", "journal": "none", "seq": 1,
            "kind": "complaint", "mode": "open", "channel": "face_to_face", "service": "", "sealed": False,
            "status": "answered", "taken_at": f"{day}T09:00:00+07:00", "received_at": f"{day}T15:00:00+07:00",
            "due_on": f"{due}", "answered_at": f"{answered}T10:00:00+07:00", "code_mark": "", "revision": 1,
        }  # fmt: skip


def _day(n: int, count: int) -> date:
    return FIRST + timedelta(days=n * DAYS // count)


def _ask(desk: Any, path: str) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    began, processor = time.perf_counter(), time.process_time()
    answer = desk.client.get(path)
    assert answer.status_code == 200, answer.text
    return 1e3 * (time.perf_counter() - began), 1e3 * (time.process_time() - processor)


def _timed(name: str, work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    print(f"{name:<28} {took:6.1f} s", flush=True)
    return took


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(
        main(
            int(given[0]) if given else 1_000_000,
            int(given[1]) if len(given) > 1 else 15,
            given[2] if len(given) > 2 else "sqlite",
        )
    )
