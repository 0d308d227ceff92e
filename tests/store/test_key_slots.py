"""The key opens with each officer's own PIN and with nothing else."""

from __future__ import annotations

import json

import pytest

from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.store.key_slots import KeySlots
from tests.conftest import CHEAP

NIP, OTHER = "199001012015031001", "198512312010122002"


@pytest.fixture
def slots(tmp_path):
    return KeySlots(tmp_path / "keys.json", CHEAP)


def test_nip_or_its_last_digits_or_the_pin_alone_open(slots):
    made = slots.create(NIP, "135790")
    for who in (NIP, "1001", "031001", ""):
        assert slots.unlock(who, "135790") == made


@pytest.mark.parametrize(
    ("who", "pin"),
    [(NIP, "135791"), (OTHER, "135790"), ("2002", "135790"), ("001", "135790"), ("", "000000")],
)
def test_anything_else_is_refused_alike(slots, who, pin):
    slots.create(NIP, "135790")
    with pytest.raises(NotAllowed) as refused:
        slots.unlock(who, pin)
    assert refused.value.exit_status == 3


def test_two_officers_with_the_same_last_digits(slots):
    made = slots.create("199001012015031001", "135790")
    slots.add("198001012005031001", "246810", made.key)
    assert slots.unlock("1001", "135790").nip == "199001012015031001"
    assert slots.unlock("1001", "246810").nip == "198001012005031001"


def test_an_officer_is_added_and_removed_without_a_new_key(slots):
    made = slots.create(NIP, "135790")
    slots.add(OTHER, "246810", made.key)
    assert slots.unlock(OTHER, "246810").key == made.key
    slots.remove(NIP, made.key)
    with pytest.raises(NotAllowed):
        slots.unlock(NIP, "135790")
    assert slots.unlock(OTHER, "246810").key == made.key


def test_a_new_pin_replaces_the_old_one(slots):
    made = slots.create(NIP, "135790")
    slots.add(NIP, "909192", made.key)
    with pytest.raises(NotAllowed):
        slots.unlock(NIP, "135790")
    assert slots.unlock(NIP, "909192").key == made.key


def test_the_file_names_nobody(slots):
    made = slots.create(NIP, "135790")
    content = slots.path.read_text()
    assert NIP not in content
    assert made.key.hex() not in content


def test_the_last_digits_give_another_hint_in_each_file(tmp_path):
    hints = set()
    for number in range(8):  # of four letters each: two may be alike, all of them are not
        slots = KeySlots(tmp_path / f"{number}.json", CHEAP)
        slots.create(NIP, "135790")
        hints.add(json.loads(slots.path.read_text())["slots"][0]["hint"])
    assert len(hints) > 1


def test_a_short_pin_is_refused(slots):
    with pytest.raises(UserFacingError):
        slots.create(NIP, "12345")
    assert not slots.exists


def test_a_damaged_file_is_told(slots):
    slots.create(NIP, "135790")
    slots.path.write_text(slots.path.read_text()[:-20])
    with pytest.raises(UserFacingError) as told:
        slots.unlock(NIP, "135790")
    assert told.value.next_step
