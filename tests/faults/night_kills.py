"""A night run killed by ``kill -9`` at random moments and run again, held against one that was left alone."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections import Counter
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from pypdf import PdfReader

from head_office.office import open_head_office
from head_office.services.night.run import run
from head_office.services.publishing import read_feed
from head_office.services.tracking import set_status
from head_office.store import nights
from mobile_unit.clock import JAKARTA
from mobile_unit.resources import resource
from tests.conftest import SetClock
from tests.head_office.inside import unit_inside
from tests.offices import running_office
from tests.sticks import carry, take, unit_of

DAY = date(2026, 12, 1)
_context = get_context("forkserver")
_context.set_forkserver_preload(["tests.faults.night_kills", "mobile_unit.sync.wire", "xlsxwriter"])
SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
_MOMENTS = {"at", "received_at", "last_at"}


def furnish(home: Path, folder: Path, *, applications: int = 25) -> None:
    """A head office with two units on file, and bundles of two more in its inbox, people in common."""
    with running_office(home) as office:
        (home / "inbox").mkdir()
        for code, records in (("WK01", SAMPLES[:5]), ("WK02", SAMPLES[3:8])):
            unit = unit_of(office, folder / code, code)
            take(unit, records)
            shutil.copy(carry(unit, folder / f"stick-{code}"), home / "inbox")
            unit.close()
    (home / "inbox" / "WK09-20261124-1-2.bundle").write_bytes(b"nothing")
    inside = open_head_office(home, clock=SetClock(datetime(2026, 10, 30, 9, 0, tzinfo=JAKARTA)))
    for code in ("WK03", "WK04"):
        unit = unit_inside(inside, code)
        rows = [unit.file(serial) for serial in range(applications)]
        for row, state in zip(
            rows, ("ready", "awaiting_payment", "incomplete", "verification"), strict=False
        ):
            set_status(inside, row["number"], state, None)
        unit.take(unit.application(applications + 1, documents=[]))
    inside.close()


def night(home: str) -> None:
    office = open_head_office(Path(home))
    run(office, Path(home), DAY)
    office.close()


def run_night(home: Path, moment: float | None) -> bool:
    """Whether it came to its end before it was killed."""
    process = _context.Process(target=night, args=(str(home),))
    process.start()
    process.join(moment)
    ended = not process.is_alive()
    process.kill()
    process.join()
    assert process.exitcode in (0, -9)
    process.close()
    return ended


def left_by(home: Path) -> dict[str, Any]:
    """What a finished run left: the report's files without their moments, and what the units were told."""
    folder = home / "nightly" / DAY.isoformat()
    report = json.loads((folder / f"laporan-malam-{DAY}.json").read_text("utf-8"))
    office = open_head_office(home)
    told = {}
    for code in ("WK01", "WK02", "WK03", "WK04"):
        said = [each["body"] for each in read_feed(office, code, 0, 1000)[0] if "part" in each["body"]]
        named = [(each["id"], each["correction"]) for body in said for each in body["applications"]]
        assert len(named) == len(set(named)), "said twice"
        told[code] = sorted(named)
    office.close()
    book = load_workbook(folder / f"laporan-malam-{DAY}.xlsx")
    page = PdfReader(folder / f"laporan-malam-{DAY}.pdf").pages[0].extract_text()
    return {
        "files": sorted(path.name for path in folder.iterdir()),
        "report": _without_moments(report),
        "book": {
            sheet.title: len([row for row in sheet.iter_rows() if any(cell.value for cell in row)])
            for sheet in book
        },
        "page": [line for line in page.splitlines() if "pukul" not in line],
        "told": told,
        "inbox": sorted(path.relative_to(home).as_posix() for path in (home / "inbox").rglob("*")),
    }


def _without_moments(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_moments(each) for name, each in value.items() if name not in _MOMENTS}
    return [_without_moments(each) for each in value] if isinstance(value, list) else value


def step_reached(home: Path) -> str:
    """The last step on record."""
    office = open_head_office(home)
    with office.database.read() as connection:
        steps = nights.steps_named(connection, DAY.isoformat(), "")
        finished = steps and nights.of(connection, DAY.isoformat()).finished_at
    office.close()
    if finished:
        return "finished"
    if "money" in steps:
        return "figures taken"
    for beginning, words in (("unit ", "units told"), ("bundle ", "bundles taken in")):
        if count := sum(step.startswith(beginning) for step in steps):
            return f"{count} {words}"
    return "nothing done"


def kill_nights(folder: Path, count: int, seed: int = 20261125) -> tuple[Counter[str], list[str]]:
    """(where runs were killed, what came out otherwise than in an uninterrupted one)."""
    home = folder / "office"
    furnish(home, folder)
    alone = folder / "alone"
    shutil.copytree(home, alone)
    began = time.monotonic()
    assert run_night(alone, None)
    usual, expected = time.monotonic() - began, left_by(alone)
    chance, killed, wrong = random.Random(seed), Counter[str](), []
    number = 0
    while killed.total() < count:
        again = folder / f"night-{number}"
        shutil.copytree(home, again)
        while chance.random() < 0.8:  # some are killed more than once
            if run_night(again, chance.uniform(0, usual)):
                break
            reached = step_reached(again)
            killed[reached] += 1
            if reached == "finished":
                break
        assert run_night(again, None)
        if (left := left_by(again)) != expected:
            differs = [name for name in expected if left[name] != expected[name]]
            wrong.append(f"night {number}: {', '.join(differs)}")
        shutil.rmtree(again)
        number += 1
    return killed, wrong
