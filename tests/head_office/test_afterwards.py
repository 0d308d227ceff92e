"""What a unit does to an application after sealing it: applied, or kept aside with its reason."""

from __future__ import annotations

import hashlib

import pytest

from head_office.office import open_head_office
from head_office.services import quarantine
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import UserFacingError
from tests.head_office.conftest import Guest
from tests.head_office.test_blobs import create, patch

WARNED = "Tempat lahir tidak sama dengan akta kelahiran."


def corrected(guest: Guest, before: dict, correction: int = 1, **changes) -> dict:
    """The body of a correction of ``before``; ``changes`` replace parts of it."""
    return {
        **before,
        "applicant": {**before["applicant"], "birth_place": "Kasui"},
        "correction": correction,
        "corrected_at": "2026-11-24T10:00:00+07:00",
        "reason": "Salah ketik",
        "answers_request": None,
        **changes,
    }  # fmt: skip


def shown(office, entry) -> dict:
    return office.lines("show", entry.body["number"])[0]


def upload(guest: Guest, content: bytes) -> None:
    name = hashlib.sha256(content).hexdigest()
    create(guest, name, len(content))
    assert patch(guest, name, 0, content).status_code == 204


def statuses(guest: Guest) -> list[str]:
    return [e["body"]["status"] for e in guest.feed() if e["kind"] == "application.status"]


@pytest.fixture
def sealed(office, guest):
    """An application as the office received it, with its scans."""
    entry = guest.application(0)
    guest.send(entry)
    for document in entry.body["documents"]:
        upload(guest, guest.scan(document["kind"], 0)[0])
    assert statuses(guest) == ["received"]
    return entry


def test_a_correction_is_the_newest_version_and_the_first_one_stays(office, guest, sealed):
    body = corrected(guest, sealed.body)
    assert guest.send(guest.entry("application.corrected", body)).json()["quarantined"] == []
    now = shown(office, sealed)
    assert now["applicant"]["birth_place"] == "Kasui"
    assert now["state"] == "received"
    assert now["corrections"] == [
        {"correction": 1, "at": "2026-11-24T10:00:00+07:00", "reason": "Salah ketik"}
    ]
    assert statuses(guest) == ["received", "received"]
    assert guest.feed()[-1]["body"]["note"] == "Koreksi ke-1 diterima."
    assert office.run("verify").returncode == 0


def test_the_same_correction_under_a_new_journal_is_the_same_one(office, guest, sealed):
    body = corrected(guest, sealed.body)
    again = guest.entry("application.corrected", body)
    assert guest.send(again, guest.entry("application.corrected", body)).json()["quarantined"] == []
    assert statuses(guest) == ["received", "received"]
    old = guest.entry("application.submitted", dict(sealed.body))
    assert guest.send(old).json()["quarantined"] == []
    assert shown(office, sealed)["applicant"]["birth_place"] == "Kasui"


def test_new_scans_are_wanted_and_received_is_told_when_they_are_here(office, guest, sealed):
    office.run("status", sealed.body["number"], "printing")
    content, facts = guest.scan("new ktp", 99)
    papers = [{**d, **facts} if d["kind"] == "ktp" else d for d in sealed.body["documents"]]
    old = next(d["sha256"] for d in sealed.body["documents"] if d["kind"] == "ktp")
    guest.send(guest.entry("application.corrected", corrected(guest, sealed.body, documents=papers)))
    now = shown(office, sealed)
    assert now["state"] == "sent"
    assert [d["sha256"] for d in now["documents"]] == [d["sha256"] for d in papers]
    asked = guest.post("/blobs/missing", json={"sha256": [facts["sha256"], old]}).json()
    assert asked == {"missing": [facts["sha256"]], "held": []}
    assert office.run("verify").returncode == 0
    upload(guest, content)
    assert shown(office, sealed)["state"] == "printing"
    assert statuses(guest) == ["received", "printing", "sent", "printing"]
    assert office.run("verify").returncode == 0


POISON = {
    "application.unknown": {"id": uuid7()},
    "correction.differs": {"submitted_at": "2026-11-25T09:00:00+07:00"},
    "correction.order": {"correction": 0},
    "reason.missing": {"reason": " "},
    "request.unknown": {"answers_request": uuid7()},
    "fees.differ": {"fees": []},
    "catalogue.unknown": {"catalogue": "1999.1"},
    "document.sha256": {
        "documents": [{"kind": "ktp", "sha256": "AB" * 32, "bytes": 1, "media_type": "image/jpeg"}]
    },
    "body.shape": {"documents": 7},
}


