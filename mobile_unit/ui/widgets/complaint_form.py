"""Writing down what somebody asks, suggests or complains about: Tab reaches every part, Ctrl+Enter takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

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
from mobile_unit.ui.form_keeper import Part, parts_of
from mobile_unit.ui.widgets.basics import button, card, empty, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.discard_button import DiscardButton
from mobile_unit.ui.widgets.file_list import FileList, TakesFiles
from mobile_unit.ui.widgets.form_parts import line_edit, text_edit, under
from mobile_unit.ui.widgets.note_line import NoteLine

if TYPE_CHECKING:
    from mobile_unit.domain.applications import Officer
    from mobile_unit.forms.catalogue import Catalogue

TEXT_HEIGHT = 104


class ComplaintForm(TakesFiles):
    """Signals: ``taken`` (Said, the paths of what is handed in); ``thrown_away``; ``officers_chosen``."""

    taken = Signal(object, object)
    thrown_away = Signal()
    officers_chosen = Signal()

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
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
        self.files = FileList(_("Add evidence"), "Ctrl+O", MOST_FILES)
        self.discard = DiscardButton(lambda: self.is_empty)
        self.discard.discarded.connect(self.thrown_away)
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
        inside.addWidget(self.files)
        inside.addLayout(row(self.files.attach, None, self.discard, self.take))
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
        empty(self._officer_lines)
        self.officers = {each.nip: QCheckBox(each.name) for each in officers}
        for box in self.officers.values():
            self._officer_lines.addWidget(box)
            box.toggled.connect(self.officers_chosen)
        self._chosen()
        self.discard.calm()
        self.take.setEnabled(True)

    @property
    def is_empty(self) -> bool:
        typed = (self.text.toPlainText(), self.name.text(), self.phone.text(), self.address.text())
        return not self.files.paths and not any(each.strip() for each in typed)

    def parts(self) -> dict[str, Part]:
        """What is kept of it while it is filled in."""
        return {
            **parts_of(
                kind=self.kind,
                mode=self.mode,
                channel=self.channel,
                service=self.service,
                about=self.about,
                text=self.text,
                name=self.name,
                phone=self.phone,
                address=self.address,
            ),
            "officers": Part(self._chosen_officers, self._choose_officers, (self.officers_chosen,)),
            "files": self.files.part,
        }

    def _chosen_officers(self) -> list[str]:
        return [nip for nip, box in self.officers.items() if box.isChecked()]

    def _choose_officers(self, nips: Sequence[str]) -> None:
        """The last of what is filled in: what depends on the choices is shown."""
        for nip, box in self.officers.items():
            box.setChecked(nip in nips)
        self._chosen()

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
            tuple(self._chosen_officers()),
        )

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

    @Slot()
    def _on(self) -> None:
        self.focusNextChild()

    @Slot()
    def _back(self) -> None:
        self.focusPreviousChild()

    @Slot()
    def _press(self) -> None:
        self.taken.emit(self.said(), tuple(self.files.paths))


def writable(content: Mapping[str, Any], nip: str) -> Mapping[str, Any] | None:
    """What of a form half filled in may be written down: of somebody anonymous nothing, and nothing at all
    of what is about the officer ``nip``, who types it."""
    if content["about"] and nip in content["officers"]:
        return None
    if content["mode"] == ANONYMOUS:
        return {**content, "name": "", "phone": "", "address": ""}
    return content


def _labelled(words: str, editor: QWidget) -> QWidget:
    return under(words, editor, wrap=False)
