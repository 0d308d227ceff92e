"""Head office restored from a backup, older or newer, by network and by stick: what it lost comes back."""

from __future__ import annotations

import shutil
from contextlib import nullcontext, suppress
from datetime import date, timedelta

import pytest

from head_office.problems import Refusal
from head_office.services import complaints, nightly
from head_office.services.publishing import read_feed
from mobile_unit.domain.complaints import OPEN, Person, Said
from mobile_unit.domain.entries import RECONCILIATION_EXPORTED
from mobile_unit.domain.numbers import journal_of
from mobile_unit.errors import UserFacingError
from mobile_unit.store import inbox
from mobile_unit.store.tables import reconciled
from mobile_unit.sync.rounds import Round
from tests.conftest import SetClock
from tests.faults.test_two_lives import copied, held, require_all_is_well, restored, take
from tests.offices import enrolled, running_office
from tests.sticks import carry, fetch_reply, hand_in, opened
from tests.sync.test_complaints import SUPERVISOR


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def unit(office, tmp_path):
    opened = enrolled(office, tmp_path / "laptop")
    yield opened
    opened.close()


def back_up(office, path) -> None:
    done = office.run("backup", "--plain", str(path))
    assert done.returncode == 0, done.stderr


def states_agreed(office, unit) -> dict[str, str]:
    """Each application's state, which both sides hold alike."""
    states = {row["number"]: row["state"] for row in office.lines("list")}
    assert {row.number: row.state for row in unit.tracking.search().rows} == states
    return states


def require_held_whole(office, numbers) -> None:
    """Head office holds these and no others, each with its scans."""
    rows = office.lines("list")
    assert sorted(row["number"] for row in rows) == sorted(numbers)
    assert all(document["held"] for row in rows for document in row["documents"])


def restored_office(office, backup) -> None:
    """Head office's machine failed; it is what the backup holds."""
    office.stop()
    shutil.rmtree(office.home)
    done = office.run("restore", str(backup))
    assert done.returncode == 0, done.stderr
    office.start()


def test_head_office_restored_gets_everything_back_that_units_hold(office, unit, tmp_path):
    numbers = take(unit, 2)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    numbers += take(unit, 2)
    unit.sync.run()
    office.lines("status", numbers[0], "verification", "--note", "Jadwal wawancara menyusul")
    office.lines("status", numbers[3], "verification")
    office.lines("status", numbers[3], "ready")
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    assert len(held(office, unit)) == 2
    numbers += take(unit)
    unit.sync.run()
    require_held_whole(office, numbers)
    unit.sync.run()
    states = states_agreed(office, unit)
    assert states[numbers[0]] == "verification"
    assert states[numbers[3]] == "ready"
    quiet = unit.sync.run()
    assert (quiet.entries_sent, quiet.received, quiet.blobs_waiting) == (0, 0, 0)
    office.lines("status", numbers[3], "handed_over")
    assert unit.sync.run().received == 1
    require_all_is_well(office, unit)


def test_a_restored_head_office_says_no_letter_twice(office, unit, tmp_path):
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    unit.backups.write(tmp_path / "x.backup")
    spares = [restored(tmp_path / "x.backup", tmp_path / f"spare-{n}") for n in range(2)]
    spares[0].sync.run()
    numbers = take(spares[0])
    assert journal_of(numbers[0])[1:] == ("B", "")
    restored_office(office, tmp_path / "office.backup")
    spares[1].sync.run()
    numbers += take(spares[1])
    for home in (*spares, unit):
        home.sync.run()
    numbers += take(spares[0]) + take(spares[1])
    for home in spares:
        home.sync.run()
    assert sorted(held(office, unit)) == sorted(set(numbers))
    assert len(numbers) == len(set(numbers)) == 4
    require_all_is_well(office, unit, *spares)
    for home in spares:
        home.close()


