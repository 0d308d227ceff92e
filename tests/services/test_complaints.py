"""Questions and complaints at the counter: kept, sealed where they must be, told."""

from __future__ import annotations

import json
from datetime import date

import pytest

from mobile_unit.domain.complaints import (
    ANONYMOUS,
    COMPLAINT,
    CONFIDENTIAL,
    INFORMATION,
    MISCONDUCT,
    OPEN,
    Person,
    Said,
    new_code,
    written_code,
)
from mobile_unit.domain.entries import COMPLAINT_TAKEN, FEED_COMPLAINT_ANSWERED, FEED_COMPLAINT_STATUS
from mobile_unit.domain.numbers import COMPLAINTS, is_series_number
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.forms.answer_book import found
from mobile_unit.i18n import set_language
from mobile_unit.resources import resource
from mobile_unit.services.scans import re_encode
from mobile_unit.store import inbox, journal, settings
from mobile_unit.sync import sealing, wire
from mobile_unit.sync.answers import close_answer
from mobile_unit.sync.inbox import _KINDS
from tests.faults.in_clear import in_bytes
from tests.published import hear_bulletin
from tests.receipts.bodies import text_of
from tests.units import HEAD_OFFICE, NIP, OFFICER, PIN

WORDS = "Antrean di balai kampung tidak teratur sejak pagi"
BUDI = Person("BUDI SANTOSO", "081234567890", "Jl. Merdeka 4")
OTHER = "198803032012121003"


@pytest.fixture(autouse=True)
def english():
    set_language("en")


@pytest.fixture
def identity(unit) -> str:
    """Head office's key for what is sealed to it, which the unit was told."""
    made = sealing.new_identity()
    with unit.context.store.write() as connection:
        told = sealing.vouch(HEAD_OFFICE, sealing.recipient_of(made))
        settings.put(connection, settings.BUNDLE_KEY, told)
        inbox.set_officers(
            connection, [OFFICER, {"nip": OTHER, "name": "Budi", "role": "officer", "active": True}]
        )
    return made


@pytest.fixture
def picture():
    return re_encode(next(resource("samples").rglob("*.jpg")).read_bytes())


def said(kind=COMPLAINT, mode=OPEN, person=BUDI, **more) -> Said:
    return Said(kind, mode, "face_to_face", WORDS, None if mode == ANONYMOUS else person, **more)


def body_of(unit, taken) -> dict:
    with unit.context.store.read() as connection:
        (entry,) = [e for e in journal.about(connection, taken.id) if e.kind == COMPLAINT_TAKEN]
    return dict(entry.body)


def opened(body, identity) -> dict:
    return json.loads(sealing.opened_bytes(wire.decode(body["sealed"]), identity))


def everything_on(unit) -> bytes:
    """All values of all tables of the unit's own database, as whoever has its key reads them."""
    with unit.context.store.read() as connection:
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'"
        ).scalars()
        rows = [connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in tables]
    cells = (cell for table in rows for row in table for cell in row)
    return b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)


def hear(unit, kind, body) -> None:
    with unit.context.store.write() as connection:
        _KINDS[kind](connection, body)


def test_an_open_complaint_is_kept_whole_under_a_number_of_its_own(unit, identity, picture):
    taken = unit.complaints.take(said(), [picture])
    assert is_series_number(COMPLAINTS, taken.number)
    body = body_of(unit, taken)
    assert body["sealed"] is None
    assert body["said"]["text"] == WORDS
    assert body["said"]["person"]["name"] == BUDI.name
    detail = unit.complaints.detail(taken.id)
    assert (detail.status, detail.sealed, detail.light) == (None, False, "in_time")
    (file,) = detail.files
    assert unit.complaints.file(file.sha256) == picture.content
    assert unit.complaints.find(taken.number.lower().replace("-", " ")) == taken.id


