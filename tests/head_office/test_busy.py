"""While somebody else writes for longer than a page waits: what was typed stays and goes with one press, and
what only reads goes on."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape

import httpx
import pytest
from sqlalchemy import MetaData, create_engine, make_url, text

from head_office.services import deciding
from head_office.store import engine, listing
from head_office.store.engine import Database
from tests.head_office.desk_client import PASSWORD, Client, Desk, desk_of
from tests.head_office.test_doors import GUARDED, filled
from tests.head_office.test_planned_visits import told, upload, workbook

NOT_SAVED = "Ini belum tersimpan: saat itu ada orang lain yang sedang menulis."
OPEN_AGAIN = "Buka halaman ini lagi sebentar lagi."
AWAY = "Server sedang terganggu; ini mungkin belum tersimpan."
WORDS = "Alamat di KTP <i>lain</i>; tulis\nseperti di KTP"


@pytest.fixture
def office(monkeypatch, inside_anywhere):
    """One that waits for others no longer than a moment."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    inside_anywhere.database.close()  # connections from here on are of these
    return inside_anywhere


@contextmanager
def somebody_writing(office) -> Iterator[None]:
    """From another connection, anything there is."""
    if office.database.is_sqlite:
        other = sqlite3.connect(
            str(make_url(office.database.url).database), isolation_level=None, check_same_thread=False
        )
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.close()
        return
    others = create_engine(office.database.url)
    with others.begin() as connection:
        known = MetaData()
        known.reflect(connection)
        for table in known.tables:
            connection.execute(text(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE'))
        yield
    others.dispose()


def the_form(page: httpx.Response) -> tuple[str, str, dict[str, list[str]]]:
    """Where the form of a page that could not save goes, how, and what it says."""
    found = re.search(r'<form method="post" action="([^"]+)" enctype="([^"]+)".*?</form>', page.text, re.S)
    assert found is not None, page.text
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', found[0]):
        fields.setdefault(unescape(name), []).append(unescape(value))
    return unescape(found[1]), found[2], fields


def send_again(desk: Desk) -> httpx.Response:
    """Press the only button there is."""
    address, kind, fields = the_form(desk.page)
    if kind == "multipart/form-data":
        parts = [(name, (None, value)) for name, several in fields.items() for value in several]
        return desk._follow(desk.client.post(address, files=parts))
    return desk._follow(desk.client.post(address, data=fields))


def require_kept(page: httpx.Response, *words: str) -> None:
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert NOT_SAVED in page.text
    assert not re.search("lock|database|sqlite|psycopg|timeout", page.text, re.I)
    _address, _kind, fields = the_form(page)
    sent = [value for several in fields.values() for value in several]
    assert set(words) <= set(sent), sent


@pytest.mark.parametrize("minutes", [0, 5])
def test_what_was_typed_is_shown_again_and_goes_with_one_press(office, unit, clock, minutes):
    """Also where that its session was seen could not be written."""
    row, desk = unit.file(0), desk_of(office)
    desk.get(f"/desk/applications/{row['number']}")
    clock.move(minutes=minutes)
    fields = ["applicant.birth_place", "applicant.full_name"]
    asked = {"field": fields, f"sentence {fields[0]}": WORDS, f"sentence {fields[1]}": "Nomor rumah"}
    path = f"/desk/applications/{row['number']}/ask"
    with somebody_writing(office):
        require_kept(desk.send(path, asked), WORDS, "Nomor rumah", *fields)
        assert "Nomor rumah" in desk.left_over()[0]
        require_kept(send_again(desk), WORDS, "Nomor rumah", *fields)
    answer = send_again(desk)
    assert answer.url.params["done"] == "1", answer.text
    assert unit.row(row["id"])["state"] == "incomplete"


def test_a_list_that_a_file_brought_is_not_chosen_twice(office, unit):
    desk = desk_of(office)
    desk.get("/desk/visits/new?unit=WK01")
    new = {"unit": "WK01", "date": "2026-12-03", "place": "18.08.04", "note": "Bawa genset"}
    with somebody_writing(office):
        page = upload(desk, "/desk/visits/new", new, workbook([["Nama"], ["ZUBAIDAH"], ["MADE WIRA"]]))
        require_kept(page, "Bawa genset")
    send_again(desk)
    (plan,) = told(unit)
    assert [each.full_name for each in plan.bookings] == ["ZUBAIDAH", "MADE WIRA"]


def test_of_several_those_that_are_left_are_sent_again(office, unit, monkeypatch):
    rows, desk = [unit.file(n) for n in range(4)], desk_of(office)
    outdated, *others = rows
    desk.get("/desk")
    ticked = [f"{row['number']} {row['revision'] + (row is outdated)}" for row in rows]
    decide, busy = deciding.decide, somebody_writing(office)

    def slower(office, member, paper, state, note):
        if paper.number == rows[2]["number"]:
            busy.__enter__()
        decide(office, member, paper, state, note)

    monkeypatch.setattr(deciding, "decide", slower)
    fields = {"ticked": ticked, "state": "verification", "note": "Cek ke\nloket", "back": "desk=office"}
    page = desk.send("/desk/bulk", fields)
    busy.__exit__(None, None, None)
    monkeypatch.setattr(deciding, "decide", decide)
    require_kept(page, "Cek ke\nloket", "desk=office")
    assert "1 permohonan sudah diputuskan" in page.text
    assert the_form(page)[2]["ticked"] == [ticked[0], *ticked[2:]]
    send_again(desk)
    assert desk.told()["done"] == 2
    assert [number for number, _why in desk.told()["refused"]] == [outdated["number"]]
    assert {unit.row(row["id"])["state"] for row in others} == {"verification"}
    with office.database.read() as connection:
        assert [len(listing.history_of(connection, row["id"], staff=True)) for row in others] == [2, 2, 2]


def test_passwords_are_typed_again_and_nothing_else(office):
    desk = desk_of(office, "admin")
    desk.get("/desk/units/new")
    new = {"code": "WK07", "name": "Unit tujuh", "kecamatan": "", "password": PASSWORD}
    with somebody_writing(office):
        page = desk.send("/desk/units/new", new)
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert NOT_SAVED in page.text
    assert 'value="Unit tujuh"' in page.text
    assert PASSWORD not in page.text
    stranger = Desk(office)
    with somebody_writing(office):
        page = stranger.sign_in()
    assert page.status_code == 503
    assert f'value="{stranger.nip}"' in page.text
    assert not any(secret in page.text for secret in (PASSWORD, stranger.code()))


def test_a_page_that_only_reads_waits_for_nobody_and_another_says_to_come_again(office, unit, clock):
    row, desk = unit.file(0), desk_of(office)
    clock.move(minutes=5)
    with somebody_writing(office):
        assert desk.get("/desk").status_code == 200
        page = desk.get(f"/desk/applications/{row['number']}")
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert OPEN_AGAIN in page.text
    clock.move(minutes=28)
    assert desk.get("/desk").url.path == "/desk/sign-in"


def test_the_public_types_nothing_twice_and_units_are_told_when_to_come_again(office, unit):
    row, client = unit.file(0), Client(office)
    typed = {"nomor": row["number"], "hari": "31", "bulan": "3", "tahun": "1992"}
    slip = {"nomor": "WK01A-P261124-0001-X", "kode": "0123456789ABCDEF"}
    with somebody_writing(office):
        for path, fields in (("/lacak", typed), ("/pengaduan", slip)):
            page = client.post(path, data=fields, address="203.0.113.9")
            assert page.status_code == 503
            assert page.headers["retry-after"] == "5"
            assert "Server sedang terganggu." in page.text
            assert all(f'value="{value}"' in page.text for value in fields.values())
        told = client.post("/v1/nonces", json={"device": "somebody"}, address="203.0.113.9")
        assert told.status_code == 503
        assert told.headers["retry-after"] == "5"
        assert told.json()["code"] == "server.unavailable"


@pytest.mark.parametrize("path", [path for method, path in GUARDED if method == "POST"])
def test_where_the_database_is_away_no_form_loses_what_was_typed(inside, path):
    """Also those that are yet to be written, with a password or without."""
    away = replace(inside, database=Database("postgresql+psycopg://office_user@127.0.0.1:1/office"))
    client = Desk(away).client
    client.cookies.set("__Host-desk", "somebody")
    if path == "/desk/visits/new" or path.endswith("/change"):
        page = client.post(filled(path), files={"note": (None, WORDS), "file": ("a.csv", b"ZUBAIDAH")})
    else:
        page = client.post(filled(path), data={"note": WORDS})
        secret = client.post(filled(path), data={"note": WORDS, "password": PASSWORD})
        assert secret.status_code == 503
        assert PASSWORD not in secret.text
    assert page.status_code == 503
    assert AWAY in page.text
    assert the_form(page)[2]["note"] == [WORDS]
    english = client.post(filled(path), data={"password": ""}, headers={"accept-language": "en"})
    assert "The server has a problem" in english.text
    foreign = client.post(filled(path), data={"note": WORDS}, headers={"sec-fetch-site": "cross-site"})
    assert WORDS not in unescape(foreign.text)
    away.database.close()
