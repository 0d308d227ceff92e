"""Drawing one receipt against a minimal reportlab page, warm, in the same run.

    python -m bench.receipt [N]

The minimal page has the receipt's size and one line in the same embedded fonts; a second baseline with
Helvetica, which embeds nothing, is printed for orientation.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas

from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.receipts.content import receipt_of
from mobile_unit.receipts.pdf import BOLD, HEIGHT, REGULAR, WIDTH, draw
from tests.receipts.test_receipt import SAMPLES, body_of


def minimal(*fonts: str) -> bytes:
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
    catalogue, regions = Catalogue.load(), Regions.load()
    bodies = [body_of(record) for record in SAMPLES]
    draw(receipt_of(bodies[0], catalogue, regions))
    ours, embedded, plain = [], [], []
    for n in range(count):
        body = bodies[n % len(bodies)]
        ours.append(timed(lambda body=body: draw(receipt_of(body, catalogue, regions))))
        embedded.append(timed(lambda: minimal(REGULAR, BOLD)))
        plain.append(timed(lambda: minimal("Helvetica", "Helvetica-Bold")))
    for name, times in (("receipt", ours), ("minimal, same fonts", embedded), ("minimal, Helvetica", plain)):
        print(f"{name:<22} p50 {1e3 * statistics.median(times):6.2f} ms")
    ratio = statistics.median(ours) / statistics.median(embedded)
    print(f"ratio to the same fonts  {ratio:.2f}  (target: at most 2)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
