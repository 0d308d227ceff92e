"""The survey at head office: taken in once, tied to nobody, and the same figures as from the raw entries."""

from __future__ import annotations

import json
import secrets
from fractions import Fraction

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from head_office.store.tables import entries, journals, metadata, survey_answers, survey_traits
from mobile_unit.app import Home
from mobile_unit.domain.entries import Entry, read_entry
from mobile_unit.domain.periods import Period
from mobile_unit.domain.surveys import ELEMENTS
from tests.conftest import CHEAP
from tests.head_office import migrating
from tests.head_office.conftest import Guest
from tests.head_office.inside import unit_inside
from tests.offices import NIP, PIN, enrolled


def answer(**changes) -> dict:
    return {
        "id": secrets.token_hex(16), "month": "2026-11", "place": "18.08.04", "family": "passport_new",
        "questionnaire": "2017.1", "scores": dict.fromkeys(ELEMENTS, 3), **changes,
    }  # fmt: skip


def trait(**changes) -> dict:
    return {"id": secrets.token_hex(16), "month": "2026-11", "attribute": "sex", "value": "l", **changes}


def batch(*answers, traits=()) -> dict:
    return {"answers": list(answers), "traits": list(traits)}


def skm(office, unit: str, *more: str) -> dict:
    (found,) = office.lines("skm", "--from", "2026-10", "--to", "2026-12", "--unit", unit, *more)
    return found


def code_of(guest) -> str:
    return guest.identity["unit"]["code"]


def test_answers_are_taken_in_once_however_often_they_come(office, guest) -> None:
    """A laptop that was restored, or whose journal was forked, says them again under another entry."""
    body = batch(*(answer() for _each in range(6)), traits=[trait() for _each in range(6)])
    again = batch(*body["answers"][:3], answer(), traits=body["traits"])
    answered = guest.send(guest.entry("survey.answers", body), guest.entry("survey.answers", again))
    assert answered.json()["quarantined"] == []
    found = skm(office, code_of(guest))
    assert (found["respondents"], found["index"], found["grade"]) == (7, "75.00", "C")
    assert found["traits"] == [{"attribute": "sex", "value": "l", "count": 6}]


def test_what_another_unit_heard_and_says_as_its_own_takes_nothing_away(office, guest) -> None:
    """Who listens on a line without TLS hears the ids, and may be the first to say them."""
    body = batch(*(answer() for _each in range(6)), traits=[trait() for _each in range(6)])
    other = Guest(office.url)
    assert other.enrol(office.code("HEARS")).status_code == 201
    other.log_in()
    for each in (other, guest):
        assert each.send(each.entry("survey.answers", body)).json()["quarantined"] == []
    found = skm(office, code_of(guest))
    assert (found["respondents"], found["traits"][0]["count"]) == (6, 6)


def test_answers_stay_where_their_tables_are_made_anew(inside_anywhere) -> None:
    """The step that keys them by their unit too copies them on SQLite."""
    unit = unit_inside(inside_anywhere)
    body = batch(*(answer() for _each in range(6)), traits=[trait() for _each in range(6)])
    assert unit.take(unit.entry("survey.answers", body)).quarantined == []
    tables = (survey_answers, survey_traits)
    with inside_anywhere.database.write() as connection:
        before = [connection.execute(each.select().order_by(each.c.id)).all() for each in tables]
        migrating.take_step(connection, "0034")
        assert [connection.execute(each.select().order_by(each.c.id)).all() for each in tables] == before
    assert [len(rows) for rows in before] == [6, 6]


