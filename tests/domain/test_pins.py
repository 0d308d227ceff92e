"""What a finder would try first guards nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.pins import NIP_DIGITS, REPEATED, SEQUENCE, SHORT, weakness

NIP = "199001012015031001"


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("", SHORT),
        ("19385", SHORT),
        ("a b c d e", SHORT),
        ("123456", SEQUENCE),
        ("987654", SEQUENCE),
        ("567890", SEQUENCE),
        ("112233", SEQUENCE),
        ("abcdef", SEQUENCE),
        ("111111", REPEATED),
        ("123123", REPEATED),
        ("121212", REPEATED),
        ("Sapi sapi sapi", REPEATED),
        ("199001", NIP_DIGITS),
        ("031001", NIP_DIGITS),
        ("010190", NIP_DIGITS),
        ("01011990", NIP_DIGITS),
        ("135790", None),
        ("246810", None),
        ("kerbau hujan lampu", None),
        ("Tk7!xq", None),
    ],
)
def test_a_secret(secret, why):
    assert weakness(secret, NIP) == why


@given(st.text(alphabet="0123456789", min_size=6, max_size=8).filter(lambda pin: len(set(pin)) > 4))
def test_few_pins_are_refused(pin):
    """Of those with five different digits only sequences, repeats and the NIP's own are."""
    assert weakness(pin, "") in (None, SEQUENCE)


@given(st.text(max_size=40), st.text(max_size=20))
def test_whatever_is_typed_has_an_answer(secret, nip):
    assert weakness(secret, nip) in (None, SHORT, SEQUENCE, REPEATED, NIP_DIGITS)
