"""Services in the window: the chooser, referrals, a newer list of fees, leaflets and posters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mobile_unit.store import drafts
from tests.ui.conftest import draft_from, enter, submit, type_here

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def chooser(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    return window.shell.page.chooser


def visible(chooser) -> list[str]:
    return [made.property("service") for made in chooser.fitting]


def form_of(qtbot, window):
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None and page.form.isVisible())
    return page.form


def test_what_is_taken_here_comes_first_and_has_the_first_digits(chooser):
    assert visible(chooser)[:3] == ["passport.new", "passport.replacement", "passport.lost"]
    assert len(visible(chooser)) == 11
    assert chooser.buttons["passport.new"].text().startswith("1 ")
    assert chooser.buttons["permit.reentry"].text().startswith("9 ")
    assert chooser.buttons["passport.new"].hasFocus()


def test_a_digit_opens_the_form_with_what_the_choice_says(window, chooser, qtbot):
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_3)
    form = form_of(qtbot, window)
    assert form.form.record()["answers"] == {"reason": "lost"}
    assert window.shell.page.title.text() == "Replacement of a lost passport"
    assert form.is_empty
    assert form.referral.isVisible()
    assert "refer" in form.submit_button.text()
    window.shell.page.go_back()
    qtbot.waitUntil(lambda: window.shell.place.unit.intake.drafts() == ())


def test_every_service_has_a_key_that_stands_on_it(window, chooser, qtbot):
    keys = [made.text().split("   ")[0] for made in chooser.buttons.values()]
    assert keys == [*"1234567890", "Ctrl+1"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1, CONTROL)
    assert "applicant.nik" not in form_of(qtbot, window).form.boxes
    assert window.shell.page.title.text() == "Reporting of foreigners (APOA)"


def test_the_tenth_is_zero_in_the_search_too(window, chooser, qtbot):
    chooser.filter.setFocus()
    type_here(qtbot, "0")
    form_of(qtbot, window)
    assert window.shell.page.title.text().startswith("Affidavit")


def test_the_services_page_has_the_same_keys(window, qtbot):
    window.shell.go("services")
    page = window.shell.page
    codes = list(page._offered)
    for key, modifier, place in (
        (Qt.Key.Key_3, Qt.KeyboardModifier.NoModifier, 2),
        (Qt.Key.Key_0, Qt.KeyboardModifier.NoModifier, 9),
        (Qt.Key.Key_1, CONTROL, 10),
    ):
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)
        assert page.current.standard.code == codes[place]
        assert page.search.text() == ""
    assert page.list.item(10).text().startswith("Ctrl+1 ")


@pytest.mark.parametrize("size", [(910, 480), (1366, 768)], ids=str)
def test_no_service_s_name_is_cut_in_the_list(window, qtbot, size):
    window.change_language("id")
    window.resize(*size)
    window.shell.go("services")
    services = window.shell.page.list
    qtbot.waitUntil(lambda: services.viewport().width() > 100)
    room = services.viewport().width() - 2 * 14
    for number in range(services.count()):
        text = services.item(number).text()
        lines = services.fontMetrics().boundingRect(0, 0, room, 0, Qt.TextFlag.TextWordWrap, text)
        assert services.visualItemRect(services.item(number)).height() >= lines.height() + 16, text


@pytest.mark.parametrize("size", [(910, 480), (1366, 768)], ids=str)
def test_cards_begin_where_the_search_begins(window, chooser, qtbot, size):
    window.resize(*size)
    first = chooser.buttons["passport.new"]
    qtbot.waitUntil(lambda: first.width() > 300)
    assert first.x() == chooser.filter.x()


def test_services_beyond_the_digits_are_reached_by_typing(window, chooser, qtbot):
    for letter in "foreign apo":
        type_here(qtbot, letter)
    assert visible(chooser) == ["foreigner.report"]
    assert chooser.filter.hasFocus()
    enter(qtbot)
    form = form_of(qtbot, window)
    assert "applicant.nik" not in form.form.boxes
    assert "applicant.passport_number" in form.form.boxes


def test_escape_forgets_what_was_typed_first(window, chooser, qtbot):
    for letter in "zzz":
        type_here(qtbot, letter)
    assert visible(chooser) == []
    assert chooser._nothing.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert len(visible(chooser)) == 11
    assert window.shell.page.chooser is chooser


def test_a_digit_typed_into_the_search_chooses_too(window, chooser, qtbot):
    chooser.filter.setFocus()
    qtbot.keyClicks(chooser.filter, "2")
    assert "answers.reason" in form_of(qtbot, window).form.boxes


def test_a_foreigner_is_recorded_and_referred(window, chooser, qtbot, unit):
    chooser.buttons["permit.itk"].click()
    form = form_of(qtbot, window)
    typed = {
        "applicant.full_name": "JOHN SMITH", "applicant.sex": "male", "applicant.birth_date": "1980-02-03",
        "applicant.nationality": "NLD", "applicant.passport_number": "nx1234567",
        "applicant.passport_expires": "2031-01-01", "applicant.address": "Jl. Lintas 1",
        "applicant.region": "18.08.04.2005", "answers.permit_days": 30,
        "answers.permit_expires": "2027-01-01",
    }  # fmt: skip
    for key, value in typed.items():
        form.form.boxes[key].set_value(value)
    form.form.edited.emit()
    form.check()
    assert form.outcome.ok, form.outcome.errors
    assert form.fees.text == "Rp500.000"
    page = window.shell.page
    submit(qtbot, page)
    qtbot.waitUntil(lambda: page.receipt.isVisible() and page.receipt.pages.count == 1)
    assert page.title.text() == "Referral"
    (row,) = unit.tracking.search("smith").rows
    assert (row.state, row.nik) == ("referred", "N******67")
    window.shell.go("application", row.id)
    qtbot.waitUntil(lambda: window.shell.page.title.text() == row.number)


def test_a_form_follows_the_reason(window, chooser, qtbot):
    chooser.buttons["passport.replacement"].click()
    form = form_of(qtbot, window)
    assert not form.referral.isVisible()
    form.form.boxes["answers.reason"].set_value("damaged")
    form.check()
    assert form.referral.isVisible()
    assert "answers.force_majeure" in form.outcome.shown
    form.form.boxes["answers.reason"].set_value("full")
    form.check()
    assert not form.referral.isVisible()
    assert "answers.force_majeure" not in form.outcome.shown


def test_an_amount_that_the_office_sets_is_not_shown_as_a_fee(window, chooser, qtbot):
    chooser.buttons["permit.itas"].click()
    form = form_of(qtbot, window)
    form.form.boxes["answers.permit_years"].set_value(1)
    form.check()
    assert form.fees.text == ""
    assert form.outcome.unset_fees == ("ITAS-1",)


def test_the_newer_list_is_offered_and_accepted_by_a_key(window, qtbot, unit, adult):
    draft = draft_from(unit, adult)
    with unit.context.store.write() as connection:
        drafts.set_catalogue(connection, draft.id, "2026.1", draft.updated_at)
    window.shell.go("new", draft.id)
    form = form_of(qtbot, window)
    assert form.newer.isVisible()
    assert "25 November 2026" in form.newer.text
    assert "stay the same" in form.newer.text
    form.form.boxes["applicant.occupation"].set_value("Petani")
    form.form.edited.emit()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: window.shell.page.form not in (None, form))
    again = form_of(qtbot, window)
    assert not again.newer.isVisible()
    assert again.form.record()["applicant"]["occupation"] == "PETANI"
    assert unit.intake.draft(draft.id).catalogue == unit.catalogue.version


def test_a_draft_of_today_says_nothing_of_newer_lists(window, chooser, qtbot):
    chooser.buttons["passport.new"].click()
    assert not form_of(qtbot, window).newer.isVisible()


def test_services_stand_in_the_rail(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_4, ALT)
    page = window.shell.page
    assert page.title.text() == "Services"
    assert page.search.hasFocus()
    assert page.current.standard.code == "passport.new"
    qtbot.waitUntil(lambda: page.view.text != "")
    for words in ("Requirements", "Procedure", "Processing time", "Fees", "Product", "Complaints",
                  "Rp950.000", "lapor.go.id"):  # fmt: skip
        assert words in page.view.text
    qtbot.keyClick(window, Qt.Key.Key_6, ALT)
    assert window.shell.page.title.text() == "Head office"


def test_a_service_is_found_as_one_types(window, qtbot):
    window.shell.go("services")
    page = window.shell.page
    type_here(qtbot, "hilang")
    assert page.current.standard.code == "passport.lost"
    assert page.where.text() == "Referred to the office"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.current.standard.code == "passport.damaged"
    assert page.search.hasFocus()
    page.open("permit.itas")
    qtbot.waitUntil(lambda: "to be confirmed by the office" in page.view.text)


@pytest.mark.parametrize("kind", ["leaflet", "poster"])
def test_papers_are_saved(window, qtbot, tmp_path, kind):
    window.shell.go("services")
    page = window.shell.page
    path = tmp_path / "paper.pdf"
    page.save_to(kind, path)
    qtbot.waitUntil(lambda: page.message.text != "")
    assert path.read_bytes().startswith(b"%PDF")
    page.save_to(kind, tmp_path / "nowhere" / "paper.pdf")
    qtbot.waitUntil(lambda: "could not be written" in page.message.text)
