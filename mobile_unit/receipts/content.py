"""What a receipt says, from the stored entry and the catalogue it names, and nothing else.

The paper's language is Indonesian whatever the screen's: it is read by the applicant and by the office. A
foreigner's is in Indonesian and English.
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
from mobile_unit.domain.applications import Withdrawal
from mobile_unit.domain.money import price
from mobile_unit.domain.people import masked_nik
from mobile_unit.domain.states import DEEMED_WITHDRAWN, WITHDRAWN
from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue, Service
from mobile_unit.forms.countries import countries
from mobile_unit.forms.regions import KECAMATAN, Regions
from mobile_unit.forms.standards import SET_BY_OFFICE, Standard, paper_in_words, time_of

_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


_STAMPS = {
    WITHDRAWN: Text("DITARIK PEMOHON", "WITHDRAWN"),
    DEEMED_WITHDRAWN: Text("DIANGGAP DITARIK KEMBALI", "DEEMED WITHDRAWN"),
}
_WITHDRAWN = {
    WITHDRAWN: Text("atas keinginan pemohon", "at the applicant's wish"),
    DEEMED_WITHDRAWN: Text("dianggap ditarik karena tidak dilengkapi", "deemed withdrawn, never completed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The words over and beside the parts of the paper."""

    documents: str
    no_documents: str
    fees: str
    total: str
    signature: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """All words of a receipt, in the paper's order.

    ``stamp`` says, a line a language, that the application was taken back, and how; ``copy`` is "" on the
    first, then ``SALINAN ke-1`` …; ``code`` is what its QR code says; ``part`` names
    whose half of a sheet it is, where it is one. A ``referral`` is no receipt of an application: its
    ``documents`` are those to bring to the office, not those received, and it may have no ``billing``.
    """

    ministry: str
    office: str
    unit: str
    stamp: tuple[str, ...]
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
    billing: Line | None
    steps: tuple[Line, ...]
    not_proof: tuple[str, ...]
    contact: tuple[str, ...]
    place_and_date: str
    officer: str
    nip: str
    labels: Labels
    referral: bool
    code: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a paper is about, and in how many languages: a foreigner's says all in Indonesian and English."""

    body: Mapping[str, Any]
    catalogue: Catalogue
    regions: Regions
    service: Service
    standard: Standard | None
    taken: datetime

    @property
    def referral(self) -> bool:
        return bool(self.body.get("referred"))

    @property
    def bilingual(self) -> bool:
        return self.standard is not None and self.standard.bilingual

    def say(self, text: Text) -> str:
        return f"{text.id} / {text.en}" if self.bilingual and text.id != text.en else text.id

    def words(self, indonesian: str, english: str) -> str:
        return self.say(Text(indonesian, english))

    def line(self, indonesian: str, english: str, value: str) -> Line:
        return Line(self.words(indonesian, english), value)


def receipt_of(
    body: Mapping[str, Any],
    catalogue: Catalogue,
    regions: Regions,
    *,
    copy: int = 0,
    withdrawal: Withdrawal | None = None,
    code: str = "",
) -> Receipt:
    """The receipt of an ``application.submitted`` or ``application.corrected`` entry's body.

    ``copy`` 0 is the first print; ``code`` is what the QR code says, the number where nothing is given.
    """
    paper = _Paper(
        body,
        catalogue,
        regions,
        catalogue.service(body["service"]),
        catalogue.standard_of(body["service"], body["answers"]),
        datetime.fromisoformat(body["submitted_at"]).astimezone(JAKARTA),
    )
    place, taken = body["place"], paper.taken
    return Receipt(
        ministry=catalogue.ministry.id,
        office=catalogue.office.id,
        unit=f"{body['unit']['name']} ({body['unit']['code']})",
        stamp=_stamp(paper, withdrawal) if withdrawal else (),
        copy=f"SALINAN ke-{copy}" if copy else "",
        title=paper.words("Rujukan ke Kantor Imigrasi", "Referral to the Immigration Office")
        if paper.referral
        else paper.words("Tanda Terima Permohonan", "Receipt of an Application"),
        number=body["number"],
        taken_at=f"{long_date(taken)}, pukul {taken:%H.%M} WIB",
        taken_in=_place(place) if place else "",
        applicant=(*_applicant(paper), *_afterwards(paper, withdrawal)),
        documents=_documents(paper),
        fees=tuple(
            Line(paper.say(paper.service.fee_labels[fee["code"]]), paper.say(price(fee["amount"])))
            for fee in body["fees"]
        ),
        total=_total(paper),
        fee_notes=_fee_notes(paper) if body["fees"] else (),
        billing=_billing(paper),
        steps=_referral_steps(paper) if paper.referral else _steps(paper),
        not_proof=_not_proof(paper),
        contact=tuple(paper.say(part) for part in _parts(catalogue.contact)),
        place_and_date=_signed(body, taken),
        officer=body["officer"]["name"],
        nip=body["officer"]["nip"],
        labels=_labels(paper),
        referral=paper.referral,
        code=code or body["number"],
    )


