"""The papers of a referral, A4: the consent to be signed before, and the letter with a slip to send back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mobile_unit.clock import JAKARTA
from mobile_unit.domain.applications import UnitInfo
from mobile_unit.domain.referrals import SIGNERS, Referred, Target
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.receipts.block import GREY, MM, Block, Drawing, box, fitted
from mobile_unit.receipts.content import long_date
from mobile_unit.receipts.fonts import BOLD
from mobile_unit.receipts.sheet import Properties, written

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 22 * MM, WIDTH - 22 * MM
TOP, BOTTOM = HEIGHT - 16 * MM, 14 * MM
MIDDLE = (LEFT + RIGHT) / 2
BODY, SMALL = 10.4, 8.2
GAP, LABEL, SIGNATURE = 6 * MM, 40 * MM, 20 * MM
DOTS = "…" * 28
LETTER_TITLE, CONSENT_TITLE = "Surat Rujukan", "Persetujuan Berbagi Data Pribadi"
RIGHTS = (
    "Data hanya dipakai untuk rujukan ini dan hanya disampaikan kepada instansi yang disebut di atas.",
    "Persetujuan ini bebas; menolaknya tidak memengaruhi layanan keimigrasian Anda.",
    "Anda dapat menarik persetujuan ini, meminta salinan, perbaikan, atau penghapusan data pada kantor.",
    "Isi rujukan disimpan tersandi di kantor imigrasi dan dihapus menurut jadwal retensi arsip.",
)


def consent(target: Target, said: Referred, unit: UnitInfo, catalogue: Catalogue) -> bytes:
    """The consent for specific data (UU 27/2022); nothing of it was kept when it is printed."""

    def parts(scale: float) -> tuple[list[Block], Block]:
        head = _head(catalogue, f"{unit.name} ({unit.code})", scale)
        block = Block(LEFT, RIGHT, scale)
        block.text(CONSENT_TITLE, 17, font=BOLD)
        block.text("UU 27/2022 tentang Pelindungan Data Pribadi, Pasal 20 sampai 24", SMALL, colour=GREY)
        block.space(8)
        block.text("Saya menyetujui kantor imigrasi menyampaikan data berikut kepada:", BODY)
        block.space(4)
        block.text(target.name, 12, font=BOLD)
        block.space(8)
        for label, words in (*_person(said), ("Alasan rujukan", said.reason), ("Yang diminta", said.asked)):
            _fact(block, label, words)
        block.space(6)
        for words in RIGHTS:
            block.drawings.append(box(LEFT, block.y - BODY * scale * 1.04, BODY * scale * 0.5))
            block.text(words, BODY, x=LEFT + 6 * MM)
            block.space(3)
        foot = Block(LEFT, RIGHT, scale)
        foot.text(f"{DOTS[:14]}, tanggal {DOTS[:14]}", BODY)
        foot.space(3)
        foot.text(f"Yang menyetujui ({SIGNERS[said.signer].id})", SMALL, colour=GREY)
        foot.y -= SIGNATURE * scale
        foot.text(said.signed_by or DOTS, BODY, font=BOLD)
        return [head, block], foot

    placed = fitted(parts, GAP, TOP, BOTTOM)
    return written((WIDTH, HEIGHT), Properties(CONSENT_TITLE, CONSENT_TITLE, "", ""), (0, placed))


def letter(body: Mapping[str, Any], target: Target, said: Referred, catalogue: Catalogue) -> bytes:
    """The letter of a ``referral.made`` entry, to be closed in an envelope."""
    made = datetime.fromisoformat(body["made_at"]).astimezone(JAKARTA)

    def parts(scale: float) -> tuple[list[Block], Block]:
        head = _head(catalogue, f"{body['unit']['name']} ({body['unit']['code']})", scale)
        return [head, _letter(body, target, said, made, scale)], _answer(body["number"], scale)

    placed = fitted(parts, GAP, TOP, BOTTOM)
    title = f"{LETTER_TITLE} {body['number']}"
    return written((WIDTH, HEIGHT), Properties(title, LETTER_TITLE, catalogue.office.id, ""), (0, placed))


def _head(catalogue: Catalogue, unit: str, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.letterhead(catalogue.ministry.id, catalogue.office.id, unit)
    return block


def _letter(body: Mapping[str, Any], target: Target, said: Referred, made: datetime, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.columns(
        lambda: block.text(LETTER_TITLE, 17, font=BOLD),
        lambda: block.text("RAHASIA", 12, font=BOLD, to_the_right=True, beside=17),
    )
    block.text(f"Nomor {body['number']}", BODY, font=BOLD)
    block.text(long_date(made), BODY, colour=GREY)
    block.space(8)
    block.text("Kepada Yth.", BODY)
    block.text(f"Pimpinan {target.name}", BODY, font=BOLD)
    for words in (target.contact and f"u.p. {target.contact}", target.address, target.phone):
        if words:
            block.text(words, BODY)
    block.space(8)
    block.text("Bersama ini kami rujuk:", BODY)
    block.space(4)
    for label, words in (*_person(said), ("Alasan rujukan", said.reason), ("Yang diminta", said.asked)):
        _fact(block, label, words)
    block.space(4)
    signer = (
        "" if said.signed_by == said.name else f" oleh {said.signed_by} ({SIGNERS[said.signer].id.lower()})"
    )
    block.text(
        f"Penyampaian data ini telah disetujui secara tertulis{signer} menurut UU 27/2022. Data hanya untuk"
        " penanganan rujukan ini; mohon tidak diteruskan kepada pihak lain.",
        BODY,
    )
    block.space(8)
    block.text("Petugas", SMALL, colour=GREY)
    block.y -= SIGNATURE * scale
    block.text(body["officer"]["name"], BODY, font=BOLD)
    block.text(f"NIP {body['officer']['nip']}", SMALL)
    return block


def _answer(number: str, scale: float) -> Block:
    """The slip that comes back; it names nobody."""
    block = Block(LEFT, RIGHT, scale)
    block.drawings.append(_dashes(block.left, block.right))
    block.space(8)
    block.text(f"Lembar balasan rujukan {number}", BODY, font=BOLD)
    block.text("Mohon dikirim kembali kepada kantor imigrasi.", SMALL, colour=GREY)
    block.space(4)
    top = block.y
    for number_, words in enumerate(("Diterima", "Selesai", "Ditolak")):
        x = LEFT + number_ * 40 * MM
        block.y = top
        block.drawings.append(box(x, block.y - BODY * scale * 1.04, BODY * scale * 0.8))
        block.text(words, BODY, x=x + 6 * MM)
    block.space(4)
    for words in ("Tanggal", "Hasil", "Nama, jabatan, tanda tangan"):
        block.text(f"{words}: {DOTS}{DOTS}", BODY, room=RIGHT - LEFT)
        block.space(5)
    return block


def _dashes(left: float, right: float) -> Drawing:
    def drawing(canvas: Any, top: float) -> None:
        canvas.saveState()
        canvas.setDash(3, 3)
        canvas.setStrokeColorRGB(*GREY)
        canvas.line(left, top, right, top)
        canvas.restoreState()

    return drawing


def _person(said: Referred) -> tuple[tuple[str, str], ...]:
    return (
        ("Nama", said.name),
        ("Tanggal lahir", said.birth_date),
        ("Alamat", said.address),
        ("Telepon", said.phone),
    )


def _fact(block: Block, label: str, words: str) -> None:
    if not words:
        return

    def said() -> None:
        for line in words.splitlines():
            block.text(line, BODY, x=LEFT + LABEL)

    block.columns(lambda: block.text(label, BODY, room=LABEL - 2 * MM, colour=GREY), said)
    block.space(2)
