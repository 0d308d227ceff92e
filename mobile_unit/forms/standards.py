"""Service standards: what the public is told of a service, in the six items that the law asks for.

UU 25/2009 and PermenPANRB 15/2014: requirements, procedure, time, cost, product, complaints. Requirements and
amounts are those that the validation goes by, so that a leaflet can't say something else than the counter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mobile_unit.domain.money import price, rupiah
from mobile_unit.domain.texts import Text

if TYPE_CHECKING:
    from mobile_unit.forms.catalogue import Catalogue, Tariff
    from mobile_unit.forms.regions import Regions
    from mobile_unit.forms.validation import Requirement

SET_BY_OFFICE = Text("ditetapkan oleh kantor imigrasi", "set by the immigration office")
IF_ANY = Text("bila ada", "if any")
HEADINGS = {
    "requirements": Text("Persyaratan", "Requirements"),
    "procedure": Text("Prosedur", "Procedure"),
    "time": Text("Jangka waktu", "Processing time"),
    "cost": Text("Biaya", "Fees"),
    "product": Text("Produk layanan", "Product"),
    "complaints": Text("Pengaduan", "Complaints"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """Whom a list of requirements is for, as the facts and answers that make it so."""

    title: Text | None
    facts: Mapping[str, Any]
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Time:
    """Working days from a moment (a key of the catalogue's; None is the catalogue's own start)."""

    days: int | None
    starts: str | None
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """A service as the public knows it; its record is of ``service``, with ``answers`` given beforehand.

    ``audience`` is ``citizen`` or ``foreigner``: a foreigner's papers are in two languages.
    """

    code: str
    service: str
    answers: Mapping[str, Any]
    audience: str
    title: Text
    short_title: Text
    summary: Text
    cases: tuple[Case, ...]
    requirement_notes: tuple[Text, ...]
    procedure: tuple[Text, ...]
    time: Time
    fees: tuple[str, ...]
    fee_notes: tuple[Text, ...]
    product: tuple[Text, ...]
    legal_basis: Text

    @property
    def bilingual(self) -> bool:
        return self.audience == "foreigner"

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Standard:
        return cls(
            raw["code"],
            raw["service"],
            raw["answers"],
            raw["audience"],
            Text.of(raw["title"]),
            Text.of(raw["short_title"]),
            Text.of(raw["summary"]),
            tuple(
                Case(Text.of(row["title"]) if row["title"] else None, row["facts"], row["answers"])
                for row in raw["cases"]
            ),
            _texts(raw["requirement_notes"]),
            _texts(raw["procedure"]),
            Time(raw["time"]["days"], raw["time"]["from"], _texts(raw["time"]["notes"])),
            tuple(raw["fees"]),
            _texts(raw["fee_notes"]),
            _texts(raw["product"]),
            Text.of(raw["legal_basis"]),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One thing said; ``amount`` stands at the end of the line, ``hint`` is the officer's alone."""

    text: Text
    amount: Text | None = None
    hint: Text | None = None

    @property
    def is_certain(self) -> bool:
        return self.amount is not None and self.amount != SET_BY_OFFICE


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a title of their own; ``style`` is ``steps`` (numbered), ``list`` or ``notes``."""

    title: Text | None
    rows: tuple[Row, ...]
    style: str = "list"


@dataclass(frozen=True, slots=True)
class Item:
    """One of the six; ``key`` is one of ``HEADINGS``."""

    key: str
    groups: tuple[Group, ...]

    @property
    def heading(self) -> Text:
        return HEADINGS[self.key]


def six_items(standard: Standard, catalogue: Catalogue, *, on: date, regions: Regions) -> tuple[Item, ...]:
    """The six items of a standard as they are on a day, in the law's order."""
    basis = Text("Dasar hukum: {law}.", "Legal basis: {law}.")
    law = Text(basis.id.format(law=standard.legal_basis.id), basis.en.format(law=standard.legal_basis.en))
    return (
        Item("requirements", _requirements(standard, catalogue, regions)),
        Item("procedure", (_group(standard.procedure, "steps"),)),
        Item("time", (_group(dict.fromkeys((time_of(standard, catalogue), *standard.time.notes))),)),
        Item("cost", (_fees(standard, catalogue, on), _group((*standard.fee_notes, law), "notes"))),
        Item("product", (_group(standard.product),)),
        Item("complaints", (_group(catalogue.complaints),)),
    )


