"""The indicators in a real browser: on a phone and on a desktop, by keyboard, and what axe says."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from head_office.office import open_head_office
from head_office.services import indicator_counting
from head_office.store import filed
from tests.head_office.browser import chromium, looked_at, press, signed_in
from tests.head_office.desk_client import add_staff
from tests.head_office.inside import unit_inside
from tests.head_office.test_survey_page import TEN, hand_in
from tests.offices import running_office

SPAN = "since=2026-01&until=2026-11"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Two units with the applications of some months, each on its way to the end."""
    home = tmp_path_factory.mktemp("counted")
    opened = open_head_office(home)
    chance = random.Random(3)
    for code, each in (("WK01", 22), ("WK02", 9)):
        unit = unit_inside(opened, code)
        hand_in(unit, *TEN)
        with opened.database.write() as connection:
            for serial in range(each):
                body = unit.body(serial)
                day = date(2026, 2, 3) + timedelta(days=serial * 12)
                at = f"{day}T09:00:00+07:00"
                number = body["number"].replace("261124", f"{day:%y%m%d}")
                entry = unit.entry("application.submitted", {**body, "number": number, "submitted_at": at})
                filed.add(connection, [filed.filing(code, entry)], at)
                for state in ("received", "interview", "verification", "printing", "ready"):
                    day += timedelta(days=chance.randrange(3))
                    when = f"{day}T15:00:00+07:00"
                    filed.set_state(connection, body["id"], state, None, when, version=entry.body)
    indicator_counting.count(opened)
    add_staff(opened, "199008", "supervisor", name="Bu Kepala")
    opened.close()
    with running_office(home) as running:
        yield running


@pytest.fixture(scope="module")
def page(office):
    with chromium() as browser, signed_in(browser, office.url, "199008") as opened:
        yield opened


def test_figures_definitions_and_lists_are_read_by_keyboard(office, page) -> None:
    page.goto(f"{office.url}/desk/indicators?{SPAN}")
    looked_at(page, "indicators")
    assert page.locator("svg.months rect").count() > 20
    page.evaluate("document.querySelectorAll('.indicators details').forEach((each) => { each.open = true; })")
    looked_at(page, "indicators-open")
    press(page, "j")
    press(page, "Enter")
    page.wait_for_url("**/desk/indicators/list/taken?**")
    looked_at(page, "indicator-list")
    press(page, "u")
    page.wait_for_url("**/desk/indicators?**")
    page.goto(f"{office.url}/desk/indicators?{SPAN}&unit=WK02")
    looked_at(page, "indicators-unit")


def test_the_clock_is_chosen_and_everything_counted_anew(office, page) -> None:
    page.goto(f"{office.url}/desk/indicators?{SPAN}")
    page.click("details.card > summary")
    page.select_option("[name=start]", "submitted")
    with page.expect_navigation():
        page.click("button:has-text('Hitung ulang')")
    expect(page.locator("main")).to_contain_text("permohonan diterima di loket")
