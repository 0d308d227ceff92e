"""Outreach, referrals and the directory in a real browser, on a phone and a desktop, and what axe says."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pyotp
import pytest

from head_office.office import open_head_office
from head_office.services.scans import add_chunk, begin_upload
from tests.head_office.browser import DESKTOP, PHONE, chromium, findings
from tests.head_office.desk_client import PASSWORD, SECRET, add_staff
from tests.head_office.inside import unit_inside
from tests.head_office.test_outreach import held, planned
from tests.head_office.test_referring import made
from tests.offices import running_office
from tests.services.test_outreach import photo

PICTURES = os.environ.get("PICTURES")
"""A folder for pictures of the pages, to be looked at."""


@pytest.fixture(scope="module")
def filed(tmp_path_factory):
    """A head office with an event of each state, one with a photo, and a referral: (its address, paths)."""
    home = tmp_path_factory.mktemp("browsed")
    opened = open_head_office(home)
    unit = unit_inside(opened)
    shot = photo()
    name = hashlib.sha256(shot.content).hexdigest()
    photos = [{"sha256": name, "bytes": len(shot.content), "media_type": "image/jpeg"}]
    day = opened.clock.now().date().isoformat()
    event = held("WK01", day=day, photos=photos, audience="calon PMI", follow_up="Kembali bulan depan.")
    referral = made(opened)
    run = [
        unit.entry("outreach.held", event), unit.entry("outreach.planned", planned("WK01")),
        unit.entry("outreach.planned", planned("WK01", cancelled="Hujan", theme="touts")),
        unit.entry("referral.made", referral),
    ]  # fmt: skip
    assert unit.take(*run).quarantined == []
    begin_upload(opened, "WK01", name, len(shot.content))
    add_chunk(opened, "WK01", name, 0, shot.content)
    for nip in ("199360", "1991366"):
        add_staff(opened, nip, "supervisor")
    opened.close()
    with running_office(home) as office:
        yield (
            office,
            {
                "outreach": "/desk/outreach",
                "event": f"/desk/outreach/{event['id']}",
                "referrals": "/desk/referrals",
                "referral": f"/desk/referrals/{referral['id']}",
                "directory": "/desk/directory?key=dinsos",
            },
        )


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_fit_and_axe_finds_nothing(browser, filed, size) -> None:
    office, paths = filed
    opened = open_head_office(office.home)
    code = pyotp.TOTP(SECRET).at(int(opened.clock.now().timestamp()))
    opened.close()
    context = browser.new_context(viewport=size, locale="id-ID", bypass_csp=True)
    page = context.new_page()
    page.goto(f"{office.url}/desk/sign-in")
    for field, value in (("nip", f"199{size['width']}"), ("password", PASSWORD), ("code", code)):
        page.fill(f"[name={field}]", value)
    page.click("main button")
    page.wait_for_url("**/desk")
    for name, path in paths.items():
        page.goto(f"{office.url}{path}")
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if name == "event":
            assert page.evaluate("document.querySelector('.photos img').naturalWidth") == 400
        if PICTURES:
            picture = Path(PICTURES) / f"{name}-{size['width']}.png"
            picture.write_bytes(page.screenshot(full_page=True))
    context.close()
