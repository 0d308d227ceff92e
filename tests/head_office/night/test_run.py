"""One night run: what it finds, what it writes, and that it can be stopped and begun anywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from head_office.services.night.report import NEEDED
from head_office.services.night.run import run
from head_office.services.nightly import UnitsNight
from head_office.services.tracking import set_status
from head_office.store import pairs
from head_office.store.tables import applications, documents
from mobile_unit.errors import TryAgain, UserFacingError
from tests.head_office.inside import open_inside, unit_inside
from tests.head_office.night.test_page import report as bad_night

DAY = date(2026, 11, 24)
ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def office(tmp_path, clock):
    opened = open_inside(tmp_path / "office", clock)
    yield opened
    opened.close()


@pytest.fixture
def unit(office):
    return unit_inside(office)


def report_of(office, home, day=DAY, **options):
    return run(office, home, day, **options).report


def codes(report):
    return [item["code"] for item in report["first"]]


def test_an_empty_office_has_a_calm_morning(office, tmp_path):
    told = run(office, tmp_path, DAY)
    assert (told.needs_somebody, told.report["first"]) == (False, [])
    assert sorted(path.name for path in told.folder.iterdir()) == [
        f"laporan-malam-2026-11-24.{ending}" for ending in ("json", "pdf", "xlsx")
    ]
    assert json.loads((told.folder / "laporan-malam-2026-11-24.json").read_text("utf-8")) == told.report
    (page,) = PdfReader(told.folder / "laporan-malam-2026-11-24.pdf").pages
    assert "Tidak ada yang perlu ditangani." in page.extract_text()


def test_a_night_settles_the_scans_that_are_here(office, unit, tmp_path):
    unit.file(0)
    run(office, tmp_path, DAY)
    with office.database.read() as connection:
        assert set(connection.execute(select(documents.c.settled)).scalars()) == {True}


def test_the_same_person_at_two_units_is_a_pair_until_somebody_dismisses_it(office, unit, tmp_path):
    other = unit_inside(office, "WK02")
    one, again = unit.file(0), other.file(0)
    other.file(1)
    report = report_of(office, tmp_path)
    (pair,) = report["duplicates"]["pairs"]
    assert (pair["kind"], pair["score"], pair["across_units"]) == ("same_number", 100, True)
    assert {pair["first"]["number"], pair["second"]["number"]} == {one["number"], again["number"]}
    with office.database.write() as connection:
        assert pairs.dismiss(
            connection, again["id"], one["id"], kind="same_number", by="nip", reason="Kembar", at=office.now()
        )
    report = report_of(office, tmp_path, anew=True)
    assert (report["duplicates"]["pairs"], report["duplicates"]["dismissed"]) == ([], 1)


def test_a_pair_goes_when_it_is_not_found_any_more(office, unit, tmp_path):
    other = unit_inside(office, "WK02")
    unit.file(0)
    number = other.file(0)["number"]
    report_of(office, tmp_path)
    with office.database.read() as connection:
        assert len(pairs.listed(connection, ["same_number"], 10)) == 1
    set_status(office, number, "cancelled", None)
    report_of(office, tmp_path, anew=True)
    with office.database.read() as connection:
        assert pairs.listed(connection, ["same_number"], 10) == []


def test_what_is_past_its_promise_is_told_the_latest_first(office, unit, clock, tmp_path):
    rows = [unit.file(serial) for serial in range(4)]
    set_status(office, rows[0]["number"], "verification", None)
    clock.move(days=1)
    set_status(office, rows[1]["number"], "verification", None)
    set_status(office, rows[2]["number"], "ready", None)
    clock.move(days=20)
    report = report_of(office, tmp_path, date(2026, 12, 15))
    late = report["deadlines"]["overdue"]
    assert [row["number"] for row in late] == [rows[place]["number"] for place in (0, 1, 3)]
    assert [row["counted"] for row in late] == [True, True, False]
    assert late[0]["working_days_late"] == late[1]["working_days_late"] + 1
    assert "overdue" in codes(report)


def test_a_passport_is_proposed_to_be_cancelled_a_month_after_it_was_ready(office, unit, clock, tmp_path):
    row = unit.file(0)
    set_status(office, row["number"], "ready", None)
    clock.move(days=29)
    assert report_of(office, tmp_path, date(2026, 12, 23))["proposals"] == []
    clock.move(days=1)
    (proposal,) = report_of(office, tmp_path, date(2026, 12, 24))["proposals"]
    told = {name: proposal[name] for name in ("number", "unit", "kind", "since", "proposed", "legal_basis")}
    assert told == {
        "number": row["number"],
        "unit": "WK01",
        "kind": "uncollected",
        "since": "2026-11-24",
        "proposed": "cancelled",
        "legal_basis": "Permenkumham 8/2014 Pasal 30",
    }
    assert unit.row(row["id"])["state"] == "ready"


def test_a_number_that_never_came_is_missing_and_one_kept_aside_is_not(office, unit, tmp_path):
    unit.file(0)
    unit.file(2)
    aside = unit.application(3, documents=[])
    unit.take(aside)
    report = report_of(office, tmp_path)
    assert [row["number"] for row in report["gaps"]["numbers"]] == [unit.body(1)["number"]]
    assert [row["quarantine"] for row in report["gaps"]["aside"]] == ["document.required"]
    assert codes(report) == ["aside", "numbers_missing"]


def test_the_clock_and_the_silence_of_a_unit_are_told(office, unit, clock, tmp_path):
    opened = {
        "id": unit.journal, "place": "18.08.04", "place_name": "Baradatu", "day": "2026-11-24",
        "officers": [], "printer": None, "clock": {"kind": "ahead", "seconds": 7200},
    }  # fmt: skip
    assert unit.take(unit.entry("visit.opened", opened)).quarantined == []
    report = report_of(office, tmp_path)
    assert [(row["unit"], row["kind"], row["seconds"]) for row in report["gaps"]["clocks"]] == [
        ("WK01", "ahead", 7200)
    ]
    clock.move(days=9)
    report = report_of(office, tmp_path, date(2026, 12, 3))
    assert [(row["unit"], row["days"]) for row in report["gaps"]["silent"]] == [("WK01", 9)]


def test_scans_are_missed_after_some_days(office, unit, clock, tmp_path):
    entry = unit.application(0)
    unit.take(entry)
    assert report_of(office, tmp_path)["gaps"]["scans"] == []
    clock.move(days=3)
    (row,) = report_of(office, tmp_path, date(2026, 11, 27))["gaps"]["scans"]
    assert (row["number"], row["scans"]) == (entry.body["number"], len(entry.body["documents"]))


def test_a_date_has_one_run_and_gives_its_report_again(office, unit, tmp_path):
    unit.file(0)
    told = run(office, tmp_path, DAY)
    before = {path.name: path.read_bytes() for path in told.folder.iterdir()}
    other = unit_inside(office, "WK02")
    other.file(0)
    again = run(office, tmp_path, DAY)
    assert again.report == told.report
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == before
    assert [unit.stated for unit in again.units] == [0, 1]
    assert len(report_of(office, tmp_path, anew=True)["duplicates"]["pairs"]) == 1


def test_reports_that_are_of_no_use_any_more_are_removed(office, tmp_path):
    old = run(office, tmp_path, DAY).folder
    (tmp_path / "nightly" / "mine").mkdir()
    kept = run(office, tmp_path, date(2026, 12, 24)).folder
    newest = run(office, tmp_path, date(2027, 2, 1)).folder
    assert [folder.exists() for folder in (old, kept, newest)] == [False, True, True]
    assert (tmp_path / "nightly" / "mine").exists()


def test_two_runs_at_once_are_one(office, tmp_path):
    with office.database.hold("nightly") as alone:
        assert alone
        with pytest.raises(TryAgain):
            run(office, tmp_path, DAY)
    assert run(office, tmp_path, DAY).report["day"] == "2026-11-24"


def test_the_lock_of_one_that_was_killed_stops_nobody(office, tmp_path):
    code = (
        "import sys\n"
        "from head_office.store.engine import Database\n"
        "with Database(sys.argv[1]).hold('nightly') as alone:\n"
        "    print(alone, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, office.database.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "True\n"
        with pytest.raises(TryAgain):
            run(office, tmp_path, DAY)
        process.kill()
    assert run(office, tmp_path, DAY).report["first"] == []


def test_names_of_formulas_and_scripts_are_words_in_the_book(office, unit, tmp_path):
    other = unit_inside(office, "WK02")
    for each in (unit, other):
        entry = each.application(0)
        assert each.take(entry).quarantined == []
        each.bring_scans(entry, 0)
    evil = "=cmd|'/c calc'!A1"
    with office.database.write() as connection:
        connection.execute(applications.update().values(full_name=evil))
    told = run(office, tmp_path, DAY)
    book = load_workbook(told.folder / "laporan-malam-2026-11-24.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert evil in {cell.value for cell in cells}
    pdf = PdfReader(told.folder / "laporan-malam-2026-11-24.pdf")
    assert "cmd" not in "".join(page.extract_text() for page in pdf.pages)


def test_time_runs_from_when_it_came_to_its_state_and_anew_where_it_is_asked_again(
    office, unit, clock, tmp_path
):
    ready, incomplete, paid = (unit.file(serial)["number"] for serial in range(3))
    for number, state in ((ready, "ready"), (incomplete, "incomplete"), (paid, "paid")):
        set_status(office, number, state, None)
    clock.move(days=20)
    for number, state in ((ready, "ready"), (incomplete, "incomplete"), (paid, "interview"), (paid, "paid")):
        set_status(office, number, state, None)
    report = report_of(office, tmp_path, date(2026, 12, 24))
    assert [(row["number"], row["since"]) for row in report["proposals"]] == [(ready, "2026-11-24")]
    report = report_of(office, tmp_path, date(2027, 1, 13))
    assert {(row["number"], row["since"], row["proposed"]) for row in report["proposals"]} == {
        (ready, "2026-11-24", "cancelled"),
        (incomplete, "2026-12-14", "deemed_withdrawn"),
        (paid, "2026-12-14", "cancelled"),
    }


def test_what_happens_between_a_run_and_its_end_is_not_in_its_report(office, unit, tmp_path):
    other = unit_inside(office, "WK02")
    unit.file(0)
    number = other.file(0)["number"]
    (tmp_path / "no-folder").touch()
    with pytest.raises(UserFacingError):
        run(office, tmp_path, DAY, to=tmp_path / "no-folder" / "report")
    set_status(office, number, "cancelled", None)
    unit.file(1)
    told = run(office, tmp_path, DAY)
    (pair,) = told.report["duplicates"]["pairs"]
    assert "cancelled" not in {pair["first"]["state"], pair["second"]["state"]}
    assert sum(row["applications"] for row in told.report["units"]) == 2


def test_every_member_of_the_report_is_described(office, tmp_path):
    described = (ROOT / "docs" / "nightly.md").read_text("utf-8")
    furnished = bad_night(1) | {"units": [asdict(UnitsNight("WK01", "2026-11-24", *[0] * 9))]}
    assert all(f"`{code}`" in described for code in NEEDED)
    assert {name for name in _names(furnished) if f'"{name}"' not in described} == set()
    assert _names(report_of(office, tmp_path)) <= _names(furnished) | {"dismissed", "families"}


def _names(value):
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    return set().union(*map(_names, value)) if isinstance(value, list) else set()
