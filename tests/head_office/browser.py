"""The machine's own Chromium, without a window, and what axe finds on a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1366, "height": 768}


@contextmanager
def chromium() -> Iterator[Browser]:
    """As root on Debian there always is one (start.py); elsewhere tests are skipped that have none."""
    if not CHROMIUM.exists():
        may_install = os.geteuid() == 0 and shutil.which("apt-get")
        (pytest.fail if may_install else pytest.skip)("no Chromium is installed here: start.py test does it")
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
