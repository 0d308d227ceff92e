"""Every text in the code has its Indonesian, with the same placeholders, and the compiled file is current."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from mobile_unit.resources import resource

ROOT = Path(__file__).parent.parent
FOLDER = resource("translations", "id", "LC_MESSAGES")
KEYWORDS = {"_": None, "ngettext": (1, 2)}


def messages_in_pages() -> set[str]:
    """The texts of the templates."""
    found: set[str] = set()
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(resource("pages")),
        method_map=[("**.html", "jinja2.ext:babel_extract")],
        options_map={"**.html": {"silent": "false"}},
        keywords=KEYWORDS,
    ):
        found |= {message} if isinstance(message, str) else {message[0]}
    return found


def messages_in_code() -> set[str]:
    found = messages_in_pages()
    for package in ("mobile_unit", "head_office"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / package), keywords=KEYWORDS
        ):
            found |= {message} if isinstance(message, str) else {message[0]}
    return found


@pytest.fixture(scope="module")
def catalogue():
    with (FOLDER / "mobile_unit.po").open("rb") as file:
        return read_po(file, locale="id")


@pytest.fixture(scope="module")
def translated(catalogue) -> dict[str, str]:
    pairs = {}
    for message in catalogue:
        if message.id:
            one = isinstance(message.id, str)
            pairs[message.id if one else message.id[0]] = message.string if one else message.string[0]
    return pairs


def test_every_text_has_its_indonesian(translated):
    missing = sorted(text for text in messages_in_code() if not translated.get(text))
    assert missing == []


def test_no_translation_is_left_over(translated):
    assert sorted(set(translated) - messages_in_code()) == []


def test_placeholders_are_the_same(translated):
    def fields(text: str) -> list[str]:
        return sorted(re.findall(r"{(\w*)[^}]*}", text))

    wrong = [text for text, said in translated.items() if fields(text) != fields(said)]
    assert wrong == []


def test_every_plural_form_is_there_with_the_same_placeholders(catalogue):
    forms = [message for message in catalogue if message.id and not isinstance(message.id, str)]
    assert forms
    wrong = [
        message.id[0]
        for message in forms
        if len(message.string) != catalogue.num_plurals
        or any(
            sorted(re.findall(r"{(\w*)[^}]*}", said)) != sorted(re.findall(r"{(\w*)[^}]*}", message.id[1]))
            for said in message.string
        )
    ]
    assert wrong == []


def test_the_compiled_file_is_current(catalogue):
    fresh = io.BytesIO()
    write_mo(fresh, catalogue)
    fresh.seek(0)
    with (FOLDER / "mobile_unit.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    expected = gettext.GNUTranslations(fresh)
    assert [compiled.gettext(text) for text in messages_in_code()] == [
        expected.gettext(text) for text in messages_in_code()
    ]
