"""Officers' training, quizzes and work on the pages: for supervisors, written down who looked, and fair."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import select

from head_office.services import complaints, personnel, quizzes, tracking, trainings
from head_office.store import staff, units
from head_office.store.complaints import find_numbered
from head_office.store.engine import Connection
from head_office.store.tables import acts, looks
from mobile_unit.domain.corrections import Asked
from mobile_unit.domain.performance import LEAST
from mobile_unit.domain.periods import Period
from mobile_unit.errors import NotAllowed, UserFacingError
from tests.head_office import complaint_entries
from tests.head_office.desk_client import add_staff, desk_of
from tests.head_office.inside import unit_inside
from tests.offices import NIP

QUARTER = Period("2026-10", "2026-12")
OTHER = "198803032012121003"
ATTENDED = {
    "title": "PDP dasar", "topic": "personal_data", "provider": "BPSDM", "day": "2026-03-02", "hours": "12",
    "certificate": "S-1/2026", "expires_on": "",
}  # fmt: skip
QUIZ = {
    "title": "Jam layanan", "title.en": "", "bulletin": "", "until": "2027-01-31",
    "q1.text": "Kapan loket dibuka?", "q1.choice1": "", "q1.choice2": "Pukul 9", "q1.choice3": "Pukul 8",
    "q1.right": "2", "q1.why": "Sejak Desember pukul 8.", "q1.why.en": "Since December at 8.",
}  # fmt: skip


@pytest.fixture
def office(inside):
    return inside


@pytest.fixture
def boss(office, unit):
    return desk_of(office, "supervisor", "199008", name="Bu Kepala")


def member_of(office, nip: str = "199008") -> staff.Member:
    with office.database.read() as connection:
        found = staff.find(connection, nip)
    assert found is not None
    return found


def rows(office, table) -> list[dict]:
    with office.database.read() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def opened(boss) -> str:
    """The address of the only officer's page, as the list links to it."""
    text = boss.get("/desk/training?unit=WK01").text
    found = re.search(r'href="(/desk/training/officer\?who=[^"]+)"', text)
    assert found is not None
    return unescape(found[1])


def who_of(address: str) -> dict[str, str]:
    return {"who": address.split("who=")[1]}


def trainings_told(unit) -> list[list[dict]]:
    return [each["body"]["trainings"] for each in unit.feed() if each["kind"] == "training.changed"]


def test_training_is_written_down_corrected_and_taken_back(office, unit, boss) -> None:
    address = opened(boss)
    assert NIP not in address
    assert "Masih diperlukan" in boss.page.text
    who = who_of(address)
    boss.get(address)
    assert boss.send("/desk/training/officer", {**who, "what": "put", **ATTENDED}).status_code == 200
    assert "PDP dasar" in boss.page.text
    assert "12 dari 20 jam pelajaran" in boss.page.text
    (kept,) = trainings_told(unit)[-1]
    boss.send(
        "/desk/training/officer", {**who, "what": "put", **ATTENDED, "hours": "20", "training": kept["id"]}
    )
    (corrected,) = trainings_told(unit)[-1]
    assert corrected == {**kept, "hours": 20}
    asked = boss.send("/desk/training/officer", {**who, "what": "remove", "training": kept["id"]})
    assert "dihapus dari daftar" in asked.text
    assert trainings_told(unit)[-1] == [corrected]
    sure = {**who, "what": "remove", "sure": "yes", "training": kept["id"]}
    boss.send("/desk/training/officer", sure)
    assert trainings_told(unit)[-1] == []
    noted = [each for each in rows(office, acts) if each["what"].startswith("training.")]
    assert [(each["what"], each["by"], each["subject"], each["detail"]) for each in noted] == [
        ("training.put", "199008", "WK01", NIP), ("training.put", "199008", "WK01", NIP),
        ("training.removed", "199008", "WK01", NIP),
    ]  # fmt: skip
    assert boss.send("/desk/training/officer", sure).status_code == 400


