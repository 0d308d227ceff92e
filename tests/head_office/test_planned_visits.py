"""Visits that head office plans: lists from files, pages, the feed, and what comes back after a restore."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import time
from html import unescape

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from head_office.services import booking_lists, planned_visits, recovery, sheet_reading
from head_office.services.booking_lists import Line
from head_office.services.on_device import people_on
from head_office.services.planned_visits import Wanted
from head_office.services.publishing import read_feed
from head_office.store import tables
from mobile_unit.domain.entries import GENESIS
from mobile_unit.domain.planned import Booking, Plan, read_plan
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.formats import name as written_name
from tests.head_office.desk_client import desk_of
from tests.offices import NIP, running_office

NIK = "1808112801889173"
LIST = f"Nama;NIK;Layanan;Jam\nZUBAIDAH;{NIK};passport.new;8.30\nMADE WIRA;;Paspor baru;\n"


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.fixture
def desk(office, unit):
    return desk_of(office)


def told(unit) -> list[Plan]:
    return [read_plan(each["body"]) for each in unit.feed() if each["kind"] == "visit.planned"]


def workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(desk, path: str, fields: dict, file: bytes = b""):
    """Send a form with a file, as the last page had it."""
    revision = re.search(r'name="revision" value="(\d+)"', desk.page.text)
    hidden = {"csrf": desk.hidden()["csrf"], "revision": revision[1] if revision else ""}
    parts = [(name, (None, value)) for name, value in (hidden | fields).items()]
    parts.append(("file", ("daftar.xlsx" if file else "", file)))
    desk.page = desk.client.post(path, files=parts)
    if desk.page.status_code == 303:
        desk.get(desk.page.headers["location"])
    return desk.page


def typed_list(page) -> str:
    """What stands in the field of the list."""
    return unescape(re.search(r'<textarea name="list"[^>]*>([^<]*)</textarea>', page.text)[1])


def test_a_list_is_read_with_titles_and_without():
    expected = [Line("ZUBAIDAH", NIK, "passport.new", "08:30"), Line("MADE WIRA", "", "passport.new", None)]
    assert booking_lists.read_text(LIST) == expected
    assert booking_lists.read_text(LIST.replace(";", "\t")) == expected
    assert (
        booking_lists.read_text(f"ZUBAIDAH; {NIK}; passport.new; 08:30\nmade wira;;passport.new") == expected
    )
    assert booking_lists.read_text("\n\n") == []
    assert booking_lists.read_text("SITI AMINAH") == [Line("SITI AMINAH")]
    titles = ["No.", "Jam", "Nama Lengkap", "NIK", "Alamat"]
    sheet = workbook([titles, [1, "0:00", "ZUBAIDAH", NIK, "=cmd|x"], [2, None, "MADE WIRA", None, None]])
    assert booking_lists.read_file(sheet) == [
        Line("ZUBAIDAH", NIK, None, "00:00"), Line("MADE WIRA", "", None, None)
    ]  # fmt: skip
    assert booking_lists.read_file(LIST.encode("utf-8-sig")) == expected
    assert booking_lists.read_file("Nama\nRENÉ".encode("cp1252")) == [Line("RENÉ")]


def test_an_hour_that_a_spreadsheet_keeps_as_a_part_of_a_day_is_read():
    sheet = workbook([["nama", "jam"], ["A B", time(9, 30)], ["C D", time(13, 0)]])
    assert [line.hour for line in booking_lists.read_file(sheet)] == ["09:30", "13:00"]


@pytest.mark.parametrize(
    "text",
    [
        f"A;{NIK[:-1]}",
        f"A;{NIK}\nB;{NIK}",
        ";" + NIK,
        "A;;passport.flying",
        "A;;;25:00",
        "A" * 101,
        "1234;",
        "\n".join(f"A{n}" for n in range(201)),
    ],
)
def test_a_list_that_is_not_right_is_refused_whole(text):
    with pytest.raises(UserFacingError):
        booking_lists.read_text(text)


def test_a_nik_typed_as_a_number_is_refused_as_its_end_may_be_lost():
    with pytest.raises(UserFacingError, match=r"teks|text"):
        booking_lists.read_file(workbook([["nama", "nik"], ["A", 1808112801889170]]))


def with_part(name: str, part: bytes) -> bytes:
    """A real spreadsheet with one of its parts made another."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["nama"], ["A"]]))) as whole,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for each in whole.namelist():
            archive.writestr(each, part if each == name else whole.read(each))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b"<a>" + b" " * (20 * 1024 * 1024) + b"</a>"
