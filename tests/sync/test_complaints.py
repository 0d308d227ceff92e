"""A complaint's whole way: counter, journal, head office's desk, feed, and back to the counter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from head_office.office import open_head_office
from head_office.services import complaints
from head_office.services.nightly import reconcile
from head_office.services.on_device import people_on
from head_office.store.complaints import answers_between
from head_office.store.staff import Member
from mobile_unit.app import Home
from mobile_unit.clock import today
from mobile_unit.domain.complaints import MISCONDUCT, OPEN, Person, Said
from mobile_unit.resources import resource
from mobile_unit.services.scans import re_encode
from tests.conftest import CHEAP, SetClock
from tests.faults.in_clear import in_bytes
from tests.offices import NIP, PIN, enrolled, running_office
from tests.services.test_complaints import everything_on
from tests.sticks import carry, fetch_reply, hand_in

SUPERVISOR = Member("199001", "Rina", "supervisor", "en", None, None, 0, True)
BUDI = Person("BUDI SANTOSO")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("head-office")) as running:
        yield running


@pytest.fixture
def desk(office):
    opened = open_head_office(office.home)
    yield opened
    opened.close()


@pytest.fixture
def unit(office, tmp_path):
    opened = enrolled(office, tmp_path)
    yield opened
    opened.close()


def answer(desk, number: str, words: str) -> None:
    row = complaints.opened(desk, SUPERVISOR, number).listed.row
    complaints.decide(desk, SUPERVISOR, number, row["revision"], "answered", words)


def test_asked_answered_told_and_opened_again(unit, desk):
    taken = unit.complaints.take(Said("information", OPEN, "phone", "Kapan loket ke Pakuan Ratu?", BUDI))
    assert unit.sync.status().others_waiting == 1
    assert unit.sync.run().entries_waiting == 0
    assert unit.sync.status().others_waiting == 0
    assert unit.complaints.detail(taken.id).status == "new"
    answer(desk, taken.number, "Tanggal 3 Desember.")
    unit.sync.run()
    assert unit.complaints.detail(taken.id).answer == "Tanggal 3 Desember."
    unit.complaints.tell(taken.id, "phoned", "unsatisfied", "Jam berapa?")
    unit.sync.run()
    detail = unit.complaints.detail(taken.id)
    assert (detail.status, detail.answer) == ("reopened", "")
    happened = {step.status for step in detail.steps}
    assert happened == {None, "new", "answered", "unsatisfied", "reopened"}


def test_a_sealed_one_with_its_evidence_is_read_there_and_its_answer_with_the_slip(unit, desk):
    picture = re_encode(next(resource("samples").rglob("*.jpg")).read_bytes())
    taken = unit.complaints.take(Said(MISCONDUCT, OPEN, "box", "Petugas minta uang", BUDI), [picture])
    result = unit.sync.run()
    assert (result.blobs_waiting, result.refused) == (0, 0)
    it = complaints.opened(desk, SUPERVISOR, taken.number)
    assert (it.said["text"], it.person) == (
        "Petugas minta uang",
        {"name": BUDI.name, "phone": "", "address": ""},
    )
    (file,) = it.files
    assert file.pages == 1
    shown = complaints.file_page(desk, SUPERVISOR, taken.number, file.sha256, 0)
    assert shown == picture.content
    answer(desk, taken.number, "Sudah ditindak.")
    unit.sync.run()
    detail = unit.complaints.detail(taken.id)
    assert (detail.answer, detail.closed) == ("", True)
    assert unit.complaints.answer_with(taken.id, taken.slip["said"]["code"]) == "Sudah ditindak."


def test_a_database_put_back_gives_no_number_twice(unit, desk, tmp_path, office):
    first = unit.complaints.take(Said("suggestion", OPEN, "letter", "Tambah kursi", BUDI))
    file = tmp_path / "backup.unit"
    unit.backups.write(file)
    lost = unit.complaints.take(Said("suggestion", OPEN, "letter", "Tambah kipas", BUDI))
    unit.sync.run()
    unit.close()
    again = Home(tmp_path / "other", cost=CHEAP).restore(file, NIP, PIN)
    second = again.complaints.take(Said("suggestion", OPEN, "letter", "Tambah air minum", BUDI))
    assert again.sync.run().refused == 0
    third = again.complaints.take(Said("suggestion", OPEN, "letter", "Tambah payung", BUDI))
    assert again.sync.run().refused == 0
    numbers = [each.number for each in (first, lost, second, third)]
    assert len(set(numbers)) == 4
    for number in numbers:
        assert complaints.opened(desk, SUPERVISOR, number).listed.row["number"] == number
    again.close()


def test_what_is_closed_leaves_the_laptop_after_the_retention_time(unit, desk, office, tmp_path):
    picture = re_encode(next(resource("samples").rglob("*.jpg")).read_bytes())
    taken = unit.complaints.take(Said("complaint", OPEN, "box", "Loket tutup lebih awal", BUDI), [picture])
    still = unit.complaints.take(Said("complaint", OPEN, "box", "Kursi kurang", Person("SITI AMINAH")))
    unit.sync.run()
    report = people_on(desk, "WK01")
    assert {each.full_name for each in report.heard_from} >= {BUDI.name, "SITI AMINAH"}
    past = open_head_office(office.home, clock=SetClock(unit.clock.now() - timedelta(days=20)))
    row = complaints.opened(past, SUPERVISOR, taken.number).listed.row
    complaints.decide(past, SUPERVISOR, taken.number, row["revision"], "answered", "Sudah ditegur.")
    complaints.decide(past, SUPERVISOR, taken.number, row["revision"] + 1, "closed")
    past.close()
    unit.sync.run()
    unit.purging.run()
    assert unit.complaints.detail(taken.id).body is not None  # nothing is signed for it yet
    reconcile(desk, "WK01", today(unit.clock))
    unit.sync.run()
    unit.purging.run()
    detail = unit.complaints.detail(taken.id)
    assert (detail.body, detail.files, detail.answer) == (None, (), "")
    assert unit.complaints.detail(still.id).body is not None
    here = everything_on(unit)
    assert in_bytes(here, ["tutup lebih awal", "Sudah ditegur"]) == []
    assert in_bytes(here, ["SITI AMINAH"]) != []
    assert list(unit.broken_things()) == []
    assert unit.sync.run().refused == 0
    assert taken.number not in {each.number for each in people_on(desk, "WK01").heard_from}
    listed = unit.people_here.write(tmp_path / "people.xlsx", "Uji")
    assert listed.complaints == 1
    assert unit.sync.run().refused == 0


def test_by_stick_it_comes_with_its_evidence_and_the_answer_goes_back(unit, desk, office, tmp_path):
    picture = re_encode(next(resource("samples").rglob("*.jpg")).read_bytes())
    taken = unit.complaints.take(Said(MISCONDUCT, OPEN, "letter", "Lewat stik", BUDI), [picture])
    assert hand_in(office.home, carry(unit, tmp_path / "stick")).quarantined == []
    it = complaints.opened(desk, SUPERVISOR, taken.number)
    assert (it.said["text"], [each.pages for each in it.files]) == ("Lewat stik", [1])
    answer(desk, taken.number, "Dijawab lewat stik.")
    unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "reply"))
    code = taken.slip["said"]["code"]
    assert unit.complaints.answer_with(taken.id, code) == "Dijawab lewat stik."
    assert unit.day.today().blobs_waiting == 0


def test_answers_that_ended_a_question_are_counted_there(unit, desk):
    for _time in range(3):
        unit.answer_book.count("broker")
    unit.sync.run()
    day = today(unit.clock)
    with desk.database.read() as connection:
        since, until = (day - timedelta(days=2)).isoformat(), (day + timedelta(days=2)).isoformat()
        assert ("broker", 3) in answers_between(connection, since, until)
