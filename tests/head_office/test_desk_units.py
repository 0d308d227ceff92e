"""The units' page: what a laptop says of itself, each day counted against what is here, and what is done."""

from __future__ import annotations

import hashlib
import re

import pytest

from head_office.services import acts, contact, enrolment, unit_days, unit_view
from head_office.store import devices
from head_office.web.page import apart
from mobile_unit.domain.numbers import check_character
from mobile_unit.domain.standing import Standing, read_standing
from mobile_unit.i18n import set_language
from tests.head_office.desk_client import PASSWORD, desk_of
from tests.head_office.inside import unit_inside
from tests.head_office.test_visits import closed


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.fixture
def keeper(office):
    return desk_of(office, "admin", "199009", name="Pak Admin")


def laptop(office, unit) -> devices.Device:
    with office.database.read() as connection:
        found = devices.find_by_journal(connection, unit.journal)
    assert found is not None
    return found


def close_day(unit, counted: int, **changes):
    counts = {**closed()["counts"], "submitted": counted}
    body = closed(counts=counts, unit={"code": unit.identity["unit"]["code"], "name": "Unit"}, **changes)
    assert unit.take(unit.entry("visit.closed", body)).quarantined == []


def day_of(office, unit) -> unit_days.UnitDay:
    with office.database.read() as connection:
        (day,) = unit_days.days(connection, office.clock.now().date(), unit.identity["unit"]["code"])
    return day


def check_of(office, unit, name: str):
    view, _acts = unit_view.shown(office, unit.identity["unit"]["code"])
    return next((check for check in view.checks if check.name == name), None)


@pytest.mark.parametrize("said", ["0.1.0 12 3 -2", "1.2.3+dev 0 0 ?", Standing("2.0", 5, 7, 90).written()])
def test_what_a_laptop_says_is_read_as_it_was_written(said):
    assert read_standing(said).written() == said


@pytest.mark.parametrize(
    "said", [None, "", "0.1.0", "0.1.0 1 2", "0.1.0 -1 2 3", "0.1.0 1 2 3 4", "a\nb 1 2 3"]
)
def test_what_can_not_be_read_says_nothing(said):
    assert read_standing(said) is None


def test_a_call_is_noted_with_what_the_laptop_says_and_without(office, unit, clock):
    device = laptop(office, unit)
    contact.heard(office, device, 0, None)
    view = unit_view.shown(office, "WK01")[0]
    assert view.last_contact == office.now()
    assert (view.entries, view.programs) == (None, ["test"])
    clock.move(hours=1)
    contact.heard(office, device, 3, "0.2.0 12 3 400")
    view = unit_view.shown(office, "WK01")[0]
    assert (view.entries, view.scans, view.clock_offset, view.programs) == (12, 3, 400, ["0.2.0"])
    contact.heard(office, device, 3, "0.2.0 0 0 ?")
    view = unit_view.shown(office, "WK01")[0]
    assert (view.entries, view.scans, view.clock_offset) == (0, 0, 400)


@pytest.mark.parametrize(
    ("seconds", "indonesian", "english"),
    [
        (None, "–", "–"),
        (0, "0 detik", "0 s"),
        (3, "3 detik lebih cepat", "3 s ahead"),
        (-720, "12 menit lebih lambat", "12 min behind"),
        (90_000, "1.500 menit lebih cepat", "1,500 min ahead"),
    ],
)
def test_a_clock_is_said_to_be_ahead_or_behind(seconds, indonesian, english):
    assert apart(seconds) == indonesian
    set_language("en")
    assert apart(seconds) == english


def test_the_pages_of_units_say_which_way_a_clock_is_off(office, unit):
    contact.heard(office, laptop(office, unit), 0, "0.2.0 0 0 -720")
    desk = desk_of(office)
    for address in ("/desk/units", "/desk/units/WK01"):
        assert "12 menit lebih lambat" in desk.get(address).text


def test_a_closed_day_is_complete_or_says_what_lacks(office, unit):
    for serial in range(3):
        unit.file(serial)
    assert day_of(office, unit).state == unit_days.UNDER_WAY
    close_day(unit, 3)
    assert day_of(office, unit).state == unit_days.COMPLETE
    entry = unit.application(3)
    assert unit.take(entry).quarantined == []
    lacking = day_of(office, unit)
    assert (lacking.state, lacking.lacking, lacking.whole) == (
        unit_days.LACKING,
        [entry.body["number"]],
        3,
    )
    assert lacking.scans == len(entry.body["documents"])
    unit.bring_scans(entry, 3)
    later = day_of(office, unit)
    assert (later.state, later.later) == (unit_days.LATER, 1)
    close_day(unit, 4, closing=2)
    assert day_of(office, unit).state == unit_days.COMPLETE
    close_day(unit, 3)
    assert day_of(office, unit).counted == 4


