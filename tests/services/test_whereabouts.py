"""Where an application is, at the counter: told as the public is told, and asked of head office."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from time import monotonic

import pypdf
import pytest
import requests

from head_office.office import open_head_office
from head_office.services import limits
from head_office.services.following import by_receipt
from head_office.services.scans import tell
from head_office.store import filed
from mobile_unit.clock import JAKARTA
from mobile_unit.demo import take_sample
from mobile_unit.domain.entries import CALLS_LISTED
from mobile_unit.domain.numbers import application_number
from mobile_unit.errors import HeadOfficeUnreachable, NotAllowed, UserFacingError
from mobile_unit.forms.whereabouts import AT_COUNTER
from mobile_unit.i18n import set_language
from mobile_unit.services.call_list import COLLECT, COMPLETE, LATE, PAY, STALLED, CallLists
from mobile_unit.services.exports import Exports
from mobile_unit.store.tables import journal
from tests.conftest import SetClock
from tests.offices import enrolled, running_office
from tests.units import unit_without_office


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("whereabouts")) as running:
        yield running


@pytest.fixture(scope="module")
def unit(office, tmp_path_factory):
    opened = enrolled(office, tmp_path_factory.mktemp("unit"))
    yield opened
    opened.close()


@pytest.fixture
def taken(unit):
    """A fresh application that head office has whole."""
    number = unit.tracking.search("").total
    submitted = take_sample(unit, number)
    unit.sync.run()
    return submitted


def told(unit, office, submitted, state: str, *more: str):
    office.run("status", submitted.number, state, *more)
    unit.sync.run()
    return unit.whereabouts.answer(submitted.number)


def test_before_head_office_has_it_the_counter_says_so(unit):
    submitted = take_sample(unit, unit.tracking.search("").total)
    answer = unit.whereabouts.answer(submitted.number)
    assert answer.told.stage == AT_COUNTER
    assert "mobile unit" in answer.told.next.en
    unit.sync.run()
    assert unit.whereabouts.answer(submitted.number).told.stage == "submitted"


@pytest.mark.parametrize("state", ["awaiting_payment", "verification", "ready", "suspended", "rejected"])
def test_the_counter_says_what_the_publics_page_says(unit, office, taken, state):
    ours = told(unit, office, taken, state)
    opened = open_head_office(office.home)
    theirs = by_receipt(opened, taken.number)
    opened.close()
    for part in ("stage", "title", "next", "message", "until", "until_words", "bring", "pick_up"):
        assert getattr(ours.told, part) == getattr(theirs, part), part
    assert ours.as_of is not None


def test_there_is_one_last_day_to_pay_the_one_that_the_office_named(unit, office, taken):
    opened = open_head_office(office.home)
    with opened.database.write() as connection:
        row = filed.find(connection, taken.id)
        assert row is not None
        note = "Kode billing 820261124000001, Rp950.000."
        tell(opened, connection, row, "awaiting_payment", note, until="2099-12-05")
    opened.close()
    unit.sync.run()
    answer = unit.whereabouts.answer(taken.number)
    assert answer.told.until == date(2099, 12, 5)
    assert "5 December 2099" in answer.told.until_words.en
    assert answer.note == note
    (step,) = [each for each in unit.tracking.application(taken.id).timeline if each.until]
    assert (step.state, step.until) == ("awaiting_payment", "2099-12-05")


def test_a_promise_runs_from_the_moment_it_names(unit, office, taken):
    before = unit.whereabouts.answer(taken.number).told.expected
    after = told(unit, office, taken, "verification").told.expected
    assert before is not None
    assert "working days" in before.en
    assert after is not None
    assert "Expected to be done" in after.en


def test_found_however_it_is_said(unit, office, taken):
    applicant = unit.tracking.application(taken.id).applicant
    code = unit.authenticity.code(unit.tracking.body(taken.id))
    said = (taken.number.lower().replace("-", " "), code, applicant["nik"], f"  {taken.number} ")
    assert {unit.whereabouts.answer(each).application for each in said} == {taken.id}


@pytest.mark.parametrize(("said", "words"), [("zzzz", "fits this"), ("", "fits this"), ("18", "Several")])
def test_what_fits_nobody_or_many_is_told(unit, taken, said, words):
    take_sample(unit, unit.tracking.search("").total)
    with pytest.raises(UserFacingError, match=words):
        unit.whereabouts.answer(said)


def test_head_office_is_asked_with_number_and_birth_date(unit, office, taken):
    born = date.fromisoformat(unit.tracking.application(taken.id).applicant["birth_date"])
    office.run("status", taken.number, "printing")
    heard = unit.whereabouts.ask_office(taken.number, born)
    assert heard.number == taken.number
    assert "printed" in heard.title
    assert unit.tracking.application(taken.id).applicant["full_name"] not in " ".join(
        (heard.initials, heard.title, *heard.lines)
    )
    with pytest.raises(UserFacingError, match="match no application"):
        unit.whereabouts.ask_office(taken.number, born + timedelta(days=1))


def test_a_laptop_asks_no_more_than_a_counter_needs(office, tmp_path):
    """A stolen one can't go through the numbers of a district: not before the bound is it told to wait, nor
    later than what grows back meanwhile allows."""
    unit = enrolled(office, tmp_path / "unit", "ASKS")
    bound, told, began = limits.LOOKING_UP, [""], monotonic()
    while "asks to wait" not in told[-1]:
        assert len(told) <= bound.burst + (monotonic() - began) / bound.cost(1) + 2
        number = application_number("ZZ99", "A", date(2026, 11, 24), len(told))
        with pytest.raises(UserFacingError, match=r"match no application|asks to wait") as refused:
            unit.whereabouts.ask_office(number, date(1990, 1, 1))
        told.append(refused.value.message)
    assert len(told) > bound.burst + 1
    unit.close()


def test_without_a_network_it_says_so(tmp_path):
    unit = unit_without_office(tmp_path)
    submitted = take_sample(unit, 1)
    with pytest.raises(HeadOfficeUnreachable):
        unit.whereabouts.ask_office(submitted.number, date(1990, 1, 1))
    unit.close()


def test_nobody_asks_without_a_device_or_a_key(office):
    asked = {"number": "WK01A-261124-0001-X", "birth_date": "1990-01-01"}
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = requests.post(f"{office.url}/v1/public/status", json=asked, headers=headers, timeout=60)
        assert answer.status_code == 401


def test_the_call_list_of_a_village(office, tmp_path):
    clock = SetClock(datetime.now(JAKARTA).replace(microsecond=0))
    unit = enrolled(office, tmp_path / "calls", "WK07", clock=clock)
    wanted = {"ready": COLLECT, "incomplete": COMPLETE, "awaiting_payment": PAY, "printing": LATE}
    taken = {state: take_sample(unit, line) for line, state in enumerate((*wanted, "handed_over"), 100)}
    unit.sync.run()
    for state, submitted in taken.items():
        more = ("--note", "KTP tidak terbaca.") if state == "incomplete" else ()
        office.run("status", submitted.number, state, *more)
    unit.sync.run()
    village = {state: unit.tracking.application(each.id).applicant["region"] for state, each in taken.items()}
    for state, reason in wanted.items():
        calls = {call.application: call for call in unit.call_lists.of(village[state]).calls}
        assert (taken[state].id in calls) is (state != "printing")  # its promise is not over yet
        if state != "printing":
            assert calls[taken[state].id].reason == reason
            assert (
                calls[taken[state].id].phone == unit.tracking.application(taken[state].id).applicant["phone"]
            )
    clock.move(days=30)
    late = [call.application for call in unit.call_lists.of(village["printing"]).calls if call.reason == LATE]
    assert late == [taken["printing"].id]
    everywhere = [
        call.application
        for kecamatan in {code[:8] for code in village.values()}
        for call in unit.call_lists.of(kecamatan).calls
    ]
    assert sorted(everywhere) == sorted(taken[state].id for state in wanted)
    with pytest.raises(UserFacingError, match="not in the list"):
        unit.call_lists.of("99.99.99")
    unit.close()


def test_who_was_left_where_nothing_is_promised_yet_is_called_after_two_weeks(office, tmp_path):
    clock = SetClock(datetime.now(JAKARTA).replace(microsecond=0))
    unit = enrolled(office, tmp_path / "stalled", "WK08", clock=clock)
    taken = take_sample(unit, 150)
    unit.sync.run()
    assert unit.tracking.application(taken.id).summary.state == "received"
    village = unit.tracking.application(taken.id).applicant["region"]
    clock.move(days=7)
    assert unit.call_lists.of(village).calls == ()
    clock.move(days=23)
    (call,) = unit.call_lists.of(village).calls
    assert (call.application, call.reason) == (taken.id, STALLED)
    assert taken.number in text_of(unit.call_lists.paper(village))
    unit.close()


def test_only_the_team_leader_prints_it_and_the_journal_says_so(tmp_path):
    unit = unit_without_office(tmp_path)
    place = unit.call_lists.usual_place()
    assert place == "18.08.04"
    officer = replace(unit.context, officer=replace(unit.officer, role="officer"))
    theirs = CallLists(officer, unit.whereabouts, Exports(officer))
    assert theirs.of(place).calls == ()
    with pytest.raises(NotAllowed):
        theirs.paper(place)
    assert "Tidak ada yang perlu dihubungi" in text_of(unit.call_lists.paper(place))
    with unit.context.store.read() as connection:
        rows = connection.execute(journal.select().where(journal.c.kind == CALLS_LISTED)).all()
    assert len(rows) == 1
    unit.close()


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
