"""The staff's pages that other browser tests don't open, with very long names and with nothing in them: what
axe says, and that nothing has to be scrolled sideways."""

from __future__ import annotations

import time

import pytest

from head_office.office import open_head_office
from head_office.services import enrolment, trainings
from head_office.store import units
from mobile_unit.domain.entries import APPLICATION_WITHDRAWN, VISIT_CLOSED
from tests.head_office.browser import chromium, looked_at, signed_in
from tests.head_office.complaint_entries import file as file_complaint
from tests.head_office.desk_client import add_staff
from tests.head_office.inside import unit_inside
from tests.offices import NIP, running_office

LONG = (
    "Raden Ajeng Siti Nurhaliza Kusumaningtyas Wardhani Prawirodirdjo, S.H., M.Kn. <script>alert(1)</script>"
)
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
        tables = (
            "[...document.querySelectorAll('.table')].filter((each) => each.scrollWidth > each.clientWidth)"
        )
        assert page.evaluate(f"{tables}.length") == 0, name
    page.goto(f"{office.url}/desk/training?unit=WK01")
    page.locator("a.open").first.click()
    looked_at(page, "officer-long")


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
