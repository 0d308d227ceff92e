"""What an applicant checks before the application is submitted: everything that will be sealed, on one page.

The same words stand on the screen and on the paper. It is no receipt, has no number, and says so.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mobile_unit.domain.findings import Finding
from mobile_unit.domain.money import price, total
from mobile_unit.domain.texts import Text
from mobile_unit.forms.answers import answer_at, answer_in_words
from mobile_unit.forms.catalogue import Service
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.validation import Outcome
from mobile_unit.receipts.block import GREY, INK, MM, SMALLER, Block, draw_blocks
from mobile_unit.receipts.content import Line
from mobile_unit.receipts.fonts import BOLD, REGULAR, font_named

WIDTH, HEIGHT = 148 * MM, 210 * MM
LEFT, RIGHT = 12 * MM, WIDTH - 12 * MM
TOP, BOTTOM = HEIGHT - 10 * MM, 10 * MM
LABEL, BODY, SMALL = 33 * MM, 8.8, 7.6
GAP = 3.2 * MM


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """All words of the page, in its order; ``total`` is "" where no fee is known, a label
    "" where the value says it all."""

    title: str
    service: str
    office: str
    parts: tuple[Part, ...]
    total: str
    question: str
    not_proof: str
    signature: str


def summary_of(
    service: Service,
    outcome: Outcome,
    documents: Sequence[str],
    warnings: Sequence[tuple[Finding, str]],
    regions: Regions,
    language: str,
) -> Summary:
    """``documents`` are kinds, ``warnings`` come with the officer's reasons."""
    record = {"applicant": outcome.applicant, "answers": outcome.answers}
    parts = [
        Part(section.title.in_(language), lines)
        for section in service.form.sections
        if (lines := tuple(_answers(service, section.key, record, outcome, regions, language)))
    ]
    labels = service.document_labels
    given = [labels[kind].in_(language) if kind in labels else kind for kind in documents]
    said = {key: text.in_(language) for key, text in _WORDS.items()}
    parts.append(Part(said["documents"], tuple(Line("", name) for name in given)))
    fees = tuple(
        Line(service.fee_labels[fee.code].in_(language), price(fee.amount).in_(language))
        for fee in outcome.fees
    )
    if fees:
        parts.append(Part(said["fees"], fees))
    noted = tuple(
        Line(finding.message.in_(language), reason or said["no_reason"]) for finding, reason in warnings
    )
    if noted:
        parts.append(Part(said["warnings"], noted))
    return Summary(
        said["title"],
        service.title.in_(language),
        service.catalogue.office.in_(language),
        tuple(part for part in parts if part.lines),
        said["total"].format(amount=price(total(outcome.fees)).in_(language)) if outcome.fees else "",
        said["question_referral" if outcome.referred else "question"],
        said["not_proof_referral" if outcome.referred else "not_proof"],
        said["signature"],
    )


def _answers(
    service: Service,
    section: str,
    record: Mapping[str, object],
    outcome: Outcome,
    regions: Regions,
    language: str,
) -> Sequence[Line]:
    fields = next(each.fields for each in service.form.sections if each.key == section)
    return [
        Line(field.label.in_(language), words)
        for field in fields
        if field.key in outcome.shown
        and (words := answer_in_words(field, answer_at(record, field.key), regions, language))
    ]