def test_a_restored_head_office_that_is_reached_by_stick_alone_gets_everything_back(office, unit, tmp_path):
    back_up(office, tmp_path / "office.backup")
    numbers = take(unit, 2)
    hand_in(office.home, carry(unit, tmp_path / "first"))
    old_reply = fetch_reply(office.home, unit, tmp_path / "old.reply")
    unit.stick.take_reply(old_reply)
    assert unit.sync.status().waiting == 0
    restored_office(office, tmp_path / "office.backup")
    numbers += take(unit)
    with pytest.raises(Refusal):
        hand_in(office.home, carry(unit, tmp_path / "second"))
    unit.stick.take_reply(old_reply)
    assert unit.sync.status().waiting == 1, "what was said before the restore takes nothing back"
    blobs_before = unit.sync.status().blobs_waiting
    later = SetClock(unit.clock.now() + timedelta(minutes=1))  # head office says its time in whole seconds
    unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "new.reply", later))
    assert unit.sync.status().blobs_waiting > blobs_before
    hand_in(office.home, carry(unit, tmp_path / "third"))
    require_held_whole(office, numbers)
    require_all_is_well(office, unit)


def export_and_hand_in(office, unit, folder) -> list[str]:
    """Why each bundle was refused; "" for one that was taken in."""
    folder.mkdir()
    codes = []
    for written in unit.stick.export(folder):
        try:
            hand_in(office.home, written.path)
            codes.append("")
        except Refusal as refusal:
            codes.append(refusal.code)
    return codes


def test_a_life_begun_after_head_office_s_backup_comes_back_by_stick_alone(office, unit, tmp_path):
    clock = SetClock()
    numbers = take(unit)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    other = copied(unit, tmp_path / "copy")
    numbers += take(other)
    other.sync.run()
    restored_office(office, tmp_path / "office.backup")
    numbers += take(other)
    assert export_and_hand_in(office, other, tmp_path / "first") == ["journal.foreign"]
    clock = SetClock(unit.clock.now() + timedelta(minutes=1))
    other.stick.take_reply(fetch_reply(office.home, other, tmp_path / "one.reply", clock))
    assert export_and_hand_in(office, other, tmp_path / "second") == [""]
    clock.move(minutes=1)
    other.stick.take_reply(fetch_reply(office.home, other, tmp_path / "two.reply", clock))
    require_held_whole(office, numbers)
    assert (other.sync.status().waiting, other.sync.status().blobs_waiting) == (0, 0)
    require_all_is_well(office, unit, other)
    other.close()


@pytest.mark.parametrize("said_since", [1, 8])
def test_by_stick_alone_a_unit_follows_what_a_restored_head_office_says(office, unit, tmp_path, said_since):
    """Less than the unit had heard, and more than that: then only all of it shows where both part."""
    numbers = take(unit, 2)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    for state in ("verification", "ready"):
        office.lines("status", numbers[0], state)
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    for n in range(said_since):
        office.lines("status", numbers[1], ("verification", "ready")[n % 2])
    state = office.lines("list")[1]["state"]
    clock = SetClock(unit.clock.now() + timedelta(minutes=1))
    for n in range(2 if said_since < 3 else 3):  # what was lost is handed back once it is seen to be
        take(unit)
        assert set(export_and_hand_in(office, unit, tmp_path / f"out {n}")) == {""}
        clock.move(minutes=1)
        reply = fetch_reply(office.home, unit, tmp_path / f"{n}.reply", clock)
        if n == 0 and said_since > 2:
            with pytest.raises(UserFacingError, match="balasan baru"):
                unit.stick.take_reply(reply)
        else:
            unit.stick.take_reply(reply)
    assert unit.tracking.application(numbers[1]).summary.state == state
    assert export_and_hand_in(office, unit, tmp_path / "no more") == []
    require_all_is_well(office, unit)


