"""What was kept aside, given back or withdrawn, and never applied, is over one day and is destroyed then."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from head_office.services.destroying import CAME_AGAIN, RECORD
from head_office.services.quarantine import apply_now, give_back
from head_office.services.retention import FILE, due, rules_of
from head_office.services.verification import broken_things
from head_office.store import destructions, never_filed
from head_office.store.metadata import metadata
from head_office.store.tables import entries
from mobile_unit.domain.entries import Entry, read_entry
from mobile_unit.resources import resource
from mobile_unit.sync import wire
from tests.head_office.complaint_entries import body_of, said
from tests.head_office.inside import unit_inside
from tests.head_office.test_feed_destroyed import places
from tests.head_office.test_retention_records import home, office, run

__all__ = ["home", "office"]
SENTENCE = "Tanyakan kepada ZUBAIDAH, lalu catat sekali lagi."
REASON = "Ibu ZUBAIDAH tidak jadi"


@pytest.fixture
def rules(home, office):
    """Two years for everything but what was handed over."""
    text = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    for kind in text["kinds"]:
        kind["years"] = None if kind["kind"] == "issued" else 2
    (home / FILE).write_text(json.dumps(text))
    return rules_of(home)


def aside(unit, serial: int = 0, **changes) -> Entry:
    """A first submission that is kept aside; what follows in the journal is not about it."""
    entry = unit.entry("application.submitted", unit.body(serial) | {"fees": []} | changes)
    assert [each["code"] for each in unit.take(entry).quarantined] == ["fees.differ"]
    unit.take(unit.entry("officer.signed_in", {}))
    return entry


def withdraw(unit, entry: Entry) -> None:
    said_ = {"id": entry.body["id"], "number": entry.body["number"], "reason": REASON}
    run_ = [unit.entry("application.withdrawn", said_), unit.entry("officer.signed_in", {})]
    assert unit.take(*run_).quarantined == []


def returned(office, unit, serial: int = 0) -> Entry:
    entry = aside(unit, serial)
    give_back(office, unit.journal, entry.seq, SENTENCE, "Rina")
    return entry


def rows(office) -> Iterator[str]:
    with office.database.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select()):
                yield repr(tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row))


def words_left(office, *entries_: Entry) -> set[str]:
    """What is still in a row of who is named in these entries, and of what was said of them."""
    words = {"ZUBAIDAH"}
    for entry in entries_:
        applicant = entry.body["applicant"]
        words |= {str(applicant[name]) for name in ("full_name", "nik", "mother_name") if applicant.get(name)}
    return {word for word in words for row in rows(office) if word in row}


def due_now(office, rules, clock) -> list[tuple[str, str]]:
    return [(each.ended.id, each.ended.state) for each in due(office, rules, clock.now().date())]


def test_the_years_run_from_the_day_on_which_it_was_given_back(office, unit, rules, clock):
    entry = aside(unit)
    clock.move(days=100)
    assert due_now(office, rules, clock) == []
    give_back(office, unit.journal, entry.seq, SENTENCE, "Rina")
    clock.move(days=729)
    assert clock.now().date().isoformat() == "2029-03-02"
    assert due_now(office, rules, clock) == []
    clock.move(days=2)
    assert due_now(office, rules, clock) == [(entry.body["id"], "deemed_withdrawn")]
    (found,) = due(office, rules, clock.now().date())
    assert (found.ended.number, found.on_laptop) == (entry.body["number"], False)
    assert found.due_on.isoformat() == "2029-03-04"


def test_the_years_run_from_the_day_on_which_it_was_withdrawn(office, unit, rules, clock):
    entry = aside(unit)
    clock.move(days=100)
    withdraw(unit, entry)
    clock.move(days=730)
    assert due_now(office, rules, clock) == []
    clock.move(days=1)
    assert due_now(office, rules, clock) == [(entry.body["id"], "withdrawn")]


def test_what_waits_for_a_decision_is_never_due(office, unit, rules, clock):
    waiting, again = aside(unit, 0), returned(office, unit, 2)
    later = unit.entry("application.submitted", {**again.body, "warnings": "x"})
    assert unit.take(later, unit.entry("officer.signed_in", {})).quarantined
    clock.move(days=4000)
    assert due_now(office, rules, clock) == []
    give_back(office, unit.journal, later.seq, SENTENCE, "Rina")
    clock.move(days=731)
    assert due_now(office, rules, clock) == [(again.body["id"], "deemed_withdrawn")]
    assert waiting.body["id"] != again.body["id"]


def test_it_goes_with_its_words_and_the_chains_hold(office, unit, rules, home, clock):
    first, second = returned(office, unit, 0), aside(unit, 2)
    withdraw(unit, second)
    printed = {"application": first.body["id"], "number": first.body["number"], "copy": 0}
    unit.take(
        unit.entry("receipt.printed", {**printed, "target": "file", "paper": "a5"}),
        unit.entry("officer.signed_in", {}),
    )
    other = unit.file(4)
    assert len(words_left(office, first, second)) > 3
    before = {each["seq"]: each["kind"] for each in unit.feed()}
    clock.move(days=740)
    done = run(office, rules, home)

    assert (done.count, done.left) == (2, 0)
    listed = {each["number"]: each for each in done.record["applications"]}
    assert set(listed) == {first.body["number"], second.body["number"]}
    assert listed[first.body["number"]]["entries"][0][:2] == [unit.journal, first.seq]
    assert {each["unit"] for each in listed.values()} == {"WK01"}
    assert {each["state"] for each in listed.values()} == {"deemed_withdrawn", "withdrawn"}
    kept = json.loads(done.files[0].read_text("utf-8"))
    wire.check(wire.public_bytes(office.key), RECORD, kept, kept.pop("signature"))
    assert words_left(office, first, second) == set()
    assert list(broken_things(office)) == []
    assert unit.row(other["id"])["full_name"]
    gone = [place.seq for place in places(office, unit) if place.stands_in]
    assert [before[seq] for seq in gone] == ["entry.returned", "application.status"]
    told = [each["body"] for each in unit.feed() if each.get("kind") == "feed.destroyed"]
    assert {(each["id"], each["state"]) for each in told} == {
        (first.body["id"], "deemed_withdrawn"),
        (second.body["id"], "withdrawn"),
    }
    assert run(office, rules, home).record is None


def test_one_that_was_applied_after_all_is_not_touched(office, unit, rules, home, clock, monkeypatch):
    corrected, applied = returned(office, unit, 0), returned(office, unit, 2)
    whole = unit.body(0) | {"id": corrected.body["id"], "number": corrected.body["number"]}
    more = {"correction": 1, "reason": "Biaya", "corrected_at": "2026-11-24T10:00:00+07:00"}
    later = unit.entry("application.corrected", whole | more | {"answers_request": None})
    assert unit.take(later, unit.entry("officer.signed_in", {})).quarantined == []
    with monkeypatch.context() as newer:
        newer.setattr("head_office.services.records.require_valid", lambda _body: None)
        apply_now(office, unit.journal, applied.seq, "Rina")
    clock.move(days=4000)
    assert due_now(office, rules, clock) == []
    assert run(office, rules, home).record is None
    assert unit.row(corrected.body["id"])["full_name"]
    assert SENTENCE in json.dumps(unit.feed())


def test_one_that_is_applied_while_it_is_listed_stays(office, unit, rules, home, clock, monkeypatch):
    entry = returned(office, unit)
    clock.move(days=740)
    listed = due(office, rules, clock.now().date())
    with monkeypatch.context() as newer:
        newer.setattr("head_office.services.records.require_valid", lambda _body: None)
        apply_now(office, unit.journal, entry.seq, "Rina")
    monkeypatch.setattr("head_office.services.destroying.due", lambda *_asked: listed)
    assert run(office, rules, home).count == 0
    assert unit.row(entry.body["id"])["full_name"]


def test_what_an_old_laptop_brings_again_goes_again(office, unit, rules, home, clock):
    entry = returned(office, unit)
    clock.move(days=740)
    run(office, rules, home)
    whole = unit.body(0) | {"id": entry.body["id"], "number": entry.body["number"]}
    more = {"correction": 1, "reason": "Biaya", "corrected_at": "2026-11-24T10:00:00+07:00"}
    again = unit.take(unit.entry("application.submitted", whole))
    assert [each["code"] for each in again.quarantined] == ["application.destroyed"]
    late = [
        unit.entry("application.submitted", dict(entry.body)),
        unit.entry("application.corrected", whole | more | {"answers_request": None}),
        unit.entry("officer.signed_in", {}),
    ]
    assert [each["code"] for each in unit.take(*late).quarantined] == ["application.destroyed"] * 2
    assert len(words_left(office, entry)) > 1
    with office.database.read() as connection:
        (first,) = destructions.come_again(connection)
        assert never_filed.closed_before(connection, "9") == []
    assert (first["record"], first["number"]) == (entry.body["id"], entry.body["number"])
    done = run(office, rules, home)
    (listed,) = done.record["applications"]
    assert (listed["basis"], listed["unit"], listed["state"]) == (CAME_AGAIN, "WK01", "deemed_withdrawn")
    assert words_left(office, entry) == set()
    assert list(broken_things(office)) == []


def test_a_complaint_that_was_never_filed_goes_after_the_years_of_complaints(
    office, unit, rules, home, clock
):
    body = body_of(unit, 1, said(text="Petugas menegur ZUBAIDAH", due_on="2026-11-01"))
    entry = unit.entry("complaint.taken", body)
    assert unit.take(entry, unit.entry("officer.signed_in", {})).quarantined
    give_back(office, unit.journal, entry.seq, SENTENCE, "Rina")
    clock.move(days=740)
    done = run(office, rules, home)
    (listed,) = done.record["records"]
    assert (listed["of"], listed["number"], listed["state"]) == ("complaint", body["number"], "given_back")
    assert not any("ZUBAIDAH" in row for row in rows(office))
    assert list(broken_things(office)) == []


def test_a_number_that_another_has_is_not_said_to_be_destroyed(office, unit, rules, home, clock):
    other = unit.file(0)
    entry = unit.entry("application.submitted", unit.body(0) | {"number": other["number"]})
    assert [each["code"] for each in unit.take(entry).quarantined] == ["number.taken"]
    unit.take(unit.entry("officer.signed_in", {}))
    give_back(office, unit.journal, entry.seq, SENTENCE, "Rina")
    clock.move(days=740)
    (listed,) = run(office, rules, home).record["applications"]
    assert listed["number"] == entry.body["id"]
    assert unit.row(other["id"])["full_name"]


def test_another_unit_that_names_it_keeps_it_until_that_is_decided(office, unit, rules, clock):
    entry = returned(office, unit)
    stranger = unit_inside(office, "WK02")
    again = stranger.entry("application.submitted", dict(entry.body))
    assert stranger.take(again).quarantined
    clock.move(days=740)
    assert due_now(office, rules, clock) == []
    give_back(office, stranger.journal, again.seq, SENTENCE, "Rina")
    with office.database.read() as connection:
        raws = connection.execute(
            select(entries.c.raw).where(entries.c.subject == entry.body["id"])
        ).scalars()
        assert {read_entry(bytes(raw)).body["id"] for raw in raws} == {entry.body["id"]}
        assert never_filed.closed(connection, entry.body["id"]) is not None


def test_what_is_no_scan_s_name_is_no_file_that_goes(office, unit, rules, home, clock):
    """A hostile laptop may name files of the server's instead, and withdraw what was kept aside by itself."""
    ours = home / "ours.txt"
    ours.write_text("x")
    named = (str(ours), "../../ours.txt", "\0", 5, None, ["x"])
    papers = [{"kind": "ktp", "sha256": each, "bytes": 1, "media_type": "image/jpeg"} for each in named]
    for serial, listed in enumerate((papers, papers[:3], "x", 5, [5])):
        entry = unit.entry("application.submitted", unit.body(serial) | {"documents": listed})
        assert unit.take(entry).quarantined
        withdraw(unit, entry)
    clock.move(days=740)
    done = run(office, rules, home)
    assert (done.count, done.left) == (5, 0)
    assert [each["scans"] for each in done.record["applications"]] == [[]] * 5
    assert ours.exists()
    assert list(broken_things(office)) == []


def test_a_destruction_that_an_older_program_began_removes_no_such_file_either(
    office, unit, rules, home, clock, monkeypatch
):
    ours = home / "ours.txt"
    ours.write_text("x")
    returned(office, unit)
    clock.move(days=740)
    with monkeypatch.context() as older:
        older.setattr("head_office.services.destroying._scans_in", lambda _held: {str(ours)})
        older.setattr("head_office.services.destroying.is_name", lambda _said: False)
        older.setattr("head_office.services.destroying._finish", lambda *_told: 1 // 0)
        older.setattr("head_office.store.destructions.scans_are_gone", lambda *_told: None)
        with pytest.raises(ZeroDivisionError):
            run(office, rules, home)
    assert run(office, rules, home).count == 1
    assert ours.exists()
