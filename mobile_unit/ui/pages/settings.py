"""What an officer may choose: language and theme."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mobile_unit import __version__
from mobile_unit.i18n import _, language
from mobile_unit.ui.widgets.basics import Scrolled, card, label
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.front import LANGUAGE_NAMES
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.scan_settings import ScanSettings
from mobile_unit.ui.workplace import Workplace


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
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        frame, choices = card()
        choices.addWidget(label(_("Language"), "label"))
        choices.addWidget(self.language)
        choices.addSpacing(8)
        choices.addWidget(label(_("Theme"), "label"))
        choices.addWidget(self.theme)
        inside.addWidget(frame)
        self.scans = ScanSettings(place.home.preferences)
        inside.addWidget(self.scans)
        inside.addWidget(self._about())
        inside.addStretch(1)
        self.body.addWidget(Scrolled(content), 1)

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

    def take_focus(self) -> None:
        self.language.setFocus()

    @Slot()
    def _choose_language(self) -> None:
        self.place.language_chosen.emit(self.language.value())

    @Slot()
    def _choose_theme(self) -> None:
        self.place.theme_chosen.emit(self.theme.value())
