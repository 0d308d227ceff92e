"""Entries: exactly once, in order, and one bad one never holds up the rest."""

from __future__ import annotations

import hashlib
import json
import threading

import pytest
import zstandard

from mobile_unit.domain.entries import GENESIS, canonical, chain
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.sync import wire


def held(office, guest) -> list[dict]:
    return office.lines("list", "--unit", guest.identity["unit"]["code"])


def test_entries_arrive_and_the_head_is_signed(office, guest):
    run = [guest.entry("journal.opened", {}), guest.application(0), guest.application(1)]
    answer = guest.send(*run)
    assert answer.status_code == 200
    assert (answer.json()["stored"], answer.json()["quarantined"]) == (3, [])
    head = answer.json()["head"]
    signature = head.pop("signature")
    wire.check(wire.decode(guest.identity["head_office_key"]), wire.HEAD, head, signature)
    assert (head["seq"], head["hash"]) == (3, run[-1].hash.hex())
    assert [row["id"] for row in held(office, guest)] == [run[1].body["id"], run[2].body["id"]]


def test_however_often_and_however_cut_they_are_held_once(office, guest):
    run = [guest.application(n) for n in range(6)]
    for batch in (run[:2], run[:2], run[:4], run[1:5], run, run[4:], run):
        assert guest.send(*batch).status_code == 200
    assert len(held(office, guest)) == 6


def test_the_same_batch_from_many_threads_at_once(office, guest):
    run = [guest.application(n) for n in range(10)]
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(guest.send(*run))) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["stored"] for answer in answers) == 10
    assert len(held(office, guest)) == 10
    assert office.run("verify").returncode == 0


def test_a_gap_is_named_and_nothing_is_taken(office, guest):
    run = [guest.application(n) for n in range(3)]
    answer = guest.send(*run[1:])
    assert (answer.status_code, answer.json()["code"], answer.json()["head"]["seq"]) == (
        409,
        "journal.gap",
        0,
    )
    assert held(office, guest) == []


def test_a_fork_is_named_and_kept_aside(office, guest):
    guest.send(guest.application(0), guest.application(1))
    guest.head = (1, b"\x07" * 32)
    answer = guest.send(guest.application(5))
    assert (answer.status_code, answer.json()["code"], answer.json()["seq"]) == (409, "journal.fork", 2)
    guest.head = (0, GENESIS)
    answer = guest.send(guest.application(7))
    assert (answer.status_code, answer.json()["seq"]) == (409, 1)
    assert len(held(office, guest)) == 2
    assert office.run("verify").returncode == 0


POISON = {
    "kind.unknown": lambda guest: guest.entry("moon.landed", {"x": 1}),
    "nik.format": lambda guest: guest.application(0, applicant={**guest.body(0)["applicant"], "nik": "12"}),
    "number.invalid": lambda guest: guest.application(0, number="WK01A-261124-0001-0"),
    "number.foreign": lambda guest: guest.application(0, number="ZZ99A-261124-0001-X"),
    "catalogue.unknown": lambda guest: guest.application(0, catalogue="1999.1"),
    "fees.differ": lambda guest: guest.application(0, fees=[{"code": "PB-E-5", "amount": 1}]),
    "id.invalid": lambda guest: guest.application(0, id="../../etc/passwd"),
    "document.sha256": lambda guest: guest.application(
        0, documents=[{"kind": "ktp", "sha256": "zz" * 32, "bytes": 1, "media_type": "image/jpeg"}]
    ),
    "document.bytes": lambda guest: guest.application(
        0, documents=[{"kind": "ktp", "sha256": "0" * 64, "bytes": 10**12, "media_type": "image/jpeg"}]
    ),
    "body.shape": lambda guest: guest.application(0, applicant=None, documents=7),
    "warnings.shape": lambda guest: guest.application(0, warnings=[{"field": "", "code": 5, "reason": None}]),
    "notice.shape": lambda guest: guest.application(0, notice={"version": "2026-1", "how": "sung"}),
}


@pytest.mark.parametrize("code", POISON)
def test_one_poison_entry_does_not_hold_up_the_rest(office, guest, code):
    bad = POISON[code](guest)
    if code == "number.foreign":
        assert bad.body["number"].startswith("ZZ99A")
    good = guest.application(3)
    answer = guest.send(bad, good)
    assert answer.status_code == 200
    aside = answer.json()["quarantined"]
    assert [item["seq"] for item in aside] == [1]
    assert aside[0]["code"] in (code, "number.invalid", "document.sha256", "body.shape")
    assert [row["id"] for row in held(office, guest)] == [good.body["id"]]
    told = [entry for entry in guest.feed() if entry["kind"] == "entry.quarantined"]
    assert [(entry["body"]["seq"], entry["body"]["code"]) for entry in told] == [(1, aside[0]["code"])]


LOST = {"service": "passport.replacement", "catalogue": "2026.2", "documents": [], "fees": []}


def referral(guest, **changes):
    body = guest.body(0)
    answers = {"reason": "lost", "old_passport_number": "A1234567"}
    return guest.entry(
        "application.submitted", body | LOST | {"answers": answers, "referred": True} | changes
    )


