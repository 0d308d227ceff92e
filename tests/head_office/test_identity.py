"""Codes, devices and tokens: who gets in, and who does not."""

from __future__ import annotations

import pytest

from mobile_unit.sync import wire
from tests.head_office.conftest import Guest


def code_of(answer) -> str:
    assert set(answer.json()["message"]) == {"id", "en"}
    return answer.json()["code"]


def test_a_code_is_good_once_but_the_same_key_is_answered_again(office):
    code = office.code("ONCE1")
    first, second = Guest(office.url), Guest(office.url)
    answer = first.enrol(code)
    assert answer.status_code == 201
    assert first.enrol(code.lower().replace("-", " ")).json()["device"] == answer.json()["device"]
    refused = second.enrol(code)
    assert (refused.status_code, code_of(refused)) == (403, "code.unknown")


def test_another_code_for_an_enrolment_whose_answer_was_lost(office):
    guest = Guest(office.url)
    first = guest.enrol(office.code("AGAIN1")).json()
    second = guest.enrol(office.code("AGAIN1")).json()
    assert (second["device"], second["letter"]) == (first["device"], "A")
    thief = Guest(office.url, journal=guest.journal)
    assert code_of(thief.enrol(office.code("AGAIN1"))) == "code.unknown"
    assert code_of(guest.enrol(office.code("OTHER1"))) == "code.unknown"


def test_letters_are_never_given_twice(office):
    letters = []
    for _n in range(3):
        guest = Guest(office.url)
        guest.enrol(office.code("LETTER"))
        letters.append(guest.identity["letter"])
    assert letters == ["A", "B", "C"]


def test_an_unknown_officer_does_not_use_the_code_up(office):
    code = office.code("OFFICER")
    refused = Guest(office.url).enrol(code, nip="000000000000000000")
    assert (refused.status_code, code_of(refused)) == (403, "officer.unknown")
    assert Guest(office.url).enrol(code).status_code == 201


def test_a_forged_enrolment_is_refused(office):
    guest, other = Guest(office.url), Guest(office.url)
    guest.key, key = other.key, guest.key
    statement = {"code": office.code("FORGED"), "device_key": wire.encode(wire.public_bytes(key)),
                 "officer": "1990", "journal": guest.journal, "program": "t"}  # fmt: skip
    answer = guest.post(
        "/enrolments", json={**statement, "signature": wire.sign(other.key, wire.ENROLMENT, statement)}
    )
    assert (answer.status_code, code_of(answer)) == (400, "enrolment.signature")


@pytest.mark.parametrize("body", [{}, {"code": 1}, {"code": "x" * 1000}, [], "x", None])
def test_other_shapes_are_problems_that_repeat_nothing(office, body):
    answer = Guest(office.url).post("/enrolments", json=body)
    assert answer.status_code == 422
    assert code_of(answer) == "request.shape"
    assert "xxxx" not in answer.text


def test_without_a_token_nothing_is_told(office, guest):
    stranger = Guest(office.url, journal=guest.journal)
    for method, path in (
        ("GET", f"/journals/{guest.journal}/head"), ("GET", "/feed"), ("POST", "/blobs/missing"),
        ("POST", f"/journals/{guest.journal}/entries?from=1&to=1"), ("POST", "/blobs"),
        ("HEAD", f"/blobs/{'0' * 64}"), ("PATCH", f"/blobs/{'0' * 64}"), ("DELETE", f"/blobs/{'0' * 64}"),
    ):  # fmt: skip
        assert stranger.call(method, path).status_code == 401, path


def test_tokens_and_nonces_are_not_interchangeable_or_editable(guest):
    good = guest.token
    nonce = guest.post("/nonces", json={"device": guest.identity["device"]}).json()["nonce"]
    for token in (nonce, good[:-4] + "xxxx", good + "x", "", "a.b.c"):
        guest.token = token
        assert guest.call("GET", "/feed").status_code == 401


def test_a_nonce_is_its_device_s_alone(office, guest):
    other = Guest(office.url)
    other.enrol(office.code("NONCE1"))
    nonce = guest.post("/nonces", json={"device": guest.identity["device"]}).json()["nonce"]
    statement = {"device": other.identity["device"], "nonce": nonce}
    answer = other.post(
        "/tokens", json={**statement, "signature": wire.sign(other.key, wire.TOKEN, statement)}
    )
    assert (answer.status_code, code_of(answer)) == (401, "nonce.invalid")


def test_a_signature_of_another_context_is_no_login(guest):
    nonce = guest.post("/nonces", json={"device": guest.identity["device"]}).json()["nonce"]
    statement = {"device": guest.identity["device"], "nonce": nonce}
    answer = guest.post(
        "/tokens", json={**statement, "signature": wire.sign(guest.key, wire.BATCH, statement)}
    )
    assert answer.status_code == 401


def test_an_unknown_device_learns_nothing_from_its_nonce(office):
    answer = Guest(office.url).post("/nonces", json={"device": "nobody"})
    assert answer.status_code == 200


def test_a_revoked_device_is_told_so_at_once(office, guest):
    unit = guest.identity["unit"]["code"]
    assert office.lines("revoke", unit) == [{"unit": unit, "revoked": 1}]
    answer = guest.call("GET", "/feed")
    assert (answer.status_code, code_of(answer)) == (403, "device.revoked")
    assert guest.log_in().status_code == 403
