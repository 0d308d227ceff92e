"""The papers of an outreach event, A4: a list with empty lines to sign, and the report with its photos."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from mobile_unit.domain.outreach import title_of
from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.receipts.block import GREY, MM, RULE, Block, Drawing, Placed, fitted, stacked
from mobile_unit.receipts.content import long_date, place_and_day
from mobile_unit.receipts.fonts import BOLD
from mobile_unit.receipts.sheet import Properties, written, written_pages

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 18 * MM, WIDTH - 18 * MM
TOP, BOTTOM = HEIGHT - 14 * MM, 13 * MM
BODY, SMALL, HEADING = 10.2, 8.2, 12
GAP, LABEL, SIGNATURE = 5 * MM, 34 * MM, 19 * MM
LINE, NUMBER = 8.4 * MM, 10 * MM
COLUMNS = (("No.", 10 * MM), ("Nama", 62 * MM), ("L/P", 12 * MM), ("Kampung", 46 * MM), ("Tanda tangan", 0.0))
"""Titles and widths; the last has what is left."""
PRIVACY = (
    "Daftar ini hanya dipakai untuk menghitung peserta dan disimpan di kantor sebagai bukti kegiatan (UU"
    " 27/2022). Foto kegiatan dapat dimuat dalam laporan kantor; sampaikan kepada petugas bila Anda tidak"
    " bersedia difoto."
)


def attendance(body: Mapping[str, Any], catalogue: Catalogue, themes: Mapping[str, Text]) -> bytes:
    """One page with as many empty lines as it takes; printed again for more."""
    head = _head(body, catalogue, themes, "Daftar Hadir Penyuluhan")
    foot = Block(LEFT, RIGHT)
    foot.text(PRIVACY, SMALL, colour=GREY)
    table = _lines(int((TOP - BOTTOM - head.height - foot.height - 2 * GAP) / LINE) - 1)
    placed = stacked([head, table], GAP, TOP, foot, BOTTOM)
    return written((WIDTH, HEIGHT), _properties("Daftar hadir penyuluhan", catalogue), (0, placed))


def report(
    body: Mapping[str, Any], photos: Sequence[bytes], catalogue: Catalogue, themes: Mapping[str, Text]
) -> bytes:
    """What came of the event; photos stand on a page of their own, which says how many more there are."""

    def parts(scale: float) -> tuple[list[Block], Block]:
        head = _head(body, catalogue, themes, "Laporan Penyuluhan", scale)
        blocks = [head, _attended(body, scale), _questions(body, scale), _follow_up(body, scale)]
        return blocks, _signed(body, scale)

    pages: list[Placed] = [fitted(parts, GAP, TOP, BOTTOM)]
    if body["photos"]:
        pages.append(_photos(body, photos))
    return written_pages((WIDTH, HEIGHT), _properties("Laporan penyuluhan", catalogue), pages)


def _properties(title: str, catalogue: Catalogue) -> Properties:
    return Properties(title, title, catalogue.office.id, "")


def _head(
    body: Mapping[str, Any],
    catalogue: Catalogue,
    themes: Mapping[str, Text],
    title: str,
    scale: float = 1.0,
) -> Block:
    block = Block(LEFT, RIGHT, scale)
    unit = f"{body['unit']['name']} ({body['unit']['code']})"
    block.letterhead(catalogue.ministry.id, catalogue.office.id, unit)
    block.space(8)
    block.text(title, 18, font=BOLD)
    block.space(4)
    time = f", pukul {body['starts'].replace(':', '.')} WIB" if body["starts"] else ""
    for label, words in (
        ("Tema", title_of(body, themes).id),
        ("Tanggal", f"{long_date(date.fromisoformat(body['day']))}{time}"),
        ("Tempat", ", ".join(filter(None, (body["venue"], body["place"]["name"])))),
        ("Sasaran", body["audience"]),
        ("Narasumber", "; ".join(body["speakers"])),
    ):
        if words:
            _fact(block, label, words)
    return block


def _fact(block: Block, label: str, words: str) -> None:
    block.columns(
        lambda: block.text(label, BODY, room=LABEL - 2 * MM, colour=GREY),
        lambda: block.text(words, BODY, x=LEFT + LABEL),
    )
    block.space(1.5)


def _lines(count: int) -> Block:
    """A table of empty lines below its titles."""
    block = Block(LEFT, RIGHT)
    starts = [LEFT]
    for _title, wide in COLUMNS[:-1]:
        starts.append(starts[-1] + wide)
    high = LINE * (count + 1)
    for (title, _wide), x in zip(COLUMNS, starts, strict=True):
        block.columns(_cell(block, title, x, BOLD, 2.2 * MM))
    for number in range(1, count + 1):
        block.y = -LINE * number
        block.columns(_cell(block, str(number), LEFT, "", 2.6 * MM))
    block.drawings.append(_grid([*starts, RIGHT], count + 1))
    block.y = -high
    return block


def _cell(block: Block, words: str, x: float, font: str, down: float) -> Callable[[], None]:
    def column() -> None:
        block.y -= down
        if font:
            block.text(words, SMALL + 0.6, x=x + 1.6 * MM, font=font)
        else:
            block.text(words, SMALL, x=x + 1.6 * MM, colour=GREY)

    top = block.y

    def kept() -> None:
        column()
        block.y = top

    return kept


def _grid(columns: Sequence[float], lines: int) -> Drawing:
    def drawing(canvas: Any, top: float) -> None:
        canvas.setStrokeColorRGB(*RULE)
        canvas.setLineWidth(0.6)
        for number in range(lines + 1):
            y = top - LINE * number
            canvas.line(columns[0], y, columns[-1], y)
        for x in columns:
            canvas.line(x, top, x, top - LINE * lines)

    return drawing


def _heading(block: Block, words: str) -> None:
    block.text(words, HEADING, font=BOLD)
    block.space(1)
    block.rule(0.6)
    block.space(4)


def _attended(body: Mapping[str, Any], scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    _heading(block, "Peserta")
    men, women = body["men"], body["women"]
    third = (RIGHT - LEFT) / 3
    figures = (("Laki-laki", men), ("Perempuan", women), ("Jumlah", men + women))
    block.columns(
        *(_figure(block, label, count, LEFT + n * third, third) for n, (label, count) in enumerate(figures))
    )
    return block


def _figure(block: Block, label: str, count: int, x: float, room: float) -> Callable[[], None]:
    def column() -> None:
        block.text(str(count), 20, x=x, room=room, font=BOLD)
        block.text(label, SMALL, x=x, room=room, colour=GREY)

    return column


def _questions(body: Mapping[str, Any], scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    _heading(block, "Pertanyaan peserta")
    for number, words in enumerate(body["questions"], 1):
        block.columns(
            lambda number=number: block.text(f"{number}.", BODY),  # type: ignore[misc]
            lambda words=words: block.text(words, BODY, x=LEFT + NUMBER * 0.7),  # type: ignore[misc]
        )
        block.space(1.5)
    if not body["questions"]:
        block.text("Tidak ada yang dicatat.", BODY, colour=GREY)
    return block


def _follow_up(body: Mapping[str, Any], scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    _heading(block, "Tindak lanjut")
    for line in body["follow_up"].splitlines() or ["Tidak ada."]:
        block.text(line, BODY)
    return block


def _signed(body: Mapping[str, Any], scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    place = {"name": body["place"]["name"]}
    block.text(place_and_day(place, date.fromisoformat(body["said_at"][:10])), BODY)
    block.text("Petugas", SMALL, colour=GREY)
    block.y -= SIGNATURE * scale
    block.text(body["officer"]["name"], BODY, font=BOLD)
    block.text(f"NIP {body['officer']['nip']}", SMALL)
    return block


def _photos(body: Mapping[str, Any], photos: Sequence[bytes]) -> Placed:
    """Two beside each other, three rows at most, each as large as its place takes."""
    block = Block(LEFT, RIGHT)
    _heading(block, "Foto kegiatan")
    if away := len(body["photos"]) - len(photos):
        block.text(f"{away} foto tidak lagi di laptop ini; foto itu ada di Kantor Imigrasi.", BODY)
    gap = 5 * MM
    wide = (RIGHT - LEFT - gap) / 2
    rows = max((len(photos) + 1) // 2, 1)
    high = min(110 * MM, (TOP - BOTTOM - block.height - gap * rows) / rows)
    top = block.y
    for number, content in enumerate(photos):
        x = LEFT + (number % 2) * (wide + gap)
        y = top - (number // 2) * (high + gap)
        block.drawings.append(_picture(content, x, y, wide, high))
    return [(block, TOP)]


def _picture(content: bytes, x: float, y: float, wide: float, high: float) -> Drawing:
    """A JPEG in a place whose upper left corner is at ``x`` and ``y``, uncut."""

    def drawing(canvas: Any, top: float) -> None:
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(
            ImageReader(io.BytesIO(content)),
            x,
            top + y - high,
            wide,
            high,
            preserveAspectRatio=True,
            anchor="nw",
        )

    return drawing
