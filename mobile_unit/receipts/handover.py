"""The note that whoever collects a passport signs: one A5 page, drawn from the stored entry.

It takes the place of a line in the book of deliveries (Permenkumham 8/2014 Ps 23); both parties sign by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from mobile_unit.clock import JAKARTA
from mobile_unit.domain.people import identity_number, masked_nik
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.collection import Rules
from mobile_unit.receipts.block import GREY, INK, MM, Block, Placed, fitted
from mobile_unit.receipts.content import Line, long_date, place_and_day
from mobile_unit.receipts.fonts import BOLD, width
from mobile_unit.receipts.sheet import Properties, written

WIDTH, HEIGHT = 148 * MM, 210 * MM
LEFT, RIGHT = 12 * MM, WIDTH - 12 * MM
TOP, BOTTOM = HEIGHT - 10 * MM, 12 * MM
VALUES = LEFT + 36 * MM
BODY, SMALL = 9.2, 7.8
GAP, SIGNATURE = 5 * MM, 20 * MM
TITLE = "Tanda Terima Penyerahan Paspor"


@dataclass(frozen=True, slots=True)
class Note:
    """All words of a hand-over note, in the paper's order."""

    ministry: str
    office: str
    unit: str
    number: str
    handed_over_at: str
    passport: tuple[Line, ...]
    receiver: tuple[Line, ...]
    papers: tuple[str, ...]
    statement: str
    place_and_date: str
    officer: str
    nip: str
    receiver_name: str
    legal_basis: str


def note_of(
    body: Mapping[str, Any], application: Mapping[str, Any], catalogue: Catalogue, rules: Rules
) -> Note:
    """The note of a ``passport.handed_over`` entry's body, with its application's newest body."""
    at = datetime.fromisoformat(body["handed_over_at"]).astimezone(JAKARTA)
    applicant, receiver = application["applicant"], body["receiver"]
    return Note(
        ministry=catalogue.ministry.id,
        office=catalogue.office.id,
        unit=f"{body['unit']['name']} ({body['unit']['code']})",
        number=body["number"],
        handed_over_at=f"{long_date(at)}, pukul {at:%H.%M} WIB",
        passport=(
            Line("Pemegang paspor", applicant["full_name"]),
            Line("NIK / nomor identitas", masked_nik(identity_number(applicant))),
            Line("Permohonan", catalogue.service(application["service"]).title.id),
            Line("Nomor paspor", body["passport_number"] or "……………………"),
        ),
        receiver=(
            Line("Diterima oleh", receiver["name"]),
            Line("Sebagai", rules.receivers[receiver["relation"]].label.id),
        ),
        papers=tuple(rules.papers[code].id for code in body["papers"]),
        statement="Paspor tersebut telah diterima dalam keadaan baik; nama dan datanya telah dicocokkan.",
        place_and_date=place_and_day(body.get("place"), at),
        officer=body["officer"]["name"],
        nip=body["officer"]["nip"],
        receiver_name=receiver["name"],
        legal_basis=rules.legal_basis,
    )


def draw(note: Note) -> bytes:
    """The note as PDF bytes; the same note gives the same bytes."""
    return _pdf(note, fitted(partial(_parts, note), GAP, TOP, BOTTOM))


def _parts(note: Note, scale: float) -> tuple[list[Block], Block]:
    return [_head(note, scale), _facts(note, scale), _papers(note, scale)], _foot(note, scale)


def _head(note: Note, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.letterhead(note.ministry, note.office, note.unit, 8.2)
    block.space(2.2)
    block.rule(0.5, INK)
    block.space(12)
    block.text(TITLE, 15, font=BOLD)
    block.space(2)
    block.text(note.number, min(13, (RIGHT - LEFT) / scale / width(note.number, BOLD)), font=BOLD)
    block.text(note.handed_over_at, BODY, colour=GREY)
    return block


def _facts(note: Note, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    for line in note.passport:
        _row(block, line)
    block.space(6)
    block.rule(0.5)
    block.space(8)
    for line in note.receiver:
        _row(block, line)
    return block


def _row(block: Block, line: Line) -> None:
    block.columns(
        lambda: block.text(line.label, BODY, room=VALUES - LEFT - 2 * MM, colour=GREY),
        lambda: block.text(line.value, BODY, x=VALUES, font=BOLD),
    )
    block.space(2)


def _papers(note: Note, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)

    def listed() -> None:
        for paper in note.papers:
            block.text(f"- {paper}", BODY, x=VALUES)
            block.space(1)

    block.columns(lambda: block.text("Ditunjukkan", BODY, colour=GREY), listed)
    block.space(10)
    block.text(note.statement, BODY)
    return block


def _foot(note: Note, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    middle = (LEFT + RIGHT) / 2
    block.text(note.place_and_date, BODY)
    block.space(4)
    block.columns(
        _signature(block, "Yang menyerahkan", note.officer, f"NIP {note.nip}", LEFT),
        _signature(block, "Yang menerima", note.receiver_name, "", middle + 4 * MM),
    )
    block.space(8)
    block.text(f"Dasar: {note.legal_basis}", SMALL, colour=GREY)
    return block


def _signature(block: Block, above: str, name: str, below: str, left: float) -> Callable[[], None]:
    room = (RIGHT - LEFT) / 2 - 8 * MM

    def column() -> None:
        block.text(above, SMALL, x=left, room=room, colour=GREY)
        block.y -= SIGNATURE
        block.text(name, BODY, x=left, room=room, font=BOLD)
        if below:
            block.text(below, SMALL, x=left, room=room)

    return column


def _pdf(note: Note, placed: Placed) -> bytes:
    """The file; its properties name the paper, never the person."""
    properties = Properties(f"{TITLE} {note.number}", TITLE, note.office, note.unit)
    return written((WIDTH, HEIGHT), properties, (0, placed))
