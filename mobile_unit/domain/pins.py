"""Which PINs and passphrases are too easily guessed to guard a unit's data."""

from __future__ import annotations

from itertools import pairwise

MIN_LENGTH = 6
SHORT = "pin.short"
SEQUENCE = "pin.sequence"
REPEATED = "pin.repeated"
NIP_DIGITS = "pin.nip"

_BIRTH_DATE = 8
"""A civil servant's NIP begins with the birth date, ``YYYYMMDD`` (Perka BKN 22/2007)."""


def weakness(secret: str, nip: str = "") -> str | None:
    """Why ``secret`` is no PIN for the officer ``nip``, as a code, or None where it is fit.

    A PIN is digits, letters, or words with spaces between them. An officer's own NIP and birth date are
    what a finder of the laptop tries first, in whatever order day, month and year are written.
    """
    bare = "".join(secret.split()).casefold()
    if len(bare) < MIN_LENGTH:
        return SHORT
    if _is_repeated(bare):
        return REPEATED
    if _climbs(bare):
        return SEQUENCE
    if bare.isdecimal() and (bare in nip or bare in _dates(nip)):
        return NIP_DIGITS
    return None


def _is_repeated(bare: str) -> bool:
    """One sign only, or the same piece again and again: 111111, 121212, 123123."""
    return any(
        len(bare) % size == 0 and bare == bare[:size] * (len(bare) // size)
        for size in range(1, len(bare) // 2 + 1)
    )


def _climbs(bare: str) -> bool:
    """Up or down by one from sign to sign, each perhaps doubled: 123456, 987654, 112233, abcdef, 567890."""
    steps = {_step(first, second) for first, second in pairwise(bare)}
    return steps <= {0, 1} or steps <= {0, -1}


def _step(first: str, second: str) -> int:
    step = ord(second) - ord(first)
    return {-9: 1, 9: -1}.get(step, step) if (first + second).isdecimal() else step


def _dates(nip: str) -> frozenset[str]:
    """The birth date of the NIP as people write it; none where the NIP is no civil servant's."""
    born = nip[:_BIRTH_DATE]
    if len(born) < _BIRTH_DATE or not born.isdecimal():
        return frozenset()
    year, month, day = born[:4], born[4:6], born[6:]
    return frozenset(
        written
        for long_or_short in (year, year[2:])
        for written in (
            day + month + long_or_short,
            month + day + long_or_short,
            long_or_short + month + day,
            long_or_short + day + month,
        )
    )