def test_by_stick_alone_a_unit_sees_another_line_though_it_is_as_long_as_its_own(office, unit, tmp_path):
    """And though nothing more is said, so that nothing in the reply is new by its number."""
    numbers = take(unit, 2)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    for state in ("verification", "ready"):
        office.lines("status", numbers[0], state)
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    for state in ("verification", "ready"):
        office.lines("status", numbers[1], state)
    clock = SetClock(unit.clock.now() + timedelta(minutes=1))
    for n in range(4):
        with unit.context.store.write() as connection:  # what head office has nothing to say to
            unit.context.record(connection, RECONCILIATION_EXPORTED, {"rows": 0, "days": 0, "different": 0})
        hand_in(office.home, carry(unit, tmp_path / f"out {n}"))
        clock.move(minutes=1)
        with suppress(UserFacingError):  # the lines part further back than the reply begins: all is asked for
            unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / f"{n}.reply", clock))
    assert set(states_agreed(office, unit).values()) == {"ready"}, "what was lost came back too"
    require_all_is_well(office, unit)


def test_an_office_that_is_restored_to_before_an_earlier_restore_is_followed(office, unit, tmp_path):
    """It goes on with a line that ends before what it said last; what is newer is seen by its end."""
    numbers = take(unit, 2)
    unit.sync.run()
    back_up(office, tmp_path / "early.backup")
    office.lines("status", numbers[0], "verification")
    unit.sync.run()
    back_up(office, tmp_path / "late.backup")
    restored_office(office, tmp_path / "early.backup")
    office.lines("status", numbers[1], "verification")
    office.lines("status", numbers[1], "ready")
    unit.sync.run()
    restored_office(office, tmp_path / "late.backup")
    numbers += take(unit)
    unit.sync.run()
    unit.sync.run()
    office.lines("status", numbers[0], "ready")
    assert unit.sync.run().received == 1
    states = states_agreed(office, unit)
    assert (states[numbers[0]], states[numbers[1]]) == ("ready", "ready")
    require_all_is_well(office, unit)


def test_a_unit_with_a_token_in_hand_hears_of_a_restore_though_both_feeds_are_as_long(office, unit, tmp_path):
    numbers = take(unit, 2)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    office.lines("status", numbers[0], "verification")
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    office.lines("status", numbers[1], "ready")
    unit.sync.run()
    states = states_agreed(office, unit)
    assert (states[numbers[0]], states[numbers[1]]) == ("verification", "ready")
    require_all_is_well(office, unit)


def feed_of(unit) -> list[tuple[int, str, str]]:
    """What the unit heard, in order."""
    with unit.context.store.read() as connection:
        return [(each["seq"], each["kind"], each["at"]) for each in inbox.signed_after(connection, 0)]


def said_to(office, unit) -> int:
    """How far head office's messages to the unit go."""
    with opened(office.home) as running:
        entries, _more = read_feed(running, unit.info.code, 0, 500)
    return len(entries)


def exchange(office, unit, folder, clock) -> None:
    """Out with a stick, and back with its reply; where that did not fit yet, once more."""
    for n in range(2):
        assert set(export_and_hand_in(office, unit, folder.with_name(f"{folder.name} {n}"))) <= {""}
        clock.move(minutes=1)
        reply = fetch_reply(office.home, unit, folder.with_name(f"{folder.name} {n}.reply"), clock)
        with suppress(UserFacingError) if n == 0 else nullcontext():
            unit.stick.take_reply(reply)


def test_by_stick_alone_scans_come_back_that_came_after_the_backup_of_their_entries(
    office, unit, tmp_path, monkeypatch
):
    """Heads and messages are as they were: that another life of its database speaks is all that shows it."""
    numbers = take(unit)
    with monkeypatch.context() as patch:
        patch.setattr(Round, "_send_scans", lambda _self: 0)
        unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    unit.sync.run()
    with opened(office.home) as running:
        nightly.reconcile(running, unit.info.code, date(2026, 11, 24))
    unit.sync.run()
    assert (unit.sync.status().blobs_waiting, stated(unit)) == (0, 1)
    restored_office(office, tmp_path / "office.backup")
    exchange(office, unit, tmp_path / "stick", SetClock(unit.clock.now()))
    assert stated(unit) == 0, "what was signed before the restore counts no longer"
    require_held_whole(office, numbers)
    require_all_is_well(office, unit)


