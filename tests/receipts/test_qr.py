"""Our codes are what another maker of QR codes makes of the same text, with the same mask."""

from __future__ import annotations

import pytest
import segno

from mobile_unit.receipts.qr import encode

SIGNED = "HTTPS://OFFICE.EXAMPLE/R/WK01A-261124-0007-K/PASSPORT.NEW/" + "ABCDEFG2" * 33 + "ABCDE"


def rows_of(text: str) -> list[list[int]]:
    code = encode(text)
    dark = [int(pixel == 0) for pixel in code.picture().convert("L").tobytes()]
    return [dark[row * code.size : (row + 1) * code.size] for row in range(code.size)]


@pytest.mark.parametrize("text", ["WK01A-261124-0007-K", SIGNED])
def test_another_maker_makes_the_same(text):
    other = segno.make_qr(text, error="m", boost_error=False, mask=2).matrix
    assert rows_of(text) == [list(row) for row in other]


def test_a_signed_code_is_of_modest_size():
    assert encode(SIGNED).size <= 65
