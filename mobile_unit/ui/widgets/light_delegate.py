"""Draws a deadline as a coloured pill in a table's cell; what the colour says stands in it in words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from mobile_unit.domain.complaints import IN_TIME, LATE, SOON
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.state_delegate import StateDelegate, tone_colours

TONES = {LATE: "error", SOON: "warn", IN_TIME: "good"}


class LightDelegate(QStyledItemDelegate):
    """``role`` is the model's role that answers a light."""

    def __init__(self, role: int, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]  # Qt takes any QObject
        self._role = role

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        said, bare.text = bare.text, ""
        bare.widget.style().drawControl(
            bare.widget.style().ControlElement.CE_ItemViewItem, bare, painter, bare.widget
        )
        background, colour = tone_colours(TONES.get(index.data(self._role), "plain"), tokens())
        font = QFont(bare.font)
        font.setPointSizeF(font.pointSizeF() - 1)
        font.setWeight(QFont.Weight.DemiBold)
        cell, metrics = QRectF(bare.rect), QFontMetricsF(font)
        words = metrics.elidedText(said, Qt.TextElideMode.ElideRight, cell.width() - 36)
        high = StateDelegate.HEIGHT
        pill = QRectF(
            cell.left() + 8, cell.center().y() - high / 2, metrics.horizontalAdvance(words) + 20, high
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(background))
        painter.drawRoundedRect(pill, high / 2, high / 2)
        painter.setPen(QColor(colour))
        painter.setFont(font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()