def test_who_looked_at_an_officer_is_written_down(office, unit, boss) -> None:
    boss.get(opened(boss))
    boss.get("/desk/training/work?unit=WK01")
    seen = [(each["staff"], each["application"], each["page"]) for each in rows(office, looks)]
    assert seen == [
        ("199008", "WK01", "training"), ("199008", NIP, "training"), ("199008", "WK01", "performance"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "Tulis judul"), ({"hours": "0"}, "bilangan bulat dari 1 sampai 400"),
        ({"hours": "banyak"}, "bilangan bulat"), ({"title": "x" * 201}, "paling banyak 200 huruf"),
        ({"day": "kemarin"}, "seperti 2026-11-24"), ({"expires_on": "2020-01-01"}, "betulkan salah satu"),
        ({"topic": "cooking"}, "Materi itu tidak ada"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_what_was_typed_stays(unit, boss, wrong, words) -> None:
    address = opened(boss)
    boss.get(address)
    answer = boss.send("/desk/training/officer", {**who_of(address), "what": "put", **ATTENDED, **wrong})
    assert answer.status_code == 400
    assert words in answer.text
    assert 'value="S-1/2026"' in answer.text
    assert trainings_told(unit) == []


def test_nobody_writes_their_own_training_down(office, unit) -> None:
    own = desk_of(office, "supervisor", NIP)
    address = opened(own)
    own.get(address)
    answer = own.send("/desk/training/officer", {**who_of(address), "what": "put", **ATTENDED})
    assert "orang lain" in answer.text
    kept = trainings.add(office, nip=NIP, **{**ATTENDED, "hours": 12})
    with pytest.raises(NotAllowed):
        trainings.remove(office, kept.id, NIP)
    assert len(trainings_told(unit)) == 1


def test_one_officers_training_is_not_corrected_into_anothers(office, unit, boss) -> None:
    with office.database.write() as connection:
        units.put_officer(connection, "WK01", OTHER, "Budi Santoso", "officer")
    found = re.findall(
        r'href="(/desk/training/officer\?who=[^"]+)"', boss.get("/desk/training?unit=WK01").text
    )
    budi, sari = (who_of(unescape(each)) for each in found)
    boss.get(f"/desk/training/officer?who={sari['who']}")
    boss.send("/desk/training/officer", {**sari, "what": "put", **ATTENDED})
    (kept,) = trainings_told(unit)[-1]
    answer = boss.send("/desk/training/officer", {**budi, "what": "put", **ATTENDED, "training": kept["id"]})
    assert answer.status_code == 400
    assert trainings_told(unit)[-1] == [kept]


@pytest.mark.parametrize("who", ["", "x", "WlcwMQ"])
def test_an_address_that_was_made_up_or_grew_old_says_so(boss, who) -> None:
    assert boss.get(f"/desk/training/officer?who={who}").status_code == 400
    assert "kedaluwarsa" in boss.page.text


@pytest.mark.parametrize("role", ["verifier", "admin"])
def test_others_are_shown_no_officer(office, unit, role) -> None:
    desk = desk_of(office, role, "199001")
    for path in ("", "/officer", "/quizzes", "/quizzes/x", "/work"):
        assert desk.get(f"/desk/training{path}").status_code == 403
    assert "/desk/training" not in desk.get("/desk/account").text
    with pytest.raises(NotAllowed):
        personnel.work(office, member_of(office, "199001"), "WK01", QUARTER)
    with pytest.raises(NotAllowed):
        personnel.training(office, member_of(office, "199001"), "WK01")


def test_a_form_of_another_site_changes_nothing(unit, boss) -> None:
    who = who_of(opened(boss))
    said = {**who, "what": "put", **ATTENDED, "csrf": "x"}
    assert boss.client.post("/desk/training/officer", data=said).status_code == 403
    assert trainings_told(unit) == []


def test_a_quiz_is_written_approved_by_another_answered_and_seen(office, unit, boss) -> None:
    author = desk_of(office, "admin", "199009", name="Pak Admin")
    page = author.get("/desk/publishing/new/quiz").text
    assert page.count("<fieldset>") == 3
    looked = author.send("/desk/publishing/new/quiz", {**QUIZ, "what": "look"}).text
    assert "muncul pada petugas di 1 unit: 1 pertanyaan" in looked
    assert 'value="Pukul 8"' in looked
    author.send("/desk/publishing/new/quiz", {**QUIZ, "what": "propose"})
    address = author.page.url.path
    assert "Pukul 8" in author.page.text
    assert author.send(address, {"what": "approve"}).status_code == 403 or "orang lain" in author.page.text
    assert issued(unit) == []
    boss.get(address)
    boss.send(address, {"what": "approve"})
    author.get(address)
    author.send(address, {"what": "publish"})
    (said,) = issued(unit)
    assert said["title"] == {"id": "Jam layanan", "en": "Jam layanan"}
    (asked,) = said["questions"]
    assert (asked["right"], [each["id"] for each in asked["choices"]]) == (1, ["Pukul 9", "Pukul 8"])
    assert asked["why"] == {"id": "Sejak Desember pukul 8.", "en": "Since December at 8."}
    assert [each["kind"] for each in unit.feed() if each["kind"] == "publication.issued"] == []
    late = unit_inside(office, "WK02")
    unit.take(unit.entry("quiz.answered", {"quiz": said["id"], "score": 1, "of": 1}))
    listed = boss.get("/desk/training/quizzes").text
    assert "1 dari 2" in listed
    found = quizzes.seen(office, "199008", said["id"])
    assert [(each.unit, each.answered, each.officers, each.percent) for each in found.units] == [
        ("WK01", 1, 1, 100), ("WK02", 0, 1, None),
    ]  # fmt: skip
    assert [(each.unit, each.score, each.tries) for each in found.officers] == [
        ("WK01", 1, 1), ("WK02", None, 0),
    ]  # fmt: skip
    page = boss.get(f"/desk/training/quizzes/{said['id']}").text
    assert "100%" in page
    assert "Sari Wulandari" in page
    assert ("199008", said["id"], "quiz") in [
        (each["staff"], each["application"], each["page"]) for each in rows(office, looks)
    ]
    assert "Hasil para petugas" not in author.get(address).text
    assert late.identity["unit"]["code"] == "WK02"


def issued(unit) -> list[dict]:
    return [each["body"] for each in unit.feed() if each["kind"] == "quiz.issued"]


def test_a_second_quiz_has_the_next_number(office, unit) -> None:
    author = desk_of(office, "admin", "199009")
    numbers = []
    for _n in range(2):
        author.get("/desk/publishing/new/quiz")
        author.send("/desk/publishing/new/quiz", {**QUIZ, "what": "propose"})
        found = re.search(r"Kuis penyegaran · <bdi>(\d+)</bdi> ·", author.page.text)
        assert found is not None
        numbers.append(found[1])
    assert numbers == ["1", "2"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"), ({"until": "besok"}, "until"), ({"until": "2020-01-01"}, "until"),
        ({"bulletin": "99/2026"}, "bulletin"), ({"q1.text": ""}, "questions.1.text"),
        ({"q1.why": ""}, "questions.1.why"), ({"q1.choice2": ""}, "questions.1.choices"),
        ({"q1.right": "0"}, "questions.1.right"), ({"q1.right": "9"}, "questions.1.right"),
        ({"q1.right": ""}, "questions.1.right"), ({"q2.text": "Lagi?"}, "questions.2.choices"),
        ({"q1.text": "x" * 501}, "questions.1.text"),
        ({name: "" for name in QUIZ if name.startswith("q1")}, "questions"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_quiz_is_named(office, unit, wrong, field) -> None:
    author = desk_of(office, "admin", "199009")
    author.get("/desk/publishing/new/quiz")
    answer = author.send("/desk/publishing/new/quiz", {**QUIZ, **wrong, "what": "propose"})
    assert answer.status_code == 400
    assert f"<code>{field}</code>" in answer.text
    assert "2027-01-31" in answer.text or "until" in wrong


def submitted(unit, serial: int, minutes: int = 10) -> dict:
    """An application of 24 November, 9 o'clock, whose form was opened so many minutes before."""
    begun = int(datetime.fromisoformat("2026-11-24T09:00:00+07:00").timestamp() * 1000) - minutes * 60_000
    mark = f"{begun:012x}"
    return unit.file(serial, id=f"{mark[:8]}-{mark[8:]}-7000-8000-{serial:012x}")


def test_work_is_told_of_five_and_more(inside_anywhere) -> None:
    office = inside_anywhere
    unit = unit_inside(office)
    add_staff(office, "199008", "supervisor")
    boss = member_of(office)
    for serial in range(LEAST - 1):
        submitted(unit, serial, minutes=10 + serial)
    few = personnel.work(office, boss, "WK01", QUARTER)
    assert (few.work.enough, few.work.served) == (False, None)
    assert (few.officers[0].work.enough, few.officers[0].work.served) == (False, None)
    last = submitted(unit, LEAST, minutes=40)
    tracking.ask(office, last["number"], [Asked("documents.ktp", "Buram.")])
    found = personnel.work(office, boss, "WK01", QUARTER)
    assert (found.work.served, found.work.minutes, found.work.returned) == (5, 12, 1)
    assert [(each.nip, each.work.served, each.work.minutes) for each in found.officers] == [(NIP, 5, 12)]
    assert personnel.work(office, boss, "WK01", Period("2026-08", "2026-10")).work.served == 0


def test_what_came_back_is_not_told_where_subtraction_would_say_it_of_a_few(office, unit, boss) -> None:
    for serial in range(LEAST + 1):
        submitted(unit, serial)
    with office.database.write() as connection:
        gone(connection)
    found = personnel.work(office, member_of(office), "WK01", QUARTER)
    assert [each.work.served for each in found.officers] == [5]
    assert (found.work.served, found.work.returned) == (6, None)


def gone(connection: Connection) -> None:
    """The content of one application was destroyed: nobody knows any more who took it."""
    connection.exec_driver_sql(
        "UPDATE entries SET raw = x'' WHERE seq = (SELECT max(seq) FROM entries WHERE subject IS NOT NULL)"
    )


def test_complaints_upheld_are_those_that_name_the_officer_and_were_answered(inside_anywhere) -> None:
    office = inside_anywhere
    unit = unit_inside(office)
    for nip in ("199008", NIP):
        add_staff(office, nip, "supervisor")
    boss = member_of(office)
    with office.database.write() as connection:
        units.put_officer(connection, "WK01", OTHER, "Budi Santoso", "officer")
    about = [(NIP,), (NIP, OTHER), (NIP,), (OTHER,)]
    ends = [["answered"], ["answered", "closed"], ["rejected"], []]
    for serial, (officers, statuses) in enumerate(zip(about, ends, strict=True), 1):
        content = complaint_entries.said(about_officer=True, officers=list(officers))
        taken = complaint_entries.file(unit, serial, content)
        for status in statuses:
            with office.database.read() as connection:
                row = find_numbered(connection, taken.body["number"])
            assert row is not None
            complaints.decide(office, boss, row["number"], row["revision"], status, "Benar.")
    found = personnel.work(office, boss, "WK01", QUARTER)
    assert {each.nip: each.upheld for each in found.officers} == {NIP: 2, OTHER: 1}
    own = personnel.work(office, member_of(office, NIP), "WK01", QUARTER)
    assert {each.nip: each.upheld for each in own.officers} == {NIP: None, OTHER: 0}


@pytest.mark.parametrize(
    ("unit_code", "since", "until"),
    [("MOON", "2026-10", "2026-12"), ("WK01", "2026", "2026-12"), ("WK01", "2026-12", "2026-10"),
     ("WK01", "2025-01", "2026-01")],
)  # fmt: skip
def test_a_wrong_question_about_work_is_told(office, unit, boss, unit_code, since, until) -> None:
    with pytest.raises(UserFacingError):
        personnel.work(office, member_of(office), unit_code, Period(since, until))
    if unit_code == "WK01":
        answer = boss.get(f"/desk/training/work?unit=WK01&since={since}&until={until}")
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
        assert f'name="since" value="{since}"' in answer.text
    assert rows(office, looks) == []


def test_pages_of_an_office_without_units_say_so(office) -> None:
    boss = desk_of(office, "supervisor", "199008")
    assert "Belum ada" in boss.get("/desk/training").text
    assert "Belum ada unit" in boss.get("/desk/training/work").text
    assert "Belum ada kuis" in boss.get("/desk/training/quizzes").text
