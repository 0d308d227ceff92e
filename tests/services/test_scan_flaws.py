"""Blurred, dark and tiny pictures are found, good ones left alone."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from mobile_unit.resources import resource
from mobile_unit.services.scan_flaws import BLURRED, DARK, TINY, flaws_of
from mobile_unit.services.scans import page_of
from tests.pictures import text_page

SAMPLES = ("ktp", "kk", "akta")


def sample(name: str) -> Image.Image:
    with Image.open(io.BytesIO(resource("samples", "scans", f"{name}.jpg").read_bytes())) as image:
        return image.convert("RGB")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_have_no_flaw(name):
    assert flaws_of([page_of(sample(name))]) == ()


def test_a_noisy_page_of_small_letters_has_no_flaw():
    assert flaws_of([page_of(text_page(every=4).image)]) == ()


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("noise", [0, 10])
def test_a_blurred_sample_is_found(name, noise):
    blurred = sample(name).filter(ImageFilter.GaussianBlur(3))
    if noise:
        grain = Image.effect_noise(blurred.size, noise)
        blurred = ImageChops.add(blurred, Image.merge("RGB", [grain] * 3), 1, -128)
    assert flaws_of([page_of(blurred)]) == (BLURRED,)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_with_a_third_of_the_light_is_found(name):
    assert flaws_of([page_of(ImageEnhance.Brightness(sample(name)).enhance(0.35))]) == (DARK,)
    assert flaws_of([page_of(ImageEnhance.Brightness(sample(name)).enhance(0.7))]) == ()


def test_a_tiny_one_is_found_and_each_flaw_named_once():
    small = sample("akta").resize((496, 702))
    assert flaws_of([page_of(small), page_of(small)]) == (TINY,)


def test_a_portrait_is_asked_less():
    portrait = page_of(Image.new("RGB", (450, 600), "#c04040"))
    assert flaws_of([portrait], portrait=True) == ()
    assert flaws_of([page_of(Image.new("RGB", (150, 200), "#100808"))], portrait=True) == (TINY, DARK)
