"""A QR code as a bit map; the library decides the code, we only draw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mobile_unit.receipts.block import Drawing

if TYPE_CHECKING:
    from PIL.Image import Image

_MASK = 2
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Code:
    """``size`` modules a side, without the quiet zone; ``rows`` one bit a module, 0 for dark, each row filled
    up to whole bytes."""

    size: int
    rows: bytes

    def picture(self) -> Image:
        """The code as a picture of one pixel a module, without the quiet zone."""
        from PIL import Image

        return Image.frombytes("1", (self.size, self.size), self.rows)

    def drawing(self, x: float, y: float, side: float) -> Drawing:
        """Draws it ``side`` points wide, its lower left corner at ``x`` and ``y``, as one stencil."""
        stencil = f"BI /W {self.size} /H {self.size} /BPC 1 /IM true /F /AHx ID {self.rows.hex()}> EI"

        def drawing(canvas: Any, top: float) -> None:
            canvas.saveState()
            canvas.setFillColorRGB(0, 0, 0)
            canvas.translate(x, top + y)
            canvas.scale(side, side)
            canvas.addLiteral(stencil)
            canvas.restoreState()

        return drawing


def encode(text: str) -> Code:
    """The QR code of a text, error correction M (ISO/IEC 18004).

    A compiled library makes it: a signed receipt's code is large. The mask is fixed: every reader takes any
    of the eight, and weighing them against each other takes longer than all the rest of the code.
    """
    import zxingcpp
    from PIL import Image

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=_MASK)
    grey = Image.fromarray(made.to_image(scale=1, add_quiet_zones=False))
    return Code(grey.width, grey.convert("1", dither=Image.Dither.NONE).tobytes())
