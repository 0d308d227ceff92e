"""Whom to tell something in a village, to take along: A4 lying down, as many pages as it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from mobile_unit.clock import JAKARTA
from mobile_unit.forms.formats import phone_on_paper
from mobile_unit.receipts.block import GREY, INK, MM, Block, Placed, box
from mobile_unit.receipts.content import long_date
from mobile_unit.receipts.fonts import BOLD, REGULAR
from mobile_unit.receipts.sheet import Properties, written_pages

WIDTH, HEIGHT = 297 * MM, 210 * MM
LEFT, RIGHT = 12 * MM, WIDTH - 12 * MM
TOP, BOTTOM = HEIGHT - 11 * MM, 11 * MM
BODY, SMALL = 8.4, 7.4
COLUMNS = (
    ("No.", 8 * MM),
    ("Nama", 52 * MM),
    ("Telepon", 32 * MM),
    ("Kampung", 40 * MM),
    ("Keadaan", 40 * MM),
    ("Yang disampaikan", 81 * MM),
    ("Sudah", 12 * MM),
)
"""Each column's title and width; the last has a box for a pen."""
TITLE = "Daftar yang perlu dihubungi"


@dataclass(frozen=True, slots=True)
class Row:
    full_name: str
    number: str
    phone: str
    place: str
    state: str
    message: str
    since: date


@dataclass(frozen=True, slots=True)
class Paper:
    """``as_of`` is when head office was last heard (ISO, None for never), ``made_at`` when this was made."""

    ministry: str
    office: str
    unit: str
    place: str
    as_of: str | None
    made_at: datetime
    officer: str
    rows: tuple[Row, ...]


def draw(paper: Paper) -> bytes:
    """The list as PDF bytes."""
    pages = list(_pages(paper))
    drawn = [
        [*placed, (_foot(paper, number, len(pages)), BOTTOM + 4 * MM)]
        for number, placed in enumerate(pages, 1)
    ]
    properties = Properties(TITLE, TITLE, paper.office, paper.unit)
    return written_pages((WIDTH, HEIGHT), properties, drawn)


def _pages(paper: Paper) -> Iterator[Placed]:
    head = _head(paper)
    titles = _titles()
    placed: Placed = [(head, TOP), (titles, TOP - head.height - 4 * MM)]
    y = TOP - head.height - 4 * MM - titles.height
    for number, row in enumerate(paper.rows, 1):
        block = _row(number, row)
        if y - block.height < BOTTOM + 6 * MM:
            yield placed
            again = _titles()
            placed, y = [(again, TOP)], TOP - again.height
        placed.append((block, y))
        y -= block.height
    if not paper.rows:
        nobody = Block(LEFT, RIGHT)
        nobody.space(4)
        nobody.text("Tidak ada yang perlu dihubungi di sini.", BODY)
        placed.append((nobody, y))
    yield placed


def _head(paper: Paper) -> Block:
    block = Block(LEFT, RIGHT)
    block.text(f"{paper.ministry} · {paper.office} · {paper.unit}".upper(), SMALL, colour=GREY)
    block.space(3)
    block.text(f"{TITLE}: {paper.place}", 14, font=BOLD)
    block.space(1)
    heard = "belum pernah" if paper.as_of is None else _moment(datetime.fromisoformat(paper.as_of))
    block.text(
        f"{len(paper.rows)} orang. Keadaan menurut kantor, terakhir didengar {heard}."
        " Memuat data pribadi: jangan ditinggalkan, musnahkan setelah dipakai.",
        SMALL,
        colour=GREY,
    )
    return block


def _moment(at: datetime) -> str:
    local = at.astimezone(JAKARTA)
    return f"{long_date(local.date())} pukul {local:%H.%M}"


def _titles() -> Block:
    block = Block(LEFT, RIGHT)
    block.columns(*(_cell(block, [(title, SMALL, BOLD)], x, wide) for title, x, wide in _places()))
    block.space(1.5)
    block.rule(1.0, INK)
    return block


def _places() -> Iterator[tuple[str, float, float]]:
    x = LEFT
    for title, wide in COLUMNS:
        yield title, x, wide
        x += wide


def _row(number: int, row: Row) -> Block:
    block = Block(LEFT, RIGHT)
    block.space(2.5)
    cells: list[list[tuple[str, float, str]]] = [
        [(str(number), BODY, REGULAR)],
        [(row.full_name, BODY, BOLD), (row.number, SMALL, REGULAR)],
        [(phone_on_paper(row.phone) or "–", BODY, REGULAR)],
        [(row.place, BODY, REGULAR)],
        [(row.state, BODY, REGULAR), (f"sejak {long_date(row.since)}", SMALL, REGULAR)],
        [(row.message, SMALL, REGULAR)],
    ]
    places = list(_places())
    block.drawings.append(box(places[-1][1] + 2 * MM, block.y - 4 * MM, 4 * MM))
    block.columns(
        *(_cell(block, lines, x, wide) for lines, (_title, x, wide) in zip(cells, places, strict=False))
    )
    block.space(2.5)
    block.rule(0.4)
    return block


def _cell(block: Block, lines: list[tuple[str, float, str]], x: float, wide: float) -> Callable[[], None]:
    def column() -> None:
        for words, size, font in lines:
            block.text(words, size, x=x, room=wide - 3 * MM, font=font)

    return column


def _foot(paper: Paper, number: int, of: int) -> Block:
    block = Block(LEFT, RIGHT)
    words = f"Dibuat {_moment(paper.made_at)} oleh {paper.officer}"
    block.columns(
        lambda: block.text(words, SMALL, colour=GREY),
        lambda: block.text(f"Halaman {number} dari {of}", SMALL, colour=GREY, to_the_right=True),
    )
    return block
