"""The pages of publishing in a real browser: on a phone and on a desktop, and what axe says."""

from __future__ import annotations

import pytest

from head_office.office import open_head_office
from tests.head_office.browser import chromium, looked_at, press, signed_in
from tests.head_office.desk_client import add_staff
from tests.head_office.inside import unit_inside
from tests.offices import running_office


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("published")) as running:
        opened = open_head_office(running.home)
        unit_inside(opened, "WK01")
        add_staff(opened, "199009", "admin", name="Pak Admin")
        opened.close()
        yield running


@pytest.fixture(scope="module")
def browser():
    with chromium() as made:
        yield made


@pytest.fixture
def page(browser, office):
    with signed_in(browser, office.url, "199009") as opened:
        yield opened


def test_every_page_is_sound_and_a_bulletin_is_proposed_by_keyboard(office, page):
    page.goto(f"{office.url}/desk/publishing")
    looked_at(page, "publishing-empty")
    for kind in ("catalogue", "holidays", "regions", "service", "service?standard=passport.replacement"):
        page.goto(f"{office.url}/desk/publishing/new/{kind}")
        looked_at(page, f"publishing-{kind.partition('=')[2] or kind}")
    page.goto(f"{office.url}/desk/officers?unit=WK01")
    looked_at(page, "publishing-officers")
    page.goto(f"{office.url}/desk/publishing")
    press(page, "b")
    page.wait_for_url("**/new/bulletin")
    page.fill("[name=number]", "12/2026")
    page.fill("[name=title]", "Jam batas layanan percepatan berubah")
    page.fill("[name=legal_basis]", "SE Kepala Kantor 12/2026")
    page.fill(
        "[name=text]", "Mulai hari ini:\n\n1. Datang sebelum pukul 10.00.\n2. Bayar sebelum pukul 12.00."
    )
    page.click("button[value=look]")
    page.wait_for_selector("section.notice")
    looked_at(page, "publishing-bulletin")
    page.click("button[value=propose]")
    page.wait_for_selector(".notice.good")
    looked_at(page, "publishing-publication")
    page.goto(f"{office.url}/desk/publishing/new/catalogue")
    page.fill("[name='fee.PB-E-10']", "1.000.000")
    page.fill("[name=legal_basis]", "PP 99/2026")
    page.click("button[value=look]")
    page.wait_for_selector(".notice.bad")
    looked_at(page, "publishing-wrong")
    page.fill("[name='fee.PB-E-10']", "1000000")
    page.click("button[value=look]")
    page.wait_for_selector("section.notice")
    looked_at(page, "publishing-fees")
    page.goto(f"{office.url}/desk/publishing")
    looked_at(page, "publishing-list")