ENTITIES = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
FAR_DOWN = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>A</t></is></c></row></sheetData></worksheet>'
)


def test_a_spreadsheet_is_read_by_what_refuses_entities():
    assert openpyxl.DEFUSEDXML


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no zip",
        with_part(SHEET, BOMB),
        with_part(SHEET, ENTITIES),
        with_part(SHEET, FAR_DOWN),
        b"a" * (1024 * 1024 + 1),
        workbook([["a"]])[:-40],
        b"\x81\x8d",
    ],
    ids=["no zip", "bomb", "entities", "far down", "large", "cut", "bytes"],
)
def test_a_file_that_is_no_list_is_refused_plainly(content):
    with pytest.raises(UserFacingError):
        sheet_reading.rows_of(content)


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda raw: b"PK" + raw))
@settings(max_examples=200)
def test_any_bytes_are_a_list_or_refused(content):
    try:
        rows = sheet_reading.rows_of(content)
    except UserFacingError:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)


names = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=100)
people = st.builds(
    Booking,
    st.just("01a229c8-317c-7b92-97e2-64f3810968c2"),
    names,
    st.just("") | st.from_regex(r"\A[0-9]{16}\Z"),
    st.none() | st.just("passport.new"),
    st.none() | st.just("09:30"),
)


@given(st.lists(st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(' ;,"'), max_size=20)))
def test_a_list_that_was_read_is_written_so_that_it_reads_the_same(named):
    written = [written_name(written_name(each)) for each in named]
    good = [each for each in written if any(letter.isalpha() for letter in each) and len(each) < 100]
    lines = [Line(each, "" if n else NIK, None, None if n else "09:30") for n, each in enumerate(good)]
    assert booking_lists.read_text(booking_lists.text_of(lines)) == lines


@given(people, st.integers(1, 500) | st.none(), names, st.booleans())
def test_a_plan_is_read_as_it_was_written(booking, quota, name, cancelled):
    plan = Plan("01a229c8-317c-7b92-97e2-64f3810968c3", 4, "2026-12-03", "18.08.04", "Baradatu", (), quota,
                name, "", (booking,), cancelled)  # fmt: skip
    assert read_plan(plan.as_body()) == plan
    for key in plan.as_body():
        broken = {**plan.as_body(), key: object()}
        with pytest.raises(ValueError, match=r"plan|fromisoformat"):
            read_plan(broken)


def test_planned_changed_and_cancelled_the_unit_is_told_whole_each_time(office, unit, desk):
    desk.get("/desk/visits/new?unit=WK01")
    page = upload(
        desk, "/desk/visits/new",
        {"unit": "WK01", "date": "2026-12-03", "place": "18.08.04", "quota": "30", "group": "SMA <b>1</b>",
         "note": "Bawa genset", "officer": NIP},
        workbook([["Nama", "NIK"], ["ZUBAIDAH", NIK], ["MADE WIRA", None]]),
    )  # fmt: skip
    assert page.status_code == 200, page.text
    assert "<b>1</b>" not in page.text
    (first,) = told(unit)
    assert (first.day, first.place_name, first.quota, first.revision) == ("2026-12-03", "Baradatu", 30, 1)
    assert [person.nip for person in first.officers] == [NIP]
    assert [each.full_name for each in first.bookings] == ["ZUBAIDAH", "MADE WIRA"]
    shown = desk.get(f"/desk/visits/{first.id}").text
    assert "ZUBAIDAH" in shown
    assert NIK not in shown
    with office.database.read() as connection:
        looked = connection.execute(tables.looks.select().where(tables.looks.c.application == first.id)).all()
    assert {(row.staff, row.page) for row in looked} == {("199001", "visit")}

    desk.get(f"/desk/visits/{first.id}/change")
    assert NIK in desk.page.text
    changed = {"date": "2026-12-04", "place": "18.08.04.2010", "list": f"MADE WIRA\nZUBAIDAH;{NIK}\nNEW"}
    assert upload(desk, f"/desk/visits/{first.id}/change", changed).status_code == 200
    second = told(unit)[-1]
    assert (second.revision, second.day) == (2, "2026-12-04")
    assert {each.full_name: each.id for each in first.bookings}.items() <= {
        each.full_name: each.id for each in second.bookings
    }.items()

    desk.get(f"/desk/visits/{first.id}/cancel")
    upload_form = {"csrf": desk.hidden()["csrf"], "revision": "2"}
    desk.send(f"/desk/visits/{first.id}/cancel", upload_form)
    last = told(unit)[-1]
    assert (last.cancelled, last.bookings, last.revision) == (True, (), 3)
    assert planned_visits.listed(office) == []
    page = desk.get(f"/desk/visits/{first.id}").text
    assert "ZUBAIDAH" not in page
    assert desk.get("/desk/units/WK01").text.count("Dewi Lestari") >= 3


