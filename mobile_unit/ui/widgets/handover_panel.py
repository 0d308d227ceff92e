"""Handing a passport over: who collects it, which papers were seen, and the note that is signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from mobile_unit.forms.collection import Rules
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import button, column, empty, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.typed_editors import Capitals


@dataclass(frozen=True)
class Collected:
    """What the officer wrote: who collects, their name, the papers seen, the passport's number or ""."""

    relation: str
    name: str
    papers: tuple[str, ...]
    passport_number: str


class HandOverPanel(QFrame):
    """Signals: ``collected`` (Collected)."""

    collected = Signal(object)

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._rules = rules
        self._applicant = ""
        receivers = [(one.code, say(one.label)) for one in rules.receivers.values()]
        self.relation = ChoiceRow(receivers, _("Who collects the passport"))
        self.name = _line(_("Receiver's name, as on the card"), 100)
        self.name.setValidator(Capitals(self.name))
        self.passport = _line(_("Passport number (optional)"), 20)
        self.papers: dict[str, QCheckBox] = {}
        self._paper_lines = QVBoxLayout()
        self._paper_lines.setSpacing(4)
        self.confirm = button(
            _("Hand over (Ctrl+Enter)"), role="primary", picture="done", shortcut="Ctrl+Return"
        )
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 16)
        inside.setSpacing(8)
        inside.addWidget(label(_("Hand the passport over"), "heading"))
        inside.addWidget(_labelled(_("Who collects the passport"), self.relation))
        names = row(
            _labelled(_("Receiver's name, as on the card"), self.name),
            _labelled(_("Passport number (optional)"), self.passport),
        )
        names.setStretch(0, 2)
        names.setStretch(1, 1)
        inside.addLayout(names)
        inside.addWidget(label(_("Seen by me"), "label"))
        inside.addLayout(self._paper_lines)
        basis = label(rules.legal_basis, "small")
        inside.addLayout(row(basis, None, self.confirm))
        self.relation.changed.connect(self._chosen)
        self.relation.entered.connect(self._on)
        for each in (self.name, self.passport):
            each.returnPressed.connect(self._on)
        self.confirm.clicked.connect(self._press)
        self.hide()

    def begin(self, applicant: str) -> None:
        """``applicant`` is proposed as who collects."""
        self._applicant = applicant
        self.passport.clear()
        self.name.clear()
        self.relation.set_value("self")
        self._chosen()
        self.confirm.setEnabled(True)
        self.show()
        self.relation.setFocus()

    @Slot()
    def _chosen(self) -> None:
        """The papers of whoever was chosen; the applicant's own name goes without saying."""
        relation = self.relation.value()
        if relation == "self":
            self.name.setText(self._applicant)
        elif self.name.text() == self._applicant:
            self.name.clear()
        empty(self._paper_lines)
        receiver = self._rules.receivers[relation]
        self.papers = {code: QCheckBox(say(self._rules.papers[code])) for code in receiver.papers}
        before: QWidget = self.passport
        for box in self.papers.values():
            self._paper_lines.addWidget(box)
            self.setTabOrder(before, box)
            before = box
        self.setTabOrder(before, self.confirm)

    @Slot()
    def _on(self) -> None:
        self.focusNextChild()

    @Slot()
    def _press(self) -> None:
        seen = tuple(code for code, box in self.papers.items() if box.isChecked())
        said = Collected(self.relation.value(), self.name.text(), seen, self.passport.text())
        self.collected.emit(said)


def _line(name: str, longest: int) -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(longest)
    made.setAccessibleName(name)
    return made


def _labelled(words: str, editor: QWidget) -> QWidget:
    holder = QWidget()
    parts: Sequence[QWidget] = (label(words, "label"), editor)
    holder.setLayout(column(*parts, spacing=4))
    return holder
