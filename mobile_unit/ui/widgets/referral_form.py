"""A referral before it is kept: whom to, who, why, and the consent that is printed, signed, then ticked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from mobile_unit.domain.referrals import KINDS, LONGEST_LINE, SIGNERS, Referred, Target
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import button, card, column, label, row

TEXT_HEIGHT = 72
ROOM_FOR_TWO = 620


class ReferralForm(QWidget):
    """``consent`` is where the page puts the buttons that print the consent."""

    def __init__(self) -> None:
        super().__init__()
        self._targets: Sequence[Target] = ()
        self.target = QComboBox()
        self.target.setAccessibleName(_("Referred to"))
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.target.setMinimumContentsLength(20)
        self.target.currentIndexChanged.connect(self._target_chosen)
        self.about_target = label("", "small", wrap=True)
        self.name, self.born = _line(_("Name")), _line(_("Born (optional)"))
        self.address, self.phone = _line(_("Address (optional)")), _line(_("Telephone (optional)"))
        self.reason = _text(_("Why the person is referred"))
        self.asked = _text(_("What is asked of the office (optional)"))
        self.signer = QComboBox()
        self.signer.setAccessibleName(_("Who signs"))
        for key, words in SIGNERS.items():
            self.signer.addItem(say(words), key)
        self.signer.currentIndexChanged.connect(self._signer_chosen)
        self.signed_by = _line(_("Name of who signs"))
        self.signed = QCheckBox(_("Signed on paper; the paper is kept"))
        self.scan: Path | None = None
        self.scan_name = label("", "muted", wrap=True)
        self.attach = button(_("Add its scan"), picture="folder", shortcut="Ctrl+Shift+A")
        self.attach.clicked.connect(self._choose)
        self.consent = QVBoxLayout()
        self._lines: list[QBoxLayout] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addWidget(self._make_person())
        whole.addWidget(self._make_consent())

    def _make_person(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("Who is referred, and where to"), "heading"))
        inside.addWidget(_under(_("Referred to"), self.target))
        inside.addWidget(self.about_target)
        inside.addLayout(self._beside(self.name, self.born))
        inside.addLayout(self._beside(self.address, self.phone))
        inside.addLayout(self._beside(self.reason, self.asked))
        return frame

    def _make_consent(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("Consent"), "heading"))
        words = _("Until it is signed nothing is kept and nothing leaves. Print it and have it signed.")
        inside.addWidget(label(words, "muted", wrap=True))
        inside.addWidget(_under(_("Who signs"), self.signer))
        self._signed_by = _under(self.signed_by.accessibleName(), self.signed_by)
        inside.addWidget(self._signed_by)
        inside.addLayout(self.consent)
        inside.addWidget(self.signed)
        inside.addLayout(row(self.attach, self.scan_name, None))
        return frame

    def _beside(self, *parts: QWidget) -> QBoxLayout:
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setSpacing(12)
        for part in parts:
            line.addWidget(_under(part.accessibleName(), part), 1)
        self._lines.append(line)
        return line

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        for line in self._lines:
            line.setDirection(beside if self.width() >= ROOM_FOR_TWO else below)


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(LONGEST_LINE)
    made.setAccessibleName(name)
    return made


def _text(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setAccessibleName(name)
    made.setTabChangesFocus(True)
    made.setFixedHeight(TEXT_HEIGHT)
    return made


def _under(words: str, editor: QWidget) -> QWidget:
    holder = QWidget()
    above = label(words, "label", wrap=True)
    above.setAlignment(Qt.AlignmentFlag.AlignLeft)
    holder.setLayout(column(above, editor, spacing=4))
    return holder
