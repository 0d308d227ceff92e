"""F1 on every page, in both languages, and what it says of keys is true."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut

from mobile_unit.app import Home
from mobile_unit.resources import resource
from mobile_unit.ui.shell import _PLACES
from mobile_unit.ui.widgets.help_panel import help_text
from tests.ui.conftest import press

PAGES = [place.key for place in _PLACES]
FRONT = ["sign_in", "set_up", "lock", "recovery"]
#: answered by fields, lists and Qt itself, without a shortcut of ours
NATURAL = {"Enter", "Shift+Enter", "Esc", "F1", "Ctrl+V", "Delete"}
_KEY = re.compile(r"\*\*((?:Ctrl|Alt|Shift)\+[^*]+|F\d+|Esc|Enter|Delete)\*\*")


@pytest.mark.parametrize("spoken", ["id", "en"])
@pytest.mark.parametrize("key", PAGES + FRONT)
def test_every_page_has_its_help(key: str, spoken: str) -> None:
    text = help_text(key, spoken)
    assert text.startswith("# ")
    assert len(text) > 80


@pytest.mark.parametrize("key", PAGES + FRONT)
def test_both_languages_name_the_same_keys(key: str) -> None:
    assert _KEY.findall(help_text(key, "id")) == _KEY.findall(help_text(key, "en"))


def test_nothing_is_left_of_a_page_that_is_gone() -> None:
    for spoken in ("id", "en"):
        assert {path.stem for path in resource("help", spoken).iterdir()} == {*PAGES, *FRONT}


def keys_below(widget) -> set[str]:
    made = {shortcut.key().toString() for shortcut in widget.findChildren(QShortcut)}
    return {key.replace("Return", "Enter") for key in made}


def test_the_keys_it_names_are_there(qtbot, window, unit, taken, adult) -> None:
    """All pages are made, and one application is open in a form and one as a whole."""
    (submitted,) = taken(adult)
    draft = unit.intake.new_draft("passport.replacement")
    for key in PAGES:
        window.shell.go(key, {"application": submitted.id, "new": draft.id}.get(key))
    qtbot.waitUntil(lambda: window.shell._pages["new"].form is not None)
    known = keys_below(window.shell) | NATURAL
    named = {key for page in PAGES for key in _KEY.findall(help_text(page, "id"))}
    assert named - known == set()


def test_f1_shows_the_help_of_the_page_and_hides_it(qtbot, window) -> None:
    shell = window.shell
    press(qtbot, shell, Qt.Key.Key_F1)
    panel = shell._help
    assert panel.isVisible()
    assert "Today" in panel.text.toPlainText()
    shell.go("sync")
    assert "Head office" in panel.text.toPlainText()
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert shell.page is shell._pages["sync"]
    window.change_language("id")
    press(qtbot, shell, Qt.Key.Key_F1)
    assert "Kantor" in shell._help.text.toPlainText()


def test_f1_helps_before_signing_in(qtbot, open_window, home: Home) -> None:
    window = open_window(home)
    press(qtbot, window.front, Qt.Key.Key_F1)
    assert "Signing in" in window.front._help.text.toPlainText()
    press(qtbot, window.front, Qt.Key.Key_F1)
    assert not window.front._help.isVisible()
