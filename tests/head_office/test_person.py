"""Everything held on one person: whole, theirs alone, by a supervisor, and written down."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from pypdf import PdfReader

from head_office.services import dossier, person, planned_visits
from head_office.services.booking_lists import Line
from head_office.services.planned_visits import Wanted
from head_office.services.tracking import set_status
from head_office.store import looks
from mobile_unit.errors import UserFacingError
from tests.faults.in_clear import in_bytes
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import open_inside, unit_inside
from tests.offices import Office


@pytest.fixture
def office(tmp_path, clock, anywhere):
    opened = open_inside(tmp_path / "office", clock, database=anywhere)
    yield opened
    opened.close()


@pytest.fixture
def unit(office):
    return unit_inside(office)


@pytest.fixture
def mine(unit, office):
    row = unit.file(0)
    set_status(office, row["number"], "verification", "Catatan keputusan")
    return row


@pytest.fixture
def other(unit):
    row = unit.file(2)
    assert row["nik"]
    return row


def test_everything_of_this_person_and_nothing_of_another(office, unit, mine, other, tmp_path):
    held = person.held_on(office, mine["nik"], None)
    paths = person.write(office, held, tmp_path / "out")
    (application,) = held.data["applications"]
    assert application["number"] == mine["number"]
    assert application["content"]["applicant"]["nik"] == mine["nik"]
    assert [step["note"] for step in application["decisions"]] == [None, "Catatan keputusan"]
    scans = [path for path in paths if path.parent.name == "pindaian"]
    assert len(scans) == len(application["documents"]) == len(application["scans"])
    assert json.loads((tmp_path / "out" / "data.json").read_text("utf-8")) == json.loads(
        json.dumps(held.data)
    )
    pages = PdfReader(tmp_path / "out" / "data.pdf").pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    for said in (mine["number"], mine["full_name"], "Catatan keputusan", "Siapa yang melihat"):
        assert said in words
    theirs = [other["nik"], other["full_name"], other["number"]]
    assert [hit for path in paths for hit in in_bytes(path.read_bytes(), theirs)] == []
    assert not any(mine["nik"] in path.name for path in paths)


def test_what_was_kept_aside_and_not_filed_is_told_too(office, unit, mine):
    body = unit.body(0) | {"number": "WK01A-261124-9999-X"}
    assert unit.take(unit.entry("application.submitted", body)).quarantined
    held = person.held_on(office, mine["nik"], None)
    assert [each["quarantine"] for each in held.data["kept_aside"]] == ["number.invalid"]
    assert held.data["kept_aside"][0]["body"]["applicant"]["nik"] == mine["nik"]


def test_an_export_is_a_look_by_command_and_by_page(office, mine):
    person.held_on(office, mine["nik"], None)
    supervisor = desk_of(office, "supervisor", "199009", name="Ibu Kepala")
    supervisor.get("/desk/person")
    page = supervisor.send("/desk/person", {"nik": f" {mine['nik'][:4]} {mine['nik'][4:]}"})
    assert page.status_code == 200
    assert mine["number"] in page.text
    looked = [(each["name"], each["page"]) for each in dossier.who_looked(office, mine["number"])]
    assert looked[:2] == [("Ibu Kepala", "person"), (person.COMMAND, "person")]
    assert "Ibu Kepala" in page.text
    assert mine["nik"] not in str(page.url)


def test_a_look_at_who_only_stands_on_a_visit_s_list_is_written_down_too(office, unit):
    nik = "1808044107920001"
    line = Line("SITI AMINAH", nik)
    plan = planned_visits.plan(office, "WK01", Wanted("2099-11-30", "18.08.04", lines=[line]))
    assert person.held_on(office, nik, None).data["planned_visits"]
    with office.database.read() as connection:
        seen = looks.at(connection, plan.id, 10)
    assert [(each["staff"], each["page"]) for each in seen] == [("head-office person", "person")]


def test_the_page_gives_one_file_that_names_nobody(office, mine, other):
    supervisor = desk_of(office, "supervisor")
    supervisor.get("/desk/person")
    supervisor.send("/desk/person", {"nik": mine["nik"]})
    answer = supervisor.client.post("/desk/person/file", data={**supervisor.hidden(), "nik": mine["nik"]})
    assert answer.headers["content-disposition"] == 'attachment; filename="data-pribadi.zip"'
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        data = json.loads(archive.read("data.json"))
    assert {"data.json", "data.pdf"} < set(names)
    assert len(names) == 2 + len(data["applications"][0]["scans"])


def test_a_correction_that_was_asked_for_is_due_in_three_days(office, unit, mine, clock):
    supervisor = desk_of(office, "supervisor")
    supervisor.get("/desk/person")
    supervisor.send("/desk/person", {"nik": mine["nik"]})
    page = supervisor.send("/desk/person/correction", {"nik": mine["nik"], "number": mine["number"]})
    assert "27 Nov 2026, 09:00" in page.text
    held = person.held_on(office, mine["nik"], None)
    assert person.open_requests(held, office.now()) == [(mine["number"], "2026-11-27T09:00:00+07:00", False)]
    clock.move(hours=73)
    assert person.open_requests(held, office.now())[0][2]
    body = dict(held.data["applications"][0]["content"])
    body |= {"correction": 1, "corrected_at": office.now(), "reason": "Nama salah ketik"}
    body["answers_request"] = None
    assert unit.take(unit.entry("application.corrected", body)).quarantined == []
    held = person.held_on(office, mine["nik"], None)
    assert [each["body"]["reason"] for each in held.data["applications"][0]["corrections"]] == [
        "Nama salah ketik"
    ]
    assert person.open_requests(held, office.now()) == []


@pytest.mark.parametrize("role", ["verifier", "admin"])
def test_only_a_supervisor_may(office, mine, role):
    desk = desk_of(office, role)
    assert desk.get("/desk/person").status_code == 403
    desk.get("/desk/account")
    assert desk.send("/desk/person", {"nik": mine["nik"]}).status_code == 403
    assert desk.send("/desk/person/file", {"nik": mine["nik"]}).status_code == 403


@pytest.mark.parametrize("typed", ["", "123", "1808'; --", "9999999999999999"])
def test_a_number_that_is_none_or_nobody_s_is_said_so(office, mine, typed):
    with pytest.raises(UserFacingError):
        person.held_on(office, typed, None)


def test_the_command_writes_into_a_folder_of_its_own(tmp_path, clock):
    opened = open_inside(tmp_path / "office", clock)
    row = unit_inside(opened).file(0)
    opened.close()
    office, out = Office(tmp_path / "office"), tmp_path / "out"
    (told,) = office.lines("person", row["nik"], "--out", str(out))
    assert told["applications"] == 1
    assert (out / "data.pdf").exists()
    assert office.run("person", row["nik"], "--out", str(out)).returncode == 1
    assert office.run("person", "9999999999999999", "--out", str(tmp_path / "none")).returncode == 1
