"""The program's own drawings, in the colour that the theme asks for."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from mobile_unit.resources import resource

_SCALES = (1.0, 1.25, 1.5, 2.0, 3.0)


def icon(name: str, colour: str, size: int = 20, *, disabled: str = "") -> QIcon:
    """``resources/icons/<name>.svg`` in ``colour`` (#RRGGBB), sharp at every usual screen scale; in
    ``disabled`` where what bears it can't be pressed."""
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(_drawn(name, colour, round(size * scale)))
        if disabled:
            made.addPixmap(_drawn(name, disabled, round(size * scale)), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, colour: str, size: int, scale: float = 1.0) -> QPixmap:
    """The same drawing as a picture of ``size`` logical pixels on a screen of ``scale``."""
    drawn = QPixmap(_drawn(name, colour, round(size * scale)))
    drawn.setDevicePixelRatio(scale)
    return drawn


@cache
def _drawn(name: str, colour: str, pixels: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    source = resource("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    picture = QPixmap(pixels, pixels)
    picture.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return picture
