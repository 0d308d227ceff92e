"""A laptop that head office does not know any more is enrolled again; nothing lost, no number twice."""

from __future__ import annotations

import random

import pytest

from head_office.problems import Refusal
from head_office.services import aside
from mobile_unit.app import Home
from mobile_unit.domain.numbers import journal_of
from mobile_unit.errors import HeadOfficeUnreachable, NotAllowed
from mobile_unit.store import settings
from mobile_unit.sync.client import Unknown
from tests.conftest import CHEAP
from tests.faults.bad_line import DOWN, UP, Fault, bad_line
from tests.faults.test_kill import duration, run_and_kill
from tests.faults.test_office_restored import restored_office
from tests.faults.test_two_lives import (
    copied,
    held,
    require_all_is_well,
    restored,
    take,
    why_begun,
)
from tests.offices import NIP, PIN, Office, enrolled, json_lines, mobile_unit, running_office
from tests.sticks import carry, fetch_reply, hand_in, opened


@pytest.fixture
def office(tmp_path):
    running = Office(tmp_path / "office")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def empty(office, tmp_path):
    """Head office's backup of before anybody was enrolled."""
    assert office.run("backup", "--plain", str(tmp_path / "empty.backup")).returncode == 0
    return tmp_path / "empty.backup"


def anew(unit, office, code=None, **options):
    """Enrol a laptop again, and open it as it is then."""
    unit.enrolling_again.run(code or office.code(unit.info.code), server=office.url, **options)
    return signed_in_anew(unit)


def signed_in_anew(unit, **options):
    unit.close()
    return Home(home_of(unit), cost=CHEAP, clock=unit.clock, **options).sign_in(NIP, PIN, record=False)


def home_of(unit):
    return unit.context.store.path.parent.parent


def device_of(unit) -> str:
    with unit.context.store.read() as connection:
        return settings.get(connection, settings.DEVICE)


def device_in(home) -> str:
    unit = Home(home, cost=CHEAP).sign_in(NIP, PIN, record=False)
    try:
        return device_of(unit)
    finally:
        unit.close()


def test_it_keeps_everything_and_head_office_gets_it_back(office, empty, tmp_path):
    unit = enrolled(office, tmp_path / "laptop", "AGAIN")
    numbers = take(unit, 2)
    unit.sync.run()
    office.lines("status", numbers[0], "verification")
    unit.sync.run()
    numbers += take(unit)
    restored_office(office, empty)
    with pytest.raises(Unknown, match="tidak dikenal"):
        unit.sync.run()
    assert unit.sync.status().unknown
    numbers += take(unit)
    before = device_of(unit)
    unit = anew(unit, office)
    assert not unit.sync.status().unknown
    assert device_of(unit) != before
    numbers += take(unit)
    _unit, letter, mark = journal_of(numbers[-1])
    assert letter == "A"
    assert mark, "soon after a restore no letter is given"
    unit.sync.run()
    rows = office.lines("list", "--unit", "AGAIN")
    assert sorted(row["number"] for row in rows) == sorted(set(numbers))
    assert all(document["held"] for row in rows for document in row["documents"])
    assert len(set(numbers)) == 5
    unit.sync.run()
    states = {row["number"]: row["state"] for row in office.lines("list", "--unit", "AGAIN")}
    assert states[numbers[0]] == "verification", "what it had decided came back by the feed"
    assert {row.number: row.state for row in unit.tracking.search().rows} == states
    quiet = unit.sync.run()
    assert (quiet.entries_sent, quiet.received, quiet.entries_waiting, quiet.blobs_waiting) == (0, 0, 0, 0)
    require_all_is_well(office, unit)
    unit.close()


def test_several_lives_of_several_laptops_come_back_with_their_numbers(office, empty, tmp_path):
    unit = enrolled(office, tmp_path / "laptop", "LIVES")
    numbers = take(unit)
    unit.sync.run()
    unit.backups.write(tmp_path / "x.backup")
    spare = restored(tmp_path / "x.backup", tmp_path / "spare")
    numbers += take(spare)  # with a mark
    spare.sync.run()
    numbers += take(spare)  # with a letter
    second = enrolled(office, tmp_path / "second", "LIVES")
    numbers += take(second)
    last = restored(tmp_path / "x.backup", tmp_path / "last")
    numbers += take(last)  # its letter is never heard of
    restored_office(office, empty)
    laptops = [anew(each, office, anyway=True) for each in (last, second, spare, unit)]
    numbers += [number for each in laptops for number in take(each)]
    assert len(set(numbers)) == len(numbers) == 9
    for _n in range(2):
        for each in laptops:
            each.sync.run()
    numbers += [number for each in laptops for number in take(each)]
    for each in laptops:
        each.sync.run()
    assert len(set(numbers)) == len(numbers) == 13
    assert sorted(numbers) == sorted(held(office, unit))
    assert [each.sync.status().waiting for each in laptops] == [0] * 4
    require_all_is_well(office, *laptops)
    for each in laptops:
        each.close()


