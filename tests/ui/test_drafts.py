"""Drafts: opened where one stopped, whatever way one left, and found among hundreds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mobile_unit.services.drafting import StoppedAt
from mobile_unit.ui.pages.new_application import ANEW
from tests.ui.conftest import draft_from, enter, press, type_here
from tests.units import NIP, PIN

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
STOPPED = "answers.purpose"


def resume(window, qtbot, draft_id: str):
    window.shell.go("new", draft_id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None and page.form.draft_id == draft_id)
    return page


def has_cursor(page, key: str) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and page.form.form.boxes[key].isAncestorOf(focused)


@pytest.fixture
def stopped_in(window, unit, qtbot, adult):
    """A page with a form in the middle of which somebody is."""
    page = resume(window, qtbot, draft_from(unit, adult).id)
    page.form.form.boxes[STOPPED].editor.setFocus()
    return page


def test_a_draft_opens_at_the_field_and_place_where_one_stopped(stopped_in, window, unit, qtbot):
    draft_id = stopped_in.form.draft_id
    bar = stopped_in.form._area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    qtbot.wait(350)  # the form has arrived where it was; from now on its place is kept
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: unit.drafting.stopped_at(draft_id).scroll == bar.value())
    place = bar.value()
    assert unit.drafting.stopped_at(draft_id) == StoppedAt(STOPPED, place)
    press(qtbot, window, Qt.Key.Key_Escape)
    page = resume(window, qtbot, draft_id)
    assert has_cursor(page, STOPPED)
    qtbot.waitUntil(lambda: page.form._area.verticalScrollBar().value() == place)


@pytest.mark.parametrize("way", ["today", "list", "escape", "lock", "close", "language", "theme", "begin"])
def test_whatever_way_one_leaves_nothing_is_asked_and_nothing_lost(
    way, stopped_in, window, home, unit, qtbot
):
    draft_id = stopped_in.form.draft_id
    name = stopped_in.form.form.boxes["applicant.mother_name"].editor
    name.setFocus()
    name.line.selectAll()
    type_here(qtbot, "SITI LAST LETTERS")
    leave = {
        "today": lambda: press(qtbot, window, Qt.Key.Key_1, ALT),
        "list": lambda: press(qtbot, window, Qt.Key.Key_3, ALT),
        "escape": lambda: press(qtbot, window, Qt.Key.Key_Escape),
        "lock": lambda: press(qtbot, window, Qt.Key.Key_L, CONTROL),
        "close": window.close,
        "language": lambda: window.change_language("id"),
        "theme": lambda: window.change_theme("dark"),
        "begin": lambda: window.shell.go("new", ANEW),
    }
    leave[way]()
    assert QApplication.activeModalWidget() is None
    if way == "close":
        window.tasks.close()
        again = home.sign_in(NIP, PIN)
        kept, stopped = again.intake.draft(draft_id), again.drafting.stopped_at(draft_id)
        again.close()
    else:
        qtbot.waitUntil(lambda: unit.intake.draft(draft_id).applicant["mother_name"] == "SITI LAST LETTERS")
        qtbot.waitUntil(lambda: unit.drafting.stopped_at(draft_id).field == "applicant.mother_name")
        kept, stopped = unit.intake.draft(draft_id), unit.drafting.stopped_at(draft_id)
    assert kept.applicant["mother_name"] == "SITI LAST LETTERS"
    assert stopped.field == "applicant.mother_name"


def test_another_language_comes_back_to_the_same_field(stopped_in, window, qtbot):
    draft_id = stopped_in.form.draft_id
    window.change_language("id")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None and page.form.draft_id == draft_id)
    assert has_cursor(page, STOPPED)


def test_looking_at_another_page_comes_back_to_the_same_field(stopped_in, window, qtbot):
    press(qtbot, window, Qt.Key.Key_3, ALT)
    press(qtbot, window, Qt.Key.Key_2, ALT)
    assert has_cursor(stopped_in, STOPPED)


def test_a_field_that_is_gone_leads_to_the_first_empty_one(window, unit, qtbot, adult):
    draft = draft_from(unit, adult)
    unit.drafting.stop_at(draft.id, StoppedAt("answers.no_such_field", 40))
    page = resume(window, qtbot, draft.id)
    assert page.form.isAncestorOf(QApplication.focusWidget())


@pytest.fixture
def many(unit):
    for number in range(200):
        draft = unit.intake.new_draft("passport.new")
        unit.intake.save_draft(draft.id, {"full_name": f"ORANG KE {number}"}, {})


def test_two_hundred_drafts_are_found_by_typing_and_opened_by_keyboard(open_window, home, unit, many, qtbot):
    window = open_window(home, unit)
    press(qtbot, window, Qt.Key.Key_D, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.model.rowCount() == 200)
    type_here(qtbot, "orang 137")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    enter(qtbot)
    enter(qtbot)
    form_page = window.shell.page
    qtbot.waitUntil(lambda: form_page.form is not None)
    assert form_page.form.form.record()["applicant"] == {"full_name": "ORANG KE 137"}


def test_a_draft_is_thrown_away_from_the_list_at_the_second_delete(open_window, home, unit, many, qtbot):
    window = open_window(home, unit)
    window.shell.go("drafts")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.model.rowCount() == 200)
    enter(qtbot)
    press(qtbot, page.table, Qt.Key.Key_Delete)
    assert "once more" in page.message.text
    assert len(unit.intake.drafts()) == 200
    press(qtbot, page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == 199)
    assert page.table.currentIndex().row() == 0


def test_a_line_that_could_not_be_read_is_listed_and_told(open_window, home, unit, qtbot):
    import io

    from mobile_unit.services.lines import LineIntake

    list(LineIntake(unit.context, unit.intake, home.path).take_all(io.BytesIO(b"{broken\n")))
    (draft,) = unit.intake.drafts()
    window = open_window(home, unit)
    window.shell.go("new", draft.id)
    qtbot.waitUntil(lambda: "could not be read" in window.shell.page.message.text)
