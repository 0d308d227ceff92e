"""A call as the hall hears it: a chime, and the number where this machine can speak Indonesian.

Both live in parts of Qt that cost memory and may lack a library: they are loaded with the first call that is
not muted, and where they are missing the system's own beep has to do.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from PySide6.QtCore import QLocale, QObject, QTimer, QUrl, Slot
from PySide6.QtWidgets import QApplication

from mobile_unit.resources import resource

AFTER_CHIME_MS = 1100
RATE = -0.15
"""A little slower than an engine speaks by itself: halls echo."""


class HallVoice(QObject):
    """Without a sound while it is muted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.muted = False
        self._chime: Any = None
        self._speech: Any = None
        self._is_loaded = False
        self._words = ""

    def call(self, words: str) -> None:
        """Sound, then say; a call that comes meanwhile takes the earlier one's place."""
        if self.muted:
            return
        if not self._is_loaded:
            self._is_loaded = True
            self._chime, self._speech = _chime(self), _speech(self)
        self._words = words
        if self._chime is not None:
            self._chime.play()
        else:
            QApplication.beep()
        if self._speech is not None:
            QTimer.singleShot(AFTER_CHIME_MS, self, self._say)

    @Slot()
    def _say(self) -> None:
        words, self._words = self._words, ""
        if words and not self.muted:
            self._speech.say(words)


def _chime(parent: QObject) -> Any:
    """The chime, ready to be played; None where this machine has no sound."""
    if find_spec("PySide6.QtMultimedia") is None:
        return None
    try:
        from PySide6.QtMultimedia import QMediaDevices, QSoundEffect
    except ImportError:  # a library of the system is missing
        return None
    if QMediaDevices.defaultAudioOutput().isNull():
        return None
    made = QSoundEffect(parent)
    made.setSource(QUrl.fromLocalFile(str(resource("sounds", "call.wav"))))
    return made


def _speech(parent: QObject) -> Any:
    """A voice that speaks Indonesian; None where there is none: another one would not be understood."""
    if find_spec("PySide6.QtTextToSpeech") is None:
        return None
    try:
        from PySide6.QtTextToSpeech import QTextToSpeech
    except ImportError:
        return None
    for engine in QTextToSpeech.availableEngines():
        if engine == "mock":
            continue
        made = QTextToSpeech(engine, parent)
        if made.state() != QTextToSpeech.State.Error:
            for locale in made.availableLocales():
                if locale.language() == QLocale.Language.Indonesian:
                    made.setLocale(locale)
                    made.setRate(RATE)
                    return made
        made.deleteLater()
    return None
