"""Whole rounds with a real head office: cut, cancelled, restored, forked, revoked."""

from __future__ import annotations

import itertools
import json
import shutil

import pytest

from mobile_unit.app import Home
from mobile_unit.errors import Cancelled, HeadOfficeUnreachable, NotAllowed, NotSetUp
from mobile_unit.resources import resource
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.store import blobs
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, Office, enrolled

SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
_units = iter(f"R{n:03d}" for n in range(1000))
_numbers = itertools.count()


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    office = Office(tmp_path_factory.mktemp("head-office"))
    office.start()
    yield office
    office.stop()


@pytest.fixture
def unit(shared, tmp_path):
    opened = enrolled(shared, tmp_path / "unit", next(_units))
    yield opened
    opened.close()


def take(unit, count: int, *, size: int = 3000, first: int = 0) -> list:
    """Applications with scans of their own, big enough to be cut."""
    return [
        unit.intake.take(
            Record(
                record["id"][:-4] + f"{next(_numbers):04x}",
                record["service"], record["applicant"], record["answers"],
                [(d["kind"], Scan(f"{unit.info.code} {n} {d['kind']} ".encode() * size, "image/jpeg"))
                 for d in record["documents"]],
            )
        )
        for n, record in enumerate(SAMPLES[first : first + count], first)
    ]  # fmt: skip


def held(office, unit) -> list[dict]:
    return office.lines("list", "--unit", unit.info.code)


def test_a_second_round_sends_nothing(shared, unit):
    take(unit, 5)
    first = unit.sync.run()
    assert (first.sent, first.waiting, first.blobs_waiting) == (5, 0, 0)
    second = unit.sync.run()
    assert (second.sent, second.entries_sent, second.received) == (0, 0, 0)
    assert {row["state"] for row in held(shared, unit)} == {"received"}


def test_cancelled_at_every_step_it_goes_on_from_there(shared, unit):
    take(unit, 3)
    asked = 0
    for allowed in range(1, 200):
        calls = iter(range(allowed))
        try:
            unit.sync.run(cancelled=lambda calls=calls: next(calls, None) is None)
            asked = allowed
            break
        except Cancelled:
            continue
    assert 5 < asked < 200
    assert all(document["held"] for row in held(shared, unit) for document in row["documents"])
    assert len(held(shared, unit)) == 3


def test_an_interrupted_scan_goes_on_where_it_was(shared, unit):
    take(unit, 1, size=30_000)
    seen = []

    def stop_in_the_middle():
        return bool(seen) and seen[-1].step == "scans" and seen[-1].done > 100_000

    with pytest.raises(Cancelled):
        unit.sync.run(seen.append, stop_in_the_middle)
    sent_before = seen[-1].done
    with unit.context.store.read() as connection:
        assert [blob.upload_url for blob in blobs.waiting(connection) if blob.upload_url]
    again = []
    unit.sync.run(again.append)
    first_scan_step = next(step for step in again if step.step == "scans")
    assert 0 < first_scan_step.done <= sent_before
    assert unit.sync.status().blobs_waiting == 0


def test_started_offline_it_syncs_when_the_office_is_there(tmp_path):
    office = Office(tmp_path / "office")
    office.start()
    unit = enrolled(office, tmp_path / "unit", "OFF1")
    office.stop()
    take(unit, 2)
    assert not unit.sync.reachable()
    with pytest.raises(HeadOfficeUnreachable):
        unit.sync.run()
    status = unit.sync.status()
    assert (status.waiting, status.failures) == (2, 1)
    assert status.last_error
    office.start()
    assert unit.sync.reachable()
    assert unit.sync.run().sent == 2
    assert (unit.sync.status().failures, unit.sync.status().last_error) == (0, None)
    unit.close()
    office.stop()


def test_a_head_office_restored_from_a_backup_gets_its_entries_again(tmp_path):
    office = Office(tmp_path / "office")
    office.start()
    unit = enrolled(office, tmp_path / "unit", "BACK1")
    take(unit, 2)
    unit.sync.run()
    office.stop()
    shutil.copytree(tmp_path / "office", tmp_path / "backup")
    office.start()
    take(unit, 2, first=2)
    unit.sync.run()
    office.stop()
    shutil.rmtree(tmp_path / "office")
    shutil.copytree(tmp_path / "backup", tmp_path / "office")
    office.start()
    assert len(held(office, unit)) == 2
    unit.sync.run()
    assert len(held(office, unit)) == 4
    assert office.run("verify").returncode == 0
    unit.close()
    office.stop()