def test_a_reply_from_before_the_restore_is_not_taken_after_it(office, unit, tmp_path):
    """It would count as held what was lost since, and its messages as the newest."""
    numbers = take(unit)
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    office.lines("status", numbers[0], "verification")
    clock = SetClock(unit.clock.now())
    late = fetch_reply(office.home, unit, tmp_path / "late.reply", clock)
    restored_office(office, tmp_path / "office.backup")
    clock.move(minutes=1)
    unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "new.reply", clock))
    heard = feed_of(unit)
    with pytest.raises(UserFacingError, match="sebelum kantor dipulihkan"):
        unit.stick.take_reply(late)
    assert feed_of(unit) == heard
    assert states_agreed(office, unit)[numbers[0]] == "received"


def stated(unit) -> int:
    """Of how many applications head office signed that it holds them whole."""
    with unit.context.store.read() as connection:
        return len(connection.execute(reconciled.select()).all())


@pytest.mark.parametrize("said_since", [0, 1, 8], ids=["nothing", "less", "more"])
def test_by_stick_alone_decisions_that_a_restored_head_office_lost_come_back(
    office, unit, tmp_path, said_since
):
    """Whatever it said since: nothing, less or more than the unit had heard."""
    numbers = take(unit, 2)
    clock = SetClock(unit.clock.now())
    exchange(office, unit, tmp_path / "first", clock)
    back_up(office, tmp_path / "office.backup")
    office.lines("status", numbers[0], "verification", "--note", "Jadwal wawancara menyusul")
    office.lines("status", numbers[0], "ready")
    exchange(office, unit, tmp_path / "second", clock)
    assert unit.tracking.application(numbers[0]).summary.state == "ready"
    restored_office(office, tmp_path / "office.backup")
    assert {row["number"]: row["state"] for row in office.lines("list")}[numbers[0]] != "ready"
    for n in range(said_since):
        office.lines("status", numbers[1], ("verification", "ready")[n % 2])
    for n in range(3):
        exchange(office, unit, tmp_path / f"later {n}", clock)
    assert states_agreed(office, unit)[numbers[0]] == "ready"
    fed = len(feed_of(unit))
    exchange(office, unit, tmp_path / "no more", clock)
    assert len(feed_of(unit)) == fed, "what came back is not handed back for ever"
    require_all_is_well(office, unit)


def test_the_same_bundle_gives_back_once(office, unit, tmp_path):
    numbers = take(unit)
    clock = SetClock(unit.clock.now())
    exchange(office, unit, tmp_path / "first", clock)
    back_up(office, tmp_path / "office.backup")
    office.lines("status", numbers[0], "verification")
    exchange(office, unit, tmp_path / "second", clock)
    restored_office(office, tmp_path / "office.backup")
    clock.move(minutes=1)
    unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "x.reply", clock))
    bundle = carry(unit, tmp_path / "out")
    hand_in(office.home, bundle)
    said = said_to(office, unit)
    assert states_agreed(office, unit)[numbers[0]] == "verification"
    hand_in(office.home, bundle)
    assert said_to(office, unit) == said


def test_what_a_stick_set_aside_goes_back_over_the_network_too(office, unit, tmp_path):
    numbers = take(unit)
    clock = SetClock(unit.clock.now())
    exchange(office, unit, tmp_path / "first", clock)
    back_up(office, tmp_path / "office.backup")
    office.lines("status", numbers[0], "verification")
    exchange(office, unit, tmp_path / "second", clock)
    restored_office(office, tmp_path / "office.backup")
    clock.move(minutes=1)
    unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "x.reply", clock))
    unit.sync.run()
    unit.sync.run()
    assert states_agreed(office, unit)[numbers[0]] == "verification"
    assert unit.sync.run().received == 0
    require_all_is_well(office, unit)


