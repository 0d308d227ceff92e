"""The small vocabulary of the window: texts, buttons, cards."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mobile_unit.ui.icons import icon
from mobile_unit.ui.theme import tokens

GAP = 12
Layout = TypeVar("Layout", bound=QBoxLayout)


def dress(widget: QWidget, **properties: str) -> None:
    """Set what the style sheet looks at (``role``, ``tone`` …) and let it be seen at once."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def button(
    text: str,
    *,
    role: str = "",
    picture: str = "",
    shortcut: str = "",
    name: str = "",
    tip: str = "",
) -> QPushButton:
    """A button; ``shortcut`` (``Ctrl+P``) shows in its tooltip too, ``name`` is what a screen reader says."""
    made = QPushButton(beside_picture(text) if picture else text)
    if role:
        made.setProperty("role", role)
    if picture:
        paint_icon(made, picture)
    if shortcut:
        # not the button's own: that one answers a tenth of a second late, and setText forgets it
        QShortcut(QKeySequence(shortcut), made).activated.connect(made.click)
    keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText) if shortcut else ""
    hint = tip or text
    made.setToolTip(f"{hint} ({keys})" if keys else tip)
    made.setAccessibleName(name or text)
    made.setAutoDefault(True)
    return made


def beside_picture(text: str) -> str:
    """``text`` with a little room between it and the button's picture."""
    return f" {text}" if text else ""


def paint_icon(made: QPushButton, picture: str) -> None:
    """Give a button its drawing in the theme's colour; called again when the theme changes."""
    colours = tokens()
    by_role = {
        "primary": colours.on_accent,
        "rail": colours.rail_text,
        "quiet": colours.accent,
        "icon": colours.accent,
    }
    made.setProperty("picture", picture)
    role = made.property("role")
    faint = colours.rail_muted if role == "rail" else colours.muted
    made.setIcon(icon(picture, by_role.get(role, colours.text), disabled=faint))


def repaint_icons(root: QWidget) -> None:
    """Draw the icons of all buttons below ``root`` anew, after a change of theme."""
    for each in root.findChildren(QPushButton):
        picture = each.property("picture")
        if picture:
            paint_icon(each, picture)


def card(*, role: str = "card", margin: int = 18, spacing: int = GAP) -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    frame.setProperty("role", role)
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(margin, margin, margin, margin)
    inside.setSpacing(spacing)
    return frame, inside


def row(*items: QWidget | QLayout | None, spacing: int = GAP) -> QHBoxLayout:
    """Items beside each other; ``None`` is a stretch."""
    return _lined_up(QHBoxLayout(), items, spacing)


def column(*items: QWidget | QLayout | None, spacing: int = GAP) -> QVBoxLayout:
    return _lined_up(QVBoxLayout(), items, spacing)


def _lined_up(layout: Layout, items: tuple[QWidget | QLayout | None, ...], spacing: int) -> Layout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


class Scrolled(QScrollArea):
    """Scrolls up and down, never sideways, and keeps whatever has the cursor in sight."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        content.setProperty("role", "scrolled")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for its content: sideways, nothing is ever cut."""
        content = self.widget()
        if content is None:
            return super().minimumSizeHint()
        return QSize(content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 60)

    @property
    def can_scroll(self) -> bool:
        """Whether there is more than fits."""
        return self.verticalScrollBar().maximum() > 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    @Slot(QWidget, QWidget)
    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        content = self.widget()
        if now is not None and content is not None and content.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, 70)


def rule() -> QFrame:
    made = QFrame()
    made.setProperty("role", "rule")
    return made


def pill(text: str, tone: str) -> QLabel:
    made = label(text, "pill")
    made.setProperty("tone", tone)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def empty(layout: QLayout) -> None:
    """Remove everything a layout holds."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)
