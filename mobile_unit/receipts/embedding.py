"""A font that is embedded quickly, time after time.

reportlab cuts each font down to the letters used, packs it and writes its widths anew for every document:
half of the time of a receipt. The letters are nearly always the same (all of ASCII and a few signs), so what
was made for them is kept. What is written is the same as without.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject, PDFStream, PDFTrueTypeFont
from reportlab.pdfbase.ttfonts import TTFont

Subsets = tuple[tuple[int, ...], ...]

_KEPT = 16


class RememberingFont(TTFont):  # type: ignore[misc]
    """A ``TTFont`` that remembers its latest subsets."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name, file, asciiReadable=True)
        self.face.name += b"-Receipt"  # or reportlab takes another font of this face for this one
        make = self.face.makeSubset
        remembered = lru_cache(_KEPT)(lambda letters: make(list(letters)))
        self.face.makeSubset = lambda subset: remembered(tuple(subset))
        self._kept: dict[tuple[str, Subsets], dict[str, PDFObject]] = {}

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        if text.isascii():  # all of it is in the first subset at its own place
            self._assignState(doc)
            return [(0, text.encode())]
        return list(super().splitString(text, doc, encoding))

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        state = self.state[doc]
        self.getSubsetInternalName(0, doc)
        made = (state.internalName, tuple(map(tuple, state.subsets)))
        fonts = doc.idToObject["BasicFonts"].dict
        if made in self._kept:
            for name, known in self._kept[made].items():
                anew = copy(known)
                doc.Reference(anew, name)
                if isinstance(anew, PDFTrueTypeFont):
                    fonts[name] = anew
            del self.state[doc]
            return
        before = set(doc.idToObject)
        super().addObjects(doc)
        objects = {name: each for name, each in doc.idToObject.items() if name not in before}
        self._kept = dict([*self._kept.items(), (made, _apart(objects, doc))][-_KEPT:])


def _apart(objects: Mapping[str, PDFObject], doc: Any) -> dict[str, PDFObject]:
    """Copies that belong to no document yet; what is the same in each is written already."""
    copies = {}
    for name, each in objects.items():
        if isinstance(each, PDFStream):
            copies[name] = _Written(bytes(each.format(doc)))
            continue
        copies[name] = copy(each)
        delattr(copies[name], "__InternalName__")
        if isinstance(each, PDFTrueTypeFont):
            copies[name].Widths = _Written(bytes(each.Widths.format(None)))
    return copies


class _Written(PDFObject):  # type: ignore[misc]
    """An object whose bytes are known."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, _document: Any) -> bytes:
        return self._content
