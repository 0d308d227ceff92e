"""What head office has signed to hold leaves the laptop after a time; the chain still verifies."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from head_office.office import open_head_office
from head_office.services import nightly
from head_office.services.destroying import destroy
from head_office.services.publishing import publish
from head_office.services.quarantine import give_back
from head_office.services.retention import FILE, rules_of
from head_office.services.tracking import ask, set_status
from head_office.services.verification import broken_things
from head_office.store import journals
from head_office.store import tables as office_tables
from mobile_unit.app import Home
from mobile_unit.clock import SystemClock, today
from mobile_unit.demo import take_sample
from mobile_unit.domain.complaints import ANONYMOUS, Said
from mobile_unit.domain.corrections import Asked
from mobile_unit.domain.entries import (
    BULLETIN_READ,
    FEED_DESTROYED,
    FEED_PUBLICATION,
    FEED_QUIZ,
    OUTREACH_PURGED,
    QUIZ_ANSWERED,
    RECONCILIATION_EXPORTED,
    RECORDS_PURGED,
)
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.outreach import Outcome
from mobile_unit.domain.publications import BULLETIN
from mobile_unit.errors import UserFacingError
from mobile_unit.resources import resource
from mobile_unit.services.purging import Purged
from mobile_unit.store import attachments, blobs, inbox, reconciled
from mobile_unit.store.tables import applications, journal
from mobile_unit.sync import issuing
from tests.conftest import CHEAP, SetClock
from tests.offices import NIP, PIN, enrolled, running_office
from tests.pictures import picture
from tests.services.letting_go import everything_kept, reconciled_and_decided, some_word, weeks_pass
from tests.services.test_outreach import PLAN, photo
from tests.store.pages import pages_in_clear

ASKED = Said("information", ANONYMOUS, "phone", "Kapan buka?", None)


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def home(tmp_path):
    return tmp_path / "laptop"


@pytest.fixture
def unit(office, home):
    opened = enrolled(office, home)
    yield opened
    opened.close()


@pytest.fixture
def clock():
    """Begins now: the running head office and the laptop have no other."""
    return SetClock(SystemClock().now())


@pytest.fixture
def later(office, clock):
    """Head office, on a clock that a test moves."""
    opened = open_head_office(office.home, clock=clock)
    yield opened
    opened.close()


def test_content_goes_and_the_rest_stays_verifiable(unit, later, clock):
    taken = reconciled_and_decided(unit, later, clock)
    detail = unit.tracking.application(taken.id)
    name, nik = detail.applicant["full_name"], detail.applicant["nik"]
    assert name.encode() in everything_kept(unit)
    store = unit.context.store
    store.empty_log()
    assert name.encode() in pages_in_clear(store.path, store._key)
    weeks_pass(later, clock)
    unit.sync.run()
    left = everything_kept(unit) + pages_in_clear(store.path, store._key)
    for personal in (name, nik, detail.applicant.get("phone") or name, "NAMA IBU"):
        assert personal.encode() not in left
    with unit.context.store.read() as connection:
        assert not any(blobs.content(connection, paper.sha256) for paper in detail.documents)
    (row,) = unit.tracking.search().rows
    assert (row.number, row.state) == (taken.number, "rejected")
    assert unit.tracking.search(name).total == 0
    assert unit.tracking.search(taken.number).total == 1
    with pytest.raises(UserFacingError, match="WK01A"):
        unit.tracking.application(taken.id)
    with pytest.raises(UserFacingError, match="WK01A"):
        unit.receipts.draw(taken.id)
    assert list(unit.broken_things()) == []
    unit.sync.run()
    with later.database.read() as connection:
        found = connection.exec_driver_sql("SELECT raw FROM entries WHERE kind = 'records.purged'").one()
    body = json.loads(found.raw)["body"]
    assert body["applications"] == [{"id": taken.id, "number": taken.number}]
    assert body["scans"] == len({paper.sha256 for paper in detail.documents})
    assert unit.sync.status().refused == 0


@pytest.mark.parametrize("why", ["too soon", "not decided", "unsigned", "draft"])
def test_nothing_goes_before_its_time(unit, later, clock, why):
    if why == "unsigned":
        taken = take_sample(unit, 1)
        unit.sync.run()
        set_status(later, taken.number, "rejected", None)
        unit.sync.run()
    else:
        reconciled_and_decided(unit, later, clock, state=None if why == "not decided" else "rejected")
    weeks_pass(later, clock, days=3 if why == "too soon" else 15)
    if why == "draft":
        with unit.context.store.write() as connection:
            (row,) = connection.execute(applications.select()).all()
            connection.exec_driver_sql(
                "INSERT INTO drafts (id, service, catalogue, content, problems, officer, created_at,"
                " updated_at, corrects) VALUES ('d', 's', 'c', '{}', '[]', '1', '', '', ?)",
                (row.id,),
            )
    unit.sync.run()
    assert unit.purging.run() == Purged(0, 0, 0)
    (row,) = unit.tracking.search().rows
    assert unit.tracking.application(row.id).applicant["full_name"]


def test_a_laptop_whose_clock_is_years_ahead_removes_nothing(office, home, later, clock):
    ahead = type(clock)(clock.now() + timedelta(days=3000))
    unit = enrolled(office, home, clock=ahead)
    reconciled_and_decided(unit, later, clock)
    assert unit.purging.run() == Purged(0, 0, 0)
    unit.close()


def test_an_entry_that_is_blanked_without_a_signed_statement_is_told(unit, later, clock):
    reconciled_and_decided(unit, later, clock)
    weeks_pass(later, clock)
    unit.sync.run()
    assert list(unit.broken_things()) == []
    with unit.context.store.write() as connection:
        changed = "CAST(replace(CAST(raw AS TEXT), '\"part\":1', '\"part\":2') AS BLOB)"
        connection.exec_driver_sql(f"UPDATE feed SET raw = {changed}")
    assert any("altered" in thing for thing in unit.broken_things())


def test_a_restored_backup_is_purged_again_and_no_number_comes_twice(unit, later, clock, home, tmp_path):
    taken = reconciled_and_decided(unit, later, clock)
    unit.backups.write(tmp_path / "unit.backup", "hand")
    weeks_pass(later, clock)
    unit.sync.run()
    after = take_sample(unit, 5)
    unit.sync.run()
    spare = Home(tmp_path / "spare", cost=CHEAP, machine="another")
    restored = spare.restore(tmp_path / "unit.backup", NIP, PIN)
    restored.sync.run()  # head office, whose own clock is not moved, gives the new life its letter
    some_word(later)
    restored.sync.run()
    with pytest.raises(UserFacingError, match="WK01A"):
        restored.tracking.application(taken.id)
    assert list(restored.broken_things()) == []
    again = take_sample(restored, 6)
    assert again.number not in {taken.number, after.number}
    restored.sync.run()
    assert restored.sync.status().refused == 0
    restored.close()


def test_head_office_that_lost_what_was_removed_does_not_hold_up_the_rest(unit, office, later, clock):
    office.stop()
    shutil.copytree(office.home, office.home.with_name("older"))
    office.start()
    reconciled_and_decided(unit, later, clock)
    weeks_pass(later, clock)
    unit.sync.run()
    office.stop()
    later.close()
    shutil.rmtree(office.home)
    office.home.with_name("older").rename(office.home)
    office.start()
    kept = take_sample(unit, 7)
    unit.sync.run()
    assert kept.number in {line["number"] for line in office.lines("list")}
    assert list(unit.broken_things()) == []


def test_a_laptop_enrolled_again_goes_on_without_what_was_removed(tmp_path, clock):
    with running_office(tmp_path / "office") as office:
        office.stop()
        shutil.copytree(office.home, tmp_path / "older")
        office.start()
        unit = enrolled(office, tmp_path / "laptop")
        later = open_head_office(office.home, clock=clock)
        gone = reconciled_and_decided(unit, later, clock)
        weeks_pass(later, clock)
        unit.sync.run()
        with pytest.raises(UserFacingError, match="WK01A"):
            unit.tracking.application(gone.id)
        kept = [take_sample(unit, 7)]
        later.close()
        office.stop()
        shutil.rmtree(office.home)
        (tmp_path / "older").rename(office.home)
        office.start()
        unit.enrolling_again.run(office.code())
        kept.append(take_sample(unit, 8))
        unit.sync.run()
        assert {line["number"] for line in office.lines("list")} == {each.number for each in kept}
        assert (unit.sync.status().refused, unit.sync.status().waiting) == (0, 0)
        assert list(unit.broken_things()) == []
        unit.close()


def test_a_newer_version_is_no_longer_covered(unit, later, clock):
    taken = reconciled_and_decided(unit, later, clock, state=None)
    with unit.context.store.read() as connection:
        assert reconciled.last(connection).agrees
        assert connection.exec_driver_sql("SELECT count(*) FROM reconciled").scalar_one() == 1
    draft = unit.corrections.begin(taken.id)
    content = unit.intake.draft(draft)
    unit.intake.save_draft(draft, {**content.applicant, "full_name": "BUDI SANTOSA"}, content.answers)
    unit.corrections.save_reason(draft, "salah tulis")
    unit.corrections.submit(draft)
    with unit.context.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM reconciled").scalar_one() == 0
    unit.sync.run()
    assert nightly.reconcile(later, "WK01", today(later.clock)).stated == 1


def held_with_photos(unit, later, *colours: str) -> str:
    """An event that head office has, photos and all, and has signed to hold."""
    event = unit.outreach.hold(replace(PLAN, day="2026-11-24"), Outcome(12, 30), [photo(c) for c in colours])
    unit.sync.run()
    nightly.reconcile(later, "WK01", today(later.clock))
    unit.sync.run()
    return str(event)


def photos_of(unit, event: str) -> list[str]:
    with unit.context.store.read() as connection:
        return attachments.of(connection, event)


def said_of(unit, kind: str) -> list[dict]:
    with unit.context.store.read() as connection:
        rows = connection.execute(journal.select().where(journal.c.kind == kind))
        return [json.loads(row.raw)["body"] for row in rows]


def test_photos_of_outreach_go_and_the_event_stays(unit, later, clock):
    event = held_with_photos(unit, later, "red", "blue")
    names = photos_of(unit, event)
    weeks_pass(later, clock)
    unit.sync.run()
    with unit.context.store.read() as connection:
        assert [blobs.content(connection, name) for name in names] == [None, None]
    (body,) = said_of(unit, OUTREACH_PURGED)
    assert (body["events"], body["photos"]) == ([event], 2)
    assert unit.outreach.event(event).body["men"] == 12
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(unit.outreach.report(event))).pages]
    assert "2 foto tidak lagi di laptop ini" in pages[-1]
    assert list(unit.broken_things()) == []
    unit.sync.run()
    assert unit.purging.run() == Purged(0, 0, 0)
    assert (len(said_of(unit, OUTREACH_PURGED)), unit.sync.status().refused) == (1, 0)
    assert all(later.blobs.read(name) for name in names)


def test_an_event_is_said_anew_without_its_photos_and_those_added_are_sent(unit, later, clock):
    event = held_with_photos(unit, later, "red")
    old = photos_of(unit, event)
    weeks_pass(later, clock)
    unit.sync.run()
    unit.outreach.hold(replace(PLAN, day="2026-11-24"), Outcome(13, 30), [photo("blue")], old, event)
    unit.sync.run()
    (new,) = photos_of(unit, event)
    assert later.blobs.read(new)
    with later.database.read() as connection:
        found = connection.exec_driver_sql("SELECT sha256 FROM attachments WHERE record = ?", (event,))
        assert set(found.scalars()) == {*old, new}


@pytest.mark.parametrize("why", ["too soon", "unsigned", "said anew", "not acknowledged"])
def test_no_photo_of_outreach_goes_before_its_time(unit, later, clock, why):
    event = unit.outreach.hold(replace(PLAN, day="2026-11-24"), Outcome(1, 1), [photo()])
    unit.sync.run()
    if why != "unsigned":
        nightly.reconcile(later, "WK01", today(later.clock))
    weeks_pass(later, clock, days=3 if why == "too soon" else 15)
    unit.purging.set_days(365)
    unit.sync.run()
    unit.purging.set_days(14)
    if why == "not acknowledged":
        with unit.context.store.write() as connection:
            blobs.doubt_all(connection)
    elif why == "said anew":
        unit.outreach.hold(replace(PLAN, day="2026-11-24"), Outcome(2, 2), (), photos_of(unit, event), event)
    unit.purging.run()
    assert said_of(unit, OUTREACH_PURGED) == []
    assert [unit.outreach.photo(name)[:2] for name in photos_of(unit, event)] == [b"\xff\xd8"]


def test_quizzes_and_bulletins_stay_with_what_officers_did(unit, later, clock):
    """They are head office's own words, and what an officer did of their work; no applicant is in them."""
    quiz = {"id": uuid7(), **json.loads(resource("staff", "quiz-example.json").read_text("utf-8"))}
    content = {
        "number": "1/2026", "title": {"id": "Pengumuman", "en": "Bulletin"}, "legal_basis": "PP 45/2024",
        "valid_from": "2026-11-24", "valid_until": None, "units": [], "readers": "all", "public": True,
        "supersedes": [], "text": {"id": "Isi", "en": "Text"},
    }  # fmt: skip
    about = {
        "publication": uuid7(), "kind": BULLETIN, "format": 1, "number": "1/2026", "valid_from": "2026-11-24",
        "valid_until": None, "at": "2026-11-24T08:00:00+07:00",
    }  # fmt: skip
    with later.database.write() as connection:
        publish(later, connection, "WK01", FEED_QUIZ, quiz)
        for part in issuing.parts_of(about, json.dumps(content).encode()):
            publish(later, connection, "WK01", FEED_PUBLICATION, part)
    unit.sync.run()
    unit.quizzes.answer(quiz["id"], [1, 0])
    unit.bulletins.read(about["publication"])
    taken = reconciled_and_decided(unit, later, clock)
    weeks_pass(later, clock)
    unit.sync.run()
    with pytest.raises(UserFacingError, match=taken.number):
        unit.tracking.application(taken.id)
    assert [each["score"] for each in said_of(unit, QUIZ_ANSWERED)] == [1]
    assert len(said_of(unit, BULLETIN_READ)) == 1
    assert [each.number for each in unit.bulletins.listed()] == ["1/2026"]
    assert [each.score for each in unit.quizzes.offered()] == [1]
    assert list(unit.broken_things()) == []