def _labels(paper: _Paper) -> Labels:
    to_bring = paper.words("Dibawa ke kantor", "Bring to the office")
    at_office = paper.words("Biaya di kantor (PNBP)", "Fees at the office")
    return Labels(
        to_bring if paper.referral else paper.words("Berkas diterima", "Documents received"),
        paper.words("(tidak ada)", "(none)"),
        at_office if paper.referral else paper.words("Biaya (PNBP)", "Fees"),
        paper.words("Jumlah", "Total"),
        paper.words("Petugas (tanda tangan dan cap)", "Officer (signature and stamp)"),
    )


def _applicant(paper: _Paper) -> tuple[Line, ...]:
    applicant, answers, service = paper.body["applicant"], paper.body["answers"], paper.service
    address = " ".join(applicant.get("address", "").split()).rstrip(",")
    village = paper.regions.name_of(applicant["region"]) if "region" in applicant else ""
    lines = [paper.line("Nama", "Name", applicant["full_name"])]
    if "nik" in applicant:
        lines.append(Line("NIK", masked_nik(applicant["nik"])))
    if "nationality" in applicant:
        country = countries().get(applicant["nationality"])
        named = paper.say(country) if country else applicant["nationality"]
        lines.append(paper.line("Kewarganegaraan", "Nationality", named))
    if "passport_number" in applicant:
        number = masked_nik(applicant["passport_number"])
        lines.append(paper.line("Nomor paspor", "Passport number", number))
    lines.append(paper.line("Alamat", "Address", ", ".join(filter(None, (address, village)))))
    title = paper.say(paper.standard.title) if paper.referral and paper.standard else ""
    lines.append(paper.line("Permohonan", "Request", title or _request(service, answers)))
    if answers.get("passport_type") and answers.get("validity_years"):
        lines.append(Line("Jenis paspor", _passport(service, answers)))
    return tuple(lines)


def _documents(paper: _Paper) -> tuple[str, ...]:
    """What was received; on a referral what is to be brought, by the check that the counter goes by."""
    labels = paper.catalogue.document_labels
    if not paper.referral:
        return tuple(paper.say(labels[document["kind"]]) for document in paper.body["documents"])
    from mobile_unit.forms.validation import check

    record = {key: paper.body[key] for key in ("applicant", "answers")}
    outcome = check(paper.service, record, on=paper.taken.date(), documents=(), regions=paper.regions)
    return tuple(paper.say(paper_in_words(asked, labels)) for asked in outcome.requirements)


def _total(paper: _Paper) -> str:
    fees = paper.body["fees"]
    if fees:
        return paper.say(price(sum(fee["amount"] for fee in fees)))
    if not paper.service.fees and paper.standard is not None and paper.standard.fee_notes:
        return paper.say(paper.standard.fee_notes[0])
    return paper.say(SET_BY_OFFICE)


def _not_proof(paper: _Paper) -> tuple[str, ...]:
    if paper.referral:
        return (
            paper.words("Bukan tanda terima permohonan.", "Not a receipt of an application."),
            paper.words("Permohonan diajukan di kantor imigrasi.", "Apply at the immigration office."),
        )
    return (
        paper.words("Bukan bukti pembayaran.", "Not a proof of payment."),
        paper.words(
            "Biaya resmi hanya dibayar lewat kode billing.", "Official fees are paid by billing code only."
        ),
    )


