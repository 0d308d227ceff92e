"""Announcements: head office's bulletins and what else it published, read and put on paper."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QListWidgetItem,
    QTextBrowser,
    QWidget,
)

from mobile_unit.domain.bulletins import AHEAD, EXPIRED, HOLDS, STANDINGS, SUPERSEDED
from mobile_unit.domain.publications import BULLETIN
from mobile_unit.i18n import _, say
from mobile_unit.services.bulletins import Announcement
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.paper_files import ask_where, write_paper
from mobile_unit.ui.pictures import pdf_pages
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, card, dress, label, pill, row
from mobile_unit.ui.widgets.name_list import SideList
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.page_printer import PageJob, PagePrinter
from mobile_unit.ui.widgets.preview import PreviewDialog
from mobile_unit.ui.wording import day_in_words
from mobile_unit.ui.workplace import Workplace

LIST_WIDTH, NARROW_LIST = 330, 240
ROOM_FOR_TWO = 1060
SEEN_WIDTH = 1100
TONES = {HOLDS: "good", AHEAD: "calm", SUPERSEDED: "plain", EXPIRED: "plain"}


class MarkdownView(QTextBrowser):
    """Text in Markdown, and nothing but text: no HTML, no pictures, no links that open."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_text(self, text: str) -> None:
        features = QTextDocument.MarkdownFeature.MarkdownDialectCommonMark
        self.document().setMarkdown(text, features | QTextDocument.MarkdownFeature.MarkdownNoHTML)

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:
        return None