def test_a_list_of_coming_visits_says_where_it_stops(office, desk, monkeypatch):
    for day in ("2099-12-01", "2099-11-30"):
        planned_visits.plan(office, "WK01", Wanted(day, "18.08.04"))
    assert "yang ditampilkan" not in desk.get("/desk/visits").text
    monkeypatch.setattr(planned_visits, "MOST_LISTED", 1)
    page = desk.get("/desk/visits").text
    assert "Hanya 1 teratas yang ditampilkan." in page
    assert "30 Nov 2099" in page
    assert "1 Des 2099" not in page


def test_two_who_change_a_plan_do_not_undo_each_other_and_nothing_typed_is_lost(office, unit, desk):
    made = planned_visits.plan(office, "WK01", Wanted("2026-12-03", "18.08.04"))
    path = f"/desk/visits/{made.id}/change"
    desk.get(path)
    other = Wanted("2026-12-05", "18.08.04", (), 7, "SMA 1", "", [Line("SITI AMINAH", NIK)])
    planned_visits.change(office, made.id, 1, other)
    mine = {"date": "2026-12-04", "place": "18.08.04", "note": "genset", "list": "MADE WIRA\nZUBAIDAH"}
    refused = upload(desk, path, mine)
    assert refused.status_code == 400
    assert [plan.day for plan in told(unit)] == ["2026-12-03", "2026-12-05"]
    assert typed_list(refused) == mine["list"]
    assert 'value="genset"' in refused.text
    for words in ("SMA 1", f"SITI AMINAH;{NIK}"):
        assert words in refused.text
    # the page is of the plan as it stands now: what was typed is saved when it is sent once more
    assert upload(desk, path, mine).status_code == 200
    assert [each.full_name for each in told(unit)[-1].bookings] == ["MADE WIRA", "ZUBAIDAH"]


def test_the_list_of_a_file_stands_in_the_form_that_is_refused(office, unit, desk):
    file = workbook([["Nama", "NIK"], ["ZUBAIDAH, S.H.", NIK], ["MADE WIRA", None]])
    new = {"unit": "WK01", "date": "2026-12-03", "place": "18.08.04", "quota": "1"}
    desk.get("/desk/visits/new?unit=WK01")
    refused = upload(desk, "/desk/visits/new", new, file)
    assert refused.status_code == 400
    assert (
        upload(desk, "/desk/visits/new", new | {"quota": "2", "list": typed_list(refused)}).status_code == 200
    )
    (first,) = told(unit)
    assert [(each.full_name, each.nik) for each in first.bookings] == [
        ("ZUBAIDAH, S.H.", NIK),
        ("MADE WIRA", ""),
    ]

    path = f"/desk/visits/{first.id}/change"
    longer = workbook([["Nama"], ["MADE WIRA"], ["SITI AMINAH"], ["BUDI"]])
    old = typed_list(desk.get(path))
    refused = upload(desk, path, new | {"quota": "2", "list": old}, longer)
    assert refused.status_code == 400
    assert upload(desk, path, new | {"quota": "3", "list": typed_list(refused)}).status_code == 200
    assert [each.full_name for each in told(unit)[-1].bookings] == ["MADE WIRA", "SITI AMINAH", "BUDI"]


