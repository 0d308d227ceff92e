"""The survey at the counter: what is kept of an answer, when it leaves, and that nobody is known by it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mobile_unit.app import Home
from mobile_unit.clock import JAKARTA
from mobile_unit.domain.entries import SURVEY_ANSWERS, read_entry
from mobile_unit.domain.periods import Period
from mobile_unit.domain.surveys import ELEMENTS
from mobile_unit.errors import UserFacingError
from mobile_unit.services.surveys import hand_in
from mobile_unit.store import surveys
from mobile_unit.store.tables import journal, metadata
from tests.conftest import CHEAP
from tests.units import NIP, PIN

DAY = date(2026, 11, 24)
QUARTER = Period("2026-10", "2026-12")
HIGH = dict.fromkeys(ELEMENTS, 4)


def batches(unit) -> list[dict]:
    with unit.context.store.read() as connection:
        rows = connection.execute(journal.select().where(journal.c.kind == SURVEY_ANSWERS))
        return [dict(read_entry(row.raw).body) for row in rows]


def answer(unit, count: int, family: str = "passport_new", traits=None, **where) -> None:
    for _each in range(count):
        unit.surveys.keep(HIGH, family, traits, **where)


def test_an_answer_is_kept_at_once_and_in_no_figure_before_it_is_one_of_five(unit) -> None:
    unit.day.open_visit("18.08.05")
    answer(unit, 4, traits={"sex": "p"})
    seen = unit.surveys.overview(QUARTER)
    assert (seen.today, seen.waiting, seen.told.tally.respondents) == (4, 4, 0)
    unit.closing.close(DAY, NIP, PIN)
    assert batches(unit) == []
    unit.closing.reopen(DAY, "satu lagi")
    answer(unit, 1, traits={"sex": "l"})
    unit.closing.close(DAY, NIP, PIN)
    (body,) = batches(unit)
    assert len(body["answers"]) == len(body["traits"]) == 5
    seen = unit.surveys.overview(QUARTER)
    assert (seen.today, seen.waiting, seen.told.tally.respondents) == (5, 0, 5)
    assert seen.told.tally.index == 10000
    assert [key for key, _tally in seen.told.places] == ["18.08.05"]


def test_nothing_of_an_answer_says_whose_it_was(unit) -> None:
    """No value of an answer but its month, place and kind of service stands anywhere else in the unit."""
    unit.day.open_visit("18.08.04.2005")
    answer(unit, 6, traits={"sex": "p", "age": "30"})
    with unit.context.store.read() as connection:
        tables = {
            table.name: connection.execute(table.select()).mappings().all()
            for table in metadata.sorted_tables
        }
    kept = [*tables.pop("survey_answers"), *tables.pop("survey_traits")]
    assert set(kept[0]) == {*("id", "month", "place", "family", "questionnaire", "sent"), *ELEMENTS}
    assert set(kept[-1]) == {"id", "month", "attribute", "value", "sent"}
    assert all(row["month"] == "2026-11" for row in kept)
    elsewhere = repr(tables)
    assert not any(row["id"] in elsewhere for row in kept)
    assert len({row["id"] for row in kept}) == 6 + 12


def test_neither_table_keeps_the_order_of_writing(unit) -> None:
    with unit.context.store.read() as connection:
        for table in ("survey_answers", "survey_traits"):
            sql = connection.exec_driver_sql(f"SELECT sql FROM sqlite_master WHERE name = '{table}'").scalar()
            assert "WITHOUT ROWID" in sql


def test_a_batch_is_in_the_order_of_ids_and_names_nobody_but_who_closed_the_day(unit) -> None:
    answer(unit, 40)
    unit.day.open_visit("18.08.04")
    with unit.context.store.read() as connection:
        rows = connection.execute(journal.select().where(journal.c.kind == SURVEY_ANSWERS))
        (raw,) = [row.raw for row in rows]
    entry = read_entry(raw)
    ids = [each["id"] for each in entry.body["answers"]]
    assert ids == sorted(ids)
    assert len(ids) == 40
    assert b"2026-11-24" in raw  # the entry's own moment: the day it was handed in
    assert "2026-11-24" not in repr(entry.body)
    assert NIP not in repr(entry.body)


def test_what_a_closed_day_left_over_goes_when_its_month_is_over(unit, clock) -> None:
    unit.day.open_visit("18.08.04")
    answer(unit, 5)
    answer(unit, 2, "stay_permit")
    unit.closing.close(DAY, NIP, PIN)
    assert unit.surveys.overview(QUARTER).waiting == 2
    clock.moment = datetime(2026, 12, 1, 9, tzinfo=JAKARTA)
    unit.day.open_visit("18.08.04")
    first, second = batches(unit)
    assert {(each["place"], each["family"]) for each in first["answers"]} == {("18.08.04", "passport_new")}
    assert {(each["place"], each["family"]) for each in second["answers"]} == {(None, None)}
    seen = unit.surveys.overview(QUARTER)
    assert seen.waiting == 0
    assert seen.told.tally.respondents == 7
    assert [(key, each.respondents) for key, each in seen.told.families] == [(None, 7)]


def test_many_go_in_several_entries(unit) -> None:
    answer(unit, 5)
    with unit.context.store.write() as connection:
        (one, *_others) = surveys.waiting(connection)
        for number in range(700):
            more = type(one)(f"{number:032x}", one.month, one.place, one.family, "2017.1", HIGH)
            surveys.add(connection, more, [])
        assert hand_in(unit.context, connection) == 705
    assert [len(body["answers"]) for body in batches(unit)] == [300, 300, 105]
    assert unit.surveys.overview(QUARTER).told.tally.respondents == 705


def test_papers_of_a_month_before_are_typed_in(unit) -> None:
    answer(unit, 5, place="18.08.06", month="2026-10")
    unit.day.open_visit("18.08.04")
    seen = unit.surveys.overview(QUARTER)
    assert [key for key, _tally in seen.told.months] == ["2026-10"]
    assert [key for key, _tally in seen.told.places] == ["18.08.06"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"scores": {**HIGH, "u1": 5}},
        {"scores": {"u1": 4}},
        {"family": "moon"},
        {"traits": {"sex": "x"}},
        {"traits": {"name": "l"}},
        {"place": "99.99.99"},
        {"month": "2026-12"},
        {"month": "2026-1"},
    ],
)
def test_what_no_page_can_bring_about_is_not_kept(unit, wrong) -> None:
    with pytest.raises(ValueError, match="no answer"):
        unit.surveys.keep(**{"scores": HIGH, "family": "passport_new", **wrong})
    assert unit.surveys.overview(QUARTER).waiting == 0


def test_a_questionnaire_without_any_answer_is_told_so(unit) -> None:
    with pytest.raises(UserFacingError):
        unit.surveys.keep(dict.fromkeys(ELEMENTS), "passport_new")


def test_an_answer_survives_a_backup_and_goes_once_from_either_laptop(unit, tmp_path, clock) -> None:
    unit.day.open_visit("18.08.04")
    answer(unit, 5)
    backup = tmp_path / "unit.backup"
    unit.backups.write(backup)
    unit.closing.close(DAY, NIP, PIN)
    other = Home(tmp_path / "other", cost=CHEAP, clock=clock, machine="another").restore(backup, NIP, PIN)
    assert other.surveys.overview(QUARTER).waiting == 5
    other.closing.close(DAY, NIP, PIN)
    assert [each["id"] for each in batches(other)[0]["answers"]] == [
        each["id"] for each in batches(unit)[0]["answers"]
    ]
    other.close()


def test_a_laptop_that_is_to_be_deleted_lets_no_answer_wait(unit) -> None:
    from mobile_unit.store import settings

    answer(unit, 2, traits={"sex": "l"})
    with unit.context.store.write() as connection:
        settings.put(connection, settings.WIPE, "order")
        settings.put(connection, settings.HANDED_OVER, "order")
    assert not unit.wiping.is_due()
    (body,) = batches(unit)
    assert [(each["place"], each["family"]) for each in body["answers"]] == [(None, None)] * 2
    assert len(body["traits"]) == 2
    assert unit.surveys.overview(QUARTER).waiting == 0
    assert unit.surveys.overview(QUARTER).told.too_few


def test_the_follow_up_is_kept_for_its_period(unit) -> None:
    unit.surveys.set_follow_up(QUARTER, {"u3": "  Loket   kedua ", "u2": " "})
    assert unit.surveys.overview(QUARTER).follow_up == {"u3": "Loket kedua"}
    assert unit.surveys.overview(QUARTER.before()).follow_up == {}
