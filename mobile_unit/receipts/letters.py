"""The letters of a thermal printer: code page 437, which all of them have.

A letter that it lacks is written as its nearest (Đ as D, ő as o), one of another script as a question mark.
"""

from __future__ import annotations

import unicodedata

CODE_PAGE = "cp437"
MARK = "*"
"""Follows what was written otherwise than it is."""

_NEAREST = str.maketrans(
    {
        **dict(zip("ĐđŁłØøÐðŦŧĦħıĸŊŋ", "DdLlOoDdTtHhikNn", strict=True)),
        "Œ": "OE",
        "œ": "oe",
        "Þ": "Th",
        "þ": "th",
        "ẞ": "SS",
        "Ə": "E",
        "ə": "e",
        **dict.fromkeys("‘’‚‛ʼ′´`", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•●▪", "\N{MIDDLE DOT}"),
    }
)


def as_printed(words: str) -> tuple[str, bool]:
    """``words`` in the printer's letters, and whether a letter had to be changed for that."""
    if words.isascii() and words.isprintable():
        return words, False
    words = unicodedata.normalize("NFC", words)
    written = "".join(map(_letter, words))
    changed = written.count("?") > words.count("?") or any(
        letter.isalpha() and not _is_held(letter) for letter in words
    )
    return written, changed


def _letter(letter: str) -> str:
    if letter.isspace():
        return " "
    if _is_held(letter):
        return letter
    nearest = unicodedata.normalize("NFKD", letter.translate(_NEAREST))
    held = "".join(part for part in nearest if _is_held(part) and not unicodedata.combining(part))
    return held or ("" if unicodedata.combining(letter) else "?")


def _is_held(letter: str) -> bool:
    """Whether the code page has it, and not as one of its pictures for control codes."""
    try:
        return letter.isprintable() and letter.encode(CODE_PAGE) >= b" "
    except UnicodeEncodeError:
        return False
