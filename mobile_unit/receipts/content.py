"""What a receipt says, from the stored entry and the catalogue it names, and nothing else.

The paper's language is Indonesian whatever the screen's: it is read by the applicant and by the office.
Receipts are required where documents are complete (Permenkumham 8/2014); this one is no proof of payment
and no certified electronic signature (PP 71/2019 Ps 60), so it leaves room for signature and stamp.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from mobile_unit.clock import JAKARTA
from mobile_unit.domain.money import rupiah
from mobile_unit.domain.people import masked_nik
from mobile_unit.forms.catalogue import Catalogue, Service
from mobile_unit.forms.regions import KECAMATAN, Regions

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
    """All words of a receipt, in the paper's order; ``copy`` is "" on the first, then ``SALINAN ke-1`` …"""

    ministry: str
    office: str
    unit: str
    copy: str
    title: str
    number: str
    taken_at: str
    taken_in: str
    applicant: tuple[Line, ...]
    documents: tuple[str, ...]
    fees: tuple[Line, ...]
    total: str
    fee_notes: tuple[Line, ...]
    billing: Line
    steps: tuple[Line, ...]
    not_proof: tuple[str, ...]
    contact: tuple[str, ...]
    place_and_date: str
    officer: str
    nip: str


def receipt_of(
    body: Mapping[str, Any],
    catalogue: Catalogue,
    regions: Regions,
    *,
    copy: int = 0,
    withdrawn_at: str | None = None,
) -> Receipt:
    """The receipt of an ``application.submitted`` or ``application.corrected`` entry's body; ``copy`` 0 is
    the first print."""
    service = catalogue.service(body["service"])
    taken = datetime.fromisoformat(body["submitted_at"]).astimezone(JAKARTA)
    amount = sum(fee["amount"] for fee in body["fees"])
    place = body["place"]
    return Receipt(
        ministry=catalogue.ministry.id,
        office=catalogue.office.id,
        unit=f"{body['unit']['name']} ({body['unit']['code']})",
        copy=" · ".join((["DITARIK"] if withdrawn_at else []) + ([f"SALINAN ke-{copy}"] if copy else [])),
        title="Tanda Terima Permohonan",
        number=body["number"],
        taken_at=f"{long_date(taken)}, pukul {taken:%H.%M} WIB",
        taken_in=_place(place) if place else "",
        applicant=(*_applicant(body, service, regions), *_afterwards(body, withdrawn_at)),
        documents=tuple(catalogue.document_labels[document["kind"]].id for document in body["documents"]),
        fees=tuple(Line(service.fee_labels[fee["code"]].id, rupiah(fee["amount"])) for fee in body["fees"]),
        total=rupiah(amount) if body["fees"] else "ditetapkan oleh kantor imigrasi",
        fee_notes=_fee_notes(body, amount, catalogue, taken) if body["fees"] else (),
        billing=Line("Kode billing", _billing(body["applicant"])),
        steps=_steps(body["answers"], service),
        not_proof=("Bukan bukti pembayaran.", "Biaya resmi hanya dibayar lewat kode billing."),
        contact=tuple(catalogue.contact.id.split(" · ")),
        place_and_date=_signed(body, taken),
        officer=body["officer"]["name"],
        nip=body["officer"]["nip"],
    )


def _applicant(body: Mapping[str, Any], service: Service, regions: Regions) -> tuple[Line, ...]:
    applicant, answers = body["applicant"], body["answers"]
    address = " ".join(applicant["address"].split()).rstrip(",")
    return (
        Line("Nama", applicant["full_name"]),
        Line("NIK", masked_nik(applicant["nik"])),
        Line("Alamat", f"{address}, {regions.name_of(applicant['region'])}"),
        Line("Permohonan", _request(service, answers)),
        Line("Jenis paspor", _passport(service, answers)),
    )


