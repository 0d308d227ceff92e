"""Receipts of a thousand invented people on every paper, looked at as pictures.

    python -m bench.receipts_1000 [N]

Names of 1 to 100 letters, addresses of up to 200, up to twelve documents. For each, on A5, A4, 80 mm and
58 mm: one page, all of it there, no line over another, none beyond the margins, and the code (the signed
statement that real receipts carry) read by zxing-cpp from the page at 200 dots to the inch; on the rolls also
from the ESC/POS bytes as a printer prints them, with no line beyond its columns and no name broken in a word.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Any

from mobile_unit.receipts.content import receipt_of
from mobile_unit.receipts.papers import PAPERS, Paper
from mobile_unit.receipts.stream import escpos_of
from mobile_unit.receipts.thermal import parts_of
from tests.receipts.bodies import CATALOGUE, REGIONS, letters, signed
from tests.receipts.people import person, qr_codes, troubles_of
from tests.receipts.thermal_paper import ThermalPaper

INDENT = 2
"""By how much the later lines of a field stand in."""


def thermal_troubles(body: dict[str, Any], paper: Paper) -> list[str]:
    """What is wrong with what a thermal printer prints."""
    code = signed(body)
    receipt = receipt_of(body, CATALOGUE, REGIONS, copy=body["copy"], code=code)
    printed = ThermalPaper(paper).feed(escpos_of(parts_of(receipt), paper))
    found = [f"too wide: {line.words}" for line in printed.lines if line.columns > paper.columns]
    text = letters(printed.text)
    for value in (body["applicant"]["full_name"], body["applicant"]["address"], body["number"]):
        if letters(value).rstrip(",") not in text:
            found.append(f"not all there: {value}")
    words = set(printed.text.split())
    for word in body["applicant"]["full_name"].split():
        if len(word) <= paper.columns - INDENT and word not in words:
            found.append(f"broken in a word: {word}")
    codes = [each.text for each in qr_codes(printed.picture.convert("L"))]
    return found if codes == [code] else [*found, f"code from the bytes: {codes}"]


def main(count: int) -> int:
    began, looked, wrong = time.monotonic(), Counter[str](), Counter[str]()
    for number in range(count):
        body = person(number)
        for paper in PAPERS.values():
            troubles = troubles_of(body, paper)
            looked[paper.name] += 1
            if paper.is_roll:
                troubles += thermal_troubles(body, paper)
                looked[f"{paper.name} ESC/POS"] += 1
            wrong[paper.name] += bool(troubles)
            for trouble in troubles:
                print(f"person {number}, {paper.name}: {trouble}")
    for name, papers in looked.items():
        print(f"{name:<16} {papers} looked at")
    print(f"{wrong.total()} with something wrong; {time.monotonic() - began:.0f} s")
    return 1 if wrong.total() else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
