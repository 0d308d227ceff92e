"""The end of retention: what is due, what goes, what stays, and that the chains still hold."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfReader
from sqlalchemy import text, update

from head_office.services import destroying, following
from head_office.services.destroying import RECORD, destroy
from head_office.services.retention import FILE, due, rules_of
from head_office.services.tracking import set_status, shown
from head_office.services.verification import broken_things
from head_office.store import destructions, filed, journals, tables
from head_office.store.destruction_tables import destroyed_records
from mobile_unit.errors import UserFacingError
from mobile_unit.resources import resource
from mobile_unit.sync import wire
from tests.faults.in_clear import found_in_clear
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import open_inside, unit_inside
from tests.offices import Office

BY = "Rahmat Hidayat, Kepala Subbagian Tata Usaha"


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.fixture
def rules(home, office):
    said = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    for kind in said["kinds"]:
        kind["years"] = {"issued": 5, "refused": 2}.get(kind["kind"])
    (home / FILE).write_text(json.dumps(said))
    return rules_of(home)


def end(office, unit, serial: int, state: str = "handed_over", *, removed: bool = True):
    """An application that is decided, of which the unit said that it removed it."""
    row = unit.file(serial)
    set_status(office, row["number"], state, "Catatan tentang orang ini")
    if removed:
        gone = {"id": row["id"], "number": row["number"]}
        said = {"until": "2026-12-31", "applications": [gone], "scans": 1, "bytes": 1}
        assert unit.take(unit.entry("records.purged", said)).quarantined == []
    return row


def run(office, rules, home, **options):
    return destroy(office, rules, home / "destruction", by=BY, approval="B-12/2031", **options)


def today(office):
    return office.clock.now().date()


def test_nothing_is_due_before_the_office_said_its_years(home, office, unit, clock):
    end(office, unit, 0)
    clock.move(days=40_000)
    rules = rules_of(home)
    assert all(kind.years is None for kind in rules.kinds)
    assert due(office, rules, today(office)) == []
    assert "JRA" in rules.ask.id


def test_what_is_due_is_decided_and_its_years_are_over_to_the_day(office, unit, rules, clock):
    issued, refused = end(office, unit, 0), end(office, unit, 2, "rejected")
    end(office, unit, 4, "withdrawn")
    unit.file(6)
    clock.move(days=2 * 365)
    assert [each.ended.number for each in due(office, rules, today(office))] == []
    clock.move(days=1)
    assert [each.ended.number for each in due(office, rules, today(office))] == [refused["number"]]
    clock.move(days=10 * 365)
    assert [each.ended.number for each in due(office, rules, today(office))] == [
        issued["number"],
        refused["number"],
    ]


def test_content_goes_and_the_chain_holds(office, unit, rules, home, clock):
    row, other = end(office, unit, 0), unit.file(2)
    body = shown(office, row["number"])
    paper = body["documents"][0]["sha256"]
    clock.move(days=5 * 366)
    done = run(office, rules, home)
    assert [each["number"] for each in done.record["applications"]] == [row["number"]]
    assert list(broken_things(office)) == []
    assert not office.blobs.holds(paper)
    assert office.blobs.holds(shown(office, other["number"])["documents"][0]["sha256"])
    after = unit.row(row["id"])
    assert (after["number"], after["state"]) == (row["number"], "handed_over")
    assert (after["full_name"], after["nik"], after["birth_date"]) == ("", "", "")
    with office.database.read() as connection:
        notes = connection.execute(text("SELECT count(*) FROM history WHERE note IS NOT NULL")).scalar()
    assert notes == 0
    with pytest.raises(filed.Destroyed):
        shown(office, row["number"])
    with pytest.raises(filed.Destroyed):
        set_status(office, row["number"], "verification", None)
    assert following.by_receipt(office, row["number"]) is None
    assert run(office, rules, home).record is None


def test_no_word_of_it_is_left_in_the_home(home, clock):
    office = open_inside(home, clock)
    unit = unit_inside(office)
    row = end(office, unit, 0)
    applicant = shown(office, row["number"])["applicant"]
    words = [applicant["nik"], applicant["full_name"], applicant["mother_name"]]
    rules = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    for kind in rules["kinds"]:
        kind["years"] = 1
    (home / FILE).write_text(json.dumps(rules))
    clock.move(days=400)
    run(office, rules_of(home), home)
    office.close()
    assert found_in_clear(home, words) == []


def test_the_record_is_signed_and_a_page_to_sign(office, unit, rules, home, clock):
    rows = [end(office, unit, serial) for serial in range(0, 40, 2)]
    clock.move(days=5 * 366)
    done = run(office, rules, home)
    kept = json.loads(done.files[0].read_text("utf-8"))
    signature = kept.pop("signature")
    wire.check(wire.public_bytes(office.key), RECORD, kept, signature)
    assert (kept["by"], kept["approval"]) == (BY, "B-12/2031")
    pages = PdfReader(io.BytesIO(done.files[1].read_bytes())).pages
    words = "\n".join(page.extract_text() for page in pages)
    assert len(pages) == 2
    assert all(row["number"] in words for row in rows)
    assert "BERITA ACARA PEMUSNAHAN ARSIP" in words
    assert BY in " ".join(words.split())
    assert "backup" in words
    assert not any(row["full_name"] in words for row in rows)
    with office.database.read() as connection:
        acts = connection.execute(text("SELECT what, subject FROM acts")).all()
    assert ("records.destroyed", "WK01") in [tuple(each) for each in acts]


def test_a_laptop_that_holds_it_keeps_it_here_unless_told(office, unit, rules, home, clock):
    row = end(office, unit, 0, removed=False)
    unit.take(unit.entry("officer.signed_in", {}))
    clock.move(days=5 * 366)
    done = run(office, rules, home)
    assert (done.record, done.left) == (None, 1)
    assert shown(office, row["number"])["applicant"]["full_name"]
    done = run(office, rules, home, even_on_laptops=True)
    assert len(done.record["applications"]) == 1


def test_the_last_entry_of_a_laptop_in_use_waits(office, unit, rules, home, clock):
    """What the laptop sends next is packed by its bytes."""
    end(office, unit, 0, removed=False)
    clock.move(days=5 * 366)
    assert run(office, rules, home, even_on_laptops=True).left == 1
    unit.take(unit.entry("officer.signed_in", {}))
    assert run(office, rules, home, even_on_laptops=True).left == 0


def test_bytes_that_went_without_a_destruction_are_found(office, unit, rules, home, clock):
    row, other = end(office, unit, 0), end(office, unit, 2)
    clock.move(days=5 * 366)
    run(office, rules, home)
    with office.database.write() as connection:
        mine = destroyed_records.c.record == row["id"]
        connection.execute(update(destroyed_records).where(mine).values(signature="AA"))
    (broken,) = broken_things(office)
    assert "no destruction says so" in broken
    with office.database.write() as connection:
        connection.execute(update(destroyed_records).values(signature="AA"))
        mine = tables.entries.c.subject == other["id"]
        connection.execute(update(tables.entries).where(mine).values(hash=b"\1" * 32))
    assert list(broken_things(office))


def test_a_hash_that_was_altered_is_found_by_what_follows(office, unit, rules, home, clock):
    row = end(office, unit, 0)
    clock.move(days=5 * 366)
    run(office, rules, home)
    with office.database.write() as connection:
        mine = tables.entries.c.subject == row["id"]
        connection.execute(update(tables.entries).where(mine).values(hash=b"\1" * 32))
    assert len(list(broken_things(office))) == 1


def test_what_an_old_laptop_brings_again_goes_again(office, unit, rules, home, clock):
    row = unit.file(0)
    with office.database.read() as connection:
        body = filed.body_of(connection, row)
    set_status(office, row["number"], "handed_over", None)
    unit.take(unit.entry("officer.signed_in", {}))
    clock.move(days=5 * 366)
    run(office, rules, home, even_on_laptops=True)
    again = unit.take(unit.entry("application.submitted", dict(body)))
    assert [each["code"] for each in again.quarantined] == ["application.destroyed"]
    unit.take(unit.entry("officer.signed_in", {}))
    with office.database.read() as connection:
        (again_,) = destructions.come_again(connection)
        assert (again_["of"], again_["record"], again_["number"]) == ("application", row["id"], row["number"])
    done = run(office, rules, home)
    assert [each["basis"] for each in done.record["applications"]] == [destroying.CAME_AGAIN]
    with office.database.read() as connection:
        assert destructions.come_again(connection) == []
    assert list(broken_things(office)) == []


def test_what_an_old_laptop_brings_in_a_batch_that_forks_goes_too(office, unit, rules, home, clock):
    row = end(office, unit, 0)
    clock.move(days=5 * 366)
    run(office, rules, home, even_on_laptops=True)
    batch = b'{"id":"' + row["id"].encode() + b'","name":"SITI"}'
    with office.database.write() as connection:
        journals.set_batch_aside(connection, unit.journal, batch, "journal.fork", office.now())
    done = run(office, rules, home)
    assert [each["basis"] for each in done.record["applications"]] == [destroying.CAME_AGAIN]
    with office.database.read() as connection:
        assert bytes(connection.execute(text("SELECT raw FROM set_aside")).scalar()) == b""
        assert destructions.come_again(connection) == []
    assert list(broken_things(office)) == []


def test_the_sentence_with_which_an_entry_was_returned_goes_too(office, unit, rules, home, clock):
    row = end(office, unit, 0)
    place = {"journal": row["journal"], "seq": row["seq"]}
    with office.database.write() as connection:
        said = {"sentence": "Nama ibu berbeda", "at": office.now(), "by": "199001"}
        connection.execute(tables.returned_entries.insert().values(**place, **said))
    clock.move(days=5 * 366)
    run(office, rules, home)
    with office.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM returned_entries")).scalar() == 0


def test_killed_in_the_middle_it_is_gone_on_with(office, unit, rules, home, clock, monkeypatch):
    rows = [end(office, unit, serial) for serial in (0, 2)]
    clock.move(days=5 * 366)
    monkeypatch.setattr(destroying, "_remove_scans", lambda *_a: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run(office, rules, home)
    assert list(broken_things(office)) == []
    monkeypatch.undo()
    done = run(office, rules, home)
    assert {each["number"] for each in done.record["applications"]} == {row["number"] for row in rows}
    held = {sha for each in done.record["applications"] for sha in each["scans"]}
    assert held
    assert not any(office.blobs.holds(sha) for sha in held)


def test_the_page_says_that_it_was_destroyed(office, unit, rules, home, clock):
    row = end(office, unit, 0)
    clock.move(days=5 * 366)
    run(office, rules, home)
    desk = desk_of(office)
    answer = desk.get(f"/desk/applications/{row['number']}")
    assert answer.status_code == 400
    assert "dimusnahkan" in answer.text
    assert desk.get("/desk?q=" + row["number"]).status_code == 200


@pytest.mark.parametrize(
    "change",
    [{"years": 0}, {"years": "5"}, {"states": ["received"]}, {"states": []}, {"states": ["rejected"]}],
)
def test_a_file_that_says_something_else_is_refused(home, change):
    home.mkdir(exist_ok=True)
    said = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    said["kinds"][0] |= change
    (home / FILE).write_text(json.dumps(said))
    with pytest.raises(UserFacingError):
        rules_of(home)


def test_the_command(home):
    office = Office(home)
    done = office.run("retention")
    assert done.returncode == 0
    assert "JRA" in done.stderr
    (home / "backups").mkdir()
    copy = home / "backups" / "before-0034.db"
    copy.write_bytes(b"everything")
    assert office.run("retention", "--destroy").returncode == 2
    assert copy.exists()
    assert office.lines("retention", "--destroy", "--by", BY) == [{"destroyed": 0, "left": 0, "files": []}]
    assert not copy.exists()
