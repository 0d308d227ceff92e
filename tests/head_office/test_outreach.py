"""Outreach at head office: taken in, replaced, counted, told by command and page, its photos with it."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from html import unescape

import pytest

from head_office.services import outreach
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.outreach import Outcome
from mobile_unit.domain.periods import Period
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import open_inside, unit_inside
from tests.offices import NIP, enrolled
from tests.services.test_outreach import PLAN, photo


def planned(unit: str, **changes) -> dict:
    return {
        "id": uuid7(), "version": 1, "said_at": "2026-11-24T09:00:00+07:00", "day": "2026-12-03",
        "starts": "09:00", "place": {"code": "18.08.04.2005", "name": "Tiuh Balak"}, "venue": "Balai",
        "theme": "tppo", "words": "", "audience": "", "speakers": ["Sari"],
        "officer": {"nip": NIP, "name": "Sari"}, "unit": {"code": unit, "name": "Unit"},
        "cancelled": None, **changes,
    }  # fmt: skip


def held(unit: str, **changes) -> dict:
    body = planned(unit)
    del body["cancelled"]
    more = {"men": 10, "women": 20, "questions": ["Berapa lama?"], "follow_up": "", "photos": []}
    return {**body, **more, **changes}


def told(office, code: str) -> dict:
    (found,) = office.lines("outreach", "--from", "2026-01", "--to", "2026-12", "--unit", code)
    return found


def test_a_later_word_replaces_and_a_repeat_changes_nothing(office, guest) -> None:
    code = guest.identity["unit"]["code"]
    plan = planned(code)
    outcome = held(code, id=plan["id"], version=2)
    mended = {**outcome, "version": 3, "women": 25}
    run = [
        guest.entry("outreach.planned", plan), guest.entry("outreach.held", outcome),
        guest.entry("outreach.held", mended), guest.entry("outreach.planned", plan),
        guest.entry("outreach.held", outcome), guest.entry("outreach.planned", planned(code)),
    ]  # fmt: skip
    assert guest.send(*run).json()["quarantined"] == []
    found = told(office, code)
    assert (found["planned"], found["held"], found["men"], found["women"]) == (1, 1, 10, 25)
    assert found["villages"] == 1
    assert [(line["key"], line["events"]) for line in found["themes"]] == [("tppo", 1)]
    assert [(line["key"], line["name"]) for line in found["places"]] == [("18.08.04", "Baradatu")]


BAD = {
    "a name too many": {"visitors": ["Budi"]},
    "no day": {"day": "2026-13-03"},
    "a kecamatan of words": {"place": {"code": "Baradatu", "name": "Baradatu"}},
    "no theme": {"theme": "", "words": ""},
    "a crowd": {"men": 10_000},
    "a half man": {"men": True},
    "questions of numbers": {"questions": [1]},
    "a PDF": {"photos": [{"sha256": "0" * 64, "bytes": 5, "media_type": "application/pdf"}]},
    "no bytes": {"photos": [{"sha256": "0" * 64, "bytes": 0, "media_type": "image/jpeg"}]},
    "twice the same": {"photos": [{"sha256": "0" * 64, "bytes": 5, "media_type": "image/jpeg"}] * 2},
    "null": {"officer": None},
    "a time of day": {"starts": "25:00"},
    "version none": {"version": 0},
}


@pytest.mark.parametrize("name", BAD)
def test_what_no_unit_writes_is_kept_aside(office, guest, name) -> None:
    code = guest.identity["unit"]["code"]
    answered = guest.send(
        guest.entry("outreach.held", held(code, **BAD[name])), guest.entry("outreach.held", held(code))
    )
    assert answered.json()["quarantined"] == [{"seq": 1, "code": "body.shape"}]
    assert told(office, code)["held"] == 1


def test_nobody_says_anything_of_another_unit_s_event(tmp_path, clock) -> None:
    office = open_inside(tmp_path, clock)
    one, two = unit_inside(office, "WK01"), unit_inside(office, "WK02")
    event = planned("WK01")
    assert one.take(one.entry("outreach.planned", event)).quarantined == []
    foreign = [two.entry("outreach.planned", {**event, "version": 2}),
               two.entry("outreach.planned", {**event, "unit": {"code": "WK02", "name": "x"}})]  # fmt: skip
    codes = [each["code"] for each in two.take(*foreign).quarantined]
    assert codes == ["outreach.foreign", "outreach.foreign"]
    again = {**event, "version": 3, "day": "2026-12-04"}
    outcome = {**held("WK01"), "id": event["id"], "version": 2}
    late = one.take(one.entry("outreach.held", outcome), one.entry("outreach.planned", again))
    assert [each["code"] for each in late.quarantined] == ["outreach.held_already"]
    office.close()


def test_a_unit_s_event_comes_whole_with_its_photos(office, tmp_path, clock) -> None:
    unit = enrolled(office, tmp_path / "unit", "OUT1", clock=clock)
    plan = replace(PLAN, day="2026-11-24")
    event = unit.outreach.plan(plan)
    unit.outreach.hold(plan, Outcome(3, 4, ("Apa itu APOA?",)), [photo("red"), photo("blue")], event_id=event)
    assert unit.sync.run().refused == 0
    with unit.context.store.read() as connection:
        from mobile_unit.store import blobs

        assert blobs.waiting_totals(connection) == (0, 0)
    unit.close()
    found = told(office, "OUT1")
    assert (found["held"], found["men"], found["women"]) == (1, 3, 4)


def test_people_in_thousands_are_written_alike_above_and_below(tmp_path, clock) -> None:
    office = open_inside(tmp_path, clock)
    unit = unit_inside(office)
    crowd = held("WK01", men=1000, women=440, day="2026-11-20")
    assert unit.take(unit.entry("outreach.held", crowd)).quarantined == []
    page = desk_of(office).get("/desk/outreach").text
    words = re.sub(r"<[^>]*>", "", page)  # without addresses, in whose ids any four digits may be
    assert "1440" not in words
    assert page.count("1.440") >= 3


def test_what_an_outreach_page_sums_up_is_counted_with_points(tmp_path, clock, monkeypatch) -> None:
    office = open_inside(tmp_path, clock)
    unit_inside(office)
    many = replace(
        outreach.reach(office, Period("2026-01", "2026-12")), held=1001, villages=1002, planned=1003
    )
    monkeypatch.setattr(outreach, "reach", lambda *_asked: many)
    page = desk_of(office).get("/desk/outreach").text
    for said in ("1.001", "1.002", "1.003"):
        assert said in page


def test_the_desk_shows_events_and_photos_to_verifiers_only(tmp_path, clock) -> None:
    office = open_inside(tmp_path, clock)
    unit = unit_inside(office)
    shot = photo()
    import hashlib

    name = hashlib.sha256(shot.content).hexdigest()
    photos = [{"sha256": name, "bytes": len(shot.content), "media_type": "image/jpeg"}]
    body = held("WK01", photos=photos, day="2026-11-20", words="<b>tebal</b>", theme="")
    assert unit.take(unit.entry("outreach.held", body)).quarantined == []
    desk = desk_of(office)
    page = desk.get("/desk/outreach").text
    assert "&lt;b&gt;tebal" in page
    assert "Tahun 2026" in page
    one = desk.get(f"/desk/outreach/{body['id']}")
    assert "Berapa lama?" in one.text
    assert desk.get(f"/desk/outreach/{body['id']}/photos/0").status_code == 400  # on its way
    from head_office.services.scans import add_chunk, begin_upload

    begin_upload(office, "WK01", name, len(shot.content))
    add_chunk(office, "WK01", name, 0, shot.content)
    assert desk.get(f"/desk/outreach/{body['id']}/photos/0").content == shot.content
    assert desk.get(f"/desk/outreach/{body['id']}/photos/1").status_code == 400
    assert desk.get("/desk/outreach/none").status_code == 400
    wrong = desk.get("/desk/outreach?since=2026-12&until=2026-01&state=held")
    assert wrong.status_code == 400
    assert 'name="since" type="month" value="2026-12"' in wrong.text
    assert 'name="state" value="held"' in wrong.text
    admin = desk_of(office, "admin", "199009")
    assert admin.get("/desk/outreach").status_code == 403
    assert admin.get(f"/desk/outreach/{body['id']}/photos/0").status_code == 403
    office.close()


def test_a_long_list_goes_on_where_it_ended(tmp_path, clock) -> None:
    office = open_inside(tmp_path, clock)
    unit = unit_inside(office)
    bodies = [planned("WK01", day=f"2026-12-{1 + n % 28:02}") for n in range(60)]
    assert unit.take(*(unit.entry("outreach.planned", body) for body in bodies)).quarantined == []
    first, further = outreach.listed(office)
    second, end = outreach.listed(office, after=further)
    ids = [each.row["id"] for each in (*first, *second)]
    assert (len(first), end) == (50, None)
    assert sorted(ids) == sorted(body["id"] for body in bodies)
    days = [each.row["day"] for each in (*first, *second)]
    assert days == sorted(days, reverse=True)
    with pytest.raises(Exception, match="unit"):
        outreach.reach(office, Period("2026-01", "2026-12"), "NOWHERE")
    office.close()


def test_the_shape_of_both_kinds_is_not_the_same(office, guest) -> None:
    code = guest.identity["unit"]["code"]
    mixed = copy.deepcopy(held(code))
    answered = guest.send(guest.entry("outreach.planned", mixed))
    assert answered.json()["quarantined"] == [{"seq": 1, "code": "body.shape"}]


def test_a_state_and_further_pages_keep_the_months(inside_anywhere) -> None:
    office = inside_anywhere
    unit = unit_inside(office)
    days = [f"2026-{10 + n // 28:02}-{n % 28 + 1:02}" for n in range(52)]
    assert unit.take(*(unit.entry("outreach.held", held("WK01", day=day)) for day in days)).quarantined == []
    desk = desk_of(office)
    text = unescape(desk.get("/desk/outreach?since=2026-10&until=2026-11").text)
    assert "/desk/outreach?since=2026-10&until=2026-11&state=cancelled" in text
    (further,) = re.findall(r'href="([^"]+)" rel="next"', text)
    last = unescape(desk.get(further).text)
    assert last.count('class="open"') == 2
    assert 'name="since" type="month" value="2026-10"' in last
    assert 'rel="next"' not in last
    none = desk.get("/desk/outreach?state=cancelled").text
    assert "Belum ada unit" not in none
