"""What units were told of a record goes with it; a signed stand-in keeps each place of the feed."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select, update

from head_office.problems import Refusal
from head_office.services import planned_visits, publishing, recovery, tracking, trainings
from head_office.services.booking_lists import Line
from head_office.services.destroying import LEFT_IN_FEEDS
from head_office.services.enrolment import add_officer
from head_office.services.feed_destroying import destroy_told
from head_office.services.feed_subjects import subjects_of
from head_office.services.person import held_on
from head_office.services.planned_visits import Wanted
from head_office.services.publishing import read_feed, read_feed_for
from head_office.services.quarantine import give_back
from head_office.services.replies import write_reply
from head_office.services.retention import FILE, rules_of
from head_office.services.verification import broken_things
from head_office.store import ended_records
from head_office.store import feed as store
from head_office.store.tables import feed, feed_subjects
from mobile_unit.domain.complaints import ANSWERED, CLOSED
from mobile_unit.domain.corrections import Asked
from mobile_unit.domain.entries import GENESIS
from mobile_unit.domain.stand_ins import place_of
from mobile_unit.resources import resource
from mobile_unit.sync import replies, sealing, wire
from tests.head_office import migrating
from tests.head_office.complaint_entries import file
from tests.head_office.test_retention_records import decide, home, office, rules, run, words_left
from tests.offices import NIP

NIK = "1808015705900001"
__all__ = ["home", "office", "rules"]
TRAINING = {"topic": "", "provider": "BPSDM", "hours": 8, "certificate": "", "expires_on": ""}


def planned(office, day: str = "2026-11-24", note: str = "Ditemui"):
    return planned_visits.plan(
        office, "WK01", Wanted(day, "18.08.04", note=note, lines=[Line("ZUBAIDAH", NIK)])
    )


def answered(office, unit, serial: int = 1):
    complaint = file(unit, serial)
    decide(office, complaint.body["number"], ANSWERED, "Jawaban kami")
    decide(office, complaint.body["number"], CLOSED)
    unit.take(unit.entry("officer.signed_in", {}))
    return complaint.body["id"]


def places(office, unit) -> list:
    """Each place of the unit's feed, its signature checked; the chain must hold."""
    found = [wire.check_place(wire.public_bytes(office.key), said) for said in unit.feed()]
    prev = GENESIS
    for number, place in enumerate(found, 1):
        assert (place.unit, place.seq, place.prev) == ("WK01", number, prev)
        prev = place.hash
    return found


def kinds(unit) -> list[str]:
    return [each.get("kind", "-") for each in unit.feed()]


def test_each_word_about_it_goes_and_its_place_stays(office, unit, rules, home, clock):
    visit, complaint = planned(office), answered(office, unit)
    again = planned_visits.change(
        office, visit.id, 1, Wanted(visit.day, "18.08.04", lines=[Line("ZUBAIDAH", NIK), Line("BUDI", "")])
    )
    before = {each["seq"]: each for each in unit.feed()}
    gone = [seq for seq, each in before.items() if each["kind"] in ("visit.planned", "complaint.answered")]
    assert (again.revision, len(gone)) == (2, 3)
    clock.move(days=800)
    done = run(office, rules, home, even_on_laptops=True)

    found = places(office, unit)
    assert [place.seq for place in found if place.stands_in] == gone
    for seq in gone:
        assert found[seq - 1].hash == place_of(before[seq]).hash
        assert found[seq - 1].at == before[seq]["at"]
    told = [each["body"] for each in unit.feed() if each.get("kind") == "feed.destroyed"]
    assert {(each["of"], each["id"]) for each in told} == {
        ("planned_visit", visit.id),
        ("complaint", complaint),
    }
    stand_ins = [each for body in told for each in body["entries"]]
    assert sorted(stand_ins, key=lambda each: each["seq"]) == [unit.feed()[seq - 1] for seq in gone]
    listed = [place for each in done.record["records"] for place in each["feed"]]
    assert sorted(listed) == [["WK01", seq, place_of(before[seq]).hash.hex()] for seq in gone]
    assert words_left(office) == set()
    assert list(broken_things(office)) == []
    with office.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(feed_subjects)).scalar() == 0


