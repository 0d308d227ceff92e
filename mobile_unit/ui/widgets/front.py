"""The frame around what is shown before anyone is signed in: the program's name beside a card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mobile_unit import __version__
from mobile_unit.i18n import _, language
from mobile_unit.ui.icons import pixmap
from mobile_unit.ui.widgets.basics import Scrolled, button, card, column, label
from mobile_unit.ui.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from mobile_unit.app import Home
    from mobile_unit.ui.widgets.help_panel import HelpPanel

ROOM_FOR_BRAND = 900
LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


class FrontPage(QWidget):
    """``content`` is where a page puts its fields; Enter goes on to the next field."""

    help_key = ""
    """Which of ``resources/help`` F1 shows."""

    def __init__(
        self, home: Home, change_language: Callable[[str], None], title: str, explanation: str
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAccessibleName(title)
        self._change_language = change_language
        self._help: HelpPanel | None = None
        QShortcut(QKeySequence("F1"), self).activated.connect(self.show_or_hide_help)
        self.message = MessageLine(home.path)
        frame, self.content = card(margin=30, spacing=8)
        frame.setMaximumWidth(480)
        self.content.addWidget(label(title, "title"))
        self.content.addWidget(label(explanation, "muted", wrap=True))
        self.content.addSpacing(8)
        self.content.addWidget(self.message)
        middle = QWidget()
        around = QVBoxLayout(middle)
        around.setContentsMargins(28, 28, 28, 20)
        around.addStretch(1)
        around.addLayout(_centred(frame))
        around.addStretch(1)
        around.addLayout(self._languages())
        self._brand = self._make_brand()
        sides = QHBoxLayout(self)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        sides.addWidget(self._brand, 2)
        sides.addWidget(Scrolled(middle), 3)

    def add_field(
        self, caption: str, *, secret: bool = False, hint: str = "", help_text: str = ""
    ) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(hint)
        field.setAccessibleName(caption)
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        above = label(caption, "label")
        above.setBuddy(field)
        self.content.addWidget(above)
        self.content.addWidget(field)
        if help_text:
            field.setAccessibleDescription(help_text)
            self.content.addWidget(label(help_text, "small", wrap=True))
        self.content.addSpacing(6)
        return field

    @Slot()
    def show_or_hide_help(self) -> None:
        if self._help is None:
            from mobile_unit.ui.widgets.help_panel import HelpPanel

            self._help = HelpPanel(self)
            self._help.closed.connect(self.show_or_hide_help)
        if self._help.isVisible():
            self._help.hide()
        else:
            self._help.show_page(self.help_key)

    def _make_brand(self) -> QWidget:
        brand = QWidget()
        brand.setProperty("role", "rail")
        brand.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark = label()
        mark.setPixmap(pixmap("mark", "", 72, self.devicePixelRatioF()))
        name = label(_("Mobile immigration service"), "title", wrap=True)
        office = label(
            _("Passport applications, taken where people live, with or without a network."), wrap=True
        )
        version = label(_("Version {version}").format(version=__version__), "small")
        inside = QVBoxLayout(brand)
        inside.setContentsMargins(44, 44, 36, 28)
        inside.addStretch(2)
        inside.addLayout(column(mark, name, office, spacing=14))
        inside.addStretch(3)
        inside.addWidget(version)
        return brand

    def _languages(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addStretch(1)
        for code in LANGUAGE_NAMES.keys() - {language()}:
            made = button(LANGUAGE_NAMES[code], role="quiet")
            made.setProperty("language", code)
            made.setAutoDefault(False)
            made.clicked.connect(self._language_clicked)
            line.addWidget(made)
        line.addStretch(1)
        return line

    @Slot()
    def _language_clicked(self) -> None:
        self._change_language(self.sender().property("language"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._brand.setVisible(self.width() >= ROOM_FOR_BRAND)


def _centred(widget: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addStretch(1)
    line.addWidget(widget, 20)
    line.addStretch(1)
    return line
