"""A list leaves the laptop masked, on record, whole or not at all, and only with the team leader."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from mobile_unit.domain.applications import Filter
from mobile_unit.domain.entries import LIST_EXPORTED
from mobile_unit.errors import Cancelled, NotAllowed, UserFacingError
from mobile_unit.services.exports import Exports
from mobile_unit.store import applications, inbox
from mobile_unit.store import journal as journal_store
from mobile_unit.store.tables import journal
from tests.store.test_search import take
from tests.units import OFFICER

NIK, PHONE = "1808131512642258", "+6281234567890"


@pytest.fixture
def filled(unit, clock):
    today = clock.now().date()
    with unit.context.store.write() as connection:
        for name in ("=HYPERLINK(1)", "SITI AMINAH", "https://example.org"):
            take(connection, name, day=today, nik=NIK, phone=PHONE)
        sent = take(connection, "+62 CALL", day=today - timedelta(days=3), service="passport.replacement")
        applications.set_status(connection, sent, "rejected")
    return unit


def entries_of(unit) -> list[dict]:
    with unit.context.store.read() as connection:
        rows = connection.execute(journal.select().where(journal.c.kind == LIST_EXPORTED)).all()
    return [json.loads(row.raw)["body"] for row in rows]


def cells(path) -> list[list]:
    sheet = load_workbook(path).active
    assert all(cell.data_type in ("s", "n") for row in sheet.rows for cell in row), "a formula"
    assert not any(cell.hyperlink for row in sheet.rows for cell in row)
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_sheet_says_what_the_list_shows(filled, tmp_path):
    path = tmp_path / filled.exports.proposed_name
    told = []
    assert filled.exports.write(Filter(), path, lambda done, total: told.append((done, total))) == 4
    rows = cells(path)
    assert rows[0][0].startswith("Daftar permohonan WK01")
    assert rows[1][0] == "Saringan: semua permohonan"
    assert OFFICER["name"] in rows[2][0]
    assert rows[4][1:3] == ["Nomor permohonan", "Nama lengkap"]
    names = [row[2] for row in rows[5:]]
    assert names == ["+62 CALL", "https://example.org", "SITI AMINAH", "=HYPERLINK(1)"]
    assert [row[0] for row in rows[5:]] == [1, 2, 3, 4]
    assert rows[5][6:] == ["2026-11-21 09:00", "Ditolak"]
    assert rows[7][3:5] == ["1808**********58", "+6281*******90"]
    assert not any(NIK in str(cell) or PHONE in str(cell) for row in rows for cell in row)
    assert told == [(0, 4)]
    assert [each.name for each in tmp_path.glob("*daftar*")] == [path.name]


def test_the_journal_tells_of_it_without_the_words(filled, tmp_path, clock):
    since = clock.now().date()
    wanted = Filter("siti", state="waiting", since=since)
    assert filled.exports.write(wanted, tmp_path / "a.xlsx") == 1
    assert "siti" in cells(tmp_path / "a.xlsx")[1][0]
    narrowed = {
        "searched": True,
        "state": "waiting",
        "service": None,
        "since": since.isoformat(),
        "until": None,
    }
    assert entries_of(filled) == [{"rows": 1, "filter": narrowed}]
    with filled.context.store.read() as connection:
        assert list(journal_store.broken_links(connection)) == []


def test_an_officer_is_told_who_can(filled, tmp_path):
    with filled.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, {**OFFICER, "nip": "2", "name": "Budi", "role": "officer"}])
    officer = dataclasses.replace(filled.context.officer, nip="2", name="Budi", role="officer")
    exports = Exports(dataclasses.replace(filled.context, officer=officer))
    with pytest.raises(NotAllowed, match=OFFICER["name"]):
        exports.write(Filter(), tmp_path / "a.xlsx")
    assert entries_of(filled) == []
    assert not (tmp_path / "a.xlsx").exists()


def test_given_up_it_leaves_no_file(filled, tmp_path):
    asked = []

    def give_up():
        asked.append(1)
        if len(asked) == 2:
            raise Cancelled

    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(Cancelled):
        filled.exports.write(Filter(), folder / "a.xlsx", checkpoint=give_up)
    assert list(folder.iterdir()) == []


def test_a_place_that_takes_nothing_is_told(filled, tmp_path):
    with pytest.raises(UserFacingError) as told:
        filled.exports.write(Filter(), tmp_path / "nowhere" / "a.xlsx")
    assert told.value.next_step
