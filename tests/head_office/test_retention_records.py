"""The end of retention of what is no application: complaints, referrals, lists, outreach, training."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from pypdf import PdfReader

from head_office.services import complaints, planned_visits, referrals, scans, trainings
from head_office.services.booking_lists import Line
from head_office.services.destroying import destroy
from head_office.services.planned_visits import Wanted
from head_office.services.retention import FILE, due, rules_of
from head_office.services.verification import broken_things
from head_office.store import ended_records, filed, outreach, quizzes
from head_office.store.staff import Member
from head_office.store.tables import metadata
from mobile_unit.domain.complaints import ANSWERED, CLOSED, REOPENED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.referrals import DONE
from mobile_unit.errors import UserFacingError
from mobile_unit.resources import resource
from tests.head_office.complaint_entries import WORDS, added, file
from tests.head_office.test_outreach import held
from tests.head_office.test_referring import made, status
from tests.offices import NIP
from tests.services.test_outreach import photo

MEMBER = Member("199007", "Rina", "supervisor", "id", None, None, 0, True)
NIK = "1808015705900001"
TOLD = (WORDS, "BUDI SANTOSO", "Jawaban kami", "ZUBAIDAH", NIK, "Pak Narasumber", "Ditemui", "Diklat paspor")
"""What was said of people, and would be found in a row."""


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.fixture
def ids(office, unit, clock) -> dict[str, str]:
    """One of each that is over, by kind; what follows in the journal is not about them."""
    paper, shot = b"surat bukti" * 50, photo().content
    complaint = file(unit, 1, files=[facts(paper, "application/pdf")])
    bring(office, paper)
    decide(office, complaint.body["number"], ANSWERED, "Jawaban kami")
    decide(office, complaint.body["number"], CLOSED)
    referral = made(office)
    event = held("WK01", day="2026-11-24", speakers=["Pak Narasumber"], photos=[facts(shot, "image/jpeg")])
    quiz = {"quiz": uuid7(), "score": 1, "of": 2}
    run = [
        unit.entry("referral.made", referral),
        unit.entry("referral.status", status(office, referral, DONE)),
        unit.entry("outreach.held", event),
        unit.entry("quiz.answered", quiz),
        unit.entry("officer.signed_in", {}),
    ]
    assert unit.take(*run).quarantined == []
    bring(office, shot)
    visit = planned_visits.plan(
        office, "WK01", Wanted("2026-11-24", "18.08.04", note="Ditemui", lines=[Line("ZUBAIDAH", NIK)])
    )
    said = {
        "topic": "",
        "provider": "BPSDM",
        "day": "2026-11-20",
        "hours": 8,
        "certificate": "",
        "expires_on": "",
    }
    training = trainings.add(office, nip=NIP, title="Diklat paspor", **said)
    return {
        "complaint": complaint.body["id"],
        "referral": referral["id"],
        "planned_visit": visit.id,
        "outreach": event["id"],
        "training": training.id,
        "quiz": quiz["quiz"],
    }


def facts(content: bytes, media_type: str) -> dict:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "media_type": media_type}


def bring(office, content: bytes) -> None:
    name = facts(content, "")["sha256"]
    scans.begin_upload(office, "WK01", name, len(content))
    scans.add_chunk(office, "WK01", name, 0, content)
    assert office.blobs.holds(name)


def decide(office, number: str, word: str, text: str = "") -> None:
    revision = complaints.opened(office, MEMBER, number).listed.row["revision"]
    complaints.decide(office, MEMBER, number, revision, word, text)


@pytest.fixture
def rules(home, office):
    said = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    for kind in said["kinds"]:
        kind["years"] = 2 if "of" in kind else None
    (home / FILE).write_text(json.dumps(said))
    return rules_of(home)


def run(office, rules, home, **options):
    return destroy(office, rules, home / "destruction", by="Rahmat", approval="B-12/2031", **options)


def words_left(office) -> set[str]:
    """What of people is still in a row, what was said to units included."""
    with office.database.read() as connection:
        rows = [
            repr(tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row))
            for table in metadata.sorted_tables
            for row in connection.execute(table.select())
        ]
    return {word for word in TOLD if any(word in row for row in rows)}


def test_the_rules_know_every_kind_and_name_a_law(home):
    kinds = rules_of(home).kinds
    assert {kind.of for kind in kinds} == {"application", *ended_records.KINDS}
    assert all("UU" in kind.legal_basis or "PP" in kind.legal_basis for kind in kinds)
    assert all(kind.years is None for kind in kinds)


def test_each_is_due_to_the_day_and_only_what_is_over(office, unit, ids, rules, clock):
    file(unit, 2)
    again = made(office, 2)
    assert unit.take(unit.entry("referral.made", again)).quarantined == []
    clock.move(days=2 * 365)
    today = clock.now().date()
    assert today.isoformat() == "2028-11-23"
    assert {each.ended.of for each in due(office, rules, today)} == {"training"}
    clock.move(days=2)
    found = {each.ended.of: each for each in due(office, rules, clock.now().date())}
    assert {of: each.ended.id for of, each in found.items()} == ids
    assert {of for of, each in found.items() if each.on_laptop} == {"complaint", "planned_visit"}


def test_content_goes_of_all_and_every_chain_holds(office, unit, ids, rules, home, clock):
    assert words_left(office) == set(TOLD)
    clock.move(days=800)
    first = run(office, rules, home)
    assert (first.count, first.left) == (4, 2)
    assert {each["of"] for each in first.record["records"]} == set(ids) - {"complaint", "planned_visit"}
    done = run(office, rules, home, even_on_laptops=True)
    assert (done.count, done.left) == (2, 0)
    assert words_left(office) == set()
    assert list(broken_things(office)) == []
    with office.database.read() as connection:
        assert list(connection.execute(metadata.tables["attachments"].select())) == []
        assert list(connection.execute(metadata.tables["blobs"].select())) == []
        assert outreach.find(connection, ids["outreach"])["women"] == 20
        assert quizzes.results(connection, ids["quiz"]) == []
    assert not any(office.blobs.holds(sha) for each in first.record["records"] for sha in each["scans"])
    assert trainings.listed(office, "WK01") == []
    heard = [each["body"] for each in unit.feed() if each.get("kind") == "training.changed"]
    assert heard[-1] == {"trainings": []}
    assert run(office, rules, home, even_on_laptops=True).record is None


def test_the_record_counts_each_kind_and_names_nobody(office, unit, ids, rules, home, clock):
    clock.move(days=800)
    done = run(office, rules, home, even_on_laptops=True)
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(done.files[1].read_bytes())).pages)
    for said in ("1 pertanyaan atau pengaduan", "1 rujukan", "1 daftar pemohon kunjungan", "WK01 2026-11-24",
                 "3 pesan kepada unit"):  # fmt: skip
        assert said in " ".join(words.split())
    assert not any(word in words + done.files[0].read_text("utf-8") for word in TOLD)


def test_whoever_opens_one_is_told_and_nobody_opens_it_again(office, unit, ids, rules, home, clock):
    number = next(each["number"] for each in complaints.reported(office, late_only=False))
    clock.move(days=800)
    run(office, rules, home, even_on_laptops=True)
    with pytest.raises(filed.Destroyed):
        complaints.opened(office, MEMBER, number)
    with pytest.raises(filed.Destroyed):
        complaints.decide(office, MEMBER, number, 4, REOPENED, "lagi")
    with pytest.raises(filed.Destroyed):
        referrals.look(office, MEMBER, ids["referral"])
    with pytest.raises(UserFacingError):
        referrals.consent_scan(office, MEMBER, ids["referral"])
    assert [each.row["number"] for each in complaints.listed(office, MEMBER, "done", None).rows] == [number]


def test_what_an_old_laptop_brings_again_goes_again(office, unit, ids, rules, home, clock):
    with office.database.read() as connection:
        row = outreach.find(connection, ids["outreach"])
        event = dict(filed.body_of(connection, row))
    complaint = file(unit, 3)
    decide(office, complaint.body["number"], ANSWERED, "Ya")
    decide(office, complaint.body["number"], CLOSED)
    unit.take(unit.entry("officer.signed_in", {}))
    clock.move(days=800)
    run(office, rules, home, even_on_laptops=True)
    late = [
        unit.entry("outreach.held", event),
        unit.entry("complaint.taken", dict(complaint.body)),
        unit.entry("complaint.added", added(complaint, "Lagi")),
        unit.entry("quiz.answered", {"quiz": ids["quiz"], "score": 2, "of": 2}),
        unit.entry("officer.signed_in", {}),
    ]
    assert [each["code"] for each in unit.take(*late).quarantined] == ["record.destroyed"] * 4
    done = run(office, rules, home)
    assert sorted(each["of"] for each in done.record["records"]) == ["complaint", "outreach"]
    assert words_left(office) == set()
    assert list(broken_things(office)) == []


def test_what_was_opened_again_meanwhile_stays(office, unit, ids, rules, home, clock):
    clock.move(days=800)
    (number,) = [each["number"] for each in complaints.reported(office, late_only=False)]
    (listed,) = [each for each in due(office, rules, clock.now().date()) if each.ended.of == "complaint"]
    decide(office, number, REOPENED, "Belum selesai")
    with office.database.read() as connection:
        assert not ended_records.still_ended(connection, listed.ended)
    run(office, rules, home, even_on_laptops=True)
    assert complaints.opened(office, MEMBER, number).said["text"] == WORDS


@pytest.mark.parametrize(
    "change", [{"of": "thoughts"}, {"of": "application"}, {"of": "referral"}, {"states": ["handed_over"]}]
)
def test_a_rule_of_something_else_is_refused(home, change):
    home.mkdir(exist_ok=True)
    said = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    said["kinds"][3] |= change
    (home / FILE).write_text(json.dumps(said))
    with pytest.raises(UserFacingError):
        rules_of(home)
