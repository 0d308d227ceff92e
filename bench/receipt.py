"""Drawing one receipt against a minimal reportlab page, warm, in the same run, one after the other.

    python -m bench.receipt [N]

The minimal page has the receipt's size and one line of text in the receipt's font, embedded as reportlab
does. A page with a line in both weights, and one with Helvetica (which embeds nothing), are for orientation.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from mobile_unit.domain.numbers import application_number
from mobile_unit.receipts.pdf import HEIGHT, WIDTH
from mobile_unit.resources import resource
from tests.receipts.bodies import SAMPLES, body_of, drawn

REGULAR, BOLD = "Plain", "Plain-Bold"
TARGET = 2


def minimal(*fonts: str) -> bytes:
    """A page with one line in each font."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    for n, font in enumerate(fonts):
        canvas.setFont(font, 12)
        canvas.drawString(72, 400 - 20 * n, "Tanda terima permohonan")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def timed(work: Callable[[], bytes]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(count: int) -> None:
    first = timed(lambda: drawn(body_of()))
    for name, file in ((REGULAR, "NotoSans-Regular.ttf"), (BOLD, "NotoSans-Bold.ttf")):
        registerFont(TTFont(name, str(resource("fonts", file))))
    bodies = [
        {**body_of(record), "number": application_number("WK01", "A", date(2026, 11, 24), serial + 1)}
        for serial, record in enumerate(SAMPLES)
    ]
    times: dict[str, list[float]] = {}
    for n in range(count):
        body = bodies[n % len(bodies)]
        for name, work in (
            ("receipt", lambda body=body: drawn(body)),
            ("minimal page", lambda: minimal(REGULAR)),
            ("minimal page, both weights", lambda: minimal(REGULAR, BOLD)),
            ("minimal page, Helvetica", lambda: minimal("Helvetica")),
        ):
            times.setdefault(name, []).append(timed(work))
    medians = {name: statistics.median(measured) for name, measured in times.items()}
    for name, median in medians.items():
        print(f"{name:<28} p50 {1e3 * median:6.2f} ms")
    print(f"{'first of a process':<28}     {1e3 * first:6.2f} ms (reads the fonts)")
    ratio = medians["receipt"] / medians["minimal page"]
    print(f"{'receipt over minimal page':<28}     {ratio:6.2f}    (target: at most {TARGET})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
