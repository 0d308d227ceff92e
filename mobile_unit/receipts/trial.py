"""A page that shows whether a printer prints: letters, sizes, a code, and where the paper ends."""

from __future__ import annotations

from mobile_unit.receipts.papers import Paper
from mobile_unit.receipts.sheet import Properties, written
from mobile_unit.receipts.thermal import Amount, Code, Field, Part, Rule, Tick, Words

TITLE = "Halaman uji"


def trial_parts(unit: str, printer: str, paper: Paper, when: str) -> tuple[Part, ...]:
    return (
        Words(TITLE.upper(), bold=True, centred=True),
        Words("WK01A-0000", bold=True, centred=True, large=True),
        Words(when, centred=True),
        Rule(),
        Field("Unit", unit),
        Field("Printer", printer, bold=True),
        Field("Kertas", paper.name),
        Tick("ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789"),
        Tick("Ma'ruf Ñandú Çelik"),
        Amount("Rata kiri", "Rata kanan"),
        Code(TITLE),
        Rule(),
        Words("Bukan tanda terima.", bold=True, centred=True),
    )


def trial_pdf(parts: tuple[Part, ...], paper: Paper) -> bytes:
    from mobile_unit.receipts.block import MM
    from mobile_unit.receipts.roll import place_roll

    placed, high = place_roll(parts, paper)
    return written((paper.width * MM, high), Properties(TITLE, TITLE, "", ""), (0, placed))
