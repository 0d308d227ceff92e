"""The report as one A4 page: what needs a person on top, then the worst of each list, then the money.

Where it is too much for the page, lists are cut (they say how many more there are), then the type is made a
little smaller. Applications are told by number: the page names nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from head_office.services.entry_words import told_by
from head_office.services.night.likeness import SAME_NUMBER
from head_office.services.night.report import words_of
from mobile_unit.domain.money import rupiah
from mobile_unit.domain.states import officers_word
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.receipts.block import GREY, INK, MM, SMALLER, Block, stacked
from mobile_unit.receipts.fonts import BOLD, REGULAR
from mobile_unit.receipts.sheet import Properties, written

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 18 * MM, WIDTH - 16 * MM
TOP, BOTTOM = HEIGHT - 14 * MM, 12 * MM
MIDDLE, GUTTER = (LEFT + RIGHT) / 2, 7 * MM
BODY, SMALL, HEADING = 9.2, 7.8, 10.2
GAP = 4.2 * MM
LISTS = (30, 24, 20, 17, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
"""How many lines of a list are printed, the most that fit."""
SMALLEST = 0.5

Row = Mapping[str, Any]


def draw(report: Row) -> bytes:
    """The page as PDF bytes; the same report gives the same bytes."""
    scale = 1.0
    while True:
        for listed in LISTS:
            blocks, foot = _parts(report, scale, listed), _foot(scale)
            used = sum(block.height + GAP * scale for block in blocks) + foot.height
            if used <= TOP - BOTTOM or scale < SMALLEST:
                title = f"Laporan malam {report['day']}"
                properties = Properties(
                    title, "Laporan malam", Catalogue.load().office.id, "head-office nightly"
                )
                placed = stacked(blocks, GAP * scale, TOP, foot, BOTTOM)
                return written((WIDTH, HEIGHT), properties, (0, placed))
        scale *= SMALLER


def _parts(report: Row, scale: float, listed: int) -> list[Block]:
    return [
        _head(report, scale),
        _needed(report, scale),
        _beside(
            scale,
            (
                "Melewati janji layanan, dalam hari kerja",
                _overdue(report),
                len(report["deadlines"]["overdue"]),
            ),
            ("Usulan, menunggu keputusan", _proposals(report), _lines_of_proposals(report)),
            listed,
        ),
        _beside(
            scale,
            ("Mungkin orang yang sama", _pairs(report), len(report["duplicates"]["pairs"])),
            ("Belum tiba atau ditahan", _missing(report), _missing_count(report)),
            listed,
        ),
        _units(report, scale, listed),
        _money(report, scale, listed),
    ]


def _head(report: Row, scale: float) -> Block:
    block, catalogue = Block(LEFT, RIGHT, scale), Catalogue.load()
    block.letterhead(catalogue.ministry.id, catalogue.office.id, size=8)
    block.space(8)
    block.columns(
        lambda: block.text("Laporan malam", 17, font=BOLD, room=MIDDLE - LEFT),
        lambda: block.text(
            f"{date.fromisoformat(report['day']):%d-%m-%Y}", 11, x=MIDDLE, to_the_right=True, beside=17
        ),
    )
    block.text(
        f"Keadaan {_day(report['at'])} pukul {report['at'][11:16].replace(':', '.')} WIB", SMALL, colour=GREY
    )
    return block


def _needed(report: Row, scale: float) -> Block:
    """The answer to "what do I do first", in a frame."""
    block = Block(LEFT, RIGHT, scale)
    top, inset = block.y, 4 * MM
    block.space(6)
    if not report["first"]:
        block.text("Tidak ada yang perlu ditangani.", 12, x=LEFT + inset, font=BOLD)
    else:
        block.text("Perlu ditangani", 12, x=LEFT + inset, font=BOLD)
        block.space(2)
        items = [words_of(item).id for item in report["first"]]
        for first in range(0, len(items), 2):
            pair = items[first : first + 2]
            block.columns(
                *(_point(block, words, (LEFT, MIDDLE)[side] + inset) for side, words in enumerate(pair))
            )
            block.space(1.2)
    block.space(5)
    block.frame(LEFT, top, RIGHT - LEFT, top - block.y, 1.2 if report["first"] else 0.6, INK)
    return block


def _point(block: Block, words: str, left: float) -> Callable[[], None]:
    def column() -> None:
        block.columns(
            lambda: block.text("•", BODY, x=left, room=4 * MM),
            lambda: block.text(words, BODY, x=left + 3.4 * MM, room=MIDDLE - LEFT - 9 * MM),
        )

    return column


List = tuple[str, Iterator[str], int]
"""A list's heading, its lines the worst first, and how many there are in all."""


