"""The full circle on a stick, without a network: export, import, reply, import; and what comes between."""

from __future__ import annotations

import contextlib
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobile_unit.app import Home
from mobile_unit.domain.applications import Filter
from mobile_unit.errors import Cancelled, UserFacingError
from mobile_unit.resources import resource
from mobile_unit.store import journal
from mobile_unit.store import settings as kept
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, Office, json_lines, mobile_unit
from tests.sticks import carry, fetch_reply, hand_in, listed_at, opened, states, take, unit_of

SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
_units = (f"B{n:03d}" for n in itertools.count())


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    running = Office(tmp_path_factory.mktemp("head-office"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def unit(office, tmp_path):
    made = unit_of(office, tmp_path / "unit", next(_units))
    yield made
    made.close()


def test_the_full_circle_without_a_network(office, unit, tmp_path) -> None:
    take(unit, SAMPLES[:3])
    assert set(states(unit)) == {"waiting"}
    bundle = carry(unit, tmp_path / "stick")
    assert bundle.name.startswith(f"{unit.info.code}-")
    assert set(states(unit)) == {"on_stick"}
    assert unit.sync.status().on_stick == 3
    taken = hand_in(office.home, bundle)
    assert (taken.entries_held, taken.quarantined, taken.blobs_unwanted) == (0, [], 0)
    assert taken.entries_stored == taken.last
    assert {row["state"] for row in listed_at(office, unit)} == {"received"}
    assert all(d["held"] for r in listed_at(office, unit) for d in r["documents"])
    reply = fetch_reply(office.home, unit, tmp_path / "stick" / "reply")
    assert unit.stick.find_reply(tmp_path / "stick") == reply
    numbers = unit.stick.take_reply(reply)
    assert (numbers.acknowledged, numbers.waiting, numbers.blobs_waiting, numbers.refused) == (3, 0, 0, 0)
    assert numbers.received >= 3
    assert set(states(unit)) == {"received"}
    assert unit.sync.status().on_stick == 0
    again = unit.stick.take_reply(reply)
    assert (again.acknowledged, again.received, again.entries_sent) == (0, 0, 0)
    assert list(unit.broken_things()) == []
    assert office.run("verify").returncode == 0


def test_the_same_bundle_twice_changes_nothing(office, unit, tmp_path) -> None:
    take(unit, SAMPLES[:2])
    bundle = carry(unit, tmp_path / "stick")
    first = hand_in(office.home, bundle)
    before = listed_at(office, unit)
    second = hand_in(office.home, bundle)
    assert (second.entries_stored, second.blobs_stored, second.quarantined) == (0, 0, [])
    assert (second.entries_held, second.blobs_held) == (first.entries_stored, first.blobs_stored)
    assert listed_at(office, unit) == before


def test_a_second_export_has_everything_that_is_not_acknowledged(office, unit, tmp_path) -> None:
    take(unit, SAMPLES[:1])
    lost = carry(unit, tmp_path / "lost")
    take(unit, SAMPLES[:2], first=1)
    found = carry(unit, tmp_path / "found")
    assert lost.name != found.name
    taken = hand_in(office.home, found)
    assert taken.first == 1
    assert len(listed_at(office, unit)) == 2
    late = hand_in(office.home, lost)
    assert (late.entries_stored, late.blobs_stored) == (0, 0)


def test_nothing_to_carry_makes_no_file(office, unit, tmp_path) -> None:
    take(unit, SAMPLES[:1])
    unit.sync.run()
    (tmp_path / "stick").mkdir()
    assert unit.stick.export(tmp_path / "stick") == ()
    assert list((tmp_path / "stick").iterdir()) == []


def test_scans_that_the_network_left_behind_go_by_stick(office, unit, tmp_path) -> None:
    take(unit, SAMPLES[:1])
    seen = []
    with pytest.raises(Cancelled):
        unit.sync.run(seen.append, lambda: bool(seen) and seen[-1].step == "scans")
    assert states(unit) == ["sent"]
    left = unit.sync.status().blobs_waiting
    assert 0 < left <= len(SAMPLES[0]["documents"])
    taken = hand_in(office.home, carry(unit, tmp_path / "stick"))
    assert taken.blobs_stored == left
    unit.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "reply"))
    assert states(unit) == ["received"]