def test_a_referral_is_one_until_head_office_says_more(office, guest):
    entry = referral(guest)
    assert guest.send(entry).json()["quarantined"] == []
    assert [(row["id"], row["state"]) for row in held(office, guest)] == [(entry.body["id"], "referred")]
    before = guest.feed()  # what every new unit is told: its officers, quizzes that were issued
    assert entry.body["id"] not in json.dumps(before)
    office.run("status", entry.body["number"], "received")
    assert [told["body"]["status"] for told in guest.feed()[len(before) :]] == ["received"]


@pytest.mark.parametrize(
    "changes",
    [
        {"referred": False},
        {"referred": "yes"},
        {"referred": 1},
        {"answers": {"reason": "lost", "passport_type": "electronic", "validity_years": 5},
         "fees": [{"code": "PB-E-5", "amount": 650_000}]},
    ],
)  # fmt: skip
def test_a_referral_that_says_something_else_is_kept_aside(office, guest, changes):
    aside = guest.send(referral(guest, **changes)).json()["quarantined"]
    assert [item["code"] for item in aside] in (["referred.differs"], ["fees.differ"])


def test_what_a_unit_takes_is_no_referral(office, guest):
    aside = guest.send(guest.application(0, catalogue="2026.2", referred=True)).json()["quarantined"]
    assert [item["code"] for item in aside] == ["referred.differs"]


def test_a_warning_that_only_the_unit_knows_and_a_notice_are_taken(office, guest):
    warning = {"field": "applicant.nik", "code": "duplicate.nik", "reason": "Paspor pertama hilang"}
    run = [
        guest.application(0, warnings=[warning]),
        guest.application(1, notice={"version": "2026-1", "how": "printed"}),
        guest.application(2, notice={"version": "2026-1", "how": None}),
    ]
    assert guest.send(*run).json()["quarantined"] == []


def test_a_number_is_taken_once(office, guest):
    first = guest.application(0)
    second = guest.application(0, id=uuid7())
    assert guest.send(first, second).json()["quarantined"] == [{"seq": 2, "code": "number.taken"}]


def test_the_same_application_again_is_the_same_one(office, guest):
    first = guest.application(0)
    again = guest.entry("application.submitted", dict(first.body))
    other = guest.application(1, id=first.body["id"])
    answer = guest.send(first, again, other).json()
    assert answer["quarantined"] == [{"seq": 3, "code": "application.differs"}]
    assert len(held(office, guest)) == 1


def test_bytes_that_are_no_entry_are_kept_in_their_place(office, guest):
    first = guest.application(0)
    noise = canonical({"hello": "world"})
    after = (2, chain(first.hash, noise))
    guest.head = after
    last = guest.application(2)
    body = b"\n".join((first.raw, noise, last.raw))
    answer = guest.send(first, last, raw=body, to=3)
    assert answer.status_code == 200, answer.text
    assert answer.json()["quarantined"] == [{"seq": 2, "code": "entry.format"}]
    assert len(held(office, guest)) == 2
    assert office.run("verify").returncode == 0


def test_a_batch_that_is_not_signed_for_is_refused(office, guest):
    entry = guest.application(0)
    for bad in ({"hash": "0" * 64}, {"raw": entry.raw.replace(b"Sari", b"Budi")}):
        raw = bad.pop("raw", None)
        answer = guest.send(entry, raw=raw, **bad)
        assert answer.status_code in (400, 409)
    assert held(office, guest) == []


def test_another_unit_s_journal_is_closed(office, guest):
    from tests.head_office.conftest import Guest

    thief = Guest(office.url)
    thief.enrol(office.code("THIEF1"))
    thief.log_in()
    thief.journal = guest.journal
    assert thief.call("GET", f"/journals/{guest.journal}/head").status_code == 403
    assert thief.send(thief.application(0)).status_code == 403


def test_sizes_are_bounded(office, guest):
    url = f"/journals/{guest.journal}/entries"
    headers = {"Content-Type": wire.NDJSON, wire.SIGNATURE_HEADER: "x"}
    big = guest.post(
        url, params={"from": 1, "to": 1}, data=b"0" * (wire.MAX_BATCH_BYTES + 1), headers=headers
    )
    assert big.status_code == 413
    bomb = zstandard.ZstdCompressor().compress(bytes(200 * 1024 * 1024))
    assert len(bomb) < 100_000
    answer = guest.post(
        url, params={"from": 1, "to": 1}, data=bomb, headers={**headers, "Content-Encoding": "zstd"}
    )
    assert answer.status_code == 413
    noise = guest.post(
        url, params={"from": 1, "to": 1}, data=b"no zstd", headers={**headers, "Content-Encoding": "zstd"}
    )
    assert noise.status_code == 400


def test_the_feed_is_chained_and_signed(office, guest):
    application = guest.application(0, documents=[])
    guest.send(application)
    office.run("status", application.body["number"], "ready")
    entries = guest.feed()
    prev = GENESIS
    for seq, entry in enumerate(entries, 1):
        signature = entry.pop("signature")
        wire.check(wire.decode(guest.identity["head_office_key"]), wire.FEED, entry, signature)
        assert (entry["seq"], entry["prev"]) == (seq, prev.hex())
        prev = hashlib.sha256(prev + canonical(entry)).digest()
    later = guest.call("GET", "/feed", params={"after": 1, "limit": 1}).json()
    assert [entry["seq"] for entry in later["entries"]] == [2]
