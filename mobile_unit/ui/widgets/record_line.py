"""Short lists of records, each a line that Enter opens and that some can be thrown away from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.widgets.basics import GAP, button, column, empty, label


class RecordLine(QPushButton):
    """One record of a short list. Signals: ``opened`` and ``discarded`` (its id)."""

    opened = Signal(str)
    discarded = Signal(str)

    def __init__(self, title: str, below: str, record_id: str) -> None:
        super().__init__()
        self.setProperty("role", "line")
        self.setAutoDefault(True)  # Enter opens it, as Space does
        self._id = record_id
        self._asked = False
        self.setAccessibleName(f"{title}, {below}")
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(10, 6, 6, 6)
        self._inside.addLayout(column(_passive(label(title)), _passive(label(below, "small")), spacing=0), 1)
        self.clicked.connect(self._open)

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def add(self, widget: QWidget) -> None:
        self._inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def can_be_discarded(self, words: str) -> None:
        """Put a button at its end that throws the record away at the second press."""
        discard = button("", role="icon", picture="remove", name=words, tip=words)
        discard.clicked.connect(self.ask_to_discard)
        self.add(discard)

    @Slot()
    def _open(self) -> None:
        self.opened.emit(self._id)

    @Slot()
    def ask_to_discard(self) -> None:
        """The first press asks, the second throws away."""
        made = self.sender()
        assert isinstance(made, QPushButton)
        if self._asked:
            self.discarded.emit(self._id)
        else:
            self._asked = True
            made.setText(_("Really throw away?"))


class RecordList(QFrame):
    """A card with a heading and the first few of its records."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 18, 18, 18)
        inside.setSpacing(6)
        self.heading = label(title, "heading")
        inside.addWidget(self.heading)
        inside.addSpacing(2)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GAP // 3)
        inside.addLayout(self._rows)
        self._inside = inside
        self._shown: object = None

    def add_below(self, widget: QWidget) -> None:
        """What stands under the list, whatever it holds."""
        self._inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)

    def is_news(self, records: object) -> bool:
        """Whether these are others than before; lines that stay the same are left alone, with the cursor."""
        news = records != self._shown
        self._shown = records
        return news

    def show_lines(self, lines: Sequence[QWidget], nothing: str, left_out: int = 0) -> None:
        """``nothing`` is said of an empty list, ``left_out`` is how many more there are."""
        empty(self._rows)
        for line in lines or [label(nothing, "muted", wrap=True)]:
            self._rows.addWidget(line)
        if left_out > 0:
            more = ngettext("and {count} more", "and {count} more", left_out)
            self._rows.addWidget(label(more.format(count=left_out), "small"))


def _passive(made: QLabel) -> QLabel:
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made