_WORDS = {
    "title": Text("Ringkasan permohonan untuk diperiksa pemohon", "Summary for the applicant to check"),
    "documents": Text("Berkas", "Documents"),
    "fees": Text("Biaya (PNBP)", "Fees"),
    "total": Text("Jumlah {amount}", "Total {amount}"),
    "warnings": Text("Catatan petugas", "Officer's notes"),
    "no_reason": Text("Tanpa alasan", "No reason given"),
    "question": Text(
        "Mohon baca dengan teliti. Beri tahu petugas bila ada yang salah, sebelum permohonan diajukan.",
        "Please read carefully. Tell the officer about any mistake before the application is submitted.",
    ),
    "question_referral": Text(
        "Mohon baca dengan teliti. Beri tahu petugas bila ada yang salah, sebelum dicatat dan dirujuk.",
        "Please read carefully. Tell the officer about any mistake before this is recorded and referred.",
    ),
    "not_proof": Text(
        "Bukan tanda terima dan bukan bukti pembayaran. Permohonan ini belum diajukan.",
        "Neither a receipt nor a proof of payment. This application is not submitted yet.",
    ),
    "not_proof_referral": Text(
        "Bukan surat rujukan dan bukan bukti pembayaran. Belum dicatat.",
        "Neither a referral nor a proof of payment. This is not recorded yet.",
    ),
    "signature": Text(
        "Sudah saya periksa (tanda tangan pemohon)", "I have checked it (applicant's signature)"
    ),
}


def draw(summary: Summary, language: str = "id") -> bytes:
    """The summary as a PDF of one A5 page, in smaller type where it would not fit."""
    scale = 1.0
    while True:
        head, *parts = _blocks(summary, scale)
        foot = _foot(summary, scale)
        gap = GAP * scale
        if head.height + foot.height + sum(part.height + gap for part in parts) + gap <= TOP - BOTTOM:
            break
        scale *= SMALLER
    placed, y = [(head, TOP)], TOP - head.height
    for part in parts:
        placed.append((part, y - gap))
        y -= gap + part.height
    return _pdf(summary, [*placed, (foot, BOTTOM + foot.height)], language)


def _blocks(summary: Summary, scale: float) -> list[Block]:
    head = Block(LEFT, RIGHT, scale)
    head.text(summary.office.upper(), 8.2, colour=GREY)
    head.text(summary.title, 13, font=BOLD)
    head.text(summary.service, 10)
    head.space(4)
    head.rule(1.2, INK)
    head.space(3)
    head.text(summary.question, BODY)
    blocks = [head]
    for part in summary.parts:
        block = Block(LEFT, RIGHT, scale)
        block.text(part.title, 9.4, font=BOLD)
        block.space(1)
        block.rule(0.5)
        block.space(2.4)
        _two_columns(block, part)
        blocks.append(block)
    if summary.total:
        block = Block(LEFT, RIGHT, scale)
        block.text(summary.total, 11, font=BOLD)
        blocks.append(block)
    return blocks


def _two_columns(block: Block, part: Part) -> None:
    middle = (block.left + block.right) / 2

    def cell(line: Line, left: float) -> None:
        room = middle - LEFT - 3 * MM
        if line.label:
            block.text(line.label, SMALL, x=left, room=room, colour=GREY)
        block.text(line.value, BODY, x=left, room=room)

    for at in range(0, len(part.lines), 2):
        pair = part.lines[at : at + 2]
        block.columns(
            *(lambda line=line, n=n: cell(line, middle if n else block.left) for n, line in enumerate(pair))
        )
        block.space(2)


def _foot(summary: Summary, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.rule(0.5)
    block.space(4)
    middle = LEFT + 66 * MM

    def signed() -> None:
        block.text(summary.signature, SMALL, x=middle, colour=GREY)
        block.space(34)
        block.rule(0.5, INK, x=middle)
        block.space(2)

    block.columns(
        lambda: block.text(summary.not_proof, SMALL, room=middle - LEFT - 5 * MM, font=BOLD), signed
    )
    return block


def _pdf(summary: Summary, placed: list[tuple[Block, float]], language: str) -> bytes:
    """The file; its properties name the paper, never the person."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(WIDTH, HEIGHT),
        invariant=1,
        pageCompression=1,
        lang=language,
        initialFontName=font_named(REGULAR).fontName,
    )
    canvas.setTitle(summary.title)
    canvas.setAuthor(summary.office)
    draw_blocks(canvas, placed)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