def destroyed_at_office(office, later, clock, *, all_kinds: bool = False) -> None:
    """Head office destroys, two years on, what it holds of applications, those on a laptop too."""
    said = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    for kind in said["kinds"]:
        kind["years"] = 2 if all_kinds or "of" not in kind else None
    (office.home / FILE).write_text(json.dumps(said))
    clock.moment += timedelta(days=800)
    folder = office.home / "destruction"
    assert destroy(later, rules_of(office.home), folder, by="Rahmat", approval="", even_on_laptops=True).count


def test_a_sentence_about_an_entry_of_no_record_goes_with_what_head_office_destroyed(
    unit, office, later, clock
):
    with unit.context.store.write() as connection:
        unit.context.record(connection, RECONCILIATION_EXPORTED, {"rows": -1})
    unit.sync.run()
    with later.database.read() as connection:
        (aside,) = journals.quarantined(connection, 9)
    give_back(later, aside["journal"], aside["seq"], "Tanyakan kepada ZUBAIDAH.", "Rina")
    unit.complaints.take(ASKED)  # the last entry of a laptop stays
    unit.sync.run()
    with unit.context.store.read() as connection:
        assert [each["sentence"] for each in inbox.returned(connection)] == ["Tanyakan kepada ZUBAIDAH."]
    destroyed_at_office(office, later, clock, all_kinds=True)
    unit.sync.run()
    with unit.context.store.read() as connection:
        assert inbox.returned(connection) == []
    unit.context.store.empty_log()
    assert b"ZUBAIDAH" not in pages_in_clear(unit.context.store.path, unit.context.store._key)
    assert list(unit.broken_things()) == []


