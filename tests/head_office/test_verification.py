"""What ``verify`` names, on a real database that somebody wrote into."""

from __future__ import annotations

import hashlib

import pytest

from head_office.office import open_head_office
from head_office.services.enrolment import add_officer
from head_office.services.verification import broken_things
from head_office.store import blobs
from tests.offices import NIP


@pytest.fixture
def office(tmp_path):
    """A head office that told a unit three times who is on its list."""
    opened = open_head_office(tmp_path)
    for name in ("Sari", "Sari W.", "Sari Wulandari"):
        add_officer(opened, NIP, name, "supervisor", "WK01")
    assert list(broken_things(opened)) == []
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DELETE FROM feed WHERE seq = 2", "entry 2: missing"),
        ("DELETE FROM feed WHERE seq = 3", "entry 3: entries are missing at the end"),
        (
            "UPDATE feed SET raw = CAST(replace(raw, 'Sari', 'Budi') AS BLOB) WHERE seq = 1",
            "entry 1: its bytes or its predecessor's were altered",
        ),
        (
            "UPDATE feed SET signature = (SELECT signature FROM feed WHERE seq = 1) WHERE seq = 2",
            "entry 2: not signed by this office",
        ),
    ],
)
def test_a_broken_feed_is_named_with_its_entry(office, change, named):
    with office.database.write() as connection:
        connection.exec_driver_sql(change)
    assert list(broken_things(office)) == [f"feed of WK01, {named}"]


def test_a_scan_is_named_unless_its_bytes_are_its_own(office):
    content = b"a scan"
    sha256 = hashlib.sha256(content).hexdigest()
    with office.database.write() as connection:
        blobs.hold(connection, sha256, len(content), office.now())
    named = [f"scan {sha256[:12]}…: missing or altered"]
    assert list(broken_things(office)) == named
    office.blobs.begin("WK01", sha256)
    office.blobs.write("WK01", sha256, 0, content)
    office.blobs.finish("WK01", sha256)
    assert list(broken_things(office)) == []
