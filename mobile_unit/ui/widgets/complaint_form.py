"""Writing down what somebody asks, suggests or complains about: Tab reaches every part, Ctrl+Enter takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QVBoxLayout,
    QWidget,
)

from mobile_unit.domain.complaints import (
    ANONYMOUS,
    CHANNELS,
    COMPLAINT,
    KINDS,
    MODES,
    MOST_FILES,
    OPEN,
    Person,
    Said,
)
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import button, card, empty, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.form_parts import line_edit, text_edit, under
from mobile_unit.ui.widgets.note_line import NoteLine

if TYPE_CHECKING:
    from mobile_unit.domain.applications import Officer
    from mobile_unit.forms.catalogue import Catalogue

TEXT_HEIGHT = 104


class ComplaintForm(QFrame):
    """Signals: ``taken`` (Said, the paths of what is handed in)."""

    taken = Signal(object, object)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.kind = ChoiceRow([(key, say(words)) for key, words in KINDS.items()], _("Kind"))
        self.mode = ChoiceRow([(key, say(words)) for key, words in MODES.items()], _("Name"))
        self.channel = QComboBox()
        self.channel.setAccessibleName(_("How it came in"))
        for key, words in CHANNELS.items():
            self.channel.addItem(say(words), key)
        self.service = QComboBox()
        self.service.setAccessibleName(_("Service it is about (optional)"))
        self.service.addItem(_("No particular service"), "")
        for code, standard in catalogue.standards.items():
            self.service.addItem(say(standard.short_title), code)
        self.about = ChoiceRow([(False, _("No")), (True, _("Yes"))], _("Is it about an officer?"))
        self.officers: dict[str, QCheckBox] = {}
        self._officer_lines = QVBoxLayout()
        self._officer_lines.setSpacing(2)
        self.sealed = NoteLine()
        self.text = text_edit(_("What the person says"), TEXT_HEIGHT)
        self.name = line_edit(_("Name"), 100)
        self.phone = line_edit(_("Telephone or WhatsApp (optional)"), 40)
        self.address = line_edit(_("Address or village (optional)"), 200)
        self.files: list[Path] = []
        self._file_lines = QVBoxLayout()
        self._file_lines.setSpacing(2)
        self.attach = button(_("Add evidence"), picture="folder", shortcut="Ctrl+O")
        self.attach.clicked.connect(self._choose_files)
        self.take = button(_("Take it (Ctrl+Enter)"), role="primary", picture="done", shortcut="Ctrl+Return")
        self.take.clicked.connect(self._press)
        self._lay_out()
        for each in (self.kind, self.mode, self.about):
            each.changed.connect(self._chosen)
            each.entered.connect(self._on)
            each.stepped_back.connect(self._back)
        for line in (self.name, self.phone, self.address):
            line.returnPressed.connect(self._on)

    def _lay_out(self) -> None:
        frame, inside = card()
        inside.addWidget(_labelled(_("Kind"), self.kind))
        inside.addLayout(
            row(
                _labelled(_("How it came in"), self.channel),
                _labelled(_("Service it is about (optional)"), self.service),
                _labelled(_("Is it about an officer?"), self.about),
                None,
            )
        )
        inside.addLayout(self._officer_lines)
        inside.addWidget(self.sealed)
        inside.addWidget(_labelled(_("What the person says"), self.text))
        inside.addWidget(_labelled(_("May the name be known?"), self.mode))
        self._person = QWidget()
        person = row(
            _labelled(_("Name"), self.name),
            _labelled(_("Telephone or WhatsApp (optional)"), self.phone),
            _labelled(_("Address or village (optional)"), self.address),
        )
        self._person.setLayout(person)
        inside.addWidget(self._person)
        inside.addLayout(self._file_lines)
        inside.addLayout(row(self.attach, None, self.take))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        whole.addStretch(1)

    def begin(self, officers: Sequence[Officer], text: str = "", kind: str = COMPLAINT) -> None:
        """Empty, but for words that were typed already."""
        self.kind.set_value(kind)
        self.mode.set_value(OPEN)
        self.about.set_value(False)
        self.channel.setCurrentIndex(0)
        self.service.setCurrentIndex(0)
        self.text.setPlainText(text)
        for line in (self.name, self.phone, self.address):
            line.clear()
        self.files.clear()
        self._show_files()
        empty(self._officer_lines)
        self.officers = {each.nip: QCheckBox(each.name) for each in officers}
        for box in self.officers.values():
            self._officer_lines.addWidget(box)
        self._chosen()
        self.take.setEnabled(True)

    @property
    def is_empty(self) -> bool:
        typed = (self.text.toPlainText(), self.name.text(), self.phone.text(), self.address.text())
        return not self.files and not any(each.strip() for each in typed)

    def said(self) -> Said:
        person = Person(self.name.text(), self.phone.text(), self.address.text())
        return Said(
            self.kind.value(),
            self.mode.value(),
            self.channel.currentData(),
            self.text.toPlainText(),
            None if self.mode.value() == ANONYMOUS else person,
            self.service.currentData(),
            bool(self.about.value()),
            tuple(nip for nip, box in self.officers.items() if box.isChecked()),
        )

    def add_files(self, paths: Sequence[Path]) -> None:
        self.files = [*self.files, *(path for path in paths if path not in self.files)][:MOST_FILES]
        self._show_files()

    @Slot()
    def _chosen(self) -> None:
        about = bool(self.about.value())
        for box in self.officers.values():
            box.setVisible(about)
        self._person.setVisible(self.mode.value() != ANONYMOUS)
        words = ""
        if self.said().is_sealed_whole:
            words = _("Sealed the moment it is taken: nobody here can read it again. Print the slip then.")
        self.sealed.say(words, tone="warn")

    def _show_files(self) -> None:
        empty(self._file_lines)
        for path in self.files:
            gone = button(_("Remove"), role="quiet", picture="remove", name=f"{_('Remove')}: {path.name}")
            gone.clicked.connect(lambda _checked=False, path=path: self._remove(path))
            self._file_lines.addLayout(row(label(path.name, wrap=True), gone, None))
        self.attach.setEnabled(len(self.files) < MOST_FILES)

    def _remove(self, path: Path) -> None:
        self.files.remove(path)
        self._show_files()
        self.attach.setFocus()

    @Slot()
    def _choose_files(self) -> None:
        kinds = _("Pictures and PDF") + " (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.pdf)"
        names, _kind = QFileDialog.getOpenFileNames(self, _("Add evidence"), str(Path.home()), kinds)
        self.add_files([Path(name) for name in names])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    @Slot()
    def _on(self) -> None:
        self.focusNextChild()

    @Slot()
    def _back(self) -> None:
        self.focusPreviousChild()

    @Slot()
    def _press(self) -> None:
        self.taken.emit(self.said(), tuple(self.files))


def _labelled(words: str, editor: QWidget) -> QWidget:
    return under(words, editor, wrap=False)
