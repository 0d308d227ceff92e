"""Everything held on one person: whole, theirs alone, by a supervisor, and written down."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from pypdf import PdfReader

from head_office.services import dossier, person, person_page, planned_visits, scans, trainings
from head_office.services.booking_lists import Line
from head_office.services.look_words import said_of
from head_office.services.planned_visits import Wanted
from head_office.services.tracking import set_status
from head_office.store import acts, filed, looks
from head_office.store.engine import Occupied
from head_office.store.staff import Member
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.errors import UserFacingError
from mobile_unit.sync import sealing
from tests.faults.in_clear import in_bytes
from tests.head_office.complaint_entries import WORDS, added, said
from tests.head_office.complaint_entries import file as file_complaint
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import open_inside, unit_inside
from tests.head_office.statements import noted
from tests.head_office.test_outreach import held as held_event
from tests.head_office.test_referring import made, sealed
from tests.head_office.test_referring import status as referral_status
from tests.offices import NIP, Office
from tests.services.test_outreach import photo
from tests.services.test_referring import WHO


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


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
    for each in (mine["number"], mine["full_name"], "Catatan keputusan", "Siapa yang melihat"):
        assert each in words
    theirs = [other["nik"], other["full_name"], other["number"]]
    assert [hit for path in paths for hit in in_bytes(path.read_bytes(), theirs)] == []
    assert not any(mine["nik"] in path.name for path in paths)


def test_what_was_kept_aside_and_not_filed_is_told_too(office, unit, mine):
    body = unit.body(0) | {"number": "WK01A-261124-9999-X"}
    assert unit.take(unit.entry("application.submitted", body)).quarantined
    held = person.held_on(office, mine["nik"], None)
    assert [each["quarantine"] for each in held.data["kept_aside"]] == ["number.invalid"]
    assert held.data["kept_aside"][0]["body"]["applicant"]["nik"] == mine["nik"]


def test_a_correction_that_was_kept_aside_hands_out_no_file_of_the_server(office, unit, mine, tmp_path):
    """It may say anything, paths for scans and for their kinds included."""
    (tmp_path / "secret").write_text("rahasia kantor")
    path = str(tmp_path / "secret")
    papers = [{"kind": "../../x", "sha256": each, "media_type": "image/png"} for each in (path, "0" * 64)]
    known = {"id": mine["id"], "number": mine["number"], "correction": 1, "reason": "x"}
    for listed in ([*papers, 5, {"sha256": None}], "x", 5):
        assert unit.take(unit.entry("application.corrected", known | {"documents": listed})).quarantined
    paths = person.write(office, person.held_on(office, mine["nik"], None), tmp_path / "out")
    assert not any("rahasia" in str(path.read_bytes()) for path in paths if path.parent.name == "pindaian")
    assert not any(
        ".." in name for name in person.held_on(office, mine["nik"], None).data["applications"][0]["scans"]
    )


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
    assert "Data satu orang</td>" in page.text
    assert mine["nik"] not in str(page.url)


def test_a_look_is_told_in_words():
    assert said_of("scan birth_certificate").id.startswith("Pindaian: ")
    assert "birth_certificate" not in said_of("scan birth_certificate").id
    assert said_of("a page of a later version").id == "a page of a later version"


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


def test_a_correction_whose_look_could_not_be_written_down_is_not_noted_either(office, mine, monkeypatch):
    supervisor = desk_of(office, "supervisor")
    supervisor.get("/desk/person")
    asked = {"nik": mine["nik"], "number": mine["number"]}

    def busy(*_what):
        raise Occupied

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(looks, "note_each", busy)
        page = supervisor.send("/desk/person/correction", asked)
    assert page.status_code == 503
    assert "belum tersimpan" in page.text
    assert acts_on(office, mine["number"]) == []
    supervisor.send("/desk/person/correction", asked)
    assert acts_on(office, mine["number"]) == ["2026-11-27T09:00:00+07:00"]


def acts_on(office, number: str) -> list[str]:
    """Until when each correction that was asked for is due."""
    with office.database.read() as connection:
        return [act["detail"] for act in acts.about(connection, number, 10)]


def test_a_correction_asked_for_again_is_the_same_until_it_is_late(office, mine, clock):
    """Also where the page was loaded again: it is due no later for that."""
    supervisor = desk_of(office, "supervisor")
    supervisor.get("/desk/person")
    asked = {"nik": mine["nik"], "number": mine["number"]}
    for hours in (0, 1):
        clock.move(hours=hours)
        supervisor.sign_in()
        page = supervisor.send("/desk/person/correction", asked)
        assert "27 Nov 2026, 09:00" in page.text
        assert "28 Nov" not in page.text
    assert acts_on(office, mine["number"]) == ["2026-11-27T09:00:00+07:00"]
    clock.move(hours=72)
    supervisor.sign_in()
    assert "30 Nov 2026, 10:00" in supervisor.send("/desk/person/correction", asked).text
    assert len(acts_on(office, mine["number"])) == 2


def test_a_correction_is_noted_on_an_application_of_that_person_alone(office, mine, other):
    supervisor = desk_of(office, "supervisor")
    supervisor.get("/desk/person")
    page = supervisor.send("/desk/person/correction", {"nik": mine["nik"], "number": other["number"]})
    assert page.status_code == 400
    assert acts_on(office, other["number"]) == []


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


NAME, BORN, PHONE = "SITI AMINAH", "1990-05-17", "081271234567"
OFFICER = Member(NIP, "Sari Wulandari", "supervisor", "id", None, None, 0, True)


@pytest.fixture
def child(unit):
    """An application of a child, with the mother as guardian."""
    return unit.file(2)


def complain(unit, serial: int, **changes):
    return file_complaint(unit, serial, said(person={"name": NAME, "phone": PHONE, "address": ""}, **changes))


def found(
    office, typed: str, *slips: str, by: Member | None = None, name: str = NAME, born: str = ""
) -> dict:
    return dict(person.held_on(office, typed, by, person.Shown(name, born, " ".join(slips))).data)


def test_a_guardian_is_told_of_the_child_s_application_their_own_part_alone(office, unit, child):
    with office.database.read() as connection:
        body = filed.body_of(connection, child)
    guardian = body["answers"]["guardian"]
    held = person.held_on(office, guardian["nik"], None)
    (told,) = held.data["in_others"]
    assert (told["number"], told["part"], told["said"]) == (child["number"], "guardian", guardian)
    assert held.data["applications"] == []
    assert held.scans == ()
    text = json.dumps(held.data)
    assert child["full_name"] not in text
    assert child["nik"] not in text
    with office.database.read() as connection:
        seen = looks.at(connection, child["id"], 10)
    assert [each["page"] for each in seen] == ["person"]


def test_a_complaint_is_found_by_name_and_slip_or_by_a_telephone_number_that_is_known(office, unit, mine):
    entry, confided = complain(unit, 1), complain(unit, 2, mode="confidential")
    open_, hidden = entry.body["number"], confided.body["number"]
    assert found(office, mine["nik"])["complaints"] == []
    assert [each["number"] for each in found(office, mine["nik"], open_)["complaints"]] == [open_]
    assert found(office, mine["nik"], open_, name="ORANG LAIN")["complaints"] == []
    both = found(office, mine["nik"], f"{open_},", hidden.lower())["complaints"]
    assert [(each["number"], each["text"], each["person"]["phone"]) for each in both] == [
        (open_, WORDS, PHONE), (hidden, WORDS, PHONE),
    ]  # fmt: skip
    phone = filed_body(office, mine)["applicant"]["phone"]
    own = said(person={"name": mine["full_name"].title(), "phone": phone, "address": ""})
    third = file_complaint(unit, 3, own).body["number"]
    assert [each["number"] for each in found(office, mine["nik"], name="")["complaints"]] == [third]


def test_ten_times_as_much_on_and_beside_a_person_asks_no_more_of_the_database(office, unit, mine):
    """Also of others' complaints and referrals, each of which is read through."""
    supervisor, slips, asked = desk_of(office, "supervisor"), list[str](), []
    serials = iter(range(3, 1000))

    def more(count: int) -> None:
        for serial in (next(serials) for _n in range(count)):
            again = {**unit.body(0), "id": uuid7()}
            again["number"] = application_number("WK01", "A", date(2026, 11, 24), serial)
            own = unit.entry("application.submitted", again)
            letter = made(office, serial)
            sent, outcome = unit.entry("referral.made", letter), referral_status(office, letter, "done")
            taken = unit.take(own, sent, unit.entry("referral.status", outcome))
            assert taken.quarantined == []
            set_status(office, again["number"], "verification", "Lagi")
            complaint = complain(unit, 2 * serial)
            unit.take(unit.entry("complaint.added", added(complaint, WORDS)))
            slips.extend((complaint.body["number"], letter["number"]))
            file_complaint(unit, 2 * serial + 1)

    for count in (1, 9):
        more(count)
        with noted() as ran:
            supervisor.get("/desk/person")
            words = " ".join(slips)
            page = supervisor.send("/desk/person", {"nik": mine["nik"], "name": NAME, "slips": words})
        assert page.status_code == 200
        held = found(office, mine["nik"], *slips)
        assert len(held["applications"]) == 1 + len(held["complaints"]) == 1 + len(slips) // 2
        held = found(office, mine["nik"], *slips, name=WHO.name)
        assert [len(each["steps"]) for each in held["referrals"]] == [2] * (len(slips) // 2)
        asked.append(ran)
    assert len(asked[0]) == len(asked[1])


def test_words_that_are_longer_than_a_page_are_all_on_the_pages(office, unit, mine):
    long = " ".join(f"kata{number:03}" for number in range(490))
    entry = complain(unit, 1, text=long)
    held = person.held_on(office, mine["nik"], None, person.Shown(NAME, "", entry.body["number"]))
    pages = PdfReader(io.BytesIO(person_page.draw(held.data))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert all(f"kata{number:03}" in words for number in range(490))
    for page in pages:
        seen: list[float] = []
        page.extract_text(
            visitor_text=lambda text, _c, at, _f, _s, seen=seen: text.strip() and seen.append(at[5])
        )
        assert min(seen) > 10


def test_what_was_said_without_a_name_is_nobody_s(office, unit, mine):
    anonymous = file_complaint(unit, 1, said(mode="anonymous", person=None)).body["number"]
    assert found(office, mine["nik"], anonymous)["complaints"] == []


def test_an_officer_is_told_what_they_did_and_never_of_a_complaint_about_them(office, unit, mine):
    about = complain(unit, 1, about_officer=True, officers=[NIP], mode="confidential").body["number"]
    named = said(
        about_officer=True, officers=[NIP], person={"name": "Sari Wulandari", "phone": "", "address": ""}
    )
    own = file_complaint(unit, 2, named).body["number"]
    told = {"topic": "", "provider": "", "day": "2026-11-20", "hours": 8, "certificate": "", "expires_on": ""}
    trainings.add(office, nip=NIP, title="Diklat paspor", **told)
    supervisor = desk_of(office, "supervisor", NIP, name="Sari Wulandari")
    supervisor.get(f"/desk/applications/{mine['number']}")
    held = person.held_on(office, NIP, None, person.Shown("Sari Wulandari", "", f"{about} {own}"))
    officer = held.data["officer"]
    assert [(each["unit"], each["role"]) for each in officer["units"]] == [("WK01", "supervisor")]
    assert officer["account"]["role"] == "supervisor"
    assert {"password", "totp"}.isdisjoint(officer["account"])
    assert [each["title"] for each in officer["trainings"]] == ["Diklat paspor"]
    assert {each["page"] for each in officer["looks"]} >= {"application"}
    assert held.data["complaints"] == []
    text = json.dumps(held.data)
    assert not any(word in text for word in (about, own, WORDS, NAME, mine["nik"], mine["full_name"]))
    complainant = found(office, mine["nik"], about)["complaints"]
    assert [each["number"] for each in complainant] == [about]
    assert found(office, mine["nik"], about, by=OFFICER)["complaints"] == []


def test_a_referral_is_found_by_name_with_birth_date_or_number_and_its_consent_is_handed_out_open(
    office, unit, mine, tmp_path
):
    scan = photo().content
    recipient = sealing.recipient_of(office.bundle_identity)
    closed = sealing.sealed_bytes(scan, [recipient])
    paper = {
        "sha256": hashlib.sha256(closed).hexdigest(),
        "bytes": len(closed),
        "media_type": "application/age",
    }
    letter = {**WHO.as_body(), "signed_by": WHO.name}
    body = made(office, consent="scan", files=[paper], sealed=sealed(office, letter))
    assert unit.take(unit.entry("referral.made", body)).quarantined == []
    scans.begin_upload(office, "WK01", paper["sha256"], paper["bytes"])
    scans.add_chunk(office, "WK01", paper["sha256"], 0, closed)
    assert found(office, mine["nik"], name=WHO.name)["referrals"] == []
    assert found(office, mine["nik"], body["number"], name="ORANG LAIN")["referrals"] == []
    held = person.held_on(office, mine["nik"], None, person.Shown(WHO.name, WHO.birth_date, body["number"]))
    (told,) = held.data["referrals"]
    assert told["letter"]["reason"] == WHO.reason
    paths = person.write(office, held, tmp_path / "out")
    (consent,) = [path for path in paths if path.name == f"{body['number']}-1.jpg"]
    assert consent.read_bytes() == scan
    words = " ".join(page.extract_text() for page in PdfReader(tmp_path / "out" / "data.pdf").pages)
    assert body["number"] in words
    with office.database.read() as connection:
        assert "person" in {each["page"] for each in looks.at(connection, body["id"], 10)}


def test_who_collected_or_spoke_is_told_as_of_the_same_name_without_whose_it_was(office, unit, mine, other):
    set_status(office, other["number"], "ready", None)
    receipt = {
        "id": other["id"], "number": other["number"],
        "receiver": {"relation": "family", "name": mine["full_name"]},
        "papers": ["payment_proof", "id_card", "family_card_copy"], "passport_number": None,
        "handed_over_at": "2026-11-24T09:00:00+07:00", "officer": {"nip": NIP, "name": "Sari"},
        "unit": {"code": "WK01", "name": "Unit"}, "place": None,
    }  # fmt: skip
    event = held_event(
        "WK01", speakers=[f"{mine['full_name'].title()} (Disnaker)", f"{mine['full_name']} LAIN"]
    )
    run = [unit.entry("passport.handed_over", receipt), unit.entry("outreach.held", event)]
    assert unit.take(*run).quarantined == []
    told = person.held_on(office, mine["nik"], None).data
    assert [each["what"] for each in told["by_name_alone"]] == ["collected", "spoke"]
    assert other["number"] not in json.dumps(told)


def test_no_answer_of_the_survey_and_nothing_of_a_hostile_name_breaks_the_page(office, unit, mine):
    desk = desk_of(office, "supervisor")
    desk.get("/desk/person")
    fields = {"nik": mine["nik"], "name": "<script>x</script>‮", "born": "x", "slips": "'; -- WK01A-P1"}
    page = desk.send("/desk/person", fields)
    assert page.status_code == 200
    assert "<script>x" not in page.text
    assert "survey" not in json.dumps(person.held_on(office, mine["nik"], None).data)


def filed_body(office, row) -> dict:
    with office.database.read() as connection:
        return dict(filed.body_of(connection, row))
