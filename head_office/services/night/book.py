"""The report for the office as a spreadsheet: a sheet for each list, whole, with names and masked numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from head_office.services.night.likeness import SAME_NUMBER
from head_office.services.night.report import words_of
from mobile_unit.domain.people import masked_nik
from mobile_unit.domain.states import officers_word
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.sheets import Sheet, write_book

Row = Mapping[str, Any]
People = Mapping[str, tuple[str, str]]
Cells = Sequence[str | int]
Columns = tuple[tuple[str, int], ...]
AT_MOST = 1_000_000
"""What one sheet takes, its heading apart."""

UNIT, STATE = ("Unit", 10), ("Keadaan", 28)
_WHO: Columns = (("Nomor permohonan", 24), UNIT, ("Nama", 32), ("Layanan", 30), STATE)
_SIDE: Columns = (UNIT, ("Nama", 32), ("NIK/nomor paspor", 20), STATE)


def write(path: Path, report: Row, people: People) -> None:
    """Raises UserFacingError."""
    gaps, due = report["gaps"], report["deadlines"]
    sheets = (
        _needed(report["first"]),
        _overdue(due["overdue"], people),
        _due_soon(due, people),
        _pairs(report["duplicates"]["pairs"], people),
        _proposals(report["proposals"], people),
        _money(report["money"]),
        _units(report["units"]),
        _missing(gaps),
        _aside(gaps, report["bundles"]["refused"]),
        _silent(gaps),
    )
    told = f"Laporan malam {report['day']}, keadaan {_minute(report['at'])}"
    whole = (
        Sheet(sheet.name, (*sheet.told, told), sheet.columns, islice(sheet.rows, AT_MOST)) for sheet in sheets
    )
    write_book(path, whole, datetime.fromisoformat(report["at"]).replace(tzinfo=None))


def _needed(first: Iterable[Row]) -> Sheet:
    rows = ((words_of(item).id, item["count"]) for item in first)
    return Sheet("Perlu ditangani", ["Yang perlu ditangani orang"], (("Hal", 70), ("Jumlah", 10)), rows)


def _overdue(overdue: Iterable[Row], people: People) -> Sheet:
    rows = ((*_who(row, people), row["due_on"], row["working_days_late"], *_counted(row)) for row in overdue)
    columns = (*_WHO, ("Janji", 12), ("Lewat (hari kerja)", 18), ("Dihitung dari", 34), ("Petugas", 20))
    return Sheet("Lewat janji", ["Permohonan yang melewati janji layanan"], columns, rows)


def _counted(row: Row) -> tuple[str, str]:
    since = "saat yang disebut janji" if row["counted"] else "pengajuan; saat itu belum tiba"
    return since, row["assignee"] or ""


def _due_soon(due: Row, people: People) -> Sheet:
    rows = ((*_who(row, people), row["due_on"], row["assignee"] or "") for row in due["due_soon"])
    title = f"Permohonan yang jatuh tempo sampai {due['due_soon_until']}"
    return Sheet("Segera jatuh tempo", [title], (*_WHO, ("Janji", 12), ("Petugas", 20)), rows)


def _pairs(pairs: Iterable[Row], people: People) -> Sheet:
    rows = (
        (pair["score"], _cause(pair["kind"]), *_side(pair["first"], people), *_side(pair["second"], people))
        for pair in pairs
    )
    columns = (
        *(("Nilai", 7), ("Sebab", 30)),
        *(("Nomor pertama", 24), *_SIDE),
        *(("Nomor kedua", 24), *_SIDE),
    )
    return Sheet("Mungkin ganda", ["Permohonan yang mungkin dari orang yang sama"], columns, rows)


def _proposals(proposals: Iterable[Row], people: People) -> Sheet:
    rows = ((*_who(row, people), row["since"], row["days"], *_proposed(row)) for row in proposals)
    columns = (
        *(*_WHO, ("Sejak", 12), ("Hari", 7)),
        *(("Usulan", 26), ("Alasan", 50), ("Dasar hukum", 32)),
    )
    title = "Usulan pembatalan dan penarikan; tidak ada yang dilakukan oleh program"
    return Sheet("Usulan", [title], columns, rows)


def _proposed(row: Row) -> tuple[str, str, str]:
    return _state(row["proposed"]), row["reason"]["id"], _basis(row)


def _money(money: Row) -> Sheet:
    labels = {tariff.code: tariff.label.id for tariff in Catalogue.load().tariffs}
    rows = [
        (_service(row["service"]), row["code"], labels.get(row["code"], ""), *_figures(row))
        for row in money["lines"]
    ]
    columns = (
        *(("Layanan", 30), ("Biaya", 16), ("Uraian", 44)),
        *(("Diajukan", 10), ("Diajukan (Rp)", 18)),
        *(("Ditagih", 10), ("Ditagih (Rp)", 18)),
        *(("Dibayar", 10), ("Dibayar (Rp)", 18)),
    )
    title = f"PNBP menurut baris biaya, permohonan sejak {money['since']}"
    return Sheet("Uang", [title], columns, [*rows, ("Jumlah", "", "", *_figures(money["total"]))])


def _figures(row: Row) -> list[int]:
    return [row[step][what] for step in ("applied", "billed", "paid") for what in ("count", "amount")]


def _units(units: Iterable[Row]) -> Sheet:
    columns = {
        "unit": UNIT,
        "entries": ("Entri", 9),
        "applications": ("Permohonan", 12),
        "lacking": ("Kurang pindaian", 16),
        "stated": ("Dinyatakan malam ini", 20),
        "scans": ("Pindaian", 10),
        "quarantined": ("Ditahan", 9),
        "forked": ("Bercabang", 11),
        "damaged": ("Rusak", 8),
    }
    rows = ([row[name] for name in columns] for row in units)
    return Sheet("Unit", ["Setiap unit"], tuple(columns.values()), rows)


def _missing(gaps: Row) -> Sheet:
    numbers = ((row["number"], row["unit"], row["day"], "seluruh permohonan") for row in gaps["numbers"])
    scans = (
        (row["number"], row["unit"], _minute(row["received_at"]), f"{row['scans']} pindaian")
        for row in gaps["scans"]
    )
    columns = (("Nomor permohonan", 24), UNIT, ("Sejak", 18), ("Yang kurang", 30))
    return Sheet("Belum tiba", ["Yang belum tiba"], columns, chain(numbers, scans))


def _aside(gaps: Row, refused: Iterable[Row]) -> Sheet:
    entries = (
        (*_place(row), row["seq"], row["kind"], row["quarantine"], _minute(row["received_at"]))
        for row in gaps["aside"]
    )
    forks = (
        (*_place(row), row["batches"], "kiriman", "journal.fork", _minute(row["last_at"]))
        for row in gaps["forks"]
    )
    files = (("", "", "", row["file"], row["code"], "") for row in refused)
    columns = (
        *(UNIT, ("Jurnal", 8), ("Entri", 9)),
        *(("Jenis", 30), ("Sebab", 26), ("Diterima", 18)),
    )
    title = "Entri dan kiriman yang ditahan, dan berkas stik yang ditolak"
    return Sheet("Ditahan", [title], columns, chain(entries, forks, files))


def _silent(gaps: Row) -> Sheet:
    silent = ((row["unit"], _minute(row["last_at"] or ""), row["days"], "") for row in gaps["silent"])
    clocks = ((row["unit"], _minute(row["at"]), "", _clock(row)) for row in gaps["clocks"])
    columns = (UNIT, ("Terakhir", 18), ("Hari", 7), ("Jam", 40))
    title = "Unit yang tidak terdengar, dan laptop yang jamnya meragukan"
    return Sheet("Unit diam dan jam", [title], columns, chain(silent, clocks))


def _who(row: Row, people: People) -> Iterator[str]:
    yield from (row["number"], row["unit"], people.get(row["id"], ("", ""))[0])
    yield from (_service(row["service"]), _state(row["state"]))


def _side(side: Row, people: People) -> Iterator[str]:
    name, number = people.get(side["id"], ("", ""))
    yield from (side["number"], side["unit"], name, masked_nik(number), _state(side["state"]))


def _place(row: Row) -> tuple[str, str]:
    return row["unit"], row["letter"]


def _cause(kind: str) -> str:
    return "Nomor sama" if kind == SAME_NUMBER else "Tanggal lahir sama, nama mirip"


def _state(state: str) -> str:
    return officers_word(state).id


def _basis(row: Row) -> str:
    basis: str = row["legal_basis"]
    return basis if row["confirmed"] else f"{basis}; jangka waktu kebiasaan kantor"


@cache
def _service(code: str) -> str:
    services = Catalogue.load().services
    return services[code].short_title.id if code in services else code


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


def _clock(row: Row) -> str:
    how = {"went_back": "mundur", "ahead": "lebih cepat", "behind": "lebih lambat"}[row["kind"]]
    return f"{how} {row['seconds']} detik"
