"""A receipt proves itself, from the text of its code or a picture of the paper, without a network."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from mobile_unit.demo import take_sample
from mobile_unit.errors import UserFacingError
from mobile_unit.services.authenticity import DIFFERENT, NOT_HERE, SAME, in_words
from mobile_unit.services.codes import codes_in
from mobile_unit.store import settings
from mobile_unit.sync import proof, wire
from mobile_unit.sync.keys import private_key
from tests.units import HEAD_OFFICE


@pytest.fixture
def body(unit):
    return unit.tracking.body(take_sample(unit, 0).id)


def picture_of(pdf: bytes, dots_per_inch: int = 200) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=dots_per_inch / 72).to_pil()
    finally:
        document.close()


def as_jpeg(picture: Image.Image, quality: int = 60) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def test_what_was_printed_here_is_genuine_and_the_same(unit, body):
    verdict = unit.authenticity.check(unit.authenticity.code(body))
    assert (verdict.genuine, verdict.data, verdict.application) == (True, SAME, body["id"])
    assert (verdict.number, verdict.service) == (body["number"], body["service"])
    assert verdict.ok


def test_the_paper_itself_says_so(unit, body):
    """The code as drawn on A5, read from the PDF, from a picture at 200 dpi, and from a poor photo of it."""
    pdf = unit.receipts.draw(body["id"])
    assert codes_in(pdf) == (unit.authenticity.code(body),)
    page = picture_of(pdf)
    poor = page.rotate(7, expand=True, fillcolor="white").filter(ImageFilter.GaussianBlur(0.8))
    for content in (pdf, as_jpeg(page), as_jpeg(poor, 50)):
        assert unit.authenticity.check_picture(content).ok


def test_a_changed_digit_fails(unit, body):
    code = unit.authenticity.code(body)
    for place in range(code.index("/R/") + 3, len(code) - 1):
        changed = "B" if code[place] != "B" else "C"
        try:
            verdict = unit.authenticity.check(code[:place] + changed + code[place + 1 :])
        except UserFacingError:
            continue
        assert not verdict.ok, place


def test_a_number_whose_letter_does_not_fit_is_a_forgery_and_no_stray_text(unit, body):
    code = unit.authenticity.code(body)
    letter = body["number"][-1]
    forged = code.replace(body["number"], body["number"][:-1] + ("B" if letter != "B" else "C"))
    verdict = unit.authenticity.judge(forged)
    assert (verdict.genuine, verdict.ok, verdict.application) == (False, False, None)
    assert in_words(verdict)[0] == "Tanda terima ini tidak asli."
    assert unit.authenticity.is_code(forged)


def test_a_genuine_code_over_other_data_is_told(unit, body):
    """What a dishonest officer could print with this laptop's own key."""
    other = {**body, "applicant": {**body["applicant"], "full_name": "SOMEBODY ELSE"}}
    verdict = unit.authenticity.check(unit.authenticity.code(other))
    assert (verdict.genuine, verdict.data, verdict.ok) == (True, DIFFERENT, False)


def test_another_units_receipt_is_known_by_head_offices_word_alone(unit, body):
    key = wire.new_key()
    certificate = proof.certify(HEAD_OFFICE, "ZZ99", wire.public_bytes(key))
    number = "ZZ99A-261124-0001-"
    from mobile_unit.domain.numbers import check_character

    number += check_character(number.replace("-", ""))
    code = proof.write(
        "https://office.example", {**body, "number": number}, device_key=key, certificate=certificate
    )
    verdict = unit.authenticity.check(code)
    assert (verdict.genuine, verdict.data, verdict.application) == (True, NOT_HERE, None)


def test_each_verdict_has_words(unit, body):
    code = unit.authenticity.code(body)
    forged = unit.authenticity.check(code[:-9] + ("A" if code[-9] != "A" else "B") + code[-8:])
    assert in_words(forged)[0] == "Tanda terima ini tidak asli."
    assert in_words(unit.authenticity.check(code))[0] == "Tanda terima ini asli."


@pytest.mark.parametrize("text", ["", "WK01A-261124-0007-K", "https://example.org", "🎫" * 99])
def test_what_is_no_code_is_told(unit, text):
    assert not unit.authenticity.is_code(text)
    with pytest.raises(UserFacingError, match="bukan kode tanda terima"):
        unit.authenticity.check(text)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 broken", b"\xff\xd8\xff", b"GIF89a" + bytes(50)])
def test_what_is_no_picture_is_told(unit, content):
    with pytest.raises(UserFacingError, match="bukan gambar"):
        unit.authenticity.check_picture(content)


def test_a_picture_without_a_code_is_told(unit):
    with pytest.raises(UserFacingError, match="Tidak terlihat kode"):
        unit.authenticity.check_picture(as_jpeg(Image.new("RGB", (600, 400), "white")))


def test_a_unit_of_an_older_program_prints_the_number_until_it_is_certified(unit, body):
    with unit.context.store.write() as connection:
        settings.put(connection, settings.DEVICE_CERTIFICATE, None)
    assert unit.authenticity.code(body) == body["number"]


def test_the_code_is_the_same_each_time(unit, body):
    with unit.context.store.read() as connection:
        key = private_key(settings.get(connection, settings.DEVICE_KEY))
    assert unit.authenticity.code(body) == unit.authenticity.code(body)
    assert proof.read(unit.authenticity.code(body)).device_key == wire.public_bytes(key)
