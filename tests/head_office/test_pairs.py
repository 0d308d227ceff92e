"""A likely duplicate is looked at side by side and dismissed with a reason; the nights then leave it out."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from head_office.services import likely_pairs
from head_office.services.night.likeness import LIKE_NAME
from head_office.services.night.run import run
from head_office.store import acts, pairs
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import unit_inside
from tests.head_office.statements import noted

DAY = date(2026, 11, 24)


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.fixture
def two(office):
    """The same person at two units."""
    return unit_inside(office).file(0), unit_inside(office, "WK02").file(0)


@pytest.fixture
def desk(office):
    return desk_of(office)


def told_of(office, tmp_path) -> list:
    return run(office, tmp_path, DAY, anew=True).report["duplicates"]["pairs"]


def test_it_is_dismissed_with_a_reason_and_the_night_report_no_longer_lists_it(office, two, desk, tmp_path):
    one, other = two
    assert len(told_of(office, tmp_path)) == 1
    listed = desk.get("/desk/pairs").text
    for row in two:
        assert row["number"] in listed
    desk.get(f"/desk/applications/{one['number']}")
    assert f'id="other-{other["number"]}"' in desk.page.text
    address = f"/desk/pairs/{one['number']}/{other['number']}"
    assert desk.send(address, {"reason": "  "}).status_code == 400
    desk.get(f"/desk/applications/{one['number']}")
    page = desk.send(address, {"reason": "Kembar <i>identik</i>, wajah berbeda"}).text
    assert "Kembar &lt;i&gt;identik" in page
    assert "Dewi Lestari" in page
    assert told_of(office, tmp_path) == []
    assert one["number"] not in desk.get("/desk/pairs").text
    subject = " ".join(sorted((one["number"], other["number"])))
    with office.database.read() as connection:
        (act,) = acts.about(connection, subject, 5)
    assert (act["by"], act["what"]) == ("199001", "pair.dismissed")

    desk.get(f"/desk/applications/{other['number']}")
    assert desk.send(address, {"reason": "Lagi"}).status_code == 400
    desk.get(f"/desk/applications/{other['number']}")
    assert desk.send(f"/desk/pairs/{other['number']}/{one['number']}", {"again": "1"}).status_code == 200
    assert len(told_of(office, tmp_path)) == 1


def test_a_list_of_pairs_says_where_it_stops(office, two, desk, tmp_path, monkeypatch):
    told_of(office, tmp_path)
    assert "yang ditampilkan" not in desk.get("/desk/pairs").text
    monkeypatch.setattr(likely_pairs, "MOST_LISTED", 1)
    assert "Hanya 1 teratas yang ditampilkan." in desk.get("/desk/pairs").text


def test_ten_times_the_pairs_ask_no_more_of_the_database(office, unit, desk):
    ids = sorted(unit.file(serial)["id"] for serial in range(5))
    many = [pairs.Pair(one, other, LIKE_NAME, 90) for one, other in combinations(ids, 2)]
    asked = []
    for some in (many[:1], many):
        with office.database.write() as connection:
            pairs.keep(connection, some, DAY.isoformat())
        with noted() as ran:
            assert desk.get("/desk/pairs").text.count('class="open"') == len(some)
        asked.append(ran)
    assert asked[0] == asked[1]


def test_a_pair_that_no_night_found_yet_can_be_dismissed_and_stays_so(office, two, desk, tmp_path):
    one, other = two
    desk.get(f"/desk/applications/{one['number']}")
    desk.send(f"/desk/pairs/{one['number']}/{other['number']}", {"reason": "Kakak beradik"})
    assert told_of(office, tmp_path) == []
    assert told_of(office, tmp_path) == []


def test_only_who_works_on_applications_may_say_so(office, two):
    one, other = two
    admin = desk_of(office, "admin", "199009")
    admin.get("/desk/aside")
    assert admin.client.get("/desk/pairs").status_code == 403
    address = f"/desk/pairs/{one['number']}/{other['number']}"
    assert admin.send(address, {"reason": "x"}).status_code == 403
    desk = desk_of(office)
    desk.get("/desk/pairs")
    assert desk.client.post(address, data={"reason": "x"}).status_code == 403
    assert desk.send(f"/desk/pairs/{one['number']}/{one['number']}", {"reason": "x"}).status_code == 400
    desk.get("/desk/pairs")
    assert desk.send("/desk/pairs/1/2", {"reason": "x"}).status_code == 400
