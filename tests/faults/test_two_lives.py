"""Two lives of one database: restored, copied, cloned, set back; nothing lost, no number twice."""

from __future__ import annotations

import shutil

import pytest

from head_office.problems import Refusal
from mobile_unit.app import Home
from mobile_unit.domain.entries import JOURNAL_OPENED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import journal_of
from mobile_unit.errors import UserFacingError
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.store import journal
from mobile_unit.store.life_marker import LifeMarker
from mobile_unit.sync.rounds import last_common
from tests.conftest import CHEAP, SetClock
from tests.offices import NIP, PIN, Office, enrolled
from tests.sticks import carry, fetch_reply, hand_in
from tests.sync.test_rounds import SAMPLES

_units = iter(f"L{n:03d}" for n in range(1000))
_scans = iter(range(1_000_000))


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    running = Office(tmp_path_factory.mktemp("head-office"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def unit(office, tmp_path):
    opened = enrolled(office, tmp_path / "laptop", next(_units))
    yield opened
    opened.close()


def take(unit, count: int = 1) -> list[str]:
    """So many applications with scans of their own; their numbers."""
    records = (SAMPLES * 3)[:count]
    return [
        unit.intake.take(
            Record(
                uuid7(),
                record["service"], record["applicant"], record["answers"],
                [(d["kind"], Scan(f"{next(_scans)}".encode() * 100, "image/jpeg"))
                 for d in record["documents"]],
            )
        ).number
        for record in records
    ]  # fmt: skip


def copied(unit, home, **options):
    """What a copy of the laptop's files is, on a laptop of its own, signed in."""
    shutil.copytree(unit.context.store.path.parent, home / "unit")
    return Home(home, cost=CHEAP, **options).sign_in(NIP, PIN)


def restored(file, home, **options):
    return Home(home, cost=CHEAP, **options).restore(file, "", PIN)


def held(office, unit) -> list[str]:
    return [row["number"] for row in office.lines("list", "--unit", unit.info.code)]


def require_all_is_well(office, *units) -> None:
    for unit in units:
        assert list(unit.broken_things()) == []
        assert unit.sync.status().refused == 0
    assert office.run("verify").returncode == 0


def why_begun(unit) -> list[str | None]:
    with unit.context.store.read() as connection:
        firsts = [journal.entry(connection, life, 1) for life, _end in journal.lives(connection)]
    assert {entry.kind for entry in firsts} == {JOURNAL_OPENED}
    return [entry.body.get("why") for entry in firsts]


def test_a_spare_laptop_goes_on_from_a_backup_and_so_does_the_first(office, unit, tmp_path):
    numbers = take(unit, 2)
    unit.backups.write(tmp_path / "x.backup")
    numbers += take(unit)  # after the backup: the first laptop alone has it
    spare = restored(tmp_path / "x.backup", tmp_path / "spare")
    numbers += take(spare, 2)  # offline, before anybody can be asked
    assert len(set(numbers)) == 5
    assert journal_of(numbers[-1])[2]
    spare.sync.run()
    unit.sync.run()
    assert sorted(held(office, unit)) == sorted(numbers)
    with_letter = take(spare)
    assert journal_of(with_letter[0])[1:] == ("B", "")
    spare.sync.run()
    assert sorted(held(office, unit)) == sorted(numbers + with_letter)
    assert (spare.sync.status().waiting, unit.sync.status().waiting) == (0, 0)
    require_all_is_well(office, unit, spare)
    spare.close()


def test_one_backup_on_two_laptops_and_a_backup_of_those(office, unit, tmp_path):
    take(unit)
    unit.backups.write(tmp_path / "x.backup")
    homes = [restored(tmp_path / "x.backup", tmp_path / f"spare-{n}") for n in range(2)]
    homes[0].backups.write(tmp_path / "y.backup")
    homes += [restored(tmp_path / "y.backup", tmp_path / f"spare-{n}") for n in range(2, 4)]
    numbers = [number for home in (unit, *homes) for number in take(home)]
    assert len(set(numbers)) == 5
    for home in reversed((unit, *homes)):  # the youngest first: lives before it come along
        home.sync.run()
    for home in homes:
        numbers += take(home)
        home.sync.run()
    assert len(set(numbers)) == 9
    assert set(numbers) < set(held(office, unit))
    assert len(held(office, unit)) == 10
    require_all_is_well(office, unit, *homes)
    for home in homes:
        home.close()


def test_a_copied_disk_is_known_by_its_place(office, unit, tmp_path):
    take(unit)
    unit.sync.run()
    other = copied(unit, tmp_path / "copy")
    assert why_begun(other) == [None, "copied"]
    numbers = take(unit) + take(other)
    assert len(set(numbers)) == 2
    other.sync.run()
    unit.sync.run()
    assert len(held(office, unit)) == 3
    require_all_is_well(office, unit, other)
    other.close()


def test_another_machine_is_known_by_itself(unit, tmp_path):
    unit.close()
    moved = Home(tmp_path / "laptop", cost=CHEAP, machine="another board").sign_in(NIP, PIN)
    assert why_begun(moved) == [None, "copied"]
    moved.close()
    again = Home(tmp_path / "laptop", cost=CHEAP, machine="another board").sign_in(NIP, PIN)
    assert why_begun(again) == [None, "copied"]
    again.close()


def test_a_home_that_is_used_again_and_again_keeps_its_life(unit, tmp_path):
    for _n in range(3):
        unit.close()
        unit = Home(tmp_path / "laptop", cost=CHEAP).sign_in(NIP, PIN)
        take(unit)
    assert why_begun(unit) == [None]
    unit.close()
    (tmp_path / "laptop").rename(tmp_path / "moved")
    moved = Home(tmp_path / "moved", cost=CHEAP).sign_in(NIP, PIN)
    assert why_begun(moved) == [None]
    moved.close()


def test_a_database_file_put_back_is_older_than_its_marker(office, unit, tmp_path):
    first = take(unit)
    unit.close()
    folder = tmp_path / "laptop" / "unit"
    shutil.copy(folder / "unit.db", tmp_path / "old.db")
    unit = Home(tmp_path / "laptop", cost=CHEAP).sign_in(NIP, PIN)
    lost = take(unit)
    unit.sync.run()
    unit.close()
    with (folder / "unit.db").open("r+b") as file:  # the same file, as a tool that copies over it leaves it
        file.truncate()
        file.write((tmp_path / "old.db").read_bytes())
    again = Home(tmp_path / "laptop", cost=CHEAP).sign_in(NIP, PIN)
    assert why_begun(again) == [None, "older"]
    new = take(again)
    again.sync.run()
    assert sorted(held(office, again)) == sorted(first + lost + new)
    require_all_is_well(office, again)
    again.close()


def test_a_marker_that_is_gone_or_damaged_costs_only_a_new_life(office, unit, tmp_path):
    for damage in (lambda path: path.unlink(), lambda path: path.write_bytes(b"{}\n")):
        unit.close()
        damage(tmp_path / "laptop" / "unit" / "life")
        unit = Home(tmp_path / "laptop", cost=CHEAP).sign_in(NIP, PIN)
        take(unit)
    assert why_begun(unit) == [None, "restored", "restored"]
    unit.sync.run()
    assert len(held(office, unit)) == 2
    require_all_is_well(office, unit)
    unit.close()


def test_a_clock_set_back_after_a_restore_gives_no_number_twice(office, tmp_path):
    clock = SetClock()
    unit = enrolled(office, tmp_path / "laptop", next(_units), clock=clock)
    numbers = take(unit, 2)
    unit.backups.write(tmp_path / "x.backup")
    numbers += take(unit)
    clock.move(days=-1000)
    numbers += take(unit)
    spare = restored(tmp_path / "x.backup", tmp_path / "spare", clock=clock)
    numbers += take(spare)
    clock.move(days=1000)
    numbers += take(spare) + take(unit)
    assert len(set(numbers)) == len(numbers) == 7
    for home in (spare, unit):
        home.sync.run()
    assert sorted(held(office, unit)) == sorted(numbers)
    require_all_is_well(office, unit, spare)
    spare.close()
    unit.close()


def undetected_copy(unit, home, **options):
    """A copy that its marker does not give away, as of a virtual machine; it is opened without a new life."""
    shutil.copytree(unit.context.store.path.parent, home / "unit")
    with unit.context.store.read() as connection:
        head = journal.current_head(connection)
    LifeMarker(home / "unit").make(head.journal, head.seq, head.hash)
    return Home(home, cost=CHEAP, **options).sign_in(NIP, PIN)


def test_a_fork_is_seen_by_head_office_and_said_again_in_a_new_life(office, tmp_path):
    clock, other_clock = SetClock(), SetClock()
    unit = enrolled(office, tmp_path / "laptop", next(_units), clock=clock)
    take(unit)
    unit.sync.run()
    other_clock.move(days=1)  # other numbers: what has been printed twice nobody can mend
    other = undetected_copy(unit, tmp_path / "clone", clock=other_clock)
    numbers, others = take(unit, 2), take(other, 3)
    unit.sync.run()
    result = other.sync.run()
    assert (result.waiting, result.entries_waiting) == (0, 0)
    assert why_begun(other) == [None, "forked"]
    assert len(held(office, unit)) == 6
    assert set(numbers + others) < set(held(office, unit))
    for number in others:  # each is told once, however often it was written
        steps = [step.kind for step in other.tracking.application(number).timeline]
        assert steps.count("application.submitted") == 1
        assert other.tracking.application(number).summary.state == "received"
    take(unit)
    take(other)
    unit.sync.run()
    other.sync.run()
    assert other.sync.run().entries_sent == 0
    assert len(held(office, unit)) == 8
    require_all_is_well(office, unit, other)
    other.close()
    unit.close()


def test_a_number_that_a_clone_printed_twice_is_named_never_lost(office, unit, tmp_path):
    other = undetected_copy(unit, tmp_path / "clone")
    assert take(unit) == take(other)
    unit.sync.run()
    other.sync.run()
    assert other.sync.status().refused == 1
    assert len(held(office, unit)) == 1
    assert next(iter(other.tracking.search("").rows)).state == "quarantined"
    assert list(other.broken_things()) == []
    assert office.run("verify").returncode == 0
    other.close()


@pytest.mark.parametrize("end", [0, 1, 2, 7, 100])
def test_the_last_common_entry_is_found_with_few_questions(end):
    for same in range(end + 1):
        asked = []
        found = last_common(end, lambda seq, same=same, asked=asked: asked.append(seq) or seq <= same)
        assert found == same
        assert len(asked) <= 8
        assert same < end or len(asked) <= 1


def test_a_copy_with_nothing_to_hand_in_gets_a_reply_that_begins_where_it_is(office, unit, tmp_path):
    (number,) = take(unit)
    unit.sync.run()
    other = copied(unit, tmp_path / "copy")
    other.sync.run()
    for name in ("first", "second", "third"):  # the last says how far the first laptop has heard by then
        take(unit)
        hand_in(office.home, carry(unit, tmp_path / name))
        unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / f"{name}.reply"))
    assert office.run("status", number, "verification").returncode == 0
    assert other.stick.export(tmp_path / "third") == ()
    with pytest.raises(UserFacingError, match="stik"):
        other.stick.take_reply(fetch_reply(office.home, other, tmp_path / "later.reply"))
    assert hand_in(office.home, carry(other, tmp_path / "asked")).entries_stored == 0
    other.stick.take_reply(fetch_reply(office.home, other, tmp_path / "fitting.reply"))
    assert [row.state for row in other.tracking.search(number, limit=1).rows] == ["verification"]
    assert other.stick.export(tmp_path / "asked") == ()
    require_all_is_well(office, unit, other)
    other.close()


