"""The staff's pages that other browser tests don't open, with very long names and with nothing in them: what
axe says, and that nothing has to be scrolled sideways."""

from __future__ import annotations

import time
from typing import Any

import pytest

from head_office.office import open_head_office
from head_office.services import enrolment, planned_visits, trainings
from head_office.services.booking_lists import Line
from head_office.services.planned_visits import Wanted
from head_office.store import units
from mobile_unit.domain.entries import APPLICATION_WITHDRAWN, VISIT_CLOSED
from tests.head_office.browser import DESKTOP, PHONE, chromium, looked_at, signed_in
from tests.head_office.complaint_entries import file as file_complaint
from tests.head_office.desk_client import add_staff
from tests.head_office.inside import unit_inside
from tests.offices import NIP, running_office

LONG = (
    "Raden Ajeng Siti Nurhaliza Kusumaningtyas Wardhani Prawirodirdjo, S.H., M.Kn. <script>alert(1)</script>"
)
LONG_NAME = "RADEN AJENG SITI NURHALIZA KUSUMANINGTYAS WARDHANI PRAWIRODIRDJOKUSUMOWARDOYO"
BEFORE = "(cell) => getComputedStyle(cell, '::before').content"
UNIT_NAME = "Unit Layanan Keliling Kecamatan Negeri Besar dan Pakuan Ratu"
EMPTY = {
    "nowhere": "/desk/nonsense",
    "no-unit": "/desk/training",
    "no-visit": "/desk/visits/new",
    "no-survey": "/desk/survey",
    "no-indicators": "/desk/indicators",
    "no-referral": "/desk/referrals",
    "no-outreach": "/desk/outreach?state=held",
    "no-aside": "/desk/aside",
    "no-officers": "/desk/officers",
    "no-work": "/desk/training/work",
}
FULL = {
    "aside-rows": "/desk/aside",
    "units-rows": "/desk/units",
    "unit-long": "/desk/units/WK01",
    "lost-slip-page": "/desk/complaints/lost",
    "complaint-rows": "/desk/complaints",
    "officer-rows": "/desk/officers?unit=WK01",
    "training-rows": "/desk/training?unit=WK01",
    "person": "/desk/person",
    "account-page": "/desk/account",
    "no-answers": "/desk/survey?unit=WK01",
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("empty")) as running:
        opened = open_head_office(running.home)
        add_staff(opened, "199008", "supervisor", name=LONG)
        opened.close()
        yield running


@pytest.fixture(scope="module")
def page(office, browser):
    with signed_in(browser, office.url, "199008") as opened:
        opened.asked = []
        opened.on("dialog", lambda dialog: opened.asked.append(dialog.message) or dialog.dismiss())
        yield opened
        assert opened.asked == []


def test_pages_are_sound_while_there_is_nothing(office, page):
    for name, path in EMPTY.items():
        page.goto(f"{office.url}{path}")
        looked_at(page, name)
        assert page.locator("main select[required]:empty").count() == 0


def test_pages_are_sound_with_long_names_and_hostile_ones(office, page):
    opened = open_head_office(office.home)
    unit = unit_inside(opened)
    enrolment.rename(opened, "WK01", UNIT_NAME, "18.08.04")
    with opened.database.write() as connection:
        units.put_officer(connection, "WK01", "198803032012121003", LONG, "officer")
    trainings.add(
        opened, nip=NIP, title=f"Diklat {'teknis ' * 20}", topic="integrity", day="2026-03-02", hours=12,
        expires_on="", provider="BPSDM", certificate="1",
    )  # fmt: skip
    unit.file(1)
    file_complaint(unit, 1)
    withdrawn = {"id": "x", "number": "y", "reason": ""}
    unit.take(unit.entry(VISIT_CLOSED, {"day": "today"}), unit.entry(APPLICATION_WITHDRAWN, withdrawn))
    opened.close()
    for name, path in FULL.items():
        page.goto(f"{office.url}{path}")
        page.evaluate("document.querySelectorAll('.acts details').forEach((each) => { each.open = true; })")
        looked_at(page, name)
    page.goto(f"{office.url}/desk/training?unit=WK01")
    page.locator("a.open").first.click()
    looked_at(page, "officer-long")


def filed_with_long_words(unit) -> dict[str, Any]:
    """What an application of the same person said at first, before its correction."""
    person = unit.body(0)["applicant"] | {"full_name": LONG_NAME, "birth_place": f"LAHAI {unit.journal}"}
    first = unit.application(0, applicant=person | {"address": f"DUSUN {'SUKAMAJU' * 8} RT 003 RW 001"})
    corrected = {"correction": 1, "corrected_at": first.at, "reason": LONG, "answers_request": None}
    second = unit.entry("application.corrected", {**first.body, **corrected, "applicant": person})
    assert unit.take(first, second).quarantined == []
    return dict(first.body)


def test_wide_tables_are_cards_on_a_phone(office, page):
    """Two people side by side, what a correction changed, the fees, and who is booked."""
    opened = open_head_office(office.home)
    first, _second = [filed_with_long_words(unit_inside(opened, code)) for code in ("WK03", "WK04")]
    line = Line(LONG_NAME, first["applicant"]["nik"], hour="09:30", service="passport.new")
    plan = planned_visits.plan(opened, "WK03", Wanted("2099-11-30", "18.08.04", lines=[line]))
    opened.close()
    pages = {
        "compared": f"/desk/applications/{first['number']}",
        "fees": "/desk/publishing/new/catalogue",
        "papers": "/desk/publishing/new/service?standard=passport.replacement",
        "booked": f"/desk/visits/{plan.id}",
    }
    for name, path in pages.items():
        page.goto(f"{office.url}{path}")
        looked_at(page, name)
        page.set_viewport_size(PHONE)
        for table in page.locator("table").all():
            assert table.locator("thead").is_hidden()
            words = table.locator("tbody td[data-label]").first.evaluate(BEFORE)
            assert words.endswith(': "'), (name, words)
        page.set_viewport_size(DESKTOP)
        assert page.locator("thead").first.is_visible()
    page.goto(f"{office.url}{pages['compared']}")
    assert page.locator(".compare").count() == 2


def test_a_form_that_is_sent_twice_over_a_slow_line_goes_once(office, page):
    opened = open_head_office(office.home)
    enrolment.add_officer(opened, NIP, "Sari Wulandari", "officer", "WK07")
    opened.close()
    page.goto(f"{office.url}/desk/training?unit=WK07")
    page.get_by_role("link", name="Sari Wulandari").click()
    page.fill("[name=title]", "Integritas")
    page.fill("[name=day]", "2026-11-20")
    page.fill("[name=hours]", "6")
    sent = []

    def slowly(route) -> None:
        sent.append(route.request.method)
        # the slow line; the page presses again by its own timer, as it answers nobody while its next is held
        time.sleep(1)
        route.continue_()

    page.route("**/desk/training/officer", slowly)
    press = "document.querySelector('#form button').click()"
    with page.expect_navigation():
        page.evaluate(f"() => {{ setTimeout(() => {press}, 0); setTimeout(() => {press}, 400); }}")
    assert sent == ["POST"]
    page.unroute("**/desk/training/officer")
