"""The order of calling, what a ticket says, and what is told of many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.queue import (
    LEFT,
    MISSED,
    OUTCOMES,
    SERVED,
    STEP,
    Moments,
    Summary,
    Waiting,
    about,
    line,
    minute_of,
    next_of,
    number_of,
    read_tickets,
    said_of,
    spoken,
    summary_of,
    usual_minutes,
)
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.queue_rules import rules

QUEUE = "0193a8e0-0000-7000-8000-000000000001"
DAY = "2026-11-24"

lines = st.lists(st.booleans(), max_size=30).map(
    lambda firsts: [Waiting(n, "passport", first) for n, first in enumerate(firsts)]
)


@given(lines, st.integers(1, 5), st.integers(0, 6))
def test_everybody_is_called_once_and_nobody_overtakes_their_own(waiting, in_a_row, row):
    order = line(waiting, row, in_a_row)
    assert sorted(each.id for each in order) == [each.id for each in waiting]
    for priority in (True, False):
        own = [each.id for each in order if each.priority == priority]
        assert own == sorted(own)


@given(lines, st.integers(1, 5), st.integers(0, 6))
def test_who_goes_first_does_and_nobody_starves(waiting, in_a_row, row):
    """Of ``in_a_row`` + 1 calls one is another's while any waits; the first call is of who goes first."""
    order = line(waiting, row, in_a_row)
    others = [number for number, each in enumerate(order) if not each.priority]
    for number, place in enumerate(others):
        before = others[number - 1] if number else -1
        assert place - before - 1 <= in_a_row
    if row < in_a_row and any(each.priority for each in waiting):
        assert order[0].priority
    for number, each in enumerate(order):
        if not each.priority and any(later.priority for later in order[number:]):
            done = [earlier.priority for earlier in order[:number]]
            assert row + number >= in_a_row if not others[:number] else all(done[-in_a_row:]) or number == 0


@given(st.lists(st.one_of(st.none(), st.booleans()), max_size=60), st.integers(1, 4))
def test_nobody_waits_for_ever_while_others_keep_coming(story, in_a_row):
    """None is a call, a boolean somebody who comes: however many who go first keep coming, the n-th of the
    others is called by the (n × (in_a_row + 1))-th call after they came."""
    waiting, row, calls, came = [], 0, 0, {}
    for number, event in enumerate(story):
        if event is not None:
            waiting.append(Waiting(number, "passport", event))
            ahead = sum(not each.priority for each in waiting)
            came[number] = calls + ahead * (in_a_row + 1)
            continue
        turn = next_of(waiting, row, in_a_row)
        if turn is None:
            assert not waiting
            continue
        calls += 1
        row = row + 1 if turn.priority else 0
        waiting.remove(turn)
        assert turn.priority or calls <= came[turn.id]


def test_a_number_and_an_estimate_in_words_of_the_hall():
    assert (number_of("A", 7), number_of("C", 1204)) == ("A-007", "C-1204")
    assert [about(minutes) for minutes in (0, 0.2, 5, 5.1, 24)] == [0, 5, 5, 10, 25]
    assert usual_minutes([4, 30], 12) == 12
    assert usual_minutes([4, 6, 30], 12) == 6


@given(st.floats(0, 10_000))
def test_an_estimate_promises_no_less_than_it_takes(minutes):
    assert minutes - 0.001 <= about(minutes) < minutes + STEP


def test_minutes_are_of_the_day_of_the_ticket():
    assert minute_of("2026-11-24T09:14:59+07:00", DAY) == 9 * 60 + 14
    assert minute_of("2026-11-25T00:05:00+07:00", DAY) == 24 * 60 + 5
    assert minute_of("2026-11-23T23:00:00+07:00", DAY) == 0
    assert minute_of(None, DAY) is None


def ticket(**changes) -> Moments:
    said = {
        "unit": "WK01", "day": DAY, "place": "18.08.04", "number": "A-001", "kind": "passport",
        "priority": False, "booked": False, "taken": 540, "called": 560, "begun": 561, "finished": 572,
        "outcome": SERVED,
    }  # fmt: skip
    return Moments(**{**said, **changes})


