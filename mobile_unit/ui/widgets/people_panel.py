"""Whose data is on this laptop, as a sheet: a reason first, which goes into the journal."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QVBoxLayout

from mobile_unit.domain.held import LONGEST_REASON
from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import button, label, row
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.wording import count_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.people_here import Listed


class PeoplePanel(QFrame):
    """Hidden until ``button`` is pressed; the same key closes it again."""

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self.setProperty("role", "card")
        self.button = button(
            _("People's data"),
            role="quiet",
            shortcut="Ctrl+Shift+S",
            tip=_("List of everybody whose data is on this laptop"),
        )
        self.button.clicked.connect(self._pressed)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(_("Why the list is taken out, such as: USB stick lost in Baradatu"))
        self.reason.setAccessibleName(_("Reason for taking the list out"))
        self.save = button(_("Choose where …"), picture="save")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 16)
        inside.setSpacing(8)
        inside.addWidget(label(_("List of everybody whose data is on this laptop"), "heading"))
        told = _(
            "For the notice within 3x24 hours (UU 27/2022 Ps 46): names, telephones and addresses in full,"
            " drafts too. The sheet is not sealed. The reason goes into the journal."
        )
        inside.addWidget(label(told, "muted", wrap=True))
        line = row(self.reason, self.save)
        line.setStretch(0, 1)
        inside.addLayout(line)
        self.reason.textChanged.connect(self._typed)
        self.reason.returnPressed.connect(self._choose)
        self.save.clicked.connect(self._choose)
        self.hide()

    @Slot()
    def _pressed(self) -> None:
        if self.isVisible():
            self.hide()
            return
        allowed = self._place.unit.people_here.require_allowed
        self._place.tasks.run(lambda _task: allowed(), self._begin, self._message.show_error)

    def _begin(self, _allowed: None) -> None:
        self.reason.clear()
        self._typed()
        self.show()
        self.reason.setFocus()

    @Slot()
    def _typed(self) -> None:
        self.save.setEnabled(bool(self.reason.text().strip()))

    @Slot()
    def _choose(self) -> None:
        if not self.save.isEnabled():
            return
        proposed = str(Path.home() / self._place.unit.people_here.proposed_name)
        title = _("List of everybody whose data is on this laptop")
        path, _kind = QFileDialog.getSaveFileName(self, title, proposed, _("Spreadsheet") + " (*.xlsx)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the list there, beside other work."""
        work = partial(self._write, path.with_suffix(".xlsx"), self.reason.text())
        self.save.setEnabled(False)
        self._place.tasks.run(work, self._saved, self._failed, lane=Lane.NETWORK)  # nobody waits for it

    def _write(self, path: Path, reason: str, task: Task[Listed]) -> Listed:
        return self._place.unit.people_here.write(path, reason, task.checkpoint)

    def _saved(self, listed: Listed) -> None:
        self.hide()
        self.button.setFocus()
        count = listed.applications + listed.drafts
        words = ngettext(
            "The list of {count} person was saved; the journal says so, and why.",
            "The list of {count} people was saved; the journal says so, and why.",
            count,
        )
        self._message.say(
            words.format(count=count_in_words(count)),
            _("It is open to whoever has the file: give it to head office only, then delete it."),
            tone="good",
        )

    def _failed(self, error: Exception) -> None:
        self._typed()
        self._message.show_error(error)
