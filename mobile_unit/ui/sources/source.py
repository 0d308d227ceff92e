"""The one interface of everything that a scan can come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mobile_unit.ui.workplace import Workplace


def nothing() -> None:
    """What most sources have to do afterwards."""


@dataclass(frozen=True)
class Given:
    """A scan on its way in. ``read`` fetches its bytes and may raise OSError; ``kept`` is called once it is
    in the database (both on the pictures lane), ``lost`` where it could not be taken (in the window)."""

    read: Callable[[], bytes]
    kept: Callable[[], None] = nothing
    lost: Callable[[], None] = nothing


class Source(QObject):
    """Signals: ``given`` (target, Given), ``failed`` (target, error), and ``moved`` when what the source
    offers or says of itself is another. A target is whatever ``take`` was called with."""

    given = Signal(str, object)
    failed = Signal(str, object)
    moved = Signal()

    def __init__(self, place: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self.place = place

    @property
    def is_there(self) -> bool:
        """Whether it is offered at all."""
        return True

    @property
    def words(self) -> str:
        """What its button says at the moment."""
        raise NotImplementedError

    def take(self, target: str) -> None:
        """Begin to fetch a scan; ``given`` or ``failed`` follows, or nothing where the officer gave it up."""
        raise NotImplementedError

    def start(self) -> None:
        """The documents are in sight."""

    def stop(self) -> None:
        """They no longer are."""
