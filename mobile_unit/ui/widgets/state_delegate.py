"""Draws an application's state as a coloured pill in a table's cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from mobile_unit.ui.theme import Tokens, tokens
from mobile_unit.ui.wording import state_tone, state_word


def tone_colours(tone: str, colours: Tokens) -> tuple[str, str]:
    """(background, text) of a pill of this tone, as in the style sheet."""
    return {
        "plain": (colours.sunken, colours.muted),
        "good": (colours.good_soft, colours.good),
        "warn": (colours.warn_soft, colours.warn),
        "error": (colours.error_soft, colours.error),
    }.get(tone, (colours.accent_soft, colours.accent_strong))


class StateDelegate(QStyledItemDelegate):
    """``role`` is the model's role that answers a state's key."""

    HEIGHT = 24.0

    def __init__(self, role: int, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]  # Qt takes any QObject
        self._role = role

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        state = index.data(self._role)
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        bare.widget.style().drawControl(
            bare.widget.style().ControlElement.CE_ItemViewItem,
            bare,
            painter,
            bare.widget,
        )
        background, text = tone_colours(state_tone(state), tokens())
        font = QFont(bare.font)
        font.setPointSizeF(font.pointSizeF() - 1)
        font.setWeight(QFont.Weight.DemiBold)
        cell = QRectF(bare.rect)
        metrics = QFontMetricsF(font)
        words = metrics.elidedText(state_word(state), Qt.TextElideMode.ElideRight, cell.width() - 36)
        pill = QRectF(
            cell.left() + 8,
            cell.center().y() - self.HEIGHT / 2,
            metrics.horizontalAdvance(words) + 20,
            self.HEIGHT,
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(background))
        painter.drawRoundedRect(pill, self.HEIGHT / 2, self.HEIGHT / 2)
        painter.setPen(QColor(text))
        painter.setFont(font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()