def test_a_file_that_is_not_right_is_to_be_chosen_again_and_what_was_typed_stays(office, unit, desk):
    desk.get("/desk/visits/new?unit=WK01")
    new = {"unit": "WK01", "date": "2026-12-03", "place": "18.08.04", "list": "SITI AMINAH"}
    refused = upload(desk, "/desk/visits/new", new, workbook([["Nama", "NIK"], ["ZUBAIDAH", "12"]]))
    assert refused.status_code == 400
    assert "Pilih lagi berkasnya" in refused.text
    assert typed_list(refused) == "SITI AMINAH"
    assert told(unit) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"date": "2026-11-23"},
        {"date": "yesterday"},
        {"place": "99.99"},
        {"quota": "0"},
        {"quota": "many"},
        {"quota": "1", "list": "A\nB"},
        {"group": "x" * 101},
        {"list": "A;12"},
    ],
)
def test_what_can_not_be_planned_is_refused_with_what_was_typed(office, unit, desk, bad):
    desk.get("/desk/visits/new?unit=WK01")
    good = {
        "unit": "WK01",
        "date": "2026-12-03",
        "place": "18.08.04",
        "note": "genset",
        "list": "SITI AMINAH",
    }
    page = upload(desk, "/desk/visits/new", good | bad)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "genset" in page.text
    assert told(unit) == []


def test_an_administrator_sees_no_list_and_a_foreign_form_plans_nothing(office, unit):
    admin = desk_of(office, "admin", "199009")
    made = planned_visits.plan(office, "WK01", Wanted("2026-12-03", "18.08.04", lines=[Line("SITI")]))
    for address in ("/desk/visits", "/desk/visits/new", f"/desk/visits/{made.id}"):
        assert admin.get(address).status_code == 403
    desk = desk_of(office)
    desk.get("/desk/visits/new?unit=WK01")
    parts = [(name, (None, value)) for name, value in {"unit": "WK01", "date": "2026-12-03"}.items()]
    assert desk.client.post("/desk/visits/new", files=parts).status_code == 403
    parts.append(("csrf", (None, desk.hidden()["csrf"])))
    foreign = {"sec-fetch-site": "cross-site"}
    assert desk.client.post("/desk/visits/new", files=parts, headers=foreign).status_code == 403
    assert len(told(unit)) == 1


def test_whose_data_the_laptop_holds_names_who_is_booked_until_the_unit_forgot(office, unit):
    made = planned_visits.plan(office, "WK01", Wanted("2026-12-03", "18.08.04", lines=[Line("SITI", NIK)]))
    (person,) = people_on(office, "WK01").booked
    assert (person.full_name, person.nik[:4], person.nik[6]) == ("SITI", "1808", "*")
    body = {"until": "2027-01-01", "visits": [made.id]}
    assert unit.take(unit.entry("visits.forgotten", body)).quarantined == []
    assert people_on(office, "WK01").booked == ()
    bad = unit.take(unit.entry("visits.forgotten", {"until": "x", "visits": [made.id]}))
    assert bad.quarantined


def test_after_a_restore_a_plan_that_only_the_unit_knows_stands_again(office, unit):
    made = planned_visits.plan(office, "WK01", Wanted("2026-12-03", "18.08.04", lines=[Line("SITI", NIK)]))
    said, _more = read_feed(office, "WK01", 0, 10)
    with office.database.write() as connection:
        for table in (tables.bookings, tables.planned_visits, tables.feed, tables.feed_subjects):
            connection.execute(table.delete())
        connection.execute(tables.units.update().values(feed_seq=0, feed_hash=GENESIS))
    assert recovery.take_back(office, "WK01", said) == 1
    (again,) = told(unit)
    assert (again.id, again.revision, again.bookings) == (made.id, 2, made.bookings)
    assert [kept.plan.id for kept in planned_visits.listed(office)] == [made.id]


def test_the_command_plans_lists_and_cancels(tmp_path, clock):
    file = tmp_path / "list.csv"
    file.write_text(LIST, "utf-8")
    with running_office(tmp_path / "office") as office:
        office.code("WK01")
        day = "2099-12-03"
        (made,) = office.lines(
            "visit", "plan", "WK01", "--date", day, "--place", "18.08.04", "--list", str(file), "--quota", "9"
        )
        assert made["booked"] == 2
        (listed,) = office.lines("visit", "list")
        assert (listed["id"], listed["booked"], listed["quota"]) == (made["id"], 2, 9)
        assert "ZUBAIDAH" not in str(listed)
        assert office.run("visit", "plan", "WK77", "--date", day, "--place", "18.08.04").returncode == 1
        assert office.run("visit", "cancel", made["id"]).returncode == 0
        assert office.lines("visit", "list") == []
        assert office.run("visit", "cancel", made["id"]).returncode == 1
