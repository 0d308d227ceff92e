"""What may be wrong with a scan: blurred, dark, tiny. Pointed out, never a block.

The thresholds are measured on sample scans that were blurred and darkened (``bench/scans.py``).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

BLURRED, DARK, TINY = "blurred", "dark", "tiny"
SHARP_SHARE = 0.34
"""The share of the finer in the coarse contrast of the strongest edges: a sharp page has 0.53 to 0.57, one
blurred by a pixel 0.39 to 0.44, by two 0.26 to 0.30, by three 0.24 at most, with noise or without."""
FAINTEST_EDGE = 18
DARK_PAPER, DARK_PORTRAIT = 105, 60
"""Of 255: the paper of a page that was given half of its light has 112 to 120, two fifths 90 to 96. A
portrait has no paper, and a wall of red or blue behind it."""
TINY_SIDE, TINY_PORTRAIT = 900, 300
_SMOOTHED, _FINER, _COARSE = 1, 2, 6
_EDGES = 0.005
_PAPER = 0.10
_PEAK_TO_MEDIAN = 4.2
"""For noise alone: how far its strongest two hundredth stands above its median."""


def flaws_of(pages: Sequence[bytes], *, portrait: bool = False) -> tuple[str, ...]:
    """The flaws of a document's pages (JPEGs), each named once; a portrait is not looked at for blur."""
    from PIL import Image

    found: dict[str, None] = {}
    for page in pages:
        with Image.open(io.BytesIO(page)) as image:
            image.draft("L", image.size)
            found.update(dict.fromkeys(_flaws(image.convert("L"), portrait)))
    return tuple(found)


def _flaws(grey: Image.Image, portrait: bool) -> list[str]:
    found = []
    if max(grey.size) < (TINY_PORTRAIT if portrait else TINY_SIDE):
        found.append(TINY)
    if _brightest(grey) < (DARK_PORTRAIT if portrait else DARK_PAPER):
        found.append(DARK)
    if not portrait and sharpness(grey) < SHARP_SHARE:
        found.append(BLURRED)
    return found


def _brightest(grey: Image.Image) -> int:
    """How bright the paper is: what the brightest tenth of the picture has at least."""
    small = grey.reduce(max(max(grey.size) // 256, 1))
    return _reached_by(small.histogram(), _PAPER)


def sharpness(grey: Image.Image) -> float:
    """0 (nothing but blur) to about 0.6: the finer part of the strongest edges, its noise taken away."""
    from PIL import ImageFilter

    smooth = grey.filter(ImageFilter.GaussianBlur(_SMOOTHED))
    (finer, noise), (coarse, _noise) = _edges(smooth, _FINER), _edges(smooth, _COARSE)
    if coarse < FAINTEST_EDGE:
        return 0.0
    return float(max(finer**2 - (noise * _PEAK_TO_MEDIAN) ** 2, 0) ** 0.5 / coarse)


def _edges(grey: Image.Image, radius: int) -> tuple[int, int]:
    """(contrast of the strongest edges, of the median of all pixels) within so many pixels."""
    from PIL import ImageChops, ImageFilter

    counts = ImageChops.difference(grey, grey.filter(ImageFilter.GaussianBlur(radius))).histogram()
    return _reached_by(counts, _EDGES), _reached_by(counts, 0.5)


def _reached_by(counts: list[int], share: float) -> int:
    """The value that this share of all pixels has at least."""
    wanted, seen = sum(counts) * share, 0
    for value in range(255, -1, -1):
        seen += counts[value]
        if seen >= wanted:
            return value
    return 0