def test_bad_corrections_are_kept_aside_and_the_rest_goes_on(office, guest, sealed):
    bad = [guest.entry("application.corrected", corrected(guest, sealed.body, **POISON[c])) for c in POISON]
    nik = {"applicant": {**sealed.body["applicant"], "nik": "12"}}
    bad.append(guest.entry("application.corrected", corrected(guest, sealed.body, **nik)))
    good = guest.entry("application.corrected", corrected(guest, sealed.body))
    aside = guest.send(*bad, good).json()["quarantined"]
    assert [(item["seq"], item["code"]) for item in aside] == [
        (entry.seq, code) for entry, code in zip(bad, [*POISON, "nik.format"], strict=True)
    ]
    assert shown(office, sealed)["applicant"]["birth_place"] == "Kasui"
    assert office.run("verify").returncode == 0


def test_after_the_end_nothing_is_corrected_or_withdrawn(office, guest, sealed):
    for state in ("handed_over", "rejected", "cancelled", "withdrawn"):
        office.run("status", sealed.body["number"], state)
        late = guest.entry("application.corrected", corrected(guest, sealed.body))
        gone = withdrawal(guest, sealed)
        codes = [item["code"] for item in guest.send(late, gone).json()["quarantined"]]
        assert codes == ["application.final"] * (1 if state == "withdrawn" else 2), state
        assert statuses(guest)[-1] == state


def test_what_is_ready_is_neither_corrected_nor_withdrawn_nor_asked_about(office, guest, sealed):
    number = sealed.body["number"]
    office.run("status", number, "ready")
    late = guest.entry("application.corrected", corrected(guest, sealed.body))
    aside = guest.send(late, withdrawal(guest, sealed)).json()["quarantined"]
    assert [item["code"] for item in aside] == ["application.ready"] * 2
    refused = office.run("ask", number, "--field", "applicant.birth_place", "--sentence", "Salah.")
    assert refused.returncode == 1
    assert statuses(guest)[-1] == "ready"
    office.run("status", number, "verification")
    good = guest.entry("application.corrected", corrected(guest, sealed.body))
    assert guest.send(good).json()["quarantined"] == []


def withdrawal(guest: Guest, sealed):
    body = {"id": sealed.body["id"], "number": sealed.body["number"], "reason": "Batal berangkat"}
    return guest.entry("application.withdrawn", body)


def test_a_withdrawal_is_taken_once(office, guest, sealed):
    assert guest.send(withdrawal(guest, sealed), withdrawal(guest, sealed)).json()["quarantined"] == []
    now = shown(office, sealed)
    assert now["state"] == "withdrawn"
    assert now["history"][-1]["note"] == "Batal berangkat"
    assert statuses(guest) == ["received", "withdrawn"]


def test_another_unit_s_application_is_left_alone(office, guest, sealed):
    other = Guest(office.url)
    other.enrol(office.code("OTHER1"))
    other.log_in()
    run = [
        other.entry("application.corrected", corrected(other, sealed.body)),
        withdrawal(other, sealed),
        other.entry(
            "receipt.printed",
            {
                "application": sealed.body["id"],
                "number": sealed.body["number"],
                "copy": 0,
                "paper": "a5",
                "target": "printer",
            },
        ),
    ]
    answer = other.send(*run)
    assert len(answer.json()["quarantined"]) == len(run)
    assert {item["code"] for item in answer.json()["quarantined"]} == {"application.foreign"}
    assert shown(office, sealed)["state"] == "received"
    receipt = answer.json()["quarantined"][-1]["seq"]
    inside = open_head_office(office.home, database=office.environment.get("HEAD_OFFICE_DATABASE"))
    with pytest.raises(UserFacingError):
        quarantine.apply_now(inside, other.journal, receipt, "199001012015031001")
    inside.close()


