"""Names that are markup, formulas, or turn the direction of writing are words wherever they are shown."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from head_office.services import planned_visits, trainings
from head_office.services.booking_lists import Line
from head_office.services.night.run import run
from head_office.services.on_device import people_on, write
from head_office.services.planned_visits import Wanted
from head_office.store import units
from mobile_unit.domain.referrals import Referred
from tests.head_office.complaint_entries import file as file_complaint
from tests.head_office.complaint_entries import said
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import open_inside, unit_inside
from tests.head_office.test_desk_publishing import typed_on
from tests.head_office.test_outreach import held
from tests.head_office.test_referring import made, sealed
from tests.head_office.test_survey_page import hand_in
from tests.offices import NIP

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
        in_a_field = in_a_field or page.rfind("<input", 0, at) > page.rfind(">", 0, at)
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


@pytest.fixture
def told(office, monkeypatch) -> dict[str, str]:
    """What units say of people beside applications, each in these words; ids by kind."""
    unit, ids = unit_inside(office), {}
    with office.database.write() as connection:
        units.ensure(connection, "WK01", FORMULA)
        units.put_officer(connection, "WK01", NIP, TURNED, "supervisor")
    said_of = {"person": {"name": SCRIPT, "phone": FORMULA, "address": TURNED}, "text": f"{SCRIPT}\n{TURNED}"}
    complaint = file_complaint(unit, 1, said(**said_of))
    ids["complaint"] = complaint.body["number"]
    letter = Referred(SCRIPT, f"{TURNED} {FORMULA}", AT, "1990-05-17", TURNED, PLUS, SCRIPT, "guardian")
    target = {"key": "other", "kind": "other", "name": TURNED}
    referral = made(office, target=target, sealed=sealed(office, letter.as_body()))
    ids["referral"] = referral["id"]
    place = {"code": "18.08.04", "name": SCRIPT}
    event = held(
        "WK01", place=place, venue=SCRIPT, theme="", words=TURNED, speakers=[FORMULA, SCRIPT, TURNED],
        questions=[SCRIPT, TURNED], follow_up=SCRIPT, audience=TURNED,
    )  # fmt: skip
    ids["event"] = event["id"]
    run_of_two = [unit.entry("referral.made", referral), unit.entry("outreach.held", event)]
    assert unit.take(*run_of_two).quarantined == []
    hand_in(unit, *["343434434"] * 10)
    more = {
        "topic": "",
        "provider": SCRIPT,
        "day": "2026-11-20",
        "hours": 8,
        "certificate": AT,
        "expires_on": "",
    }
    trainings.add(office, nip=NIP, title=TURNED, **more)
    return ids


def test_what_is_told_beside_applications_is_words_too(office, told):
    desk = desk_of(office, "supervisor", name=TURNED)
    period = "since=2026-10&until=2026-12"
    shown = ""
    for address in (
        *("/desk/complaints", f"/desk/complaints/{told['complaint']}"),
        *("/desk/referrals", f"/desk/referrals/{told['referral']}", "/desk/directory"),
        *("/desk/outreach", f"/desk/outreach/{told['event']}", f"/desk/outreach?{period}"),
        *(f"/desk/survey?{period}", "/desk/publishing", "/desk/officers?unit=WK01"),
    ):
        page = desk.get(address)
        assert page.status_code == 200, address
        harmless(page.text)
        shown += page.text
    assert "&lt;script&gt;alert(" in shown
    desk.get("/desk/person")
    asked = {"nik": NIP, "name": SCRIPT, "born": "1990-05-17", "slips": told["complaint"]}
    harmless(desk.send("/desk/person", asked).text)
    files = desk.send("/desk/person/file", asked)
    with zipfile.ZipFile(io.BytesIO(files.content)) as archive:
        harmless_pdf(archive.read("data.pdf"))
    desk.get(f"/desk/survey?{period}")
    notice = {"since": "2026-10", "until": "2026-12", "unit": "", "u3": f"{SCRIPT} {TURNED}"}
    harmless_pdf(desk.send("/desk/survey/notice", notice).content)


def test_what_is_typed_on_the_pages_of_publishing_is_words_too(office, told):
    desk = desk_of(office, "supervisor", name=TURNED)
    forms = {
        "bulletin": {
            "number": "1/2026", "title": SCRIPT, "legal_basis": TURNED, "valid_from": "2026-12-01",
            "readers": "all", "text": f"{SCRIPT}\n\n- {TURNED}\n\n[x](javascript:alert(1))",
        },
        "catalogue": {"from": "2027-01-01", "legal_basis": TURNED, "words": SCRIPT, "fee.PB-E-10": "1000"},
        "holidays": {"year": "2027", "decree": TURNED, "day": "2027-01-01", "name": SCRIPT},
        "service?standard=permit.itk": {},
        "quiz": {"title": SCRIPT, "q1.text": TURNED},
    }  # fmt: skip
    for kind, fields in forms.items():
        desk.get(f"/desk/publishing/new/{kind}")
        if kind.startswith("service"):
            own = {"from": "2027-01-01", "legal_basis": TURNED, "new.0.id": SCRIPT, "new.0.en": TURNED}
            fields = {**typed_on(desk.page.text), **own, "summary": TURNED}
        page = desk.send(f"/desk/publishing/new/{kind.partition('?')[0]}", {**fields, "what": "look"}).text
        harmless(page)
        assert 'href="javascript:' not in page
        if kind != "quiz":
            proposed = desk.send(
                f"/desk/publishing/new/{kind.partition('?')[0]}", {**fields, "what": "propose"}
            )
            assert proposed.status_code == 200, kind
            harmless(proposed.text)
    harmless(desk.get("/desk/publishing").text)


def test_sheets_of_the_survey_hold_no_formula(office, told, tmp_path):
    desk = desk_of(office, "supervisor")
    sheet = desk.get("/desk/survey/sheet?since=2026-10&until=2026-12&unit=WK01")
    (tmp_path / "x.xlsx").write_bytes(sheet.content)
    cells = cells_of(tmp_path / "x.xlsx")
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert any(FORMULA in str(cell.value) for cell in cells)


def harmless_pdf(content: bytes) -> None:
    reader = PdfReader(io.BytesIO(content))
    assert reader.pages
    assert not any(key in str(reader.trailer["/Root"]) for key in ("/JavaScript", "/OpenAction"))
    assert not any("/Annots" in page for page in reader.pages)
