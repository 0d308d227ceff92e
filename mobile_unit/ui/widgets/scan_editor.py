"""A document's pages: turn, straighten, cut, add, order, remove; all of it undone by one key until kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mobile_unit.i18n import _
from mobile_unit.services.scan_edits import WHOLE, Box, Edits, Page
from mobile_unit.services.scan_pages import MAX_PAGES
from mobile_unit.services.straightening import WORTHWHILE
from mobile_unit.ui.pictures import preview_of, skew_in
from mobile_unit.ui.sources.files import Clipboard, Files
from mobile_unit.ui.sources.source import Given
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import Scrolled, button, column, label
from mobile_unit.ui.widgets.page_canvas import PageCanvas, shifted, trimmed
from mobile_unit.ui.widgets.sources_bar import Sources, SourcesBar
from mobile_unit.ui.wording import degrees_in_words
from mobile_unit.ui.workplace import Workplace

STEP = 0.02
NUDGE = 0.5
"""Degrees that one key press turns by hand."""
SEEN = 1500
_THUMBNAIL = QSize(84, 84)
PORTRAIT_RATIO = 3 / 4

Keep = Callable[["tuple[Page, ...]"], None]


class ScanEditor(QDialog):
    """``keep`` is told of the pages when the officer is content, then calls ``accept`` or ``show_problem``;
    ``read`` fetches the pages of what is added.

    ``portrait``: one page, in the shape of a passport photo.
    """

    def __init__(
        self,
        parent: QWidget,
        place: Workplace,
        title: str,
        pages: Sequence[Page],
        keep: Keep,
        *,
        sources: Sources,
        read: Callable[[Given, Callable[[list[Page]], None]], None],
        portrait: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(parent.window().size() * 0.94)
        self._place, self._keep, self._read, self._portrait = place, keep, read, portrait
        self._pages, self._current = tuple(pages), 0
        self._as_given = self._pages
        self.added: list[Given] = []
        """What was added, undone or not; the panel settles it when the editor closes."""
        self._before: list[tuple[tuple[Page, ...], int]] = []
        self._shown: tuple[bytes, QImage] | None = None
        self._skews: dict[tuple[bytes, int], float] = {}
        self.canvas = PageCanvas(PORTRAIT_RATIO if portrait else None)
        self.canvas.cut.connect(self._cut)
        self._words = label("", "muted", wrap=True)
        self.list = self._make_list()
        self._files = Files(place, self)
        self._clipboard = Clipboard(place, self)
        for source in (self._files, self._clipboard):
            source.given.connect(self._given)
            source.failed.connect(self._not_given)
        bar = SourcesBar(self, sources, lambda: None if portrait else EDITOR, beside=False)
        tools = self._make_tools(bar)
        head = QHBoxLayout()
        head.addLayout(column(label(title, "heading"), self._words, spacing=2), 1)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list)
        middle.addWidget(self.canvas, 1)
        middle.addLayout(tools)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.setSpacing(8)
        inside.addLayout(head)
        inside.addLayout(middle, 1)
        self._show_pages()
        self.canvas.setFocus()

    def _make_list(self) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(_("Pages"))
        made.setViewMode(QListView.ViewMode.ListMode)
        made.setIconSize(_THUMBNAIL)
        made.setFixedWidth(138)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.currentRowChanged.connect(self._go_to)
        return made

    def _make_tools(self, bar: SourcesBar) -> QVBoxLayout:
        def tool(words: str, picture: str, key: str, do: Callable[[], None]) -> QWidget:
            made = button(
                f"{words} ({_key_name(key)})", role="quiet", picture=picture, shortcut=key, tip=words
            )
            made.setAccessibleName(words)
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            made.setStyleSheet("text-align: left;")
            made.clicked.connect(do)
            return made

        tools = [
            tool(_("Turn left"), "turn-left", "L", partial(self._turn, 3)),
            tool(_("Turn right"), "turn-right", "R", partial(self._turn, 1)),
            tool(_("Straighten"), "straighten", "S", self._straighten),
            tool(_("Undo"), "undo", "Ctrl+Z", self.undo),
            tool(_("As given"), "back", "Ctrl+0", self._back_to_given),
        ]
        several = [
            tool(_("Add a page"), "add", "A", partial(self._files.take, EDITOR)),
            tool(_("Paste a page"), "paste", "Ctrl+V", partial(self._clipboard.take, EDITOR)),
        ]
        self._ordering = [
            tool(_("Page earlier"), "up", "Ctrl+Up", partial(self._move, -1)),
            tool(_("Page later"), "down", "Ctrl+Down", partial(self._move, 1)),
            tool(_("Remove the page"), "remove", "Delete", self._remove),
        ]
        self.keep_button = button(_("Keep (Enter)"), role="primary", picture="done", tip=_("Keep"))
        self.keep_button.setAutoDefault(False)
        self.keep_button.clicked.connect(self._finish)
        for key in ("Return", "Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self._finish)
        leave = button(_("Leave as it was (Esc)"), picture="close")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        actions = QWidget()
        side = QVBoxLayout(actions)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(2)
        for each in tools if self._portrait else (*tools, *several, *self._ordering, bar):
            side.addWidget(each)
        side.addStretch(1)
        if self._portrait:
            bar.hide()
        around = QVBoxLayout()
        around.setSpacing(6)
        around.addWidget(Scrolled(actions), 1)  # on a magnified screen there is not room for all of them
        around.addWidget(leave)
        around.addWidget(self.keep_button)
        return around

    @property
    def pages(self) -> tuple[Page, ...]:
        return self._pages

    @property
    def words(self) -> str:
        return self._words.text()

    def add(self, given: Given) -> None:
        """Put a scan's pages behind the last one."""
        self._say(_("Being added …"))
        self.added.append(given)
        self._read(given, self._add)

    def show_problem(self, error: Exception) -> None:
        self._say(str(error))
        self.keep_button.setEnabled(True)

    def _say(self, words: str) -> None:
        self._words.setText(words)

    def _given(self, _target: str, given: Given) -> None:
        self.add(given)

    def _not_given(self, _target: str, error: Exception) -> None:
        self.show_problem(error)

    # what is done to the pages

    def _change(self, pages: tuple[Page, ...], current: int) -> None:
        self._before.append((self._pages, self._current))
        self._set(pages, current)

    def _set(self, pages: tuple[Page, ...], current: int) -> None:
        same_list = [page.picture for page in pages] == [page.picture for page in self._pages]
        self._pages, self._current = pages, min(current, len(pages) - 1)
        if same_list and self.list.currentRow() == self._current:
            self._show_current()
        else:
            self._show_pages()

    def _edit(self, edits: Edits) -> None:
        pages = list(self._pages)
        pages[self._current] = replace(pages[self._current], edits=edits)
        self._change(tuple(pages), self._current)

    @property
    def _edits(self) -> Edits:
        return self._pages[self._current].edits

    def _turn(self, quarters: int) -> None:
        turned = self._edits.turned(quarters)
        if self._portrait:
            turned = replace(turned, kept=WHOLE)
            self.canvas.show_edits(turned)
            turned = replace(turned, kept=self.canvas.in_shape(WHOLE))
        self._edit(turned)
        self._ask_for_skew()

    def _straighten(self) -> None:
        page = self._pages[self._current]
        skew = self._skews.get((page.picture, page.edits.turns))
        if skew is None:
            self._say(_("Looking how it lies …"))
            self._ask_for_skew(then_straighten=True)
        elif abs(skew) < WORTHWHILE:
            self._say(_("It lies straight already."))
        else:
            self._edit(replace(page.edits, degrees=skew))
            self._say(
                _("Straightened by {degrees}. Ctrl+Z undoes it.").format(degrees=degrees_in_words(skew))
            )

    @Slot(object)
    def _cut(self, kept: Box) -> None:
        if kept != self._edits.kept:
            self._edit(replace(self._edits, kept=kept))

    @Slot()
    def undo(self) -> None:
        if self._before:
            self._set(*self._before.pop())

    def _back_to_given(self) -> None:
        if self._pages != self._as_given:
            self._change(self._as_given, 0)

    def _add(self, added: list[Page]) -> None:
        if len(self._pages) + len(added) > MAX_PAGES:
            self._say(_("A document has at most {count} pages.").format(count=MAX_PAGES))
            return
        self._say("")
        self._change((*self._pages, *added), len(self._pages))

    def _move(self, by: int) -> None:
        there = self._current + by
        if 0 <= there < len(self._pages):
            pages = list(self._pages)
            pages.insert(there, pages.pop(self._current))
            self._change(tuple(pages), there)

    def _remove(self) -> None:
        if len(self._pages) > 1:
            self._change(self._pages[: self._current] + self._pages[self._current + 1 :], self._current)

    @Slot()
    def _finish(self) -> None:
        if not self.keep_button.isEnabled():
            return
        if self._pages == self._as_given and not self._before:
            self.reject()
            return
        self.keep_button.setEnabled(False)
        self._say(_("Being kept …"))
        self._keep(self._pages)

    # what is seen

    def _show_pages(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for number, _page in enumerate(self._pages, start=1):
            item = QListWidgetItem(str(number))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _("Page {number}").format(number=number))
            self.list.addItem(item)
        self.list.setCurrentRow(self._current)
        self.list.blockSignals(False)
        several = len(self._pages) > 1
        self.list.setVisible(several)
        for each in self._ordering:
            each.setVisible(several)
        self._show_current()
        if several:
            for number, page in enumerate(self._pages):
                self._load(
                    page.picture, partial(self._thumbnail_loaded, number, page.picture), _THUMBNAIL.width()
                )

    @Slot(int)
    def _go_to(self, number: int) -> None:
        if 0 <= number < len(self._pages) and number != self._current:
            self._current = number
            self._say("")
            self._show_current()

    def _show_current(self) -> None:
        page = self._pages[self._current]
        if self._shown is not None and self._shown[0] == page.picture:
            self.canvas.show_page(self._shown[1], page.edits)
        else:
            self.canvas.show_page(QImage(), page.edits)
            self._load(page.picture, partial(self._loaded, page.picture), SEEN)

    def _load(self, picture: bytes, then: Callable[[QImage], None], size: int) -> None:
        def work(_task: Task[QImage]) -> QImage:
            return preview_of(picture, size)

        self._place.tasks.run(work, then, self.show_problem, lane=Lane.PICTURES)

    def _loaded(self, picture: bytes, image: QImage) -> None:
        page = self._pages[self._current]
        if page.picture != picture:
            return
        self._shown = (picture, image)
        self.canvas.show_page(image, page.edits)
        if self._portrait and page.edits == Edits():
            self._frame_portrait()
        else:
            self._ask_for_skew()

    def _frame_portrait(self) -> None:
        """The frame of a photo stands in the middle until it is moved."""
        page = self._pages[0]
        framed = replace(page, edits=replace(page.edits, kept=self.canvas.in_shape(page.edits.kept)))
        untouched = self._as_given == self._pages
        self._pages = (framed,)
        if untouched:
            self._as_given = self._pages
        self.canvas.show_edits(framed.edits)
        self._say(_("Arrows move the frame, + and - change its size."))

    def _thumbnail_loaded(self, number: int, picture: bytes, image: QImage) -> None:
        item = self.list.item(number)
        if item is not None and number < len(self._pages) and self._pages[number].picture == picture:
            item.setIcon(QIcon(QPixmap.fromImage(image)))

    def _ask_for_skew(self, *, then_straighten: bool = False) -> None:
        page = self._pages[self._current]
        if self._portrait and not then_straighten:
            return
        key = (page.picture, page.edits.turns)
        if key in self._skews:
            self._offer(key, self._skews[key])
            return

        def work(_task: Task[float]) -> float:
            return skew_in(*key)

        self._place.tasks.run(
            work, partial(self._skew_found, key, then_straighten), self.show_problem, lane=Lane.PICTURES
        )

    def _skew_found(self, key: tuple[bytes, int], then_straighten: bool, skew: float) -> None:
        self._skews[key] = skew
        if then_straighten:
            self._straighten()
        else:
            self._offer(key, skew)

    def _offer(self, key: tuple[bytes, int], skew: float) -> None:
        page = self._pages[self._current]
        if key != (page.picture, page.edits.turns) or page.edits.degrees:
            return
        if abs(skew) >= WORTHWHILE:
            words = _("It lies askew by {degrees}. S straightens it.").format(degrees=degrees_in_words(skew))
            self._say(words)
        else:
            self._say(_("Arrows cut that side off, Shift with an arrow gives it back."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            side, across, down = arrow
            if self._portrait:
                self._cut(shifted(self._edits.kept, across * STEP, down * STEP))
            else:
                self._cut(trimmed(self._edits.kept, side, -STEP if shift else STEP))
        elif self._portrait and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._resize_frame(STEP if event.key() != Qt.Key.Key_Minus else -STEP)
        elif event.key() in (Qt.Key.Key_Comma, Qt.Key.Key_Period):
            by = -NUDGE if event.key() == Qt.Key.Key_Comma else NUDGE
            self._edit(replace(self._edits, degrees=min(max(self._edits.degrees + by, -45), 45)))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            by = -1 if event.key() == Qt.Key.Key_PageUp else 1
            self.list.setCurrentRow(min(max(self._current + by, 0), len(self._pages) - 1))
        else:
            super().keyPressEvent(event)

    def _resize_frame(self, by: float) -> None:
        left, top, right, bottom = self._edits.kept
        wider = (max(left - by, 0), max(top - by, 0), min(right + by, 1), min(bottom + by, 1))
        if min(wider[2] - wider[0], wider[3] - wider[1]) > 0.1:
            self._cut(self.canvas.in_shape(wider))


EDITOR = "editor"
"""The target of scans that are asked for while the editor is open."""

_ARROWS = {
    Qt.Key.Key_Left: ("l", -1, 0),
    Qt.Key.Key_Right: ("r", 1, 0),
    Qt.Key.Key_Up: ("t", 0, -1),
    Qt.Key.Key_Down: ("b", 0, 1),
}


def _key_name(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
