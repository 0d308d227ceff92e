"""A QR code as its dark squares, to be drawn as SVG without a style of its own."""

from __future__ import annotations


def dark_squares(text: str) -> tuple[int, list[tuple[int, int]]]:
    """The code's side in squares, without the quiet zone, and where it is dark, as (x, y) from top left."""
    import zxingcpp
    from PIL import Image

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    grey = Image.fromarray(made.to_image(scale=1, add_quiet_zones=False)).convert("L")
    side = grey.width
    return side, [(n % side, n // side) for n, value in enumerate(grey.tobytes()) if value < 128]