def test_waiting_ends_with_the_first_call_and_serving_with_the_end():
    assert (ticket().waited, ticket().served) == (20, 11)
    assert ticket(outcome=MISSED, begun=None).served is None
    assert ticket(called=None, begun=None, finished=None, outcome=LEFT).waited is None
    assert ticket(finished=None).served is None


def test_many_tickets_in_a_line():
    found = [ticket(), ticket(called=550), ticket(called=541, begun=None, outcome=MISSED)]
    found.append(ticket(called=None, begun=None, finished=None, outcome=LEFT))
    assert summary_of(found) == Summary(taken=4, served=2, missed=1, left=1, wait=10)
    assert summary_of([]) == Summary()


moments = st.lists(st.integers(0, 2880), min_size=4, max_size=4).map(sorted)


@given(moments, st.sampled_from(OUTCOMES), st.booleans(), st.booleans(), st.integers(0, 3))
def test_what_is_said_is_read_as_it_was(times, outcome, priority, booked, known):
    taken, *later = times
    called, begun, finished = (each if n < known else None for n, each in enumerate(later))
    if called is None:
        outcome = LEFT
    said = ticket(
        taken=taken, called=called, begun=begun, finished=finished, outcome=outcome, priority=priority,
        booked=booked,
    )  # fmt: skip
    body = {"queue": QUEUE, "day": DAY, "place": "18.08.04", "tickets": [said_of(said)]}
    assert read_tickets(body, "WK01") == (QUEUE, [said])


GOOD = ["A-001", "passport", 1, 540, 560, 561, 572, SERVED]
BAD = {
    "a name": {"tickets": [[*GOOD, "BUDI"]]},
    "a reason": {"tickets": [["A-001", "passport", "pregnant", *GOOD[3:]]]},
    "no ticket": {"tickets": []},
    "twice the same": {"tickets": [GOOD, GOOD]},
    "a number of words": {"tickets": [["BUDI-01", *GOOD[1:]]]},
    "a time that runs back": {"tickets": [[*GOOD[:3], 600, *GOOD[4:]]]},
    "seconds": {"tickets": [[*GOOD[:3], 540.5, *GOOD[4:]]]},
    "a truth": {"tickets": [[*GOOD[:3], True, *GOOD[4:]]]},
    "the day after next": {"tickets": [[*GOOD[:6], 2881, SERVED]]},
    "served and never called": {"tickets": [[*GOOD[:4], None, None, None, SERVED]]},
    "another outcome": {"tickets": [[*GOOD[:7], "angry"]]},
    "no day": {"day": "2026-11-31"},
    "no place": {"place": "Baradatu"},
    "no queue": {"queue": "1"},
    "more": {"officer": "199001012015031001"},
}


@pytest.mark.parametrize("name", BAD)
def test_what_no_unit_writes_is_not_read(name):
    body = {"queue": QUEUE, "day": DAY, "place": "18.08.04", "tickets": [GOOD]}
    assert read_tickets(body, "WK01")
    with pytest.raises((ValueError, TypeError, KeyError)):
        read_tickets(body | BAD[name], "WK01")


def test_every_service_has_its_kind_and_letters_are_apart():
    """The kinds follow the catalogue: a service that none names would wait for collection."""
    found = rules()
    assert len({each.letter for each in found.kinds}) == len({each.key for each in found.kinds}) == 3
    for code in Catalogue.load().services:
        assert found.kind_of(code).services, code
    assert found.kind_of("passport.lost").key == "passport"
    assert found.kind_of(None) == found.kind_of("something.new") == found.kinds[-1]
    assert set(found.reasons) == set(Catalogue.load().definitions["$defs"]["vulnerable_group"]["enum"])
    assert found.in_a_row >= 1


def test_a_call_is_spoken_digit_by_digit():
    assert spoken("A-012", "Loket 1") == "Nomor antrean A, nol satu dua. Silakan ke Loket 1."
    assert spoken("C-1098", "") == "Nomor antrean C, satu nol sembilan delapan. Silakan ke loket."