def _beside(scale: float, one: List, other: List, listed: int) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.columns(
        _list(block, one, listed, LEFT, MIDDLE - GUTTER / 2),
        _list(block, other, listed, MIDDLE + GUTTER / 2, RIGHT),
    )
    return block


def _list(block: Block, told: List, listed: int, left: float, right: float) -> Callable[[], None]:
    title, lines, in_all = told
    shown = [line for line, _n in zip(lines, range(listed), strict=False)]

    def column() -> None:
        block.text(title, HEADING, x=left, room=right - left, font=BOLD)
        block.space(2.6)
        for line in shown:
            block.text(line, SMALL, x=left, room=right - left)
            block.space(0.8)
        if not shown:
            block.text("Tidak ada.", SMALL, x=left, room=right - left, colour=GREY)
        if in_all > len(shown):
            block.text(
                f"dan {_count(in_all - len(shown))} lainnya", SMALL, x=left, room=right - left, colour=GREY
            )

    return column


def _overdue(report: Row) -> Iterator[str]:
    for row in report["deadlines"]["overdue"]:
        since = "" if row["counted"] else " (dari pengajuan)"
        yield f"{row['number']}  {_state(row['state'])}, {row['working_days_late']} hari{since}"


def _lines_of_proposals(report: Row) -> int:
    return len(report["proposals"]) + len({row["kind"] for row in report["proposals"]})


def _proposals(report: Row) -> Iterator[str]:
    """First how many of each kind, with reason and legal basis."""
    kinds = Counter(row["kind"] for row in report["proposals"])
    told = {row["kind"]: row for row in report["proposals"]}
    for kind, count in kinds.most_common():
        row = told[kind]
        basis = row["legal_basis"] + ("" if row["confirmed"] else "; jangka waktu kebiasaan kantor")
        yield f"{_count(count)} × {row['reason']['id']} ({basis}): {_state(row['proposed'])}"
    for row in report["proposals"]:
        yield f"{row['number']}  {_state(row['state'])}, {row['days']} hari"


def _pairs(report: Row) -> Iterator[str]:
    for pair in report["duplicates"]["pairs"]:
        why = "nomor sama" if pair["kind"] == SAME_NUMBER else f"mirip {pair['score']}%"
        yield f"{pair['first']['number']}, {pair['second']['number']}: {why}"


def _missing_count(report: Row) -> int:
    gaps = report["gaps"]
    lists = (gaps[name] for name in ("journals", "forks", "aside", "numbers", "scans"))
    return sum(map(len, lists)) + len(report["bundles"]["refused"])


def _missing(report: Row) -> Iterator[str]:
    gaps = report["gaps"]
    for row in gaps["journals"]:
        yield f"{row['unit']}{row['letter']}  jurnal: {row['held']} dari {row['head_seq']} entri ada"
    for row in gaps["forks"]:
        yield f"{row['unit']}{row['letter']}  {row['batches']} kiriman bercabang ditahan"
    for row in report["bundles"]["refused"]:
        yield f"{row['file']}  ditolak ({row['code']})"
    for row in gaps["aside"]:
        what = told_by(row["kind"]).id
        yield f"{row['unit']}{row['letter']} entri {row['seq']}  {what}, ditahan ({row['quarantine']})"
    for row in gaps["numbers"]:
        yield f"{row['number']}  belum pernah tiba"
    for row in gaps["scans"]:
        yield f"{row['number']}  kurang {row['scans']} pindaian sejak {_day(row['received_at'])}"


