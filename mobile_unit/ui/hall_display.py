"""The second window, for the hall: who is called now and where to, the calls before, how many wait.

It shows numbers only, and so stays on a screen of its own while the window is locked. It takes no key and
never the cursor: the page "Queue" opens and closes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QFont, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mobile_unit.clock import Clock
from mobile_unit.forms.queue_rules import rules
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.cover import FOR_THE_PUBLIC
from mobile_unit.ui.theme import FAMILIES, tokens
from mobile_unit.ui.wording import clock_in_words, count_in_words, day_in_words

if TYPE_CHECKING:
    from mobile_unit.services.queue_views import Ticket, View

ORDINARY = QSize(960, 540)
TICK_MS = 1000
FRESH_MS = 8000
"""So long a new call stands out."""
BAND, FOOT, LEFT = 0.12, 0.11, 0.62
"""Of the window: the band above and the foot by its height, the call of now by its width."""
LEAST_PIXELS = 9
_CENTRE = Qt.AlignmentFlag.AlignCenter
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HallDisplay(QWidget):
    """Drawn as a whole: letters are as large as the window allows. Signals: ``closed`` by its own button."""

    closed = Signal()

    def __init__(self, clock: Clock, unit: str) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setProperty(FOR_THE_PUBLIC, True)
        self.setWindowTitle(_("Queue"))
        self._clock = clock
        self._unit = unit
        self._view: View | None = None
        self._told = ""
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.setInterval(FRESH_MS)
        self._fresh.timeout.connect(self.update)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._look_at_the_clock)
        self._tick.start()

    def show_on_second_screen(self, beside: QWidget) -> None:
        others = [each for each in QGuiApplication.screens() if each != beside.screen()]
        if others:
            self.setGeometry(others[0].geometry())
            self.showFullScreen()
        else:
            self.resize(ORDINARY)
            self.show()
        beside.activateWindow()  # not every system leaves the keys where they were

    def show_view(self, view: View) -> None:
        self._view = view
        self.setAccessibleName(" ".join(self.words))
        self.update()

    def call_is_fresh(self) -> None:
        self._fresh.start()
        self.update()

    @property
    def is_fresh(self) -> bool:
        return self._fresh.isActive()

    @property
    def words(self) -> list[str]:
        """All that is to be read, from the left above to the right below."""
        now, before = self._calls()
        called = [] if now is None else [_("Now called"), now.number, _counter_of(now), _kind_of(now)]
        return [
            self._where(),
            self._time(),
            *(called or [_("Please take a number")]),
            *(f"{each.number} {_counter_of(each)}" for each in before),
            self._foot(),
        ]

    def _calls(self) -> tuple[Ticket | None, tuple[Ticket, ...]]:
        calls = self._view.calls if self._view is not None else ()
        return (calls[0] if calls else None), calls[1:]

    def _where(self) -> str:
        return " · ".join(filter(None, (self._unit, self._view.place if self._view else "")))

    def _time(self) -> str:
        return clock_in_words(self._clock.now())

    def _foot(self) -> str:
        view = self._view
        if view is None or not view.waiting:
            return _("Nobody waits")
        count = len(view.waiting)
        waiting = ngettext("{count} waiting", "{count} waiting", count).format(count=count_in_words(count))
        about = _("about {count} minutes").format(count=count_in_words(view.minutes))
        return f"{waiting}  ·  {about}"

    @Slot()
    def _look_at_the_clock(self) -> None:
        if self._time() != self._told:
            self._told = self._time()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high, wide = float(self.height()), float(self.width())
        band, foot, left = BAND * high, FOOT * high, LEFT * wide
        self._paint_band(painter, QRectF(0, 0, wide, band))
        self._paint_now(painter, QRectF(0, band, left, high - band - foot))
        self._paint_before(painter, QRectF(left, band, wide - left, high - band - foot))
        self._paint_foot(painter, QRectF(0, high - foot, wide, foot))
        painter.end()

    def _paint_band(self, painter: QPainter, room: QRectF) -> None:
        colours, edge = tokens(), room.height() * 0.3
        painter.fillRect(room, QColor(colours.rail))
        clock = QRectF(room.right() - 0.24 * room.width(), 0, 0.24 * room.width() - edge, room.height())
        where = QRectF(edge, 0, clock.left() - 2 * edge, room.height())
        _write(painter, where, self._where(), 0.42, colours.rail_text, _AT_LEFT)
        _write(painter, clock, self._time(), 0.6, colours.rail_text, _AT_RIGHT, bold=True)

    def _paint_now(self, painter: QPainter, room: QRectF) -> None:
        colours, fresh = tokens(), self.is_fresh
        painter.fillRect(room, QColor(colours.accent if fresh else colours.surface))
        number = colours.on_accent if fresh else colours.accent
        text = colours.on_accent if fresh else colours.text
        now, _before = self._calls()
        if now is None:
            _write(painter, _inside(room, 0.06), _("Please take a number"), 0.16, colours.text, _CENTRE)
            return
        for share, words, size, colour, bold in (
            ((0.03, 0.12), _("Now called"), 0.6, text, False),
            ((0.14, 0.50), now.number, 0.98, number, True),
            ((0.65, 0.18), _counter_of(now), 0.85, text, True),
            ((0.84, 0.12), _kind_of(now), 0.55, text, False),
        ):
            top, height = share
            line = QRectF(room.left(), room.top() + top * room.height(), room.width(), height * room.height())
            _write(painter, _inside(line, 0.05), words, size, colour, _CENTRE, bold=bold)

    def _paint_before(self, painter: QPainter, room: QRectF) -> None:
        colours = tokens()
        painter.fillRect(room, QColor(colours.sunken))
        heading = QRectF(room.left(), room.top(), room.width(), 0.14 * room.height())
        _write(painter, _inside(heading, 0.08), _("Called before"), 0.45, colours.muted, _AT_LEFT)
        _now, before = self._calls()
        for place, each in enumerate(before):
            top = room.top() + (0.14 + 0.28 * place) * room.height()
            line = QRectF(room.left(), top, room.width(), 0.28 * room.height())
            painter.fillRect(QRectF(line.left(), line.top(), line.width(), 1), QColor(colours.line))
            inside = _inside(line, 0.08)
            number = QRectF(inside.left(), inside.top(), inside.width(), 0.66 * inside.height())
            below = QRectF(inside.left(), number.bottom(), inside.width(), 0.28 * inside.height())
            _write(painter, number, each.number, 0.9, colours.text, _AT_LEFT, bold=True)
            _write(painter, below, _counter_of(each), 0.75, colours.muted, _AT_LEFT)

    def _paint_foot(self, painter: QPainter, room: QRectF) -> None:
        colours, edge = tokens(), room.height() * 0.3
        painter.fillRect(room, QColor(colours.page))
        half = room.width() / 2 - edge
        left = QRectF(edge, room.top(), half, room.height())
        right = QRectF(room.width() / 2, room.top(), half, room.height())
        _write(painter, left, self._foot(), 0.42, colours.text, _AT_LEFT)
        day = day_in_words(self._clock.now().date(), weekday=True)
        _write(painter, right, day, 0.36, colours.muted, _AT_RIGHT)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._tick.stop()
        event.accept()
        self.closed.emit()


def _inside(room: QRectF, share: float) -> QRectF:
    """``room`` without so much of its width on either side."""
    edge = share * room.width()
    return room.adjusted(edge, 0, -edge, 0)


def _write(
    painter: QPainter,
    room: QRectF,
    words: str,
    size: float,
    colour: str,
    flags: Qt.AlignmentFlag,
    *,
    bold: bool = False,
) -> None:
    """One line, ``size`` times as high as its room and never wider than that."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setBold(bold)
    font.setPixelSize(max(int(size * room.height() / 1.36), LEAST_PIXELS))
    painter.setFont(font)
    needed = painter.fontMetrics().horizontalAdvance(words)
    if needed > room.width():
        font.setPixelSize(max(int(font.pixelSize() * room.width() / needed), LEAST_PIXELS))
        painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(room, int(flags), words)


def _counter_of(ticket: Ticket) -> str:
    return ticket.counter or _("Counter")


def _kind_of(ticket: Ticket) -> str:
    return say(rules().kind(ticket.kind).name)