@pytest.mark.parametrize(("kind", "due"), [(INFORMATION, "2026-12-01"), (COMPLAINT, "2026-12-14")])
def test_the_deadline_is_counted_in_working_days_by_kind(unit, identity, kind, due):
    assert unit.clock.now().date() == date(2026, 11, 24)
    taken = unit.complaints.take(said(kind))
    assert unit.complaints.detail(taken.id).due_on == due


def test_numbers_of_complaints_run_apart_from_those_of_applications(unit, identity, draft_of, adult):
    first = unit.complaints.take(said())
    submitted = unit.intake.submit(draft_of(adult).id)
    second = unit.complaints.take(said())
    assert [each.split("-")[2] for each in (first.number, submitted.number, second.number)] == [
        "0001",
        "0001",
        "0002",
    ]


def test_of_somebody_anonymous_nothing_is_kept(unit, identity):
    typed_all_the_same = Said(COMPLAINT, ANONYMOUS, "box", WORDS, BUDI)
    taken = unit.complaints.take(typed_all_the_same)
    assert body_of(unit, taken)["said"]["person"] is None
    assert in_bytes(everything_on(unit), [BUDI.name, BUDI.phone]) == []


def test_a_confidential_name_is_for_head_office_alone(unit, identity, picture):
    taken = unit.complaints.take(said(mode=CONFIDENTIAL), [picture])
    body = body_of(unit, taken)
    assert body["said"]["text"] == WORDS
    assert body["said"]["person"] is None
    assert opened(body, identity) == {
        "person": {"name": BUDI.name, "phone": BUDI.phone, "address": BUDI.address}
    }
    assert in_bytes(everything_on(unit), [BUDI.name, BUDI.phone]) == []
    with pytest.raises(UserFacingError, match="can't be read"):
        unit.complaints.file(unit.complaints.detail(taken.id).files[0].sha256)


@pytest.mark.parametrize(
    "about", [said(about_officer=True, officers=(OTHER,)), said(MISCONDUCT), said(about_officer=True)]
)
def test_what_is_about_an_officer_can_be_read_by_nobody_here(unit, identity, picture, about):
    taken = unit.complaints.take(about, [picture])
    assert taken.sealed
    body = body_of(unit, taken)
    assert body["said"] is None
    inside = opened(body, identity)
    assert (inside["text"], inside["officers"]) == (WORDS, list(about.officers))
    here = everything_on(unit)
    assert in_bytes(here, [WORDS, BUDI.name, BUDI.phone, inside["code"]]) == []
    assert picture.content not in here
    complaints = unit.complaints
    assert complaints.overview().sealed == 1
    assert [len(complaints.keys(group)) for group in ("open", "to_tell", "all")] == [0, 0, 0]
    assert (complaints.detail(taken.id).body or {}).get("said") is None
    with pytest.raises(UserFacingError, match="printed once"):
        complaints.slip(taken.id)
    sealed = sealing.opened_bytes(next(cell for cell in _blobs(unit)), identity)
    assert sealed == picture.content


def _blobs(unit):
    with unit.context.store.read() as connection:
        return connection.exec_driver_sql("SELECT content FROM blobs").scalars().all()


def test_nobody_takes_a_complaint_about_themselves(unit, identity):
    with pytest.raises(UserFacingError, match="somebody else"):
        unit.complaints.take(said(about_officer=True, officers=(NIP,)))
    assert unit.complaints.overview().sealed == 0


def test_without_head_offices_key_nothing_is_taken_that_must_be_sealed(unit):
    with pytest.raises(UserFacingError, match="no key of head office"):
        unit.complaints.take(said(MISCONDUCT))
    with unit.context.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM series_counters").scalar() == 0
    unit.complaints.take(said())


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (Said("shout", OPEN, "box", WORDS, BUDI), "Choose the kind"),
        (Said(COMPLAINT, OPEN, "box", "  ", BUDI), "Write what"),
        (Said(COMPLAINT, OPEN, "box", "x" * 4001, BUDI), "too long"),
        (Said(COMPLAINT, OPEN, "box", WORDS), "name is missing"),
        (Said(COMPLAINT, OPEN, "box", WORDS, BUDI, service="passport.gold"), "Choose the kind"),
    ],
)
def test_what_is_not_whole_is_not_taken(unit, wrong, why):
    with pytest.raises(UserFacingError, match=why):
        unit.complaints.take(wrong)


