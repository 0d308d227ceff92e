"""A day's story from its entries, who may sign for it, and whether its clock is believed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.clock import JAKARTA
from mobile_unit.domain.clock_check import TOLERANCE_SECONDS, doubt_about
from mobile_unit.domain.entries import Entry, write_entry
from mobile_unit.domain.visits import Pause, Person, is_alone, may_sign, story_of

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=JAKARTA)
TURNS = ("opened", "paused", "resumed", "closed", "reopened")


def entry(turn: str, minute: int, **body) -> Entry:
    at = (NOON + timedelta(minutes=minute)).isoformat(timespec="seconds")
    return write_entry(
        journal="0" * 36, seq=1, prev=bytes(32), at=at, officer="1", kind=f"visit.{turn}", body=body
    )


def test_a_whole_day() -> None:
    sari, budi = {"nip": "1", "name": "Sari"}, {"nip": "2", "name": "Budi"}
    story = story_of(
        [
            entry("opened", 0, officers=[sari]),
            entry("paused", 1),
            entry("resumed", 2),
            entry("opened", 3, officers=[budi, sari]),
            entry("paused", 4),
            entry("closed", 5),
            entry("reopened", 6),
        ]
    )
    assert story.present == (Person("1", "Sari"), Person("2", "Budi"))
    assert [(pause.since[14:16], pause.until[14:16]) for pause in story.pauses] == [
        ("01", "02"),
        ("04", "05"),
    ]
    assert (story.state, story.reopened_at[14:16], len(story.closings)) == ("open", "06", 1)


def test_an_opening_of_an_older_program_names_nobody() -> None:
    assert story_of([entry("opened", 0)]).present == ()


@given(st.lists(st.sampled_from(TURNS), max_size=30))
def test_at_most_the_last_pause_lasts(turns) -> None:
    story = story_of(entry(turn, minute) for minute, turn in enumerate(turns))
    lasting = [pause for pause in story.pauses if pause.until is None]
    assert lasting == (list(story.pauses[-1:]) if story.state == "paused" else [])
    assert (story.paused_since is not None) == (story.state == "paused")
    assert len(story.closings) == turns.count("closed")
    assert all(isinstance(pause, Pause) for pause in story.pauses)


NIPS = st.sampled_from("ABCD")


@given(NIPS, st.sets(NIPS), st.sets(NIPS), st.sets(NIPS))
def test_four_eyes(signer, takers, present, active) -> None:
    alone = is_alone(present | takers, active)
    if not may_sign(signer, takers, alone=alone):
        assert takers == {signer}
        assert len(present | takers) > 1
        assert len(active) > 1
    if takers - {signer}:
        assert may_sign(signer, takers, alone=alone)


@pytest.mark.parametrize(
    ("newest", "latest_day", "offset", "expected"),
    [
        (None, None, None, None),
        (NOON + timedelta(seconds=TOLERANCE_SECONDS), None, TOLERANCE_SECONDS, None),
        (NOON + timedelta(minutes=45), None, 4000, ("went_back", 2700)),
        (NOON - timedelta(days=20), None, -4000, ("behind", 4000)),
        (None, date(2026, 11, 25), 4000, ("went_back", 12 * 3600)),
        (None, date(2026, 11, 24), 4000, ("ahead", 4000)),
    ],
)
def test_the_clock(newest, latest_day, offset, expected) -> None:
    doubt = doubt_about(NOON, newest=newest, latest_day=latest_day, offset=offset)
    assert (doubt and (doubt.kind, doubt.seconds)) == expected