def test_a_copied_laptop_is_noticed_and_overwrites_nothing(shared, unit, tmp_path):
    take(unit, 1)
    unit.sync.run()
    unit.context.store.backup_to(tmp_path / "copy.db")
    clone = tmp_path / "clone" / "unit"
    clone.mkdir(parents=True)
    shutil.copy(unit.context.store.path.parent / "keys.json", clone / "keys.json")
    shutil.move(tmp_path / "copy.db", clone / "unit.db")
    take(unit, 1, first=1)
    unit.sync.run()
    other = Home(tmp_path / "clone", cost=CHEAP).sign_in(NIP, PIN)
    take(other, 1, first=2)
    assert other.sync.run().waiting == 0
    other.close()
    assert len(held(shared, unit)) == 3


def test_a_revoked_laptop_is_told_and_keeps_its_data(shared, unit):
    take(unit, 1)
    shared.run("revoke", unit.info.code)
    with pytest.raises(NotAllowed):
        unit.sync.run()
    assert unit.sync.status().revoked
    assert unit.sync.status().waiting == 1


def test_an_answer_lost_during_enrolment_is_asked_for_again(shared, tmp_path, monkeypatch):
    """The code is used up at head office, but the laptop never heard: the same command goes through."""
    from mobile_unit.services import enrolment

    code = shared.code("LOST1")
    home = Home(tmp_path, cost=CHEAP)
    with monkeypatch.context() as patch:
        patch.setattr(enrolment, "_settle", lambda *_a: (_ for _ in ()).throw(HeadOfficeUnreachable("cut")))
        with pytest.raises(HeadOfficeUnreachable):
            home.enrol(shared.url, code, NIP, PIN)
    assert not home.is_set_up
    with pytest.raises(NotSetUp):
        home.sign_in(NIP, PIN)
    unit = home.enrol(shared.url, code, NIP, PIN)
    assert (unit.info.code, unit.info.letter) == ("LOST1", "A")
    unit.close()


def test_wrong_codes_and_officers_leave_nothing_behind(shared, tmp_path):
    home = Home(tmp_path, cost=CHEAP)
    with pytest.raises(NotAllowed):
        home.enrol(shared.url, "AAAA-BBBB-CCCC", NIP, PIN)
    with pytest.raises(NotAllowed):
        home.enrol(shared.url, shared.code("WRONG1"), "111111", PIN)
    assert not home.is_set_up


def test_officers_can_be_given_and_denied_access(shared, unit, tmp_path):
    other = "198001012005011002"
    shared.run("officer", "add", other, "--name", "Budi", "--role", "officer", "--unit", unit.info.code)
    with pytest.raises(NotAllowed):
        unit.access.give(other, "909192")
    unit.sync.run()
    unit.access.give(other, "909192")
    home = Home(tmp_path / "unit", cost=CHEAP)
    budi = home.sign_in(other, "909192")
    assert budi.officer.name == "Budi"
    with pytest.raises(NotAllowed):
        budi.access.take(NIP)
    budi.close()
    unit.access.take(other)
    with pytest.raises(NotAllowed):
        home.sign_in(other, "909192")
    unit.sync.run()
    assert unit.sync.status().refused == 0


def test_an_officer_who_was_taken_off_the_list_is_out_after_the_next_round(shared, unit, tmp_path):
    other = "198001012005011002"
    where = ("--unit", unit.info.code)
    shared.run("officer", "add", other, "--name", "Budi", "--role", "officer", *where)
    unit.sync.run()
    unit.access.give(other, "909192")
    assert [each.has_pin for each in unit.access.listed()] == [True, True]
    assert shared.lines("officer", "remove", other, *where)[0]["removed"]
    assert shared.run("officer", "remove", other, *where).returncode == 1
    home = Home(tmp_path / "unit", cost=CHEAP)
    home.sign_in(other, "909192").close()
    unit.sync.run()
    keys = home.unit_folder / "keys.json"
    assert len(json.loads(keys.read_text())["slots"]) == 1
    with pytest.raises(NotAllowed):
        home.sign_in(other, "909192")


def test_the_last_way_into_the_data_is_never_dropped(shared, unit, tmp_path):
    shared.run("officer", "remove", NIP, "--unit", unit.info.code)
    unit.sync.run()
    home = Home(tmp_path / "unit", cost=CHEAP)
    with pytest.raises(NotAllowed, match="daftar"):
        home.sign_in(NIP, PIN)
    assert len(json.loads((home.unit_folder / "keys.json").read_text())["slots"]) == 1
