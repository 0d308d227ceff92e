"""Qt's own dialogs and menus speak as the window does."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton

from mobile_unit.i18n import set_language
from mobile_unit.ui.main_window import make_application


def test_a_file_dialog_and_a_fields_menu_are_indonesian(qapp, qtbot, home):
    home.preferences.language = "id"
    make_application(home)
    dialog = QFileDialog(options=QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    words = {label.text() for label in dialog.findChildren(QLabel)}
    words |= {button.text() for button in dialog.findChildren(QPushButton)}
    assert {"&Cari di:", "&Nama berkas:", "&Jenis berkas:", "&Buka", "Batal"} <= words
    field = QLineEdit()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    assert {action.text().split("\t")[0] for action in menu.actions() if action.text()} == {
        "&Urungkan", "&Ulangi", "Po&tong", "&Salin", "&Tempel", "Hapus", "Pilih semua",
    }  # fmt: skip
    menu.deleteLater()


def test_in_english_qt_speaks_for_itself(qapp, qtbot, home):
    make_application(home)
    set_language("en")
    field = QLineEdit()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    assert "&Paste" in {action.text().split("\t")[0] for action in menu.actions()}
    menu.deleteLater()