def test_a_correction_that_was_begun_goes_with_what_head_office_destroyed(unit, office, later, clock):
    taken = reconciled_and_decided(unit, later, clock, state=None)
    scans = [paper.sha256 for paper in unit.tracking.application(taken.id).documents]
    ask(later, taken.number, [Asked("applicant.full_name", "Nama tidak sama")])
    unit.sync.run()
    draft = unit.corrections.begin(taken.id)
    content = unit.intake.draft(draft)
    unit.intake.save_draft(draft, {**content.applicant, "full_name": "ZUBAIDAH BINTI"}, content.answers)
    scans.append(unit.intake.attach(draft, "ktp", picture("blue")).sha256)
    set_status(later, taken.number, "deemed_withdrawn", None)
    unit.complaints.take(ASKED)  # the last entry of a laptop stays
    unit.sync.run()
    destroyed_at_office(office, later, clock)
    unit.sync.run()
    (body,) = said_of(unit, RECORDS_PURGED)
    assert body["applications"] == [{"id": taken.id, "number": taken.number}]
    assert unit.intake.drafts() == ()
    with unit.context.store.read() as connection:
        assert [bool(blobs.content(connection, name)) for name in scans] == [False] * len(scans)
    unit.context.store.empty_log()
    assert b"ZUBAIDAH" not in pages_in_clear(unit.context.store.path, unit.context.store._key)
    with pytest.raises(UserFacingError):
        unit.intake.save_draft(draft, content.applicant, content.answers)
    with pytest.raises(UserFacingError):
        unit.corrections.submit(draft)
    assert list(unit.broken_things()) == []


