"""A QR code as rows of dark runs; the library decides the code, we only draw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mobile_unit.receipts.block import Drawing

_MASK = 2
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Code:
    """``size`` modules a side, without the quiet zone; ``runs`` are (row, first column, length) of dark."""

    size: int
    runs: tuple[tuple[int, int, int], ...]

    def drawing(self, x: float, y: float, side: float) -> Drawing:
        """Draws it ``side`` points wide, its lower left corner at ``x`` and ``y``; one path, one fill."""
        dark = " ".join(f"{column} {self.size - row - 1} {length} 1 re" for row, column, length in self.runs)
        module = side / self.size

        def drawing(canvas: Any, top: float) -> None:
            canvas.saveState()
            canvas.setFillColorRGB(0, 0, 0)
            canvas.translate(x, top + y)
            canvas.scale(module, module)
            canvas.addLiteral(f"{dark} f")
            canvas.restoreState()

        return drawing


def encode(text: str) -> Code:
    """The QR code of a text, error correction M (ISO/IEC 18004).

    The mask is fixed: every reader takes any of the eight, and weighing them against each other takes longer
    than all the rest of a receipt's composition.
    """
    import segno

    rows = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False, mask=_MASK).matrix]
    runs: list[tuple[int, int, int]] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                runs.append((y, x, end - x))
            x = end + 1
    return Code(len(rows), tuple(runs))
