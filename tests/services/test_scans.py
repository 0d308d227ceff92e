"""Scans are made small, upright and bare; what is no picture is refused with what to do."""

from __future__ import annotations

import contextlib
import io

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from mobile_unit.resources import resource
from mobile_unit.services.scan_pages import page_count, pages_as_pdf, pages_of
from mobile_unit.services.scans import (
    LONG_SIDE,
    MAX_BYTES,
    PAGE_BYTES,
    PHOTO_SIZE,
    BadScan,
    joined,
    page_of,
    re_encode,
    re_encode_as,
)
from tests.pictures import pdf, picture, saved, share_read, text_page


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


def test_a_turned_photo_stands_upright_and_says_nothing_of_its_camera_or_its_place():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETCAM"
    exif.get_ifd(0x8825)[29] = "2026:11:24-SECRETPLACE"
    scan = re_encode(picture("white", (300, 200), kind="JPEG", exif=exif, comment=b"SECRETWORDS"))
    assert opened(scan.content).size == (200, 300)
    assert b"SECRET" not in scan.content
    assert not opened(scan.content).getexif()


def test_see_through_becomes_white_paper():
    pixel = opened(re_encode(picture("#00000000", mode="RGBA")).content).convert("RGB").getpixel((5, 5))
    assert min(pixel) > 250


def test_print_colours_and_sixteen_bits_of_grey_keep_their_look():
    print_colours = opened(re_encode(picture((0, 255, 255, 0), kind="JPEG", mode="CMYK")).content)
    red, green, blue = print_colours.convert("RGB").getpixel((5, 5))
    assert red > 200
    assert max(green, blue) < 60
    grey = Image.new("I;16", (300, 200), 128 * 256)
    assert abs(opened(re_encode(saved(grey)).content).getpixel((5, 5)) - 128) < 3


def test_grey_where_there_is_no_colour_and_colour_where_a_pen_was_blue():
    page = Image.new("RGB", (1200, 1700), (232, 236, 242))
    drawing = ImageDraw.Draw(page)
    drawing.text((100, 100), "TANPA WARNA", fill=(30, 30, 30), font_size=60)
    assert opened(page_of(page)).mode == "L"
    drawing.line([(700, 1500), (760, 1440), (820, 1510), (900, 1450)], fill=(40, 60, 160), width=5)
    assert opened(page_of(page)).mode == "RGB"


@pytest.mark.parametrize("name", ["ktp", "kk", "akta"])
def test_the_samples_stay_under_120_kb_and_keep_their_size(name):
    original = resource("samples", "scans", f"{name}.jpg").read_bytes()
    scan = re_encode(original)
    assert len(scan.content) < PAGE_BYTES
    assert opened(scan.content).size == opened(original).size


@pytest.mark.parametrize("every", [4, 1])
def test_letters_of_two_millimetres_are_still_taken_for_themselves(every):
    page = text_page(every=every)
    scan = re_encode(saved(page.image, "JPEG", quality=90))
    assert share_read(page, opened(scan.content)) >= 0.99
    if every > 1:
        assert len(scan.content) < PAGE_BYTES


def test_the_reader_of_letters_can_fail():
    page = text_page(every=4)
    assert share_read(page, page.image.resize((496, 702)), letters=60) < 0.9


def test_a_pdf_becomes_pictures_of_its_pages():
    scan = re_encode(pdf(3))
    assert scan.media_type == "application/pdf"
    document = pypdfium2.PdfDocument(scan.content)
    assert len(document) == 3
    document.close()


def test_nothing_of_a_pdf_but_its_picture_travels():
    active = pdf().replace(
        b"/Type /Catalog", b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Type /Catalog"
    )
    assert b"JavaScript" in active
    assert b"JavaScript" not in re_encode(active).content


def test_the_same_file_gives_the_same_bytes():
    data = pdf(2)
    first = re_encode(data)
    re_encode.cache_clear()
    assert re_encode(data) == first


def test_pages_are_put_together_and_taken_apart_without_being_encoded_again():
    pages = [
        page_of(Image.new("RGB", size, colour))
        for size, colour in (((300, 200), "red"), ((200, 300), "grey"))
    ]
    scan = joined(pages)
    assert scan.media_type == "application/pdf"
    assert page_count(scan.content, scan.media_type) == 2
    assert pages_of(scan.content, scan.media_type) == pages
    assert joined(pages[:1]).content == pages[0]
    assert pages_as_pdf(pages) == pages_as_pdf(pages)
    assert page_count(pages[0], "image/jpeg") == 1
    with pytest.raises(BadScan, match="12"):
        joined(pages * 7)


def test_pages_that_are_too_much_together_are_refused():
    noise = saved(Image.effect_noise((3000, 3000), 120), "JPEG", quality=95)
    assert len(noise) > MAX_BYTES / 3
    with pytest.raises(BadScan) as refused:
        joined([noise] * 3)
    assert refused.value.code == "document.too_large"


def test_pages_of_a_pdf_of_another_make_are_drawn():
    out = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 400)
    document.save(out)
    document.close()
    (page,) = pages_of(out.getvalue(), "application/pdf")
    assert opened(page).format == "JPEG"


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (300, 900), (600, 800)])
def test_a_portrait_is_three_by_four_and_in_colour(size):
    photo = opened(re_encode_as("photo", picture("grey", size)).content)
    assert photo.mode == "RGB"
    assert abs(photo.width / photo.height - 3 / 4) < 0.01
    assert photo.width <= PHOTO_SIZE[0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document.empty"),
        (b"hello", "document.unreadable"),
        (b"%PDF-1.7 nothing", "document.unreadable"),
        (picture()[:200], "document.unreadable"),
        (picture("white", (2000, 1500), kind="JPEG")[:-400], "document.unreadable"),
        (picture("white", (8000, 5100)), "document.too_many_pixels"),
        (picture("white", (16000, 12000), kind="JPEG", mode="L"), "document.too_many_pixels"),
        (b"\xff\xd8" + bytes(MAX_BYTES), "document.too_large"),
        (b"%PDF-" + bytes(MAX_BYTES), "document.too_large"),
        (pdf(13), "document.too_many_pages"),
        (b"GIF89a" + bytes(100), "document.unreadable"),
        (
            picture(save_all=True, append_images=[Image.new("RGB", (300, 200), "red")]),
            "document.moving",
        ),
        (
            picture(kind="WEBP", save_all=True, append_images=[Image.new("RGB", (300, 200), "red")]),
            "document.moving",
        ),
    ],
)
def test_anything_else_is_refused(data, code):
    with pytest.raises(BadScan) as refused:
        re_encode(data)
    assert refused.value.code == code
    assert refused.value.text.id != refused.value.text.en


def test_a_locked_pdf_is_told_as_such():
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(PdfReader(io.BytesIO(pdf()))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    with pytest.raises(BadScan) as refused:
        re_encode(out.getvalue())
    assert refused.value.code == "document.locked"


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"%PDF-1.4\n"])
)
def test_hostile_bytes_are_never_an_unexpected_error(noise, head):
    with contextlib.suppress(BadScan):
        re_encode(head + noise)
