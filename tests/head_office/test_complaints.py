"""Complaints at head office: taken in once, shown to whom they may be, answered, closed and opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from head_office.services import complaints
from head_office.services.deciding import Outdated
from head_office.store import complaints as store
from head_office.store import looks
from head_office.store.staff import Member
from mobile_unit.domain.complaints import ANSWERED, ASSIGNED, CLOSED, REJECTED, REOPENED, VERIFIED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import set_language
from mobile_unit.sync.answers import open_answer
from tests.conftest import SetClock
from tests.head_office.complaint_entries import WORDS, added, body_of, file, said, sealed_to, told
from tests.offices import NIP

HANDLER = Member("199002", "Dewi", "verifier", "en", None, None, 0, True)
SUPERVISOR = Member("199001", "Rina", "supervisor", "en", None, None, 0, True)
FILE = {"sha256": "0" * 64, "bytes": 10, "media_type": "image/jpeg"}
ABOUT = said(about_officer=True, officers=[NIP])


@pytest.fixture(autouse=True)
def english():
    set_language("en")


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


def heard(unit) -> list[tuple[str, str]]:
    return [
        (each["kind"], each["body"]["status"])
        for each in unit.feed()
        if each["kind"].startswith("complaint.")
    ]


def row_of(office, entry) -> dict:
    with office.database.read() as connection:
        found = store.find(connection, entry.body["id"])
    assert found is not None
    return found


def decide(office, entry, status, text="", section="", member=SUPERVISOR) -> None:
    row = row_of(office, entry)
    complaints.decide(office, member, row["number"], row["revision"], status, text, section)


def numbers(office, member, group="to_do") -> list[str]:
    return [each.row["number"] for each in complaints.listed(office, member, group, None).rows]


def test_one_is_filed_once_and_its_unit_hears_so(office, unit):
    entry = file(unit, 1)
    again = unit.entry("complaint.taken", dict(entry.body))
    assert unit.take(again).quarantined == []
    assert numbers(office, HANDLER) == [entry.body["number"]]
    assert heard(unit) == [("complaint.status", "new")]
    row = row_of(office, entry)
    assert (row["next_on"], row["due_on"]) == ("2026-11-27", "2026-12-14")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "WK01A-P261124-0001-0"}, "number.invalid"),
        ({"number": "WK01A-261124-0001-D"}, "number.invalid"),
        ({"extra": 1}, "body.shape"),
        ({"sealed": "bm90IHNlYWxlZA=="}, "complaint.sealed"),
        ({"said": said(kind="shout")}, "complaint.kind"),
        ({"said": said(mode="anonymous")}, "complaint.mode"),
        ({"said": said(text="")}, "complaint.words"),
        ({"said": said(text="x" * 4001)}, "complaint.words"),
        ({"said": said(code="short")}, "body.shape"),
        ({"said": said(due_on="soon")}, "body.shape"),
        ({"said": said(officers=["../.."])}, "body.shape"),
        ({"said": None}, "body.shape"),
        ({"files": [{"sha256": "0" * 64, "bytes": 10, "media_type": "text/html"}]}, "document.media_type"),
        (
            {"files": [{"sha256": "0" * 64, "bytes": 10, "media_type": "image/jpeg"}] * 6},
            "documents.too_many",
        ),
        ({"taken_at": "yesterday"}, "body.shape"),
        ({"taken_at": "2026-11-24\0" + "09:00:00+07:00"}, "text.invalid"),
        ({"taken_at": "2026-11-24T09:00:00"}, "body.shape"),
        ({"taken_at": "9999-12-31T09:00:00+07:00"}, "body.shape"),
        ({"said": said(due_on="9999-12-31")}, "body.shape"),
        ({"said": said(due_on="0001-01-01")}, "body.shape"),
    ],
)
def test_what_is_no_complaint_is_kept_aside_with_its_reason(office, unit, changes, code):
    entry = unit.entry("complaint.taken", {**body_of(unit, 1, said()), **changes})
    assert [each["code"] for each in unit.take(entry).quarantined] == [code]
    assert numbers(office, SUPERVISOR) == []


def test_another_life_may_not_use_its_number_and_none_twice(office, unit):
    first = file(unit, 1)
    twice = unit.entry("complaint.taken", body_of(unit, 1, said()))
    assert [each["code"] for each in unit.take(twice).quarantined] == ["number.taken"]
    other = unit.entry("complaint.taken", {**first.body, "taken_at": "2026-11-24T10:00:00+07:00"})
    assert [each["code"] for each in unit.take(other).quarantined] == ["complaint.differs"]


def test_a_sealed_one_is_shown_to_supervisors_alone(office, unit):
    entry = file(unit, 1, ABOUT)
    assert WORDS.encode() not in entry.raw
    assert numbers(office, HANDLER) == []
    assert numbers(office, SUPERVISOR) == [entry.body["number"]]
    with pytest.raises(UserFacingError, match="no complaint"):
        complaints.opened(office, HANDLER, entry.body["number"])
    with pytest.raises(UserFacingError, match="no complaint"):
        decide(office, entry, VERIFIED, member=HANDLER)
    it = complaints.opened(office, SUPERVISOR, entry.body["number"])
    assert (it.said["text"], it.person["name"], it.about) == (WORDS, "BUDI SANTOSO", (NIP,))
    assert it.said["code"] == ""
    with office.database.read() as connection:
        seen = looks.at(connection, entry.body["id"], 10)
    assert [(each["staff"], each["page"]) for each in seen] == [(SUPERVISOR.nip, "complaint")]


def test_nobody_is_shown_one_about_themselves_whatever_their_role(office, unit):
    entry = file(unit, 1, said(about_officer=True, officers=[SUPERVISOR.nip]))
    assert numbers(office, SUPERVISOR) == []
    assert complaints.counts(office, SUPERVISOR)["to_do"] == 0
    for act in (
        lambda: complaints.opened(office, SUPERVISOR, entry.body["number"]),
        lambda: complaints.decide(office, SUPERVISOR, entry.body["number"], 1, VERIFIED),
    ):
        with pytest.raises(UserFacingError, match="no complaint"):
            act()
    other = Member("199009", "Tono", "supervisor", "en", None, None, 0, True)
    assert numbers(office, other) == [entry.body["number"]]


def test_a_name_given_in_confidence_is_not_shown_to_who_handles_it(office, unit):
    entry = file(unit, 1, said(mode="confidential"))
    handlers = complaints.opened(office, HANDLER, entry.body["number"])
    assert (handlers.person, handlers.confided, handlers.said["text"]) == (None, True, WORDS)
    supervisors = complaints.opened(office, SUPERVISOR, entry.body["number"])
    assert supervisors.person == {"name": "BUDI SANTOSO", "phone": "0812", "address": ""}


def test_from_new_to_closed_the_unit_hears_each_step(office, unit):
    entry = file(unit, 1)
    decide(office, entry, VERIFIED, member=HANDLER)
    with pytest.raises(UserFacingError, match="section"):
        decide(office, entry, ASSIGNED)
    decide(office, entry, ASSIGNED, section="tikkim", text="Segera")
    with pytest.raises(UserFacingError, match="Write the answer"):
        decide(office, entry, ANSWERED)
    decide(office, entry, ANSWERED, "Loket ditambah.")
    with pytest.raises(UserFacingError, match="can't follow"):
        decide(office, entry, VERIFIED)
    assert heard(unit) == [
        ("complaint.status", "new"),
        ("complaint.status", "verified"),
        ("complaint.status", "assigned"),
        ("complaint.answered", "answered"),
    ]
    assert unit.feed()[-1]["body"]["answer"] == "Loket ditambah."
    telling = unit.entry("complaint.told", told(entry, "satisfied"))
    assert unit.take(telling).quarantined == []
    decide(office, entry, CLOSED)
    it = complaints.opened(office, HANDLER, entry.body["number"])
    assert [(step.what, step.status) for step in it.steps][-2:] == [
        ("told", "satisfied"),
        ("status", "closed"),
    ]
    assert it.answer == "Loket ditambah."
    assert numbers(office, HANDLER, "done") == [entry.body["number"]]


def test_the_answer_to_a_sealed_one_goes_out_closed(office, unit):
    content = said(kind="misconduct")
    entry = file(unit, 1, content)
    decide(office, entry, VERIFIED, "Dugaan pungli")
    decide(office, entry, ANSWERED, "Sudah ditindak.")
    for each in unit.feed():
        assert "pungli" not in str(each)
        assert "ditindak" not in str(each)
    body = unit.feed()[-1]["body"]
    assert body["answer"] is None
    assert open_answer(body["sealed"], entry.body["number"], content["code"]) == "Sudah ditindak."


def test_who_is_not_satisfied_has_it_opened_again_once(office, unit):
    entry = file(unit, 1)
    decide(office, entry, REJECTED, "Bukan wewenang kami.")
    again = told(entry, "unsatisfied", "Tetap berantakan")
    for _time in range(2):
        assert unit.take(unit.entry("complaint.told", dict(again))).quarantined == []
    row = row_of(office, entry)
    assert row["status"] == REOPENED
    assert heard(unit)[-2:] == [("complaint.answered", "rejected"), ("complaint.status", "reopened")]
    it = complaints.opened(office, HANDLER, entry.body["number"])
    assert [step.words for step in it.steps if step.what == "told"] == ["Tetap berantakan"]
    assert it.answer == ""


def test_what_is_told_again_before_its_unit_hears_that_it_was_opened_again_is_kept(office, unit):
    entry = file(unit, 1)
    decide(office, entry, ANSWERED, "Nomor antrean dibagikan mulai besok.")
    for outcome, note in (("unsatisfied", "Tetap berantakan"), ("unsatisfied", "Masih"), ("satisfied", "")):
        telling = unit.entry("complaint.told", told(entry, outcome, note or None))
        assert unit.take(telling).quarantined == []
    it = complaints.opened(office, SUPERVISOR, entry.body["number"])
    assert it.listed.row["status"] == REOPENED
    assert [step.status for step in it.steps if step.what == "told"] == [
        "unsatisfied", "unsatisfied", "satisfied",
    ]  # fmt: skip


def test_what_is_told_of_one_that_was_never_answered_is_kept_aside(office, unit):
    entry = file(unit, 1)
    (kept,) = unit.take(unit.entry("complaint.told", told(entry, "satisfied"))).quarantined
    assert kept["code"] == "complaint.not_answered"


def test_what_is_added_later_is_read_here_and_opens_what_was_closed(office, unit):
    entry, sealed = file(unit, 1), file(unit, 2, ABOUT)
    decide(office, entry, ANSWERED, "Sudah.")
    first = added(entry, "Masih terjadi")
    hidden = added(sealed, None, sealed=sealed_to(unit, {"text": "Dia datang lagi"}))
    run = [unit.entry("complaint.added", body) for body in (first, hidden)]
    assert unit.take(*run).quarantined == []
    assert row_of(office, entry)["status"] == REOPENED
    it = complaints.opened(office, SUPERVISOR, sealed.body["number"])
    assert it.steps[-1].words == "Dia datang lagi"
    stray = unit.entry("complaint.added", {**first, "id": uuid7()})
    assert [each["code"] for each in unit.take(stray).quarantined] == ["complaint.unknown"]


def test_two_at_once_overwrite_nothing(office, unit):
    entry = file(unit, 1)
    row = row_of(office, entry)
    complaints.decide(office, HANDLER, row["number"], row["revision"], VERIFIED)
    with pytest.raises(Outdated):
        complaints.decide(office, SUPERVISOR, row["number"], row["revision"], REJECTED, "Tidak.")


def test_what_nobody_came_back_to_is_closed_after_ten_working_days(office, unit, clock):
    entry, kept = file(unit, 1), file(unit, 2)
    decide(office, entry, ANSWERED, "Sudah.")
    assert complaints.close_unanswered(office, SUPERVISOR) == 0
    clock.moment += timedelta(days=15)
    assert complaints.counts(office, HANDLER)["to_close"] == 1
    assert complaints.close_unanswered(office, HANDLER) == 1
    assert row_of(office, entry)["status"] == CLOSED
    assert row_of(office, kept)["status"] == "new"


def test_nobody_is_told_of_or_closes_one_that_they_are_not_shown(office, unit, clock):
    entry, sealed, about_them = file(unit, 1), file(unit, 2, said(kind="misconduct")), file(unit, 3, ABOUT)
    for each in (entry, sealed, about_them):
        decide(office, each, ANSWERED, "Sudah.")
    clock.moment += timedelta(days=15)
    accused = Member(NIP, "Sari", "supervisor", "en", None, None, 0, True)
    assert complaints.counts(office, HANDLER)["to_close"] == 1
    assert complaints.counts(office, accused)["to_close"] == 2
    assert complaints.counts(office, SUPERVISOR)["to_close"] == 3
    assert complaints.close_unanswered(office, HANDLER) == 1
    assert complaints.close_unanswered(office, accused) == 1
    statuses = [row_of(office, each)["status"] for each in (entry, sealed, about_them)]
    assert statuses == [CLOSED, CLOSED, ANSWERED]
    assert complaints.close_unanswered(office, SUPERVISOR) == 1


def test_the_lights_go_by_what_has_to_be_done_next(office, unit, clock):
    file(unit, 1)
    lights = []
    for days in (0, 2, 3, 6):
        clock.moment = SetClock().moment + timedelta(days=days)
        (listed,) = complaints.listed(office, HANDLER, "to_do", None).rows
        lights.append((listed.light, listed.days))
    assert lights == [("in_time", 3), ("soon", 1), ("soon", 0), ("late", -1)]
    assert complaints.counts(office, HANDLER)["late"] == 1


def test_a_list_goes_on_where_a_page_ends(office, unit, monkeypatch):
    monkeypatch.setattr(complaints, "PAGE", 2)
    filed = [file(unit, serial).body["number"] for serial in range(1, 6)]
    seen: list[str] = []
    after = None
    while True:
        page = complaints.listed(office, HANDLER, "to_do", after)
        seen += [each.row["number"] for each in page.rows]
        after = page.further
        if after is None:
            break
    assert seen == filed


def test_answers_are_counted_once_however_often_they_are_said(office, unit):
    body = {"counted": uuid7(), "day": "2026-11-24", "answers": [{"answer": "calo", "count": 2}]}
    more = {"counted": uuid7(), "day": "2026-11-25", "answers": [{"answer": "calo", "count": 1}]}
    for each in (body, body, more):
        assert unit.take(unit.entry("answers.counted", dict(each))).quarantined == []
    with office.database.read() as connection:
        assert store.answers_between(connection, "2026-11-24", "2026-11-25") == [("calo", 3)]
        assert store.answers_between(connection, "2026-11-25", "2026-11-25") == [("calo", 1)]
    for wrong in (
        {**body, "counted": uuid7(), "answers": []},
        {**body, "counted": uuid7(), "answers": [{"answer": "calo", "count": 0}]},
        {**body, "counted": uuid7(), "answers": [{"answer": "calo", "count": 1}] * 2},
        {**body, "counted": uuid7(), "answers": [{"answer": "BUDI SANTOSO", "count": 1}]},
        {**body, "counted": uuid7(), "who": "x"},
    ):
        assert unit.take(unit.entry("answers.counted", wrong)).quarantined != []
