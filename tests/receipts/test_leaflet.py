"""Leaflets and posters: one page each, everything on it, nothing over the edge or over another."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.standards import six_items
from mobile_unit.receipts.block import MM
from mobile_unit.receipts.items import Sheet
from mobile_unit.receipts.leaflet import draw_leaflet
from mobile_unit.receipts.poster import draw_poster
from tests.receipts.bodies import boxes, letters, text_of

CATALOGUE, REGIONS = Catalogue.load(), Regions.load()
DAY = date(2026, 11, 24)
DRAWN = {"leaflet": (draw_leaflet, (297, 210)), "poster": (draw_poster, (210, 297))}


def sheet_of(code: str) -> Sheet:
    standard = CATALOGUE.standards[code]
    items = six_items(standard, CATALOGUE, on=DAY, regions=REGIONS)
    return Sheet(
        CATALOGUE.ministry.id, CATALOGUE.office.id, standard.title, standard.summary, items,
        CATALOGUE.contact, Text("Keadaan per hari ini", "As of today"), standard.bilingual,
    )  # fmt: skip


@pytest.fixture(params=list(CATALOGUE.standards))
def sheet(request):
    return sheet_of(request.param)


@pytest.mark.parametrize("kind", DRAWN)
def test_everything_is_on_one_page(sheet, kind):
    draw, (wide, high) = DRAWN[kind]
    pdf = draw(sheet)
    assert pdf == draw(sheet)
    box = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == (wide, high)
    said = letters(text_of(pdf))
    for item in sheet.items:
        assert letters(item.heading.id.upper()) in said
        for group in item.groups:
            for row in group.rows:
                told = [row.text.id, *([row.text.en] if sheet.bilingual else [])]
                told += [row.amount.id] if row.amount else []
                assert all(letters(each) in said for each in told)


@pytest.mark.parametrize("kind", DRAWN)
def test_nothing_is_cut_or_drawn_over(sheet, kind):
    draw, (wide, high) = DRAWN[kind]
    found = boxes(draw(sheet))
    for left, bottom, right, top in found:
        assert 10 * MM <= left < right <= (wide - 10) * MM
        assert 10 * MM <= bottom < top <= (high - 10) * MM
    for number, (left, bottom, right, top) in enumerate(found):
        for left2, bottom2, right2, top2 in found[number + 1 :]:
            across = min(right, right2) - max(left, left2)
            along = min(top, top2) - max(bottom, bottom2)
            assert across <= 0.5 or along <= 1.5, (kind, left, bottom, left2, bottom2)


@pytest.mark.parametrize("kind", DRAWN)
def test_letters_stay_legible(sheet, kind):
    heights = sorted(top - bottom for _left, bottom, _right, top in boxes(DRAWN[kind][0](sheet)))
    assert heights[len(heights) // 2] >= 4.5


def test_an_amount_that_is_not_confirmed_is_on_no_paper():
    for draw, _size in DRAWN.values():
        said = text_of(draw(sheet_of("permit.itas")))
        assert "3.000.000" not in said
        assert "ditetapkan oleh kantor imigrasi" in said
