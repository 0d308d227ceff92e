"""Opening the list of 10,000 complaints: in the window, and head office's page.

    python -m bench.complaints [COMPLAINTS]

On the unit: from the key press to the rows in the table, on a real encrypted database. At head office: the
page as a browser gets it, from SQLite. Beside each a baseline in the same run: one ``SELECT count(*)``.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from sqlalchemy import insert

from bench.survey import until
from head_office.store import complaint_tables
from mobile_unit.app import Home
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import COMPLAINTS, series_number
from mobile_unit.store.tables import complaints
from mobile_unit.ui.main_window import MainWindow, make_application
from tests.conftest import CHEAP, SetClock
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import open_inside, unit_inside
from tests.units import NIP, PIN, set_up

TIMES = 7
DAY = date(2026, 11, 24)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        on_unit(Path(folder) / "unit", count)
        at_head_office(Path(folder) / "office", count)


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Half of them open, over two hundred days."""
    for serial in range(1, count + 1):
        yield {
            "id": uuid7(),
            "number": series_number(COMPLAINTS, "WK01", "A", DAY, serial),
            "kind": "complaint",
            "mode": "open",
            "channel": "box",
            "sealed": False,
            "status": "closed" if serial % 2 else "new",
            "taken_at": "2026-11-24T09:00:00+07:00",
            "due_on": (DAY + timedelta(days=serial % 200 - 100)).isoformat(),
        }


def on_unit(folder: Path, count: int) -> None:
    set_up(folder)
    home = Home(folder, clock=SetClock(), cost=CHEAP)
    unit = home.sign_in(NIP, PIN)
    summary = {"summary": "Antrean di balai kampung tidak teratur sejak pagi"}
    with unit.context.store.write() as connection:
        connection.execute(insert(complaints), [row | summary for row in rows(count)])
    unit.context.store.empty_log()
    make_application(home)
    window = MainWindow(home, unit)
    window.showNormal()
    window.shell.go("complaints")
    page = window.shell.page
    QTest.qWait(1500)
    opened, base = [], []
    for _time in range(TIMES):
        page.model.show("all", "nobody says this")
        QTest.qWait(300)
        page.show_group("book")
        began = time.perf_counter()
        page.show_group("all")
        until(lambda: page.model.rowCount() > 0, began)
        page.grab()
        opened.append(time.perf_counter() - began)
        began = time.perf_counter()
        with unit.context.store.read() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM complaints WHERE summary <> ''").scalar()
        base.append(time.perf_counter() - began)
    told("window, all of them", opened, base, page.model.rowCount())
    window.close()


def at_head_office(folder: Path, count: int) -> None:
    folder.mkdir()
    office = open_inside(folder, SetClock())
    unit = unit_inside(office)
    more = {
        "unit": "WK01",
        "journal": unit.journal,
        "seq": 1,
        "service": "",
        "received_at": office.now(),
        "code_mark": "",
        "revision": 1,
    }
    with office.database.write() as connection:
        filed = [{**row, **more, "next_on": row["due_on"]} for row in rows(count)]
        connection.execute(insert(complaint_tables.complaints), filed)
    desk = desk_of(office)
    opened, base = [], []
    for _time in range(TIMES):
        began = time.perf_counter()
        assert desk.get("/desk/complaints").status_code == 200
        opened.append(time.perf_counter() - began)
        began = time.perf_counter()
        with office.database.read() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM complaints WHERE number <> ''").scalar()
        base.append(time.perf_counter() - began)
    told("head office's page", opened, base, count)
    office.close()


def told(what: str, opened: list[float], base: list[float], count: int) -> None:
    middle, least = statistics.median(opened), statistics.median(base)
    print(
        f"{what}: {count:,} rows, first {1000 * opened[0]:.0f} ms, median {1000 * middle:.0f} ms;"
        f" reading every row {1000 * least:.1f} ms; target < 1,000 ms:"
        f" {'held' if max(opened) < 1 else 'MISSED'}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