def entries_handed_in(office, unit, folder) -> list[int]:
    """A stick there and back: how many entries each of its bundles had that head office held already."""
    folder.mkdir()
    taken = [hand_in(office.home, written.path) for written in unit.stick.export(folder)]
    unit.stick.take_reply(fetch_reply(office.home, unit, folder / "reply"))
    return [each.entries_held for each in taken]


def copied_while_it_went_on(office, unit, home):
    """A copy that holds an application which the first laptop handed in since, with one more."""
    take(unit)
    other = copied(unit, home)
    take(unit)
    unit.sync.run()
    return other


def test_a_copy_hears_by_stick_that_its_earlier_life_is_held(office, unit, tmp_path):
    other = copied_while_it_went_on(office, unit, tmp_path / "copy")
    numbers = take(other)
    again, new = entries_handed_in(office, other, tmp_path / "first")
    assert (again > 0, new) == (True, 0)
    assert other.sync.status().waiting == 0
    assert other.stick.export(tmp_path / "first") == ()
    numbers += take(other)
    assert entries_handed_in(office, other, tmp_path / "second") == [0]
    assert set(numbers) < set(held(office, unit))
    assert unit.sync.run().entries_sent == 0  # what the copy was told takes nothing back from the first
    unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "first.reply"))
    assert unit.stick.export(tmp_path) == ()
    require_all_is_well(office, unit, other)
    other.close()