def test_a_unit_of_many_laptops_gives_no_number_twice(office, empty, tmp_path):
    laptops = [enrolled(office, tmp_path / f"laptop {n}", "MANY") for n in range(7)]
    numbers = [number for each in laptops for number in take(each)]
    restored_office(office, empty)
    laptops[0] = anew(laptops[0], office)
    numbers += [number for each in laptops for number in take(each)]
    laptops[1:] = [anew(each, office) for each in laptops[1:]]
    for each in laptops:
        each.sync.run()
    assert len(set(numbers)) == len(numbers) == 14
    assert sorted(held(office, laptops[0])) == sorted(numbers)
    require_all_is_well(office, *laptops)
    for each in laptops:
        each.close()


def test_a_letter_that_somebody_else_has_meanwhile_costs_no_number(office, empty, tmp_path):
    unit = enrolled(office, tmp_path / "laptop", "SHARE")
    numbers = take(unit)
    restored_office(office, empty)
    with opened(office.home) as running, running.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM settings WHERE key LIKE 'letters_%'")  # by copying files
    other = enrolled(office, tmp_path / "other", "SHARE")
    assert other.info.letter == unit.info.letter == "A"
    unit = anew(unit, office)
    assert unit.info.letter == "B"
    numbers += take(unit)
    unit.sync.run()
    other.sync.run()
    assert sorted(held(office, unit)) == sorted(numbers)
    require_all_is_well(office, unit, other)
    unit.close()
    other.close()


def test_where_the_letters_are_used_up_numbers_keep_a_mark(office, empty, tmp_path):
    unit = enrolled(office, tmp_path / "laptop", "NOMORE")
    numbers = take(unit)
    restored_office(office, empty)
    code = office.code("NOMORE")
    with opened(office.home) as running, running.database.write() as connection:
        connection.exec_driver_sql("UPDATE units SET letters = 26")
    unit = anew(unit, office, code)
    numbers += take(unit)
    assert journal_of(numbers[-1])[2]
    unit.sync.run()
    numbers += take(unit)
    unit.sync.run()
    assert sorted(held(office, unit)) == sorted(numbers)
    require_all_is_well(office, unit)
    unit.close()


def test_another_unit_s_code_is_refused_and_stays_good(office, empty, tmp_path):
    unit = enrolled(office, tmp_path / "laptop", "OURS")
    restored_office(office, empty)
    before, theirs = device_of(unit), office.code("THEIRS")
    with pytest.raises(NotAllowed, match="THEIRS"):
        unit.enrolling_again.run(theirs, server=office.url)
    with pytest.raises(NotAllowed, match="tidak berlaku"):
        unit.enrolling_again.run("7QK3-9FHD-W2MT", server=office.url)
    assert device_of(unit) == before
    assert why_begun(unit) == [None]
    other = Home(tmp_path / "other", cost=CHEAP).enrol(office.url, theirs, NIP, PIN)
    assert other.info.code == "THEIRS"
    other.close()
    unit.close()


@pytest.mark.parametrize("told_by", ["head office", "the laptop"])
def test_another_head_office_gets_nothing(office, tmp_path, told_by):
    unit = enrolled(office, tmp_path / "laptop", "KEPT")
    take(unit)
    if told_by == "the laptop":  # which was enrolled before there were certificates
        with unit.context.store.write() as connection:
            settings.put(connection, settings.DEVICE_CERTIFICATE, None)
    before, words = device_of(unit), "bukan kantor" if told_by == "the laptop" else "tidak sesuai"
    with running_office(tmp_path / "elsewhere") as elsewhere, pytest.raises(NotAllowed, match=words):
        unit.enrolling_again.run(elsewhere.code("KEPT"), server=elsewhere.url)
    assert device_of(unit) == before
    unit.sync.run()
    assert len(held(office, unit)) == 1
    require_all_is_well(office, unit)
    unit.close()


def test_a_laptop_that_is_known_is_enrolled_anew_only_where_that_is_said(office, tmp_path):
    unit = enrolled(office, tmp_path / "laptop", "KNOWN")
    numbers = take(unit, 2)
    unit.sync.run()
    home = home_of(unit)
    unit.close()
    asked = ("enrol", "--server", office.url, "--officer", NIP, "--code", office.code("KNOWN"), "--json")
    refused = mobile_unit(home, *asked)
    assert refused.returncode == 1
    assert "--again" in refused.stderr
    assert mobile_unit(home, *asked, "--again", pin="000000").returncode == 3
    done = mobile_unit(home, *asked, "--again")
    assert done.returncode == 0, done.stderr
    assert json_lines(done)[0]["letter"] == "B"
    assert mobile_unit(home, "sync").returncode == 0
    unit = Home(home, cost=CHEAP).sign_in(NIP, PIN, record=False)
    numbers += take(unit)
    result = unit.sync.run()
    assert result.entries_sent == 1
    assert sorted(held(office, unit)) == sorted(numbers)
    require_all_is_well(office, unit)
    unit.close()


