"""Every service as the public is told it: six items, today's fees, and its leaflet and poster."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mobile_unit.i18n import _, say
from mobile_unit.services.standards import Offered
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.paper_files import ask_where, write_paper
from mobile_unit.ui.pictures import pdf_pages
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, column, dress, label, pill, row
from mobile_unit.ui.widgets.name_list import SideList
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.page_printer import PageJob, PagePrinter
from mobile_unit.ui.widgets.preview import PreviewDialog
from mobile_unit.ui.widgets.service_chooser import key_of, matches
from mobile_unit.ui.widgets.standard_view import StandardView
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.forms.standards import Item

LIST_WIDTH, NARROW_LIST = 300, 230
ROOM_FOR_TWO = 1060
SEEN_WIDTH = 1100


class ServicesPage(Page):
    interests = Changes(news=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Services"), _("What each service asks for, takes, costs and gives."))
        self._offered: dict[str, Offered] = {}
        self._rows: dict[str, str] = {}
        self._keyed: set[str] = set()
        self._version = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search services"))
        self.search.setAccessibleName(_("Search services"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._sift)
        self.search.installEventFilter(self)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.take_focus)
        self.list = SideList(_("Services"))
        self.list.setResizeMode(SideList.ResizeMode.Adjust)
        self.list.currentItemChanged.connect(self._chosen)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        self._side = QWidget()
        self._side.setFixedWidth(LIST_WIDTH)
        self._side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        self.view = StandardView()
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        inside.addWidget(self._make_head())
        inside.addWidget(self.view)
        inside.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(16)
        sides.addWidget(self._side)
        sides.addWidget(Scrolled(content), 1)
        self.body.addLayout(sides, 1)
        self._fill()

    def reload(self) -> None:
        """A newer list may hold since, by what head office published or by the day."""
        self._fill()

    def _fill(self) -> None:
        offered = {each.standard.code: each for each in self.place.unit.standards.offered()}
        version = self.place.unit.catalogue.version
        if (offered, version) == (self._offered, self._version):
            return
        here = self.shown()
        self._offered, self._version = offered, version
        self._rows = {key_of(place): code for place, code in enumerate(offered)}
        self.list.clear()
        for key, code in self._rows.items():
            item = QListWidgetItem(f"{key}   {say(offered[code].standard.title)}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, say(offered[code].standard.title))
            item.setData(Qt.ItemDataRole.UserRole, code)
            self.list.addItem(item)
            if len(key) > 1 and key not in self._keyed:  # a digit alone is typed into the search
                self._keyed.add(key)
                QShortcut(QKeySequence(key), self).activated.connect(partial(self._open_by, key))
        self.list.fit_names(self._side.width())
        self.list.setCurrentRow(0)
        if here is not None:
            self.open(here)

    @Slot()
    def _open_by(self, key: str) -> None:
        if key in self._rows:
            self.open(self._rows[key])

    def _make_head(self) -> QWidget:
        frame, inside = card()
        self.name = label("", "heading", wrap=True)
        self.summary = label("", "muted", wrap=True)
        self.where = pill("", "calm")
        inside.addLayout(row(self.name, self.where))
        inside.addWidget(self.summary)
        self._papers = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._papers.setSpacing(16)
        inside.addLayout(self._papers)
        look, print_, save = _("Look"), _("Print"), _("Save")
        for kind, title, keys in (
            ("leaflet", _("Leaflet (A4, folded)"), ("Ctrl+O", "Ctrl+P", "Ctrl+S")),
            ("poster", _("Poster (A4)"), ("Ctrl+Shift+O", "Ctrl+Shift+P", "Ctrl+Shift+S")),
        ):
            made = [
                button(words, role=role, picture=picture, shortcut=key, name=f"{words}: {title}")
                for words, role, picture, key in zip(
                    (look, print_, save), ("quiet", "", ""), ("view", "print", "save"), keys, strict=True
                )
            ]
            for each, then in zip(made, (self._look, self._print, self._save), strict=True):
                each.clicked.connect(partial(then, kind))
            self._papers.addLayout(column(label(title, "label"), row(*made, None), spacing=6))
        self._papers.addStretch(1)
        self.printer = PagePrinter(self.place, self.message, "a4")
        inside.addWidget(self.printer)
        return frame

    @property
    def current(self) -> Offered | None:
        """The service that is shown."""
        item = self.list.currentItem()
        return self._offered.get(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    def take_focus(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def go_back(self) -> bool:
        if self.search.text():
            self.search.clear()
            return True
        return False

    def shown(self) -> object:
        return self.current.standard.code if self.current else None

    def open(self, argument: object) -> None:
        for number in range(self.list.count()):
            if self.list.item(number).data(Qt.ItemDataRole.UserRole) == argument:
                self.list.setCurrentRow(number)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while one types."""
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in moves:
            self.list.setFocus()
            self.list.keyPressEvent(event)
            self.search.setFocus()
            return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _sift(self, text: str) -> None:
        if text in self._rows:
            self.open(self._rows[text])
            self.search.clear()
            return
        first: QListWidgetItem | None = None
        for number in range(self.list.count()):
            item = self.list.item(number)
            fits = matches(self._offered[item.data(Qt.ItemDataRole.UserRole)].standard, text)
            item.setHidden(not fits)
            first = first or (item if fits else None)
        current = self.list.currentItem()
        if first is not None and (current is None or current.isHidden()):
            self.list.setCurrentItem(first)

    @Slot()
    def _chosen(self) -> None:
        offered = self.current
        if offered is None:
            return
        standard = offered.standard
        self.name.setText(say(standard.title))
        self.summary.setText(say(standard.summary))
        words = _("Taken here") if offered.taken_here else _("Referred to the office")
        self.where.setText(words)
        dress(self.where, tone="good" if offered.taken_here else "plain")
        work = partial(self._look_up, standard.code)
        self.place.tasks.run(work, partial(self._show_items, standard.code), self.show_error)

    def _look_up(self, code: str, _task: Task[tuple[Item, ...]]) -> tuple[Item, ...]:
        return self.place.unit.standards.items(code)

    def _show_items(self, code: str, items: tuple[Item, ...]) -> None:
        if self.current is not None and self.current.standard.code == code:
            self.view.show_items(items)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small or magnified screen the list is narrow and the papers stand below each other."""
        super().resizeEvent(event)
        wide = self.width() >= ROOM_FOR_TWO
        width = LIST_WIDTH if wide else NARROW_LIST
        self._side.setFixedWidth(width)
        self.list.fit_names(width)
        self._papers.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    @Slot()
    def _look(self, kind: str, _checked: bool = False) -> None:
        if self.current is not None:
            work = partial(self._pictures, self.current.standard.code, kind)
            self.place.tasks.run(work, self._seen, self.show_error)

    def _pictures(self, code: str, kind: str, task: Task[list[QImage]]) -> list[QImage]:
        return pdf_pages(self.place.unit.standards.paper(code, kind), width=SEEN_WIDTH)

    def _seen(self, images: list[QImage]) -> None:
        PreviewDialog(self, self.name.text(), images).open()

    @Slot()
    def _print(self, kind: str, _checked: bool = False) -> None:
        if self.current is not None:
            make = partial(self.place.unit.standards.paper, self.current.standard.code, kind)
            self.printer.print(PageJob(make, f"{self.name.text()} ({kind})"))

    @Slot()
    def _save(self, kind: str, _checked: bool = False) -> None:
        if self.current is None:
            return
        path = ask_where(self, f"{kind}-{self.current.standard.code}")
        if path is not None:
            self.save_to(kind, path)

    def save_to(self, kind: str, path: Path) -> None:
        """Write the shown service's ``leaflet`` or ``poster`` there."""
        if self.current is not None:
            work = partial(self._write, self.current.standard.code, kind, path)
            self.place.tasks.run(work, self._saved, self.show_error)

    def _write(self, code: str, kind: str, path: Path, _task: Task[None]) -> None:
        write_paper(path, self.place.unit.standards.paper(code, kind))

    def _saved(self, _nothing: None) -> None:
        self.message.say(_("The paper was saved."), tone="good")
