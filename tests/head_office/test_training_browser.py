"""The pages of training, quizzes and work in a real browser, on a phone and a desktop, and what axe says."""

from __future__ import annotations

import json

import pytest

from head_office.office import open_head_office
from head_office.services import quizzes, trainings
from head_office.store import units
from mobile_unit.resources import resource
from tests.head_office.browser import chromium, looked_at, press, signed_in
from tests.head_office.desk_client import add_staff
from tests.head_office.inside import unit_inside
from tests.head_office.test_training_pages import submitted
from tests.offices import NIP, running_office

OTHER = "198803032012121003"


@pytest.fixture(scope="module")
def filed(tmp_path_factory):
    """An office with two officers, training, a quiz with an answer, and some work: (it, the quiz)."""
    home = tmp_path_factory.mktemp("trained")
    opened = open_head_office(home)
    unit = unit_inside(opened)
    with opened.database.write() as connection:
        units.put_officer(connection, "WK01", OTHER, "Budi Santoso", "officer")
    said = {"provider": "BPSDM Hukum dan HAM", "certificate": "BPSDM-1124/2026"}
    trainings.add(
        opened, nip=NIP, title="Pelindungan data pribadi bagi petugas loket", topic="personal_data",
        day="2026-03-02", hours=12, expires_on="2028-03-01", **said,
    )  # fmt: skip
    trainings.add(
        opened, nip=NIP, title="Memimpin tim pelayanan keliling", topic="leading",
        day="2026-06-15", hours=8, expires_on="", **said,
    )  # fmt: skip
    quiz = quizzes.issue(opened, json.loads(resource("staff", "quiz-example.json").read_text("utf-8")))
    unit.take(unit.entry("quiz.answered", {"quiz": quiz, "score": 1, "of": 2}))
    for serial in range(6):
        submitted(unit, serial)
    add_staff(opened, "199008", "supervisor", name="Bu Kepala")
    opened.close()
    with running_office(home) as office:
        yield office, quiz


@pytest.fixture(scope="module")
def page(filed):
    with chromium() as browser, signed_in(browser, filed[0].url, "199008") as opened:
        yield opened


def test_training_is_read_and_written_by_keyboard(filed, page) -> None:
    office, _quiz = filed
    page.goto(f"{office.url}/desk/training")
    looked_at(page, "training")
    press(page, "j")
    press(page, "j")
    press(page, "Enter")
    page.wait_for_url("**/desk/training/officer?who=*")
    assert "Sari" not in page.title()
    looked_at(page, "training-officer")
    press(page, "n")
    page.keyboard.type("Integritas dan antigratifikasi")
    page.fill("[name=day]", "2026-11-20")
    page.fill("[name=hours]", "6")
    page.select_option("[name=topic]", "integrity")
    page.focus("[name=hours]")
    press(page, "Enter")
    page.wait_for_selector(".notice.good")
    page.click("tbody tr:first-child button.danger")
    page.wait_for_selector(".notice.warn")
    looked_at(page, "training-remove")
    press(page, "u")
    page.wait_for_url("**/desk/training?unit=WK01")


def test_quizzes_are_written_and_read(filed, page) -> None:
    office, quiz = filed
    page.goto(f"{office.url}/desk/training")
    press(page, "2")
    page.wait_for_url("**/desk/training/quizzes")
    looked_at(page, "quizzes")
    page.goto(f"{office.url}/desk/training/quizzes/{quiz}")
    page.click("summary:has-text('Pertanyaan')")
    looked_at(page, "quiz")
    page.goto(f"{office.url}/desk/publishing/new/quiz")
    page.fill("[name=title]", "Jam layanan berubah")
    page.fill("[name='q1.text']", "Kapan loket dibuka mulai Desember?")
    page.fill("[name='q1.choice1']", "Pukul 08.00")
    page.fill("[name='q1.choice2']", "Pukul 09.00")
    page.fill("[name='q1.why']", "Surat edaran 12/2026.")
    page.click("button[value=look]")
    page.wait_for_selector(".notice.bad")
    looked_at(page, "quiz-wrong")
    page.check("[name='q1.right'][value='0']")
    page.click("button[value=look]")
    page.wait_for_selector("section.notice")
    looked_at(page, "quiz-form")
    press(page, "p")
    page.wait_for_selector(".notice.good")
    looked_at(page, "quiz-proposed")


def test_work_is_read(filed, page) -> None:
    office, _quiz = filed
    page.goto(f"{office.url}/desk/training/work")
    press(page, "d")
    looked_at(page, "work")
