"""The user manual in both languages: every picture and link is there, every key is a real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from mobile_unit.resources import resource
from tests.ui.test_help import EVERYWHERE, NATURAL, named_in

MANUAL = Path(__file__).parent.parent / "docs" / "manual"
EDITIONS = {"id": ("panduan.md", "tombol.md"), "en": ("manual.md", "keys.md")}
"""The book, and the page of keys to be printed."""
PICTURES = MANUAL / "pictures"
MOST_BYTES = 3_000_000
KIOSK = {"F12"}
"""Said by its own button's tip; while applicants have the screen there is no help."""
_LINK = re.compile(r"\]\(([^)]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text_of(language: str) -> str:
    return "\n".join((MANUAL / file).read_text("utf-8") for file in EDITIONS[language])


def anchor(heading: str) -> str:
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("language", EDITIONS)
def test_every_picture_and_link_exists(language):
    text = text_of(language)
    anchors = {anchor(heading) for heading in _HEADING.findall(text)}
    for link in _LINK.findall(text):
        if link.startswith("#"):
            assert link[1:] in anchors, link
        else:
            assert (MANUAL / link).is_file(), link


def test_every_picture_is_in_both_editions_and_small():
    names = {path.name for path in PICTURES.iterdir()}
    for language in EDITIONS:
        assert set(re.findall(r"\(pictures/([^)]+)\)", text_of(language))) == names, language
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < MOST_BYTES
    for path in PICTURES.iterdir():
        with Image.open(path) as picture:
            assert picture.format == "PNG"
            assert picture.width <= 1366


def chapters(language: str) -> list[str]:
    return re.findall(r"^## (\d+)\. ", text_of(language), re.MULTILINE)


def test_both_editions_have_the_same_chapters():
    assert chapters("id") == chapters("en") == [str(number) for number in range(1, len(chapters("id")) + 1)]


@pytest.mark.parametrize("language", EDITIONS)
def test_every_key_is_a_real_one(language):
    """The helps name every key there is, and a test of theirs holds them against the window."""
    helps = [path.read_text("utf-8") for path in resource("help", language).iterdir()]
    known = set().union(*map(named_in, helps)) | EVERYWHERE | NATURAL | KIOSK
    named = named_in(text_of(language))
    assert len(named) > 40
    assert named - known == set()
