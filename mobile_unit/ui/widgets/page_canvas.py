"""A page as it will be kept: turned, straightened, and a frame around the part that stays."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mobile_unit.services.scan_edits import WHOLE, Box, Edits
from mobile_unit.ui.theme import tokens

MARGIN = 14
HANDLE = 5
GRIP = 16
"""How near to an edge the mouse takes hold of it, in logical pixels."""
SMALLEST = 0.05
SHADE = QColor(20, 30, 34, 150)


class PageCanvas(QWidget):
    """Signals: ``cut`` (Box) when the mouse let go of the frame. ``ratio`` is width by height that a portrait
    keeps; None where any shape will do."""

    cut = Signal(object)

    def __init__(self, ratio: float | None = None) -> None:
        super().__init__()
        self._ratio = ratio
        self._image = QImage()
        self._edits = Edits()
        self._held: tuple[str, QPointF, Box] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 160)

    def show_page(self, image: QImage, edits: Edits) -> None:
        self._image = image
        self.show_edits(edits)

    def show_edits(self, edits: Edits) -> None:
        self._edits = edits
        self.update()

    @property
    def turned_size(self) -> QSizeF:
        size = QSizeF(self._image.size())
        return size.transposed() if self._edits.turns % 2 else size

    @property
    def frame(self) -> QRectF:
        """Where the whole page stands in the widget."""
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        size = self.turned_size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(0, 0), size)
        place.moveCenter(room.center())
        return place

    def _kept(self) -> QRectF:
        frame = self.frame
        left, top, right, bottom = self._edits.kept
        return QRectF(
            frame.x() + left * frame.width(),
            frame.y() + top * frame.height(),
            (right - left) * frame.width(),
            (bottom - top) * frame.height(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        frame, kept = self.frame, self._kept()
        painter.fillRect(frame, Qt.GlobalColor.white)
        painter.save()
        painter.setClipRect(frame)
        painter.translate(frame.center())
        painter.rotate(90 * self._edits.turns + self._edits.degrees)
        scale = frame.width() / self.turned_size.width()
        painter.scale(scale, scale)
        painter.drawImage(QPointF(-self._image.width() / 2, -self._image.height() / 2), self._image)
        painter.restore()
        for shaded in (
            QRectF(frame.topLeft(), QPointF(frame.right(), kept.top())),
            QRectF(QPointF(frame.left(), kept.bottom()), frame.bottomRight()),
            QRectF(QPointF(frame.left(), kept.top()), QPointF(kept.left(), kept.bottom())),
            QRectF(QPointF(kept.right(), kept.top()), QPointF(frame.right(), kept.bottom())),
        ):
            painter.fillRect(shaded, SHADE)
        accent = QColor(tokens().accent)
        painter.setPen(QPen(accent, 2))
        painter.drawRect(kept)
        for x in (kept.left(), kept.center().x(), kept.right()):
            for y in (kept.top(), kept.center().y(), kept.bottom()):
                if QPointF(x, y) != kept.center():
                    painter.fillRect(QRectF(x - HANDLE, y - HANDLE, 2 * HANDLE, 2 * HANDLE), accent)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        sides = self._sides_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and sides:
            self._held = (sides, event.position(), self._edits.kept)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            self.setCursor(_CURSORS.get(self._sides_at(event.position()), Qt.CursorShape.ArrowCursor))
            return
        sides, began, kept = self._held
        frame = self.frame
        moved = event.position() - began
        across, down = moved.x() / max(frame.width(), 1), moved.y() / max(frame.height(), 1)
        self.show_edits(Edits(self._edits.turns, self._edits.degrees, self._moved(sides, kept, across, down)))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._held is not None:
            self._held = None
            self.cut.emit(self._edits.kept)

    def _sides_at(self, place: QPointF) -> str:
        """The edges within reach (``l``, ``t``, ``r``, ``b``, two of them at a corner), ``m`` inside."""
        kept = self._kept()
        if not kept.adjusted(-GRIP, -GRIP, GRIP, GRIP).contains(place):
            return ""
        sides = "l" if abs(place.x() - kept.left()) < GRIP else ""
        sides += "t" if abs(place.y() - kept.top()) < GRIP else ""
        sides += "r" if "l" not in sides and abs(place.x() - kept.right()) < GRIP else ""
        sides += "b" if "t" not in sides and abs(place.y() - kept.bottom()) < GRIP else ""
        return sides or "m"

    def _moved(self, sides: str, kept: Box, across: float, down: float) -> Box:
        if sides == "m":
            return shifted(kept, across, down)
        left, top, right, bottom = kept
        left = min(max(left + across, 0), right - SMALLEST) if "l" in sides else left
        right = max(min(right + across, 1), left + SMALLEST) if "r" in sides else right
        top = min(max(top + down, 0), bottom - SMALLEST) if "t" in sides else top
        bottom = max(min(bottom + down, 1), top + SMALLEST) if "b" in sides else bottom
        return self.in_shape((left, top, right, bottom), sides)

    def in_shape(self, kept: Box, sides: str = "") -> Box:
        """The largest box of the canvas's ratio within ``kept``; the edges that are not in hand stay."""
        if self._ratio is None or self._image.isNull():
            return kept
        left, top, right, bottom = kept
        wide, high = self.turned_size.width(), self.turned_size.height()
        width, height = (right - left) * wide, (bottom - top) * high
        width, height = min(width, height * self._ratio) / wide, min(height, width / self._ratio) / high
        x = right - width if "l" in sides else left if sides else (left + right - width) / 2
        y = bottom - height if "t" in sides else top if sides else (top + bottom - height) / 2
        return x, y, x + width, y + height


def shifted(kept: Box, across: float, down: float) -> Box:
    """The frame moved as a whole, never over the page's edge."""
    left, top, right, bottom = kept
    across = min(max(across, -left), 1 - right)
    down = min(max(down, -top), 1 - bottom)
    return left + across, top + down, right + across, bottom + down


def trimmed(kept: Box, side: str, by: float) -> Box:
    """One side (``l``, ``t``, ``r``, ``b``) moved inwards by a fraction of the page; outwards if negative."""
    left, top, right, bottom = kept
    if side == "l":
        left = min(max(left + by, 0), right - SMALLEST)
    elif side == "r":
        right = max(min(right - by, 1), left + SMALLEST)
    elif side == "t":
        top = min(max(top + by, 0), bottom - SMALLEST)
    else:
        bottom = max(min(bottom - by, 1), top + SMALLEST)
    made = left, top, right, bottom
    return WHOLE if all(abs(a - b) < 1e-6 for a, b in zip(made, WHOLE, strict=True)) else made


_CURSORS = {
    "l": Qt.CursorShape.SizeHorCursor,
    "r": Qt.CursorShape.SizeHorCursor,
    "t": Qt.CursorShape.SizeVerCursor,
    "b": Qt.CursorShape.SizeVerCursor,
    "lt": Qt.CursorShape.SizeFDiagCursor,
    "rb": Qt.CursorShape.SizeFDiagCursor,
    "lb": Qt.CursorShape.SizeBDiagCursor,
    "tr": Qt.CursorShape.SizeBDiagCursor,
    "m": Qt.CursorShape.SizeAllCursor,
}
