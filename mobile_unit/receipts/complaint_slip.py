"""The slip of a question or complaint, A5 or a roll: its number, its code, until when, and whom else to ask.

It says nothing of what was said and nobody's name: it may be lost, or be seen at home.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mobile_unit.clock import JAKARTA
from mobile_unit.domain.complaints import CHANNELS, KINDS, MODES, Said, written_code
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.complaint_rules import Rules
from mobile_unit.receipts.block import MM
from mobile_unit.receipts.content import long_date, place_and_day
from mobile_unit.receipts.papers import Paper
from mobile_unit.receipts.roll import place_roll
from mobile_unit.receipts.sheet import Properties, written
from mobile_unit.receipts.thermal import Field, Part, Rule, Space, Words

TITLE = "Tanda Terima Pengaduan dan Informasi"
COPY = "Salinan"
ANSWER_TITLE = "Jawaban atas pengaduan dan informasi"
SEALED = "Isinya hanya dapat dibaca kantor; petugas unit tidak dapat membacanya lagi."


def parts_of(
    slip: Mapping[str, Any], catalogue: Catalogue, rules: Rules, *, copy: bool = False
) -> tuple[Part, ...]:
    """``slip`` is the body of the entry that took it, with what was ``said`` (words and names are not
    needed). A ``copy`` says that it is one."""
    said = slip["said"]
    taken = datetime.fromisoformat(slip["taken_at"]).astimezone(JAKARTA)
    sealed = Said(said["kind"], "", "", "", about_officer=said["about_officer"]).is_sealed_whole
    return (
        Words(catalogue.ministry.id.upper(), centred=True),
        Words(catalogue.office.id.upper(), bold=True, centred=True),
        Words(f"{slip['unit']['name']} ({slip['unit']['code']})", centred=True),
        Rule(),
        Words(TITLE.upper(), bold=True, centred=True),
        *((Words(COPY.upper(), bold=True, centred=True, boxed=True),) if copy else ()),
        Words(slip["number"], bold=True, centred=True, large=True),
        Words(f"{long_date(taken)}, pukul {taken:%H.%M} WIB", centred=True),
        Rule(),
        Field("Jenis", KINDS[said["kind"]].id, bold=True),
        Field("Sifat", MODES[said["mode"]].id),
        Field("Lewat", CHANNELS[said["channel"]].id),
        Field("Dijawab paling lambat", long_date(date.fromisoformat(said["due_on"]))),
        *((Field("Lampiran", f"{len(slip['files'])} berkas"),) if slip["files"] else ()),
        *((Words(SEALED, boxed=True, centred=True),) if sealed else ()),
        Rule(),
        Words("Kode untuk mengikuti dan membuka jawaban; simpan, jangan diperlihatkan:", centred=True),
        Words(written_code(said["code"]), bold=True, centred=True, large=True),
        Rule(),
        Words(rules.follow.id),
        *(Words(each.id) for each in rules.escalation),
        Words(f"Layanan ini tidak dipungut biaya. Dasar: {rules.legal_basis.id}."),
        Rule(),
        Words(place_and_day(slip["place"], taken)),
        Words("Petugas (tanda tangan dan cap)"),
        Space(3),
        Words(slip["officer"]["name"], bold=True),
        Words(f"NIP {slip['officer']['nip']}"),
    )


def answer_parts_of(
    number: str, answer: str, unit: str, catalogue: Catalogue, rules: Rules
) -> tuple[Part, ...]:
    """The answer on paper, for whoever wants to take it home; nobody's name is on it."""
    return (
        Words(catalogue.ministry.id.upper(), centred=True),
        Words(catalogue.office.id.upper(), bold=True, centred=True),
        Words(unit, centred=True),
        Rule(),
        Words(ANSWER_TITLE.upper(), bold=True, centred=True),
        Words(number, bold=True, centred=True, large=True),
        Rule(),
        *(Words(line) for line in answer.splitlines() if line.strip()),
        Rule(),
        Words("Belum puas? Sampaikan di loket dengan nomor ini; pengaduan dibuka kembali."),
        *(Words(each.id) for each in rules.escalation),
    )


def pdf_of(parts: tuple[Part, ...], paper: Paper, number: str) -> bytes:
    """One page; its properties name the number, never a person."""
    placed, high = place_roll(parts, paper)
    properties = Properties(f"{TITLE} {number}", TITLE, "", "")
    return written((paper.width * MM, high), properties, (0, placed))
