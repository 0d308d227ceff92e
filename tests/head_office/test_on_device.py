"""A laptop is gone: whose data it holds, as far as head office ever heard."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from head_office.office import open_head_office
from head_office.services.on_device import people_on
from head_office.store.tables import devices, entries
from mobile_unit.demo import take_sample
from mobile_unit.domain.people import masked_nik
from tests.offices import running_office


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def unit(laptop):
    return laptop


def test_the_list_names_people_masks_numbers_and_says_what_is_not_known(office, unit, tmp_path):
    taken = take_sample(unit, 1)
    unit.sync.run()
    take_sample(unit, 2)  # never heard of
    out = tmp_path / "list.xlsx"
    (said,) = office.lines("on-device", "WK01", "--out", str(out))
    detail = unit.tracking.application(taken.id)
    assert (said["number"], said["full_name"]) == (taken.number, detail.applicant["full_name"])
    assert said["nik"] == masked_nik(detail.applicant["nik"])
    assert said["scans"] == [document.kind for document in detail.documents]
    text = str([list(row) for row in load_workbook(out).active.iter_rows(values_only=True)])
    assert detail.applicant["full_name"] in text
    assert detail.applicant["nik"] not in text
    assert office.run("on-device", "WK99").returncode == 1


def test_what_was_removed_is_not_on_it_and_what_was_kept_aside_is(office, unit):
    from head_office.services import nightly
    from head_office.services.tracking import set_status
    from mobile_unit.store import purge

    removed, other = take_sample(unit, 1), take_sample(unit, 2)
    unit.sync.run()
    inside = open_head_office(office.home)
    set_status(inside, removed.number, "rejected", None)
    nightly.reconcile(inside, "WK01", date(2026, 11, 24))
    unit.sync.run()
    with unit.context.store.read() as connection:
        (ripe,) = purge.ripe(connection, "9999", 5)
    body = {"until": unit.context.now(), "applications": [{"id": ripe.id, "number": ripe.number}]}
    with unit.context.store.write() as connection:
        unit.context.record(connection, "records.purged", {**body, "scans": 0, "bytes": 0})
    unit.sync.run()
    found = people_on(inside, "WK01")
    assert [each.number for each in found.people] == [other.number]
    assert found.purged == 1
    with inside.database.write() as connection:
        connection.execute(entries.update().values(quarantine="number.taken"))
    assert {each.number for each in people_on(inside, "WK01").people} == {removed.number, other.number}
    inside.close()


def test_a_laptop_that_deleted_everything_is_named_as_such(office, unit, tmp_path):
    take_sample(unit, 1)
    unit.sync.run()
    assert "menghapus semua" not in office.run("on-device", "WK01").stderr
    inside = open_head_office(office.home)
    with inside.database.write() as connection:
        connection.execute(update(devices).values(wiped_at="2026-11-25T20:00:00+07:00"))
    inside.close()
    out = tmp_path / "list.xlsx"
    told = office.run("on-device", "WK01", "--out", str(out)).stderr
    assert "1 dari 1 laptop" in told
    text = str([list(row) for row in load_workbook(out).active.iter_rows(values_only=True)])
    assert "2026-11-25T20:00:00+07:00" in text
