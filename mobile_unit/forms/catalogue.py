"""The services a unit takes, as data: forms, fees, requirements and texts of one catalogue version.

Everything that varies (tariffs with effective dates and legal basis, required documents, rules) stands in
``resources/catalogue/<version>/``, or in what head office published since (``shelf``); a version that was
once out stays, for entries name it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.domain.publications import CATALOGUE, Published, in_force, order
from mobile_unit.domain.texts import Text
from mobile_unit.forms import shelf
from mobile_unit.forms.standards import Standard


@dataclass(frozen=True, slots=True)
class Choice:
    value: str | int
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the window shows it; ``key`` is dotted (``answers.guardian.nik``).

    ``kind`` is text, multiline, digits, date, choice, region, phone, email, country or boolean.
    """

    key: str
    kind: str
    label: Text
    help: Text | None
    choices: tuple[Choice, ...]
    max_length: int | None
    required: bool
    code: str
    normalise: str | None
    shown_when: Mapping[str, Any] | None
    messages: Mapping[str, Mapping[str, Any]]
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """The fields in their order, and the JSON Schema (2020-12) they come from."""

    sections: tuple[Section, ...]
    schema: Mapping[str, Any]

    def fields(self) -> Iterator[Field]:
        for section in self.sections:
            yield from section.fields


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A document kind asked for where ``when`` (a JSON Schema of the record and its facts) holds."""

    kind: str
    required: bool
    alternatives: tuple[str, ...]
    when: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class FeeRule:
    code: str
    when: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Tariff:
    """A fee's amount in rupiah from a day on, until another if given.

    One that is not ``confirmed`` (its amount is then a hint for the officer, or None) is set by the office:
    no paper states it. ``on_top`` says that it is paid beside another fee, never alone.
    """

    code: str
    label: Text
    amount: int | None
    effective_from: date
    until: date | None
    legal_basis: str
    confirmed: bool
    on_top: Text | None = None


@dataclass(frozen=True, slots=True)
class Taking:
    """A time in which units take a service, ``unless`` an answer has one of the values listed for its key."""

    effective_from: date
    until: date | None
    unless: Mapping[str, Collection[Any]]

    def takes(self, answers: Mapping[str, Any]) -> bool:
        return not any(answers.get(key) in values for key, values in self.unless.items())

    def covers(self, day: date) -> bool:
        return self.effective_from <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Closes:
    """The choice that a block makes useless; up to 2026.2 only in forms that don't ask for what makes an
    exception."""

    value: Any
    unless_asked: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A block or a warning about one field, where ``when`` holds."""

    field: str
    code: str
    severity: str
    when: Mapping[str, Any]
    message: Text
    closes: Closes | None = None


@dataclass(frozen=True, eq=False)
class Service:
    code: str
    title: Text
    short_title: Text
    taken: tuple[Taking, ...]
    not_needed_when_referred: frozenset[str]
    ready_days: int | None
    legal_basis: Text
    form: Form
    documents: tuple[DocumentRule, ...]
    fees: tuple[FeeRule, ...]
    catalogue: Catalogue

    def is_referred(self, answers: Mapping[str, Any], day: date) -> bool:
        """Whether units then record what has these answers and refer it to the office, and don't take it."""
        return not any(taking.covers(day) and taking.takes(answers) for taking in self.taken)

    @property
    def notices(self) -> tuple[Text, ...]:
        return self.catalogue.notices

    @property
    def pick_up(self) -> Text:
        return self.catalogue.pick_up

    @property
    def document_labels(self) -> Mapping[str, Text]:
        return self.catalogue.document_labels

    @property
    def fee_labels(self) -> Mapping[str, Text]:
        return {tariff.code: tariff.label for tariff in self.catalogue.tariffs}


