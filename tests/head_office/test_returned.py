"""What is kept aside is decided on its page: an entry given back to its unit, a bundle taken in or not."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from head_office.services import records
from head_office.services.entry_words import WORDS
from head_office.services.night.run import run
from mobile_unit.demo import take_sample
from mobile_unit.domain.entries import APPLICATION_WITHDRAWN, VISIT_CLOSED
from tests.head_office.desk_client import desk_of

SENTENCE = "Alasan pencabutan belum ditulis: catat lagi dengan alasannya."


@pytest.fixture
def office(own_office):
    return own_office


@pytest.fixture
def unit(laptop):
    return laptop


@pytest.fixture
def desk(beside):
    return desk_of(beside, "supervisor", "199002", name="Ibu Kepala")


def record(unit, kind: str, body: dict, subject: str | None = None) -> int:
    """An entry that a faulty program would write."""
    with unit.context.store.write() as connection:
        return unit.context.record(connection, kind, body, subject=subject).seq


def test_an_entry_is_given_back_and_the_officer_reads_why(unit, beside, desk, tmp_path):
    taken = take_sample(unit, 1)
    body = {"id": taken.id, "number": taken.number, "reason": ""}
    about = record(unit, APPLICATION_WITHDRAWN, body, taken.id)
    other = record(unit, VISIT_CLOSED, {"day": "today"})
    unit.sync.run()
    assert unit.returned.listed() == ()
    with unit.context.store.read() as connection:
        journal = connection.exec_driver_sql("SELECT id FROM journals").scalar_one()
    page = desk.get("/desk/aside").text
    assert page.count('action="/desk/aside/return"') == 2
    place = {"journal": journal, "seq": str(about)}
    assert desk.send("/desk/aside/return", {**place, "sentence": " "}).status_code == 400
    desk.get("/desk/aside")
    assert desk.send("/desk/aside/return", {**place, "sentence": "x" * 301}).status_code == 400
    assert "x" * 301 in desk.page.text
    desk.get("/desk/aside")
    assert desk.send("/desk/aside/return", {**place, "sentence": SENTENCE}).status_code == 200
    again = desk.send("/desk/aside/return", {**place, "sentence": SENTENCE})
    assert again.status_code == 400
    page = desk.get("/desk/aside").text
    assert page.count('action="/desk/aside/return"') == 1
    desk.send("/desk/aside/return", {**place, "seq": str(other), "sentence": "Tutup hari itu sekali lagi."})
    assert 'action="/desk/aside/return"' not in desk.get("/desk/aside").text
    assert "Ibu Kepala" in desk.get("/desk/units/WK01").text

    unit.sync.run()
    first, second = unit.returned.listed()
    assert (first.number, first.sentence, first.kind) == (taken.number, SENTENCE, APPLICATION_WITHDRAWN)
    assert (second.application, second.kind) == (None, VISIT_CLOSED)
    step = unit.tracking.application(taken.number).timeline[-1]
    assert (step.kind, step.note) == ("entry.returned", SENTENCE)
    unit.returned.done(first.journal, first.seq)
    unit.returned.done(second.journal, second.seq)
    assert [each.number for each in unit.returned.listed()] == [taken.number]

    report = run(beside, tmp_path / "night", date(2026, 11, 24)).report
    assert report["gaps"]["aside"] == []


def last_of(file: str) -> int:
    """The last entry that a kept bundle's name says it holds."""
    return int(file.split("-")[2])


def test_a_verifier_gives_nothing_back(beside, unit):
    desk = desk_of(beside)
    desk.get("/desk/account")
    fields = {"journal": "x", "seq": "1", "sentence": SENTENCE}
    assert desk.send("/desk/aside/return", fields).status_code == 403


def test_a_bundle_of_a_revoked_laptop_is_taken_in_or_thrown_away_on_the_page(
    office, unit, beside, desk, tmp_path
):
    unit.sync.run()
    (tmp_path / "stick").mkdir()
    files = []
    for line in (1, 2):
        taken = take_sample(unit, line)
        (written,) = unit.stick.export(tmp_path / "stick")
        files.append(written.path)
    assert office.run("revoke", "WK01").returncode == 0
    for file in files:
        assert office.run("import", str(file)).returncode == 1
    page = desk.get("/desk/aside").text
    names = [each["file"] for each in office.lines("aside", "list")]
    assert len(names) == 2
    assert taken.number not in page
    whole, other = max(names, key=last_of), min(names, key=last_of)
    for form in re.findall("<form.*?</form>", page, re.DOTALL):
        assert form.count('name="what"') <= 1, "Enter in a reason does what stands beside it"
    for said in ({"reason": "  ", "what": "release"}, {"reason": "Ditemukan"}):
        assert desk.send("/desk/aside/bundle", {"file": whole, **said}).status_code == 400
        desk.get("/desk/aside")
    told = desk.send("/desk/aside/bundle", {"file": whole, "reason": "Ditemukan", "what": "release"})
    assert told.status_code == 200
    assert taken.number in {row["number"] for row in office.lines("list")}
    desk.get("/desk/aside")
    assert desk.send("/desk/aside/bundle", {"file": other, "reason": "Sama isinya", "what": "discard"})
    assert office.lines("aside", "list") == []
    lines = (office.home / "aside" / "decisions.jsonl").read_text("utf-8").splitlines()
    assert [(each["decision"], each["reason"]) for each in map(json.loads, lines)] == [
        ("release", "Ditemukan (199002)"),
        ("discard", "Sama isinya (199002)"),
    ]


def test_every_kind_of_entry_has_its_words():
    assert set(WORDS) == set(records._KINDS)
