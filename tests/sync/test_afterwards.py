"""What happens after the receipt, between a unit and a real head office, there and back."""

from __future__ import annotations

import pytest

from tests.offices import Office, enrolled, json_lines, mobile_unit
from tests.pictures import picture
from tests.sync.test_rounds import held, take

WARNED = "Tempat lahir tidak sama dengan akta kelahiran."


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    office = Office(tmp_path_factory.mktemp("head-office"))
    office.start()
    yield office
    office.stop()


_units = iter(f"W{n:03d}" for n in range(1000))


@pytest.fixture
def unit(shared, tmp_path):
    opened = enrolled(shared, tmp_path / "unit", next(_units))
    yield opened
    opened.close()


def state(unit, application) -> str:
    return unit.tracking.application(application.id).summary.state


def shown(office, application) -> dict:
    return office.lines("show", application.number)[0]


def correct(unit, application, **applicant) -> None:
    draft = unit.intake.draft(unit.corrections.begin(application.id))
    unit.intake.save_draft(draft.id, draft.applicant | applicant, draft.answers)
    if not draft.corrects.reason:
        unit.corrections.save_reason(draft.id, "Salah ketik")
    asked = draft.corrects.request.asked if draft.corrects.request else ()
    unit.corrections.submit(draft.id, left_alone=[each.field for each in asked])


def test_asked_corrected_and_closed_on_both_sides(shared, unit, tmp_path):
    (application,) = take(unit, 1)
    unit.sync.run()
    asked = ("--field", "applicant.birth_place", "--sentence", WARNED)
    shared.run("ask", application.number, *asked)
    unit.sync.run()
    (task,) = unit.corrections.tasks()
    assert (task.number, task.request.application) == (application.number, application.id)
    assert [(each.field, each.sentence) for each in task.request.asked] == [("applicant.birth_place", WARNED)]
    assert state(unit, application) == "incomplete"
    assert unit.tracking.application(application.id).open_request == task.request.id
    correct(unit, application, birth_place="KASUI")
    assert unit.corrections.tasks() == ()
    assert state(unit, application) == "corrected"
    assert unit.day.today().attention == ()
    result = unit.sync.run()
    assert (result.refused, result.waiting) == (0, 0)
    assert state(unit, application) == "received"
    there = shown(shared, application)
    assert there["state"] == "received"
    assert there["applicant"]["birth_place"] == "KASUI"
    assert there["requests"][0]["closed_at"] is not None
    kinds = [step.kind for step in unit.tracking.application(application.id).timeline]
    assert kinds.count("correction.requested") == kinds.count("application.corrected") == 1
    (told,) = json_lines(mobile_unit(tmp_path / "unit", "show", application.number, "--json"))
    assert told["applicant"]["birth_place"] == "KASUI"
    (step,) = (step for step in told["timeline"] if step["kind"] == "application.corrected")
    (change,) = step["changes"]
    assert (change["field"], change["after"]) == ("applicant.birth_place", "KASUI")
    again = unit.sync.run()
    assert (again.received, again.entries_sent) == (0, 0)
    assert next(unit.broken_things(), None) is None
    assert shared.run("verify").returncode == 0


def test_corrected_before_the_first_round_only_the_newest_scans_are_sent(shared, unit):
    (application,) = take(unit, 1)
    draft_id = unit.corrections.begin(application.id)
    new = unit.intake.attach(draft_id, "ktp", picture("blue"))
    unit.corrections.save_reason(draft_id, "KTP tidak terbaca")
    unit.corrections.submit(draft_id)
    result = unit.sync.run()
    assert (result.blobs_waiting, result.refused) == (0, 0)
    (row,) = held(shared, unit)
    assert row["state"] == "received"
    assert new.sha256 in {document["sha256"] for document in row["documents"]}
    assert all(document["held"] for document in row["documents"])
    assert state(unit, application) == "received"


def test_a_new_scan_after_sync_follows_and_the_state_comes_back(shared, unit):
    (application,) = take(unit, 1)
    unit.sync.run()
    shared.run("status", application.number, "paid")
    unit.sync.run()
    draft_id = unit.corrections.begin(application.id)
    unit.intake.attach(draft_id, "ktp", picture("blue"))
    unit.corrections.save_reason(draft_id, "KTP tidak terbaca")
    unit.corrections.submit(draft_id)
    assert state(unit, application) == "corrected"
    unit.sync.run()
    assert state(unit, application) == "paid"
    assert shown(shared, application)["state"] == "paid"


def test_withdrawn_here_is_withdrawn_there(shared, unit):
    first, second = take(unit, 2)
    unit.corrections.withdraw(first.id, "Batal berangkat")
    unit.sync.run()
    unit.corrections.withdraw(second.id, "Batal berangkat")
    assert state(unit, second) == "withdrawn"
    unit.sync.run()
    for application in (first, second):
        assert state(unit, application) == "withdrawn"
        assert shown(shared, application)["state"] == "withdrawn"
    shared.run("status", second.number, "received")
    unit.sync.run()
    assert state(unit, second) == "received"


def test_what_head_office_refuses_is_taken_back_here(shared, unit):
    gone, decided = take(unit, 2)
    unit.sync.run()
    shared.run("ask", decided.number, "--field", "documents.ktp", "--sentence", "KTP tidak terbaca.")
    unit.sync.run()
    for application in (gone, decided):
        shared.run("status", application.number, "rejected")
    unit.corrections.withdraw(gone.id, "Batal berangkat")
    correct(unit, decided, birth_place="KASUI")
    result = unit.sync.run()
    assert result.refused == 2
    assert state(unit, gone) == "rejected"
    assert state(unit, decided) == "quarantined"
    aside = unit.tracking.application(decided.id).timeline[-1]
    assert (aside.about, aside.note) == ("application.corrected", "application.final")
    assert shown(shared, decided)["applicant"]["birth_place"] != "KASUI"


def test_handed_over_here_is_handed_over_there(shared, unit):
    (application,) = take(unit, 1)
    unit.sync.run()
    shared.run("status", application.number, "SIAP_DIAMBIL")
    unit.sync.run()
    unit.handover.record(application.id, "self", "Budi Santoso", ["payment_proof", "id_card"])
    assert state(unit, application) == "handed_over"
    assert unit.sync.run().refused == 0
    assert shown(shared, application)["state"] == "handed_over"
    assert state(unit, application) == "handed_over"
