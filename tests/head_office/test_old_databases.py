"""A head office that an older program left behind is opened by this one and goes on from there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from head_office.office import open_head_office
from head_office.services.tracking import listed, set_status
from head_office.services.verification import broken_things
from head_office.store import schema

RELEASES = sorted(
    folder for folder in (Path(__file__).parent.parent / "databases").iterdir() if folder.is_dir()
)


@pytest.fixture(params=RELEASES, ids=lambda folder: folder.name)
def office(request, tmp_path, clock):
    """What that release left, without the folder of scans."""
    shutil.copy(request.param / "head_office.db", tmp_path / "head-office.db")
    opened = open_head_office(tmp_path, clock=clock)
    yield opened
    opened.close()


def test_it_is_brought_up_to_date_with_all_it_held(office):
    with office.database.read() as connection:
        assert schema.current_revision(connection) == schema.SCHEMA
    rows = list(listed(office))
    assert sorted(row["state"] for row in rows) == ["ready", "received", "received"]
    assert all(document["held"] for row in rows for document in row["documents"])


def test_only_the_scans_that_were_not_copied_are_missing(office):
    assert {thing.split(" ")[0] for thing in broken_things(office)} == {"scan"}


def test_decisions_go_on(office):
    number = next(listed(office))["number"]
    set_status(office, number, "handed_over", None)
    assert {row["number"]: row["state"] for row in listed(office)}[number] == "handed_over"