def _afterwards(body: Mapping[str, Any], withdrawn_at: str | None) -> Iterator[Line]:
    """That the receipt says a corrected version, or of an application that was withdrawn."""
    if "correction" in body:
        when = long_date(datetime.fromisoformat(body["corrected_at"]).astimezone(JAKARTA))
        yield Line("Koreksi", f"koreksi ke-{body['correction']}, {when}")
    if withdrawn_at:
        when = long_date(datetime.fromisoformat(withdrawn_at).astimezone(JAKARTA))
        yield Line("Ditarik", f"permohonan DITARIK, {when}")


def _signed(body: Mapping[str, Any], taken: datetime) -> str:
    """Place and date of the signature; a correction may be signed anywhere."""
    if "correction" in body:
        return long_date(datetime.fromisoformat(body["corrected_at"]).astimezone(JAKARTA))
    place = body["place"]
    return f"{place['name'].split(',')[0]}, {long_date(taken)}" if place else long_date(taken)


def _request(service: Service, answers: Mapping[str, Any]) -> str:
    """``Penggantian paspor (habis berlaku), percepatan``."""
    reason = _choice(service, "reason", answers)
    accelerated = ", percepatan" if answers.get("accelerated") else ""
    return service.title.id + (f" ({reason})" if reason else "") + accelerated


def _passport(service: Service, answers: Mapping[str, Any]) -> str:
    """``Paspor biasa elektronik, masa berlaku 10 tahun``."""
    kind = _choice(service, "passport_type", answers)
    return f"Paspor biasa {kind}, masa berlaku {_choice(service, 'validity_years', answers)}"


def _choice(service: Service, key: str, answers: Mapping[str, Any]) -> str:
    """The label of what was chosen, in small letters; "" where the service does not ask or nothing was."""
    for field in service.form.fields():
        if field.key == f"answers.{key}":
            return next((one.label.id.lower() for one in field.choices if one.value == answers.get(key)), "")
    return ""


def _place(place: Mapping[str, str]) -> str:
    """``Kampung Tiuh Balak, Kecamatan Baradatu``, of a village's or kecamatan's code and stored name."""
    village, _, kecamatan = place["name"].rpartition(", ")
    if not village:
        return f"Kecamatan {kecamatan}" if len(place["code"]) == KECAMATAN else kecamatan
    # The last part of a village's code begins with 1 for a kelurahan, with 2 for a desa or kampung.
    kind = "Kelurahan" if place["code"][KECAMATAN + 1 :].startswith("1") else "Kampung"
    return f"{kind} {village}, Kecamatan {kecamatan}"


def _fee_notes(
    body: Mapping[str, Any], amount: int, catalogue: Catalogue, taken: datetime
) -> tuple[Line, ...]:
    """The total in words, and what the tariffs of that day rest on."""
    tariffs = (catalogue.tariff(fee["code"], taken.date()) for fee in body["fees"])
    laws = dict.fromkeys(tariff.legal_basis for tariff in tariffs if tariff)
    words = Line("Terbilang", in_words(amount))
    return (words, Line("Dasar hukum", "; ".join(laws))) if laws else (words,)


def _billing(applicant: Mapping[str, Any]) -> str:
    """The code comes from SIMPONI, which is asked online only; it is never made up here."""
    way = "dikirim lewat WA/SMS" if applicant.get("phone") else "diberitahukan oleh kantor imigrasi"
    return f"menyusul, {way}"


def _steps(answers: Mapping[str, Any], service: Service) -> tuple[Line, ...]:
    when = "pada hari yang sama" if answers.get("accelerated") else f"{service.ready_days} hari kerja"
    return (
        Line("Perkiraan selesai", f"{when} setelah pembayaran dan wawancara selesai"),
        Line("Pengambilan", service.pick_up.id),
        Line("Perhatian", " ".join(notice.id for notice in service.notices)),
    )


def long_date(moment: date) -> str:
    """``24 November 2026``."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


@lru_cache(maxsize=256)
def in_words(amount: int) -> str:
    """``Sembilan ratus lima puluh ribu rupiah``."""
    from num2words import num2words

    words = str(num2words(amount, lang="id"))
    return f"{words[0].upper()}{words[1:]} rupiah"