def test_the_slip_says_number_deadline_and_code_and_nothing_of_what_was_said(unit, identity):
    taken = unit.complaints.take(said(MISCONDUCT))
    code = taken.slip["said"]["code"]
    for paper in ("a5", "a4", "80mm", "58mm"):
        text = text_of(unit.complaints.slip_pdf(taken.slip, paper))
        for part in (taken.number, written_code(code), "LAPOR!", "Ombudsman", "hanya dapat dibaca"):
            assert part in text.replace("\n", " ") or part.replace("-", "") in text.replace("\n", "")
        assert WORDS not in text
        assert BUDI.name not in text
    assert taken.number.encode() in unit.complaints.slip_escpos(taken.slip, "58mm")


def test_the_slip_of_an_open_one_says_the_same_later(unit, identity):
    taken = unit.complaints.take(said())
    first = unit.complaints.slip_pdf(taken.slip)
    assert unit.complaints.slip_pdf(unit.complaints.slip(taken.id)) == first


def test_a_later_slip_says_that_it_is_a_copy(unit, identity):
    slip = unit.complaints.slip(unit.complaints.take(said()).id)
    assert "SALINAN" not in text_of(unit.complaints.slip_pdf(slip))
    assert "SALINAN" in text_of(unit.complaints.slip_pdf(slip, copy=True))
    assert b"SALINAN" in unit.complaints.slip_escpos(slip, "58mm", copy=True)


@pytest.mark.parametrize("typed", ["santoso", "budi SANTOSO", "081234567890", "24-11-2026", "santoso 24-11"])
def test_who_lost_the_slip_is_found_by_what_they_said_openly(unit, identity, typed):
    taken = unit.complaints.take(said())
    for mode in (CONFIDENTIAL, ANONYMOUS):
        unit.complaints.take(said(mode=mode))
    unit.complaints.take(said(MISCONDUCT))
    rows = unit.complaints.rows(unit.complaints.keys("all", typed)).values()
    found = [row.number for row in rows]
    assert taken.number in found
    assert "24-11" in typed or found == [taken.number]


def test_an_answer_comes_back_and_is_told_once(unit, identity):
    taken = unit.complaints.take(said())
    with pytest.raises(UserFacingError, match="not answered"):
        unit.complaints.tell(taken.id, "spoken")
    at = unit.context.now()
    hear(unit, FEED_COMPLAINT_STATUS, {"id": taken.id, "status": "verified", "at": at, "note": None})
    assert unit.complaints.overview().open == 1
    answered = {"id": taken.id, "status": "answered", "at": at, "answer": "Loket ditambah.", "sealed": None}
    hear(unit, FEED_COMPLAINT_ANSWERED, answered)
    overview = unit.complaints.overview()
    assert (overview.open, overview.to_tell) == (0, 1)
    assert unit.complaints.detail(taken.id).answer == "Loket ditambah."
    with pytest.raises(UserFacingError, match="still wrong"):
        unit.complaints.tell(taken.id, "spoken", "unsatisfied")
    unit.complaints.tell(taken.id, "spoken", "satisfied")
    assert unit.complaints.overview().to_tell == 0
    hear(unit, FEED_COMPLAINT_STATUS, {"id": taken.id, "status": "reopened", "at": at, "note": "x"})
    detail = unit.complaints.detail(taken.id)
    assert (detail.answer, detail.told_at, unit.complaints.overview().open) == ("", None, 1)