STEPS = st.lists(
    st.sampled_from(["take", "sync", "cut", "export", "import", "old", "reply", "answer"]),
    min_size=3,
    max_size=9,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=STEPS)
def test_network_and_stick_in_any_order(office, tmp_path_factory, steps: list[str]) -> None:
    """Whatever was done in whatever order, after one more export, import and reply all is in once."""
    folder = tmp_path_factory.mktemp("any-order")
    unit = unit_of(office, folder / "unit", next(_units))
    sticks: list[Path] = []
    answers: list[Path] = []
    count = 0
    try:
        for number, step in enumerate(steps):
            if step == "take":
                count += len(take(unit, SAMPLES[: count + 1], first=count))
            elif step == "sync":
                unit.sync.run()
            elif step == "cut":
                calls = iter(range(4 + number))
                with contextlib.suppress(Cancelled):
                    unit.sync.run(cancelled=lambda calls=calls: next(calls, None) is None)
            elif step == "export":
                (folder / str(number)).mkdir()
                sticks += [each.path for each in unit.stick.export(folder / str(number))]
            elif step in ("import", "old") and sticks:
                hand_in(office.home, sticks[-1 if step == "import" else 0])
            elif step == "reply":
                answers.append(fetch_reply(office.home, unit, folder / f"reply{number}"))
            elif step == "answer" and answers:
                unit.stick.take_reply(answers[0])
            held = office_entries(office, unit)
            with unit.context.store.read() as connection:
                (life,) = journal.acknowledged(connection).items()
            assert life[1] <= held
        (folder / "end").mkdir()
        for each in unit.stick.export(folder / "end"):
            hand_in(office.home, each.path)
        unit.stick.take_reply(fetch_reply(office.home, unit, folder / "last"))
        assert states(unit) == ["received"] * count
        rows = listed_at(office, unit)
        assert len({row["id"] for row in rows}) == len(rows) == count
        assert list(unit.broken_things()) == []
    finally:
        unit.close()


def office_entries(office, unit) -> int:
    """How far head office holds the unit's journal."""
    from head_office.services.ingest import signed_head
    from head_office.store.devices import Device

    with unit.context.store.read() as connection:
        life = journal.current_head(connection).journal
    with opened(office.home) as running:
        return int(signed_head(running, Device("", unit.info.code, b"", None), life)["seq"])


def test_a_list_is_narrowed_to_what_is_on_the_stick(office, unit, tmp_path) -> None:
    first = take(unit, SAMPLES[:2])
    carry(unit, tmp_path / "stick")
    second = take(unit, SAMPLES[:3], first=2)

    def listed(state: str) -> set[str]:
        keys, _count = unit.tracking.look(Filter("", state, None, None, None), limit=50)
        assert len(keys) < 50
        return {row.id for row in unit.tracking.rows(keys).values()}

    assert listed("on_stick") == {each.id for each in first}
    assert listed("waiting") == {each.id for each in second}
    assert listed("sent") == set()
    assert unit.sync.status().waiting == 3


def test_a_unit_of_the_first_version_learns_the_key_at_its_next_sync(office, unit, tmp_path) -> None:
    take(unit, SAMPLES[:1])
    with unit.context.store.write() as connection:
        kept.put(connection, kept.BUNDLE_KEY, None)
    with pytest.raises(UserFacingError, match="kunci"):
        unit.stick.export(tmp_path)
    unit.sync.run()
    take(unit, SAMPLES[:2], first=1)
    assert carry(unit, tmp_path / "stick").exists()


def test_a_key_that_head_office_did_not_sign_is_not_sealed_to(office, unit, tmp_path) -> None:
    from mobile_unit.sync import sealing, wire

    with unit.context.store.write() as connection:
        mine = sealing.recipient_of(sealing.new_identity())
        kept.put(connection, kept.BUNDLE_KEY, sealing.vouch(wire.new_key(), mine))
    take(unit, SAMPLES[:1])
    with pytest.raises(UserFacingError):
        unit.stick.export(tmp_path)


