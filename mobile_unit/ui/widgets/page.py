"""What all pages of a signed-in window have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.widgets.basics import Scrolled, label
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.workplace import Workplace


class Page(QWidget):
    """A titled page that reloads itself when what it shows has changed, now or when next seen.

    ``interests`` names the changes that are its business. A page overrides ``reload``, and where it
    matters ``leave`` (another page or the sign-in comes up) and ``go_back`` (Escape). Signals:
    ``topic_changed`` when another help belongs to it now.
    """

    interests = Changes()
    topic_changed = Signal()

    def __init__(self, place: Workplace, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAccessibleName(title)
        self.place = place
        self._stale = True
        self.title = label(title, "title")
        self.subtitle = label(subtitle, "muted", wrap=True)
        self.toolbar = QHBoxLayout()
        self.toolbar.setSpacing(10)
        self.message = MessageLine(place.home.path)
        self.heading = QVBoxLayout()
        self.heading.setSpacing(2)
        self.heading.addWidget(self.title)
        self.heading.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.addLayout(self.heading, 1)
        head.addLayout(self.toolbar)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(28, 22, 28, 20)
        self.body.setSpacing(16)
        self._top = QVBoxLayout()
        self._top.setSpacing(16)
        self._top.addLayout(head)
        self._top.addWidget(self.message)
        self.body.addLayout(self._top)
        self.subtitle.setVisible(bool(subtitle))
        place.changed.connect(self._changed)

    def spread(self) -> None:
        """Let what comes below the title reach the page's edges."""
        margins = self.body.contentsMargins()
        self.body.setContentsMargins(0, margins.top(), 0, 0)
        self._top.setContentsMargins(margins.left(), 0, margins.right(), 0)

    def reload(self) -> None:
        """Fetch anew what is shown."""

    def open(self, argument: object) -> None:
        """Show this: a record's id or the like."""

    def shown(self) -> object:
        """What ``open`` would show again; None where there is nothing to name."""
        return None

    @property
    def topic(self) -> str:
        """The help for what it shows now; "" for the one of the page's own name."""
        return ""

    def asked_again(self) -> None:
        """Answer the page's own button in the rail while the page is seen."""

    def take_focus(self) -> None:
        """Put the cursor where work begins."""

    def dress_anew(self) -> None:
        """Draw again, in the theme's new colours, what the style sheet does not reach."""

    def leave(self) -> None:
        """Keep what isn't kept yet; another page comes up."""

    def go_back(self) -> bool:
        """Answer Escape; False where there is nothing to go back to."""
        return False

    def show_error(self, error: Exception) -> None:
        self.message.show_error(error)

    def set_subtitle(self, text: str) -> None:
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the cursor's own place has no use for scrolls the page, which may show more than fits though
        nothing in it takes the cursor."""
        areas = [each for each in self.findChildren(Scrolled) if each.isVisible() and each.can_scroll]
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and areas:
            areas[0].keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if not changes.touch(self.interests):
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.reload()
