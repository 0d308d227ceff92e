"""Scans are made small, upright and bare; what is no picture is refused with what to do."""

from __future__ import annotations

import contextlib
import io

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mobile_unit.resources import resource
from mobile_unit.services.scans import LONG_SIDE, MAX_BYTES, BadScan, re_encode
from tests.pictures import pdf, picture


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_become_jpeg_of_at_most_a_page(kind):
    scan = re_encode(picture("white", (4000, 3000), kind=kind))
    assert scan.media_type == "image/jpeg"
    width, height = opened(scan.content).size
    assert width == LONG_SIDE
    assert abs(height - LONG_SIDE * 3 / 4) < 1


def test_a_small_picture_is_not_blown_up():
    assert opened(re_encode(picture("white", (300, 200))).content).size == (300, 200)


def test_a_turned_photo_stands_upright_and_says_nothing_of_its_camera():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETCAM"
    scan = re_encode(picture("white", (300, 200), kind="JPEG", exif=exif))
    assert opened(scan.content).size == (200, 300)
    assert b"SECRETCAM" not in scan.content


def test_see_through_becomes_white_paper():
    pixel = opened(re_encode(picture("#00000000", mode="RGBA")).content).convert("RGB").getpixel((5, 5))
    assert min(pixel) > 250


@pytest.mark.parametrize("name", ["ktp", "kk", "akta"])
def test_the_samples_stay_under_120_kb_and_keep_their_size(name):
    original = resource("samples", "scans", f"{name}.jpg").read_bytes()
    scan = re_encode(original)
    assert len(scan.content) < 120_000
    assert opened(scan.content).size == opened(original).size


def test_a_pdf_becomes_pictures_of_its_pages():
    scan = re_encode(pdf(3))
    assert scan.media_type == "application/pdf"
    document = pypdfium2.PdfDocument(scan.content)
    assert len(document) == 3
    document.close()


def test_the_same_file_gives_the_same_bytes():
    data = pdf(2)
    first = re_encode(data)
    re_encode.cache_clear()
    assert re_encode(data) == first


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document.empty"),
        (b"hello", "document.unreadable"),
        (b"%PDF-1.7 nothing", "document.unreadable"),
        (picture()[:200], "document.unreadable"),
        (picture("white", (12000, 9000)), "document.too_large"),
        (b"\xff\xd8" + bytes(MAX_BYTES), "document.too_large"),
        (pdf(13), "document.too_many_pages"),
        (b"GIF89a" + bytes(100), "document.unreadable"),
    ],
)
def test_anything_else_is_refused(data, code):
    with pytest.raises(BadScan) as refused:
        re_encode(data)
    assert refused.value.code == code
    assert refused.value.text.id != refused.value.text.en


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"%PDF-1.4\n"])
)
def test_hostile_bytes_are_never_an_unexpected_error(noise, head):
    with contextlib.suppress(BadScan):
        re_encode(head + noise)
