"""A NUL, which PostgreSQL keeps in no text, is refused in words wherever it comes, and an entry that holds
one is kept aside by itself: on either database alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import requests

from head_office.problems import Refusal
from head_office.services import quarantine
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.errors import UserFacingError
from mobile_unit.sync import wire
from tests.head_office.complaint_entries import body_of, said
from tests.head_office.desk_client import Desk, desk_of
from tests.head_office.inside import InsideUnit, unit_inside
from tests.head_office.test_outreach import held
from tests.head_office.test_planned_visits import upload
from tests.head_office.test_referring import made

STATUS = {"number": "WK01A-261124-0007-K", "birth_date": "1992-03-31"}
ENROLLING = dict.fromkeys(("code", "device_key", "officer", "journal", "program", "signature"), "x")
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("/public/status", STATUS | {"number": "WK\0"}),
    ("/public/status", STATUS | {"\0": "1"}),
    ("/nonces", {"device": "\0"}),
    ("/tokens", {"device": "x", "nonce": "\0", "signature": "x"}),
    ("/wiped", {"device": "x", "order": "x", "at": "2026\0", "signature": "x"}),
    ("/enrolments", ENROLLING | {"code": "7QK3-9FHD\0"}),
    ("/enrolments", ENROLLING | {"before": {"unit": "\0"}}),
    ("/blobs/missing", {"sha256": ["\0" * 64]}),
    ("/feed/lost", {"entries": [{"kind": "application.status", "body": {"note": "x\0"}}]}),
    ("/feed/lost", {"entries": [{"kind": "application.status", "body": {"x": [{"\0": 1}]}}]}),
]


@pytest.mark.parametrize(("path", "body"), CALLS, ids=[path for path, _body in CALLS])
def test_a_call_is_told_what_is_wrong(guest, path, body):
    answer = guest.post(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "text.nul")
    assert "memuat karakter NUL" in answer.json()["message"]["id"]
    assert "holds the character NUL" in answer.json()["message"]["en"]


ADDRESSES = [
    "/v1/journals/%00/head",
    f"/v1/journals/{'a' * 35}%00/head",
    f"/v1/journals/{'a' * 36}/head?at=%00",
    "/v1/feed?hash=%00",
    "/v1/blobs/%00",
    "/v1/%00",
    "/%00",
    "/R/WK01%00",
    "/docs/assets/%00",
    "/desk/applications/WK%00",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_refused(guest, address):
    headers = {"Authorization": f"Bearer {guest.token}"}
    answer = requests.get(guest.url + address, headers=headers, timeout=60)
    assert 400 <= answer.status_code < 500, answer.text


def test_what_headers_and_cookies_say_goes_into_no_text(guest):
    """A cookie's value may be quoted, and spell a NUL."""
    cookie = {"Cookie": '__Host-desk="a\\000b"; desk="a\\000b"'}
    assert requests.get(f"{guest.url}/desk", headers=cookie, timeout=60).status_code == 200
    headers = {"Authorization": "Bearer %00", wire.STANDING_HEADER: "0.1.0 %00"}
    assert guest.call("GET", "/feed", headers=headers).status_code == 401
    assert guest.call("GET", "/feed", headers={wire.STANDING_HEADER: "%00 1 1 0"}).status_code == 200
    key = {"Authorization": None, "X-API-Key": "%00"}
    sound = STATUS | {"number": application_number("WK01", "A", date(2026, 11, 24), 7)}
    assert guest.post("/public/status", json=sound, headers=key).json()["code"] == "key.invalid"


@pytest.mark.parametrize(
    ("page", "fields", "words"),
    [
        ("/lacak", {"nomor": "WK\0", "hari": "\0", "bulan": "1", "tahun": "1992"}, "Nomor ini tidak lengkap"),
        ("/pengaduan", {"nomor": "WK01A-P261124-0001-X", "kode": "2\0" * 8}, "Kode ini tidak lengkap"),
    ],
)
def test_the_public_is_asked_again(guest, page, fields, words):
    answer = requests.post(guest.url + page, data=fields, timeout=60)
    assert answer.status_code == 422
    assert words in answer.text


def test_forms_and_addresses_of_the_desk_are_refused(inside_anywhere):
    desk = desk_of(inside_anywhere, "supervisor")
    for fields in ({"words": "a\0b"}, {"words": "x", "a\0": "x"}):
        answer = desk.send("/desk/search", fields)
        assert answer.status_code == 400
        assert "Formulir ini tidak dapat dibaca." in answer.text
        desk.get("/desk")
    for path in ("/desk/units/%00", "/desk/applications/WK%00", "/desk/a%00", "/desk/sign-in?to=%00"):
        answer = desk.get(path)
        assert answer.status_code == 404
        assert "Halaman ini tidak ada." in answer.text
    stranger = Desk(inside_anywhere)
    stranger.get("/desk/sign-in")
    assert stranger.sign_in(nip="1990\0").status_code == 400


