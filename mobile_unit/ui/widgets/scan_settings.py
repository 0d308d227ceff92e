"""Where the scanner's own software saves, and what becomes of a file that was taken from there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.preferences import Preferences
from mobile_unit.ui.widgets.basics import button, card, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow


class ScanSettings(QWidget):
    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._path = label("", "muted", wrap=True)
        choose = button(_("Choose the scan folder"), picture="folder", shortcut="Ctrl+Shift+F")
        self._none = button(_("No scan folder"), role="quiet", picture="close")
        choose.clicked.connect(self._choose)
        self._none.clicked.connect(self._clear)
        self.after = ChoiceRow(
            [(False, _("Leave the file there")), (True, _("Remove the file"))], _("After a scan was taken")
        )
        self.after.set_value(preferences.clear_scan_folder)
        self.after.changed.connect(self._choose_after)
        frame, inside = card()
        inside.addWidget(label(_("Scan folder"), "heading"))
        inside.addWidget(
            label(
                _(
                    "The folder in which your scanner's program saves. What is new there is offered beside "
                    "the form; F9 takes the newest."
                ),
                "muted",
                wrap=True,
            )
        )
        inside.addWidget(self._path)
        inside.addLayout(row(choose, self._none, None))
        inside.addWidget(label(_("After a scan was taken"), "label"))
        inside.addWidget(self.after)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        self._show()

    def set_folder(self, path: str) -> None:
        self._preferences.scan_folder = path
        self._preferences.save()
        self._show()

    def _show(self) -> None:
        path = self._preferences.scan_folder
        gone = bool(path) and not Path(path).is_dir()
        self._path.setText(_("{path} is not there.").format(path=path) if gone else path or _("None chosen."))
        self._none.setVisible(bool(path))

    @Slot()
    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(
            self, _("Choose the scan folder"), self._preferences.scan_folder
        )
        if path:
            self.set_folder(path)

    @Slot()
    def _clear(self) -> None:
        self.set_folder("")

    @Slot()
    def _choose_after(self) -> None:
        self._preferences.clear_scan_folder = self.after.value()
        self._preferences.save()
