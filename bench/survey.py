"""Opening the survey of 100,000 answers: the team's page in the window, and head office's page.

    python -m bench.survey [ANSWERS]

On the unit: from the key press to the figures on the page, on a real encrypted database, its cache cold at
the first and warm at the next ones. At head office: the page as a browser gets it, from SQLite.
Beside each a baseline in the same run: one ``SELECT count(*)`` of the same rows, which reads them all.
"""

from __future__ import annotations

import os
import random
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from sqlalchemy import insert

from mobile_unit.app import Home
from mobile_unit.domain.surveys import ELEMENTS
from mobile_unit.store.tables import survey_answers
from mobile_unit.ui.main_window import MainWindow, make_application
from tests.conftest import CHEAP, SetClock
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import open_inside, unit_inside
from tests.units import NIP, PIN, set_up

TIMES = 7
FAMILIES = ("passport_new", "passport_replacement", "stay_permit", "other")


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        on_unit(Path(folder) / "unit", count)
        at_head_office(Path(folder) / "office", count)


def answers(count: int) -> Iterator[dict[str, Any]]:
    """Of twelve months, fourteen sub-districts and four kinds of service."""
    dice = random.Random(1)
    for _each in range(count):
        yield {
            "id": secrets.token_hex(16),
            "month": f"2026-{dice.randint(1, 12):02}",
            "place": f"18.08.{dice.randint(1, 14):02}",
            "family": dice.choice(FAMILIES),
            "questionnaire": "2017.1",
            **{element: dice.randint(1, 4) for element in ELEMENTS},
        }


def on_unit(folder: Path, count: int) -> None:
    set_up(folder)
    home = Home(folder, clock=SetClock(), cost=CHEAP)
    unit = home.sign_in(NIP, PIN)
    with unit.context.store.write() as connection:
        connection.execute(insert(survey_answers), [{**row, "sent": True} for row in answers(count)])
    unit.context.store.empty_log()
    unit.close()
    make_application(home)
    window = MainWindow(home, home.sign_in(NIP, PIN))
    window.show()
    shell = window.shell
    assert shell is not None
    began = time.perf_counter()
    shell.go("survey")
    page: Any = shell.page
    first = until(lambda: page.index.text != "–", began)
    whole_year = page.period.count() - 2
    later = []
    for number in range(TIMES):
        shown = page.seen
        began = time.perf_counter()
        page.period.setCurrentIndex(whole_year if number % 2 == 0 else 2)
        later.append(until(lambda shown=shown: page.seen is not shown, began))
    store = shell.place.unit.context.store

    def counted() -> None:
        with store.read() as connection:
            connection.exec_driver_sql("SELECT count(u9) FROM survey_answers").scalar()

    told("the team's page", count, first, later, [timed(counted) for _each in range(TIMES)])
    window.close()


def until(done: Callable[[], bool], began: float) -> float:
    """Milliseconds since ``began``, in an event loop as the program has it: ``QTest.qWait`` keeps Python for
    itself while it waits, and a worker is half as fast beside it."""
    loop, timer = QEventLoop(), QTimer()

    def look() -> None:
        if done() or time.perf_counter() - began > 60:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(1)
    loop.exec()
    timer.stop()
    if not done():
        raise TimeoutError("the page shows nothing")
    return 1000 * (time.perf_counter() - began)


def at_head_office(folder: Path, count: int) -> None:
    folder.mkdir()
    office = open_inside(folder, SetClock())
    unit_inside(office)
    with sqlite3.connect(folder / "head-office.db") as connection:
        columns = ("id", "unit", "month", "place", "family", "questionnaire", *ELEMENTS)
        marks = ", ".join(f":{name}" for name in columns)
        rows = ({**row, "unit": "WK01"} for row in answers(count))
        connection.executemany(f"INSERT INTO survey_answers ({', '.join(columns)}) VALUES ({marks})", rows)
    desk = desk_of(office)
    asked = "/desk/survey?since=2026-01&until=2026-12"
    taken = [timed(lambda: desk.get(asked)) for _each in range(TIMES + 1)]
    assert desk.page.status_code == 200

    def counted() -> None:
        with office.database.read() as connection:
            connection.exec_driver_sql("SELECT count(u9) FROM survey_answers").scalar()

    told("head office's page", count, taken[0], taken[1:], [timed(counted) for _each in range(TIMES)])
    office.close()


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def told(what: str, count: int, first: float, later: list[float], baseline: list[float]) -> None:
    middle, rows = statistics.median(later), statistics.median(baseline)
    print(
        f"{what}, {count:,} answers: first {first:.0f} ms, then {middle:.0f} ms (worst {max(later):.0f});"
        f" reading every row {rows:.0f} ms, ratio {middle / rows:.1f}; target < 1,000 ms:"
        f" {'held' if max(first, *later) < 1000 else 'MISSED'}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
