"""What an officer may choose, each with a sentence on what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mobile_unit import __version__
from mobile_unit.i18n import _, language, ngettext
from mobile_unit.preferences import LOCK_AFTER
from mobile_unit.receipts.papers import paper_of
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.access_card import AccessCard
from mobile_unit.ui.widgets.alarm_settings import AlarmSettings
from mobile_unit.ui.widgets.backup_settings import BackupSettings
from mobile_unit.ui.widgets.basics import Scrolled, card, label
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.front import LANGUAGE_NAMES
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.printer_panel import PrinterPanel
from mobile_unit.ui.widgets.retention_settings import RetentionSettings
from mobile_unit.ui.widgets.scan_settings import ScanSettings
from mobile_unit.ui.widgets.schedule_settings import ScheduleSettings
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.printers import Printer


class SettingsPage(Page):
    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Settings"))
        self.language = ChoiceRow(list(LANGUAGE_NAMES.items()), _("Language"))
        self.language.set_value(language())
        self.language.changed.connect(self._choose_language)
        self.theme = ChoiceRow(
            [("light", _("Light")), ("dark", _("Dark")), ("system", _("As the computer"))], _("Theme")
        )
        self.theme.set_value(place.home.preferences.theme)
        self.theme.changed.connect(self._choose_theme)
        minutes = [(n, ngettext("{count} minute", "{count} minutes", n).format(count=n)) for n in LOCK_AFTER]
        self.lock_after = ChoiceRow(minutes, _("Lock by itself"))
        self.lock_after.set_value(place.home.preferences.lock_after)
        self.lock_after.changed.connect(self._choose_lock)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        frame, choices = card()
        choices.addWidget(label(_("Language"), "label"))
        spoken = _(
            "Of the screen and its messages. Receipts stay Indonesian, a foreigner's in both languages."
        )
        choices.addWidget(label(spoken, "muted", wrap=True))
        choices.addWidget(self.language)
        choices.addSpacing(8)
        choices.addWidget(label(_("Theme"), "label"))
        seen = _("Light is easier to read outdoors, dark in a dim hall.")
        choices.addWidget(label(seen, "muted", wrap=True))
        choices.addWidget(self.theme)
        choices.addSpacing(8)
        choices.addWidget(label(_("Lock by itself"), "label"))
        locks = _("When nobody touches the laptop for so long. The page stays; your PIN brings you back.")
        choices.addWidget(label(locks, "muted", wrap=True))
        choices.addWidget(self.lock_after)
        inside.addWidget(frame)
        inside.addWidget(self._printers())
        self.scans = ScanSettings(place.home.preferences)
        inside.addWidget(self.scans)
        self.schedule = ScheduleSettings(place, self.show_error)
        inside.addWidget(self.schedule)
        self.alarms = AlarmSettings(place, self.show_error)
        inside.addWidget(self.alarms)
        self.access: AccessCard | None = None
        if place.unit.access.may_change:
            self.access = AccessCard(place, self.message)
            inside.addWidget(self.access)
        self.retention = RetentionSettings(place, self.show_error)
        inside.addWidget(self.retention)
        self.backups = BackupSettings(place, self.show_error)
        inside.addWidget(self.backups)
        inside.addWidget(self._about())
        inside.addStretch(1)
        self.body.addWidget(Scrolled(content), 1)

    def _printers(self) -> QWidget:
        frame, inside = card(spacing=10)
        inside.addWidget(label(_("Printers"), "heading"))
        words = _("Receipts are printed on the printer chosen last; for each paper, it is remembered.")
        inside.addWidget(label(words, "muted", wrap=True))
        self.printers = PrinterPanel(self.place, self.message, can_close=False)
        self.printers.setProperty("role", "")
        self.printers.chosen.connect(self._printer_chosen)
        inside.addWidget(self.printers)
        return frame

    def _about(self) -> QWidget:
        unit = self.place.unit
        frame, inside = card(spacing=4)
        inside.addWidget(label(_("This laptop"), "heading"))
        inside.addWidget(label(f"{unit.info.name} ({unit.info.code}{unit.info.letter})"))
        inside.addWidget(label(_("Signed in: {name}").format(name=unit.officer.name), "muted", wrap=True))
        inside.addWidget(
            label(
                _("Version {version}, catalogue {catalogue}").format(
                    version=__version__, catalogue=unit.catalogue.version
                ),
                "muted",
            )
        )
        return frame

    def reload(self) -> None:
        if self.access is not None:
            self.access.reload()
        self.backups.reload()
        self.place.tasks.run(self._chosen_printer, self.printers.show_chosen, self.show_error)

    def _chosen_printer(self, _task: Task[Printer | None]) -> Printer | None:
        return self.place.unit.printers.chosen()

    @Slot(object)
    def _printer_chosen(self, printer: Printer) -> None:
        words = _("Receipts on {paper} are printed on {name} from now on.")
        self.message.say(words.format(paper=paper_of(printer.paper).name, name=printer.name), tone="good")

    def take_focus(self) -> None:
        self.language.setFocus()

    @Slot()
    def _choose_language(self) -> None:
        self.place.language_chosen.emit(self.language.value())

    @Slot()
    def _choose_theme(self) -> None:
        self.place.theme_chosen.emit(self.theme.value())

    @Slot()
    def _choose_lock(self) -> None:
        self.place.home.preferences.lock_after = self.lock_after.value()
        self.place.home.preferences.save()