def test_messages_that_a_restored_laptop_lost_come_again_by_stick_alone(office, unit, tmp_path):
    """Its backup is older than what it heard since; a reply written before it says so comes too late."""
    numbers = take(unit, 2)
    clock = SetClock(unit.clock.now())
    exchange(office, unit, tmp_path / "first", clock)
    unit.backups.write(tmp_path / "x.backup")
    office.lines("status", numbers[0], "verification")
    office.lines("ask", numbers[1], "--field", "applicant.birth_place", "--sentence", "Sesuai akta.")
    exchange(office, unit, tmp_path / "second", clock)
    take(unit)
    exchange(office, unit, tmp_path / "third", clock)  # which says how far it heard
    spare = restored(tmp_path / "x.backup", tmp_path / "spare")
    assert {row.state for row in spare.tracking.search().rows}.isdisjoint({"verification", "incomplete"})
    early = fetch_reply(office.home, spare, tmp_path / "early.reply", clock)
    with pytest.raises(UserFacingError) as refused:
        spare.stick.take_reply(early)
    assert "balasan baru" in str(refused.value.next_step)
    exchange(office, spare, tmp_path / "fourth", clock)
    states = {row.number: row.state for row in spare.tracking.search().rows}
    assert states == {numbers[0]: "verification", numbers[1]: "incomplete"}
    assert feed_of(spare)[: len(feed_of(unit))] == feed_of(unit)
    assert [task.number for task in spare.corrections.tasks()] == [numbers[1]]
    require_all_is_well(office, spare)
    spare.close()


def test_what_a_unit_did_upon_a_decision_that_was_lost_is_applied_once_the_decision_is_back(
    office, unit, tmp_path
):
    """A passport handed over, an answer told: their entries come back before what they follow from."""
    numbers = take(unit, 1)
    asked = unit.complaints.take(Said("information", OPEN, "phone", "Kapan ke Pakuan Ratu?", Person("BUDI")))
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    for state in ("verification", "ready"):
        office.lines("status", numbers[0], state)
    with opened(office.home) as desk:
        row = complaints.opened(desk, SUPERVISOR, asked.number).listed.row
        complaints.decide(desk, SUPERVISOR, asked.number, row["revision"], "answered", "Tanggal 3.")
    unit.sync.run()
    (application,) = (row.id for row in unit.tracking.search().rows)
    unit.handover.record(application, "self", "Budi Santoso", ["payment_proof", "id_card"])
    unit.complaints.tell(asked.id, "phoned", "satisfied", "")
    unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    for _n in range(3):
        unit.sync.run()
    assert states_agreed(office, unit)[numbers[0]] == "handed_over"
    with opened(office.home) as desk:
        found = complaints.opened(desk, SUPERVISOR, asked.number)
    assert (found.answer, found.steps[-1].what) == ("Tanggal 3.", "told")
    detail = unit.complaints.detail(asked.id)
    assert (detail.status, detail.answer) == ("answered", "Tanggal 3.")
    assert not unit.complaints.keys("to_tell"), "nobody is told the same twice"
    require_all_is_well(office, unit)


def test_an_answer_that_was_opened_again_comes_back_with_what_was_told_of_it(office, unit, tmp_path):
    asked = unit.complaints.take(Said("information", OPEN, "phone", "Kapan ke Pakuan Ratu?", Person("BUDI")))
    unit.sync.run()
    back_up(office, tmp_path / "office.backup")
    for status, words in (("answered", "Tanggal 3."), ("reopened", "Ternyata tanggal 4.")):
        with opened(office.home) as desk:
            row = complaints.opened(desk, SUPERVISOR, asked.number).listed.row
            complaints.decide(desk, SUPERVISOR, asked.number, row["revision"], status, words)
        unit.sync.run()
        if status == "answered":
            unit.complaints.tell(asked.id, "phoned", "satisfied", "")
            unit.sync.run()
    restored_office(office, tmp_path / "office.backup")
    for _n in range(3):
        unit.sync.run()
    with opened(office.home) as desk:
        found = complaints.opened(desk, SUPERVISOR, asked.number)
    assert found.listed.row["status"] == unit.complaints.detail(asked.id).status == "reopened"
    assert [step.words for step in found.steps if step.status == "answered"] == ["Tanggal 3."]
    assert [step.what for step in found.steps].count("told") == 1
    require_all_is_well(office, unit)
