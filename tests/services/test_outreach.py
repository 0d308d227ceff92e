"""Outreach at the unit: planned, called off, held, said anew, and its papers."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfReader

from mobile_unit.domain.entries import OUTREACH_HELD, OUTREACH_PLANNED
from mobile_unit.domain.outreach import CANCELLED, HELD, PLANNED, Outcome, Plan
from mobile_unit.domain.periods import Period
from mobile_unit.errors import UserFacingError
from mobile_unit.services.scans import re_encode
from mobile_unit.store import blobs, journal

VILLAGE = "18.08.04.2005"
PLAN = Plan("2026-11-28", VILLAGE, "tppo", "calo", "09:00", "Balai kampung", "calon PMI", ("Sari", "Budi"))
YEAR = Period("2026-01", "2026-12")


def photo(colour: str = "red"):
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "PNG")
    return re_encode(out.getvalue())


def said(unit, event: str) -> list[tuple[str, dict]]:
    with unit.context.store.read() as connection:
        return [(entry.kind, dict(entry.body)) for entry in journal.about(connection, event)]


def waiting(unit) -> set[str]:
    with unit.context.store.read() as connection:
        return {each.sha256 for each in blobs.waiting(connection)}


def test_what_is_planned_is_said_whole_and_again(unit) -> None:
    event = unit.outreach.plan(replace(PLAN, words="  jasa   calo "))
    unit.outreach.plan(replace(PLAN, day="2026-12-01"), event)
    first, second = said(unit, event)
    assert (first[0], second[0]) == (OUTREACH_PLANNED, OUTREACH_PLANNED)
    assert (first[1]["version"], second[1]["version"]) == (1, 2)
    assert first[1]["words"] == "jasa calo"
    (line,) = unit.outreach.listed()
    assert (line.id, line.day, line.state) == (event, "2026-12-01", PLANNED)
    assert line.title.id == "Pencegahan TPPO dan PMI nonprosedural: calo"
    assert "Baradatu" in line.place


def test_what_is_held_counts_and_sends_its_photos(unit) -> None:
    event = unit.outreach.plan(replace(PLAN, day="2026-11-24"))
    shot = photo()
    asked = ("Berapa biaya paspor?", "  ")
    outcome = Outcome(12, 30, asked, "Datang lagi")
    unit.outreach.hold(replace(PLAN, day="2026-11-24"), outcome, [shot], event_id=event)
    shown = unit.outreach.event(event)
    assert (shown.state, shown.body["men"], shown.body["women"]) == (HELD, 12, 30)
    assert shown.body["questions"] == ["Berapa biaya paspor?"]
    (kept,) = shown.body["photos"]
    assert waiting(unit) == {kept["sha256"]}
    assert unit.outreach.photo(kept["sha256"]) == shot.content
    found = unit.outreach.reach(YEAR)
    assert (found.planned, found.held, found.men, found.women) == (0, 1, 12, 30)


def test_a_photo_that_is_taken_out_again_is_not_sent(unit) -> None:
    plan = replace(PLAN, day="2026-11-24")
    event = unit.outreach.hold(plan, Outcome(1, 2), [photo("red"), photo("blue")])
    stays, goes = (each["sha256"] for each in unit.outreach.event(event).body["photos"])
    unit.outreach.hold(plan, Outcome(1, 3), [photo("green")], [stays], event)
    names = {each["sha256"] for each in unit.outreach.event(event).body["photos"]}
    assert stays in names
    assert goes not in names
    assert waiting(unit) == names
    assert [kind for kind, _body in said(unit, event)] == [OUTREACH_HELD, OUTREACH_HELD]
    assert unit.outreach.reach(YEAR).women == 3


def test_what_is_called_off_says_why(unit) -> None:
    event = unit.outreach.plan(PLAN)
    with pytest.raises(UserFacingError):
        unit.outreach.cancel(event, "  ")
    unit.outreach.cancel(event, "Hujan lebat")
    assert unit.outreach.event(event).state == CANCELLED
    assert unit.outreach.event(event).body["cancelled"] == "Hujan lebat"
    with pytest.raises(UserFacingError):
        unit.outreach.cancel(event, "lagi")
    unit.outreach.plan(PLAN, event)
    assert unit.outreach.event(event).state == PLANNED


def test_what_was_held_is_not_planned_again(unit) -> None:
    event = unit.outreach.hold(replace(PLAN, day="2026-11-24"), Outcome(1, 1))
    with pytest.raises(UserFacingError):
        unit.outreach.plan(PLAN, event)
    assert len(said(unit, event)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": ""},
        {"place": "18.08.04"},
        {"place": ""},
        {"theme": "", "words": " "},
        {"venue": "x" * 161},
        {"speakers": ("a",) * 11},
    ],
)
def test_what_is_missing_is_told_and_nothing_is_kept(unit, wrong) -> None:
    with pytest.raises(UserFacingError):
        unit.outreach.plan(replace(PLAN, **wrong))
    assert unit.outreach.listed() == []


def test_nothing_is_held_before_its_day(unit) -> None:
    with pytest.raises(UserFacingError):
        unit.outreach.hold(PLAN, Outcome(1, 1))
    with pytest.raises(UserFacingError):
        unit.outreach.hold(replace(PLAN, day="2026-11-24"), Outcome(1, 1), [photo()] * 7)
    assert unit.outreach.listed() == []
    assert waiting(unit) == set()


def test_planned_ones_come_first_the_next_day_on_top(unit) -> None:
    unit.outreach.plan(replace(PLAN, day="2026-12-20"))
    unit.outreach.plan(replace(PLAN, day="2026-12-02"))
    unit.outreach.hold(replace(PLAN, day="2026-11-02"), Outcome(1, 1))
    unit.outreach.hold(replace(PLAN, day="2026-11-20"), Outcome(1, 1))
    days = [each.day for each in unit.outreach.listed()]
    assert days == ["2026-12-02", "2026-12-20", "2026-11-20", "2026-11-02"]


def test_the_list_to_sign_is_one_page_of_empty_lines(unit) -> None:
    event = unit.outreach.plan(PLAN)
    (page,) = PdfReader(io.BytesIO(unit.outreach.attendance_list(event))).pages
    text = page.extract_text()
    assert all(words in text for words in ("Daftar Hadir Penyuluhan", "28 November 2026", "Balai kampung"))
    assert "Tanda tangan" in text
    assert "20" in text.split()  # that many lines at least
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_the_report_has_its_photos_on_a_page_of_their_own(unit) -> None:
    plan = replace(PLAN, day="2026-11-24")
    asked = tuple(f"Pertanyaan {n}: berapa lama paspor jadi dan apa syaratnya?" for n in range(30))
    shots = [photo(colour) for colour in ("red", "blue", "green")]
    event = unit.outreach.hold(plan, Outcome(12, 30, asked, "Kembali\nbulan depan"), shots)
    text, pictures = PdfReader(io.BytesIO(unit.outreach.report(event))).pages
    words = text.extract_text()
    assert all(each in words for each in ("42", "Pertanyaan 29", "bulan depan", "Sari Wulandari"))
    assert len(pictures.images) == 3


def test_there_is_no_report_of_what_is_only_planned(unit) -> None:
    with pytest.raises(UserFacingError):
        unit.outreach.report(unit.outreach.plan(PLAN))