def test_what_never_came_is_named_as_far_as_it_can_be(office, unit, clock):
    unit.file(0)
    kept = unit.application(1, fees=[])
    assert unit.take(kept).quarantined
    skipped, last = unit.body(2), unit.file(3)
    close_day(unit, 6)
    day = day_of(office, unit)
    assert day.state == unit_days.LACKING
    assert day.missing == [skipped["number"]]
    assert day.aside == [kept.body["number"]]
    assert (day.received, day.unnamed) == (2, 2)
    clock.move(days=1)
    assert check_of(office, unit, "days").level == 3
    page = desk_of(office).get("/desk/units/WK01").text
    for number in (skipped["number"], kept.body["number"]):
        assert number in page
    assert last["full_name"] not in page


def test_twenty_numbers_are_named_and_that_there_are_more(office, unit):
    for serial in range(21):
        assert unit.take(unit.application(serial, fees=[])).quarantined
    unit.file(42)
    page = desk_of(office).get("/desk/units/WK01").text
    day = day_of(office, unit)
    assert (len(day.missing), len(day.aside)) == (21, 21)
    for named in (day.missing, day.aside):
        assert f"{named[19]} …</p>" in page
        assert named[20] not in page


def test_two_laptops_count_together(office, unit):
    other = unit_inside(office, "WK02")
    with office.database.write() as connection:
        connection.exec_driver_sql("UPDATE journals SET unit='WK01', letter='B' WHERE unit='WK02'")
        connection.exec_driver_sql("UPDATE devices SET unit='WK01' WHERE unit='WK02'")
    other.identity = {**other.identity, "unit": unit.identity["unit"], "letter": "B"}
    unit.file(0)
    other.file(0)
    close_day(unit, 1)
    assert day_of(office, unit).state == unit_days.LATER
    close_day(other, 1)
    assert day_of(office, unit).state == unit_days.COMPLETE


def test_the_worst_unit_comes_first(office, unit, clock):
    silent, fresh = unit_inside(office, "WK02"), unit_inside(office, "WK03")
    clock.move(days=20)
    contact.heard(office, laptop(office, unit), 0, "0.1.0 0 0 2")
    contact.heard(office, laptop(office, fresh), 0, "0.1.0 0 0 5000")
    page = desk_of(office).get("/desk/units").text
    assert re.findall(r'class="open" href="/desk/units/(\w+)"', page) == ["WK02", "WK03", "WK01"]
    assert check_of(office, silent, "contact").level == 3
    assert check_of(office, fresh, "clock").level == 3
    assert check_of(office, unit, "clock").level == 0


def test_an_older_program_and_lost_entries_are_seen(office, unit):
    contact.heard(office, laptop(office, unit), 0, "0.0.9 0 0 0")
    assert check_of(office, unit, "program").level == 2
    unit.file(0)
    assert check_of(office, unit, "journal") is None
    with office.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM entries WHERE seq = 1")
    assert check_of(office, unit, "journal").level == 3


def test_a_code_is_shown_once_and_enrols(office, keeper):
    keeper.get("/desk/units/new")
    told = {"code": "wk09", "name": "Unit <b>9</b>", "kecamatan": "18.08.04"}
    assert keeper.send("/desk/units/new", {**told, "password": "bukan sandinya"}).status_code == 400
    page = keeper.send("/desk/units/new", {**told, "password": PASSWORD})
    assert page.status_code == 200
    (code,) = re.findall(r'class="code">([^<]+)<', page.text)
    assert "<b>9</b>" not in page.text
    with office.database.read() as connection:
        hashed = hashlib.sha256(code.replace("-", "").encode()).hexdigest()
        assert devices.hold_code(connection, hashed).unit == "WK09"
    assert code not in keeper.get("/desk/units/WK09").text
    assert "Pak Admin" in keeper.page.text
    keeper.get("/desk/units/new")
    assert keeper.send("/desk/units/new", {"code": "WK09", "name": "Again"}).status_code == 400
    assert keeper.send("/desk/units/new", {"code": "9", "name": "Again"}).status_code == 400
    keeper.get("/desk/units/WK09/enrol")
    again = keeper.send("/desk/units/WK09/enrol", {"password": PASSWORD})
    assert re.findall(r'class="code">([^<]+)<', again.text) != [code]


