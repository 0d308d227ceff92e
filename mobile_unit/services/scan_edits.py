"""Turning, straightening and cutting a page: described first, done once when the document is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mobile_unit.services.scans import LONG_SIDE, decoded, page_of, portrait_of

if TYPE_CHECKING:
    from PIL import Image

Box = tuple[float, float, float, float]
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
LARGEST = 4 * LONG_SIDE
"""A page of which a part is cut out is decoded larger, so that the part keeps its detail."""


@dataclass(frozen=True, slots=True)
class Edits:
    """In this order: quarter turns clockwise, degrees clockwise, and what is kept of the picture then
    (left, top, right, bottom as fractions of it)."""

    turns: int = 0
    degrees: float = 0.0
    kept: Box = WHOLE

    def turned(self, quarters: int) -> Edits:
        """What is kept turns with the page."""
        made = self
        for _quarter in range(quarters % 4):
            left, top, right, bottom = made.kept
            made = replace(made, turns=(made.turns + 1) % 4, kept=(1 - bottom, left, 1 - top, right))
        return made


@dataclass(frozen=True, slots=True)
class Page:
    """A page being edited: a picture's bytes; ``small`` says that they are in their small form already."""

    picture: bytes
    small: bool
    edits: Edits = Edits()


def edited(image: Image.Image, edits: Edits) -> Image.Image:
    from PIL import Image

    if edits.turns:
        turn = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
        image = image.transpose(turn[edits.turns - 1])
    if edits.degrees:
        image = image.rotate(-edits.degrees, Image.Resampling.BICUBIC, fillcolor="white")
    if edits.kept != WHOLE:
        left, top, right, bottom = edits.kept
        x, y = round(left * image.width), round(top * image.height)
        image = image.crop(
            (x, y, max(round(right * image.width), x + 1), max(round(bottom * image.height), y + 1))
        )
    return image


def small_form(page: Page, *, portrait: bool = False) -> bytes:
    """The page as JPEG, with its edits done; raises BadScan. One that nothing was done to stays as it is."""
    if page.small and page.edits == Edits():
        return page.picture
    left, top, right, bottom = page.edits.kept
    share = max(right - left, bottom - top, 0.1)
    image = edited(decoded(page.picture, min(round(LONG_SIDE / share), LARGEST)), page.edits)
    return portrait_of(image) if portrait else page_of(image)
