"""The night's report as one object: what needs a person in the morning first, then every part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mobile_unit.domain.texts import Text

FORMAT = "way-kanan/night/1"
PARTS = ("bundles", "units", "gaps", "deadlines", "duplicates", "proposals", "money", "complaints")

NEEDED: Mapping[str, Text] = {
    "scans_damaged": Text(
        "{count} permohonan dengan pindaian rusak di penyimpanan: pulihkan dari cadangan",
        "{count} applications whose scan is damaged in storage: restore it from a backup",
    ),
    "journals_short": Text(
        "{count} jurnal kehilangan entri di basis data: jalankan head-office verify",
        "{count} journals lack entries in the database: run head-office verify",
    ),
    "forks": Text(
        "{count} kiriman ditahan karena jurnalnya bercabang: hubungi unitnya",
        "{count} batches set aside as their journal forked: contact the unit",
    ),
    "bundles_refused": Text(
        "{count} berkas stik ditolak dan masih di inbox", "{count} bundles refused and still in the inbox"
    ),
    "aside": Text(
        "{count} entri ditahan: terapkan atau kembalikan", "{count} entries kept aside: apply or return them"
    ),
    "overdue": Text(
        "{count} permohonan melewati janji layanan", "{count} applications past their promised day"
    ),
    "numbers_missing": Text(
        "{count} nomor permohonan belum pernah tiba: tanyakan unitnya",
        "{count} application numbers never arrived: ask the unit",
    ),
    "scans_late": Text(
        "{count} permohonan masih menunggu pindaian", "{count} applications still wait for scans"
    ),
    "silent": Text("{count} unit tidak terdengar", "{count} units not heard of"),
    "duplicates": Text(
        "{count} pasang permohonan mungkin orang yang sama", "{count} pairs may be the same person"
    ),
    "proposals": Text(
        "{count} usulan pembatalan atau penarikan menunggu keputusan",
        "{count} proposals to cancel or close wait for a decision",
    ),
    "complaints_late": Text(
        "{count} pertanyaan atau pengaduan lewat tenggat", "{count} questions or complaints over a deadline"
    ),
    "complaints_to_close": Text(
        "{count} pengaduan terjawab dapat ditutup", "{count} answered complaints may be closed"
    ),
    "clocks": Text("{count} laptop dengan jam yang meragukan", "{count} laptops whose clock is in doubt"),
}
"""What may need a person, the worst first."""


def assembled(day: str, cut_at: str, parts: Mapping[str, Any]) -> dict[str, Any]:
    """The report of the parts that a night's steps left."""
    first = [{"code": code, "count": count} for code, count in _counts(parts).items() if count]
    return {
        "format": FORMAT,
        "day": day,
        "at": cut_at,
        "needs_somebody": bool(first),
        "first": first,
        **{name: parts.get(name) for name in PARTS},
    }


def _counts(parts: Mapping[str, Any]) -> dict[str, int]:
    gaps = parts["gaps"]
    heard = parts.get("complaints") or {"late": 0, "to_close": 0}  # an older program's night has none
    counted = {
        "scans_damaged": sum(unit["damaged"] for unit in parts["units"]),
        "journals_short": len(gaps["journals"]),
        "forks": sum(row["batches"] for row in gaps["forks"]),
        "bundles_refused": len(parts["bundles"]["refused"]),
        "aside": len(gaps["aside"]),
        "overdue": len(parts["deadlines"]["overdue"]),
        "numbers_missing": len(gaps["numbers"]),
        "scans_late": len(gaps["scans"]),
        "silent": len(gaps["silent"]),
        "duplicates": len(parts["duplicates"]["pairs"]),
        "proposals": len(parts["proposals"]),
        "complaints_late": heard["late"],
        "complaints_to_close": heard["to_close"],
        "clocks": len(gaps["clocks"]),
    }
    return {code: counted[code] for code in NEEDED}


def words_of(item: Mapping[str, Any]) -> Text:
    words, count = NEEDED[item["code"]], f"{item['count']:,}"
    return Text(words.id.format(count=count.replace(",", ".")), words.en.format(count=count))


def ids_in(report: Mapping[str, Any]) -> list[str]:
    """Every application that the report names."""
    gaps, pairs = report["gaps"], report["duplicates"]["pairs"]
    lists: Sequence[Sequence[Mapping[str, Any]]] = (
        report["deadlines"]["overdue"],
        report["deadlines"]["due_soon"],
        report["proposals"],
        gaps["scans"],
        [pair["first"] for pair in pairs],
        [pair["second"] for pair in pairs],
    )
    return sorted({row["id"] for rows in lists for row in rows})
