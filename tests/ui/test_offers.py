"""What a form offers: from the NIK, from earlier, from the old passport; never forced, never in the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import enter, type_here
from tests.ui.test_new_application import begin, box, resume

# what a screen of its own would do
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
FIRST = "P<IDNHARTONO<<SITI<AMINAH<<<<<<<<<<<<<<<<<<<"
SECOND = "X1234567<7IDN9005178F3503166<<<<<<<<<<<<<<<4"
READ = {
    "applicant.full_name": "SITI AMINAH HARTONO",
    "applicant.sex": "female",
    "applicant.birth_date": "1990-05-17",
    "answers.old_passport_number": "X1234567",
    "answers.old_passport_expires": "2035-03-16",
}


def key(qtbot, which, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), which, modifier)


def values(page) -> dict:
    return page.form.form.values()


def cursor(page) -> str:
    return page.form.form.box_with_cursor().field.key


def go_to(page, field: str) -> None:
    box(page, field).editor.setFocus()


# --- the NIK


def test_the_nik_offers_sex_and_birth_date_and_the_region_of_its_search(window, qtbot):
    page = begin(window, qtbot)
    go_to(page, "applicant.nik")
    type_here(qtbot, "1808045705900001")
    nik = box(page, "applicant.nik")
    assert nik.offer.text == "From the NIK: female, 17 May 1990, Baradatu"
    assert set(values(page)) == {"applicant.nik"}
    key(qtbot, Qt.Key.Key_Return, ALT)
    assert values(page)["applicant.sex"] == "female"
    assert values(page)["applicant.birth_date"] == "1990-05-17"
    assert "applicant.region" not in values(page)
    assert "From the NIK" in box(page, "applicant.sex").origin
    assert nik.offer.text == ""
    assert cursor(page) == "applicant.birth_place"
    go_to(page, "applicant.region")
    region = box(page, "applicant.region").editor.line
    assert region.popup.isVisible()
    enter(qtbot)
    assert region.code() is None
    key(qtbot, Qt.Key.Key_Return, SHIFT)
    type_here(qtbot, "gunung")
    enter(qtbot)
    assert region.text().endswith("Baradatu")


def test_what_was_typed_is_never_written_over(window, qtbot):
    page = begin(window, qtbot)
    go_to(page, "applicant.sex")
    type_here(qtbot, "m")
    go_to(page, "applicant.nik")
    type_here(qtbot, "1808015705900001")
    assert "female" not in box(page, "applicant.nik").offer.text
    key(qtbot, Qt.Key.Key_Return, ALT)
    assert values(page)["applicant.sex"] == "male"
    assert values(page)["applicant.birth_date"] == "1990-05-17"


def test_two_centuries_are_a_choice(window, qtbot):
    page = begin(window, qtbot)
    go_to(page, "applicant.nik")
    type_here(qtbot, "1808017105100001")
    shown = [each.text() for each in box(page, "applicant.nik").offer.buttons if not each.isHidden()]
    assert [each.split("  ")[0] for each in shown] == ["31 May 2010", "31 May 1910"]
    key(qtbot, Qt.Key.Key_Return, ALT | SHIFT)
    assert values(page)["applicant.birth_date"] == "1910-05-31"


def test_a_nik_that_says_nothing_offers_nothing(window, qtbot):
    page = begin(window, qtbot)
    go_to(page, "applicant.nik")
    type_here(qtbot, "1808013102900001")
    assert box(page, "applicant.nik").offer.text == ""


def test_somebody_who_was_here_before_is_offered_as_a_start(window, unit, qtbot, adult, taken):
    (before,) = taken(adult)
    page = begin(window, qtbot, "passport.replacement")
    go_to(page, "applicant.full_name")
    type_here(qtbot, "NEW NAME")
    go_to(page, "applicant.nik")
    type_here(qtbot, adult["applicant"]["nik"])
    nik = box(page, "applicant.nik")
    qtbot.waitUntil(lambda: before.number in nik.offer.text)
    key(qtbot, Qt.Key.Key_Return, ALT)
    held = values(page)
    assert held["applicant.full_name"] == "NEW NAME"
    for name in ("address", "region", "birth_date", "mother_name", "family_card_number"):
        assert held[f"applicant.{name}"] == adult["applicant"][name].upper()
    assert "answers.old_passport_number" not in held
    assert "answers.purpose" not in held
    assert before.number in box(page, "applicant.address").origin


# --- the old passport


def scan(qtbot, text: str) -> None:
    """As a scanner types that is a keyboard."""
    for part in text.split("\n"):
        qtbot.keyClicks(QApplication.focusWidget(), part)
        enter(qtbot)


@pytest.mark.parametrize(
    "typed", [f"{FIRST}\n{SECOND}", FIRST + SECOND, (FIRST + SECOND).lower()], ids=["two", "one", "small"]
)
@pytest.mark.parametrize(
    "field", ["answers.reason", "answers.old_passport_number", "applicant.nik", "applicant.address",
              "applicant.region", "applicant.sex", "applicant.birth_date", "answers.destination"],
)  # fmt: skip
def test_a_scan_fills_the_form_from_wherever_the_cursor_is(replacement, qtbot, field, typed):
    page = replacement
    go_to(page, field)
    scan(qtbot, typed)
    assert values(page) == READ
    assert "Read from the old passport" in page.message.text


@pytest.fixture
def replacement(window, qtbot):
    return begin(window, qtbot, "passport.replacement")


def test_a_scan_without_enter_is_read_after_a_moment(replacement, qtbot):
    go_to(replacement, "applicant.full_name")
    type_here(qtbot, FIRST + SECOND)
    qtbot.waitUntil(lambda: values(replacement) == READ)


def test_what_differs_is_shown_and_taken_only_on_request(replacement, qtbot):
    page = replacement
    for field, text in (("applicant.full_name", "SITI AMINA"), ("answers.old_passport_number", "X7654321")):
        go_to(page, field)
        type_here(qtbot, text)
    scan(qtbot, FIRST + SECOND)
    assert values(page)["applicant.full_name"] == "SITI AMINA"
    assert values(page)["answers.old_passport_number"] == "X7654321"
    assert values(page)["answers.old_passport_expires"] == "2035-03-16"
    assert "differs" in page.message.text
    assert cursor(page) == "answers.old_passport_number"
    key(qtbot, Qt.Key.Key_Return, ALT)
    assert values(page)["answers.old_passport_number"] == "X1234567"
    assert cursor(page) == "applicant.full_name"
    type_here(qtbot, "H")
    assert box(page, "applicant.full_name").offer.text == ""
    assert values(page)["applicant.full_name"].startswith("SITI")


def test_the_same_name_in_another_order_is_no_difference(replacement, qtbot):
    go_to(replacement, "applicant.full_name")
    type_here(qtbot, "Hartono Siti Aminah")
    scan(qtbot, FIRST + SECOND)
    assert values(replacement)["applicant.full_name"] == "Hartono Siti Aminah"
    assert box(replacement, "applicant.full_name").offer.text == ""


def test_a_birth_date_that_was_typed_decides_the_century(replacement, qtbot):
    go_to(replacement, "applicant.birth_date")
    type_here(qtbot, "17051990")
    scan(qtbot, FIRST + SECOND)
    assert values(replacement)["applicant.birth_date"] == "1990-05-17"
    assert box(replacement, "applicant.birth_date").offer.text == ""


def test_pasted_lines_are_read_too(replacement, qtbot):
    page = replacement
    QGuiApplication.clipboard().setText(f" {FIRST}\r\n{SECOND}\r\n")
    go_to(page, "applicant.full_name")
    key(qtbot, Qt.Key.Key_V, CONTROL)
    assert values(page) == READ


def test_lines_pasted_by_the_menu_do_not_stay_in_the_field(replacement, qtbot):
    page = replacement
    QGuiApplication.clipboard().setText(f"{FIRST} {SECOND}")
    go_to(page, "applicant.occupation")
    box(page, "applicant.occupation").editor.line.paste()
    assert values(page) == READ


def test_a_wrong_digit_is_named_and_can_be_mended(replacement, qtbot):
    page = replacement
    go_to(page, "applicant.full_name")
    scan(qtbot, FIRST + SECOND.replace("X1234567<7", "X1234567<8"))
    line = page.form.offers.mrz_line
    assert "passport number" in line.told
    assert line.line.hasFocus()
    assert values(page) == {}
    line.line.setText(FIRST + SECOND)
    enter(qtbot)
    assert values(page) == READ
    assert not line.isVisible()


def test_a_key_opens_the_line_and_escape_closes_it(replacement, qtbot):
    page = replacement
    go_to(page, "applicant.full_name")
    key(qtbot, Qt.Key.Key_M, CONTROL)
    line = page.form.offers.mrz_line
    assert line.line.hasFocus()
    type_here(qtbot, "P<ID")
    key(qtbot, Qt.Key.Key_Escape)
    assert not line.isVisible()
    assert cursor(page) == "applicant.full_name"
    assert page.form.isVisible()
    key(qtbot, Qt.Key.Key_M, CONTROL)
    type_here(qtbot, FIRST + SECOND)
    enter(qtbot)
    assert values(page) == READ


def test_a_filler_typed_by_hand_is_not_lost(replacement, qtbot):
    page = replacement
    go_to(page, "applicant.occupation")
    type_here(qtbot, "P<")
    assert "applicant.occupation" not in values(page)
    qtbot.waitUntil(lambda: values(page).get("applicant.occupation") == "P<")
    go_to(page, "applicant.address")
    type_here(qtbot, "PABRIK")
    enter(qtbot)
    assert values(page)["applicant.address"] == "PABRIK"


def test_a_new_passport_takes_from_the_lines_what_it_has_a_field_for(window, qtbot):
    page = begin(window, qtbot)
    scan(qtbot, FIRST + SECOND)
    assert values(page) == {name: value for name, value in READ.items() if name.startswith("applicant.")}


# --- the keyboard's way through the form


def test_enter_goes_on_and_shift_enter_or_alt_up_goes_back_through_every_field(replacement, qtbot):
    page = replacement
    shown = [each.field.key for each in page.form.form.boxes.values() if each.isVisible()]
    go_to(page, shown[0])
    for field in shown:
        assert cursor(page) == field
        enter(qtbot)
    for number, field in enumerate(reversed(shown)):
        if number == 0:
            go_to(page, field)
        assert cursor(page) == field
        key(qtbot, Qt.Key.Key_Up, ALT) if number % 2 else key(qtbot, Qt.Key.Key_Return, SHIFT)
    assert cursor(page) == shown[0]


def test_a_warning_is_confirmed_by_one_digit_and_the_draft_remembers(window, unit, qtbot):
    page = begin(window, qtbot)
    type_here(qtbot, "zainal")
    enter(qtbot)
    name = box(page, "applicant.full_name")
    assert name.value() == "ZAINAL"
    qtbot.waitUntil(lambda: len(name.warnings) == 1 and name.warnings[0].tick.isVisible())
    go_to(page, "applicant.full_name")
    key(qtbot, Qt.Key.Key_Tab)
    assert name.warnings[0].tick.hasFocus(), QApplication.focusWidget()
    type_here(qtbot, "2")
    assert name.warnings[0].is_confirmed
    assert cursor(page) == "applicant.nik"
    draft_id = page.form.draft_id
    qtbot.waitUntil(
        lambda: unit.intake.draft(draft_id).confirmed == {"name.one_word": "As on the family card"}
    )
    key(qtbot, Qt.Key.Key_Escape)
    page = resume(window, qtbot, draft_id)
    warning = box(page, "applicant.full_name").warnings[0]
    assert warning.is_confirmed
    assert warning.reason == "As on the family card"
    go_to(page, "applicant.full_name")
    type_here(qtbot, "X")
    assert not warning.is_confirmed


def test_a_tick_alone_does_not_confirm(window, qtbot):
    page = begin(window, qtbot)
    type_here(qtbot, "ZAINAL")
    name = box(page, "applicant.full_name")
    qtbot.waitUntil(lambda: len(name.warnings) == 1)
    name.warnings[0].tick.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    assert page.form.form.unconfirmed() == 1
    enter(qtbot)
    qtbot.waitUntil(lambda: name.warnings[0].reason_line.hasFocus())
    type_here(qtbot, "3")
    assert page.form.form.unconfirmed() == 0
    assert name.warnings[0].reason == "As on the birth certificate"


def test_the_papers_asked_for_follow_age_and_answers(replacement, qtbot):
    page = replacement

    def required() -> set[str]:
        return {kind for kind, row in page.form.documents.rows.items() if row.required}

    for issued, papers in (
        ("02012017", {"old_passport", "ktp"}),
        ("02012008", {"old_passport", "ktp", "family_card", "birth_certificate"}),
    ):
        go_to(page, "answers.old_passport_issued")
        QApplication.focusWidget().selectAll()
        type_here(qtbot, issued)
        qtbot.waitUntil(lambda papers=papers: required() == papers)
    go_to(page, "applicant.birth_date")
    type_here(qtbot, "010319")
    enter(qtbot)
    qtbot.waitUntil(lambda: "guardian_ktp" in required() and "ktp" not in required())