def test_the_answer_to_a_sealed_one_opens_with_the_slip_alone(unit, identity):
    taken = unit.complaints.take(said(MISCONDUCT))
    code = taken.slip["said"]["code"]
    closed = close_answer("Sudah ditindak.", taken.number, code)
    body = {"id": taken.id, "status": "answered", "at": unit.context.now(), "answer": None, "sealed": closed}
    hear(unit, FEED_COMPLAINT_ANSWERED, body)
    detail = unit.complaints.detail(taken.id)
    assert (detail.answer, detail.closed) == ("", True)
    for wrong in (new_code(), "", code[:-1]):
        with pytest.raises(UserFacingError, match="does not open"):
            unit.complaints.answer_with(taken.id, wrong)
    assert unit.complaints.answer_with(taken.id, written_code(code).lower()) == "Sudah ditindak."
    unit.complaints.tell(taken.id, "spoken", "unsatisfied", "Belum selesai")
    assert in_bytes(everything_on(unit), ["Sudah ditindak", "Belum selesai"]) == []


def test_what_is_added_is_as_sealed_as_the_complaint(unit, identity, picture):
    open_, sealed = unit.complaints.take(said()), unit.complaints.take(said(MISCONDUCT))
    unit.complaints.add(open_.id, "Juga pada hari Senin", [picture])
    unit.complaints.add(sealed.id, "Dan juga di Baradatu", [picture])
    assert [step.words for step in unit.complaints.detail(open_.id).steps] == ["", "Juga pada hari Senin"]
    here = everything_on(unit)
    assert in_bytes(here, ["Dan juga di Baradatu"]) == []
    assert in_bytes(here, ["Juga pada hari Senin"]) != []
    assert len(unit.complaints.detail(open_.id).files) == 1


def test_a_list_is_searched_and_ordered_by_what_is_due_first(unit, identity):
    slow = unit.complaints.take(said(COMPLAINT))
    fast = unit.complaints.take(said(INFORMATION))
    complaints = unit.complaints
    rows = complaints.rows(complaints.keys("open"))
    assert [rows[key].id for key in complaints.keys("open")] == [fast.id, slow.id]
    assert [rows[key].id for key in complaints.keys("all")] == [fast.id, slow.id]
    assert len(complaints.keys("open", "antrean BALAI")) == 2
    assert len(complaints.keys("open", "100%")) == 0


def test_evidence_waits_to_be_sent_with_the_scans(unit, identity, picture):
    unit.complaints.take(said(MISCONDUCT), [picture])
    assert unit.day.today().blobs_waiting == 1


def test_maintenance_is_shown_no_complaint(unit, identity, home_of):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [{**OFFICER, "role": "maintenance"}])
    other = home_of.sign_in(NIP, PIN)
    with pytest.raises(NotAllowed):
        _ = other.complaints
    other.close()


def test_a_bulletin_that_holds_is_in_the_answer_book(unit, identity, clock):
    text = {"id": "# Biaya\n\n- Loket **Kasui** tutup.", "en": "Counter closed."}
    hear_bulletin(unit, "7/2026", title={"id": "Loket Kasui tutup", "en": "Kasui closed"}, text=text)
    hear_bulletin(unit, "8/2026", valid_from="2027-01-01", title={"id": "Kasui nanti", "en": "Kasui later"})
    (first, *_others) = found(unit.answer_book.answers(), "kasui")
    assert first.key == "bulletin.7_2026"
    assert [line.id for line in first.lines] == ["Biaya", "Loket Kasui tutup."]
    assert [each.key for each in found(unit.answer_book.answers(), "kasui nanti")] == []
    unit.answer_book.count(first.key)
    with unit.context.store.read() as connection:
        raw = connection.exec_driver_sql("SELECT raw FROM journal ORDER BY seq DESC LIMIT 1").scalar()
    assert json.loads(raw)["body"]["answers"] == [{"answer": "bulletin.7_2026", "count": 1}]
    with pytest.raises(KeyError):
        unit.answer_book.count("BUDI SANTOSO")
