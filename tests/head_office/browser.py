"""The machine's own Chromium, without a window, and what axe finds on a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.head_office.desk_client import PASSWORD, SECRET

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PICTURES = os.environ.get("PICTURES")
"""A folder for pictures of the pages, to be looked at."""
PATIENCE_MS = 30_000
"""The library's own for everything but what is expected, for which it has five seconds."""
PHONE = {"width": 360, "height": 640}
"""The narrowest that is met; most are 390."""
DESKTOP = {"width": 1366, "height": 768}


@contextmanager
def chromium() -> Iterator[Browser]:
    """As root on Debian there always is one (start.py); elsewhere tests are skipped that have none."""
    if not CHROMIUM.exists():
        may_install = os.geteuid() == 0 and shutil.which("apt-get")
        (pytest.fail if may_install else pytest.skip)("no Chromium is installed here: start.py test does it")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def findings(page: Page) -> list[dict[str, Any]]:
    """What axe calls serious or critical, as (rule, elements)."""
    found = Axe().run(page).response["violations"]
    return [
        {"rule": each["id"], "where": [node["html"][:120] for node in each["nodes"]]}
        for each in found
        if each["impact"] in ("serious", "critical", "moderate")
    ]


@contextmanager
def signed_in(browser: Browser, url: str, nip: str) -> Iterator[Page]:
    """A page of the desk, of the desktop's size, in Indonesian."""
    context = browser.new_context(viewport=DESKTOP, locale="id-ID", bypass_csp=True)
    page = context.new_page()
    page.goto(f"{url}/desk/sign-in")
    for field, value in (("nip", nip), ("password", PASSWORD), ("code", pyotp.TOTP(SECRET).now())):
        page.fill(f"[name={field}]", value)
    page.click("main button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    yield page
    context.close()


def press(page: Page, key: str) -> None:
    """A key once the page listens: what is expected may be seen before its script has run."""
    page.wait_for_load_state("domcontentloaded")
    page.keyboard.press(key)


WIDE = (
    "[...document.querySelectorAll('main, .table')].filter((each) => each.scrollWidth > each.clientWidth)"
    ".map((each) => each.innerText.slice(0, 80))"
)
"""What of a page has to be scrolled sideways, a table in its own frame too."""


def looked_at(page: Page, name: str) -> None:
    """axe finds nothing, and nothing has to be scrolled sideways, on a desktop and on a phone."""
    assert findings(page) == [], name
    for size, screen in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(screen)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, size)
        assert page.evaluate(WIDE) == [], (name, size)
        for scheme in ("light", "dark") if PICTURES else ():
            page.emulate_media(color_scheme=scheme)
            picture = Path(PICTURES or "") / f"{name}-{size}-{scheme}.png"
            picture.write_bytes(page.screenshot(full_page=True))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)
