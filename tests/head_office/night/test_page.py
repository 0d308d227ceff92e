"""One page, whatever the night found; nobody is named on it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from head_office.services.night import page
from head_office.services.night.report import assembled


def numbers(count):
    return [f"WK{n % 99:02d}A-261124-{n % 9999:04d}-K" for n in range(count)]


def report(count):
    """A night in which there is so much of everything."""
    rows = [{"id": str(n), "number": number, "unit": "WK01"} for n, number in enumerate(numbers(count))]
    figure = {"count": 123_456, "amount": 117_283_200_000}
    steps = {"applied": figure, "billed": figure, "paid": figure}
    parts = {
        "bundles": {
            "taken": 3,
            "refused": [{"file": "x" * 200 + ".bundle", "code": "bundle.damaged"}] * count,
        },
        "units": [
            {"unit": f"WK{n}", "damaged": 1, "stated": 9, "applications": 9, "lacking": 1}
            for n in range(count)
        ],
        "gaps": {
            "journals": [{"unit": "WK01", "letter": "A", "head_seq": 9, "held": 8}] * count,
            "numbers": [row | {"day": "2026-11-24"} for row in rows],
            "scans": [row | {"received_at": "2026-11-20T09:00:00+07:00", "scans": 2} for row in rows],
            "silent": [{"unit": f"WK{n}", "last_at": None, "days": n} for n in range(count)],
            "aside": [
                {"unit": "WK01", "letter": "A", "seq": 9, "kind": "visit.closed"}
                | {"quarantine": "kind.unknown"}
            ]
            * count,
            "forks": [{"unit": "WK01", "letter": "A", "batches": 2}] * count,
            "clocks": [{"unit": f"WK{n}", "kind": "ahead", "seconds": 90_000} for n in range(count)],
        },
        "deadlines": {
            "overdue": [
                row | {"state": "verification", "working_days_late": 9, "counted": False} for row in rows
            ],
            "due_soon": rows,
            "due_soon_until": "2026-11-25",
            "elsewhere": count,
        },
        "duplicates": {
            "pairs": [{"kind": "like_name", "score": 88, "first": row, "second": row} for row in rows]
        },
        "proposals": [
            {**row, "kind": "void", "state": "paid", "days": 31, "proposed": "cancelled"}
            | {"reason": {"id": "Tidak dilanjutkan", "en": ""}, "legal_basis": "Permenkumham 8/2014"}
            | {"confirmed": True}
            for row in rows
        ],
        "money": {
            "since": "2026-11-01",
            "lines": [{"service": f"service.{n}", "code": f"CODE-{n}", **steps} for n in range(count)],
            "total": steps,
        },
        "complaints": {"late": count, "to_close": count},
    }
    return assembled("2026-11-24", "2026-11-25T05:10:00+07:00", parts)


@pytest.mark.parametrize("count", [0, 1, 7, 40, 3000])
def test_it_is_one_page_and_everything_is_on_it(count):
    told = report(count)
    drawn = page.draw(told)
    assert drawn == page.draw(told)
    (only,) = PdfReader(io.BytesIO(drawn)).pages
    text = only.extract_text()
    assert (only.mediabox.width, only.mediabox.height) == pytest.approx((595.3, 841.9), abs=0.1)
    assert ("Tidak ada yang perlu ditangani." in text) == (count == 0)
    for heading in ("Melewati janji layanan", "Usulan, menunggu keputusan", "PNBP dari permohonan", "Jumlah"):
        assert heading in text
    if count == 3000:
        assert "3.000 permohonan melewati janji layanan" in text
        assert text.count("lainnya") >= 4


@pytest.mark.parametrize("count", [1, 3000])
def test_nothing_stands_over_its_edges(count):
    picture = PdfDocument(page.draw(report(count)))[0].render(scale=1).to_pil().convert("L")
    wide, high = picture.size
    inside = picture.point(lambda grey: 255 * (grey < 200)).getbbox()
    assert inside[0] >= 40
    assert inside[1] >= 30
    assert inside[2] <= wide - 40
    assert inside[3] <= high - 25