class BulletinsPage(Page):
    interests = Changes(news=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(
            place, _("Announcements"), _("What head office tells its counters; what is new comes first.")
        )
        self._listed: dict[str, Announcement] = {}
        self.list = SideList(_("Announcements"))
        self.list.currentItemChanged.connect(self._chosen)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.take_focus)
        self.empty = label(_("Head office has published nothing yet."), "muted", wrap=True)
        self._card = self._make_card()
        sides = QHBoxLayout()
        sides.setSpacing(16)
        sides.addWidget(self.list)
        sides.addWidget(self._card, 1)
        for part in (self.list, self._card, self.empty):
            part.hide()
        self.body.addWidget(self.empty)
        self.body.addLayout(sides, 1)
        self._wanted: str | None = None

    def _make_card(self) -> QWidget:
        frame, inside = card()
        self.name = label("", "heading", wrap=True)
        self.standing = pill("", "calm")
        self.about = label("", "muted", wrap=True)
        self.text = MarkdownView()
        self.text.setAccessibleName(_("Text of the announcement"))
        self.seen = button(_("I have read it"), role="primary", picture="done", shortcut="Ctrl+Return")
        self.look = button(_("Look"), role="quiet", picture="view", shortcut="Ctrl+O")
        self.print = button(_("Print"), picture="print", shortcut="Ctrl+P")
        self.save = button(_("Save"), picture="save", shortcut="Ctrl+S")
        for made, then in (
            (self.seen, self._read),
            (self.look, self._look),
            (self.print, self._print),
            (self.save, self._save),
        ):
            made.clicked.connect(then)
        self.was_read = label(_("You have read it."), "muted")
        self.printer = PagePrinter(self.place, self.message, "a4")
        head = row(self.name, self.standing)
        head.setStretch(0, 1)
        inside.addLayout(head)
        inside.addWidget(self.about)
        inside.addWidget(self.text, 1)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(10)
        self._foot.addLayout(row(self.seen, self.was_read, None))
        self._foot.addLayout(row(self.look, self.print, self.save))
        inside.addLayout(self._foot)
        inside.addWidget(self.printer)
        return frame

    @property
    def current(self) -> Announcement | None:
        item = self.list.currentItem()
        return self._listed.get(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    def take_focus(self) -> None:
        self.list.setFocus()

    def shown(self) -> object:
        return self.current.id if self.current else None

    def open(self, argument: object) -> None:
        self._wanted = str(argument)
        self._select()

    def reload(self) -> None:
        self.place.tasks.run(self._fetch, self._show, self.show_error)

    def _fetch(self, _task: Task[tuple[Announcement, ...]]) -> tuple[Announcement, ...]:
        return self.place.unit.bulletins.listed()

    def _show(self, listed: tuple[Announcement, ...]) -> None:
        """What is new stands first, then what holds; the one that was shown stays."""
        here = self._wanted or (self.current.id if self.current else None)
        self.list.blockSignals(True)
        self.list.clear()
        self._listed = {each.id: each for each in sorted(listed, key=lambda each: not each.is_news)}
        for each in self._listed.values():
            self.list.addItem(_item(each))
        self.list.blockSignals(False)
        self.empty.setVisible(not listed)
        self.list.setVisible(bool(listed))
        self._card.setVisible(bool(listed))
        self._fit_names()
        self._wanted = here
        self._select()
        if self.list.currentItem() is None:
            self.list.setCurrentRow(0)

    def _select(self) -> None:
        for number in range(self.list.count()):
            if self.list.item(number).data(Qt.ItemDataRole.UserRole) == self._wanted:
                self.list.setCurrentRow(number)
                self._wanted = None
                return

    @Slot()
    def _chosen(self) -> None:
        chosen = self.current
        if chosen is None:
            return
        self.name.setText(say(chosen.title))
        self.standing.setText(say(STANDINGS[chosen.standing]) if chosen.usable else _("Not readable here"))
        dress(self.standing, tone=TONES[chosen.standing] if chosen.usable else "warn")
        self.about.setText(_in_words(chosen))
        self.seen.setVisible(not chosen.read)
        self.was_read.setVisible(chosen.read)
        for made in (self.look, self.print, self.save):
            made.setEnabled(chosen.standing in (HOLDS, AHEAD) and chosen.usable)
        work = partial(self._fetch_one, chosen.id)
        self.place.tasks.run(work, self._show_text, self.show_error)

    def _fetch_one(self, id_: str, _task: Task[Announcement]) -> Announcement:
        return self.place.unit.bulletins.whole(id_)

    def _show_text(self, about: Announcement) -> None:
        if self.current is not None and self.current.id == about.id:
            self.text.show_text(say(about.text))

    @Slot()
    def _read(self) -> None:
        if self.current is not None:
            self.place.tasks.run(partial(self._mark, self.current.id), self._marked, self.show_error)

    def _mark(self, id_: str, _task: Task[None]) -> None:
        self.place.unit.bulletins.read(id_)

    def _marked(self, _nothing: None) -> None:
        """The next one that is new is shown."""
        self.place.announce(Changes(news=True))
        self.place.link.something_waits()
        self.take_focus()

    @Slot()
    def _look(self) -> None:
        if self.current is not None:
            self.place.tasks.run(partial(self._pictures, self.current.id), self._seen, self.show_error)

    def _pictures(self, id_: str, _task: Task[list[QImage]]) -> list[QImage]:
        return pdf_pages(self.place.unit.bulletins.poster(id_), width=SEEN_WIDTH)

    def _seen(self, images: list[QImage]) -> None:
        PreviewDialog(self, self.name.text(), images).open()

    @Slot()
    def _print(self) -> None:
        if self.current is not None:
            make = partial(self.place.unit.bulletins.poster, self.current.id)
            self.printer.print(PageJob(make, self.name.text()))

    @Slot()
    def _save(self) -> None:
        if self.current is None:
            return
        plain = "".join(sign if sign.isalnum() else "-" for sign in self.current.number)
        path = ask_where(self, f"pengumuman-{plain}")
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the paper of what is shown there."""
        if self.current is not None:
            work = partial(self._write, self.current.id, path)
            self.place.tasks.run(work, self._saved, self.show_error)

    def _write(self, id_: str, path: Path, _task: Task[None]) -> None:
        write_paper(path, self.place.unit.bulletins.poster(id_))

    def _saved(self, _nothing: None) -> None:
        self.message.say(_("The paper was saved."), tone="good")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small or magnified screen the list is narrow, and the buttons stand in two rows."""
        super().resizeEvent(event)
        wide = self.width() >= ROOM_FOR_TWO
        self.list.setFixedWidth(LIST_WIDTH if wide else NARROW_LIST)
        self._foot.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        self._fit_names()

    def _fit_names(self) -> None:
        self.list.fit_names(LIST_WIDTH if self.width() >= ROOM_FOR_TWO else NARROW_LIST)


def _item(each: Announcement) -> QListWidgetItem:
    mark = "● " if each.is_news else ""
    standing = say(STANDINGS[each.standing]) if each.usable else _("Not readable here")
    below = f"{each.number} · {standing}" if each.kind == BULLETIN else standing
    item = QListWidgetItem(f"{mark}{say(each.title)}\n{below}")
    new = _("new") if each.is_news else ""
    spoken = ", ".join(part for part in (new, say(each.title), below) if part)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
    item.setData(Qt.ItemDataRole.UserRole, each.id)
    return item


def _in_words(each: Announcement) -> str:
    """Its number, time and legal basis."""
    held = _("from {day}").format(day=day_in_words(each.valid_from))
    if each.valid_until is not None:
        held = _("from {day} to {last}").format(
            day=day_in_words(each.valid_from), last=day_in_words(each.valid_until)
        )
    number = _("Number {number}").format(number=each.number) if each.kind == BULLETIN else ""
    parts = [number, held, each.legal_basis]
    parts.append(_("for the public") if each.public else _("for officers only"))
    return " · ".join(part for part in parts if part)
