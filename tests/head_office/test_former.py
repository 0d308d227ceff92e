"""Enrolling again: what a device says it was before is believed only where the former key says so too."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from head_office.services import directories, enrolment, quizzes
from head_office.store import feed, lives
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.referrals import Target
from mobile_unit.resources import resource
from mobile_unit.sync import wire
from tests.head_office.conftest import Guest
from tests.offices import NIP


@dataclass
class Again:
    """A guest with a new key and journal that once was another; ``changes`` go into what it says of that."""

    former: Guest
    now: Guest
    lives: list[dict[str, str]] = field(default_factory=list)
    mark: str = "QK3F7"

    def enrol(self, code: str, *, signed_by: Any = None, **changes: Any) -> Any:
        former, now = self.former, self.now
        key = wire.encode(wire.public_bytes(now.key))
        before = {
            "unit": former.identity["unit"]["code"],
            "device": former.identity["device"],
            "device_key": wire.encode(wire.public_bytes(former.key)),
            "certificate": former.identity["certificate"],
            "lives": self.lives or [{"journal": former.journal, "letter": "A", "mark": ""}],
            "mark": self.mark,
            **changes,
        }
        said = {**before, "device_key_now": key}
        before["signature"] = wire.sign(signed_by or former.key, wire.ENROLLED_BEFORE, said)
        statement = {
            "code": code, "device_key": key, "officer": NIP, "journal": now.journal, "program": "test",
            "before": before,
        }  # fmt: skip
        answer = now.post(
            "/enrolments", json={**statement, "signature": wire.sign(now.key, wire.ENROLMENT, statement)}
        )
        if answer.status_code == 201:
            now.identity = answer.json()
        return answer


_units = iter(f"F{n:03d}" for n in range(1000))


@pytest.fixture
def again(office):
    former = Guest(office.url)
    assert former.enrol(office.code(next(_units))).status_code == 201
    return Again(former, Guest(office.url))


def unit_of(again: Again) -> str:
    return str(again.former.identity["unit"]["code"])


def test_it_gets_the_next_letter_and_both_devices_are_known(office, again):
    code = office.code(unit_of(again))
    answer = again.enrol(code).json()
    assert (answer["letter"], answer["device"] != again.former.identity["device"]) == ("B", True)
    assert again.enrol(code).json()["device"] == answer["device"]
    assert again.enrol(office.code(unit_of(again))).json()["device"] == answer["device"]
    assert again.former.log_in().ok
    assert again.now.log_in().ok


def test_the_former_journal_is_the_units_to_send(office, again):
    again.enrol(office.code(unit_of(again)))
    again.now.log_in()
    opened = again.former.entry("journal.opened", {"unit": unit_of(again), "previous": None})
    sender = Guest(office.url, key=again.now.key, journal=again.former.journal, token=again.now.token)
    assert sender.send(opened).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"unit": "WKXX"}, 403, "enrolment.other_unit"),
        ({"device": uuid7()}, 400, "enrolment.signature"),
        ({"device_key": wire.encode(wire.public_bytes(wire.new_key()))}, 400, "enrolment.signature"),
        ({"device_key": "x"}, 400, "enrolment.signature"),
        ({"certificate": wire.encode(bytes(64))}, 400, "enrolment.signature"),
        ({"mark": "Q"}, 400, "enrolment.signature"),
        ({"lives": [{"journal": "x", "letter": "A", "mark": ""}]}, 400, "enrolment.signature"),
        ({"lives": [{"journal": uuid7(), "letter": "", "mark": ""}]}, 400, "enrolment.signature"),
        ({"lives": [{"journal": uuid7(), "letter": "AB", "mark": ""}]}, 400, "enrolment.signature"),
        ({"lives": [{"journal": uuid7(), "letter": "A", "mark": "1"}]}, 400, "enrolment.signature"),
        ({"lives": []}, 422, "request.shape"),
        ({"lives": [{"journal": uuid7(), "letter": "a", "mark": ""}]}, 422, "request.shape"),
        ({"more": 1}, 422, "request.shape"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_code_stays_good(office, again, changes, status, code):
    one_time = office.code(unit_of(again))
    if "device" in changes:  # another key's device
        other = Guest(office.url)
        other.enrol(office.code(unit_of(again)))
        changes = {"device": other.identity["device"]}
    answer = again.enrol(one_time, **changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert again.enrol(one_time).status_code == 201


def test_another_s_signature_and_another_unit_s_journal_are_refused(office, again):
    other = Guest(office.url)
    other.enrol(office.code(next(_units)))
    one_time = office.code(unit_of(again))
    assert again.enrol(one_time, signed_by=again.now.key).status_code == 400
    theirs = [{"journal": other.journal, "letter": "A", "mark": ""}]
    assert again.enrol(one_time, lives=theirs).status_code == 400
    assert again.enrol(office.code(other.identity["unit"]["code"])).json()["code"] == "enrolment.other_unit"
    assert again.enrol(one_time).status_code == 201


def test_lives_with_letters_that_others_have_are_known_beside_them(office, again):
    """As after a restore: the letter was given to somebody else meanwhile."""
    lost = [
        {"journal": uuid7(), "letter": "A", "mark": ""},
        {"journal": uuid7(), "letter": "E", "mark": "QK3F7"},
        {"journal": uuid7(), "letter": "", "mark": "RM4G8"},
    ]
    answer = again.enrol(office.code(unit_of(again)), lives=lost, device=uuid7()).json()
    assert answer["letter"] == "F", "beyond every letter that it had"
    assert office.run("verify").returncode == 0


class Inside(Guest):
    """Enrols without a network."""

    office: Any

    def post(self, path: str, **options: Any) -> Any:
        answer = enrolment.enrol(self.office, options["json"])
        return SimpleNamespace(status_code=201, json=lambda: answer)


@pytest.mark.parametrize("was_enrolled", [False, True])
def test_a_unit_that_a_restored_head_office_does_not_know_hears_directory_and_quizzes(
    inside_anywhere, was_enrolled
):
    office = inside_anywhere
    with office.database.write() as connection:
        lives.spare_letters(connection, 1, ())
    quizzes.issue(office, json.loads(resource("staff", "quiz-example.json").read_text("utf-8")))
    directories.put(office, Target("dinsos", "social", "Dinas Sosial", "", "", ""))
    enrolment.add_officer(office, NIP, "Sari", "supervisor", "LOST")
    for _laptop in range(2):
        guest = Inside("")
        guest.office = office
        code = enrolment.make_code(office, "LOST", "Unit LOST", None)
        if was_enrolled:
            said = {"unit": {"code": "LOST"}, "device": uuid7(), "certificate": None}
            assert Again(Guest("", identity=said), guest).enrol(code).status_code == 201
        else:
            guest.enrol(code)
    with office.database.read() as connection:
        kinds = [json.loads(each.raw)["kind"] for each in feed.every(connection, "LOST")]
    assert (kinds.count("directory.changed"), kinds.count("quiz.issued")) == (1, 1)