def test_a_form_with_a_file_is_refused_too(inside_anywhere):
    unit_inside(inside_anywhere)
    desk = desk_of(inside_anywhere, "supervisor")
    typed = {"unit": "WK01", "day": "2026-12-03", "place": "18.08.04", "list": "ZUBAIDAH", "what": "plan"}
    for more in ({"note": "a\0b"}, {"list": "ZUBAIDAH\0"}):
        desk.get("/desk/visits/new?unit=WK01")
        answer = upload(desk, "/desk/visits/new", typed | more)
        assert answer.status_code == 400
        assert "Formulir ini tidak dapat dibaca." in answer.text


@pytest.fixture
def unit(inside_anywhere) -> InsideUnit:
    return unit_inside(inside_anywhere)


def entries_with_one(unit: InsideUnit) -> list[tuple[str, dict[str, Any]]]:
    """One of each kind that head office writes a text of into its tables, and of some that it only keeps."""
    good = unit.file(0)
    known = {"id": good["id"], "number": good["number"]}
    first, at = unit.body(0) | known, "2026-11-24T09:00:00+07:00"
    papers = [{**each, "more": "\0"} for each in unit.body(2)["documents"]]
    corrected = {"correction": 1, "corrected_at": at, "answers_request": None}
    return [
        *(("application.submitted", unit.body(n) | {name: "\0"}) for n, name in enumerate(first, 2)),
        ("application.submitted", unit.body(2) | {"more\0": 1}),
        ("application.submitted", unit.body(2) | {"documents": papers}),
        ("application.corrected", first | corrected | {"reason": "Salah\0"}),
        ("application.corrected", first | corrected | {"reason": "x", "answers_request": "\0"}),
        ("application.withdrawn", known | {"reason": "Batal\0"}),
        ("passport.handed_over", known | {"receiver": {"relation": "self", "name": "\0"}}),
        ("complaint.taken", body_of(unit, 1, said(text="x\0"))),
        ("complaint.taken", body_of(unit, 1, said(), files=[{"sha256": "\0"}])),
        ("referral.made", made(unit.office) | {"target": {"key": "\0"}}),
        ("outreach.held", held("WK01", theme="", words="x\0")),
        ("quiz.answered", {"quiz": "\0", "score": 1, "of": 2}),
        ("bulletin.read", {"publication": uuid7(), "kind": "bulletin", "number": "1\0"}),
        ("queue.tickets", {"visit": "\0"}),
        ("survey.answers", {"answers": [], "traits": [{"id": "\0"}]}),
        ("visit.opened", {"id": uuid7(), "place": "18.08.04", "place_name": "\0"}),
        ("people.exported", {"applications": 1, "drafts": 0, "reason": "Hilang\0"}),
        ("officer.signed_in", {"more": ["\0"]}),
    ]


def test_an_entry_is_kept_aside_by_itself(unit):
    bad = [unit.entry(kind, body) for kind, body in entries_with_one(unit)]
    after = unit.application(1)
    taken = unit.take(*bad, after)
    assert taken.stored == len(bad) + 1
    assert taken.quarantined == [{"seq": each.seq, "code": "text.invalid"} for each in bad]
    assert unit.row(after.body["id"])["number"] == after.body["number"]
    told = [each["body"]["seq"] for each in unit.feed() if each.get("kind") == "entry.quarantined"]
    assert told == [each.seq for each in bad]
    assert unit.take(*bad, after).stored == 0


def test_each_by_itself_is_as_all_at_once(unit):
    for kind, body in entries_with_one(unit):
        assert [each["code"] for each in unit.take(unit.entry(kind, body)).quarantined] == ["text.invalid"]


def test_whoever_applies_it_after_all_is_told_why_not(unit):
    entry = unit.entry("application.submitted", unit.body(3) | {"catalogue": "\0"})
    unit.take(entry)
    with pytest.raises(UserFacingError, match="tidak boleh ada di teks"):
        quarantine.apply_now(unit.office, unit.journal, entry.seq, "Rina")
    quarantine.give_back(unit.office, unit.journal, entry.seq, "Catat sekali lagi.", "Rina")
    assert unit.feed()[-1]["body"]["application"] == entry.body["id"]


def test_what_only_looks_like_one_is_applied(unit):
    """Six letters that somebody typed."""
    body = unit.body(4) | {"warnings": [{"field": "nik", "code": "x", "reason": "\\u0000"}]}
    assert unit.take(unit.entry("application.submitted", body)).quarantined == []


def test_sealed_to_us_it_is_no_text_of_the_database(unit):
    sealed = said(kind="misconduct", text="Pak\0", about_officer=True)
    assert unit.take(unit.entry("complaint.taken", body_of(unit, 1, sealed))).quarantined == []


def test_a_life_that_follows_no_journal_is_refused(unit):
    second = InsideUnit(office=unit.office, key=unit.key, journal=uuid7(), identity=unit.identity)
    body = {"unit": "WK01", "previous": f"{unit.journal}\0", "mark": "QK3F7"}
    with pytest.raises(Refusal) as refused:
        second.take(second.entry("journal.opened", body))
    assert refused.value.code == "journal.foreign"