def test_what_was_kept_aside_is_taken_in_once_it_is_corrected(office, guest):
    good = guest.body(0)
    bad = guest.entry("application.submitted", {**good, "applicant": {**good["applicant"], "nik": "12"}})
    gone = guest.entry("application.submitted", {**guest.body(1), "fees": []})
    assert len(guest.send(bad, gone).json()["quarantined"]) == 2
    assert guest.send(guest.entry("application.corrected", corrected(guest, good)),
                      withdrawal(guest, gone)).json()["quarantined"] == []  # fmt: skip
    assert shown(office, bad)["applicant"]["birth_place"] == "Kasui"
    assert shown(office, bad)["state"] == "sent"
    assert statuses(guest) == ["withdrawn"]
    assert office.run("verify").returncode == 0


def test_a_correction_is_asked_for_and_closed_by_its_answer(office, guest, sealed):
    number = sealed.body["number"]
    request = office.lines("ask", number, "--field", "applicant.birth_place", "--sentence", WARNED)[0]
    now = shown(office, sealed)
    assert now["state"] == "incomplete"
    assert now["requests"][0]["closed_at"] is None
    told = guest.feed()[-1]
    assert told["kind"] == "correction.requested"
    assert told["body"] == request
    assert request["fields"] == [{"field": "applicant.birth_place", "sentence": WARNED}]
    other = corrected(guest, sealed.body)
    guest.send(guest.entry("application.corrected", other))
    assert shown(office, sealed)["state"] == "incomplete"
    answer = corrected(guest, sealed.body, 2, answers_request=request["request"])
    guest.send(guest.entry("application.corrected", answer))
    now = shown(office, sealed)
    assert now["state"] == "received"
    assert now["requests"][0]["closed_at"] is not None
    assert statuses(guest) == ["received", "incomplete", "incomplete", "received"]


def test_an_answer_leads_back_to_where_the_application_was_before_it_was_asked_for(office, guest, sealed):
    number = sealed.body["number"]
    office.run("status", number, "printing")
    office.run("status", number, "incomplete")
    asked = [
        office.lines("ask", number, "--field", "documents.ktp", "--sentence", WARNED)[0]["request"]
        for _each in range(2)
    ]
    states = []
    for count, request in enumerate(asked, 1):
        answer = corrected(guest, sealed.body, count, answers_request=request)
        guest.send(guest.entry("application.corrected", answer))
        states.append(shown(office, sealed)["state"])
    assert states == ["incomplete", "printing"]


def test_a_decision_closes_what_was_asked(office, guest, sealed):
    office.run("ask", sealed.body["number"], "--field", "documents.ktp", "--sentence", "KTP tidak terbaca.")
    office.run("status", sealed.body["number"], "paid")
    assert shown(office, sealed)["requests"][0]["closed_at"] is not None


def test_a_request_that_says_too_little_is_refused(office, guest, sealed):
    for arguments, status in (
        (("--field", "applicant.birth_place"), 2),
        (("--field", "applicant.birth_place", "--sentence", " "), 2),
        (("--field", "applicant.birth_place", "--sentence", "x", "--field", "documents.ktp"), 2),
        (("--field", "applicant.shoe_size", "--sentence", "x"), 1),
    ):
        done = office.run("ask", sealed.body["number"], *arguments)
        assert done.returncode == status, arguments
        assert done.stderr.strip()
    assert statuses(guest) == ["received"]


def handover(guest: Guest, sealed, relation="self", papers=("payment_proof", "id_card"), **changes):
    body = {
        "id": sealed.body["id"], "number": sealed.body["number"],
        "receiver": {"relation": relation, "name": "Budi Santoso"},
        "papers": list(papers), "passport_number": None, **changes,
    }  # fmt: skip
    return guest.entry("passport.handed_over", body)


def test_a_passport_is_handed_over_once_it_is_ready(office, guest, sealed):
    early = handover(guest, sealed)
    assert guest.send(early).json()["quarantined"][0]["code"] == "application.not_ready"
    office.run("status", sealed.body["number"], "ready")
    run = [
        handover(guest, sealed, "family"),
        handover(guest, sealed, "stranger"),
        handover(guest, sealed, "other", ["payment_proof", "id_card", "power_of_attorney"]),
        handover(guest, sealed, "other", ["payment_proof", "id_card", "power_of_attorney"]),
    ]
    aside = [item["code"] for item in guest.send(*run).json()["quarantined"]]
    assert aside == ["papers.missing", "receiver.unknown"]
    assert shown(office, sealed)["state"] == "handed_over"
    assert statuses(guest) == ["received", "ready", "handed_over"]
