"""What head office has signed to hold leaves the laptop after a time; the chain still verifies."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta

import pytest

from head_office.office import open_head_office
from head_office.services import nightly
from head_office.services.publishing import publish
from head_office.services.tracking import set_status
from mobile_unit.app import Home
from mobile_unit.demo import take_sample
from mobile_unit.errors import UserFacingError
from mobile_unit.services.purging import Purged
from mobile_unit.store import blobs, reconciled
from mobile_unit.store.tables import applications, feed, journal
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, enrolled, running_office

DAY = date(2026, 11, 24)


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def home(tmp_path):
    return tmp_path / "laptop"


@pytest.fixture
def unit(office, home):
    opened = enrolled(office, home)
    yield opened
    opened.close()


@pytest.fixture
def later(office, clock):
    """Head office, on a clock that a test moves."""
    opened = open_head_office(office.home, clock=clock)
    yield opened
    opened.close()


def reconciled_and_decided(unit, later, clock, serial: int = 1, state: str | None = "rejected"):
    """An application that head office holds, has signed to hold, and has decided; told long ago."""
    taken = take_sample(unit, serial)
    unit.sync.run()
    if state is not None:
        set_status(later, taken.number, state, "NAMA IBU tidak cocok")
    assert nightly.reconcile(later, "WK01", DAY).stated >= 1
    unit.sync.run()
    return taken


def some_word(later) -> None:
    """Head office says something, by which the unit hears how late it is."""
    with later.database.write() as connection:
        publish(later, connection, "WK01", "greeting", {})


def weeks_pass(later, clock, days: int = 15) -> None:
    clock.moment += timedelta(days=days)
    some_word(later)


def everything_kept(unit) -> bytes:
    """All bytes that tables of this unit hold of entries and the feed."""
    with unit.context.store.read() as connection:
        rows = [*connection.execute(journal.select()), *connection.execute(feed.select())]
        people = [str(tuple(row)) for row in connection.execute(applications.select())]
    return b"".join(row.raw for row in rows) + "".join(people).encode()


def test_content_goes_and_the_rest_stays_verifiable(unit, later, clock):
    taken = reconciled_and_decided(unit, later, clock)
    detail = unit.tracking.application(taken.id)
    name, nik = detail.applicant["full_name"], detail.applicant["nik"]
    assert name.encode() in everything_kept(unit)
    weeks_pass(later, clock)
    unit.sync.run()
    left = everything_kept(unit)
    for personal in (name, nik, detail.applicant.get("phone") or name, "NAMA IBU"):
        assert personal.encode() not in left
    with unit.context.store.read() as connection:
        assert not any(blobs.content(connection, paper.sha256) for paper in detail.documents)
    (row,) = unit.tracking.search().rows
    assert (row.number, row.state) == (taken.number, "rejected")
    assert unit.tracking.search(name).total == 0
    assert unit.tracking.search(taken.number).total == 1
    with pytest.raises(UserFacingError, match="WK01A"):
        unit.tracking.application(taken.id)
    with pytest.raises(UserFacingError, match="WK01A"):
        unit.receipts.draw(taken.id)
    assert list(unit.broken_things()) == []
    unit.sync.run()
    with later.database.read() as connection:
        found = connection.exec_driver_sql("SELECT raw FROM entries WHERE kind = 'records.purged'").one()
    body = json.loads(found.raw)["body"]
    assert body["applications"] == [{"id": taken.id, "number": taken.number}]
    assert body["scans"] == len({paper.sha256 for paper in detail.documents})
    assert unit.sync.status().refused == 0


@pytest.mark.parametrize("why", ["too soon", "not decided", "unsigned", "draft"])
def test_nothing_goes_before_its_time(unit, later, clock, why):
    if why == "unsigned":
        taken = take_sample(unit, 1)
        unit.sync.run()
        set_status(later, taken.number, "rejected", None)
        unit.sync.run()
    else:
        reconciled_and_decided(unit, later, clock, state=None if why == "not decided" else "rejected")
    weeks_pass(later, clock, days=3 if why == "too soon" else 15)
    if why == "draft":
        with unit.context.store.write() as connection:
            (row,) = connection.execute(applications.select()).all()
            connection.exec_driver_sql(
                "INSERT INTO drafts (id, service, catalogue, content, problems, officer, created_at,"
                " updated_at, corrects) VALUES ('d', 's', 'c', '{}', '[]', '1', '', '', ?)",
                (row.id,),
            )
    unit.sync.run()
    assert unit.purging.run() == Purged(0, 0, 0)
    (row,) = unit.tracking.search().rows
    assert unit.tracking.application(row.id).applicant["full_name"]


def test_a_laptop_whose_clock_is_years_ahead_removes_nothing(office, home, later, clock):
    ahead = type(clock)(clock.now() + timedelta(days=3000))
    unit = enrolled(office, home, clock=ahead)
    reconciled_and_decided(unit, later, clock)
    assert unit.purging.run() == Purged(0, 0, 0)
    unit.close()


def test_an_entry_that_is_blanked_without_a_signed_statement_is_told(unit, later, clock):
    reconciled_and_decided(unit, later, clock)
    weeks_pass(later, clock)
    unit.sync.run()
    assert list(unit.broken_things()) == []
    with unit.context.store.write() as connection:
        changed = "CAST(replace(CAST(raw AS TEXT), '\"part\":1', '\"part\":2') AS BLOB)"
        connection.exec_driver_sql(f"UPDATE feed SET raw = {changed}")
    assert any("altered" in thing for thing in unit.broken_things())


def test_a_restored_backup_is_purged_again_and_no_number_comes_twice(unit, later, clock, home, tmp_path):
    taken = reconciled_and_decided(unit, later, clock)
    unit.backups.write(tmp_path / "unit.backup", "hand")
    weeks_pass(later, clock)
    unit.sync.run()
    after = take_sample(unit, 5)
    unit.sync.run()
    spare = Home(tmp_path / "spare", cost=CHEAP, machine="another")
    restored = spare.restore(tmp_path / "unit.backup", NIP, PIN)
    restored.sync.run()  # head office, whose own clock is not moved, gives the new life its letter
    some_word(later)
    restored.sync.run()
    with pytest.raises(UserFacingError, match="WK01A"):
        restored.tracking.application(taken.id)
    assert list(restored.broken_things()) == []
    again = take_sample(restored, 6)
    assert again.number not in {taken.number, after.number}
    restored.sync.run()
    assert restored.sync.status().refused == 0
    restored.close()


def test_head_office_that_lost_what_was_removed_does_not_hold_up_the_rest(unit, office, later, clock):
    office.stop()
    shutil.copytree(office.home, office.home.with_name("older"))
    office.start()
    reconciled_and_decided(unit, later, clock)
    weeks_pass(later, clock)
    unit.sync.run()
    office.stop()
    later.close()
    shutil.rmtree(office.home)
    office.home.with_name("older").rename(office.home)
    office.start()
    kept = take_sample(unit, 7)
    unit.sync.run()
    assert kept.number in {line["number"] for line in office.lines("list")}
    assert list(unit.broken_things()) == []


def test_a_laptop_enrolled_again_goes_on_without_what_was_removed(tmp_path, clock):
    with running_office(tmp_path / "office") as office:
        office.stop()
        shutil.copytree(office.home, tmp_path / "older")
        office.start()
        unit = enrolled(office, tmp_path / "laptop")
        later = open_head_office(office.home, clock=clock)
        gone = reconciled_and_decided(unit, later, clock)
        weeks_pass(later, clock)
        unit.sync.run()
        with pytest.raises(UserFacingError, match="WK01A"):
            unit.tracking.application(gone.id)
        kept = [take_sample(unit, 7)]
        later.close()
        office.stop()
        shutil.rmtree(office.home)
        (tmp_path / "older").rename(office.home)
        office.start()
        unit.enrolling_again.run(office.code())
        kept.append(take_sample(unit, 8))
        unit.sync.run()
        assert {line["number"] for line in office.lines("list")} == {each.number for each in kept}
        assert (unit.sync.status().refused, unit.sync.status().waiting) == (0, 0)
        assert list(unit.broken_things()) == []
        unit.close()


def test_a_newer_version_is_no_longer_covered(unit, later, clock):
    taken = reconciled_and_decided(unit, later, clock, state=None)
    with unit.context.store.read() as connection:
        assert reconciled.last(connection).agrees
        assert connection.exec_driver_sql("SELECT count(*) FROM reconciled").scalar_one() == 1
    draft = unit.corrections.begin(taken.id)
    content = unit.intake.draft(draft)
    unit.intake.save_draft(draft, {**content.applicant, "full_name": "BUDI SANTOSA"}, content.answers)
    unit.corrections.save_reason(draft, "salah tulis")
    unit.corrections.submit(draft)
    with unit.context.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM reconciled").scalar_one() == 0
    unit.sync.run()
    assert nightly.reconcile(later, "WK01", DAY).stated == 1
