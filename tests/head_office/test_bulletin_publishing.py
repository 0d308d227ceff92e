"""A bulletin from the office's file to the counter, and back the word of who has read it."""

from __future__ import annotations

import json

import pytest

from mobile_unit.domain.bulletins import HOLDS, SUPERSEDED
from mobile_unit.domain.identifiers import uuid7
from tests.conftest import SetClock
from tests.head_office.conftest import Guest
from tests.offices import NIP, enrolled, running_office

FILE = """---
number: {number}
title: Tarif baru mulai Desember
title_en: New fees from December
legal_basis: PP 45/2024
valid_from: 2026-11-24
{more}
---
Mulai hari ini **tarif** berubah.

1. Lihat daftar.
2. Beri tahu pemohon.
[en]
From today the fees change.
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("head-office")) as running:
        yield running


def written(tmp_path, number: str, *more: str):
    path = tmp_path / "bulletin.md"
    path.write_text(FILE.format(number=number, more="\n".join(more)), "utf-8")
    return str(path)


def test_it_is_read_at_the_counter_and_head_office_hears_by_whom(office, tmp_path):
    unit = enrolled(office, tmp_path / "unit", "B001", clock=SetClock())
    office.run(
        "officer", "add", "198803032012121003", "--name", "Budi", "--role", "officer", "--unit", "B001"
    )
    (*changes, said) = office.lines("publish", "bulletin", written(tmp_path, "1/2026", "public: ya"))
    assert (said["kind"], said["number"]) == ("bulletin", "1/2026")
    assert any("24 November 2026" in each["change"] for each in changes)
    unit.sync.run()
    (listed,) = unit.bulletins.listed()
    assert (listed.title.en, listed.standing, listed.public) == ("New fees from December", HOLDS, True)
    whole = unit.bulletins.whole(listed.id)
    assert "**tarif**" in whole.text.id
    assert whole.text.en == "From today the fees change."
    unit.bulletins.read(listed.id)
    unit.sync.run()
    _published, *readers = office.lines("published", "1/2026")
    assert {(each["nip"], each["read_at"] is not None) for each in readers} == {
        (NIP, True),
        ("198803032012121003", False),
    }
    office.lines("publish", "bulletin", written(tmp_path, "2/2026", "supersedes: 1/2026"))
    unit.sync.run()
    assert {each.number: each.standing for each in unit.bulletins.listed()} == {
        "1/2026": SUPERSEDED,
        "2/2026": HOLDS,
    }
    unit.close()


def test_it_goes_only_to_whom_it_is_for(office, tmp_path):
    one = enrolled(office, tmp_path / "one", "B002", clock=SetClock())
    other = enrolled(office, tmp_path / "other", "B003", clock=SetClock())
    (*_changes, said) = office.lines("publish", "bulletin", written(tmp_path, "3/2026", "units: b002"))
    assert said["units"] == 1
    for unit in (one, other):
        unit.sync.run()
    assert "3/2026" in {each.number for each in one.bulletins.listed()}
    assert "3/2026" not in {each.number for each in other.bulletins.listed()}
    narrower = office.run(
        "publish", "bulletin", written(tmp_path, "4/2026", "units: B002", "supersedes: 3/2026")
    )
    assert narrower.returncode == 0, narrower.stderr
    too_narrow = office.run(
        "publish", "bulletin", written(tmp_path, "5/2026", "units: B003", "supersedes: 3/2026")
    )
    assert too_narrow.returncode == 1
    one.close()
    other.close()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ("valid_until: 2026-01-01", "valid_until"),
        ("valid_until: soon", "valid_until"),
        ("units: ZZ99", "units"),
        ("readers: friends", "readers"),
        ("public: maybe", "public"),
        ("supersedes: 99/1999", "supersedes"),
        ("colour: red", "colour"),
        ("legal_basis:", "legal_basis"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(office, tmp_path, more, field):
    done = office.run("publish", "bulletin", written(tmp_path, "6/2026", more), "--json")
    assert done.returncode == 1
    assert field in {json.loads(line)["field"] for line in done.stdout.splitlines()}


@pytest.mark.parametrize(
    "content", [b"", b"no beginning", b"---\nnumber: 1", bytes(range(200, 256)), b"---\n---\n"]
)
def test_a_file_that_is_none_is_told_plainly(office, tmp_path, content):
    path = tmp_path / "none.md"
    path.write_bytes(content)
    done = office.run("publish", "bulletin", str(path))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_a_number_is_published_once(office, tmp_path):
    office.lines("publish", "bulletin", written(tmp_path, "7/2026"))
    assert office.lines("publish", "bulletin", written(tmp_path, "7/2026"))[-1]["units"] == 0
    changed = office.run("publish", "bulletin", written(tmp_path, "7/2026", "public: ya"))
    assert changed.returncode == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"publication": "1", "kind": "bulletin", "number": "1"},
        {"publication": uuid7(), "kind": "Bulletin!", "number": "1"},
        {"publication": uuid7(), "kind": "bulletin", "number": ""},
        {"publication": uuid7(), "kind": "bulletin", "number": 5},
        {"publication": uuid7(), "kind": "bulletin", "number": "1", "more": True},
    ],
)
def test_a_word_that_is_none_is_kept_aside(office, body):
    made = Guest(office.url)
    assert made.enrol(office.code("B009")).status_code == 201
    assert made.log_in().ok
    answer = made.send(made.entry("bulletin.read", body))
    assert answer.status_code == 200
    assert [each["seq"] for each in answer.json()["quarantined"]] == [1]


def test_the_word_about_one_that_is_not_here_any_more_is_kept(office):
    made = Guest(office.url)
    assert made.enrol(office.code("B009")).status_code == 201
    assert made.log_in().ok
    entry = made.entry("bulletin.read", {"publication": uuid7(), "kind": "bulletin", "number": "1/2020"})
    assert made.send(entry).json()["quarantined"] == []
