"""Pictures of the day: of the window, of head office's pages and of paper; small, and only where wanted."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

COLOURS = 128
PAPER_WIDTH = 760


class Camera:
    """``folder`` None takes none; ``seen`` is what is photographed when nothing else is named."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.seen: QWidget | None = None
        self.taken: list[str] = []
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def is_on(self) -> bool:
        return self._folder is not None

    def window(self, name: str) -> None:
        """The whole window, once it is laid out."""
        if self._folder is None or self.seen is None:
            return
        QTest.qWait(250)
        device = QBuffer()
        device.open(QIODevice.OpenModeFlag.WriteOnly)
        self.seen.grab().save(device, "PNG")
        self._keep(name, Image.open(io.BytesIO(device.data().data())))

    def once(self, name: str) -> None:
        """The window, unless that picture was taken before."""
        if name not in self.taken:
            self.window(name)

    def page(self, name: str, png: bytes) -> None:
        """A page of a browser."""
        self._keep(name, Image.open(io.BytesIO(png)))

    def paper(self, name: str, pdf: bytes, number: int = 0) -> None:
        """A page of a PDF, on a grey table."""
        if self._folder is None:
            return
        import pypdfium2

        with pypdfium2.PdfDocument(pdf) as document:
            page = document[number]
            sheet = page.render(scale=PAPER_WIDTH / page.get_width()).to_pil().convert("RGB")
        table = Image.new("RGB", (sheet.width + 24, sheet.height + 24), "#c9ced6")
        table.paste(sheet, (12, 12))
        self._keep(name, table)

    def _keep(self, name: str, image: Image.Image) -> None:
        if self._folder is None:
            return
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(self._folder / f"{name}.png", optimize=True)
        self.taken.append(name)
