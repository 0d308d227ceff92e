"""A unit that an older program left behind is opened by this one, whole, and goes on from there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mobile_unit.app import Home
from mobile_unit.demo import NIP, PIN, take_sample
from mobile_unit.services.enrolment import DATABASE, KEYS
from mobile_unit.store import schema
from tests.conftest import CHEAP

RELEASES = sorted(
    folder for folder in (Path(__file__).parent.parent / "databases").iterdir() if folder.is_dir()
)


@pytest.fixture(params=RELEASES, ids=lambda folder: folder.name)
def unit(request, tmp_path, clock):
    """What that release left, opened by this program."""
    folder = tmp_path / "unit"
    folder.mkdir()
    shutil.copy(request.param / "unit.db", folder / DATABASE)
    shutil.copy(request.param / "keys.json", folder / KEYS)
    opened = Home(tmp_path, clock=clock, cost=CHEAP).sign_in(NIP, PIN)
    yield opened
    opened.close()


def test_it_is_brought_up_to_date_and_whole(unit, tmp_path):
    with unit.context.store.read() as connection:
        assert schema.current_revision(connection) == schema.SCHEMA
    assert list(unit.broken_things()) == []


def test_its_applications_and_drafts_are_there(unit):
    rows = unit.tracking.search().rows
    assert len(rows) == 3
    assert {row.state for row in rows} == {"ready", "received"}
    for row in rows:
        detail = unit.tracking.application(row.number)
        assert detail.documents
        assert all(unit.intake.blob(document.sha256) for document in detail.documents)
        assert unit.tracking.search(detail.summary.full_name).total == 1
        assert unit.receipts.draw(row.id).startswith(b"%PDF")
    (draft,) = unit.intake.drafts()
    assert unit.intake.draft(draft.id).applicant["full_name"] == "SITI AMINAH"


def test_it_goes_on_from_there(unit):
    before = {row.number for row in unit.tracking.search().rows}
    taken = take_sample(unit, 5)
    assert taken.number not in before
    assert unit.day.today().waiting == 1
    assert list(unit.broken_things()) == []


def test_a_copy_from_before_is_kept(unit, tmp_path):
    """Unless the release is this one's own schema."""
    copies = list((tmp_path / "backups").glob("before-*.db")) if (tmp_path / "backups").exists() else []
    with unit.context.store.read() as connection:
        assert schema.current_revision(connection) == schema.SCHEMA
    assert len(copies) == (0 if schema.SCHEMA == "0001" else 1)
