"""Who holds a slip learns where their complaint stands; nobody else learns that there is one."""

from __future__ import annotations

import pytest

from head_office.services import complaints
from head_office.store.staff import Member
from mobile_unit.domain.complaints import new_code, written_code
from tests.head_office.complaint_entries import WORDS, file, said
from tests.head_office.desk_client import Client
from tests.head_office.inside import unit_inside

SUPERVISOR = Member("199001", "Rina", "supervisor", "en", None, None, 0, True)


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


def asked(office, number: str, code: str, **headers: str):
    return Client(office).post("/pengaduan?lang=id", data={"nomor": number, "kode": code}, headers=headers)


@pytest.mark.parametrize("kind", ["complaint", "misconduct"])
def test_the_slip_tells_where_it_stands_and_nothing_that_was_said(office, kind):
    content = said(kind=kind)
    entry = file(unit_inside(office), 1, content)
    number, code = entry.body["number"], content["code"]
    page = asked(office, number.lower().replace("-", " "), written_code(code).lower())
    assert page.status_code == 200
    assert "Baru di kantor" in page.text
    assert "14 Desember 2026" in page.text
    for secret in (WORDS, "BUDI", code):
        assert secret not in page.text.replace(f'value="{written_code(code).lower()}"', "")
    assert code not in str(page.url)
    assert page.headers["cache-control"] == "no-store"
    row = complaints.opened(office, SUPERVISOR, number).listed.row
    complaints.decide(office, SUPERVISOR, number, row["revision"], "answered", "Sudah ditindak.")
    page = asked(office, number, code)
    assert "Dijawab" in page.text
    assert "Sudah ditindak" not in page.text


def test_another_code_is_answered_like_a_number_that_is_nobodys(office):
    entry = file(unit_inside(office), 1)
    stranger = "WK01A-P261124-0002-A"
    answers = [asked(office, number, new_code()) for number in (entry.body["number"], stranger)]
    assert [each.status_code for each in answers] == [404, 404]
    texts = [each.text.split('name="nomor"')[0] for each in answers]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(("number", "code"), [("", ""), ("x", "y"), ("WK01A-261124-0001-D", "0" * 16)])
def test_what_is_no_slip_is_said_beside_the_field(office, number, code):
    page = asked(office, number, code)
    assert page.status_code == 422
    assert "error" in page.text


def test_who_asks_too_often_waits(office):
    behind = {"X-Forwarded-For": "203.0.113.5"}
    statuses = [asked(office, "x", "y", **behind).status_code for _time in range(61)]
    assert statuses == [422] * 60 + [429]


def test_it_is_found_from_the_public_page_in_both_languages(office):
    assert "/pengaduan?lang=en" in Client(office).get("/lacak?lang=en").text
    assert "Follow a complaint" in Client(office).get("/pengaduan?lang=en").text
