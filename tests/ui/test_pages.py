"""The day's page, the list, one application, settings: what they show and how they move."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
)
from sqlalchemy import insert, select

from mobile_unit.app import Home
from mobile_unit.domain.applications import Filter
from mobile_unit.domain.states import STATES
from mobile_unit.i18n import language
from mobile_unit.store.tables import applications
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.models.applications_model import ApplicationsModel, Column
from mobile_unit.ui.theme import DARK, LIGHT, tokens
from mobile_unit.ui.wording import state_word
from tests.ui.conftest import draft_from

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SMALL = (910, 480)  # an old laptop's screen at 150 %


def show(window, qtbot, key: str, argument: object = None):
    window.shell.go(key, argument)
    return window.shell.page


def test_the_day_counts_and_names_what_waits(open_window, home, unit, taken, samples, adult, qtbot):
    taken(*samples[:3])
    draft_from(unit, adult)
    page = open_window(home, unit).shell.page
    qtbot.waitUntil(lambda: page.taken.text == "3")
    assert page.waiting.text == "3"
    assert "24 November 2026" in page.subtitle.text()
    lines = [each.accessibleName() for each in page.findChildren(QAbstractButton)]
    assert any(line.startswith(adult["applicant"]["full_name"]) for line in lines)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_place_of_the_visit_is_chosen_by_typing(window, unit, qtbot):
    page = window.shell.page
    qtbot.waitUntil(lambda: page.visit.chooser_is_open)
    page.visit.edit.setFocus()
    qtbot.keyClicks(page.visit.edit, "baradatu")
    qtbot.keyClick(page.visit.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.visit.where == "Baradatu")
    assert unit.day.today().place == "Baradatu"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_cursor_goes_from_the_place_of_the_visit_on_to_the_first_application(window, qtbot):
    page = window.shell.page
    qtbot.waitUntil(page.visit.edit.hasFocus)
    qtbot.keyClicks(QApplication.focusWidget(), "baradatu")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.visit.chooser_is_open)
    assert window.focusWidget() is page.begin
    show(window, qtbot, "sync")
    show(window, qtbot, "today")
    assert window.focusWidget() is page.begin


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_day_s_news_leave_the_cursor_where_somebody_works(window, unit, qtbot):
    page = window.shell.page
    qtbot.waitUntil(page.visit.edit.hasFocus)
    page.all_drafts.setFocus()
    page.reload()
    unit.day.open_visit("18.08.04")
    window.shell.place.announce(Changes(day=True))
    qtbot.waitUntil(lambda: page.visit.where == "Baradatu")
    assert window.focusWidget() is page.all_drafts


def test_a_draft_is_thrown_away_only_at_the_second_press(open_window, home, unit, adult, qtbot):
    draft_from(unit, adult)
    page = open_window(home, unit).shell.page

    def discard():
        return next(
            (b for b in page.findChildren(QAbstractButton) if b.accessibleName() == "Throw this draft away"),
            None,
        )

    qtbot.waitUntil(lambda: discard() is not None)
    discard().click()
    assert "Really" in discard().text()
    assert len(unit.intake.drafts()) == 1
    discard().click()
    qtbot.waitUntil(lambda: unit.intake.drafts() == ())


def test_sample_data_is_one_click_away_in_the_demo(open_window, home, unit, taken, samples, qtbot):
    window = open_window(home, unit, demo_data=lambda: taken(*samples[:2]))
    page = window.shell.page
    qtbot.mouseClick(page.samples, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.taken.text == "2")
    assert "invented" in page.message.text


def test_the_model_keeps_qts_rules(window, taken, samples, qtbot, qtmodeltester):
    taken(*samples[:5])
    model = ApplicationsModel(window.shell.place)
    model.show(Filter())
    qtbot.waitUntil(lambda: model.rowCount() == 5)
    qtmodeltester.check(model)


def test_keys_come_as_one_scrolls_and_rows_as_they_are_seen(window, unit, taken, samples, qtbot):
    submitted = taken(samples[0])[0]
    with unit.context.store.write() as connection:
        _many_rows(connection, submitted.id, 1800)
    page = show(window, qtbot, "applications")
    model, table = page.model, page.table
    qtbot.waitUntil(lambda: model.rowCount() == 500)
    assert page.subtitle.text() == "1 application"  # one number was given; the others are only rows
    table.setFocus()
    table.selectRow(0)
    for known in (1000, 1800):
        qtbot.keyClick(table, Qt.Key.Key_End, CONTROL)
        qtbot.waitUntil(lambda known=known: model.rowCount() == known)
    assert not model.canFetchMore(QModelIndex())
    qtbot.keyClick(table, Qt.Key.Key_End, CONTROL)
    qtbot.waitUntil(lambda: model.index(1799, Column.NUMBER).data() == submitted.number)
    qtbot.keyClick(table, Qt.Key.Key_Home, CONTROL)
    qtbot.waitUntil(lambda: model.index(0, Column.NUMBER).data() == "WK01A-261124-1800-X")


def _many_rows(connection, application_id: str, count: int) -> None:
    """More rows of the list without the cost of submitting each: the list reads only these."""
    found = connection.execute(select(applications).where(applications.c.id == application_id))
    row = {key: value for key, value in found.mappings().one().items() if key != "position"}
    rows = [
        {**row, "id": f"{number:036d}", "number": f"WK01A-261124-{number:04d}-X"}
        for number in range(2, count + 1)
    ]
    connection.execute(insert(applications), rows)


def test_searching_as_one_types_and_opening_by_keyboard(window, taken, samples, qtbot):
    taken(*samples[:6])
    qtbot.keyClick(window, Qt.Key.Key_3, ALT)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.model.rowCount() == 6)
    assert page.search.hasFocus()
    name = samples[2]["applicant"]["full_name"]
    qtbot.keyClicks(page.search, name[:5].lower())
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.model.index(0, Column.NAME).data() == name
    assert samples[2]["applicant"]["nik"] not in str(page.model.index(0, Column.NIK).data())
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    detail = window.shell.page
    qtbot.waitUntil(lambda: detail.title.text().startswith("WK01A-"))
    assert name in detail.subtitle.text()
    qtbot.keyClick(detail, Qt.Key.Key_Escape)
    assert window.shell.page is page
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.search.text() == ""
    qtbot.waitUntil(lambda: page.model.rowCount() == 6)


def test_a_search_for_nothing_known_says_so(window, taken, samples, qtbot):
    taken(samples[0])
    page = show(window, qtbot, "applications")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    qtbot.keyClicks(page.search, "zzzz")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert page.subtitle.text() == "0 applications"


def test_the_list_renews_itself_when_something_was_taken(window, taken, samples, qtbot):
    page = show(window, qtbot, "applications")
    qtbot.waitUntil(lambda: page.subtitle.text() == "0 applications")
    taken(samples[0])
    window.shell.place.announce(Changes(applications=True))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_one_application_shows_data_timeline_documents_and_copies(
    window, unit, taken, samples, qtbot, tmp_path
):
    submitted = taken(samples[2])[0]
    page = show(window, qtbot, "application", submitted.id)
    qtbot.waitUntil(lambda: page.title.text() == submitted.number)
    expected = (
        "Singapore",
        "Umrah",
        "5 years",
        "Replacement",
        "Application submitted at the counter",
        unit.regions.name_of(samples[2]["applicant"]["region"]),
    )

    def words() -> str:
        labels = [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
        return " ".join(labels).casefold()

    qtbot.waitUntil(lambda: all(each.casefold() in words() for each in expected))
    documents = [b for b in page.findChildren(QAbstractButton) if b.accessibleName().startswith("Look at")]
    assert len(documents) >= len(samples[2]["documents"])
    page.receipt.save_to(tmp_path / "again.pdf")
    qtbot.waitUntil(lambda: "1 time" in page.copies)
    assert (tmp_path / "again.pdf").read_bytes().startswith(b"%PDF-")


def test_a_receipt_that_cannot_be_written_is_told_plainly(window, taken, samples, qtbot, tmp_path):
    page = show(window, qtbot, "application", taken(samples[0])[0].id)
    qtbot.waitUntil(page.receipt.isEnabled)
    page.receipt.save_to(tmp_path / "no folder" / "receipt.pdf")
    qtbot.waitUntil(lambda: "could not be written" in page.message.text)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_document_is_seen_large_and_escape_closes_it(window, taken, samples, qtbot):
    page = show(window, qtbot, "application", taken(samples[0])[0].id)
    qtbot.waitUntil(lambda: page.title.text() != "")
    next(b for b in page.findChildren(QAbstractButton) if b.property("role") == "document_line").click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog.pages.count == 1
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_theme_and_language_change_at_once_and_are_remembered(window, home, qtbot):
    page = show(window, qtbot, "settings")
    assert tokens() == LIGHT
    page.theme.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert tokens() == DARK
    assert window.palette().window().color().name().upper() == DARK.page
    page.language.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert language() == "id"
    assert window.shell.page.language.value() == "id"
    again = Home(home.path).preferences
    assert (again.language, again.theme) == ("id", "dark")


def test_a_change_of_language_keeps_what_is_being_typed(window, qtbot):
    page = show(window, qtbot, "new")
    page.chooser.buttons["passport.new"].click()
    qtbot.waitUntil(lambda: page.form is not None)
    qtbot.keyClicks(QApplication.focusWidget(), "SITI")
    window.change_language("id")
    again = window.shell.page
    qtbot.waitUntil(lambda: again.form is not None)
    assert again.form.form.boxes["applicant.full_name"].value() == "SITI"


def test_an_unexpected_error_is_calm_and_its_report_holds_no_data(window, home, qtbot):
    page = window.shell.page

    def fail(_task):
        raise KeyError("SITI AMINAH 1808131512642258")

    window.shell.place.tasks.run(fail)
    qtbot.waitUntil(lambda: page.message.text != "")
    assert "Something went wrong" in page.message.text
    page.message.copy_report()
    report = QApplication.clipboard().text()
    assert "KeyError" in report
    assert "test_pages.py" in report
    assert "SITI" not in report
    assert "SITI" not in (home.path / "logs" / "errors.log").read_text("utf-8")


PAGES = ("today", "closing", "new", "receipt", "applications", "sync", "settings", "application")


@pytest.mark.parametrize("key", PAGES)
def test_everything_one_can_reach_has_a_name(window, taken, samples, qtbot, key):
    page = _loaded(window, qtbot, key, taken, samples)
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit)
    nameless = [
        each
        for kind in kinds
        for each in window.findChildren(kind)
        if each.isVisible()
        and each.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not each.accessibleName()
        and not (isinstance(each, QAbstractButton) and each.text())
    ]
    assert nameless == []
    assert page.accessibleName()


@pytest.mark.parametrize("key", PAGES)
def test_nothing_is_cut_on_a_magnified_screen(window, taken, samples, qtbot, key):
    window.resize(*SMALL)
    page = _loaded(window, qtbot, key, taken, samples)
    assert window.width() == SMALL[0]
    for area in page.findChildren(QScrollArea):
        if area.isVisible() and area.widget() is not None:
            assert area.widget().minimumSizeHint().width() <= area.viewport().width(), area.widget()
    qtbot.waitUntil(lambda: _cut_lines(page) == [])


@pytest.mark.parametrize("size", [SMALL, (1366, 768)], ids=str)
@pytest.mark.parametrize("code", ["passport.new", "passport.replacement", "permit.itas"])
def test_no_form_is_wider_than_its_place(window, unit, qtbot, size, code):
    window.change_language("id")
    window.resize(*size)
    page = show(window, qtbot, "new", unit.intake.new_draft(code).id)
    qtbot.waitUntil(lambda: page.form is not None)

    def too_wide():
        areas = [each for each in page.findChildren(QScrollArea) if each.isVisible()]
        return [a for a in areas if a.widget().minimumSizeHint().width() > a.viewport().width()]

    qtbot.waitUntil(lambda: too_wide() == [])


@pytest.mark.parametrize("size", [SMALL, (1366, 768)], ids=str)
def test_an_error_that_comes_later_gets_the_room_it_needs(window, unit, adult, qtbot, size):
    window.resize(*size)
    page = show(window, qtbot, "new", draft_from(unit, adult).id)
    qtbot.waitUntil(lambda: page.form is not None)
    window.resize(size[0] - 10, size[1])
    nik = page.form.form.boxes["applicant.nik"]
    nik.set_value("18081")
    page.form.submit()
    qtbot.waitUntil(lambda: "16 digits" in nik.error_text)
    qtbot.waitUntil(lambda: nik.height() >= nik.heightForWidth(nik.width()))
    assert _cut_lines(page) == []


@pytest.mark.parametrize("spoken", ["id", "en"])
@pytest.mark.parametrize("width", [820, 910, 960, 1366])
def test_no_state_is_cut_beside_the_number(window, taken, samples, qtbot, spoken, width):
    submitted = taken(samples[2])[0]
    window.change_language(spoken)
    page = show(window, qtbot, "application", submitted.id)
    qtbot.waitUntil(lambda: page.title.text() == submitted.number)
    window.resize(width, SMALL[1])
    for state in STATES:
        page.state.setText(state_word(state))
        qtbot.waitUntil(
            lambda: all(each.width() >= each.sizeHint().width() for each in (page.state, page.title))
        )
        assert page.state.mapTo(window, page.state.rect().bottomRight()).x() < width
    assert window.width() == width


def _cut_lines(page) -> list[str]:
    """Texts that have less height than their lines need, by more than a rounded pixel."""
    return [
        each.text()
        for each in page.findChildren(QLabel)
        if each.isVisible() and each.wordWrap() and each.height() < each.heightForWidth(each.width()) - 2
    ]


def _loaded(window, qtbot, key, taken, samples):
    submitted = taken(samples[2])[0] if key in ("application", "receipt") else None
    place = {"receipt": "new"}.get(key, key)
    page = show(window, qtbot, place, submitted.id if key == "application" else None)
    if key == "new":
        page.chooser.buttons["passport.replacement"].click()
        qtbot.waitUntil(lambda: page.form is not None)
        page.form.submit()
    if key == "application":
        qtbot.waitUntil(lambda: page.title.text() == submitted.number)
    if key == "receipt":
        page.show_receipt(submitted)
        qtbot.waitUntil(lambda: page.receipt.pages.count == 1)
    return page
