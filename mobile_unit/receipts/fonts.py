"""The receipts' letters: Noto Sans (SIL OFL 1.1), Latin, Greek and Cyrillic; embedded as far as used."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mobile_unit.resources import resource

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "NotoSans", "NotoSans-Bold"
MISSING = "\N{REPLACEMENT CHARACTER}"
"""Stands where a letter of another script would; the receipt says so."""

MISSING_NOTE = f"{MISSING} = huruf yang tidak dapat dicetak di sini; lengkapnya seperti pada berkas."


@lru_cache(maxsize=2048)
def width(words: str, font: str) -> float:
    """The width at a type size of 1; the fonts are set without kerning, so widths add up and scale.

    Kept, for most words of a receipt are those of the receipt before.
    """
    return float(font_named(font).stringWidth(words, 1))


def printable(words: str) -> str:
    """``words`` with ``MISSING`` for every letter that the fonts lack, and spaces for what breaks lines."""
    if words.isascii() and words.isprintable():
        return words
    known = font_named(REGULAR).face.charToGlyph
    return "".join(
        letter if ord(letter) in known else " " if letter.isspace() else MISSING for letter in words
    )


@cache
def font_named(name: str) -> TTFont:
    """The font, read once and made known to reportlab."""
    from reportlab import rl_config
    from reportlab.pdfbase.pdfmetrics import registerFont

    from mobile_unit.receipts.embedding import RememberingFont

    rl_config.useA85 = 0  # plain binary streams: smaller, and quicker to write
    file = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}[name]
    font = RememberingFont(name, str(resource("fonts", file)))
    registerFont(font)
    return font
