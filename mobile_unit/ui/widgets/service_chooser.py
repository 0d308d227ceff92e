"""Which service the applicant needs: those taken here first, then those that the office handles."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mobile_unit.forms.standards import Standard
from mobile_unit.i18n import _, say
from mobile_unit.services.standards import Offered
from mobile_unit.ui.widgets.basics import Scrolled, button, label
from mobile_unit.ui.workplace import Workplace

ROOM_FOR_TWO = 960
WIDEST = 560
MARGIN, GAP = 6, 12
KEYS = tuple("1234567890") + tuple(f"Ctrl+{digit}" for digit in range(1, 10))
"""A key for each service, in the order in which they are offered; whatever comes after has none."""


def key_of(place: int) -> str:
    """The key of the service at a place (0 …); "" where there are more than keys."""
    return KEYS[place] if place < len(KEYS) else ""


def matches(standard: Standard, words: str) -> bool:
    """Whether every word typed stands somewhere in a service's names, in either language."""
    texts = (standard.title, standard.short_title, standard.summary)
    names = " ".join(f"{text.id} {text.en}" for text in texts).casefold()
    return all(word in names for word in words.casefold().split())


class ServiceChooser(QWidget):
    """Each service a button with its key; or part of its name is typed.

    Signals: ``chosen`` (a standard's code).
    """

    chosen = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self._standards: dict[str, Standard] = {}
        self._columns = 2
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Type part of the service's name"))
        self.filter.setAccessibleName(_("Search services"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(WIDEST)
        self.filter.textChanged.connect(self._sift)
        self.filter.returnPressed.connect(self._choose_first)
        self.offered = offered = place.unit.standards.offered()
        self._groups = [
            self._make_group(_("Taken here"), [each for each in offered if each.taken_here]),
            self._make_group(
                _("Recorded and referred to the office"), [each for each in offered if not each.taken_here]
            ),
        ]
        self._nothing = label(_("No service has such a name."), "muted")
        self._nothing.hide()
        self._content = QWidget()
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 0, MARGIN, 0)
        inside.setSpacing(10)
        inside.addWidget(self.filter)
        for title, grid in self._groups:
            inside.addSpacing(6)
            inside.addWidget(title)
            inside.addLayout(grid)
        inside.addWidget(self._nothing)
        hint = _("Press the number, type part of the name, or Enter on the marked one.")
        inside.addWidget(label(hint, "muted", wrap=True))
        inside.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(28, 0, 22, 12)
        self._area = Scrolled(self._content)
        whole.addWidget(self._area)
        self._lay_out()

    def _make_group(self, title: str, offered: list[Offered]) -> tuple[QLabel, QGridLayout]:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(10)
        for each in offered:
            standard = each.standard
            key = key_of(len(self.buttons))
            made = button(f"{key or '·'}   {say(standard.title)}", role="service", shortcut=key)
            made.setProperty("service", standard.code)
            made.setAccessibleName(say(standard.title))
            made.setToolTip(say(standard.summary))
            made.clicked.connect(self._clicked)
            self.buttons[standard.code] = made
            self._standards[standard.code] = standard
        heading = label(title, "heading")
        heading.setProperty("codes", [each.standard.code for each in offered])
        return heading, grid

    def _lay_out(self) -> None:
        """The services that match, in as many columns as there is room for."""
        for title, grid in self._groups:
            codes = title.property("codes")
            fit = [code for code in codes if matches(self._standards[code], self.filter.text())]
            for code in codes:
                grid.removeWidget(self.buttons[code])
                if code not in fit:
                    self.buttons[code].hide()
            for place, code in enumerate(fit):
                grid.addWidget(self.buttons[code], place // self._columns, place % self._columns)
                self.buttons[code].show()
            for column in range(2):
                grid.setColumnStretch(column, 1 if column < self._columns else 0)
            title.setVisible(bool(fit))
        self._content.setMaximumWidth(self._columns * WIDEST + (self._columns - 1) * GAP + MARGIN)

    @property
    def fitting(self) -> list[QPushButton]:
        """The buttons that are in the list now."""
        return [made for made in self.buttons.values() if not made.isHidden()]

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(self.sender().property("service"))

    @Slot(str)
    def _sift(self, text: str) -> None:
        if text.isdecimal():
            numbered = dict(zip(KEYS, self.buttons, strict=False))
            if text in numbered:
                self.filter.clear()
                self.chosen.emit(numbered[text])
            return
        self._lay_out()
        self._nothing.setVisible(not self.fitting)

    @Slot()
    def _choose_first(self) -> None:
        if self.fitting:
            self.chosen.emit(self.fitting[0].property("service"))

    def take_focus(self) -> None:
        if self.buttons:
            next(iter(self.buttons.values())).setFocus()
        self._area.verticalScrollBar().setValue(0)

    def prefer(self, beginnings: tuple[str, ...]) -> None:
        """Put the cursor on the first service whose code begins so."""
        for code, made in self.buttons.items():
            if beginnings and code.startswith(beginnings):
                made.setFocus()
                return

    def clear(self) -> bool:
        """Forget what was typed; False where nothing was."""
        typed = bool(self.filter.text())
        self.filter.clear()
        return typed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter typed on a button goes to the search."""
        text = event.text()
        if text.strip() and text.isprintable() and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.filter.setFocus()
            self.filter.setText(self.filter.text() + text)
        elif event.key() == Qt.Key.Key_Down and self.filter.hasFocus() and self.fitting:
            self.fitting[0].setFocus()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if self.width() >= ROOM_FOR_TWO else 1
        if columns != self._columns:
            self._columns = columns
            self._lay_out()
