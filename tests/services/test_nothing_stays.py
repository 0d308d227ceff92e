"""Of every kind of record that a laptop keeps nothing is left once it was wiped; what closed goes before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from head_office.office import open_head_office
from head_office.services import wiping as office_side
from head_office.services.publishing import publish
from mobile_unit.app import Home
from mobile_unit.domain.complaints import MISCONDUCT, OPEN, Said
from mobile_unit.domain.entries import FEED_PUBLICATION, FEED_QUIZ, FEED_VISIT_PLANNED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.outreach import Outcome
from mobile_unit.domain.referrals import DONE, SENT
from mobile_unit.services.enrolment import DATABASE
from mobile_unit.store import referrals
from mobile_unit.store.engine import Store
from mobile_unit.store.schema import bring_up_to_date
from mobile_unit.sync import issuing
from tests.conftest import CHEAP
from tests.faults.simulation.cheap import cheaply
from tests.offices import enrolled, running_office
from tests.services.test_complaints import BUDI, WORDS, everything_on
from tests.services.test_outreach import PLAN, photo
from tests.services.test_planned_visits import plan_of
from tests.services.test_quizzes import quiz
from tests.services.test_referring import SECRETS, WHO, target
from tests.units import NIP

BULLETIN = b"Pengumuman tentang biaya"


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


def hear_one_of_each(office) -> None:
    """Head office plans a visit, issues a quiz and publishes a bulletin."""
    said = {"publication": uuid7(), "kind": "bulletin", "format": 1, "number": "SE-1",
            "valid_from": "2026-11-24", "valid_until": None, "at": "2026-11-24T08:00:00+07:00"}  # fmt: skip
    opened = open_head_office(office.home)
    with opened.database.write() as connection:
        publish(opened, connection, "WK01", FEED_VISIT_PLANNED, plan_of("2099-12-03").as_body())
        publish(opened, connection, "WK01", FEED_QUIZ, quiz(title={"id": "Kuis biaya", "en": "Quiz"}))
        for body in issuing.parts_of(said, b'{"text":"' + BULLETIN + b'"}'):
            publish(opened, connection, "WK01", FEED_PUBLICATION, body)
    opened.close()


def test_after_a_wipe_nothing_of_any_kind_is_left_and_head_office_holds_what_was_taken(office, tmp_path):
    home = Home(tmp_path / "unit", cost=CHEAP)
    unit = enrolled(office, home.path)
    hear_one_of_each(office)
    unit.sync.run()
    unit.complaints.take(Said("complaint", OPEN, "phone", WORDS, BUDI), [photo("blue")])
    unit.complaints.take(Said(MISCONDUCT, OPEN, "box", "Petugas minta uang", BUDI), [photo("green")])
    held = replace(PLAN, day=unit.clock.now().date().isoformat())
    unit.outreach.hold(held, Outcome(12, 30, ("Berapa biaya?",), ""), [photo("red")])
    unit.referrals.make(target(unit), WHO, signed=True, scan=photo("white"))
    here = everything_on(unit)
    for word in (WORDS.encode(), b"calon PMI", b"ZUBAIDAH", b"Kuis biaya", BULLETIN, *SECRETS):
        assert word in here, "what is not there can't go"
    opened = open_head_office(office.home)
    office_side.order(opened, "WK01")
    opened.close()
    result = unit.sync.run()
    assert (result.entries_waiting, result.blobs_waiting, result.refused) == (0, 0, 0)
    assert unit.wiping.begin(home.path)
    unit.close()
    assert home.finish_wipe()
    assert [path.name for path in home.path.rglob("*") if path.is_file() and path.suffix != ".log"] == [
        "wiped.json"
    ]
    with closing(sqlite3.connect(office.home / "head-office.db")) as there:
        asked = "SELECT count(*), count(b.sha256) FROM attachments a LEFT JOIN blobs b USING (sha256)"
        assert there.execute(asked).fetchone() == (4, 4)


def test_what_a_referral_s_letter_said_is_overwritten_in_the_file_once_it_is_closed(tmp_path):
    row = {"id": uuid7(), "number": "R1", "day": "2026-11-24", "made_at": "2026-11-24T09:00:00+07:00",
           "officer": NIP, "target": "mental_health", "status": SENT, "status_at": ""}  # fmt: skip
    with cheaply():  # its pages are not encrypted then
        store = Store(tmp_path / DATABASE, bytes(32))
        bring_up_to_date(store, tmp_path / "backups")
        with store.write() as connection:
            referrals.add(connection, row, {"reason": SECRETS[1].decode() * 400})  # some pages
        store.empty_log()
        assert SECRETS[1] in store.path.read_bytes()
        with store.write() as connection:
            referrals.set_status(connection, row["id"], DONE, "2026-11-25T09:00:00+07:00")
        store.empty_log()
        left = store.path.read_bytes()
        store.close()
    assert SECRETS[1] not in left
