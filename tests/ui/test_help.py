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
from tests.ui.conftest import draft_from, press
from tests.units import NIP, PIN

PAGES = [place.key for place in _PLACES]
FRONT = ["sign_in", "set_up", "lock", "recovery", "leave_kiosk"]
TOPICS = [*PAGES, "correction"]
#: answered by fields, lists and Qt itself, without a shortcut of ours
NATURAL = {"Enter", "Shift+Enter", "Esc", "F1", "Ctrl+V", "Delete"}
#: as everywhere on a computer, or said by what they stand on wherever they are there
SELF_EVIDENT = {"Up", "Down", "PgUp", "PgDown", "Ctrl+Shift+R"}
#: on every page; the day's help names them
EVERYWHERE = {"Ctrl+N", "Ctrl+L", "Ctrl+Shift+Q", "F1", "Esc", *(f"Alt+{digit}" for digit in range(1, 8))}
_KEY = re.compile(r"\*\*((?:Ctrl|Alt|Shift)\+[^*]+|F\d+|Esc|Enter|Delete)\*\*")
_RUN = re.compile(r"\*\*(Ctrl|Alt)\+(\d)\*\* … \*\*\1\+(\d)\*\*")


def named_in(text: str) -> set[str]:
    """The keys that a help names, runs of digits (``**Ctrl+1** … **Ctrl+5**``) in full."""
    runs = {
        f"{run[1]}+{digit}" for run in _RUN.finditer(text) for digit in range(int(run[2]), int(run[3]) + 1)
    }
    return runs | set(_KEY.findall(text))


@pytest.mark.parametrize("spoken", ["id", "en"])
@pytest.mark.parametrize("key", TOPICS + FRONT)
def test_every_page_has_its_help(key: str, spoken: str) -> None:
    text = help_text(key, spoken)
    assert text.startswith("# ")
    assert len(text) > 80


@pytest.mark.parametrize("key", TOPICS + FRONT)
def test_both_languages_name_the_same_keys(key: str) -> None:
    assert _KEY.findall(help_text(key, "id")) == _KEY.findall(help_text(key, "en"))


def test_nothing_is_left_of_a_page_that_is_gone() -> None:
    for spoken in ("id", "en"):
        assert {path.stem for path in resource("help", spoken).iterdir()} == {*TOPICS, *FRONT}


def keys_below(widget) -> set[str]:
    """Every shortcut of a page, shown now or not; a single letter or digit stands on its own button."""
    made = {shortcut.key().toString() for shortcut in widget.findChildren(QShortcut)}
    made = {key.replace("Return", "Enter").replace("+Del", "+Delete") for key in made}
    return {key for key in made if len(key) > 1} - SELF_EVIDENT


@pytest.fixture
def stage(qtbot, window, unit, adult, tmp_path):
    """Brings what a help is about, with all that comes up only later, and answers its widget."""

    def set_(topic: str):
        shell = window.shell
        if topic in ("new", "correction"):
            draft = draft_from(unit, adult)
            if topic == "correction":
                draft = unit.intake.draft(unit.corrections.begin(unit.intake.submit(draft.id).id))
            shell.go("new", draft.id)
            qtbot.waitUntil(lambda: shell.page.form is not None)
            if topic == "correction":
                return shell.page.form
            shell.page.form.submission._open_preview()
            return shell.page
        argument = None
        if topic == "application":
            argument = unit.intake.submit(draft_from(unit, adult).id).id
        elif topic == "closing":
            argument = unit.day.today().date
        shell.go(topic, argument)
        return shell.page

    return set_


@pytest.mark.parametrize("topic", TOPICS)
def test_a_help_names_the_keys_of_its_page_and_no_others(stage, topic) -> None:
    shown = stage(topic)
    there, named = keys_below(shown), named_in(help_text(topic, "id"))
    if topic == "correction":  # neither comes up there
        there -= keys_below(shown.duplicates) | keys_below(shown.newer)
    assert " ".join(sorted(there - named)) == "", "not explained"
    general = EVERYWHERE if topic == "today" else {"Esc", "F1"}
    assert " ".join(sorted(named - there - NATURAL - general)) == "", "not there"
    if topic == "today":
        assert EVERYWHERE - named <= {"F1", "Esc"}


def test_the_keys_for_every_page_are_there(window) -> None:
    made = {shortcut.key().toString() for shortcut in window.shell.findChildren(QShortcut)}
    assert made >= EVERYWHERE


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("topic", FRONT)
def test_a_help_before_signing_in_names_the_keys_of_its_page(
    qtbot, open_window, home, tmp_path, topic
) -> None:
    if topic == "lock":
        window = open_window(home, home.sign_in(NIP, PIN))
        window.lock()
    else:
        home.preferences.kiosk = topic == "leave_kiosk"
        window = open_window(Home(tmp_path / "empty") if topic == "set_up" else home)
        window.kiosk.open_door()
    if topic == "recovery":
        window.front.forgot.click()
    there, named = keys_below(window.front) - {"F1"}, named_in(help_text(topic, "id"))
    if topic in ("lock", "leave_kiosk"):  # it can't be chosen there
        there -= keys_below(window.front.forgot)
    assert " ".join(sorted(there - named)) == "", "not explained"
    assert " ".join(sorted(named - there - NATURAL - {"Ctrl+L"})) == "", "not there"


def test_a_correction_has_its_own_help_while_it_is_open(qtbot, window, stage) -> None:
    press(qtbot, window.shell, Qt.Key.Key_F1)
    stage("correction")
    panel = window.shell._help
    qtbot.waitUntil(lambda: "Correcting an application" in panel.text.toPlainText())
    press(qtbot, window.shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert "New application" in panel.text.toPlainText()


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
