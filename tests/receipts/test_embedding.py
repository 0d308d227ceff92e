"""Fonts that are embedded from memory are embedded as reportlab itself would."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from mobile_unit.receipts.embedding import RememberingFont
from mobile_unit.receipts.fonts import BOLD, MISSING, REGULAR, font_named, printable, width
from mobile_unit.resources import resource

FILE = str(resource("fonts", "NotoSans-Regular.ttf"))


def written(font: TTFont, *lines: str) -> bytes:
    """A one-page document in this font."""
    font.face.name = b"NotoSans-Test"
    pdfmetrics.registerFont(font)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 600), invariant=1, pageCompression=1)
    canvas.setFont(font.fontName, 12)
    for n, line in enumerate(lines):
        canvas.drawString(20, 500 - 20 * n, line)
    canvas.showPage()
    canvas.save()
    font.unregister()
    return out.getvalue()


@pytest.mark.parametrize(
    "lines",
    [("TANDA TERIMA ~!()\\",), ("Ma'ruf", "Đặng Łukasz Ñandú", "Rp950.000"), ("Γιώργος Юрий · …",)],
)
def test_remembered_or_not_the_file_is_the_same(lines: tuple[str, ...]) -> None:
    ours = RememberingFont("Ours", FILE)
    expected = written(TTFont("Plain", FILE), *lines)
    assert written(ours, *lines) == expected
    assert written(ours, "other letters: äöü") != expected
    assert written(ours, *lines) == expected


def test_both_weights_have_the_same_letters() -> None:
    assert font_named(REGULAR).face.charToGlyph.keys() == font_named(BOLD).face.charToGlyph.keys()


def test_widths_add_up() -> None:
    assert width("AVA To", BOLD) == pytest.approx(sum(width(letter, BOLD) for letter in "AVA To"))


def test_printable() -> None:
    assert printable("Đặng Łukasz, Γιώργος, Юрий, Əliyev · …") == "Đặng Łukasz, Γιώργος, Юрий, Əliyev · …"
    assert printable("Jl. Pasar\nNo. 1\t") == "Jl. Pasar No. 1 "
    assert printable("王\x00x") == f"{MISSING}{MISSING}x"