@pytest.mark.parametrize("fault", [Fault("cut", UP, 0), Fault("cut", UP, 700), Fault("cut", DOWN, 0)])
def test_a_line_that_is_cut_leaves_the_old_one_until_it_is_done_again(office, empty, tmp_path, fault):
    unit = enrolled(office, tmp_path / "laptop", "CUT")
    numbers = take(unit)
    unit.sync.run()
    restored_office(office, empty)
    code, before = office.code("CUT"), device_of(unit)
    with bad_line(office.port) as line:
        line.set(fault)
        with pytest.raises(HeadOfficeUnreachable):
            unit.enrolling_again.run(code, server=line.url, anyway=True)
        assert line.happened
    assert device_of(unit) == before
    numbers += take(unit)
    if fault.direction == DOWN:  # head office knows it again, as what it was
        assert unit.sync.run().entries_waiting == 0
    unit = anew(unit, office, code, anyway=True)
    assert device_of(unit) != before
    numbers += take(unit)
    unit.sync.run()
    assert sorted(held(office, unit)) == sorted(numbers)
    assert len(office.lines("list", "--unit", "CUT")) == 3
    require_all_is_well(office, unit)
    unit.close()


def test_it_can_be_killed_at_any_moment(office, tmp_path):
    home = tmp_path / "laptop"
    unit = enrolled(office, home, "KILLED")
    numbers = take(unit)
    unit.close()
    lot = random.Random(5)
    asked = ("enrol", "--server", office.url, "--officer", NIP, "--again", "--code")
    usual = duration(home, *asked, office.code("KILLED"))
    for _n in range(6):
        code, before = office.code("KILLED"), device_in(home)
        run_and_kill(home, usual * lot.uniform(0.3, 1.0), *asked, code)
        unit = Home(home, cost=CHEAP).sign_in(NIP, PIN, record=False)
        numbers += take(unit)
        unit.sync.run()
        assert list(unit.broken_things()) == []
        is_done = device_of(unit) != before
        unit.close()
        if not is_done:
            assert mobile_unit(home, *asked, code).returncode == 0
    unit = Home(home, cost=CHEAP).sign_in(NIP, PIN, record=False)
    numbers += take(unit)
    unit.sync.run()
    assert len(set(numbers)) == len(numbers)
    assert sorted(held(office, unit)) == sorted(numbers)
    require_all_is_well(office, unit)
    unit.close()


def test_a_copy_made_in_the_middle_has_a_key_of_its_own(office, empty, tmp_path):
    unit = enrolled(office, tmp_path / "laptop", "MIDDLE")
    numbers = take(unit)
    restored_office(office, empty)
    office.stop()
    with pytest.raises(HeadOfficeUnreachable):
        unit.enrolling_again.run("7QK3-9FHD-W2MT", server=office.url, anyway=True)
    office.start()
    copy = copied(unit, tmp_path / "copy")
    unit = anew(unit, office)
    numbers += take(copy)
    assert copy.sync.run().entries_waiting == 0, "what both were is known again, and good for the copy"
    both = [unit, anew(copy, office, anyway=True)]
    assert device_of(both[0]) != device_of(both[1])
    new = [number for each in both for number in take(each)]
    marks = {journal_of(number)[2] for number in new}
    assert len(marks - {""}) == 2, "soon after a restore each keeps its own"
    numbers += new
    for each in both:
        each.sync.run()
    assert sorted(held(office, both[0])) == sorted(set(numbers))
    require_all_is_well(office, *both)
    for each in both:
        each.close()


def test_by_stick_a_stranger_s_bundle_is_kept_and_everything_gets_in_afterwards(office, empty, tmp_path):
    unit = enrolled(office, tmp_path / "laptop", "STICK")
    numbers = take(unit)
    before = carry(unit, tmp_path / "before")
    restored_office(office, empty)
    with pytest.raises(Refusal) as refused:
        hand_in(office.home, before)
    assert refused.value.code == "bundle.stranger"
    with opened(office.home) as running:
        (kept,) = aside.kept(running)
        assert kept.refused == "bundle.stranger"
        assert str(refused.value.details["kept"]).endswith(kept.file)
        with pytest.raises(Refusal):
            aside.release(running, kept.file, "too early")
        assert aside.kept(running) == [kept]
    unit = anew(unit, office)
    numbers += take(unit)
    with opened(office.home) as running:
        taken = aside.release(running, kept.file, "enrolled again")
    assert (taken.entries_stored > 0, taken.quarantined) == (True, [])
    assert len(held(office, unit)) == 1
    (tmp_path / "after").mkdir()
    for written in unit.stick.export(tmp_path / "after"):
        assert hand_in(office.home, written.path).quarantined == []
    rows = office.lines("list", "--unit", "STICK")
    assert sorted(row["number"] for row in rows) == sorted(numbers)
    assert all(document["held"] for row in rows for document in row["documents"])
    unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "back.reply"))
    assert (unit.sync.status().waiting, unit.sync.status().blobs_waiting) == (0, 0)
    require_all_is_well(office, unit)
    unit.close()
