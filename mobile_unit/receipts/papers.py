"""The papers a receipt comes on."""

from __future__ import annotations

from dataclasses import dataclass


class UnknownPaper(ValueError):
    """A paper that no receipt is drawn for."""


@dataclass(frozen=True, slots=True)
class Paper:
    """``width`` and ``height`` in millimetres; a roll has no height, but ``columns`` of its printers' own
    letters and ``dots`` in a row (8 to the millimetre), as every printer of that width has them."""

    key: str
    name: str
    width: float
    height: float | None = None
    columns: int = 0
    dots: int = 0

    @property
    def is_roll(self) -> bool:
        return self.height is None


PAPERS = {
    paper.key: paper
    for paper in (
        Paper("a5", "A5", 148, 210),
        Paper("a4", "A4", 297, 210),  # lying: two A5 side by side
        Paper("80mm", "80 mm", 80, columns=48, dots=576),
        Paper("58mm", "58 mm", 58, columns=32, dots=384),
    )
}


def paper_of(key: str) -> Paper:
    try:
        return PAPERS[key]
    except KeyError as error:
        raise UnknownPaper(key) from error
