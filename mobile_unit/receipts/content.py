"""What a receipt says, from the stored entry and the catalogue it names, and nothing else.

The paper's language is Indonesian whatever the screen's: it is read by the applicant and by the office.
Receipts are required where documents are complete (Permenkumham 8/2014); this one is no proof of payment
and no certified electronic signature (PP 71/2019 Ps 60), so it leaves room for signature and stamp.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from mobile_unit.domain.money import rupiah
from mobile_unit.domain.people import masked_nik
from mobile_unit.forms.catalogue import Catalogue, Service
from mobile_unit.forms.regions import Regions

_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """All words of a receipt, in order of the paper; ``copy`` is "" or ``SALINAN KE-1`` …"""

    ministry: str
    office: str
    unit: str
    title: str
    number: str
    copy: str
    facts: tuple[Line, ...]
    documents: tuple[str, ...]
    fees: tuple[Line, ...]
    total: str
    total_in_words: str
    legal_basis: str
    billing: str
    steps: tuple[Line, ...]
    officer: str
    nip: str
    place_and_date: str
    contact: str
    footer: str


def receipt_of(body: Mapping[str, Any], catalogue: Catalogue, regions: Regions, *, copy: int = 0) -> Receipt:
    """The receipt of an ``application.submitted`` entry's body; ``copy`` 0 is the first print."""
    service = catalogue.service(body["service"])
    taken = datetime.fromisoformat(body["submitted_at"])
    amount = sum(fee["amount"] for fee in body["fees"])
    place = body["place"]["name"] if body["place"] else ""
    ready = f"{service.ready_days} hari kerja setelah pembayaran dan wawancara selesai"
    return Receipt(
        ministry=catalogue.ministry.id,
        office=catalogue.office.id,
        unit=f"{body['unit']['name']} ({body['unit']['code']})",
        title="Tanda Terima Permohonan",
        number=body["number"],
        copy=f"SALINAN KE-{copy}" if copy else "",
        facts=_facts(body, service, regions, taken, place),
        documents=tuple(catalogue.document_labels[d["kind"]].id for d in body["documents"]),
        fees=tuple(Line(service.fee_labels[fee["code"]].id, rupiah(fee["amount"])) for fee in body["fees"]),
        total=rupiah(amount),
        total_in_words=in_words(amount),
        legal_basis=service.legal_basis.id,
        billing="menyusul, dikirim lewat WA/SMS",
        steps=(
            Line("Perkiraan selesai", ready),
            Line("Pengambilan", service.pick_up.id),
            Line("Batas waktu", service.notices[0].id),
        ),
        officer=body["officer"]["name"],
        nip=body["officer"]["nip"],
        place_and_date=", ".join(part for part in (place, long_date(taken)) if part),
        contact=catalogue.contact.id,
        footer="Bukan bukti pembayaran. Biaya resmi hanya dibayar lewat kode billing.",
    )


def _facts(
    body: Mapping[str, Any], service: Service, regions: Regions, taken: datetime, place: str
) -> tuple[Line, ...]:
    applicant, answers = body["applicant"], body["answers"]
    region = regions.name_of(applicant["region"])
    return (
        Line("Nama", applicant["full_name"]),
        Line("NIK", masked_nik(applicant["nik"])),
        Line("Alamat", f"{applicant['address']}, {region}"),
        Line("Permohonan", _request(service, answers)),
        Line("Diterima", f"{long_date(taken)} pukul {taken:%H.%M} WIB" + (f", {place}" if place else "")),
    )


def _request(service: Service, answers: Mapping[str, Any]) -> str:
    """``Penggantian paspor (habis berlaku), elektronik, 10 tahun``."""
    words = {
        field.key: {choice.value: choice.label.id for choice in field.choices}
        for field in service.form.fields()
    }

    def word(key: str) -> str:
        return words.get(f"answers.{key}", {}).get(answers.get(key, ""), "").lower()

    reason = f" ({word('reason')})" if word("reason") else ""
    parts = [f"{service.title.id}{reason}", word("passport_type"), word("validity_years")]
    if answers.get("accelerated"):
        parts.append("percepatan")
    return ", ".join(part for part in parts if part)


def long_date(moment: datetime) -> str:
    """``24 November 2026``."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


@lru_cache(maxsize=256)
def in_words(amount: int) -> str:
    """``Sembilan ratus lima puluh ribu rupiah``."""
    from num2words import num2words

    words = str(num2words(amount, lang="id"))
    return f"{words[0].upper()}{words[1:]} rupiah"
