"""From an empty form to the number on the receipt, by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from mobile_unit.forms.formats import phone
from mobile_unit.resources import resource
from mobile_unit.ui.main_window import MainWindow
from mobile_unit.ui.widgets.burst_guard import QUIET_MS
from tests.ui.conftest import draft_from, enter, submit, type_here

# what a screen of its own would do
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
CONTROL = Qt.KeyboardModifier.ControlModifier


def begin(window: MainWindow, qtbot, service: str = "passport.new"):
    """Open an empty form and answer its page."""
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    page = window.shell.page
    qtbot.mouseClick(page.chooser.buttons[service], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.form is not None)
    return page


def resume(window: MainWindow, qtbot, draft_id: str):
    window.shell.go("new", draft_id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None and page.form.draft_id == draft_id)
    return page


def box(page, key: str):
    return page.form.form.boxes[key]


def confirm_all(page) -> None:
    for each in page.form.form.boxes.values():
        for warning in each.warnings:
            warning.confirm()


def test_an_adult_is_taken_by_keyboard_alone(window, unit, qtbot, adult):
    person, answers = adult["applicant"], adult["answers"]
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    page = window.shell.page
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.form is not None)
    form = page.form.form
    assert form.boxes["applicant.full_name"].editor.line.hasFocus()
    village = unit.regions.village(person["region"])
    day, month, year = reversed(person["birth_date"].split("-"))
    typed = {
        "applicant.full_name": person["full_name"],
        "applicant.nik": person["nik"],
        "applicant.sex": "m" if person["sex"] == "male" else "f",
        "applicant.birth_place": person["birth_place"],
        "applicant.birth_date": f"{day}{month}{year}",
        "applicant.marital_status": person["marital_status"][:3],
        "applicant.occupation": person["occupation"],
        "applicant.address": person["address"],
        "applicant.region": f"{village.name} {village.within}",
        "applicant.phone": person.get("phone", ""),
        "applicant.email": person.get("email", ""),
        "applicant.family_card_number": person["family_card_number"],
        "applicant.mother_name": person["mother_name"],
        "applicant.father_name": person["father_name"],
        "answers.passport_type": "e",
        "answers.validity_years": "1",
        "answers.purpose": answers["purpose"][:3],
        "answers.destination": answers["destination"],
        "answers.accelerated": "",
        "answers.vulnerable_group": "",
        "answers.group_name": "",
    }
    for key in [key for key, each in form.boxes.items() if each.isVisible()]:
        assert form.boxes[key].editor.isAncestorOf(QApplication.focusWidget()), key
        type_here(qtbot, typed.get(key, ""))
        enter(qtbot)
    record = form.record()
    expected = {key: value for key, value in person.items() if value}
    expected["phone"] = phone(person["phone"])
    expected |= {key: person[key].upper() for key in ("occupation", "address")}
    assert record["applicant"] == expected
    assert record["answers"]["destination"] == answers["destination"]
    assert record["answers"]["validity_years"] == 10
    qtbot.waitUntil(lambda: page.form.fees.text == "Rp950.000")
    for kind, scan in (("ktp", "ktp.jpg"), ("family_card", "kk.jpg"), ("birth_certificate", "akta.jpg")):
        page.form.documents.add_file(kind, resource("samples", "scans", scan))
    qtbot.waitUntil(lambda: len(page.form.documents.documents) == 3)
    confirm_all(page)
    qtbot.keyClick(page.form, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.form.submission.shows_preview)
    qtbot.wait(QUIET_MS + 50)
    # offscreen, the window is not the active one again after the list of villages was open
    enter_here = window.focusWidget()
    assert enter_here is page.form.submission.preview.submit_button
    qtbot.keyClick(enter_here, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    number = page.receipt.number.text()
    assert number.startswith("WK01A-261124-0001-")
    assert unit.tracking.application(number).applicant["full_name"] == person["full_name"]
    qtbot.waitUntil(lambda: page.receipt.pages.count == 1)


def test_errors_wait_until_the_field_was_left_and_stand_beside_it(window, qtbot):
    page = begin(window, qtbot)
    nik = box(page, "applicant.nik")
    nik.editor.setFocus()
    type_here(qtbot, "18081")
    assert nik.error_text == ""
    enter(qtbot)
    qtbot.waitUntil(lambda: "16 digits" in nik.error_text)
    assert box(page, "applicant.mother_name").error_text == ""
    nik.editor.setFocus()
    nik.editor.line.selectAll()
    type_here(qtbot, "1808131512642258")
    qtbot.waitUntil(lambda: nik.error_text == "")
    assert nik.value() == "1808131512642258"


def test_submitting_too_early_marks_everything_and_leads_to_the_first(window, qtbot):
    page = begin(window, qtbot)
    qtbot.keyClick(page.form, Qt.Key.Key_Return, CONTROL)
    assert "not complete" in page.message.text
    assert box(page, "applicant.full_name").error_text == "This is required."
    assert box(page, "answers.destination").error_text == "This is required."
    assert box(page, "applicant.full_name").editor.line.hasFocus()
    rows = page.form.documents.rows
    assert "must be attached" in rows["ktp"].status
    assert "must be attached" not in rows["name_change_decree"].status


def test_a_draft_survives_without_any_saving_by_hand(window, unit, qtbot):
    page = begin(window, qtbot)
    type_here(qtbot, "SITI")
    draft_id = page.form.draft_id
    qtbot.waitUntil(lambda: unit.intake.draft(draft_id).applicant == {"full_name": "SITI"})
    type_here(qtbot, " AMINAH")
    window.shell.go("today")
    qtbot.waitUntil(lambda: unit.intake.draft(draft_id).applicant == {"full_name": "SITI AMINAH"})
    window.shell.go("new")
    assert box(page, "applicant.full_name").value() == "SITI AMINAH"


def test_closing_the_window_keeps_the_last_letters(window, home, qtbot):
    page = begin(window, qtbot)
    type_here(qtbot, "SITI AMINAH")
    draft_id = page.form.draft_id
    window.close()
    from tests.units import NIP, PIN

    again = home.sign_in(NIP, PIN)
    assert again.intake.draft(draft_id).applicant == {"full_name": "SITI AMINAH"}
    again.close()


def test_an_untouched_form_leaves_no_draft_behind(window, unit, qtbot):
    page = begin(window, qtbot)
    assert len(unit.intake.drafts()) == 1
    qtbot.keyClick(page.form, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: unit.intake.drafts() == ())
    assert page.chooser.isVisible()


def test_a_warning_is_confirmed_with_a_reason_and_kept_on_record(window, unit, qtbot, adult):
    record = {**adult, "applicant": {**adult["applicant"], "full_name": "ZAINAL"}}
    page = resume(window, qtbot, draft_from(unit, record).id)
    name = box(page, "applicant.full_name")
    qtbot.waitUntil(lambda: len(name.warnings) == 1)
    page.form.submit()
    assert "confirm" in page.message.text
    assert name.warnings[0].tick.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert name.warnings[0].reason_line.hasFocus()
    page.form.submit()
    assert "say why" in page.message.text
    type_here(qtbot, "KTP says so")
    submit(qtbot, page)
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    warnings = unit.tracking.application(page.receipt.number.text()).warnings
    assert {"field": "applicant.full_name", "code": "name.one_word", "reason": "KTP says so"} in warnings


def test_a_long_reason_is_read_from_its_beginning(window, unit, qtbot, adult):
    record = {**adult, "applicant": {**adult["applicant"], "full_name": "ZAINAL"}}
    page = resume(window, qtbot, draft_from(unit, record).id)
    name = box(page, "applicant.full_name")
    qtbot.waitUntil(lambda: len(name.warnings) == 1)
    for put in (name.warnings[0].confirm, name.warnings[0].restore):
        put("Sesuai KTP, KK dan akta kelahiran, " * 5)
        assert name.warnings[0].reason_line.cursorPosition() == 0


def test_a_child_is_asked_for_a_guardian_and_other_documents(window, qtbot):
    page = begin(window, qtbot)
    assert not box(page, "answers.guardian.full_name").isVisible()
    assert "ktp" in page.form.documents.rows
    born = box(page, "applicant.birth_date")
    born.editor.setFocus()
    type_here(qtbot, "1-3-2019")
    qtbot.waitUntil(lambda: box(page, "answers.guardian.full_name").isVisible())
    assert "ktp" not in page.form.documents.rows
    assert page.form.documents.rows["guardian_ktp"].is_missing


def test_the_fee_follows_the_choices(window, qtbot):
    page = begin(window, qtbot)
    assert page.form.fees.text == ""
    for key, letter in (("answers.passport_type", "e"), ("answers.validity_years", "5")):
        box(page, key).editor.setFocus()
        type_here(qtbot, letter)
    qtbot.waitUntil(lambda: page.form.fees.text == "Rp650.000")
    box(page, "answers.accelerated").editor.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.form.fees.text == "Rp1.650.000")


@pytest.mark.parametrize(
    ("part", "name"), [("tiuh bal", "Tiuh Balak, Baradatu"), ("gunung katun", "Gunung Katun, Baradatu")]
)
def test_a_village_is_found_by_part_of_its_name(window, unit, qtbot, part, name):
    page = begin(window, qtbot)
    region = box(page, "applicant.region")
    region.editor.setFocus()
    type_here(qtbot, part)
    enter(qtbot)
    assert unit.regions.name_of(region.value()) == name


@pytest.mark.parametrize("size", [(910, 480), (1366, 768)], ids=str)
def test_the_list_of_villages_is_as_wide_as_its_longest_name(window, qtbot, size):
    window.resize(*size)
    page = begin(window, qtbot)
    region = box(page, "applicant.region").editor
    region.setFocus()
    type_here(qtbot, "gunung")
    popup = region.line.popup
    assert popup.isVisible()
    longest = "Gunung Sangkaran, Blambangan Umpu"
    assert longest in [popup.model().index(line, 0).data() for line in range(popup.model().rowCount())]
    assert popup.viewport().width() >= popup.fontMetrics().horizontalAdvance(longest) + 16
    at = window.mapFromGlobal(popup.mapToGlobal(popup.rect().bottomRight()))
    assert at.x() <= window.width()
    popup.hide()


def test_a_document_comes_by_drop_by_clipboard_and_goes_again(window, unit, qtbot, tmp_path):
    page = begin(window, qtbot)
    documents = page.form.documents
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(resource("samples", "scans", "ktp.jpg")))])
    documents.rows["ktp"].dropped.emit("ktp", dropped)
    qtbot.waitUntil(lambda: "JPEG" in documents.rows["ktp"].status)
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    documents.rows["family_card"].setFocus()
    qtbot.keyClick(documents.rows["family_card"], Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: "JPEG" in documents.rows["family_card"].status)
    held = unit.intake.draft(page.form.draft_id).documents
    assert {document.kind for document in held} == {"ktp", "family_card"}
    qtbot.keyClick(documents.rows["ktp"], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: documents.rows["ktp"].is_missing)
    assert [document.kind for document in unit.intake.draft(page.form.draft_id).documents] == ["family_card"]


def test_a_file_that_is_no_picture_is_refused_in_its_row(window, qtbot, tmp_path):
    page = begin(window, qtbot)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"this is no picture")
    page.form.documents.add_file("ktp", broken)
    row = page.form.documents.rows["ktp"]
    qtbot.waitUntil(lambda: "no whole JPEG" in row.status)
    assert row.is_missing
    page.form.documents.add_file("ktp", tmp_path / "nowhere.jpg")
    qtbot.waitUntil(lambda: row.status == "The file can't be read.")


def test_an_alternative_document_counts_and_replaces_the_other(window, unit, qtbot):
    page = begin(window, qtbot)
    documents = page.form.documents
    scan = resource("samples", "scans", "akta.jpg")
    documents.add_file("birth_certificate", scan)
    qtbot.waitUntil(lambda: not documents.rows["birth_certificate"].is_missing)
    documents.add_file("diploma", scan)
    qtbot.waitUntil(lambda: [d.kind for d in documents.documents] == ["diploma"])
    assert documents.rows["birth_certificate"].kind_held == "diploma"
    assert not documents.rows["birth_certificate"].is_missing


def test_the_receipt_is_saved_recorded_and_the_next_one_is_a_copy(window, unit, qtbot, adult, tmp_path):
    page = resume(window, qtbot, draft_from(unit, adult).id)
    confirm_all(page)
    submit(qtbot, page)
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    path = tmp_path / "receipt.pdf"
    page.receipt.paper.save_to(path)
    qtbot.waitUntil(lambda: "saved" in page.message.text)
    assert path.read_bytes().startswith(b"%PDF-")
    assert unit.tracking.application(page.receipt.number.text()).copies == 1
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert page.chooser.isVisible()


def test_tab_goes_through_the_form_in_its_order_and_on_to_the_documents(window, qtbot):
    page = begin(window, qtbot)
    shown = [each for each in page.form.form.boxes.values() if each.isVisible()]
    for each in shown:
        assert each.editor.isAncestorOf(QApplication.focusWidget()), each.field.key
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    rows = list(page.form.documents.rows.values())
    assert QApplication.focusWidget() is rows[0]
    box(page, "applicant.nik").editor.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert QApplication.focusWidget() is rows[0]


def test_a_refused_line_of_a_file_says_at_once_what_is_wrong(window, unit, qtbot, adult):
    from mobile_unit.services.intake import Record, Refused

    broken = {**adult["applicant"], "nik": "18081"}
    with pytest.raises(Refused):
        unit.intake.take(Record(adult["id"], adult["service"], broken, adult["answers"]))
    page = resume(window, qtbot, adult["id"])
    assert "could not be taken" in page.message.text
    assert "16 digits" in box(page, "applicant.nik").error_text
    assert "must be attached" in page.form.documents.rows["ktp"].status


def test_beginning_anew_keeps_what_was_under_way_as_a_draft(window, unit, qtbot):
    page = begin(window, qtbot)
    type_here(qtbot, "SITI AMINAH")
    window.shell.go("today")
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert page.chooser.isVisible()
    qtbot.waitUntil(lambda: [draft.full_name for draft in unit.intake.drafts()] == ["SITI AMINAH"])


def test_beginning_anew_from_the_form_itself_keeps_it_as_a_draft(window, unit, qtbot):
    page = begin(window, qtbot)
    type_here(qtbot, "SITI AMINAH")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_N, CONTROL)
    assert page.chooser.isVisible()
    assert page.form is None
    qtbot.waitUntil(lambda: [draft.full_name for draft in unit.intake.drafts()] == ["SITI AMINAH"])
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.form is not None)
    assert page.form.form.record()["applicant"] == {}


def test_its_own_key_goes_from_the_receipt_to_the_services_and_leaves_a_form_alone(
    window, unit, qtbot, adult
):
    alt = Qt.KeyboardModifier.AltModifier
    page = resume(window, qtbot, draft_from(unit, adult).id)
    form = page.form
    qtbot.keyClick(window, Qt.Key.Key_2, alt)
    assert page.form is form
    assert form.isVisible()
    confirm_all(page)
    submit(qtbot, page)
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    qtbot.keyClick(window, Qt.Key.Key_2, alt)
    assert page.chooser.isVisible()
    assert page.title.text() == "New application"


def test_the_cursor_follows_the_documents_and_ends_on_the_button(window, qtbot):
    page = begin(window, qtbot)
    documents = page.form.documents
    missing = [kind for kind, row in documents.rows.items() if row.is_missing]
    assert missing == ["ktp", "family_card", "birth_certificate"]
    documents.rows["family_card"].setFocus()
    scan = resource("samples", "scans", "ktp.jpg")
    for kind, then in (
        ("family_card", documents.rows["birth_certificate"]),
        ("birth_certificate", documents.rows["ktp"]),
        ("ktp", page.form.submit_button),
    ):
        documents.add_file(kind, scan)
        qtbot.waitUntil(lambda then=then: window.focusWidget() is then)


def test_a_document_that_comes_while_one_types_leaves_the_cursor_alone(window, qtbot):
    page = begin(window, qtbot)
    nik = box(page, "applicant.nik").editor.line
    nik.setFocus()
    page.form.documents.add_file("ktp", resource("samples", "scans", "ktp.jpg"))
    qtbot.waitUntil(lambda: len(page.form.documents.documents) == 1)
    assert window.focusWidget() is nik


def test_a_draft_is_thrown_away_at_the_second_press(window, unit, qtbot):
    page = begin(window, qtbot)
    type_here(qtbot, "SITI")
    for _press in range(2):
        qtbot.keyClick(page, Qt.Key.Key_Delete, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: unit.intake.drafts() == ())
    assert page.chooser.isVisible()
