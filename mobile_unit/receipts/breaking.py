"""Where a line of a paper ends: at a space; in a word that no line holds, at a hyphen; between letters last.

A word that fits on a line of its own is never broken, so that a name or a number is read as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_PARTS = re.compile("[^-‐–—]*[-‐–—]+|[^-‐–—]+")

Measure = Callable[[str], float]
"""How wide some letters are; widths add up."""


def lines_of(words: str, wide: Measure, room: float, after: float | None = None) -> list[str]:
    """Lines no wider than ``room``, those after the first no wider than ``after`` (``room`` by default)."""
    words = " ".join(words.split())
    if wide(words) <= room:
        return [words]
    after = room if after is None else after
    space = wide(" ")
    lines: list[str] = []
    line, used = "", 0.0
    for word in words.split():
        gap = " "
        for part in parts_of_word(word, wide, after):
            long = wide(part)
            if line and used + (space if gap else 0) + long <= (after if lines else room):
                line, used = f"{line}{gap}{part}", used + (space if gap else 0) + long
            else:
                if line:
                    lines.append(line)
                line, used = part, long
            gap = ""
    return [*lines, line]


def parts_of_word(word: str, wide: Measure, room: float) -> Iterator[str]:
    """What of a word has to stay together where a line has this room."""
    if wide(word) <= room:
        yield word
        return
    for part in hyphenated(word):
        while wide(part) > room and len(part) > 1:
            fits = _letters_that_fit(part, wide, room)
            yield part[:fits]
            part = part[fits:]
        yield part


def hyphenated(word: str) -> list[str]:
    """``SITI-``, ``AMINAH``."""
    return _PARTS.findall(word)


def _letters_that_fit(part: str, wide: Measure, room: float) -> int:
    """How many letters of a part that is too wide go on a line; at least one."""
    used = 0.0
    for count, letter in enumerate(part):
        used += wide(letter)
        if used > room:
            return max(1, count)
    return len(part)
