"""A place to sign, by mouse, finger or pen; or the reason why somebody can't."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QShortcut,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QComboBox, QDialog, QSizePolicy, QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.basics import button, label, row

INK = QColor("#1A2A6C")
PEN = 3.0
KEPT = QSize(720, 240)
_MARGIN = 10


class InkArea(QWidget):
    """White paper; lines as they are drawn, nothing else of them: no pressure, no pace.

    Signals: ``drawn`` at every stroke begun.
    """

    drawn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(300, 120)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(_("Sign here"))
        self._strokes: list[QPainterPath] = []
        self._drawing = False

    @property
    def is_empty(self) -> bool:
        return not self._strokes

    def clear(self) -> None:
        self._strokes = []
        self.update()

    def image(self) -> QImage:
        """The signature with a little paper around it, no larger than 720 by 240 pixels."""
        around = QRectF()
        for stroke in self._strokes:
            around = around.united(stroke.boundingRect())
        around = around.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        size = around.size().scaled(KEPT, Qt.AspectRatioMode.KeepAspectRatio).toSize().expandedTo(QSize(1, 1))
        made = QImage(size, QImage.Format.Format_RGB32)
        made.fill(Qt.GlobalColor.white)
        painter = QPainter(made)
        painter.scale(size.width() / around.width(), size.width() / around.width())
        painter.translate(-around.topLeft())
        self._paint(painter)
        painter.end()
        return made

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(QPen(INK, PEN, *shape))
        for stroke in self._strokes:
            painter.drawPath(stroke)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.setPen(QPen(QColor(tokens().field_line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        base = self.height() * 3 // 4
        painter.drawLine(24, base, self.width() - 24, base)
        self._paint(painter)
        painter.end()

    def _begin(self, place: QPointF) -> None:
        stroke = QPainterPath(place)
        stroke.lineTo(place + QPointF(0.1, 0.1))  # a dot is a stroke too
        self._strokes.append(stroke)
        self._drawing = True
        self.drawn.emit()
        self.update()

    def _go_on(self, place: QPointF) -> None:
        if self._drawing:
            self._strokes[-1].lineTo(place)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._drawing = False

    def tabletEvent(self, event: QTabletEvent) -> None:
        self._pointer(event.type(), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and event.points():
            self._pointer(event.type(), event.points()[0].position())
            event.accept()
            return True
        return super().event(event)

    def _pointer(self, kind: QEvent.Type, place: QPointF) -> None:
        if kind in (QEvent.Type.TouchBegin, QEvent.Type.TabletPress):
            self._begin(place)
        elif kind in (QEvent.Type.TouchUpdate, QEvent.Type.TabletMove):
            self._go_on(place)
        else:
            self._drawing = False


class SignaturePad(QDialog):
    """``reasons`` are (value, words) of why somebody can't sign; empty where none can be recorded.

    Signals: ``signed`` (QImage) or ``unable`` (value).
    """

    signed = Signal(QImage)
    unable = Signal(str)

    def __init__(self, parent: QWidget, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = _("Signature of the applicant")
        self.setWindowTitle(title)
        window = parent.window().size()
        self.resize(round(window.width() * 0.75), round(window.height() * 0.75))
        self.ink = InkArea()
        self.reasons = QComboBox()
        self.reasons.setAccessibleName(_("Unable to sign"))
        self.reasons.addItem(_("The applicant signs"), None)
        for value, words in reasons:
            self.reasons.addItem(words, value)
        self._words = label(
            _("The applicant signs with mouse, finger or pen; Enter keeps it."), "muted", wrap=True
        )
        self.keep = button(_("Keep (Enter)"), role="primary", picture="done", tip=_("Keep"))
        clear = button(_("Clear (Delete)"), picture="remove", shortcut="Delete", tip=_("Clear"))
        leave = button(_("Leave as it was (Esc)"), picture="close")
        for each in (self.keep, clear, leave):
            each.setAutoDefault(False)
        self.keep.clicked.connect(self._finish)
        clear.clicked.connect(self._clear)
        leave.clicked.connect(self.reject)
        for key in ("Return", "Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self._finish)
        self.ink.drawn.connect(self._drawn)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.setSpacing(8)
        inside.addWidget(label(title, "heading"))
        inside.addWidget(self._words)
        inside.addWidget(self.ink, 1)
        if reasons:
            inside.addWidget(label(_("Or unable to sign (arrow keys):"), "label"))
            inside.addWidget(self.reasons)
        inside.addLayout(row(clear, None, leave, self.keep))
        (self.reasons if reasons else self.keep).setFocus()

    @Slot()
    def _drawn(self) -> None:
        self.reasons.setCurrentIndex(0)

    @Slot()
    def _clear(self) -> None:
        self.ink.clear()
        self.reasons.setCurrentIndex(0)

    @Slot()
    def _finish(self) -> None:
        if self.reasons.currentData() is not None:
            self.unable.emit(self.reasons.currentData())
            self.accept()
        elif not self.ink.is_empty:
            self.signed.emit(self.ink.image())
            self.accept()
        else:
            self._words.setText(_("Nothing is signed yet. Sign, or choose why not."))
