"""What a day's report says, from the stored ``visit.closed`` entry and the catalogue it names.

On paper everything is Indonesian. It names officers, never applicants: those are numbers here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mobile_unit.clock import JAKARTA
from mobile_unit.domain.money import rupiah
from mobile_unit.domain.reconciliation import NO_RECEIPT, NOT_IN_JOURNAL, PRINT_FAILED, WITHDRAWN
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.receipts.content import Line, long_date

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_WANTING = {
    NOT_IN_JOURNAL: "tidak cocok dengan jurnal",
    PRINT_FAILED: "cetak gagal",
    NO_RECEIPT: "belum diberi tanda terima",
    WITHDRAWN: "ditarik sebelum diberi tanda terima",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """Under which words who signs."""

    role: str
    name: str
    nip: str


@dataclass(frozen=True, slots=True)
class DayReport:
    """All words of a day's report, in the paper's order. ``fees`` are (label, how many, sum)."""

    ministry: str
    office: str
    unit: str
    title: str
    day: str
    again: str
    facts: tuple[Line, ...]
    compared: tuple[Line, ...]
    verdict: str
    agree: bool
    other_counts: tuple[Line, ...]
    services: tuple[Line, ...]
    takers: tuple[Line, ...]
    fees: tuple[tuple[str, str, str], ...]
    billed: str
    exceptions: tuple[str, ...]
    exceptions_in_all: int
    drafts: tuple[str, ...]
    drafts_in_all: int
    remarks: tuple[str, ...]
    place_and_date: str
    signatures: tuple[Signature, Signature]


def report_of(body: Mapping[str, Any], catalogue: Catalogue) -> DayReport:
    """The report of a ``visit.closed`` entry's body."""
    day = date.fromisoformat(body["day"])
    closed = datetime.fromisoformat(body["closed_at"]).astimezone(JAKARTA)
    counts, places = body["counts"], body["places"]
    saved = body.get("saved_only", 0)  # a receipt that was saved counted as handed out up to 0.1.0
    agree = counts["submitted"] == counts["in_journal"] == counts["receipted"] + saved
    return DayReport(
        ministry=catalogue.ministry.id,
        office=catalogue.office.id,
        unit=f"{body['unit']['name']} ({body['unit']['code']})",
        title="Laporan Harian Loket",
        day=f"{_WEEKDAYS[day.weekday()]}, {long_date(day)}",
        again=f"Penutupan ke-{body['closing']}" if body["closing"] > 1 else "",
        facts=_facts(body, day, closed),
        compared=(
            Line(_recorded(counts), str(counts["submitted"])),
            Line("Tercatat dalam jurnal", str(counts["in_journal"])),
            Line("Tanda terima dicetak dan diserahkan", str(counts["receipted"])),
        ),
        verdict=_verdict(agree, saved),
        agree=agree,
        other_counts=_other_counts(counts, saved),
        services=_services(body["services"], catalogue),
        takers=tuple(Line(taker["name"], str(taker["count"])) for taker in body["takers"]),
        fees=_fees(body["fees"], catalogue),
        billed=rupiah(sum(fee["amount"] for fee in body["fees"])),
        exceptions=tuple(f"{one['number']}: {_WANTING[one['kind']]}" for one in body["exceptions"]),
        exceptions_in_all=body["exceptions_in_all"],
        drafts=tuple(_draft(draft, catalogue) for draft in body["drafts"]),
        drafts_in_all=counts["drafts"],
        remarks=_remarks(body),
        place_and_date=", ".join([*(stop["name"].split(",")[0] for stop in places[-1:]), long_date(closed)]),
        signatures=(
            Signature("Petugas loket", body["officer"]["name"], body["officer"]["nip"]),
            Signature("Ketua tim", body["signer"]["name"], body["signer"]["nip"]),
        ),
    )


def _facts(body: Mapping[str, Any], day: date, closed: datetime) -> tuple[Line, ...]:
    places = (f"{stop['name']} (sejak {_time(stop['since'])})" for stop in body["places"])
    pauses = (f"{_time(pause['since'])}–{_time(pause['until'])}" for pause in body["pauses"])
    closed_on = f"{closed:%H.%M} WIB"
    if closed.date() != day:
        closed_on = f"{long_date(closed)}, {closed_on}"
    return (
        Line("Tempat", "; ".join(places) or "tidak dicatat"),
        Line("Petugas", "; ".join(person["name"] for person in body["officers"]) or "tidak dicatat"),
        Line("Istirahat", "; ".join(pauses) or "tidak ada"),
        Line("Ditutup", closed_on),
    )


def _verdict(agree: bool, saved: int) -> str:
    if not agree:
        return "Tidak cocok, lihat pengecualian"
    return "Cocok, termasuk tanda terima yang hanya disimpan" if saved else "Cocok"


def _recorded(counts: Mapping[str, int]) -> str:
    """A referral is no application that was taken: the two are told apart."""
    referred = counts["referred"]
    if not referred:
        return "Permohonan diterima"
    return f"Dicatat: {counts['submitted'] - referred} permohonan, {referred} rujukan"


def _other_counts(counts: Mapping[str, int], saved: int) -> tuple[Line, ...]:
    old = f" ({counts['old_drafts']} dari hari sebelumnya)" if counts["old_drafts"] else ""
    return (
        Line("Cetak gagal", str(counts["print_failed"])),
        Line("Dikoreksi", str(counts["corrected"])),
        Line("Ditarik kembali", str(counts["withdrawn"])),
        Line("Dirujuk ke kantor", str(counts["referred"])),
        Line("Draf tersisa", f"{counts['drafts']}{old}"),
        Line("Menunggu dikirim", f"{counts['waiting']} permohonan, {counts['scans_waiting']} pindaian"),
        *([Line("Tanda terima disimpan", f"{saved}, belum tentu diserahkan")] if saved else []),
    )


def _fees(fees: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> tuple[tuple[str, str, str], ...]:
    labels = {tariff.code: tariff.label.id for tariff in catalogue.tariffs}
    return tuple(
        (labels.get(fee["code"], fee["code"]), str(fee["count"]), rupiah(fee["amount"])) for fee in fees
    )


def _services(rows: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> tuple[Line, ...]:
    lines = []
    for row in rows:
        title, referred = _title(row["service"], catalogue), row.get("referred", 0)
        if row["count"] > referred:
            lines.append(Line(title, str(row["count"] - referred)))
        if referred:
            lines.append(Line(f"{title}, dirujuk", str(referred)))
    return tuple(lines)


def _title(code: str, catalogue: Catalogue) -> str:
    """A service that the newest catalogue has no more is named by its code."""
    service = catalogue.services.get(code)
    return service.title.id if service else code


def _draft(draft: Mapping[str, Any], catalogue: Catalogue) -> str:
    service = catalogue.services.get(draft["service"])
    title = service.short_title.id if service else draft["service"] or "Baris yang tidak dapat dibaca"
    left = datetime.fromisoformat(draft["updated_at"]).astimezone(JAKARTA)
    return f"{title}, terakhir diisi {long_date(left)} pukul {left:%H.%M}"


def _remarks(body: Mapping[str, Any]) -> tuple[str, ...]:
    said = []
    if body["alone"]:
        said.append(
            "Penanda tangan menerima sendiri semua permohonan hari ini karena bertugas sendirian; "
            "hal itu dicatat demikian."
        )
    if body["wrong_pins"]:
        said.append(f"PIN penanda tangan salah dimasukkan {body['wrong_pins']} kali sebelum yang benar.")
    return tuple(said)


def _time(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(JAKARTA):%H.%M}"