def test_notes_and_sentences_go_with_their_application(office, unit, rules, home, clock):
    row = unit.file(1)
    for state, note in (("verification", "Ibunya Zubaidah"), ("awaiting_payment", None)):
        tracking.set_status(office, row["number"], state, note)
    other = unit.file(2)
    tracking.set_status(office, other["number"], "verification", "Catatan lain")
    tracking.set_status(office, row["number"], "rejected", "Zubaidah tidak datang")
    decided = unit.feed()[-1]["body"]["at"]
    unit.take(unit.entry("officer.signed_in", {}))
    of_applications(home)
    clock.move(days=800)
    run(office, rules_of(home), home, even_on_laptops=True)
    said = [(each["body"]["status"], each["body"]["note"]) for each in unit.feed()
            if each.get("kind") == "application.status" and each["body"]["id"] == row["id"]]  # fmt: skip
    assert said == [("received", None), ("awaiting_payment", None)]
    assert words_left(office) == set()
    assert "Catatan lain" in json.dumps(unit.feed())
    assert sum(place.stands_in for place in places(office, unit)) == 2
    (told,) = (each["body"] for each in unit.feed() if each.get("kind") == "feed.destroyed")
    assert (told["state"], told["decided_at"]) == ("rejected", decided)


def of_applications(home) -> None:
    said = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    for kind in said["kinds"]:
        kind["years"] = None if "of" in kind else 2
    (home / FILE).write_text(json.dumps(said))


def test_a_sentence_about_an_entry_given_back_is_its_record_s(office, unit):
    broken = unit.body(0) | {"number": "WK01A-261124-9999-X"}
    entry = unit.entry("application.submitted", broken)
    assert unit.take(entry).quarantined
    give_back(office, unit.journal, entry.seq, "Tanyakan kepada Zubaidah", "Rina")
    with office.database.read() as connection:
        assert len(store.about(connection, broken["id"])) == 1


def test_of_what_an_officer_attended_every_older_list_goes(office, unit, rules, home, clock):
    first = trainings.add(office, nip=NIP, title="Diklat paspor", day="2026-01-20", **TRAINING)
    trainings.remove(
        office, trainings.add(office, nip=NIP, title="Diklat keliru", day="2026-01-21", **TRAINING).id
    )
    later = trainings.add(office, nip=NIP, title="Diklat arsip", day="2028-11-20", **TRAINING)
    clock.move(days=800)
    run(office, rules, home)
    heard = [each["body"]["trainings"] for each in unit.feed() if each.get("kind") == "training.changed"]
    assert [[each["id"] for each in listed] for listed in heard] == [[later.id]]
    assert first.id not in json.dumps(
        [each for each in unit.feed() if each.get("kind") == "training.changed"]
    )
    assert "Diklat keliru" not in json.dumps(unit.feed())
    places(office, unit)


def test_the_list_of_a_visit_that_was_called_off_goes_too(office, unit, rules, home, clock):
    visit = planned(office)
    planned_visits.cancel(office, visit.id, 1)
    clock.move(days=800)
    assert NIK in json.dumps(unit.feed())
    assert run(office, rules, home, even_on_laptops=True).count == 1
    assert NIK not in json.dumps(unit.feed())
    assert words_left(office) == set()


def test_what_an_older_program_left_in_a_feed_goes_with_the_next_command(office, unit, rules, home, clock):
    visit = planned(office)
    with office.database.read() as connection:
        was = connection.execute(select(feed).where(feed.c.seq == visit_seq(unit))).mappings().one()
    clock.move(days=800)
    run(office, rules, home, even_on_laptops=True)
    with office.database.write() as connection:
        place = (feed.c.unit == "WK01") & (feed.c.seq == was["seq"])
        connection.execute(update(feed).where(place).values(**was))
        mine = {"record": visit.id, "unit": "WK01", "seq": was["seq"], "kind": "visit.planned"}
        connection.execute(feed_subjects.insert().values(**mine))
    assert words_left(office) != set()
    done = run(office, rules, home)
    assert [each["basis"] for each in done.record["records"]] == [LEFT_IN_FEEDS]
    assert words_left(office) == set()
    assert list(broken_things(office)) == []


def test_what_an_older_program_says_beside_a_newer_one_is_found(
    office, unit, rules, home, clock, monkeypatch
):
    for _turn in range(2):  # what is said after the first look is found by the second one
        with monkeypatch.context() as older:
            older.setattr(publishing, "subjects_of", lambda _kind, _body: ())
            visit = planned(office, clock.now().date().isoformat())
        planned_visits.cancel(office, visit.id, 1)
        assert ("visit.planned" in kinds(unit), words_left(office) != set()) == (True, True)
        clock.move(days=800)
        run(office, rules, home, even_on_laptops=True)
        assert words_left(office) == set()
        places(office, unit)