def test_what_was_let_go_under_no_statement_is_known_to_be_gone(unit, office, later, clock):
    """Head office was restored, so that what it signed before covers nothing; its last word on it is
    destroyed as well."""
    taken = reconciled_and_decided(unit, later, clock, state=None)
    unit.complaints.take(ASKED)  # the last entry of a laptop stays
    unit.sync.run()
    with unit.context.store.write() as connection:
        reconciled.doubt_all(connection)
    set_status(later, taken.number, "rejected", "NAMA IBU tidak cocok")
    destroyed_at_office(office, later, clock)
    unit.sync.run()
    with later.database.write() as connection:
        publish(
            later, connection, "WK01", FEED_DESTROYED, {"of": "application", "id": taken.id, "entries": []}
        )
    unit.sync.run()
    assert len(said_of(unit, RECORDS_PURGED)) == 1
    for touch in (unit.tracking.application, unit.corrections.begin):
        with pytest.raises(UserFacingError, match=f"{taken.number} sudah"):
            touch(taken.id)
    with pytest.raises(UserFacingError, match=f"{taken.number} sudah"):
        unit.corrections.withdraw(taken.id, "Tidak jadi")
    assert list(unit.broken_things()) == []


def test_an_application_is_over_though_the_word_that_decided_it_was_destroyed(unit, office, later, clock):
    taken = reconciled_and_decided(unit, later, clock, state=None)
    ask(later, taken.number, [Asked("applicant.full_name", "Nama tidak sama")])
    unit.complaints.take(ASKED)  # the last entry of a laptop stays
    unit.sync.run()
    assert len(unit.corrections.tasks()) == 1
    set_status(later, taken.number, "rejected", "NAMA IBU tidak cocok")
    destroyed_at_office(office, later, clock)
    unit.sync.run()
    (row,) = unit.tracking.search().rows
    assert (row.number, row.state) == (taken.number, "rejected")
    assert unit.corrections.tasks() == ()