def test_what_is_not_surely_held_of_an_earlier_life_goes_out_again(office, unit, tmp_path):
    other = copied_while_it_went_on(office, unit, tmp_path / "copy")
    reply = fetch_reply(office.home, unit, tmp_path / "before.reply")
    (tmp_path / "stick").mkdir()
    lost = other.stick.export(tmp_path / "stick")
    other.stick.take_reply(reply)  # from before head office knew where the copy ends
    assert [each.last for each in other.stick.export(tmp_path / "stick")][:1] == [lost[0].last]
    require_all_is_well(office, unit, other)
    other.close()


def test_a_copy_whose_earlier_life_is_another_story_says_it_again(office, tmp_path):
    clock, other_clock = SetClock(), SetClock()
    unit = enrolled(office, tmp_path / "laptop", next(_units), clock=clock)
    take(unit)
    unit.sync.run()
    other_clock.move(days=1)
    clone = undetected_copy(unit, tmp_path / "clone", clock=other_clock)
    numbers = take(clone, 2)
    other = copied(clone, tmp_path / "copy", clock=other_clock)
    numbers += take(unit, 8)
    unit.sync.run()  # further than the copy's life goes
    numbers += take(other)
    (tmp_path / "stick").mkdir()
    fork, new = other.stick.export(tmp_path / "stick")
    with pytest.raises(Refusal, match="journal"):
        hand_in(office.home, fork.path)
    hand_in(office.home, new.path)
    other.stick.take_reply(fetch_reply(office.home, other, tmp_path / "reply", clock))
    assert entries_handed_in(office, other, tmp_path / "again") == [0]
    assert other.stick.export(tmp_path / "again") == ()
    assert set(numbers) < set(held(office, unit))
    require_all_is_well(office, unit, other)
    for home in (other, clone, unit):
        home.close()