def test_renaming_and_days_are_told_to_the_unit(office, unit, keeper, monkeypatch):
    keeper.get("/desk/units/WK01/rename")
    keeper.send("/desk/units/WK01/rename", {"name": " Unit  Baradatu ", "kecamatan": "18.08.04"})
    assert keeper.page.status_code == 200
    keeper.get("/desk/units/WK01/lease")
    assert keeper.send("/desk/units/WK01/lease", {"days": "3"}).status_code == 400
    keeper.send("/desk/units/WK01/lease", {"days": "60"})
    said = [(each["kind"], each["body"]) for each in unit.feed()]
    assert said == [
        ("unit.named", {"name": "Unit Baradatu", "kecamatan": "18.08.04"}),
        ("lease.days", {"days": 60}),
    ]
    assert "Unit Baradatu" in keeper.page.text
    assert keeper.page.text.count("Pak Admin") >= 3
    assert "yang ditampilkan" not in keeper.page.text
    monkeypatch.setattr(acts, "MOST_SHOWN", 2)
    assert "Hanya 2 terbaru yang ditampilkan." in keeper.get("/desk/units/WK01").text


def test_a_kecamatan_is_never_taken_away_and_the_chosen_one_stays_after_a_refusal(office, keeper):
    none, path = '<option value="">–</option>', "/desk/units/WK09/rename"
    enrolment.make_code(office, "WK09", "Unit 9", None)
    assert none in keeper.get(path).text
    assert keeper.send(path, {"name": "Unit Baradatu", "kecamatan": "18.08.04"}).status_code == 200
    assert none not in keeper.get(path).text
    refused = keeper.send(path, {"name": "x" * 61, "kecamatan": "18.08.01"})
    assert refused.status_code == 400
    assert re.findall(r'<option value="([^"]*)" selected', refused.text) == ["18.08.01"]
    assert none not in refused.text
    assert f'value="{"x" * 61}"' in refused.text


def test_a_laptop_is_revoked_and_wiped_after_its_unit_was_typed(office, unit, keeper):
    device = laptop(office, unit).id
    address = f"/desk/units/WK01/wipe?device={device}"
    keeper.get(address)
    for typed, password in (("WK02", PASSWORD), ("WK01", ""), ("WK01", "bukan sandinya")):
        told = {"device": device, "typed": typed, "password": password}
        assert keeper.send("/desk/units/WK01/wipe", told).status_code == 400
    assert unit.feed() == []
    keeper.send("/desk/units/WK01/wipe", {"device": device, "typed": "wk01", "password": PASSWORD})
    assert [each["kind"] for each in unit.feed()] == ["device.wipe"]
    keeper.get(f"/desk/units/WK01/revoke?device={device}")
    keeper.send("/desk/units/WK01/revoke", {"device": device, "typed": "WK01", "password": PASSWORD})
    assert laptop(office, unit).revoked_at is not None
    assert keeper.client.get("/desk/units/WK01/revoke?device=x").status_code == 400
    assert keeper.client.get("/desk/units/WK01/burn").status_code == 400


def test_a_verifier_reads_and_changes_nothing(office, unit):
    desk = desk_of(office)
    assert desk.get("/desk/units").status_code == 200
    page = desk.get("/desk/units/WK01").text
    assert "/desk/units/WK01/enrol" not in page
    for what in ("enrol", "rename", "lease"):
        assert desk.get(f"/desk/units/WK01/{what}").status_code == 403
        assert desk.client.post(f"/desk/units/WK01/{what}", data=desk.hidden()).status_code == 403
    assert desk.client.post("/desk/units/new", data={}).status_code == 403


def test_a_form_of_another_site_does_nothing(office, unit, keeper):
    keeper.get("/desk/units/WK01/lease")
    hidden = keeper.hidden()
    for data, headers in (
        ({"days": "60"}, {}),
        ({"days": "60", **hidden}, {"sec-fetch-site": "cross-site"}),
    ):
        assert keeper.client.post("/desk/units/WK01/lease", data=data, headers=headers).status_code == 403
    assert unit.feed() == []


def test_a_unit_that_is_not_there_is_said(office, keeper):
    assert keeper.get("/desk/units/WK77").status_code == 400
    assert keeper.get("/desk/units").status_code == 200


def test_a_number_of_no_day_that_was_kept_aside_breaks_nothing(office, unit):
    odd = f"WK01A-269999-0002-{check_character('WK01' + 'A' + '269999' + '0002')}"
    assert unit.take(unit.application(0, number=odd, fees=[])).quarantined
    assert desk_of(office).get("/desk/units/WK01").status_code == 200
