"""The public's page in a real browser, on a small phone and on a desktop, and what axe says of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from head_office.office import open_head_office
from head_office.services.tracking import set_status
from tests.head_office.browser import DESKTOP, PHONE, PICTURES, chromium, findings
from tests.head_office.conftest import Guest
from tests.offices import running_office


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("browsed")) as running:
        yield running


@pytest.fixture(scope="module")
def body(office) -> dict:
    guest = Guest(office.url)
    guest.enrol(office.code("BRW1"))
    guest.log_in()
    made = guest.body(0)
    guest.send(guest.entry("application.submitted", made))
    opened = open_head_office(office.home)
    set_status(opened, made["number"], "ready", None)
    opened.close()
    return made


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(browser, request):
    """A page where the public's own script is off; axe brings its own."""
    context = browser.new_context(viewport=request.param, bypass_csp=True)
    opened = context.new_page()
    opened.wrong = []
    opened.on("console", lambda message: _is_status(message.text) or opened.wrong.append(message.text))
    opened.on("requestfailed", lambda asked: opened.wrong.append(asked.url))
    yield opened
    assert opened.wrong == []
    context.close()


def _is_status(said: str) -> bool:
    """Chromium notes every answer that is no 200."""
    return said.startswith("Failed to load resource: the server responded with a status of 4")


def look(page, name: str) -> None:
    """No serious finding, nothing to scroll sideways; a picture where one is wanted."""
    if PICTURES:
        width = page.viewport_size["width"]
        (Path(PICTURES) / f"{name}-{width}.png").write_bytes(page.screenshot(full_page=True))
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def fill(page, number: str, birth: str) -> None:
    year, month, day = birth.split("-")
    page.get_by_label("Nomor permohonan").fill(number)
    for label, value in (("Hari", day), ("Bulan", month), ("Tahun", year)):
        page.get_by_label(label, exact=True).fill(value)


def test_asking_and_reading_with_the_keyboard(office, body, page):
    page.goto(f"{office.url}/?lang=id")
    look(page, "form")
    fill(page, body["number"], body["applicant"]["birth_date"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("Siap diambil").first).to_be_visible()
    assert body["number"] not in page.url
    assert page.locator("html").get_attribute("lang") == "id"
    look(page, "status")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("Ready for pick-up").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"lang=en$"))
    page.get_by_role("link", name="another").click()
    expect(page.get_by_label("Application number")).to_be_visible()
    assert page.context.cookies() == []


def test_a_wrong_try_is_told_beside_the_field(office, page):
    page.goto(f"{office.url}/lacak?lang=id")
    fill(page, "WK01A-1", "1990-02-31")
    page.get_by_role("button", name="Lihat").click()
    wrong = page.get_by_label("Nomor permohonan")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    assert (
        "tidak lengkap"
        in page.locator(f"#{wrong.get_attribute('aria-describedby').split()[-1]}").inner_text()
    )
    look(page, "wrong")


def test_a_stranger_s_guess(office, body, page):
    page.goto(f"{office.url}/lacak?lang=id")
    fill(page, body["number"], "1950-01-01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "not-found")


def test_the_form_works_where_there_is_no_script(office, body, browser):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{office.url}/lacak?lang=id")
    fill(page, body["number"], body["applicant"]["birth_date"])
    page.get_by_role("button", name="Lihat").click()
    expect(page.get_by_text("Siap diambil").first).to_be_visible()
    context.close()


def test_the_style_is_let_through_by_the_policy(office, browser):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{office.url}/")
    assert page.locator("h1").evaluate("it => getComputedStyle(it).fontSize") == "26px"
    assert refused == []
    context.close()
