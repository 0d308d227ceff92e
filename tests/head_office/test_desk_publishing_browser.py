"""The pages of publishing in a real browser: on a phone and on a desktop, and what axe says."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest

from head_office.office import open_head_office
from tests.head_office.browser import DESKTOP, PHONE, chromium, findings
from tests.head_office.desk_client import PASSWORD, SECRET, add_staff
from tests.head_office.inside import unit_inside
from tests.head_office.test_desk_browser import PICTURES
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
    context = browser.new_context(viewport=DESKTOP, locale="id-ID")
    opened = context.new_page()
    opened.goto(f"{office.url}/desk/sign-in")
    opened.fill("[name=nip]", "199009")
    opened.fill("[name=password]", PASSWORD)
    opened.fill("[name=code]", pyotp.TOTP(SECRET).now())
    opened.click("main button")
    opened.wait_for_url("**/desk**")
    yield opened
    context.close()


def looked_at(page, name: str) -> None:
    assert findings(page) == []
    for size, screen in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(screen)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        if PICTURES:
            (Path(PICTURES) / f"publishing-{name}-{size}.png").write_bytes(page.screenshot(full_page=True))
    page.set_viewport_size(DESKTOP)


def test_every_page_is_sound_and_a_bulletin_is_proposed_by_keyboard(office, page):
    page.goto(f"{office.url}/desk/publishing")
    looked_at(page, "empty")
    for kind in ("catalogue", "holidays", "regions", "service", "service?standard=passport.replacement"):
        page.goto(f"{office.url}/desk/publishing/new/{kind}")
        looked_at(page, kind.partition("=")[2] or kind)
    page.goto(f"{office.url}/desk/officers?unit=WK01")
    looked_at(page, "officers")
    page.goto(f"{office.url}/desk/publishing")
    page.keyboard.press("b")
    page.wait_for_url("**/new/bulletin")
    page.fill("[name=number]", "12/2026")
    page.fill("[name=title]", "Jam batas layanan percepatan berubah")
    page.fill("[name=legal_basis]", "SE Kepala Kantor 12/2026")
    page.fill(
        "[name=text]", "Mulai hari ini:\n\n1. Datang sebelum pukul 10.00.\n2. Bayar sebelum pukul 12.00."
    )
    page.click("button[value=look]")
    page.wait_for_selector("section.notice")
    looked_at(page, "bulletin")
    page.click("button[value=propose]")
    page.wait_for_selector(".notice.good")
    looked_at(page, "publication")
    page.goto(f"{office.url}/desk/publishing/new/catalogue")
    page.fill("[name='fee.PB-E-10']", "1.000.000")
    page.fill("[name=legal_basis]", "PP 99/2026")
    page.click("button[value=look]")
    page.wait_for_selector(".notice.bad")
    looked_at(page, "wrong")
    page.fill("[name='fee.PB-E-10']", "1000000")
    page.click("button[value=look]")
    page.wait_for_selector("section.notice")
    looked_at(page, "fees")
    page.goto(f"{office.url}/desk/publishing")
    looked_at(page, "list")
