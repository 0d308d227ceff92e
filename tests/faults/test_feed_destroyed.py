"""Head office destroys what it told its units: old laptops let it go, new ones never hear it, and whichever
side is put back from a backup the two stay together."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from head_office.services import complaints, planned_visits
from head_office.services.booking_lists import Line
from head_office.services.bundles import take_in
from head_office.services.planned_visits import Wanted
from head_office.services.retention import FILE
from mobile_unit.clock import SystemClock
from mobile_unit.domain.complaints import ANONYMOUS, Said
from mobile_unit.errors import UserFacingError
from mobile_unit.resources import resource
from mobile_unit.store import inbox
from mobile_unit.store import planned_visits as on_laptop
from mobile_unit.sync import wire
from tests.conftest import SetClock
from tests.faults.test_office_restored import back_up, restored_office
from tests.faults.test_two_lives import restored
from tests.offices import enrolled, running_office
from tests.sticks import carry, fetch_reply, hand_in, opened
from tests.store.pages import pages_in_clear
from tests.sync.test_complaints import SUPERVISOR

NIK = "1808015705900001"
ASKED = Said("information", ANONYMOUS, "phone", "Kapan buka?", None)
WORDS = [NIK, "ZUBAIDAH BINTI", "Genset di rumah Pak Haji", "Loketnya buka jam delapan"]
"""The list of a visit, its note, an answer: what goes."""


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        write_rules(running)
        yield running


def write_rules(office) -> None:
    said = json.loads(resource("retention", "rules.json").read_text("utf-8"))
    for kind in said["kinds"]:
        kind["years"] = 2 if kind.get("of") in ("complaint", "planned_visit") else None
    (office.home / FILE).write_text(json.dumps(said))


@pytest.fixture
def long_ago():
    return SetClock(SystemClock().now() - timedelta(days=3 * 366))


@pytest.fixture
def unit(office, tmp_path, long_ago):
    """A laptop that stood still for three years, with all that it heard then."""
    laptop = enrolled(office, tmp_path / "laptop", clock=long_ago)
    taken = laptop.complaints.take(ASKED)
    laptop.complaints.take(ASKED)  # the last entry of a laptop stays
    with opened(office.home, long_ago) as desk:
        take_in(desk, carry(laptop, tmp_path / "long ago"))
        for status, words in (("answered", WORDS[3]), ("closed", "")):
            row = complaints.opened(desk, SUPERVISOR, taken.number).listed.row
            complaints.decide(desk, SUPERVISOR, taken.number, row["revision"], status, words)
        line = Line("ZUBAIDAH BINTI", NIK)
        day = long_ago.now().date().isoformat()
        planned_visits.plan(desk, "WK01", Wanted(day, "18.08.04", note=WORDS[2], lines=[line]))
    laptop.sync.run()
    yield laptop
    laptop.close()


def destroy(office) -> dict:
    (done,) = office.lines("retention", "--destroy", "--by", "Rahmat Hidayat", "--even-on-laptops")
    return done


def sign_at_night(office) -> None:
    """What a laptop wrote itself may go once head office has signed to hold it; 1 says that a complaint is
    late, as the other one is."""
    assert office.run("nightly").returncode in (0, 1)


def left_on(unit) -> set[str]:
    """Which of the words are anywhere on a laptop, in pages that are free too."""
    store = unit.context.store
    store.empty_log()
    plain = pages_in_clear(store.path, store._key)
    return {word for word in WORDS if word.encode() in plain}


def left_in(office) -> set[str]:
    """And in the files of head office, its backups and the scans apart."""
    content = b"".join(path.read_bytes() for path in office.home.glob("head-office.db*"))
    assert b"WK01" in content
    return {word for word in WORDS if word.encode() in content}


def require_all_is_well(office, *units) -> None:
    for unit in units:
        assert list(unit.broken_things()) == []
        assert unit.sync.status().parked == 0
    done = office.run("verify")
    assert done.returncode == 0, done.stdout + done.stderr


def ends(*units) -> set[tuple[int, bytes]]:
    found = set()
    for unit in units:
        with unit.context.store.read() as connection:
            found.add(inbox.cursor(connection))
    return found


def test_it_goes_from_head_office_from_old_laptops_and_from_what_new_ones_hear(office, unit, tmp_path):
    unit.backups.write(tmp_path / "laptop.backup")
    assert (left_on(unit), left_in(office)) == (set(WORDS), set(WORDS))
    assert destroy(office)["destroyed"] == 2
    assert left_in(office) == set()

    sign_at_night(office)
    unit.sync.run()
    assert left_on(unit) == set()
    with unit.context.store.read() as connection:
        assert on_laptop.everybody(connection) == []
    new = enrolled(office, tmp_path / "new")
    new.sync.run()
    assert left_on(new) == set()
    office.stop()  # else it is heard as soon as somebody signs in
    old = restored(tmp_path / "laptop.backup", tmp_path / "old")
    assert left_on(old) == set(WORDS)
    office.start()
    old.sync.run()
    assert left_on(old) == set()
    unit.sync.run()
    new.sync.run()
    assert len(ends(unit, new, old)) == 1
    require_all_is_well(office, unit, new, old)
    # what they removed they say, so that nothing of it counts as on a laptop
    assert office.run("on-device", unit.info.code).returncode in (0, 1)
    for laptop in (new, old):
        laptop.close()


def test_by_stick_too(office, unit, tmp_path):
    clock = SetClock()
    with opened(office.home) as running:
        clock.moment = running.clock.now() + timedelta(minutes=1)
    unit.complaints.take(ASKED)
    hand_in(office.home, carry(unit, tmp_path / "one"))
    destroy(office)
    sign_at_night(office)
    new = enrolled(
        office, tmp_path / "new"
    )  # from here on a reply begins where this one stands: at the start
    reply = fetch_reply(office.home, unit, tmp_path / "one.reply", clock)
    unit.stick.take_reply(reply)
    new.stick.take_reply(reply)
    assert (left_on(unit), left_on(new)) == (set(), set())
    assert len(ends(unit, new)) == 1
    unit.stick.take_reply(reply)
    require_all_is_well(office, unit, new)
    done = office.run("reply", "WK01", "--out", str(tmp_path / "again.reply"))
    assert (done.returncode, "program terbaru" in done.stderr) == (0, True)
    new.close()


@pytest.mark.parametrize("by_stick", [False, True])
def test_a_head_office_put_back_to_before_says_it_again_and_no_laptop_breaks(
    office, unit, tmp_path, by_stick
):
    back_up(office, tmp_path / "office.backup")
    destroy(office)
    sign_at_night(office)
    unit.sync.run()
    assert left_on(unit) == set()
    restored_office(office, tmp_path / "office.backup")
    write_rules(office)
    assert left_in(office) == set(WORDS)

    if by_stick:
        clock = SetClock(SystemClock().now() + timedelta(minutes=1))
        for n in range(2):
            unit.complaints.take(ASKED)
            hand_in(office.home, carry(unit, tmp_path / f"out {n}"))
            clock.move(minutes=1)
            unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / f"{n}.reply", clock))
    else:
        unit.sync.run()
        unit.sync.run()
    assert left_on(unit) == set()
    require_all_is_well(office, unit)

    assert sorted(each["of"] for each in office.lines("retention")) == ["complaint", "planned_visit"]
    new = enrolled(office, tmp_path / "new")
    new.sync.run()
    assert NIK in left_on(new) | left_in(office)
    assert destroy(office)["destroyed"] == 2
    for laptop in (unit, new):
        laptop.sync.run()
        assert left_on(laptop) == set()
    unit.sync.run()
    assert len(ends(unit, new)) == 1
    assert left_in(office) == set()
    require_all_is_well(office, unit, new)
    new.close()


def test_a_head_office_put_back_to_before_it_was_ever_said_gets_the_stand_in_and_nothing_else(
    office, unit, tmp_path
):
    """Its backup is older than the visit: the laptop hands back that something was said, not what."""
    with opened(office.home, SetClock(SystemClock().now() - timedelta(days=3 * 365))) as desk:
        line = Line("SITI BINTI", "1808015705900002")
        back_up(office, tmp_path / "office.backup")
        planned_visits.plan(
            desk, "WK01", Wanted(desk.clock.now().date().isoformat(), "18.08.05", lines=[line])
        )
    unit.sync.run()
    destroy(office)
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    unit.sync.run()
    unit.sync.run()
    with opened(office.home) as desk, desk.database.read() as connection:
        aside = connection.exec_driver_sql("SELECT raw FROM set_aside").scalars().all()
        visits = connection.exec_driver_sql("SELECT count(*) FROM planned_visits").scalar()
    assert any(b'"destroyed_at"' in bytes(raw) for raw in aside)
    assert not any(b"SITI" in bytes(raw) for raw in aside)
    assert visits == 1  # the other one, which the backup has
    require_all_is_well(office, unit)


def test_an_older_program_is_told_in_words_to_be_updated(office, unit, tmp_path, monkeypatch):
    destroy(office)
    unit.sync.run()
    new = enrolled(office, tmp_path / "new")
    monkeypatch.setattr(wire, "STAND_INS", "unheard_of")
    new.complaints.take(ASKED)
    with pytest.raises(UserFacingError, match="Pasang program terbaru"):
        new.sync.run()
    assert new.sync.status().waiting == 0
    monkeypatch.undo()
    new.sync.run()
    require_all_is_well(office, unit, new)
    new.close()
