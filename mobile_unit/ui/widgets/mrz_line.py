"""One line for the two at the foot of an old passport, typed, pasted or scanned."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import dress, label


class MrzLine(QFrame):
    """Hidden until asked for. Signals: ``entered`` (what was typed) for Enter, ``closed`` for Escape."""

    entered = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        caption = label(_("The two lines at the foot of the old passport's data page"), "label", wrap=True)
        self.line = QLineEdit()
        self.line.setAccessibleName(caption.text())
        self.line.setPlaceholderText("P<IDN…")
        caption.setBuddy(self.line)
        self._told = label("", "small", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 12, 18, 12)
        inside.setSpacing(4)
        for each in (caption, self.line, self._told):
            inside.addWidget(each)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._calm)
        self.hide()

    @property
    def told(self) -> str:
        return self._told.text()

    def open(self, text: str = "", error: UserFacingError | None = None) -> None:
        """Ask for the lines, or show what was wrong with them."""
        self.line.setText(text)
        self._calm()
        if error is not None:
            self._told.setText(str(error))
            dress(self._told, role="error")
            dress(self.line, fault="error")
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, self._come_into_sight)  # once it has its place

    @Slot()
    def _come_into_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self.isVisible():
            above.ensureWidgetVisible(self)

    def close_line(self) -> None:
        self.line.clear()
        self.hide()

    @Slot()
    def _calm(self) -> None:
        self._told.setText(_("One after the other, without spaces or with. Enter reads them, Esc closes."))
        dress(self._told, role="small")
        dress(self.line, fault="")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()  # else the page would go back instead
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
            self.closed.emit()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.line.text())
            return True
        return False
