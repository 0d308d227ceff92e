"""The window: sign-in or first set-up, then the signed-in shell with its pages."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QFontDatabase, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from mobile_unit.domain.roles import Permission
from mobile_unit.i18n import _, set_language
from mobile_unit.resources import resource
from mobile_unit.store.tries import uptime
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.cover import Left, forget_clipboard
from mobile_unit.ui.idle import IdleWatch
from mobile_unit.ui.kiosk import Kiosk
from mobile_unit.ui.memory import give_memory_back
from mobile_unit.ui.qt_words import QtWords
from mobile_unit.ui.tasks import CollectHere, Lane, Task, Tasks
from mobile_unit.ui.theme import apply_theme

if TYPE_CHECKING:
    from mobile_unit.app import Home, Unit
    from mobile_unit.ui.shell import Shell
    from mobile_unit.ui.widgets.front import FrontPage
    from mobile_unit.ui.workplace import DemoData

COMFORTABLE = QSize(1280, 800)
SMALLEST = QSize(820, 460)
MOST_DIALOGS = 8
SIGN_OUT_AFTER_MS = 30 * 60_000
"""Locked for so long, the database is closed and its key forgotten."""


class MainWindow(QMainWindow):
    """One window for one home; ``unit`` given, it starts signed in."""

    def __init__(self, home: Home, unit: Unit | None = None, demo_data: DemoData | None = None) -> None:
        super().__init__()
        self.home = home
        self.tasks = Tasks(self.show_error)
        self._demo_data = demo_data
        self._shell: Shell | None = None
        self._front: FrontPage | None = None
        self._left = Left()
        self._idle = IdleWatch(self, lambda: home.preferences.lock_after * 60, uptime)
        self._idle.reached.connect(self.lock)
        self._locked_long = QTimer(self)
        self._locked_long.setSingleShot(True)
        self._locked_long.setInterval(SIGN_OUT_AFTER_MS)
        self._locked_long.timeout.connect(self.sign_out)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.kiosk = Kiosk(self, self._stack, home, self.tasks)
        self.setWindowTitle(_("Mobile immigration service"))
        self.setMinimumSize(SMALLEST)
        self._take_room()
        if unit is None:
            self.show_front()
            return
        self.open_unit(unit)
        if home.preferences.kiosk and unit.context.may(Permission.APPLICATIONS):
            self.open_kiosk()

    @property
    def shell(self) -> Shell | None:
        """The signed-in part, behind the lock while it is locked; None while nobody is signed in."""
        return self._shell

    @property
    def front(self) -> FrontPage | None:
        """The sign-in, set-up or lock page; None while somebody is signed in and at work."""
        return self._front

    def _take_room(self) -> None:
        room = QGuiApplication.primaryScreen().availableGeometry().size()
        self.resize(COMFORTABLE.boundedTo(room))
        if room.width() <= 1400 or room.height() <= 800:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def show_front(self) -> None:
        """Sign in, or set this laptop up first; where applicants had the screen, an officer must come."""
        page: FrontPage
        if not self.home.is_set_up:
            from mobile_unit.ui.pages.set_up import SetUpPage

            self.kiosk.end()
            page = SetUpPage(self.home, self.tasks, self.open_unit, self.change_language)
        elif self.home.preferences.kiosk:
            from mobile_unit.ui.pages.leave_kiosk import InterruptedPage

            self.kiosk.close_door()
            page = InterruptedPage(self.home, self.tasks, self._officer_came, self.change_language)
        else:
            from mobile_unit.ui.pages.sign_in import SignInPage

            page = SignInPage(
                self.home, self.tasks, self.open_unit, self.change_language, recover=self.show_recovery
            )
        self._replace(page)
        self._front = page

    def show_recovery(self) -> None:
        """Every officer forgot the PIN: with head office's help to a new one."""
        from mobile_unit.ui.pages.recovery import RecoveryPage

        page = RecoveryPage(self.home, self.tasks, self.open_unit, self.change_language, self.show_front)
        self._replace(page)
        self._front = page

    def open_unit(self, unit: Unit) -> None:
        """Somebody is signed in: show the day."""
        from mobile_unit.ui.shell import Shell
        from mobile_unit.ui.workplace import Workplace

        if self._shell is not None:
            self._leave_shell(self._shell)
        place = Workplace(self.home, unit, self.tasks, self._demo_data)
        self._shell = Shell(place)
        self._shell.locked.connect(self.lock)
        place.language_chosen.connect(self.change_language)
        place.theme_chosen.connect(self.change_theme)
        place.changed.connect(self._something_changed)
        place.kiosk_wanted.connect(self.open_kiosk)
        self._replace(self._shell)
        self._front = None
        place.link.start()
        self._idle.start()

    @Slot()
    def open_kiosk(self) -> None:
        """Give the screen to applicants for the survey; the session stays open behind, as behind a lock."""
        if self._shell is None or self._front is not None or self.kiosk.is_on:
            return
        self._idle.stop()
        self._left = Left.cover(self)
        forget_clipboard()
        self.kiosk.begin(self._shell.place.unit, self._kiosk_left, self.change_language)

    def _kiosk_left(self, unit: Unit) -> None:
        self._unlocked(unit)
        if self._shell is not None:
            self._shell.place.announce(Changes(survey=True))

    def _officer_came(self, unit: Unit) -> None:
        self.kiosk.end()
        self.open_unit(unit)

    @Slot(object)
    def _something_changed(self, changes: Changes) -> None:
        """After head office was heard: whoever it no longer lists is signed out at once."""
        if changes.link and self._shell is not None:
            unit = self._shell.place.unit

            def work(_task: Task[tuple[bool, bool]]) -> tuple[bool, bool]:
                return unit.is_still_mine(), unit.wiping.is_due()

            self.tasks.run(work, partial(self._listed, unit))

    def _listed(self, unit: Unit, heard: tuple[bool, bool]) -> None:
        still, wipe = heard
        if self._shell is None or self._shell.place.unit is not unit:
            return
        if wipe:
            self._wipe(unit)
        if still or wipe:
            return
        self.sign_out()
        if self._front is not None:
            words = _("Head office changed who works in this unit, and as what. You were signed out.")
            self._front.message.say(words, _("What you typed is kept. Sign in again if you still can."))

    def _wipe(self, unit: Unit) -> None:
        """Head office holds everything and wants it deleted here; from the first step on nobody is asked."""

        def begin(_task: Task[bool]) -> bool:
            return unit.wiping.begin(self.home.path)

        self.tasks.run(begin, partial(self._wipe_begun, unit))

    def _wipe_begun(self, unit: Unit, begun: bool) -> None:
        if not begun or self._shell is None or self._shell.place.unit is not unit:
            return
        self._idle.stop()
        self._locked_long.stop()
        forget_clipboard()
        shell, self._shell = self._shell, None
        self._leave_shell(shell)
        home = self.home

        def finish(_task: Task[None]) -> None:
            home.finish_wipe()

        # on the lane where the database is closed, and so after that
        self.tasks.run(finish, self._wiped, lane=Lane.NETWORK)

    def _wiped(self, _nothing: None) -> None:
        self.show_front()

    def _replace(self, widget: QWidget) -> None:
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        while (old := self._stack.widget(0)) is not None and old is not widget:
            self._stack.removeWidget(old)
            old.deleteLater()

    @Slot()
    def lock(self) -> None:
        """Cover everything, by the officer's wish or because nobody is there; the page stays as it is.

        The database stays open behind it (head office is talked to all the same); after a time it is closed.
        """
        if self._shell is None or self._front is not None or self.kiosk.is_on:
            return
        self._idle.stop()
        self._left = Left.cover(self)
        forget_clipboard()
        self._show_lock(self._shell)
        self._locked_long.start()

    def _show_lock(self, shell: Shell) -> None:
        from mobile_unit.ui.pages.lock import LockPage

        page = LockPage(
            self.home, self.tasks, shell.place.unit, self._unlocked, self.change_language, self.sign_out
        )
        old, self._front = self._front, page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()

    def _unlocked(self, unit: Unit) -> None:
        """The same officer goes on where the lock came; another one begins with the day."""
        self._locked_long.stop()
        if self._shell is None or unit is not self._shell.place.unit:
            self.open_unit(unit)
            return
        page, self._front = self._front, None
        self._stack.setCurrentWidget(self._shell)
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
        self._left.uncover()
        self._idle.start()

    @Slot()
    def sign_out(self) -> None:
        """What is typed is kept, the database is closed once nothing uses it any more."""
        if self._shell is None:
            return
        self._idle.stop()
        self._locked_long.stop()
        forget_clipboard()
        shell, self._shell = self._shell, None
        self._leave_shell(shell)
        self.kiosk.open_door()
        self.show_front()

    def _leave_shell(self, shell: Shell) -> None:
        shell.leave()
        shell.place.close()

    @Slot(str)
    def change_language(self, language: str) -> None:
        """Speak another language from now on; what is open is kept."""
        set_language(language)
        self.home.preferences.language = language
        self.home.preferences.save()
        self.setWindowTitle(_("Mobile immigration service"))
        if self._shell is None:
            self.show_front()
            return
        self._shell.speak_anew()
        if self._front is not None:
            self._show_lock(self._shell)

    @Slot(str)
    def change_theme(self, theme: str) -> None:
        self.home.preferences.theme = theme
        self.home.preferences.save()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, theme)
        if self._shell is not None:
            self._shell.dress_anew()

    def show_error(self, error: Exception) -> None:
        """Tell what nobody else tells."""
        if self._shell is not None:
            self._shell.show_error(error)
        elif self._front is not None:
            self._front.message.show_error(error)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is typed, stop a round between two steps, close the database."""
        self.hide()
        self._idle.stop()
        if self._shell is not None:
            self._leave_shell(self._shell)
        self.tasks.close()
        event.accept()


class _LastResort(QObject):
    """Brings an exception that nobody caught to the window, from whatever thread it came."""

    arrived = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            self.arrived.emit(error)
        else:
            sys.__excepthook__(kind, error, trace)

    @Slot(object)
    def _show(self, error: Exception) -> None:
        self._window.show_error(error)


class _FirstPaint(QObject):
    """Tells once that the window was painted and waits for the officer."""

    def __init__(self, window: MainWindow, then: Callable[[MainWindow], None]) -> None:
        super().__init__(window)
        self._window = window
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._tell)
        return False

    @Slot()
    def _tell(self) -> None:
        self._then(self._window)


def make_application(home: Home) -> QApplication:
    """The program's one QApplication, dressed and speaking as this home prefers."""
    give_memory_back()
    set_language(home.preferences.language)
    application = QApplication.instance() or QApplication(["mobile-unit"])
    assert isinstance(application, QApplication)
    application.setApplicationName("mobile-unit")
    application.setDesktopFileName("mobile-unit")
    _load_fonts()
    application.setWindowIcon(QIcon(str(resource("icons", "mark.svg"))))
    apply_theme(application, home.preferences.theme)
    if application.findChild(QtWords) is None:
        application.installTranslator(QtWords(application))
    return application


