"""The little of Markdown that bulletins are written in: headings, paragraphs and lists; nothing is executed.

What marks letters (``**bold**``, links) is taken off: papers and lists say the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HEADING, TEXT, ITEM, STEP = "heading", "text", "item", "step"
_LINE = re.compile(r"(?P<heading>#{1,6})\s+|(?P<item>[-*+])\s+|(?P<step>\d{1,3})[.)]\s+")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^)\s]*)\)")
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#!|])")
_MARKS = re.compile(r"(\*\*|__|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|(?<!\w)_(?=\S)|(?<=\S)_(?!\w))")


@dataclass(frozen=True, slots=True)
class Part:
    """One heading, paragraph, point or step; ``mark`` is a step's number."""

    style: str
    words: str
    mark: str = ""


def parts_of(text: str) -> tuple[Part, ...]:
    """A text's parts in order; lines that follow each other are one paragraph."""
    parts: list[Part] = []
    open_ = False
    for line in text.splitlines():
        words = line.strip()
        found = _LINE.match(words)
        if not words:
            open_ = False
        elif found:
            rest = _plain(words[found.end() :])
            style = HEADING if found["heading"] else STEP if found["step"] else ITEM
            parts.append(Part(style, rest, found["step"] or ""))
            open_ = style != HEADING
        elif open_:
            last = parts[-1]
            parts[-1] = Part(last.style, f"{last.words} {_plain(words)}", last.mark)
        else:
            parts.append(Part(TEXT, _plain(words)))
            open_ = True
    return tuple(parts)


def list_of(lines: Iterable[str]) -> str:
    """Lines as a list in Markdown, whatever stands in them."""
    return "\n".join("- " + _SIGNS.sub(r"\\\1", line) for line in lines)


def _plain(words: str) -> str:
    words = _LINK.sub(lambda link: f"{link[1]} ({link[2]})" if link[2] else link[1], words)
    return re.sub(r"\\(.)", r"\1", _MARKS.sub("", words))
