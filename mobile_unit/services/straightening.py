"""How far a page lies askew, found from its lines of text and its frames."""

from __future__ import annotations

import array
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

LARGEST = 10.0
WORTHWHILE = 0.4
"""Degrees; a page that is off by less is left alone."""
_COARSE, _FINE = 500, 1000
_INK = 18
_CUT = 12


def skew_of(image: Image.Image) -> float:
    """Degrees clockwise that would make the page straight (``image.rotate(-degrees)``); within ±10.

    The rows' sums of ink differ most from row to row where the lines of text lie level.
    """
    small = _ink(image, _COARSE)
    around = _best(small, [step * 0.75 for step in range(-13, 14)])
    large = _ink(image, _FINE)
    around = _best(large, [around + step * 0.25 for step in range(-3, 4)])
    around = _best(large, [around + step * 0.05 for step in range(-4, 5)])
    return -round(min(max(around, -LARGEST), LARGEST), 2)


def _best(ink: Image.Image, angles: list[float]) -> float:
    return max(angles, key=lambda angle: _unevenness(ink, angle))


def _ink(image: Image.Image, long_side: int) -> Image.Image:
    """White where something darker than the paper around it stands."""
    from PIL import Image, ImageChops, ImageFilter

    grey = image.convert("L")
    grey.thumbnail((long_side, long_side), Image.Resampling.BOX)
    paper = grey.filter(ImageFilter.BoxBlur(max(long_side // 60, 3)))
    return ImageChops.subtract(paper, grey).point([0] * (_INK + 1) + [255] * (255 - _INK))


def _unevenness(ink: Image.Image, angle: float) -> float:
    from PIL import Image

    turned = ink.rotate(angle, Image.Resampling.BILINEAR)
    width, height = turned.size
    side, top = width // _CUT, height // _CUT  # the corners that turning brings in say nothing
    inner = turned.crop((side, top, width - side, height - top)).convert("F")
    rows = array.array("f", inner.resize((1, inner.height), Image.Resampling.BOX).tobytes())
    return sum((one - other) ** 2 for one, other in pairwise(rows))
