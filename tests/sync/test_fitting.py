"""How much is sent at once follows the link."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.sync.fitting import TARGET_SECONDS, Fitting

KB = 1024


def fitting() -> Fitting:
    return Fitting(64 * KB, 16 * KB, 1024 * KB)


def test_a_fast_link_gets_more_and_a_slow_one_less():
    piece = fitting()
    piece.learn(piece.size, 0.1)
    assert piece.size == 128 * KB
    for _n in range(20):
        piece.learn(piece.size, 0.1)
    assert piece.size == 1024 * KB
    for _n in range(20):
        piece.learn(piece.size, 60)
    assert piece.size == 16 * KB


def test_a_short_piece_says_nothing_of_the_link_unless_it_took_very_long():
    piece = fitting()
    piece.learn(KB, 1)
    assert piece.size == 64 * KB
    piece.learn(20 * KB, 3 * TARGET_SECONDS)
    assert piece.size == 16 * KB


def test_what_was_cut_is_tried_smaller():
    piece = fitting()
    piece.cut()
    assert piece.size == 32 * KB
    for _n in range(9):
        piece.cut()
    assert piece.size == 16 * KB


@given(st.integers(1, 10 * 1024 * KB), st.lists(st.tuples(st.integers(1, 2000 * KB), st.floats(0, 500))))
def test_pieces_are_never_empty_nor_larger_than_allowed(left, seen):
    piece = fitting()
    for sent, seconds in seen:
        piece.learn(sent, seconds)
    assert 0 < piece.next_of(left) <= min(left, piece.largest)
