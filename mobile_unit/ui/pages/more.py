"""More services: a tile for each module beside the applications; a digit opens it, the arrows move."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.icons import pixmap
from mobile_unit.ui.modules import Module, modules
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.basics import Scrolled, label, row
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.workplace import Workplace

TILE_WIDTH = 320
"""What a tile has at least; as many stand beside each other as there is room for."""
LEAST_WIDTH = 240
"""A long title wraps before its tile takes the room of another."""
PICTURE = 26


class MorePage(Page):
    def __init__(self, place: Workplace) -> None:
        super().__init__(
            place, _("More services"), _("Press a digit, or move with the arrows and press Enter.")
        )
        self.tiles = [ModuleTile(each) for each in modules() if place.unit.context.may(each.needs)]
        for tile in self.tiles:
            go = partial(self._go, tile.module.key)
            tile.clicked.connect(go)
            tile.moved.connect(self._move)
            QShortcut(QKeySequence(tile.module.digit), self).activated.connect(go)
        content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setSpacing(14)
        self._columns = 0
        self._last = self.tiles[0].module.key if self.tiles else ""
        self.body.addWidget(Scrolled(content), 1)
        self._arrange(3)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for number in range(max(columns, self._columns)):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
        self._columns = columns
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, number // columns, number % columns)
        rows = -(-len(self.tiles) // columns)
        for number in range(len(self.tiles) + 1):
            self._grid.setRowStretch(number, 1 if number == rows else 0)

    @Slot()
    def _go(self, key: str, _checked: bool = False) -> None:
        self._last = key
        self.place.go(key)

    def take_focus(self) -> None:
        for tile in self.tiles:
            if tile.module.key == self._last:
                tile.setFocus()

    def dress_anew(self) -> None:
        for tile in self.tiles:
            tile.paint()

    @Slot(int)
    def _move(self, key: int) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        here = next(number for number, tile in enumerate(self.tiles) if tile.hasFocus())
        there = here + steps[Qt.Key(key)]
        if 0 <= there < len(self.tiles):
            self.tiles[there].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(max(1, min(3, self.width() // TILE_WIDTH)))


class ModuleTile(QPushButton):
    """What a module is for, in a sentence, and the digit that opens it. Signals: ``moved`` (the arrow's
    key)."""

    moved = Signal(int)

    def __init__(self, module: Module) -> None:
        super().__init__()
        self.setProperty("role", "module")
        self.module = module
        self.setAccessibleName(module.title)
        self.setAccessibleDescription(module.sentence)
        self.setAutoDefault(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._picture = label()
        title, digit = label(module.title, "heading", wrap=True), label(module.digit, "keycap")
        sentence = label(module.sentence, "muted", wrap=True)
        for part in (self._picture, title, digit, sentence):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        digit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(18, 16, 18, 16)
        self._inside.setSpacing(8)
        head = row(self._picture, title, digit)
        head.setStretch(1, 1)
        head.setAlignment(digit, Qt.AlignmentFlag.AlignTop)
        head.setAlignment(self._picture, Qt.AlignmentFlag.AlignTop)
        self._inside.addLayout(head)
        self._inside.addWidget(sentence)
        self._inside.addStretch(1)
        self.paint()

    def paint(self) -> None:
        """Draw the picture in the theme's colour."""
        self._picture.setPixmap(
            pixmap(self.module.picture, tokens().accent, PICTURE, self.devicePixelRatioF())
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows are the page's, which knows what stands above and below; else they would scroll."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(event.key())
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._inside.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        return self._inside.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        least = self._inside.totalMinimumSize()
        return QSize(min(least.width(), LEAST_WIDTH), least.height())
