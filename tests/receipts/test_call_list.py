"""The call list on paper: everybody on it, page after page, whatever they are called."""

from __future__ import annotations

import io
from datetime import date, datetime

import pypdf
import pytest

from mobile_unit.clock import JAKARTA
from mobile_unit.receipts.call_list import Paper, Row, draw

AT = datetime(2026, 11, 24, 9, 0, tzinfo=JAKARTA)


def paper(*rows: Row) -> Paper:
    heard = "2026-11-23T20:15:00+07:00"
    return Paper("Ministry", "Office", "Unit", "Banjit", heard, AT, "Sari", rows)


def row(number: int, name: str = "SITI AMINAH") -> Row:
    message = "Paspor Anda siap diambil. " * 4
    since = date(2026, 11, 1)
    return Row(
        name, f"WK01A-{number:06}", "+6281271234567", "Argomulyo, Banjit", "Siap diambil", message, since
    )


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize("count", [0, 1, 12, 150])
def test_everybody_is_on_it_once_and_every_page_says_which(count):
    rows = [row(number) for number in range(count)]
    told = pages(draw(paper(*rows)))
    for each in rows:
        assert sum(page.count(each.number) for page in told) == 1
    for number, page in enumerate(told, 1):
        assert f"Halaman {number} dari {len(told)}" in page
        assert "Yang disampaikan" in page
    assert "23 November 2026 pukul 20.15" in told[0]


def test_a_phone_is_written_as_people_say_it_and_none_is_a_dash():
    told = pages(draw(paper(row(1), Row("A", "N-2", "", "", "Siap", "Datang", date(2026, 1, 1)))))[0]
    assert "0812-7123-4567" in told
    assert "–" in told


def test_the_longest_name_wraps_within_its_column():
    told = pages(draw(paper(row(1, "SITI NUR " * 11))))[0]
    assert told.count("SITI NUR") == 11
