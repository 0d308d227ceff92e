"""Outreach, referrals and the directory in a real browser, on a phone and a desktop, and what axe says."""

from __future__ import annotations

import hashlib

import pytest

from head_office.office import open_head_office
from head_office.services.scans import add_chunk, begin_upload
from tests.head_office.browser import chromium, looked_at, signed_in
from tests.head_office.desk_client import add_staff
from tests.head_office.inside import unit_inside
from tests.head_office.test_outreach import held, planned
from tests.head_office.test_referring import made
from tests.offices import running_office
from tests.services.test_outreach import photo


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
    add_staff(opened, "199008", "supervisor")
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


def test_pages_fit_and_axe_finds_nothing(browser, filed) -> None:
    office, paths = filed
    with signed_in(browser, office.url, "199008") as page:
        for name, path in paths.items():
            page.goto(f"{office.url}{path}")
            looked_at(page, name)
            if name == "event":
                assert page.evaluate("document.querySelector('.photos img').naturalWidth") == 400
