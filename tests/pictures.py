"""Small real pictures and PDFs."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image


def picture(
    colour: str = "white",
    size: tuple[int, int] = (300, 200),
    *,
    kind: str = "PNG",
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    out = io.BytesIO()
    images = [Image.new("RGB", (400, 600), "white") for _n in range(pages)]
    images[0].save(out, "PDF", save_all=True, append_images=images[1:])
    return out.getvalue()