def time_of(standard: Standard, catalogue: Catalogue) -> Text:
    """``4 hari kerja setelah pembayaran dan wawancara selesai``."""
    time = standard.time
    if time.days is None:
        return time.notes[0] if time.notes else SET_BY_OFFICE
    moment = catalogue.moments[time.starts or catalogue.clock_starts]
    return Text(f"{time.days} hari kerja setelah {moment.id}", f"{time.days} working days after {moment.en}")


def paper_in_words(requirement: Requirement, labels: Mapping[str, Text]) -> Text:
    """``Akta kelahiran, atau ijazah``; what need not be brought says so."""
    also = [labels[kind] for kind in requirement.alternatives]
    words = requirement.label
    if also:
        words = Text(
            f"{words.id}, atau {', '.join(_small(each.id) for each in also)}",
            f"{words.en}, or {', '.join(_small(each.en) for each in also)}",
        )
    if requirement.required or ", bila " in words.id:
        return words
    return Text(f"{words.id} ({IF_ANY.id})", f"{words.en} ({IF_ANY.en})")


def _requirements(standard: Standard, catalogue: Catalogue, regions: Regions) -> tuple[Group, ...]:
    from mobile_unit.forms.validation import papers_for

    service = catalogue.service(standard.service)
    groups: list[Group] = []
    told: set[str] = set()
    for case in standard.cases:
        answers = {**standard.answers, **case.answers}
        papers = papers_for(service, answers=answers, facts=case.facts, regions=regions)
        words = [paper_in_words(paper, catalogue.document_labels) for paper in papers]
        # a case that adds to the first one says only what it adds
        new = [text for text in words if not (groups and not case.facts and text.id in told)]
        told |= {text.id for text in words}
        if new:
            groups.append(Group(case.title, tuple(Row(text) for text in new)))
    return (*groups, *([_group(standard.requirement_notes, "notes")] if standard.requirement_notes else ()))


def _fees(standard: Standard, catalogue: Catalogue, on: date) -> Group:
    tariffs = [catalogue.tariff(code, on) for code in standard.fees]
    offered = [tariff for tariff in tariffs if tariff is not None and _is_offered(tariff, catalogue, on)]
    return Group(None, tuple(_fee(tariff) for tariff in offered))


def _is_offered(tariff: Tariff, catalogue: Catalogue, on: date) -> bool:
    """Non-electronic books that are to be paid for end on a day; the free ones go on."""
    until = catalogue.non_electronic_until
    return not tariff.code.startswith("PB-NE-") or tariff.amount == 0 or until is None or on <= until


def _fee(tariff: Tariff) -> Row:
    label = tariff.label
    if tariff.on_top is not None:
        label = Text(f"{label.id}, {tariff.on_top.id}", f"{label.en}, {tariff.on_top.en}")
    if tariff.confirmed and tariff.amount is not None:
        return Row(label, price(tariff.amount))
    hint = None
    if tariff.amount is not None:
        amount = rupiah(tariff.amount)
        hint = Text(f"{amount}, belum dikonfirmasi kantor", f"{amount}, to be confirmed by the office")
    return Row(label, SET_BY_OFFICE, hint)


def _group(texts: Iterable[Text], style: str = "list") -> Group:
    return Group(None, tuple(Row(text) for text in texts), style)


def _texts(raw: Iterable[Mapping[str, str]]) -> tuple[Text, ...]:
    return tuple(Text.of(text) for text in raw)


def _small(words: str) -> str:
    """With a small first letter, unless it begins with an abbreviation."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