class Catalogue:
    """One version of the catalogue."""

    def __init__(self, document: shelf.Document) -> None:
        raw = document["catalogue"]
        self.version: str = raw["version"]
        self.definitions: Mapping[str, Any] = document["form"]
        self.ministry = Text.of(raw["ministry"])
        self.office = Text.of(raw["office"])
        self.contact = Text.of(raw["contact"])
        self.pick_up = Text.of(raw["pick_up"])
        self.notices = _texts(raw["notices"])
        self.document_labels = {kind: Text.of(label) for kind, label in raw["documents"].items()}
        self.made_here: tuple[str, ...] = tuple(raw.get("made_here", ()))
        """Kinds of documents that nobody brings: they are made at the counter, for any service, or not."""
        self.messages = {code: Text.of(text) for code, text in raw["messages"].items()}
        self.tariffs = tuple(_tariff(row) for row in raw["fees"])
        self.rules = tuple(
            Rule(
                row["field"],
                row["code"],
                row["severity"],
                row["when"],
                Text.of(row["message"]),
                Closes(**row["closes"]) if "closes" in row else None,
            )
            for row in raw["rules"]
        )
        self.non_electronic_until = _day_or_none(raw["non_electronic"]["until"])
        self.effective_from = date.fromisoformat(raw.get("from", "2026-01-01"))
        self.changes = _texts(raw.get("changes", ()))
        self.complaints = _texts(raw.get("complaints", ()))
        self.refer_to = Text.of(raw.get("refer_to", raw["office"]))
        self.refer_notices = _texts(raw.get("refer_notices", ()))
        self.moments = {key: Text.of(text) for key, text in raw.get("moments", {}).items()}
        self.clock_starts: str = raw.get("clock_starts", "")
        self.services: Mapping[str, Service] = {
            code: self._service(document["services"][code]) for code in raw["services"]
        }
        self.standards: Mapping[str, Standard] = {
            code: Standard.of(document["standards"][code]) for code in raw.get("standards", ())
        }
        self._by_answers: dict[str, list[Standard]] = {}
        for standard in sorted(self.standards.values(), key=lambda each: -len(each.answers)):
            self._by_answers.setdefault(standard.service, []).append(standard)

    @classmethod
    def load(cls, version: str | None = None) -> Catalogue:
        """The named version, or the one that holds today; raises KeyError for one that nobody here has."""
        version = version or shelf.current()
        if version not in _loaded:
            document = shelf.find(version)
            if document is None:
                raise KeyError(version)
            _loaded[version] = cls(document)
        return _loaded[version]

    @property
    def fee_codes(self) -> tuple[str, ...]:
        """Every fee that it names, in its order."""
        return tuple(dict.fromkeys(tariff.code for tariff in self.tariffs))

    def service(self, code: str) -> Service:
        return self.services[code]

    def tariff(self, code: str, on: date) -> Tariff | None:
        """What a fee costs on a day; None where the product is not offered then."""
        for tariff in self.tariffs:
            if (
                tariff.code == code
                and tariff.effective_from <= on
                and (not tariff.until or on <= tariff.until)
            ):
                return tariff
        return None

    def standard_of(self, service: str, answers: Mapping[str, Any]) -> Standard | None:
        """The service standard that a record falls under: of its service, with the most answers in common.

        None in a catalogue from before there were any.
        """
        for standard in self._by_answers.get(service, ()):
            if standard.answers.items() <= answers.items():
                return standard
        return None

    def _service(self, raw: Mapping[str, Any]) -> Service:
        sections = tuple(
            Section(
                section["key"],
                Text.of(section["title"]),
                tuple(self._field(raw["schema"], key) for key in section["fields"]),
            )
            for section in raw["sections"]
        )
        return Service(
            raw["code"],
            Text.of(raw["title"]),
            Text.of(raw["short_title"]),
            _takings(raw["taken_at_unit"]),
            frozenset(raw.get("not_needed_when_referred", ())),
            raw.get("ready_days"),
            Text.of(raw["legal_basis"]),
            Form(sections, raw["schema"]),
            tuple(
                DocumentRule(
                    row["kind"], row["required"], tuple(row.get("alternatives", ())), row.get("when")
                )
                for row in raw["requirements"]
            ),
            tuple(FeeRule(row["code"], row.get("when")) for row in raw["fees"]),
            self,
        )

    def _field(self, schema: Mapping[str, Any], key: str) -> Field:
        node, required, shown_when = schema, False, None
        for part in key.split("."):
            required = part in node.get("required", ())
            node = self.resolved(node["properties"][part])
            shown_when = node.get("x-shown-when", shown_when)
        return Field(
            key,
            node["x-kind"],
            Text.of(node["x-label"]),
            Text.of(node["x-help"]) if "x-help" in node else None,
            tuple(Choice(choice["value"], Text.of(choice["label"])) for choice in node.get("x-choices", ())),
            node.get("maxLength"),
            required,
            node["x-code"],
            node.get("x-normalise"),
            shown_when,
            node.get("x-messages", {}),
            node.get("format"),
        )

    def resolved(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """A schema node, or the definition in ``form.json`` that it refers to."""
        if "$ref" not in node:
            return node
        found: Mapping[str, Any] = self.definitions["$defs"][node["$ref"].rsplit("/", 1)[1]]
        return found


_loaded: dict[str, Catalogue] = {}


def versions() -> tuple[str, ...]:
    """The versions that ship, oldest first."""
    return shelf.shipped()


def version_on(listed: Iterable[Published], day: date) -> str:
    """The version that holds on a day, of what ships and what was published.

    What ships counts as published before everything else: a program may be older than its office's newest
    catalogue, or newer than all it published.
    """
    published, newest = in_force(listed, CATALOGUE, day), versions()[-1]
    return newest if published is None else max(newest, published.number, key=order)


def is_known(version: str) -> bool:
    """Whether a version can be loaded here."""
    return version in _loaded or shelf.find(version) is not None


def forget_published() -> None:
    """Load versions that do not ship anew: the database that held them was closed."""
    for version in set(_loaded) - set(versions()):
        del _loaded[version]


def _tariff(row: Mapping[str, Any]) -> Tariff:
    return Tariff(
        row["code"],
        Text.of(row["label"]),
        row["amount"],
        date.fromisoformat(row["from"]),
        _day_or_none(row["until"]),
        row["legal_basis"],
        row.get("confirmed", True),
        Text.of(row["on_top"]) if "on_top" in row else None,
    )


def _takings(raw: bool | list[Mapping[str, Any]]) -> tuple[Taking, ...]:
    """Version 2026.1 said only yes or no."""
    if isinstance(raw, bool):
        return (Taking(date.min, None, {}),) if raw else ()
    return tuple(
        Taking(date.fromisoformat(row["from"]), _day_or_none(row["until"]), row.get("unless", {}))
        for row in raw
    )


def _texts(raw: Iterable[Mapping[str, str]]) -> tuple[Text, ...]:
    return tuple(Text.of(text) for text in raw)


def _day_or_none(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None
