"""A font that is embedded quickly, time after time.

reportlab cuts each font down to the letters used, packs it and writes its widths anew for every document:
half of the time of a receipt. The letters are nearly always the same (all of ASCII and a few signs), so what
was made for them is kept. What is written is the same as without.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFObject, PDFZCompress
from reportlab.pdfbase.ttfonts import TTFont

_KEPT = 16


class RememberingFont(TTFont):  # type: ignore[misc]
    """A ``TTFont`` that remembers its latest subsets."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name, file, asciiReadable=True)
        self.face.name += b"-Receipt"  # or reportlab takes another font of this face for this one
        make = self.face.makeSubset
        remembered = lru_cache(_KEPT)(lambda letters: make(list(letters)))
        self.face.makeSubset = lambda subset: remembered(tuple(subset))

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        if text.isascii():  # all of it is in the first subset at its own place
            self._assignState(doc)
            return [(0, text.encode())]
        return list(super().splitString(text, doc, encoding))

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        count = len(self.state[doc].subsets)
        names = [self.getSubsetInternalName(n, doc)[1:] for n in range(count)]
        super().addObjects(doc)
        for name in names:
            font = doc.idToObject["BasicFonts"].dict[name]
            font.Widths = _Written(_widths(tuple(font.Widths.sequence)))
            letters = f"toUnicodeCMap:{font.BaseFont}"
            outlines = f"fontFile:{self.face.filename}({font.BaseFont})"
            for stream in (letters, outlines):
                doc.idToObject[stream].filters = [_Deflate]


class _Deflate:
    """A stream filter as ``PDFZCompress`` is, that remembers."""

    pdfname = PDFZCompress.pdfname
    encode = staticmethod(lru_cache(_KEPT)(PDFZCompress.encode))


class _Written(PDFObject):  # type: ignore[misc]
    """An object whose bytes are known."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, _document: Any) -> bytes:
        return self._content


@lru_cache(_KEPT)
def _widths(widths: tuple[float, ...]) -> bytes:
    return bytes(PDFArray(widths).format(None))
