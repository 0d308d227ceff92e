"""The page of referrals: nothing without a signature, one per form, its letter, its status."""

from __future__ import annotations

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import Qt

from mobile_unit.domain.referrals import DONE, RECEIVED
from mobile_unit.store import settings
from mobile_unit.sync import sealing
from tests.services.test_referring import IDENTITY, WHO
from tests.ui.conftest import press
from tests.units import HEAD_OFFICE

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def unit(unit):
    with unit.context.store.write() as connection:
        told = sealing.vouch(HEAD_OFFICE, sealing.recipient_of(IDENTITY))
        settings.put(connection, settings.BUNDLE_KEY, told)
    return unit


@pytest.fixture
def page(window, qtbot):
    window.shell.go("referrals")
    shown = window.shell.page
    qtbot.waitUntil(lambda: shown.form.target.count() > 5)
    return shown


def fill(page) -> None:
    page.form.target.setCurrentIndex(page.form.target.findText("Dinas Sosial Kabupaten Way Kanan"))
    page.form.name.setText("Siti Aminah")
    page.form.reason.setPlainText("Tidak punya rumah")


def make(page, qtbot) -> None:
    fill(page)
    page.form.signed.setChecked(True)
    press(qtbot, page.form.name, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.list.count() == 1)


def test_without_a_signature_nothing_is_kept(page, unit, qtbot, tmp_path) -> None:
    fill(page)
    page.consent.save_to(tmp_path / "consent.pdf")
    qtbot.waitUntil(lambda: "saved" in page.message.text)
    assert "Siti Aminah" in PdfReader(tmp_path / "consent.pdf").pages[0].extract_text()
    press(qtbot, page.form.name, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "consent" in page.message.text)
    assert unit.referrals.listed() == []
    assert page.form.name.text() == "Siti Aminah"
    assert page.make.isEnabled()


def test_one_is_made_and_its_letter_printed(page, unit, qtbot, tmp_path) -> None:
    make(page, qtbot)
    (line,) = unit.referrals.listed()
    assert (line.name, line.target) == ("Siti Aminah", "Dinas Sosial Kabupaten Way Kanan")
    assert page.made.isVisible()
    assert not page.form.isVisible()
    page.letter.save_to(tmp_path / "letter.pdf")
    qtbot.waitUntil((tmp_path / "letter.pdf").exists)
    qtbot.waitUntil(lambda: "saved" in page.message.text)
    assert line.number in PdfReader(tmp_path / "letter.pdf").pages[0].extract_text()
    press(qtbot, page, Qt.Key.Key_N, CONTROL | SHIFT)
    qtbot.waitUntil(page.form.isVisible)
    qtbot.waitUntil(lambda: page.form.name.text() == "")


def test_the_scan_of_a_consent_is_enough(page, unit, qtbot, tmp_path) -> None:
    fill(page)
    Image.new("RGB", (300, 400), "white").save(tmp_path / "consent.png")
    page.form.set_scan(tmp_path / "consent.png")
    press(qtbot, page.form.name, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(unit.referrals.listed()) == 1)


def test_it_is_followed_until_it_is_closed_and_then_names_nobody(page, unit, qtbot) -> None:
    make(page, qtbot)
    assert page.status.value() == RECEIVED
    page.keep.click()
    qtbot.waitUntil(lambda: unit.referrals.listed()[0].status == RECEIVED)
    qtbot.waitUntil(lambda: page.status.value() == DONE)
    page.keep.click()
    qtbot.waitUntil(lambda: "what came of it" in page.message.text)
    page.result.setText("Dapat tempat")
    page.keep.click()
    qtbot.waitUntil(lambda: unit.referrals.listed()[0].status == DONE)
    qtbot.waitUntil(page.gone.isVisible)
    assert "Siti" not in page.number.text()
    assert "Siti" not in page.list.item(0).text()


def test_on_a_magnified_screen_nothing_is_cut(open_window, home, unit, qtbot) -> None:
    unit.referrals.make(unit.referrals.directory()[0], WHO, signed=True)
    window = open_window(home, unit, size=(910, 480))
    window.shell.go("referrals")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.list.count() == 1)
    assert window.width() == 910
    assert page.minimumSizeHint().width() <= page.width()
