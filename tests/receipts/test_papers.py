"""Every paper: one page of its size, nothing cut or overlapping, the code read at 200 dots to the inch."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest
import zxingcpp

from mobile_unit.receipts.content import Receipt, receipt_of
from mobile_unit.receipts.papers import PAPERS
from mobile_unit.receipts.pdf import draw
from tests.receipts.bodies import CATALOGUE, NUMBER, REGIONS, body_of, picture_of, text_of
from tests.receipts.people import person, troubles_of
from tests.receipts.test_thermal import SIGNED

MM = 72 / 25.4
SAMPLE = 60


def receipt(copy: int = 0, **applicant: str) -> Receipt:
    return receipt_of(body_of(**applicant), CATALOGUE, REGIONS, copy=copy)


@pytest.mark.parametrize("paper", PAPERS)
def test_its_page_has_its_size(paper: str) -> None:
    page = pypdf.PdfReader(io.BytesIO(draw(receipt(), paper))).pages[0]
    wide, high = (round(float(side) / MM) for side in page.mediabox[2:])
    assert wide == PAPERS[paper].width
    if PAPERS[paper].height is None:
        assert 150 < high < 400
    else:
        assert high == PAPERS[paper].height


def test_a_roll_is_as_long_as_what_it_says() -> None:
    short, long = (
        float(pypdf.PdfReader(io.BytesIO(draw(receipt(full_name=name), "58mm"))).pages[0].mediabox[3])
        for name in ("X", "MUHAMMAD " * 11)
    )
    assert long > short + 5 * MM


def test_a4_is_the_applicants_half_and_the_offices() -> None:
    text = text_of(draw(receipt(copy=1), "a4"))
    for part in ("Lembar pemohon", "Lembar kantor"):
        assert text.count(part) == 1
    for part in (NUMBER, "YUSUF", "SALINAN ke-1", "Bukan bukti pembayaran."):
        assert text.count(part) == 2
    assert "Lembar" not in text_of(draw(receipt(), "a5"))
    picture = picture_of(draw(receipt(), "a4"), 200).convert("L")
    middle = picture.crop((picture.width // 2 - 4, 0, picture.width // 2 + 4, picture.height))
    dashes = [min(middle.crop((0, y, 8, y + 1)).get_flattened_data()) < 200 for y in range(middle.height)]
    assert 0.3 < sum(dashes) / len(dashes) < 0.7
    assert dashes[:20].count(True) > 0
    assert dashes[-20:].count(True) > 0


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("code", [NUMBER, SIGNED], ids=["number", "signed statement"])
def test_its_code_is_read(paper: str, code: str) -> None:
    pdf = draw(replace(receipt(), code=code), paper)
    found = zxingcpp.read_barcodes(picture_of(pdf, 200))
    assert [each.text for each in found] == [code] * (2 if paper == "a4" else 1)
    side = (found[0].position.top_right.x - found[0].position.top_left.x) / 200 * 25.4
    assert side >= (24.9 if code == SIGNED or "mm" not in paper else 20)


def test_on_a_roll_too_letters_that_the_fonts_lack_are_marked() -> None:
    assert "\ufffd = huruf yang tidak dapat dicetak" in text_of(draw(receipt(full_name="王"), "58mm"))


@pytest.mark.parametrize("number", range(SAMPLE))
def test_a_sample_of_a_thousand_people(number: int) -> None:
    """All thousand: ``python -m bench.receipts_1000``."""
    assert troubles_of(person(number * 1000 // SAMPLE), PAPERS[list(PAPERS)[number % len(PAPERS)]]) == []


def test_the_people_are_of_all_kinds() -> None:
    people = [person(number) for number in range(1000)]
    names = [len(body["applicant"]["full_name"]) for body in people]
    assert {min(names), max(names)} == {1, 100}
    assert max(len(body["applicant"]["address"]) for body in people) == 200
    assert {0, 12} <= {len(body["documents"]) for body in people}


def test_troubles_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from mobile_unit.receipts import block

    monkeypatch.setattr(block, "LEADING", 0.7)
    assert any("over one another" in trouble for trouble in troubles_of(person(3), PAPERS["58mm"]))
    monkeypatch.undo()
    monkeypatch.setattr(block, "wrap", lambda words, *_room: [words])
    assert any("margin" in trouble for trouble in troubles_of(person(0), PAPERS["58mm"]))
