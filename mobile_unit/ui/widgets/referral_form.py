"""A referral before it is kept: whom to, who, why, and the consent that is printed, signed, then ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QVBoxLayout,
    QWidget,
)

from mobile_unit.domain.referrals import KINDS, LONGEST_LINE, SIGNERS, Referred, Target
from mobile_unit.i18n import _, say
from mobile_unit.ui.form_keeper import Part, parts_of
from mobile_unit.ui.widgets.basics import button, card, label, row
from mobile_unit.ui.widgets.form_parts import SideBySide, line_edit, text_edit, under, under_name

TEXT_HEIGHT = 72


class ReferralForm(SideBySide):
    """``consent`` is where the page puts the buttons that print the consent. Signals: ``scan_chosen``."""

    scan_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._targets: Sequence[Target] = ()
        self.target = QComboBox()
        self.target.setAccessibleName(_("Referred to"))
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.target.setMinimumContentsLength(20)
        self.target.currentIndexChanged.connect(self._target_chosen)
        self.about_target = label("", "small", wrap=True)
        self.name = line_edit(_("Name"), LONGEST_LINE)
        self.born = line_edit(_("Born (optional)"), LONGEST_LINE)
        self.address = line_edit(_("Address (optional)"), LONGEST_LINE)
        self.phone = line_edit(_("Telephone (optional)"), LONGEST_LINE)
        self.reason = text_edit(_("Why the person is referred"), TEXT_HEIGHT)
        self.asked = text_edit(_("What is asked of the office (optional)"), TEXT_HEIGHT)
        self.signer = QComboBox()
        self.signer.setAccessibleName(_("Who signs"))
        for key, words in SIGNERS.items():
            self.signer.addItem(say(words), key)
        self.signer.currentIndexChanged.connect(self._signer_chosen)
        self.signed_by = line_edit(_("Name of who signs"), LONGEST_LINE)
        self.signed = QCheckBox(_("Signed on paper; the paper is kept"))
        self.scan: Path | None = None
        self.scan_name = label("", "muted", wrap=True)
        self.attach = button(_("Add its scan"), picture="folder", shortcut="Ctrl+Shift+A")
        self.attach.clicked.connect(self._choose)
        self.consent = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addWidget(self._make_person())
        whole.addWidget(self._make_consent())

    def _make_person(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("Who is referred, and where to"), "heading"))
        inside.addWidget(under(_("Referred to"), self.target))
        inside.addWidget(self.about_target)
        inside.addLayout(self.beside(under_name(self.name), under_name(self.born)))
        inside.addLayout(self.beside(under_name(self.address), under_name(self.phone)))
        inside.addLayout(self.beside(under_name(self.reason), under_name(self.asked)))
        return frame

    def _make_consent(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("Consent"), "heading"))
        words = _("Until it is signed nothing is kept and nothing leaves. Print it and have it signed.")
        inside.addWidget(label(words, "muted", wrap=True))
        inside.addWidget(under(_("Who signs"), self.signer))
        self._signed_by = under_name(self.signed_by)
        inside.addWidget(self._signed_by)
        inside.addLayout(self.consent)
        inside.addWidget(self.signed)
        inside.addLayout(row(self.attach, self.scan_name, None))
        return frame

    def parts(self) -> dict[str, Part]:
        """What is kept of it while it is filled in, once the consent is signed."""
        return {
            "target": Part(self._target_key, self._choose_target, (self.target.currentIndexChanged,)),
            **parts_of(
                name=self.name,
                born=self.born,
                address=self.address,
                phone=self.phone,
                reason=self.reason,
                asked=self.asked,
                signer=self.signer,
                signed_by=self.signed_by,
                signed=self.signed,
            ),
            "scan": Part(lambda: str(self.scan or ""), self._bring_back, (self.scan_chosen,)),
        }

    def _target_key(self) -> str:
        target = self.chosen_target()
        return target.key if target is not None else ""

    def _choose_target(self, key: str) -> None:
        keys = [each.key for each in self._targets]
        if key in keys:
            self.target.setCurrentIndex(keys.index(key))

    def _bring_back(self, name: str) -> None:
        path = Path(name)
        self.set_scan(path if name and path.exists() else None)
        if name and self.scan is None:
            words = _("{name} is not there any more; add it again.")
            self.scan_name.setText(words.format(name=path.name))

    def begin(self, targets: Sequence[Target]) -> None:
        """Empty, with the offices of the directory."""
        self._targets = targets
        self.target.clear()
        for number, each in enumerate(targets):
            self.target.addItem(each.name, number)
        for line in (self.name, self.born, self.address, self.phone, self.signed_by):
            line.clear()
        for text in (self.reason, self.asked):
            text.clear()
        self.signer.setCurrentIndex(0)
        self.signed.setChecked(False)
        self.set_scan(None)
        self._signer_chosen()
        self._target_chosen()

    @property
    def targets(self) -> Sequence[Target]:
        return self._targets

    def chosen_target(self) -> Target | None:
        number = self.target.currentData()
        return self._targets[number] if number is not None else None

    def said(self) -> Referred:
        return Referred(
            self.name.text(),
            self.reason.toPlainText(),
            self.asked.toPlainText(),
            self.born.text(),
            self.address.text(),
            self.phone.text(),
            "" if self.signer.currentData() == "self" else self.signed_by.text(),
            self.signer.currentData(),
        )

    def set_scan(self, path: Path | None) -> None:
        self.scan = path
        self.scan_name.setText(path.name if path else "")
        self.scan_chosen.emit()

    @Slot()
    def _target_chosen(self) -> None:
        target = self.chosen_target()
        if target is not None:
            known = (target.address, target.phone, target.contact)
            parts = [say(KINDS[target.kind]), *filter(None, known)]
            if not any(known):
                parts.append(_("head office has not filled in its address yet"))
            self.about_target.setText(" · ".join(parts))

    @Slot()
    def _signer_chosen(self) -> None:
        self._signed_by.setVisible(self.signer.currentData() != "self")

    @Slot()
    def _choose(self) -> None:
        kinds = _("Pictures and PDF") + " (*.jpg *.jpeg *.png *.webp *.pdf)"
        name, _kind = QFileDialog.getOpenFileName(self, _("Add its scan"), str(Path.home()), kinds)
        if name:
            self.set_scan(Path(name))


def writable(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Nothing of somebody is written down before they signed (UU 27/2022 Ps 20 and 22)."""
    return content if content["signed"] or content["scan"] else None
