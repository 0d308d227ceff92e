"""A revoked laptop's bundle waits for a person, who takes it in or throws it away; either is written down."""

from __future__ import annotations

import json

import pytest

from mobile_unit.demo import take_sample
from tests.offices import enrolled, running_office


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def kept(office, tmp_path):
    """(the application's number, the bundle's name under ``aside/``)."""
    unit = enrolled(office, tmp_path / "unit")
    unit.sync.run()
    taken = take_sample(unit, 1)
    (tmp_path / "stick").mkdir()
    (written,) = unit.stick.export(tmp_path / "stick")
    unit.close()
    assert office.run("revoke", "WK01").returncode == 0
    assert office.run("import", str(written.path)).returncode == 1
    (line,) = office.lines("aside", "list")
    return taken.number, line["file"]


def decisions(office) -> list[dict]:
    lines = (office.home / "aside" / "decisions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_it_is_listed_without_what_it_says_and_taken_in(office, kept):
    number, file = kept
    (seen,) = office.lines("aside", "show", file)
    assert (seen["unit"], seen["refused"]) == ("WK01", None)
    assert seen["entries"] >= 1
    assert seen["scans"] >= 1
    assert number not in json.dumps(seen)
    assert office.lines("list") == []
    assert office.run("aside", "release", file, "--reason", " ").returncode == 1
    (taken,) = office.lines("aside", "release", file, "--reason", "laptop ditemukan kembali")
    assert taken["entries_stored"] >= 1
    assert [line["number"] for line in office.lines("list")] == [number]
    assert office.lines("aside", "list") == []
    (said,) = decisions(office)
    assert (said["decision"], said["reason"]) == ("release", "laptop ditemukan kembali")


def test_it_is_thrown_away(office, kept):
    _number, file = kept
    office.lines("aside", "discard", file, "--reason", "bukan laptop kami")
    assert office.lines("aside", "list") == []
    assert office.lines("list") == []
    assert decisions(office)[0]["decision"] == "discard"


@pytest.mark.parametrize("name", ["../head-office.db", "decisions.jsonl", "nothing.bundle"])
def test_only_what_is_kept_aside_can_be_decided(office, kept, name):
    assert office.run("aside", "discard", name, "--reason", "x").returncode == 1
    assert (office.home / "head-office.db").exists()
