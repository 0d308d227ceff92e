"""The survey on the staff's pages: the figures of the command, for every role, and nothing told of a few."""

from __future__ import annotations

import io
import secrets

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from head_office.services import surveys
from mobile_unit.domain.periods import Period
from mobile_unit.domain.surveys import ELEMENTS
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import unit_inside

QUARTER = "since=2026-10&until=2026-12"


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.fixture
def desk(office):
    return desk_of(office)


def hand_in(unit, *digits: str, place="18.08.04", family="passport_new", month="2026-11") -> None:
    answers = [
        {
            "id": secrets.token_hex(16), "month": month, "place": place, "family": family,
            "questionnaire": "2017.1",
            "scores": {key: int(digit) for key, digit in zip(ELEMENTS, row, strict=True)},
        }
        for row in digits
    ]  # fmt: skip
    traits = [
        {"id": secrets.token_hex(16), "month": month, "attribute": "sex", "value": value}
        for value in "llpppp"[: len(answers)]
    ]
    taken = unit.take(unit.entry("survey.answers", {"answers": answers, "traits": traits}))
    assert taken.quarantined == []


TEN = (
    "343434434", "333433433", "444444444", "332333333", "433443434",
    "333333333", "232333323", "334434444", "443444434", "323433333",
)  # fmt: skip


def test_the_page_says_what_the_command_says(office, unit, desk) -> None:
    hand_in(unit, *TEN)
    text = desk.get(f"/desk/survey?{QUARTER}").text
    assert "83,33" in text
    assert "Triwulan IV 2026" in text
    assert "Baradatu" in text
    assert "Paspor baru" in text
    said = surveys.as_json(surveys.look(office, Period("2026-10", "2026-12")))
    assert (said["index"], said["grade"], said["lowest"][:2]) == ("83.33", "B", ["u3", "u8"])
    for each in said["elements"]:
        assert each["score"].replace(".", ",") in text


@pytest.mark.parametrize("role", ["verifier", "supervisor", "admin"])
def test_every_role_may_read_it(office, unit, role) -> None:
    hand_in(unit, *TEN)
    desk = desk_of(office, role, "199009")
    assert desk.get(f"/desk/survey?{QUARTER}").status_code == 200
    assert "/desk/survey" in desk.page.text


def test_nobody_who_is_not_signed_in_reads_it(office, unit, desk) -> None:
    desk.client.cookies.clear()
    for path in ("/desk/survey", f"/desk/survey/sheet?{QUARTER}"):
        assert "/desk/sign-in" in desk.client.get(path).headers["location"]


def test_few_are_not_told_apart_and_too_few_not_at_all(office, unit, desk) -> None:
    hand_in(unit, *TEN[:4], place="18.08.05")
    text = desk.get(f"/desk/survey?{QUARTER}").text
    assert "terlalu sedikit" in text
    assert "Bahuga" not in text
    hand_in(unit, *TEN)
    text = desk.get(f"/desk/survey?{QUARTER}").text
    assert "Bahuga" not in text
    assert "Lainnya, digabung" in text


def test_a_unit_and_a_period_are_chosen(office, unit, desk) -> None:
    other = unit_inside(office, "WK02")
    hand_in(unit, *TEN)
    hand_in(other, *["111111111"] * 6)
    hand_in(unit, *["444444444"] * 6, month="2026-09")
    assert "83,33" in desk.get(f"/desk/survey?{QUARTER}&unit=WK01").text
    assert "25,00" in desk.get(f"/desk/survey?{QUARTER}&unit=WK02").text
    assert "100,00" in desk.get("/desk/survey?since=2026-09&until=2026-09").text
    assert "WK02" in desk.get(f"/desk/survey?{QUARTER}").text


@pytest.mark.parametrize(
    "wrong", ["since=2026&until=2026-12", "since=2026-12&until=2026-10", f"{QUARTER}&unit=MOON"]
)
def test_a_wrong_question_is_told_and_asked_anew(office, unit, desk, wrong) -> None:
    assert desk.get(f"/desk/survey?{wrong}").status_code == 400
    assert 'role="alert"' in desk.page.text
    assert desk.get(f"/desk/survey/sheet?{wrong}").status_code == 400


def test_what_was_refused_stays_to_be_mended(office, unit, desk) -> None:
    hand_in(unit, *TEN)
    assert 'name="since" value="2026-12"' in desk.get("/desk/survey?since=2026-12&until=2026-10").text
    desk.get(f"/desk/survey?{QUARTER}")
    fields = {"since": "2026-13", "until": "2026-12", "unit": "", "u3": "Loket kedua."}
    assert desk.send("/desk/survey/notice", fields).status_code == 400
    assert 'name="u3" maxlength="400" value="Loket kedua."' in desk.page.text


def test_nobody_having_answered_is_said(office, unit, desk) -> None:
    assert "belum ada jawaban survei" in desk.get("/desk/survey").text
    unit.file(0)
    desk.get("/desk/account")
    desk.send("/desk/account/language", {"language": "en"})
    assert "1 application was taken." in desk.get("/desk/survey").text


def test_notice_and_spreadsheet_are_fetched(office, unit, desk) -> None:
    hand_in(unit, *TEN)
    desk.get(f"/desk/survey?{QUARTER}")
    fields = {"since": "2026-10", "until": "2026-12", "unit": "", "u3": " Loket   kedua. ", "u8": ""}
    answer = desk.send("/desk/survey/notice", fields)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "83,33" in text
    assert "Loket kedua." in text
    answer = desk.get(f"/desk/survey/sheet?{QUARTER}&unit=WK01")
    assert "skm-WK01-2026-10-2026-12.xlsx" in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert [row[4].value for row in book["Unsur"].rows if row[0].value == "Persyaratan"] == ["80,00"]


def test_a_notice_of_nothing_is_refused_in_words(office, unit, desk) -> None:
    hand_in(unit, *TEN)
    desk.get(f"/desk/survey?{QUARTER}")
    answer = desk.send("/desk/survey/notice", {"since": "2025-01", "until": "2025-03", "unit": ""})
    assert answer.status_code == 400
    assert "Belum ada hasil" in answer.text


def test_a_form_of_another_site_gets_no_notice(office, unit, desk) -> None:
    hand_in(unit, *TEN)
    desk.get(f"/desk/survey?{QUARTER}")
    said = {"since": "2026-10", "until": "2026-12", "csrf": "x"}
    assert desk.client.post("/desk/survey/notice", data=said).status_code == 403