def _units(report: Row, scale: float, listed: int) -> Block:
    """Totals, and the units that are silent or whose clock is wrong."""
    block, units, gaps = Block(LEFT, RIGHT, scale), report["units"], report["gaps"]
    _heading(block, "Unit")
    stated = sum(unit["stated"] for unit in units)
    held = sum(unit["applications"] for unit in units)
    lacking, soon = sum(unit["lacking"] for unit in units), report["deadlines"]
    block.text(
        f"{_count(len(units))} unit; {_count(held)} permohonan, {_count(lacking)} menunggu pindaian; "
        f"{_count(stated)} dinyatakan lengkap malam ini; {report['bundles']['taken']} berkas stik diterima. "
        f"{_count(len(soon['due_soon']))} jatuh tempo sampai {_day(soon['due_soon_until'])}; "
        f"{_count(soon['elsewhere'])} lewat janji menunggu unit atau pemohon.",
        BODY,
    )
    quiet = [f"{row['unit']} {row['days']} hari" for row in gaps["silent"]]
    clocks = [f"{row['unit']} {_span(row['seconds'])}" for row in gaps["clocks"]]
    for title, words in (("Tidak terdengar", quiet), ("Jam meragukan", clocks)):
        if words:
            block.space(1.5)
            more = f", dan {_count(len(words) - 2 * listed)} lainnya" if len(words) > 2 * listed else ""
            block.text(f"{title}: {', '.join(words[: 2 * listed])}{more}", SMALL)
    return block


def _money(report: Row, scale: float, listed: int) -> Block:
    block, money = Block(LEFT, RIGHT, scale), report["money"]
    _heading(block, f"PNBP dari permohonan sejak {_day(money['since'])}")
    _amounts(block, ("Layanan dan biaya", "Diajukan", "Ditagih", "Dibayar"), BOLD)
    rows = sorted(money["lines"], key=lambda row: -row["applied"]["amount"])
    for row in rows[:listed]:
        _amounts(block, (f"{_service(row['service'])}: {row['code']}", *map(_sum, _steps(row))), REGULAR)
    rest = rows[listed:]
    if rest:
        sums = [
            {what: sum(row[step][what] for row in rest) for what in ("count", "amount")}
            for step in ("applied", "billed", "paid")
        ]
        _amounts(block, (f"dan {_count(len(rest))} lainnya", *map(_sum, sums)), REGULAR)
    block.rule(0.5)
    block.space(2)
    _amounts(block, ("Jumlah", *map(_sum, _steps(money["total"]))), BOLD)
    return block


def _steps(row: Row) -> Sequence[Row]:
    return [row[step] for step in ("applied", "billed", "paid")]


def _sum(figure: Row) -> str:
    return f"{rupiah(figure['amount'])} ({_count(figure['count'])})" if figure["count"] else "-"


def _amounts(block: Block, cells: Sequence[str], font: str) -> None:
    wide = 37 * MM
    first = RIGHT - 3 * wide
    block.columns(
        lambda: block.text(cells[0], SMALL, room=first - LEFT - 2 * MM, font=font),
        *(_amount(block, words, first + place * wide, wide, font) for place, words in enumerate(cells[1:])),
    )
    block.space(0.8)


def _amount(block: Block, words: str, left: float, room: float, font: str) -> Callable[[], None]:
    return lambda: block.text(words, SMALL, x=left, room=room, font=font, to_the_right=True)


def _heading(block: Block, words: str) -> None:
    block.text(words, HEADING, font=BOLD)
    block.space(1)
    block.rule(0.5)
    block.space(3)


def _foot(scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.space(3)
    block.text(
        "Dibuat oleh program; usulan tidak dilaksanakan tanpa keputusan petugas. "
        "Daftar lengkap ada pada berkas XLSX di folder yang sama.",
        7,
        colour=GREY,
    )
    return block


def _state(state: str) -> str:
    return officers_word(state).id


@cache
def _service(code: str) -> str:
    services = Catalogue.load().services
    return services[code].short_title.id if code in services else code


def _day(at: str) -> str:
    return f"{date.fromisoformat(at[:10]):%d-%m-%Y}"


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _span(seconds: int) -> str:
    for size, unit in ((86400, "hari"), (3600, "jam"), (60, "menit")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} detik"
