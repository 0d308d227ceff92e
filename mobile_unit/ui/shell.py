"""The signed-in window: a rail to the left, one page at a time, a word on the connection below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from mobile_unit.domain.roles import Permission
from mobile_unit.i18n import _
from mobile_unit.ui.icons import pixmap
from mobile_unit.ui.widgets.basics import beside_picture, button, label, repaint_icons
from mobile_unit.ui.widgets.link_line import LinkLine
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.ui.widgets.help_panel import HelpPanel

WIDE_RAIL = 228
NARROW_RAIL = 68
ROOM_FOR_WIDE_RAIL = 1100


def _today(place: Workplace) -> Page:
    from mobile_unit.ui.pages.today import TodayPage

    return TodayPage(place)


def _new(place: Workplace) -> Page:
    from mobile_unit.ui.pages.new_application import NewApplicationPage

    return NewApplicationPage(place)


def _applications(place: Workplace) -> Page:
    from mobile_unit.ui.pages.applications import ApplicationsPage

    return ApplicationsPage(place)


def _application(place: Workplace) -> Page:
    from mobile_unit.ui.pages.application import ApplicationPage

    return ApplicationPage(place)


def _drafts(place: Workplace) -> Page:
    from mobile_unit.ui.pages.drafts import DraftsPage

    return DraftsPage(place)


def _closing(place: Workplace) -> Page:
    from mobile_unit.ui.pages.closing import ClosingPage

    return ClosingPage(place)


def _receipt_check(place: Workplace) -> Page:
    from mobile_unit.ui.pages.receipt_check import ReceiptCheckPage

    return ReceiptCheckPage(place)


def _services(place: Workplace) -> Page:
    from mobile_unit.ui.pages.services import ServicesPage

    return ServicesPage(place)


def _bulletins(place: Workplace) -> Page:
    from mobile_unit.ui.pages.bulletins import BulletinsPage

    return BulletinsPage(place)


def _more(place: Workplace) -> Page:
    from mobile_unit.ui.pages.more import MorePage

    return MorePage(place)


def _complaints(place: Workplace) -> Page:
    from mobile_unit.ui.pages.complaints import ComplaintsPage

    return ComplaintsPage(place)


def _sync(place: Workplace) -> Page:
    from mobile_unit.ui.pages.sync import SyncPage

    return SyncPage(place)


def _stick(place: Workplace) -> Page:
    from mobile_unit.ui.pages.stick import StickPage

    return StickPage(place)


def _comparison(place: Workplace) -> Page:
    from mobile_unit.ui.pages.comparison import ComparisonPage

    return ComparisonPage(place)


def _settings(place: Workplace) -> Page:
    from mobile_unit.ui.pages.settings import SettingsPage

    return SettingsPage(place)


def _survey(place: Workplace) -> Page:
    from mobile_unit.ui.pages.survey import SurveyPage

    return SurveyPage(place)


def _outreach(place: Workplace) -> Page:
    from mobile_unit.ui.pages.outreach import OutreachPage

    return OutreachPage(place)


def _referrals(place: Workplace) -> Page:
    from mobile_unit.ui.pages.referrals import ReferralsPage

    return ReferralsPage(place)


def _personnel(place: Workplace) -> Page:
    from mobile_unit.ui.pages.personnel import PersonnelPage

    return PersonnelPage(place)


def _indicators(place: Workplace) -> Page:
    from mobile_unit.ui.pages.indicators import IndicatorsPage

    return IndicatorsPage(place)


def _whereabouts(place: Workplace) -> Page:
    from mobile_unit.ui.pages.whereabouts import WhereaboutsPage

    return WhereaboutsPage(place)


def _call_list(place: Workplace) -> Page:
    from mobile_unit.ui.pages.call_list import CallListPage

    return CallListPage(place)


def _queue(place: Workplace) -> Page:
    from mobile_unit.ui.pages.queue import QueuePage

    return QueuePage(place)


@dataclass(frozen=True)
class _Place:
    """Where a page is found: its key, its drawing in the rail ("" for none), how it is made, and what who is
    signed in must be allowed to see it."""

    key: str
    picture: str
    make: Callable[[Workplace], Page]
    needs: Permission = Permission.APPLICATIONS


_PLACES = (
    _Place("today", "today", _today),
    _Place("new", "new", _new),
    _Place("applications", "list", _applications),
    _Place("services", "services", _services),
    _Place("more", "more", _more),
    _Place("sync", "sync", _sync, Permission.LAPTOP),
    _Place("settings", "settings", _settings, Permission.LAPTOP),
    _Place("application", "", _application),
    _Place("closing", "", _closing, Permission.DAY),
    _Place("drafts", "", _drafts),
    _Place("receipt_check", "", _receipt_check),
    _Place("bulletins", "", _bulletins),
    _Place("stick", "", _stick, Permission.LAPTOP),
    _Place("comparison", "", _comparison),
    _Place("survey", "", _survey),
    _Place("complaints", "", _complaints),
    _Place("outreach", "", _outreach),
    _Place("referrals", "", _referrals),
    _Place("personnel", "", _personnel),
    _Place("indicators", "", _indicators),
    _Place("whereabouts", "", _whereabouts),
    _Place("call_list", "", _call_list),
    _Place("queue", "", _queue),
)


_UNDER = {
    "application": "applications",
    "receipt_check": "applications",
    "bulletins": "more",
    "closing": "today",
    "drafts": "today",
    "stick": "sync",
    "comparison": "sync",
    "survey": "more",
    "complaints": "more",
    "outreach": "more",
    "referrals": "more",
    "personnel": "more",
    "indicators": "more",
    "whereabouts": "more",
    "call_list": "more",
    "queue": "more",
}
"""Pages that are reached from another, which the rail shows as the one that is open and Esc leads back to."""


def _names() -> dict[str, str]:
    return {
        "today": _("Today"),
        "new": _("New application"),
        "applications": _("Applications"),
        "services": _("Services"),
        "more": _("More services"),
        "sync": _("Head office"),
        "settings": _("Settings"),
    }


class Shell(QWidget):
    """Signals: ``locked`` when the officer wants to lock."""

    locked = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._pages: dict[str, Page] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._allowed = [each for each in _PLACES if place.unit.context.may(each.needs)]
        self._first = self._allowed[0].key
        self._key = self._first
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._stack = QStackedWidget()
        self._rail = self._make_rail()
        self._layout.addWidget(self._rail)
        self._layout.addWidget(self._stack, 1)
        place.wanted.connect(self.go)
        self._help: HelpPanel | None = None
        self._before_help: QWidget | None = None
        QShortcut(QKeySequence("F1"), self).activated.connect(self.show_or_hide_help)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self._begin_anew)
        QShortcut(QKeySequence("Ctrl+Shift+Q"), self).activated.connect(self._go_to_queue)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.activated.connect(self._escape)
        self.go(self._first)

    @property
    def page(self) -> Page:
        """The page that is seen now."""
        shown = self._stack.currentWidget()
        assert isinstance(shown, Page)
        return shown

    def _make_rail(self) -> QWidget:
        rail = QWidget()
        rail.setProperty("role", "rail")
        rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(rail)
        inside.setContentsMargins(10, 16, 10, 12)
        inside.setSpacing(4)
        mark = label()
        mark.setPixmap(pixmap("mark", "", 34, self.devicePixelRatioF()))
        self._brand = label(self.place.unit.info.name, "brand", wrap=True)
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 4, 12)
        head.setSpacing(10)
        head.addWidget(mark)
        head.addWidget(self._brand, 1)
        inside.addLayout(head)
        names = _names()
        for number, each in enumerate((p for p in self._allowed if p.picture), start=1):
            made = button(names[each.key], role="rail", picture=each.picture, shortcut=f"Alt+{number}")
            made.setIconSize(QSize(22, 22))
            made.setCheckable(True)
            made.setProperty("words", names[each.key])
            made.setProperty("page", each.key)
            made.clicked.connect(self._rail_clicked)
            self._buttons[each.key] = made
            inside.addWidget(made)
        inside.addStretch(1)
        self._ask = button(_("Help"), role="rail", picture="help", tip=_("Help for this page (F1)"))
        self._ask.setIconSize(QSize(22, 22))
        self._ask.setProperty("words", _("Help"))
        self._ask.clicked.connect(self.show_or_hide_help)
        inside.addWidget(self._ask)
        self._link = LinkLine(self.place)
        inside.addWidget(self._link)
        self._officer = label(self.place.unit.officer.name, "small", wrap=True)
        self._officer.setContentsMargins(10, 6, 4, 0)
        inside.addWidget(self._officer)
        self._lock = button(
            _("Lock"), role="rail", picture="lock", shortcut="Ctrl+L", tip=_("Lock; the page stays as it is")
        )
        self._lock.setIconSize(QSize(22, 22))
        self._lock.setProperty("words", _("Lock"))
        self._lock.clicked.connect(self.locked)
        inside.addWidget(self._lock)
        return rail

    @Slot()
    def _rail_clicked(self) -> None:
        key = self.sender().property("page")
        if key == self._key:
            self.page.asked_again()
        self.go(key)

    @Slot(str, object)
    def go(self, key: str, argument: object = None) -> None:
        """Show a page, made on its first use; ``argument`` is what it should show. One that who is signed in
        may not see stays closed."""
        if all(each.key != key for each in self._allowed):
            return
        if key in self._pages and self._pages[key] is not self._stack.currentWidget():
            self.page.leave()
        elif key not in self._pages:
            if self._pages:
                self.page.leave()
            found = next(each for each in _PLACES if each.key == key)
            made = found.make(self.place)
            self._pages[key] = made
            self._stack.addWidget(made)
            made.topic_changed.connect(self._turn_help)
        self._key = key
        page = self._pages[key]
        if argument is not None:
            page.open(argument)
        self._stack.setCurrentWidget(page)
        for each, rail_button in self._buttons.items():
            rail_button.setChecked(each == _UNDER.get(key, key))
        page.take_focus()
        self._turn_help()

    @Slot()
    def _turn_help(self) -> None:
        """The help that is open is the one of what is seen."""
        if self._help is not None and self._help.isVisible():
            self._help.show_page(self.page.topic or self._key)

    @Slot()
    def show_or_hide_help(self) -> None:
        """The help of the page that is seen."""
        if self._help is not None and self._help.isVisible():
            before, self._before_help = self._before_help, None
            if before is not None and isValid(before) and self.page.isAncestorOf(before):
                before.setFocus()
            else:
                self.page.take_focus()
            self._help.hide()
            return
        self._before_help = QApplication.focusWidget()
        if self._help is None:
            from mobile_unit.ui.widgets.help_panel import HelpPanel

            self._help = HelpPanel(self)
            self._help.closed.connect(self.show_or_hide_help)
        self._help.show_page(self.page.topic or self._key)
        self._help.text.setFocus()

    @Slot()
    def _begin_anew(self) -> None:
        from mobile_unit.ui.pages.new_application import ANEW

        self.go("new", ANEW)

    @Slot()
    def _go_to_queue(self) -> None:
        self.go("queue")

    @Slot()
    def _escape(self) -> None:
        if self._help is not None and self._help.isVisible():
            self.show_or_hide_help()
        elif not self.page.go_back() and self._key != self._first:
            self.go(_UNDER.get(self._key, self._first))

    def leave(self) -> None:
        """Keep what is not kept yet."""
        self.page.leave()

    def speak_anew(self) -> None:
        """Build everything again in another language, at the same place."""
        key, argument = self._key, self.page.shown()
        self.leave()
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._buttons.clear()
        if self._help is not None:
            self._help.deleteLater()
            self._help = None
        old, self._rail = self._rail, self._make_rail()
        self._layout.replaceWidget(old, self._rail)
        old.hide()
        old.deleteLater()
        self._fit()
        self.go(key, argument)

    def dress_anew(self) -> None:
        """Draw again what the style sheet does not reach."""
        repaint_icons(self)
        self._link.refresh()
        for page in self._pages.values():
            page.dress_anew()

    def show_error(self, error: Exception) -> None:
        self.page.show_error(error)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.page.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """On a small or magnified screen the rail keeps its drawings only."""
        wide = self.width() >= ROOM_FOR_WIDE_RAIL
        self._rail.setFixedWidth(WIDE_RAIL if wide else NARROW_RAIL)
        for made in (*self._buttons.values(), self._ask, self._lock):
            words = made.property("words")
            made.setText(beside_picture(words) if wide else "")
        for part in (self._brand, self._officer):
            part.setVisible(wide)
        self._link.set_wide(wide)