def kept_aside(unit, later):
    """An application whose number head office thinks is another's."""
    taken = take_sample(unit, 1)
    with later.database.write() as connection:
        connection.execute(office_tables.applications.insert().values(
            id=uuid7(), number=taken.number, service="x", state="sent", unit="WK01", journal=uuid7(), seq=1,
            submitted_at="2026-11-24T09:00:00+07:00", received_at="2026-11-24T09:00:00+07:00"))  # fmt: skip
    unit.sync.run()
    with later.database.write() as connection:
        connection.execute(office_tables.applications.delete())
        place = connection.execute(select(office_tables.entries).where(
            office_tables.entries.c.quarantine.is_not(None))).one()  # fmt: skip
    assert place.quarantine == "number.taken"
    return taken, place.journal, place.seq


def test_what_was_given_back_and_never_done_again_is_let_go_with_head_office(unit, office, later, clock):
    taken, life, seq = kept_aside(unit, later)
    detail = unit.tracking.application(taken.id)
    give_back(later, life, seq, "Tanyakan kepada NAMA IBU", "Rina")
    unit.complaints.take(ASKED)  # the last entry of a laptop stays
    unit.sync.run()
    assert [each.number for each in unit.returned.listed()] == [taken.number]
    nightly.reconcile(later, "WK01", today(later.clock))
    unit.sync.run()
    weeks_pass(later, clock)
    unit.sync.run()
    assert detail.applicant["full_name"].encode() in everything_kept(unit), "the officer may do it again"
    destroyed_at_office(office, later, clock)
    unit.sync.run()
    (body,) = said_of(unit, RECORDS_PURGED)
    assert body["applications"] == [{"id": taken.id, "number": taken.number}]
    unit.context.store.empty_log()
    left = everything_kept(unit) + pages_in_clear(unit.context.store.path, unit.context.store._key)
    for personal in (detail.applicant["full_name"], detail.applicant["nik"], "NAMA IBU"):
        assert personal.encode() not in left
    assert unit.returned.listed() == ()
    (row,) = unit.tracking.search().rows
    assert (row.number, row.state) == (taken.number, "deemed_withdrawn")
    assert list(unit.broken_things()) == []
    assert list(broken_things(later)) == []
