"""A document or receipt seen large; Escape closes, Ctrl with + and - zooms."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import button, label, row

ZOOMS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)


class Pages(QScrollArea):
    """Pictures below each other, as wide as there is room for, times the zoom."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        content = QWidget()
        content.setProperty("role", "scrolled")
        self._inside = QVBoxLayout(content)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(12)
        self._inside.addStretch(1)
        self.setWidget(content)
        self._images: list[QImage] = []
        self._labels: list[QLabel] = []
        self._zoom = 1.0

    @property
    def count(self) -> int:
        return len(self._images)

    def show_pages(self, images: Sequence[QImage]) -> None:
        for each in self._labels:
            each.hide()
            each.deleteLater()
        self._images = list(images)
        self._labels = []
        for number, _image in enumerate(self._images):
            made = QLabel()
            made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            made.setAccessibleName(_("Page {number}").format(number=number + 1))
            self._labels.append(made)
            self._inside.insertWidget(number, made)
        self._fit()

    def zoom(self, factor: float) -> None:
        self._zoom = factor
        self._fit()

    def _fit(self) -> None:
        room = max(int((self.viewport().width() - 4) * self._zoom), 80)
        scale = self.devicePixelRatioF()
        for image, shown in zip(self._images, self._labels, strict=True):
            fit = min(room, int(image.width() / scale * max(self._zoom, 1.0)))
            drawn = QPixmap.fromImage(
                image.scaledToWidth(int(fit * scale), Qt.TransformationMode.SmoothTransformation)
            )
            drawn.setDevicePixelRatio(scale)
            shown.setPixmap(drawn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class PreviewDialog(QDialog):
    def __init__(self, parent: QWidget, title: str, images: Sequence[QImage]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(parent.window().size() * 0.9)
        self.pages = Pages(name=title)
        self._step = ZOOMS.index(1.0)
        closer = button(_("Zoom in"), role="quiet", shortcut="Ctrl++")
        farther = button(_("Zoom out"), role="quiet", shortcut="Ctrl+-")
        done = button(_("Close"), picture="close", shortcut="Ctrl+W")
        closer.clicked.connect(self._closer)
        farther.clicked.connect(self._farther)
        done.clicked.connect(self.reject)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 14, 16, 16)
        inside.addLayout(row(label(title, "heading"), None, farther, closer, done))
        inside.addWidget(self.pages, 1)
        self.pages.show_pages(images)
        done.setFocus()

    @Slot()
    def _closer(self) -> None:
        self._zoom(1)

    @Slot()
    def _farther(self) -> None:
        self._zoom(-1)

    def _zoom(self, step: int) -> None:
        self._step = min(max(self._step + step, 0), len(ZOOMS) - 1)
        self.pages.zoom(ZOOMS[self._step])