def _afterwards(paper: _Paper, withdrawal: Withdrawal | None) -> Iterator[Line]:
    """That the receipt says a corrected version, or of an application that was withdrawn."""
    body = paper.body
    if "correction" in body:
        when = long_date(datetime.fromisoformat(body["corrected_at"]).astimezone(JAKARTA))
        yield paper.line("Koreksi", "Correction", f"koreksi ke-{body['correction']}, {when}")
    if withdrawal:
        when = long_date(datetime.fromisoformat(withdrawal.at).astimezone(JAKARTA))
        yield paper.line("Ditarik", "Withdrawn", f"{paper.say(_WITHDRAWN[withdrawal.state])}, {when}")


def _stamp(paper: _Paper, withdrawal: Withdrawal) -> tuple[str, ...]:
    said = _STAMPS[withdrawal.state]
    return (said.id, said.en) if paper.bilingual else (said.id,)


def _signed(body: Mapping[str, Any], taken: datetime) -> str:
    """Place and date of the signature; a correction keeps the application's place and has its own day."""
    day = datetime.fromisoformat(body["corrected_at"]).astimezone(JAKARTA) if "correction" in body else taken
    return place_and_day(body["place"], day)


def place_and_day(place: Mapping[str, str] | None, day: date) -> str:
    """``Tiuh Balak, 24 November 2026``; the day alone where no place was chosen."""
    return f"{place['name'].split(',')[0]}, {long_date(day)}" if place else long_date(day)


def _parts(text: Text) -> Iterator[Text]:
    """A text whose parts are set apart by a dot, part by part."""
    for indonesian, english in zip(text.id.split(" · "), text.en.split(" · "), strict=True):
        yield Text(indonesian, english)


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


def _fee_notes(paper: _Paper) -> tuple[Line, ...]:
    """The total in words, and what the tariffs of that day rest on."""
    fees = paper.body["fees"]
    tariffs = (paper.catalogue.tariff(fee["code"], paper.taken.date()) for fee in fees)
    laws = dict.fromkeys(tariff.legal_basis for tariff in tariffs if tariff)
    total = sum(fee["amount"] for fee in fees)
    words = (paper.line("Terbilang", "In words", in_words(total)),) if total else ()
    return (*words, *((paper.line("Dasar hukum", "Legal basis", "; ".join(laws)),) if laws else ()))


def _billing(paper: _Paper) -> Line | None:
    """The code comes from SIMPONI, which is asked online only; it is never made up here."""
    if paper.referral:
        if not paper.service.fees:
            return None
        given = paper.words("diberikan oleh kantor imigrasi", "given by the immigration office")
        return paper.line("Kode billing", "Billing code", given)
    reachable = paper.body["applicant"].get("phone")
    way = "dikirim lewat WA/SMS" if reachable else "diberitahukan oleh kantor imigrasi"
    return Line("Kode billing", f"menyusul, {way}")


def _steps(paper: _Paper) -> tuple[Line, ...]:
    days, moment = paper.service.ready_days, "pembayaran dan wawancara selesai"
    if paper.standard is not None and paper.standard.time.days is not None:
        days = paper.standard.time.days
        moment = paper.catalogue.moments[paper.standard.time.starts or paper.catalogue.clock_starts].id
    when = "pada hari yang sama" if paper.body["answers"].get("accelerated") else f"{days} hari kerja"
    return (
        Line("Perkiraan selesai", f"{when} setelah {moment}"),
        Line("Pengambilan", paper.service.pick_up.id),
        Line("Perhatian", " ".join(notice.id for notice in paper.service.notices)),
    )


def _referral_steps(paper: _Paper) -> tuple[Line, ...]:
    """Where to go, how long it takes there, and that nothing runs yet."""
    catalogue = paper.catalogue
    time = time_of(paper.standard, catalogue) if paper.standard is not None else SET_BY_OFFICE
    return (
        paper.line("Datang ke", "Go to", paper.say(catalogue.refer_to)),
        paper.line("Jangka waktu", "Processing time", paper.say(time)),
        paper.line("Perhatian", "Note", " ".join(paper.say(notice) for notice in catalogue.refer_notices)),
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
