"""Wrong PINs make the next try wait, whatever is done to the program or the clock."""

from __future__ import annotations

import pytest

from mobile_unit.errors import MustWait, NotAllowed
from mobile_unit.store import tries
from mobile_unit.store.key_slots import KeySlots
from mobile_unit.store.tries import FREE_TRIES, WAITS, Tries, wait_after
from tests.conftest import CHEAP

NIP, PIN, WRONG = "199001012015031001", "135790", "864201"


class Machine:
    """Its uptime; turned off and on it begins at nothing."""

    def __init__(self) -> None:
        self.up = 5000.0


@pytest.fixture
def machine(monkeypatch):
    made = Machine()
    monkeypatch.setattr(tries, "uptime", lambda: made.up)
    return made


@pytest.fixture
def slots(tmp_path, machine):
    made = KeySlots(tmp_path / "keys.json", CHEAP)
    made.create(NIP, PIN)
    return made


def fail(slots, times=1):
    for _each in range(times):
        with pytest.raises(NotAllowed):
            slots.unlock(NIP, WRONG)


def test_five_are_free_and_then_even_the_right_one_waits(slots, machine):
    fail(slots, FREE_TRIES)
    with pytest.raises(MustWait) as told:
        slots.unlock(NIP, PIN)
    assert told.value.seconds == WAITS[0]
    assert str(WAITS[0]) in told.value.next_step
    machine.up += WAITS[0]
    assert slots.unlock(NIP, PIN).nip == NIP
    fail(slots)
    assert slots.unlock(NIP, PIN).nip == NIP


def test_the_waits_grow_to_a_quarter_of_an_hour(slots, machine):
    fail(slots, FREE_TRIES - 1)
    for wait in (*WAITS, WAITS[-1], WAITS[-1]):
        fail(slots)
        assert slots.tries.waiting() == wait
        machine.up += wait - 1
        assert slots.tries.waiting() == 1
        machine.up += 1
    assert wait_after(10_000) == 900


def test_a_try_that_must_wait_is_not_counted(slots):
    fail(slots, FREE_TRIES)
    total = slots.tries.total
    for _each in range(20):
        with pytest.raises(MustWait):
            slots.unlock(NIP, WRONG)
    assert slots.tries.total == total == FREE_TRIES


def test_another_program_counts_on(slots, machine):
    fail(slots, FREE_TRIES)
    with pytest.raises(MustWait):
        KeySlots(slots.path, CHEAP).unlock(NIP, PIN)


def test_a_restart_of_the_machine_begins_the_wait_anew(slots, machine):
    fail(slots, FREE_TRIES)
    machine.up = 3.0
    assert slots.tries.waiting() == WAITS[0]
    machine.up += 10
    assert slots.tries.waiting() == WAITS[0] - 10
    machine.up += 20
    assert slots.unlock(NIP, PIN).nip == NIP


def test_a_program_that_is_killed_while_it_tries_has_tried(slots):
    slots.tries.begin()
    assert slots.tries.total == 1
    assert slots.unlock(NIP, PIN).nip == NIP
    assert slots.tries.total == 1


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"wrong":"x"}', b'{"wrong":9,"total":9,"since":NaN}']
)
def test_a_damaged_file_locks_nobody_out_for_good(slots, machine, content):
    slots.path.with_name("tries.json").write_bytes(content)
    machine.up += slots.tries.waiting()
    assert slots.unlock(NIP, PIN).nip == NIP


def test_the_file_tells_nothing_of_who_or_what(slots):
    fail(slots, 2)
    content = slots.path.with_name("tries.json").read_text()
    assert WRONG not in content
    assert NIP not in content


def test_a_missing_file_is_a_new_one(tmp_path):
    assert Tries(tmp_path / "tries.json").waiting() == 0