def _load_fonts() -> None:
    """Our own letters, so that the window looks the same on every machine; loaded once a process."""
    if not QFontDatabase.applicationFontFamilies(0):
        for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
            QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def run(
    home: Home,
    unit: Unit | None = None,
    demo_data: DemoData | None = None,
    ready: Callable[[MainWindow], None] | None = None,
) -> int:
    """Show the window until it is closed; answers the exit status.

    ``unit`` given, it starts signed in. ``demo_data`` (called on the database lane) adds a button that
    takes some invented applications. ``ready`` is called when the first page is painted.
    """
    application = make_application(home)
    window = MainWindow(home, unit, demo_data)
    last_resort = _LastResort(window)
    sys.excepthook = last_resort
    collector = CollectHere(window)
    if ready is not None:
        _FirstPaint(window, ready)
    window.show()
    with _asked_to_end(window):
        status = application.exec()
    collector.stop()
    sys.excepthook = sys.__excepthook__
    return status


def _end(window: MainWindow) -> None:
    """Close the window, and before it the dialogs in front, whose own event loops would outlive it."""
    for _dialog in range(MOST_DIALOGS):
        front = QApplication.activeModalWidget()
        if front is None or front is window:
            break
        front.close()
    window.kiosk.open_door()
    window.close()
    QApplication.quit()


@contextmanager
def _asked_to_end(window: MainWindow) -> Iterator[None]:
    """Ctrl+C in the terminal and the machine's shutdown close the window as its own button does.

    Python looks at signals only when it runs; the timer of CollectHere sees to that.
    """

    def close(_number: int, _frame: FrameType | None) -> None:
        QTimer.singleShot(0, window, partial(_end, window))

    before = {number: signal.signal(number, close) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
