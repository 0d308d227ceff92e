"""A camera of this laptop: its view, and one key to take the picture.

QtMultimedia costs memory and time and needs libraries that may be missing, so it is imported when a camera is
wanted, and only where there may be one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QCloseEvent, QImage
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.pictures import as_jpeg
from mobile_unit.ui.sources.source import Given, Source
from mobile_unit.ui.widgets.basics import button, label, row
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCameraDevice


def may_have_camera(devices: Path = Path("/dev")) -> bool:
    """Whether it is worth a look; answers at once and loads nothing."""
    if find_spec("PySide6.QtMultimedia") is None:
        return False
    return not sys.platform.startswith("linux") or any(devices.glob("video*"))


class Eye(QObject):
    """A camera. Signals: ``taken`` (QImage) answers ``take``; ``failed`` (what is wrong)."""

    taken = Signal(QImage)
    failed = Signal(str)
    view: QWidget
    """What it sees at the moment."""

    def take(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the camera."""


def open_eye() -> Eye | None:
    """The machine's first camera; None where there is none, or no library to use it."""
    try:
        from PySide6.QtMultimedia import QMediaDevices

        found = QMediaDevices.defaultVideoInput()
        return None if found.isNull() else _QtEye(found)
    except (ImportError, RuntimeError):  # libpulse or FFmpeg's libraries are missing
        return None


class _QtEye(Eye):
    def __init__(self, device: QCameraDevice) -> None:
        super().__init__()
        from PySide6.QtMultimedia import QCamera, QImageCapture, QMediaCaptureSession
        from PySide6.QtMultimediaWidgets import QVideoWidget

        self.view = QVideoWidget()
        self._camera = QCamera(device)
        self._capture = QImageCapture()
        self._session = QMediaCaptureSession()
        self._session.setCamera(self._camera)
        self._session.setVideoOutput(self.view)
        self._session.setImageCapture(self._capture)
        self._capture.imageCaptured.connect(self._captured)
        self._capture.errorOccurred.connect(self._capture_failed)
        self._camera.errorOccurred.connect(self._camera_failed)
        self._camera.start()

    def take(self) -> None:
        self._capture.capture()

    def close(self) -> None:
        self._camera.stop()

    @Slot(int, QImage)
    def _captured(self, _id: int, image: QImage) -> None:
        self.taken.emit(image)

    def _capture_failed(self, _id: int, _error: object, words: str) -> None:
        self.failed.emit(words)

    def _camera_failed(self, _error: object, words: str) -> None:
        self.failed.emit(words)


class CameraView(QDialog):
    """Signals: ``taken`` (QImage); then it closes."""

    taken = Signal(QImage)

    def __init__(self, parent: QWidget, eye: Eye) -> None:
        super().__init__(parent)
        self._eye = eye
        self.setWindowTitle(_("Camera"))
        self.resize(parent.window().size() * 0.8)
        self._words = label(_("Hold the paper still and fill the picture with it."), "muted")
        self.shoot = button(_("Take the picture"), role="primary", picture="camera", shortcut="Space")
        leave = button(_("Close"), picture="close", shortcut="Ctrl+W")
        self.shoot.clicked.connect(self._shoot)
        leave.clicked.connect(self.reject)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 14, 16, 16)
        inside.addLayout(row(label(_("Camera"), "heading"), self._words, None, leave, self.shoot))
        inside.addWidget(eye.view, 1)
        eye.taken.connect(self._taken)
        eye.failed.connect(self._failed)
        self.finished.connect(self._eye.close)
        self.shoot.setFocus()

    @Slot()
    def _shoot(self) -> None:
        self.shoot.setEnabled(False)
        self._eye.take()

    @Slot(QImage)
    def _taken(self, image: QImage) -> None:
        self.taken.emit(image)
        self.accept()

    @Slot(str)
    def _failed(self, _words: str) -> None:
        self.shoot.setEnabled(True)
        self._words.setText(
            _("The camera does not answer. Close other programs that use it, then try again.")
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        self._eye.close()
        super().closeEvent(event)


class Camera(Source):
    """``opener`` answers the camera, or None."""

    def __init__(
        self, place: Workplace, window: QWidget, opener: Callable[[], Eye | None] = open_eye
    ) -> None:
        super().__init__(place, window)
        self._window = window
        self._opener = opener
        self._is_there = may_have_camera() or opener is not open_eye
        self.view: CameraView | None = None

    @property
    def is_there(self) -> bool:
        return self._is_there

    @property
    def words(self) -> str:
        return _("Camera")

    def take(self, target: str) -> None:
        eye = self._opener()
        if eye is None:
            self._is_there = False
            self.moved.emit()
            self.failed.emit(target, UserFacingError(_("No camera was found.")))
            return
        self.view = CameraView(self._window, eye)
        self.view.taken.connect(partial(self._taken, target))
        self.view.open()

    def _taken(self, target: str, image: QImage) -> None:
        self.given.emit(target, Given(partial(as_jpeg, image)))
