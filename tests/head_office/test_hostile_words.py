"""Names that are markup, formulas, or turn the direction of writing are words wherever they are shown."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from head_office.services import planned_visits
from head_office.services.booking_lists import Line
from head_office.services.night.run import run
from head_office.services.on_device import people_on, write
from head_office.services.planned_visits import Wanted
from head_office.store import units
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import open_inside, unit_inside

SCRIPT = '<script>alert("x")</script> & BUDI'
FORMULA = "=cmd|'/c calc'!A1"
AT, PLUS = "@SUM(1+1)", '+1+HYPERLINK("http://x")'
TURNED = "SITI \u202eHANIMA\u202c"
HOSTILE = (SCRIPT, FORMULA, AT, PLUS, TURNED)


@pytest.fixture
def office(tmp_path, clock):
    opened = open_inside(tmp_path / "office", clock)
    yield opened
    opened.close()


@pytest.fixture
def filed(office, monkeypatch) -> list[dict]:
    """Applications with these names at two units, of which one is called so too."""
    monkeypatch.setattr("head_office.services.records.require_valid", lambda *_told: None)
    rows = []
    for code in ("WK01", "WK02"):
        unit = unit_inside(office, code)
        for serial, name in enumerate(HOSTILE):
            body = unit.body(serial)
            applicant = {**body["applicant"], "full_name": name, "address": name}
            rows.append(unit.file(serial, applicant=applicant, warnings=[]))
    with office.database.write() as connection:
        units.ensure(connection, "WK02", SCRIPT)
    return rows


def harmless(page: str) -> None:
    """No tag of theirs, and a name that turns the writing turns nothing around it."""
    assert "<script>alert" not in page
    for at in (each.start() for each in re.finditer("\u202e", page)):
        opening, closing = page.rfind("<bdi", 0, at), page.rfind("</bdi", 0, at)
        in_a_field = page.rfind("<textarea", 0, at) > page.rfind("</textarea", 0, at)
        assert opening > closing or in_a_field, page[at - 120 : at + 20]


def test_pages_show_them_as_words(office, filed, tmp_path):
    run(office, tmp_path, date(2026, 11, 24))
    lines = [Line(name) for name in HOSTILE]
    wanted = Wanted("2026-12-03", "18.08.04", group=SCRIPT, note=FORMULA, lines=lines)
    plan = planned_visits.plan(office, "WK02", wanted)
    desk = desk_of(office, "supervisor", name=TURNED)
    addresses = [
        *("/desk", "/desk?desk=done", "/desk/pairs", "/desk/units", "/desk/units/WK02", "/desk/visits"),
        *(f"/desk/visits/{plan.id}{what}" for what in ("", "/change", "/cancel")),
        *("/desk/visits/new?unit=WK02", "/desk/units/WK02/rename", "/desk/account", "/desk/aside"),
        *(f"/desk/applications/{row['number']}" for row in filed[:5]),
        f"/desk/applications/{filed[0]['number']}/looks",
    ]
    shown = ""
    for address in addresses:
        page = desk.get(address)
        assert page.status_code == 200, address
        harmless(page.text)
        shown += page.text
    assert "&lt;script&gt;alert(" in shown
    desk.get("/desk")
    harmless(desk.send("/desk/search", {"words": SCRIPT}).text)


def cells_of(path: Path) -> list:
    book = load_workbook(path)
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]


def test_the_night_s_files_and_the_list_of_a_laptop_hold_no_formula(office, filed, tmp_path):
    folder = run(office, tmp_path, date(2026, 11, 24)).folder
    for path in folder.glob("*.xlsx"):
        cells = cells_of(path)
        assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr", "d", "b"}
        assert all(cell.hyperlink is None for cell in cells)
    for path in folder.glob("*.pdf"):
        reader = PdfReader(path)
        assert reader.pages
        assert not any(key in str(reader.trailer["/Root"]) for key in ("/JavaScript", "/OpenAction"))
    out = tmp_path / "list.xlsx"
    write(people_on(office, "WK01"), out, office.now())
    cells = cells_of(out)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert {FORMULA, AT, PLUS, SCRIPT} <= {cell.value for cell in cells}