BAD = {
    "no answers": {},
    "an officer": batch(answer(officer=NIP)),
    "a time": batch(answer(month="2026-11-24")),
    "an id of a time": batch(answer(id="0199a0de-7aaa-7bbb-8ccc-123456789abc")),
    "a village": batch(answer(place="18.08.04.2005")),
    "a sentence": batch(answer(family="Paspor Budi")),
    "a five": batch(answer(scores={**answer()["scores"], "u1": 5})),
    "a zero": batch(answer(scores={**answer()["scores"], "u1": 0})),
    "a truth": batch(answer(scores={**answer()["scores"], "u1": True})),
    "eight elements": batch(answer(scores={key: 3 for key in ELEMENTS if key != "u8"})),
    "nothing answered": batch(answer(scores=dict.fromkeys(ELEMENTS))),
    "no version": batch(answer(questionnaire="newest")),
    "a trait of somebody": batch(traits=[trait(value="Budi Santoso")]),
    "a trait tied to an answer": batch(traits=[trait(answer=secrets.token_hex(16))]),
    "a list": {"answers": {}, "traits": []},
    "nothing": batch(),
    "null": batch(None),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_answer_is_kept_aside(office, guest, name) -> None:
    answered = guest.send(
        guest.entry("survey.answers", BAD[name]), guest.entry("survey.answers", batch(answer()))
    )
    assert answered.json()["quarantined"] == [{"seq": 1, "code": "body.shape"}]
    assert skm(office, code_of(guest))["too_few"]


def test_fewer_than_five_are_not_told_apart_anywhere(office, guest, tmp_path) -> None:
    few = [answer(place="18.08.05", family="stay_permit", scores=dict.fromkeys(ELEMENTS, 1))] * 1
    few += [answer(place=None, family=None) for _each in range(3)]
    guest.send(guest.entry("survey.answers", batch(*few)))
    found = skm(office, code_of(guest))
    assert (found["too_few"], found["respondents"], found["index"]) == (True, 0, None)
    assert found["places"] == found["families"] == []
    refused = office.run(
        *("skm", "--from", "2026-10", "--to", "2026-12", "--unit", code_of(guest)),
        *("--out", str(tmp_path / "notice.pdf")),
    )
    assert refused.returncode != 0
    assert not (tmp_path / "notice.pdf").exists()
    guest.send(guest.entry("survey.answers", batch(*(answer() for _each in range(6)))))
    found = skm(office, code_of(guest))
    assert [(line["key"], line["respondents"]) for line in found["places"]] == [(None, 10)]
    assert found["respondents"] == 10


_codes = iter(f"SKM{n}" for n in range(100))


@pytest.fixture
def surveyed(office, tmp_path, clock):
    """A real unit's day, from the counter to head office: its code, the digits given, what the unit tells."""
    code = next(_codes)
    unit = enrolled(office, tmp_path / "unit", code, clock=clock)
    unit.day.open_visit("18.08.04")
    given = ["343434434", "333433433", "444444444", "332333333", "433443434", "333333330", "232333323"]
    for digits in given:
        unit.surveys.keep(unit.surveys.questionnaire.scores_of(digits), "passport_new", {"sex": "p"})
    unit.closing.close(clock.now().date(), NIP, PIN)
    assert unit.sync.run().refused == 0
    seen = unit.surveys.overview(Period("2026-10", "2026-12")).told
    unit.close()
    return code, given, seen


def test_the_whole_way_gives_the_figures_of_the_raw_entries(office, surveyed) -> None:
    """Computed once more here, from the journal's own bytes and with nobody's code but this test's."""
    code, given, seen = surveyed
    (entry,) = batches_of(office, code)
    scores = {each["id"]: each["scores"] for each in entry.body["answers"]}
    assert len(scores) == len(given)
    index = Fraction()
    for element in ELEMENTS:
        answers = [each[element] for each in scores.values() if each[element] is not None]
        index += Fraction(sum(answers), len(answers)) * Fraction(1, 9) * 25
    hundredths = int(index * 100 + Fraction(1, 2))
    found = skm(office, code)
    assert found["index"] == f"{hundredths // 100}.{hundredths % 100:02}"
    assert seen.tally.index == hundredths
    assert {each["key"]: each["count"] for each in found["elements"]}["u8"] == 6  # printed as the ninth
    assert found["respondents"] == seen.tally.respondents == 7


def batches_of(office, code: str) -> list[Entry]:
    """What a unit handed in, from the bytes of its journal."""
    database = office.database()
    with database.read() as connection:
        rows = connection.execute(
            select(entries.c.raw)
            .join(journals, journals.c.id == entries.c.journal)
            .where(entries.c.kind == "survey.answers", journals.c.unit == code)
        )
        found = [read_entry(bytes(row.raw)) for row in rows]
    database._engine.dispose()
    return found


def test_no_value_of_an_answer_leads_to_anything_else(office, surveyed) -> None:
    """Every column of every other table: none holds an answer's id, and an answer holds nothing of theirs but
    unit, month, kecamatan and kind of service, which at least five have in common."""
    assert {column.name for column in survey_answers.columns} == {
        *("id", "unit", "month", "place", "family", "questionnaire"),
        *ELEMENTS,
    }
    assert {column.name for column in survey_traits.columns} == {"id", "unit", "month", "attribute", "value"}
    code, _given, _seen = surveyed
    database = office.database()
    with database.read() as connection:
        ids = set(
            connection.execute(select(survey_answers.c.id).where(survey_answers.c.unit == code)).scalars()
        )
        ids |= set(
            connection.execute(select(survey_traits.c.id).where(survey_traits.c.unit == code)).scalars()
        )
        assert len(ids) == 14
        for table in metadata.sorted_tables:
            if table.name in ("survey_answers", "survey_traits"):
                assert not any(fk.column.table.name != "units" for fk in table.foreign_keys)
                continue
            for row in connection.execute(table.select()).mappings():
                if table.name == "entries" and row["kind"] == "survey.answers":
                    continue
                assert not any(str(value) in ids for value in row.values())
    database._engine.dispose()


def test_the_entry_says_the_day_s_closing_and_no_more(office, surveyed) -> None:
    """All that the journal ties to the answers is one moment of the day and who closed it."""
    code, given, _seen = surveyed
    (entry,) = batches_of(office, code)
    assert len(entry.body["answers"]) == len(given)
    ids = [each["id"] for each in entry.body["answers"]]
    assert ids == sorted(ids)
    assert entry.at[:10] not in json.dumps(entry.body)
    assert entry.officer not in json.dumps(entry.body)


def test_spreadsheet_and_notice_say_the_same(office, surveyed, tmp_path) -> None:
    code, _given, _seen = surveyed
    found = skm(office, code, "--out", str(tmp_path / "skm.xlsx"))
    skm(office, code, "--out", str(tmp_path / "skm.pdf"), "--follow-up", "u3=Loket kedua dibuka.")
    book = load_workbook(tmp_path / "skm.xlsx")
    assert book.sheetnames == ["Unsur", "Unit", "Kecamatan", "Layanan", "Bulan", "Profil"]
    index = found["index"].replace(".", ",")
    assert f"IKM: {index}, mutu {found['grade']}" in [row[0].value for row in book["Unsur"].rows]
    pages = PdfReader(tmp_path / "skm.pdf").pages
    text = pages[0].extract_text()
    assert len(pages) == 1
    assert all(words in text for words in (index, "Triwulan IV 2026", "Loket kedua dibuka.", code))


def test_wrong_questions_are_told_what_is_wrong(office, tmp_path) -> None:
    assert office.run("skm", "--from", "2026-1", "--to", "2026-12").returncode == 2
    assert office.run("skm", "--from", "2026-12", "--to", "2026-10").returncode == 1
    assert office.run("skm", "--from", "2026-10", "--to", "2026-12", "--unit", "NOWHERE").returncode == 1
    assert office.run("skm", "--from", "2026-10", "--to", "2026-12", "--follow-up", "u0=x").returncode == 2
    wrong = ("skm", "--from", "2026-10", "--to", "2026-12", "--out", str(tmp_path / "skm.doc"))
    assert office.run(*wrong).returncode == 1


def test_answers_on_two_laptops_that_were_one_are_counted_once(office, tmp_path, clock) -> None:
    """A backup with answers that wait; the laptop and its restored copy both hand them in, each with more."""
    code = next(_codes)
    unit = enrolled(office, tmp_path / "unit", code, clock=clock)
    unit.day.open_visit("18.08.04")
    for _each in range(5):
        unit.surveys.keep(dict.fromkeys(ELEMENTS, 4), "passport_new", {"sex": "p"})
    unit.backups.write(tmp_path / "unit.backup")
    copy = Home(tmp_path / "copy", cost=CHEAP, clock=clock, machine="another")
    restored = copy.restore(tmp_path / "unit.backup", NIP, PIN)
    for each, more in ((unit, 1), (restored, 2)):
        for _one in range(more):
            each.surveys.keep(dict.fromkeys(ELEMENTS, 2), "passport_new", {"sex": "l"})
        each.closing.close(clock.now().date(), NIP, PIN)
        assert each.sync.run().refused == 0
        assert each.sync.run().entries_waiting == 0
        each.close()
    found = skm(office, code)
    assert found["respondents"] == 8
    assert found["elements"][0]["sum"] == 5 * 4 + 3 * 2
    assert found["traits"] == [
        {"attribute": "sex", "value": "l", "count": None},
        {"attribute": "sex", "value": "p", "count": 5},
    ]
