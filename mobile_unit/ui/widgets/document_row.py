"""One document asked for: missing, on its way in, or here with a small picture of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPixmap,
)
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from mobile_unit.domain.applications import Document
from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.widgets.basics import button, dress, label
from mobile_unit.ui.wording import size_in_words

THUMBNAIL = QSize(60, 44)
SIGNATURE = "signature"


class DocumentRow(QFrame):
    """``names`` are the kinds that will do, the first one preferred; ``required`` None: not asked for.
    ``own`` is the kind of what is made at the counter (``signature``, ``photo``), "" for papers.

    Enter chooses a file or opens what is here, Ctrl+V pastes, Delete removes.
    Signals: ``asked_…`` and ``dropped`` carry the kind.
    """

    asked_for_file = Signal(str)
    asked_to_paste = Signal(str)
    asked_to_view = Signal(str)
    asked_to_remove = Signal(str)
    dropped = Signal(str, QMimeData)

    def __init__(self, names: Mapping[str, str], required: bool | None, own: str = "") -> None:
        super().__init__()
        self.setProperty("role", "document")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.kinds = tuple(names)
        self.required = required
        self.kind_held: str | None = None
        self._names = names
        self._status = label("", "small", wrap=True)
        self._flaws = label("", "warn", wrap=True)
        self._flaws.hide()
        self._asked = label("", "warn", wrap=True)
        self._asked.hide()
        self._thumbnail = QLabel()
        self._thumbnail.setProperty("role", "thumbnail")
        self._thumbnail.setFixedSize(THUMBNAIL)
        self._thumbnail.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._own = own
        self._choose = (
            self._action("pen", _("Sign"), "Enter")
            if own == SIGNATURE
            else self._action("folder", _("Choose a file"), "Enter")
        )
        self._paste = self._action("paste", _("Paste"), "Ctrl+V")
        self._view = self._action("view", _("Look at it"), "Enter")
        self._remove = self._action("remove", _("Remove"), "Delete")
        self._choose.clicked.connect(self._ask_for_file)
        self._paste.clicked.connect(self._ask_to_paste)
        self._view.clicked.connect(self._ask_to_view)
        self._remove.clicked.connect(self._ask_to_remove)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._kind = QComboBox()
        if len(self.kinds) > 1:
            self._kind.addItems(list(names.values()))
            self._kind.setAccessibleName(_("Which document it is"))
            self._kind.setMinimumContentsLength(10)
            self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            words.addWidget(self._kind)
        else:
            words.addWidget(label(names[self.kinds[0]], "label", wrap=True))
        words.addWidget(self._asked)
        words.addWidget(self._status)
        words.addWidget(self._flaws)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 8, 6, 8)
        line.setSpacing(10)
        line.addWidget(self._thumbnail)
        line.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for each in (self._choose, self._paste, self._view, self._remove):
            buttons.addWidget(each)
        line.addLayout(buttons)
        self.show_document(None)

    def _action(self, picture: str, words: str, keys: str) -> QPushButton:
        name = f"{words}: {next(iter(self._names.values()))}"
        made = button("", role="icon", picture=picture, name=name, tip=f"{words} ({keys})")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return made

    @property
    def kind(self) -> str:
        """What an added file counts as."""
        return self.kinds[max(self._kind.currentIndex(), 0)]

    @property
    def is_missing(self) -> bool:
        return self.kind_held is None and bool(self.required)

    @property
    def status(self) -> str:
        return self._status.text()

    def show_document(self, document: Document | None, *, pages: int = 1, flaws: str = "") -> None:
        """``flaws`` in words, "" for none."""
        self.kind_held = document.kind if document else None
        here = document is not None
        self._choose.setVisible(not here)
        self._paste.setVisible(not here)
        self._view.setVisible(here)
        self._remove.setVisible(here)
        self._kind.setEnabled(not here)
        if document is not None:
            self._kind.setCurrentIndex(self.kinds.index(document.kind))
            kind = "PDF" if document.media_type == "application/pdf" else "JPEG"
            size = f"{kind}, {size_in_words(document.bytes)}"
            if pages > 1:
                words = ngettext("{size}, {count} page", "{size}, {count} pages", pages)
                size = words.format(size=size, count=pages)
            asked_for = self.required is not None or self._own
            self._say(size if asked_for else _("{size}; not asked for").format(size=size))
        else:
            self._thumbnail.setPixmap(QPixmap())
            self._thumbnail.setText("+")
            self._say(self._wish())
        self._flaws.setText(flaws)
        self._flaws.setVisible(bool(flaws))
        dress(self, state="here" if here else "missing")

    def _wish(self) -> str:
        if self._own:
            return _("Made here, if you wish")
        return _("Must be attached") if self.required else _("If there is one")

    def ask(self, sentence: str) -> None:
        """Say what head office says of this document."""
        self._asked.setText(sentence)
        self._asked.setVisible(bool(sentence))
        self.setAccessibleDescription(sentence)

    @property
    def asked(self) -> str:
        return self._asked.text()

    def show_reason(self, words: str) -> None:
        """Why there is no signature."""
        if self.kind_held is None:
            self._say(words or self._wish())

    @property
    def flaws(self) -> str:
        return self._flaws.text()

    def show_thumbnail(self, image: QImage) -> None:
        if not image.isNull():
            drawn = QPixmap.fromImage(image)
            drawn.setDevicePixelRatio(image.width() / THUMBNAIL.width())
            self._thumbnail.setPixmap(drawn)

    def show_busy(self) -> None:
        self._say(_("Being added …"))

    def show_problem(self, words: str) -> None:
        self._say(words, role="error")

    def show_fault(self, words: str) -> None:
        """Mark a missing document after an attempt to submit; nothing to say takes the mark away."""
        if self.kind_held is not None:
            return
        dress(self, state="fault" if words else "missing")
        if words:
            self._say(words, role="error")

    def _say(self, words: str, role: str = "small") -> None:
        self._status.setText(words)
        dress(self._status, role=role)
        self.setAccessibleName(f"{self._names[self.kinds[0]]}: {words}")

    @Slot()
    def _ask_for_file(self) -> None:
        self.asked_for_file.emit(self.kind)

    @Slot()
    def _ask_to_paste(self) -> None:
        self.asked_to_paste.emit(self.kind)

    @Slot()
    def _ask_to_view(self) -> None:
        if self.kind_held is not None:
            self.asked_to_view.emit(self.kind_held)

    @Slot()
    def _ask_to_remove(self) -> None:
        if self.kind_held is not None:
            self.asked_to_remove.emit(self.kind_held)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.kind_held is not None
        if event.matches(QKeySequence.StandardKey.Paste):
            self._ask_to_paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            if here:
                self._ask_to_view()
            else:
                self._ask_for_file()
        elif event.key() == Qt.Key.Key_Delete and here:
            self._ask_to_remove()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.kind_held is not None:
            self._ask_to_view()
        else:
            self._ask_for_file()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            dress(self, drop="true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        dress(self, drop="false")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        dress(self, drop="false")
        self.dropped.emit(self.kind, event.mimeData())
        event.acceptProposedAction()
