"""An office that took in texts with a NUL before that was refused: it is backed up, restored and moved all
the same, says what it changed of what it shows, and keeps what was signed."""

from __future__ import annotations

import json
import secrets
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from head_office.office import HeadOffice, open_head_office
from head_office.services import nightly
from head_office.services.backups import backup, restore
from head_office.services.destroying import destroy
from head_office.services.moving import move
from head_office.services.night.run import run as run_night
from head_office.services.on_device import people_on, write
from head_office.services.person import held_on, packed
from head_office.services.quarantine import give_back
from head_office.services.retention import FILE, rules_of
from head_office.services.tracking import set_status
from head_office.services.verification import broken_things
from head_office.store.tables import entries, feed, history
from mobile_unit.resources import resource
from tests.head_office.complaint_entries import body_of, said
from tests.head_office.conftest import make_database
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import unit_inside
from tests.offices import Office

NAME, REASON, NOTE, WORDS = "SITI\0 ROHANI", "Batal\0 saja", "Sudah\0 lengkap", "Antre\0 lama"
Known = dict[str, str]


@pytest.fixture
def known(inside, monkeypatch) -> Known:
    """What its unit said was taken in as by a program that knew nothing of it, and what its staff wrote."""
    unit = unit_inside(inside)
    first, second, bad = unit.body(0), unit.body(4), unit.body(2)
    first["applicant"] |= {"full_name": NAME, "address": "Jalan\0", "phone": "+62812\0"}
    person = {"name": NAME, "phone": "0812\0", "address": "Jalan\0"}
    complaint = body_of(unit, 1, said(text=WORDS, person=person))
    bad["documents"] = [{"kind": "ktp", "sha256": "\0", "bytes": 1, "media_type": "image/jpeg"}]
    withdrawn = {"id": second["id"], "number": second["number"], "reason": REASON}
    with monkeypatch.context() as patch:
        patch.setattr("head_office.services.records.holds_nul", lambda _said: False)
        patch.setattr("head_office.services.records.require_valid", lambda _said: None)
        run = [
            unit.entry("application.submitted", first),
            unit.entry("application.submitted", second),
            unit.entry("application.withdrawn", withdrawn),
            unit.entry("complaint.taken", complaint),
            unit.entry("people.exported", {"applications": 1, "drafts": 0, "reason": REASON}),
            unit.entry("officer.signed_in", {"more": [NAME]}),
        ]
        assert unit.take(*run).quarantined == []
    aside = unit.entry("application.submitted", bad)
    assert unit.take(aside, unit.entry("officer.signed_in", {})).quarantined
    give_back(inside, unit.journal, aside.seq, "Catat sekali lagi.", "Rina")
    set_status(inside, first["number"], "rejected", NOTE)
    numbers = {"first": first["number"], "second": second["number"], "complaint": complaint["number"]}
    return {**numbers, "nik": first["applicant"]["nik"]}


def signed(office: HeadOffice) -> list[bytes]:
    """Every entry, and everything that was said to units, to the byte."""
    with office.database.read() as connection:
        ours = select(entries.c.raw).order_by(entries.c.journal, entries.c.seq)
        told = select(feed.c.raw).order_by(feed.c.unit, feed.c.seq)
        return [bytes(raw) for each in (ours, told) for raw in connection.execute(each).scalars()]


def notes(office: HeadOffice) -> set[str | None]:
    with office.database.read() as connection:
        return set(connection.execute(select(history.c.note)).scalars())


def use(office: HeadOffice, known: Known, folder: Path) -> None:
    """Everything that reads these words again: nights, pages, lists, a person's file, retention."""
    assert list(broken_things(office)) == []
    assert nightly.reconcile(office, "WK01", date(2026, 11, 24)) is not None
    run_night(office, folder, date(2026, 11, 25))
    folder.mkdir(exist_ok=True)
    write(people_on(office, "WK01"), folder / "laptop.xlsx", office.now())
    desk = desk_of(office, "supervisor")
    addresses = [f"/desk/applications/{known[name]}" for name in ("first", "second")]
    for address in ("/desk", "/desk/aside", "/desk/complaints", *addresses):
        assert desk.get(address).status_code == 200, address
    assert "Antre" in desk.get(f"/desk/complaints/{known['complaint']}").text
    assert packed(office, held_on(office, known["nik"], None))
    text = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    for kind in text["kinds"]:
        kind["years"] = 1
    (folder / FILE).write_text(json.dumps(text))
    office.clock.move(days=400)
    assert (
        destroy(office, rules_of(folder), folder, by="Rahmat", approval="", even_on_laptops=True).count == 3
    )
    assert list(broken_things(office)) == []


def test_no_bad_text_stops_a_move_and_it_says_what_it_changed(inside, known, postgresql, tmp_path):
    before = signed(inside)
    large = make_database(postgresql, f"moved_{secrets.token_hex(4)}")
    assert move(inside, large, None, lambda *_told: None).mended == {"applications": 1, "history": 2}
    office = open_head_office(tmp_path / "new", database=large, blobs=str(tmp_path), clock=inside.clock)
    assert signed(office) == before
    assert {NOTE, REASON} <= notes(inside)
    assert notes(office) == {note and note.replace("\0", "\ufffd") for note in notes(inside)}
    use(office, known, tmp_path / "used")
    office.close()


def test_a_backup_of_it_is_restored_and_goes_on_as_it_is(inside, known, tmp_path):
    before = signed(inside)
    backup(inside, tmp_path / "x.backup", plain=True)
    restore(tmp_path / "new", tmp_path / "x.backup", replace=False)
    office = open_head_office(tmp_path / "new", clock=inside.clock)
    assert signed(office) == before
    assert notes(office) == notes(inside)
    use(office, known, tmp_path / "used")
    office.close()


def test_the_command_says_what_it_changed_in_which_table(inside, known, tmp_path):
    moved = Office(tmp_path).run("move", "--to-database", f"sqlite:///{tmp_path / 'new.db'}")
    assert moved.returncode == 0
    assert "1 teks di applications memuat karakter NUL" in moved.stderr
    assert "2 teks di history memuat karakter NUL" in moved.stderr
