"""A page that lies askew is found to a fraction of a degree, and edits do what they say."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from mobile_unit.resources import resource
from mobile_unit.services.scan_edits import WHOLE, Edits, Page, edited, small_form
from mobile_unit.services.scans import LONG_SIDE, page_of
from mobile_unit.services.straightening import skew_of
from tests.pictures import saved, text_page

TOLERANCE = 0.3


@pytest.mark.parametrize("degrees", [-8, -2.1, 0, 0.4, 1.7, 5.3, 8])
def test_a_turned_page_is_found_to_a_third_of_a_degree(degrees):
    page = text_page(3.5, dpi=150, noise=12).image
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(250, 250, 250))
    assert abs(skew_of(turned) - degrees) < TOLERANCE


def test_a_straightened_page_is_straight():
    turned = text_page(3.5, dpi=150, noise=12).image.rotate(4, Image.Resampling.BICUBIC, fillcolor="white")
    assert abs(skew_of(edited(turned, Edits(degrees=skew_of(turned))))) < TOLERANCE


@pytest.mark.parametrize("name", ["ktp", "kk", "akta"])
@pytest.mark.parametrize("degrees", [-7.5, -1.2, 4.4])
def test_a_turned_sample_is_found_too(name, degrees):
    image = Image.open(io.BytesIO(resource("samples", "scans", f"{name}.jpg").read_bytes())).convert("RGB")
    turned = image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    assert abs(skew_of(turned) - skew_of(image) - degrees) < TOLERANCE


def test_an_empty_page_is_straight_enough_to_survive():
    assert abs(skew_of(Image.new("RGB", (600, 800), "white"))) <= 10
    assert abs(skew_of(Image.new("L", (3, 2), "black"))) <= 10


def quarters() -> Image.Image:
    """Red, green / blue, white."""
    image = Image.new("RGB", (400, 200))
    for colour, place in (("red", (0, 0)), ("lime", (200, 0)), ("blue", (0, 100)), ("white", (200, 100))):
        image.paste(colour, (*place, place[0] + 200, place[1] + 100))
    return image


def test_a_quarter_turn_clockwise_brings_the_lower_left_up():
    turned = edited(quarters(), Edits(turns=1))
    assert turned.size == (200, 400)
    assert turned.getpixel((10, 10)) == (0, 0, 255)
    assert edited(quarters(), Edits(turns=3)).getpixel((10, 10)) == (0, 255, 0)


def test_what_is_kept_turns_with_the_page():
    edits = Edits(kept=(0.5, 0.0, 1.0, 0.5))
    assert edited(quarters(), edits).getcolors() == [(20000, (0, 255, 0))]
    for turns in range(1, 4):
        assert edited(quarters(), edits.turned(turns)).getcolors() == [(20000, (0, 255, 0))]
    assert edits.turned(4) == edits
    assert Edits().turned(1).kept == WHOLE


def test_a_page_that_nothing_was_done_to_keeps_its_bytes():
    small = page_of(quarters())
    assert small_form(Page(small, True)) is small
    assert small_form(Page(small, True, Edits(turns=1))) != small
    assert small_form(Page(saved(quarters()), False)) == small


def test_a_part_of_a_large_picture_keeps_its_detail():
    large = saved(Image.new("RGB", (4600, 3400), "white"), "JPEG")
    part = Image.open(io.BytesIO(small_form(Page(large, False, Edits(kept=(0.25, 0.25, 0.75, 0.75))))))
    assert part.width > 0.9 * min(2300, LONG_SIDE)
    portrait = small_form(Page(large, False, Edits(kept=(0.2, 0.0, 0.6, 1.0))), portrait=True)
    assert Image.open(io.BytesIO(portrait)).size == (600, 800)
