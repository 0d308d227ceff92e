"""Warnings rise and never fall with what they are about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.alarms import MB, Kind, Level, Thresholds, alarms

COUNTS = st.integers(0, 10**6)
BYTES = st.integers(0, 10**13)
HOURS = st.floats(-1000, 10**5, allow_nan=False)
STEPS = st.lists(st.integers(0, 10**6), min_size=3, max_size=3)


def levels(**values) -> dict[str, Level]:
    asked = {"unsent_hours": None, "waiting": 0, "free_bytes": None, **values}
    return {alarm.kind: alarm.level for alarm in alarms(Thresholds(), **asked)}


def test_the_usual_steps() -> None:
    assert levels(unsent_hours=23.99, waiting=99, free_bytes=2048 * MB + 1) == {}
    assert levels(unsent_hours=24, waiting=100, free_bytes=2048 * MB) == dict.fromkeys(
        ("unsent", "waiting", "disk"), Level.NOTICE
    )
    assert levels(unsent_hours=72, waiting=300, free_bytes=500 * MB) == dict.fromkeys(
        ("unsent", "waiting", "disk"), Level.WARN
    )
    assert levels(unsent_hours=168, waiting=600, free_bytes=100 * MB) == dict.fromkeys(
        ("unsent", "waiting", "disk"), Level.URGENT
    )


@given(st.tuples(HOURS, HOURS), st.tuples(COUNTS, COUNTS), st.tuples(BYTES, BYTES))
def test_more_is_never_calmer(hours, waiting, free) -> None:
    less = levels(unsent_hours=min(hours), waiting=min(waiting), free_bytes=max(free))
    more = levels(unsent_hours=max(hours), waiting=max(waiting), free_bytes=min(free))
    for kind in ("unsent", "waiting", "disk"):
        assert more.get(kind, Level.CALM) >= less.get(kind, Level.CALM)


@given(HOURS, COUNTS, BYTES)
def test_the_worst_comes_first_and_calm_is_silent(hours, waiting, free) -> None:
    found = alarms(Thresholds(), unsent_hours=hours, waiting=waiting, free_bytes=free)
    assert [alarm.level for alarm in found] == sorted((alarm.level for alarm in found), reverse=True)
    assert Level.CALM not in {alarm.level for alarm in found}


ODD = st.sampled_from([None, "", "abc", [1, 2], [1, 2, "3"], [True, True, True], [-1, 0, 1], {"a": 1}, 7])


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("unsent", "waiting", "disk", "moon"), STEPS | ODD)))
def test_a_setting_is_taken_whole_or_not_at_all(chosen) -> None:
    usual, made = Thresholds(), Thresholds.of(chosen)
    for kind in ("unsent", "waiting", "disk"):
        steps = getattr(made, kind)
        assert steps == getattr(usual, kind) or list(steps) == chosen[kind]
        assert list(steps) == sorted(steps, reverse=kind == "disk")


def test_a_setting_moves_the_steps() -> None:
    made = Thresholds.of({"waiting": [1, 2, 3], "disk": [30, 20, 10], "unsent": [3, 2, 1]})
    assert (made.waiting, made.disk, made.unsent) == ((1, 2, 3), (30, 20, 10), Thresholds().unsent)


def test_work_in_no_backup_is_told_from_the_set_day_on():
    def level(without_backup):
        found = alarms(
            Thresholds(), unsent_hours=None, waiting=0, free_bytes=None, without_backup=without_backup
        )
        return [(alarm.kind, alarm.level, alarm.value) for alarm in found]

    assert level(None) == []
    assert level((1, 2)) == []
    assert level((2, 2)) == [(Kind.BACKUP, Level.WARN, 2)]
    assert level((8, 2)) == [(Kind.BACKUP, Level.URGENT, 8)]
