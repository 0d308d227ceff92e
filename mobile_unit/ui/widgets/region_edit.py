"""A place typed by any part of its name; what is kept is its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

if TYPE_CHECKING:
    from collections.abc import Callable

    from mobile_unit.forms.regions import Regions

SHOWN = 12
MARGIN = 8


class _Offered(QListView):
    """As wide as its longest name, as far as there is ``room``; Qt makes it as wide as the line."""

    room = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        around = self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()
        wanted = min(self.sizeHintForColumn(0) + around, self.room)
        if self.width() < wanted:
            self.resize(wanted, self.height())


class SearchEdit(QLineEdit):
    """A line that offers what matches while one types. ``find`` answers (code, name) pairs, best first.

    Signals: ``chosen`` when the code changed (also to None).
    """

    chosen = Signal()

    def __init__(
        self, find: Callable[[str], list[tuple[str, str]]], name_of: Callable[[str], str | None]
    ) -> None:
        super().__init__()
        self._find = find
        self._name_of = name_of
        self._found: list[tuple[str, str]] = []
        self._code: str | None = None
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(SHOWN)
        self._popup = _Offered()
        self._popup.setProperty("role", "completer")
        completer.setPopup(self._popup)
        self.setCompleter(completer)
        completer.activated.connect(self._take_name)
        self.textEdited.connect(self._search)

    def code(self) -> str | None:
        """The code of what is chosen; the only match counts as chosen, its name is written out on leaving."""
        only = self._only_match()
        return only[0] if only else self._code

    def _only_match(self) -> tuple[str, str] | None:
        only = self._code is None and len(self._found) == 1 and self.text().strip()
        return self._found[0] if only else None

    def set_code(self, code: str | None) -> None:
        """Show a record's value: a known code by its name, anything else as it was typed."""
        name = self._name_of(code) if code else None
        self._code = code if name is not None else None
        self._found = []
        self._popup.hide()
        self.setText(name if name is not None else code or "")

    def clear(self) -> None:
        super().clear()
        self._code = None
        self._found = []

    def start_near(self, code: str) -> None:
        """Begin the search there, where what is searched lies in places."""

    @property
    def popup(self) -> QListView:
        return self._popup

    def offer(self, found: list[tuple[str, str]]) -> None:
        """Open the list before anything is typed; Enter alone takes none of it."""
        self._found = found
        self._list_names()
        self.completer().complete()

    def _list_names(self) -> None:
        self._names.setStringList([name for _code, name in self._found])
        self._popup.room = self.window().width() - self.mapTo(self.window(), QPoint()).x() - MARGIN
        self._popup.fit()

    @Slot(str)
    def _search(self, text: str) -> None:
        typed = text.strip()
        self._found = self._find(typed) if typed else []
        exact = [pair for pair in self._found if pair[1].casefold() == typed.casefold()]
        self._code = exact[0][0] if len(exact) == 1 else None
        self._list_names()
        self.chosen.emit()

    @Slot(str)
    def _take_name(self, name: str) -> None:
        for code, each in self._found:
            if each == name:
                self._take(code, each)
                return

    def _take(self, code: str, name: str) -> None:
        self._code = code
        if self.text() != name:
            self.setText(name)
        self.chosen.emit()

    def take_best(self) -> None:
        """Take what is highlighted in the open list, or else its first line; what Enter does."""
        if self._found and self._popup.isVisible():
            # not the current one: an opened list makes its first line that, without anybody choosing
            marked = [index.row() for index in self._popup.selectedIndexes()]
            if marked or self.text().strip():
                self._take(*self._found[marked[0] if marked else 0])
            self._popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take_best()
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        only = self._only_match()
        if event.reason() != Qt.FocusReason.PopupFocusReason and only is not None:
            self._take(*only)
        super().focusOutEvent(event)


class RegionEdit(SearchEdit):
    """A village, or where asked for also a kecamatan, of the shipped regions."""

    def __init__(self, regions: Regions, *, with_kecamatan: bool = False) -> None:
        self._regions = regions
        self._near = ""

        def find(text: str) -> list[tuple[str, str]]:
            found = regions.search(text, SHOWN * 3, near=self._near)
            fit = [each for each in found if with_kecamatan or len(each.code) > len("18.08.04")]
            fit.sort(key=lambda each: _likeness(each.full_name, text, near=self._is_near(each.code)))
            return [(each.code, regions.name_of(each.code)) for each in fit[:SHOWN]]

        def name_of(code: str) -> str | None:
            known = regions.village(code) or regions.kecamatan(code)
            return regions.name_of(code) if known is not None else None

        super().__init__(find, name_of)

    def start_near(self, kecamatan: str) -> None:
        """Search in a kecamatan (its code) first; its villages are offered before anything is typed."""
        self._near = kecamatan

    def _is_near(self, code: str) -> bool:
        return bool(self._near) and code.startswith(self._near)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._near and not self.text() and event.reason() != Qt.FocusReason.PopupFocusReason:
            villages = self._regions.villages_of(self._near)
            self.offer([(each.code, each.full_name) for each in villages])


def _likeness(name: str, typed: str, *, near: bool) -> tuple[bool, bool, bool, bool, int]:
    """Smaller is more alike: Enter must take ``Tiuh Balak`` before ``Tiuh Balak I`` when that was typed."""
    words, wanted = name.casefold().replace(",", "").split(), typed.casefold().replace(",", "").split()
    begins = all(any(word.startswith(part) for word in words) for part in wanted)
    return words != wanted, not begins, not near, words[: len(wanted)] != wanted, len(words)