def test_bad_replies_are_refused_and_change_nothing(office, unit, tmp_path) -> None:
    take(unit, SAMPLES[:1])
    hand_in(office.home, carry(unit, tmp_path / "stick"))
    reply = fetch_reply(office.home, unit, tmp_path / "reply")
    whole = reply.read_bytes()
    bad = tmp_path / "bad"
    for damaged in (
        b"",
        b"nothing",
        whole[:-1],
        whole[: len(whole) // 2],
        whole + b"x",
        *(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 97)),
    ):
        bad.write_bytes(damaged)
        with pytest.raises(UserFacingError):
            unit.stick.take_reply(bad)
    assert states(unit) == ["on_stick"]
    other = unit_of(office, tmp_path / "other", next(_units))
    bad = fetch_reply(office.home, other, tmp_path / "for-another")
    other.close()
    with pytest.raises(UserFacingError, match="bukan balasan untuk laptop ini"):
        unit.stick.take_reply(bad)
    for n in range(300):
        (tmp_path / f"photo{n}.jpg").write_bytes(b"\xff\xd8")
    reply.touch()
    assert unit.stick.find_reply(tmp_path) == reply


def test_a_copy_of_the_laptop_goes_on_in_a_life_of_its_own(office, unit, tmp_path) -> None:
    """Head office holds what the copy does not have; by sticks alone both go on."""
    import shutil

    shutil.copytree(tmp_path / "unit", tmp_path / "older")
    take(unit, SAMPLES[:2])
    hand_in(office.home, carry(unit, tmp_path / "stick"))
    older = Home(tmp_path / "older", cost=CHEAP).sign_in(NIP, PIN)
    reply = fetch_reply(office.home, unit, tmp_path / "reply")
    older.stick.take_reply(reply)
    take(older, SAMPLES[:3], first=2)
    (tmp_path / "stick-2").mkdir()
    for written in older.stick.export(tmp_path / "stick-2"):  # the life before, and the new one
        hand_in(office.home, written.path)
    older.stick.take_reply(fetch_reply(office.home, older, tmp_path / "reply-2"))
    assert states(older) == ["received"]
    assert older.tracking.search().rows[0].number.startswith(f"{unit.info.code}A")
    assert len(office.lines("list", "--unit", unit.info.code)) == 3
    with older.context.store.read() as connection:
        assert journal.current_head(connection).letter == "B"
    older.close()


def test_a_reply_that_begins_too_late_says_so(office, unit, tmp_path) -> None:
    import shutil

    shutil.copytree(tmp_path / "unit", tmp_path / "older")
    take(unit, SAMPLES[:1])
    unit.sync.run()
    take(unit, SAMPLES[:2], first=1)
    hand_in(office.home, carry(unit, tmp_path / "stick"))
    older = Home(tmp_path / "older", cost=CHEAP).sign_in(NIP, PIN)
    with pytest.raises(UserFacingError, match="dimulai setelah"):
        older.stick.take_reply(fetch_reply(office.home, unit, tmp_path / "reply"))
    older.close()


def test_the_commands(office, unit, tmp_path) -> None:
    take(unit, SAMPLES[:1])
    stick = tmp_path / "stick"
    stick.mkdir()
    done = mobile_unit(tmp_path / "unit", "export", str(stick), "--json")
    assert done.returncode == 0, done.stderr
    (said,) = json_lines(done)
    assert Path(said["path"]).parent == stick
    (taken,) = office.lines("import", said["path"])
    assert taken["entries_stored"] == said["last"]
    assert taken["blobs_stored"] == said["blobs"]
    reply = stick / "WK.reply"
    (written,) = office.lines("reply", unit.info.code, "--out", str(reply))
    assert written["entries"] > 0
    done = mobile_unit(tmp_path / "unit", "import", str(reply), "--json")
    assert done.returncode == 0, done.stderr
    assert json_lines(done)[0]["acknowledged"] == 1
    refused = office.run("import", str(reply), "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["refused"] == "bundle.not_for_us"
    assert mobile_unit(tmp_path / "unit", "import", said["path"]).returncode == 1
    assert mobile_unit(tmp_path / "unit", "export", str(tmp_path / "nowhere")).returncode == 2
    assert not any(word in said["path"] for word in SAMPLES[0]["applicant"]["full_name"].split())
