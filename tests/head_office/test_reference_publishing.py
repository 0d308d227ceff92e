"""Holidays and regions from the office's file to promised days and to the counter."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from head_office.services.catalogues import sound_catalogue
from head_office.services.publications import listed, publish_now
from head_office.services.recovery import take_back
from head_office.services.reference import preview_of_holidays, sound_holidays, sound_regions
from mobile_unit.domain.working_days import working_day_after
from mobile_unit.forms.catalogue_check import NotSound
from mobile_unit.forms.deadlines import due_on, holidays, shipped_holidays
from mobile_unit.forms.regions import Regions
from mobile_unit.resources import resource
from tests.catalogues import document
from tests.conftest import SetClock
from tests.head_office.inside import open_inside, unit_inside
from tests.offices import enrolled, running_office

NEW_DAY = {"day": "2026-11-26", "name": "Cuti bersama pilkada"}


def with_day(*more: dict) -> dict:
    """2026 as it ships, with more days."""
    shipped = [each for each in shipped_holidays()["days"] if each["day"].startswith("2026")]
    return {"years": {"2026": "SKB perubahan 1/2026"}, "days": [*shipped, *more]}


@pytest.fixture
def office(tmp_path):
    opened = open_inside(tmp_path / "office", SetClock())
    yield opened
    opened.close()


def test_promised_days_of_what_is_under_way_are_counted_anew(office):
    unit = unit_inside(office)
    row = unit.file(0)
    before = date.fromisoformat(row["due_on"])
    sound = sound_holidays(office, with_day(NEW_DAY))
    changes = [each.words.en for each in preview_of_holidays(office, sound)]
    assert any("26 November 2026" in words for words in changes)
    assert changes[-1].startswith("1 applications")
    publish_now(office, sound)
    assert date.fromisoformat(NEW_DAY["day"]) in holidays()
    after = date.fromisoformat(unit.row(row["id"])["due_on"])
    assert after == working_day_after(before, 1, holidays())
    later = unit.file(1)
    body = json.loads(json.dumps(unit.body(1)))
    assert later["due_on"] == due_on(body, date(2026, 11, 24)).isoformat()


def test_a_year_is_set_whole_and_others_stay(office):
    shipped = holidays()
    new, free = date.fromisoformat(NEW_DAY["day"]), date(2027, 6, 30)
    publish_now(office, sound_holidays(office, with_day(NEW_DAY)))
    assert holidays() == shipped | {new}
    ahead = {"years": {"2027": "SKB 2027"}, "days": [{"day": free.isoformat(), "name": "Libur"}]}
    publish_now(office, sound_holidays(office, ahead))
    assert {day for day in holidays() if day.year == 2027} == {free}
    assert new in holidays()
    publish_now(office, sound_holidays(office, with_day()))  # taken back by a newer one
    assert {day for day in holidays() if day.year == 2026} == {day for day in shipped if day.year == 2026}
    assert free in holidays()
    office.close()
    assert holidays() == shipped


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ([], "years"),
        ({"years": {}, "days": []}, "years"),
        ({"years": {"next": "SKB"}, "days": [NEW_DAY]}, "years.next"),
        ({"years": {"2026": ""}, "days": [NEW_DAY]}, "years.2026"),
        ({"years": {"2026": "SKB", "2027": "SKB"}, "days": [NEW_DAY]}, "years.2027"),
        ({"years": {"2026": "SKB"}, "days": [{"day": "26-11-2026", "name": "x"}]}, "days.1"),
        ({"years": {"2026": "SKB"}, "days": [NEW_DAY, NEW_DAY]}, "days.2"),
        ({"years": {"2026": "SKB"}, "days": [{"day": "2027-01-01", "name": "x"}]}, "days.1"),
        ({"years": {"2026": "SKB"}, "days": [{"day": "2026-01-01", "name": " "}]}, "days.1"),
        ({"years": {"2026": "SKB"}, "days": ["2026-01-01"]}, "days.1"),
    ],
)
def test_wrong_holidays_are_named(office, said, field):
    with pytest.raises(NotSound) as refused:
        sound_holidays(office, said)
    assert field in {each.field for each in refused.value.problems}


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([], ""),
        ([("18.08.01", "Blambangan Umpu"), ("18.08.02.2001", "Kasui")], "18.08.02.2001"),
        ([("18.08.01", "A"), ("18.08.01", "B")], "18.08.01"),
        ([("18.08.01", "A"), ("18.09.01", "B")], "18.09.01"),
        ([("18.08.01", "")], "18.08.01"),
        ([("180801", "A")], "180801"),
    ],
)
def test_wrong_regions_are_named(office, rows, field):
    with pytest.raises(NotSound) as refused:
        sound_regions(office, rows, date(2027, 1, 1), "Perda 1/2026")
    assert field in {each.field for each in refused.value.problems}


def test_both_reach_the_counter_by_command(tmp_path):
    text = resource("regions", "way-kanan.tsv").read_text("utf-8")
    gone, new = "18.08.01.2022\tTanjung Raja Sakti", "18.08.01.2099\tTanjung Baru"
    (tmp_path / "regions.tsv").write_text(text.replace(gone, new), "utf-8")
    (tmp_path / "holidays.json").write_text(json.dumps(with_day(NEW_DAY)), "utf-8")
    with running_office(tmp_path / "office") as office:
        day = SetClock()
        unit = enrolled(office, tmp_path / "unit", clock=day)
        said = office.lines("publish", "holidays", str(tmp_path / "holidays.json"))
        assert said[-1]["units"] == 1
        again = office.lines("publish", "holidays", str(tmp_path / "holidays.json"))
        assert (again[-1]["units"], again[-1]["id"]) == (0, said[-1]["id"])
        law = ("--from", "2026-12-01", "--legal-basis", "Perda 1/2026")
        *changes, _said = office.lines("publish", "regions", str(tmp_path / "regions.tsv"), *law)
        assert [each["change"] for each in changes][1:] == [
            "Tidak ditawarkan lagi: 18.08.01.2022 Tanjung Raja Sakti.",
            "Baru: 18.08.01.2099 Tanjung Baru.",
        ]
        unit.sync.run()
        assert date(2026, 11, 26) in holidays()
        assert not unit.regions.search("Tanjung Baru")
        assert unit.regions.search("Tanjung Raja Sakti")
        day.move(days=7)
        assert [each.code for each in unit.regions.search("Tanjung Baru")] == ["18.08.01.2099"]
        assert not unit.regions.search("Tanjung Raja Sakti")
        assert unit.regions.village("18.08.01.2022") is not None  # what entries name is known for ever
        titles = {each.kind: unit.bulletins.whole(each.id).text.id for each in unit.bulletins.listed()}
        assert "26 November 2026: Cuti bersama pilkada" in titles["holidays"]
        assert "Perda 1/2026" in titles["regions"]
        unit.close()
    assert Regions.load().village("18.08.01.2099") is None


def test_what_a_restored_head_office_lost_is_its_own_again(tmp_path, office):
    """A unit hands back what it heard: a catalogue that entries name, holidays that promises count by."""
    unit = unit_inside(office)
    publish_now(office, sound_holidays(office, with_day(NEW_DAY)))
    publish_now(office, sound_catalogue(document("2026.4", "2026-11-24")))
    heard = unit.feed()
    restored = replace(open_inside(tmp_path / "restored", SetClock()), key=office.key)
    again = unit_inside(restored, like=unit)
    assert date.fromisoformat(NEW_DAY["day"]) not in holidays()
    assert take_back(restored, "WK01", heard) == len(heard)
    assert date.fromisoformat(NEW_DAY["day"]) in holidays()
    assert {each.number for each in listed(restored)} == {"1", "2026.4"}
    assert again.file(3, catalogue="2026.4")["state"] == "received"
    assert take_back(restored, "WK01", heard) == 0
    assert len(listed(restored)) == 2
    restored.close()