def visit_seq(unit) -> int:
    return next(each["seq"] for each in unit.feed() if each.get("kind") == "visit.planned")


@pytest.fixture
def destroyed(office, unit, rules, home, clock):
    """What stands in for an entry between others."""
    add_officer(office, NIP, "Sari Wulandari", "supervisor", "WK01")
    planned(office, note="")
    clock.move(days=800)
    before = unit.feed()
    run(office, rules, home, even_on_laptops=True)
    seq = next(each["seq"] for each in unit.feed() if "kind" not in each)
    assert before[seq - 1]["kind"] == "visit.planned"
    return unit.feed()[seq - 1]


def signed(office, said: dict) -> dict:
    statement = {name: value for name, value in said.items() if name != "signature"}
    return {**statement, "signature": wire.sign(office.key, wire.FEED_DESTROYED, statement)}


FORGED = {
    "of another unit": lambda office, said: signed(office, said | {"unit": "WK02"}),
    "of another place": lambda office, said: signed(office, said | {"seq": said["seq"] + 1}),
    "with another hash": lambda office, said: signed(office, said | {"hash": "ab" * 32}),
    "after another entry": lambda office, said: signed(office, said | {"prev": "ab" * 32}),
    "with more to say": lambda office, said: signed(office, said | {"body": {}}),
    "not signed": lambda office, said: said | {"signature": "A" * 86 + "=="},
    "signed as an entry": lambda office, said: (
        said
        | {"signature": wire.sign(office.key, wire.FEED, {k: v for k, v in said.items() if k != "signature"})}
    ),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_verify_believes_no_other_stand_in(office, destroyed, forge):
    forged = forge(office, destroyed)
    statement = {name: value for name, value in forged.items() if name != "signature"}
    put(office, destroyed["seq"], json.dumps(statement).encode(), forged["signature"])
    (broken,) = broken_things(office)
    assert broken.startswith(f"feed of WK01, entry {destroyed['seq']}: ")


@pytest.mark.parametrize("change", [{"raw": b""}, {"stands_in": False}, {"raw": b"[]"}])
def test_verify_names_bytes_that_are_gone_without_a_stand_in(office, destroyed, change):
    with office.database.write() as connection:
        connection.execute(update(feed).where(feed.c.seq == destroyed["seq"]).values(**change))
    (broken,) = broken_things(office)
    assert broken.startswith(f"feed of WK01, entry {destroyed['seq']}: ")


def put(office, seq: int, raw: bytes, signature: str) -> None:
    with office.database.write() as connection:
        store.put_stand_in(connection, "WK01", seq, raw, signature)


def test_a_laptop_that_does_not_know_stand_ins_is_told_to_be_updated(office, destroyed):
    seq = destroyed["seq"]
    heard, more = read_feed_for(office, "WK01", 0, 500, knows_stand_ins=False)
    assert ([each["seq"] for each in heard], more) == (list(range(1, seq)), True)
    with pytest.raises(Refusal) as refused:
        read_feed_for(office, "WK01", seq - 1, 500, knows_stand_ins=False)
    assert (refused.value.status, refused.value.code) == (409, "program.too_old")
    assert "Pasang program terbaru" in refused.value.message.id
    after, _more = read_feed_for(office, "WK01", seq, 500, knows_stand_ins=False)
    assert after[0]["prev"] == destroyed["hash"]
    assert read_feed_for(office, "WK01", seq - 1, 1, knows_stand_ins=True)[0] == [destroyed]


def test_a_reply_that_is_written_meanwhile_can_be_read(office, unit, tmp_path, monkeypatch):
    visit = planned(office)
    taken, plain = [], replies.pieces

    def destroyed_between(*arguments):
        with office.database.write() as connection:
            destroy_told(office, connection, ended_records.VISIT, visit.id)
        return plain(*arguments)

    class Heard(replies.Taker):
        def entries(self, entries):
            taken.extend(entries)

    monkeypatch.setattr(replies, "pieces", destroyed_between)
    written = write_reply(office, "WK01", tmp_path / "reply")
    with (tmp_path / "reply").open("rb") as file:
        own, theirs = sealing.device_identity(unit.key), wire.public_bytes(office.key)
        replies.read(file, own, head_office_key=theirs, taker=Heard())
    assert (written.entries, written.destroyed) == (len(taken), 0)
    assert [each["kind"] for each in taken] == ["visit.planned"]
    assert kinds(unit) == ["-", "feed.destroyed"]


def test_given_back_it_is_kept_and_nothing_comes_of_it(office, unit, destroyed):
    foreign = signed(office, destroyed | {"unit": "WK02", "seq": 900, "hash": "cd" * 32})
    lost = signed(office, destroyed | {"seq": 900, "hash": "cd" * 32})
    assert (
        recovery.take_back(office, "WK01", [destroyed, foreign, lost | {"signature": "A" * 86 + "=="}]) == 0
    )
    assert recovery.take_back(office, "WK01", [lost]) == 1
    assert recovery.take_back(office, "WK01", [lost]) == 0
    recovery.say_returned(office, "WK01", lost)
    assert unit.feed()[-1]["body"] == {"hash": lost["hash"]}
    assert list(broken_things(office)) == []


def test_what_was_destroyed_is_not_kept_again(office, unit, rules, home, clock):
    """A laptop that never heard of it hands back a line that said it, as head office was restored twice."""
    visit = planned(office)
    body = next(each["body"] for each in unit.feed() if each.get("kind") == "visit.planned")
    clock.move(days=800)
    run(office, rules, home, even_on_laptops=True)
    statement = {"unit": "WK01", "seq": 900, "prev": "ab" * 32, "at": office.now(),
                 "kind": "visit.planned", "body": body | {"revision": 5}}  # fmt: skip
    said = {**statement, "signature": wire.sign(office.key, wire.FEED, statement)}
    assert recovery.take_back(office, "WK01", [said]) == 0
    assert words_left(office) == set()
    with office.database.read() as connection:
        assert store.about(connection, visit.id) == []


def test_a_person_is_given_what_units_were_told_of_them(office, unit, rules, home, clock):
    planned_visits.plan(
        office,
        "WK01",
        Wanted("2026-11-24", "18.08.04", lines=[Line("ZUBAIDAH", NIK), Line("BUDI", "1808015705900002")]),
    )
    (told,) = held_on(office, NIK, None).data["told_to_units"]
    assert (told["unit"], told["kind"]) == ("WK01", "visit.planned")
    assert [each["name"] for each in told["said"]["bookings"]] == ["ZUBAIDAH"]
    trainings.add(office, nip=NIP, title="Diklat paspor", day="2026-11-20", **TRAINING)
    (told,) = held_on(office, NIP, None).data["told_to_units"]
    assert [each["title"] for each in told["said"]["trainings"]] == ["Diklat paspor"]
    row = unit.file(1)
    tracking.set_status(office, row["number"], "verification", "Ditunggu")
    (told,) = held_on(office, row["nik"], None).data["told_to_units"]
    assert (told["kind"], told["said"]["note"]) == ("application.status", "Ditunggu")


def test_every_place_that_names_a_record_is_found_by_it(office, unit):
    """As the migration and the publishing both count them."""
    planned(office)
    answered(office, unit)
    trainings.add(office, nip=NIP, title="Diklat paspor", day="2026-11-20", **TRAINING)
    row = unit.file(2)
    tracking.set_status(office, row["number"], "verification", "Ditunggu")
    tracking.ask(office, row["number"], [Asked("applicant.birth_place", "Nama kota")])
    broken = unit.entry("application.submitted", unit.body(0) | {"number": "WK01A-261124-9999-X"})
    assert unit.take(broken).quarantined
    give_back(office, unit.journal, broken.seq, "Tanyakan lagi", "Rina")
    expected = {
        (record, each["seq"], each["kind"])
        for each in read_feed(office, "WK01", 0, 500)[0]
        for record in subjects_of(each["kind"], each["body"])
    }
    assert len({kind for _record, _seq, kind in expected}) == 6
    assert subjects_in(office) == expected
    with office.database.write() as connection:
        connection.exec_driver_sql("DROP TABLE feed_subjects")
        connection.exec_driver_sql("ALTER TABLE feed DROP COLUMN stands_in")
        migrating.take_step(connection, "0032")
    assert subjects_in(office) == expected
    assert list(broken_things(office)) == []


def subjects_in(office) -> set:
    with office.database.read() as connection:
        return {(row.record, row.seq, row.kind) for row in connection.execute(select(feed_subjects))}
