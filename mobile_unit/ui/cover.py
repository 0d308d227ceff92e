"""What a lock hides besides the page: dialogs, lists that hang open, and what was copied."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

FOR_THE_PUBLIC = "for_the_public"
"""The property of a window that shows nobody's data."""
_PASSING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


@dataclass(frozen=True)
class Left:
    """How a window was left: the dialogs in front of it, and where the cursor was."""

    dialogs: tuple[QWidget, ...] = ()
    cursor: QWidget | None = None

    @classmethod
    def cover(cls, window: QWidget) -> Left:
        """Hide what is in front of the window; menus and lists are closed for good. A window for the public
        (the hall's) stays where it has a screen of its own."""
        cursor = QApplication.focusWidget()
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        others = [
            each
            for each in QApplication.topLevelWidgets()
            if each is not window and each.isVisible() and not _is_the_publics(each, window)
        ]
        for each in others:
            each.hide()
        return cls(tuple(each for each in others if each.windowType() not in _PASSING), cursor)

    def uncover(self) -> None:
        """Bring the dialogs back, and the cursor to where it was."""
        for dialog in self.dialogs:
            if isValid(dialog):
                dialog.show()
        if self.cursor is not None and isValid(self.cursor):
            self.cursor.setFocus()


def _is_the_publics(widget: QWidget, window: QWidget) -> bool:
    return bool(widget.property(FOR_THE_PUBLIC)) and widget.screen() != window.screen()


def forget_clipboard() -> None:
    """Clear what was copied, by whichever program: not every system tells whose it is."""
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    if clipboard.supportsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
