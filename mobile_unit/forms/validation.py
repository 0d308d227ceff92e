"""The one check of an application: window, command line and head office ask here.

Facts are computed (``facts.py``), everything else is the catalogue's: the JSON Schema says what may stand
where, its rules what blocks or warns, its requirements what to bring, its fees what is to be paid.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from mobile_unit.domain.findings import Finding
from mobile_unit.domain.money import FeeLine
from mobile_unit.domain.texts import Text
from mobile_unit.forms import countries, formats
from mobile_unit.forms.alike import Alike
from mobile_unit.forms.catalogue import Catalogue, Field, Rule, Service
from mobile_unit.forms.facts import as_date, facts_of
from mobile_unit.forms.hiding import Hidden
from mobile_unit.forms.regions import Regions

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

_SUFFIX = {
    "required": "required",
    "minLength": "required",
    "type": "type",
    "maxLength": "length",
    "enum": "choice",
    "pattern": "format",
    "format": "format",
}
_DEEPEST = 6
_LONGEST = 10_000
_FLAT = frozenset({str, int, bool})
_PARTS = frozenset({"applicant", "answers"})
Holds = Callable[[Mapping[str, Any] | None], bool]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A document to bring: one of ``kind`` and its ``alternatives``."""

    kind: str
    label: Text
    required: bool
    alternatives: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """What a check found. ``applicant`` and ``answers`` are normalised, without fields that don't apply;
    ``shown`` are the keys of the fields that do.

    ``referred``: units don't take this, they record it and refer it to the office, without its documents.
    ``unset_fees`` are codes of fees that the office sets, without an amount.
    ``closed`` is by field the choice that is not to be had this day, and why.
    """

    applicant: dict[str, Any]
    answers: dict[str, Any]
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    fees: tuple[FeeLine, ...]
    requirements: tuple[Requirement, ...]
    shown: frozenset[str]
    referred: bool = False
    unset_fees: tuple[str, ...] = ()
    closed: Mapping[str, tuple[Any, Text]] = MappingProxyType({})

    @property
    def ok(self) -> bool:
        return not self.errors


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What follows for all records that are alike in what the catalogue asks; ``rules`` are all that hold,
    ``needed`` the kinds of documents of which one is enough, with what requires them."""

    referred: bool
    rules: tuple[Finding, ...]
    requirements: tuple[Requirement, ...]
    needed: tuple[tuple[frozenset[str], Requirement], ...]
    fees: tuple[FeeLine, ...]
    unset_fees: tuple[str, ...]
    closed: Mapping[str, tuple[Any, Text]]


def check(
    service: Service,
    record: Mapping[str, Any],
    *,
    on: date,
    documents: Collection[str],
    regions: Regions,
) -> Outcome:
    """Check a record (``{"applicant": …, "answers": …}``) and the kinds of documents given with it.

    ``on`` is the day of the application. Takes whatever a JSON file may hold and raises nothing.
    """
    return _checker(service, regions).check(record, on, documents)


def papers_for(
    service: Service, *, answers: Mapping[str, Any], facts: Mapping[str, Any], regions: Regions
) -> tuple[Requirement, ...]:
    """What a service asks for where these answers and facts are given, for papers that tell the public."""
    checker = _checker(service, regions)
    return checker.requirements(checker.judge({"applicant": {}, "answers": answers, "facts": facts}))


@lru_cache(maxsize=32)
def _checker(service: Service, regions: Regions) -> _Checker:
    return _Checker(service, regions)


class _Checker:
    """A service's schemas, compiled once."""

    def __init__(self, service: Service, regions: Regions) -> None:
        from jsonschema_rs import Draft202012Validator

        self._service = service
        self._catalogue: Catalogue = service.catalogue
        self._regions = regions
        self._fields = {field.key: field for field in service.form.fields()}
        self._schema = Draft202012Validator(
            self._without_references(service.form.schema), formats=_formats(regions), validate_formats=True
        )
        self._compile = Draft202012Validator
        when = {key: field.shown_when for key, field in self._fields.items()}
        self._normalise: dict[str, dict[str, Callable[[str], str]]] = defaultdict(dict)
        for key, each in self._fields.items():
            if each.normalise not in (None, "text"):
                holder, _dot, name = key.rpartition(".")
                self._normalise[holder][name] = formats.NORMALISERS[each.normalise]
        self._shown_when = [(key, condition) for key, condition in when.items() if condition is not None]
        self._order = {key: place for place, key in enumerate(self._fields)}
        self._known_papers = frozenset(self._catalogue.document_labels)
        self._rules = tuple(rule for rule in self._catalogue.rules if rule.field in self._fields)
        self._findings = tuple((rule.when, _as_finding(rule)) for rule in self._rules)
        labels = self._catalogue.document_labels
        self._requirements = tuple(
            (rule.when, Requirement(rule.kind, labels[rule.kind], rule.required, rule.alternatives))
            for rule in service.documents
        )
        self._compiled: dict[int, Draft202012Validator] = {}
        self._equal: dict[str, Draft202012Validator] = {}
        self._hidden: Alike[Hidden] = Alike(condition for _key, condition in self._shown_when)
        asked = (*self._findings, *self._requirements, *((fee.when, fee) for fee in service.fees))
        self._verdicts: Alike[_Verdict] = Alike(
            (condition for condition, _then in asked if condition is not None),
            {("answers", key) for taking in service.taken for key in taking.unless},
        )

    def _without_references(self, node: Any) -> Any:
        """The schema with the shared definitions put in their places: following them at every check would
        cost a third of it."""
        if isinstance(node, Mapping):
            found = self._catalogue.resolved(node)
            return {key: self._without_references(value) for key, value in found.items()}
        return [self._without_references(value) for value in node] if isinstance(node, list) else node

    def check(self, record: Mapping[str, Any], on: date, documents: Collection[str]) -> Outcome:
        findings: list[Finding] = []
        applicant = self._tidy(record.get("applicant"), "applicant", findings)
        answers = self._tidy(record.get("answers"), "answers", findings)
        for key in sorted(record.keys() - _PARTS):
            findings.append(self._finding(str(key)[:60], "field.unknown", "field.unknown"))
        facts = facts_of(
            applicant,
            answers,
            on=on,
            regions=self._regions,
            non_electronic_until=self._catalogue.non_electronic_until,
        )
        instance = {"applicant": applicant, "answers": answers, "facts": facts}
        seen = self._hidden.key(instance)
        hidden = self._hidden.found(seen)
        if hidden is None:
            hidden = self._hides(instance)
        hidden.drop(instance)
        alike = self._verdicts.key(instance, on, hidden.keys)
        known = self._verdicts.found(alike)
        verdict = known or self._judged(instance, on, hidden.keys)
        if not self._schema.is_valid(instance):
            findings += [self._of_schema(error) for error in self._schema.iter_errors(instance)]
        if verdict.referred:
            findings = [finding for finding in findings if not self._may_lack(finding)]
        if known is None and not findings:  # what is not sound may be of any length
            self._hidden.keep(seen, hidden)
            self._verdicts.keep(alike, verdict)
        rules = verdict.rules
        if findings:
            told = {finding.field for finding in findings}
            rules = tuple(rule for rule in rules if rule.field not in told)
        findings += [rule for rule in rules if rule.severity == "block"]
        findings += self._of_documents(() if verdict.referred else verdict.needed, documents)
        return Outcome(
            applicant,
            answers,
            tuple(sorted(_unique(findings), key=self._place)) if findings else (),
            tuple(rule for rule in rules if rule.severity == "warn"),
            verdict.fees,
            verdict.requirements,
            hidden.shown,
            verdict.referred,
            verdict.unset_fees,
            verdict.closed,
        )

    def _hides(self, instance: Mapping[str, Any]) -> Hidden:
        """The fields that don't apply."""
        holds = self.judge(instance)
        return Hidden(frozenset(key for key, when in self._shown_when if not holds(when)), self._fields)

    def _judged(self, instance: Mapping[str, Any], on: date, hidden: Collection[str]) -> _Verdict:
        """What follows; a condition that shows a field stays as it was before anything was hidden."""
        shown = {self._compiled_for(when): key not in hidden for key, when in self._shown_when}
        holds = self.judge(instance, shown)
        fees, unset = self._fees(holds, on)
        requirements = self.requirements(holds)
        required = (each for each in requirements if each.required)
        return _Verdict(
            self._service.is_referred(instance["answers"], on),
            tuple(rule for when, rule in self._findings if holds(when)),
            requirements,
            tuple((frozenset((each.kind, *each.alternatives)), each) for each in required),
            fees,
            unset,
            self._closed(instance),
        )

    def _place(self, finding: Finding) -> int:
        return self._order.get(finding.field, len(self._order))

    def _closed(self, instance: Mapping[str, Any]) -> dict[str, tuple[Any, Text]]:
        """By field, the choice that is not to be had this day whatever else is answered, and why."""
        found = {}
        for rule in self._rules:
            closes = rule.closes
            if closes is None or closes.unless_asked in self._fields:
                continue
            answers = {**instance["answers"], rule.field.removeprefix("answers."): closes.value}
            if self.judge({**instance, "answers": answers})(rule.when):
                found[rule.field] = closes.value, rule.message
        return found

    def _tidy(self, value: Any, path: str, findings: list[Finding], depth: int = 0) -> dict[str, Any]:
        """A plain copy with normalised texts, without empty ones; what can't be written down is told."""
        if value is None:
            return {}
        if not isinstance(value, dict | Mapping) or depth > _DEEPEST:
            findings.append(self._finding(path, "field.type", "type"))
            return {}
        normalise = self._normalise.get(path, {})
        if _is_tidy(value):
            return _in_form(value, normalise)
        tidied: dict[str, Any] = {}
        for key, item in value.items():
            if isinstance(item, str):
                is_tidy = formats.is_tidy(item)
                if len(item) > _LONGEST or not (is_tidy or formats.is_unicode(item)):
                    here = f"{path}.{str(key)[:60]}"
                    findings.append(self._finding(here, "text.invalid", "text.invalid"))
                    continue
                if key in normalise:
                    item = normalise[key](item)
                elif not is_tidy:
                    item = formats.text(item)
            elif isinstance(item, float) and item.is_integer() and abs(item) < 1e15:
                item = int(item)
            elif isinstance(item, Mapping):
                item = self._tidy(item, f"{path}.{str(key)[:60]}", findings, depth + 1)
            if item is None or item == "" or item == {}:
                continue
            tidied[str(key)] = item
        return tidied

    def judge(
        self, instance: Mapping[str, Any], known: Mapping[Draft202012Validator, bool] | None = None
    ) -> Holds:
        """Answers whether a condition holds for this record; equal conditions are judged once, and those
        ``known`` are not judged."""
        judged = dict(known or {})

        def holds(condition: Mapping[str, Any] | None) -> bool:
            if condition is None:
                return True
            compiled = self._compiled_for(condition)
            if compiled not in judged:
                judged[compiled] = compiled.is_valid(instance)
            return judged[compiled]

        return holds

    def _compiled_for(self, condition: Mapping[str, Any]) -> Draft202012Validator:
        """A condition of the catalogue, compiled once for all that are equal."""
        if id(condition) not in self._compiled:
            name = json.dumps(condition, sort_keys=True)
            if name not in self._equal:
                self._equal[name] = self._compile(dict(condition))
            self._compiled[id(condition)] = self._equal[name]
        return self._compiled[id(condition)]

    def _of_schema(self, error: ValidationError) -> Finding:
        path = ".".join(str(part) for part in error.instance_path)
        keyword, said = error.kind.name, error.kind.as_dict()
        if keyword == "required":
            path = f"{path}.{said['property']}"
        elif keyword == "additionalProperties":
            return self._finding(f"{path}.{min(said['unexpected'])[:60]}", "field.unknown", "field.unknown")
        field = self._fields.get(path)
        suffix = _SUFFIX.get(keyword, "format")
        if field is None:
            code = f"{path.rsplit('.', 1)[-1]}.{suffix}" if suffix == "required" else f"field.{suffix}"
            return self._finding(path, code, suffix)
        own = field.messages.get(keyword)
        if own is not None:
            return Finding(path, own["code"], Text.of(own["message"]))
        return self._finding(path, f"{field.code}.{suffix}", suffix)

    def _finding(self, field: str, code: str, message: str) -> Finding:
        return Finding(field, code, self._catalogue.messages[message])

    def requirements(self, holds: Holds) -> tuple[Requirement, ...]:
        return tuple(requirement for when, requirement in self._requirements if holds(when))

    def _of_documents(
        self, needed: tuple[tuple[frozenset[str], Requirement], ...], documents: Collection[str]
    ) -> Iterator[Finding]:
        given = set(documents)
        for kinds, requirement in needed:
            if kinds.isdisjoint(given):
                message = self._catalogue.messages["document.required"]
                told = Text(
                    message.id.format(label=requirement.label.id),
                    message.en.format(label=requirement.label.en),
                )
                yield Finding(f"documents.{requirement.kind}", "document.required", told)
        for kind in sorted(given - self._known_papers):
            yield self._finding(f"documents.{kind[:60]}", "document.unknown", "document.unknown")

    def _may_lack(self, finding: Finding) -> bool:
        """Whether a finding is only that something lacks which the office will ask for itself."""
        return finding.code.endswith(".required") and finding.field in self._service.not_needed_when_referred

    def _fees(self, holds: Holds, on: date) -> tuple[tuple[FeeLine, ...], tuple[str, ...]]:
        """The lines, and the codes of what the office sets; with one of these no other is stated either, for
        the sum would not be what is to be paid."""
        lines: list[FeeLine] = []
        unset: list[str] = []
        for rule in self._service.fees:
            tariff = self._catalogue.tariff(rule.code, on) if holds(rule.when) else None
            if tariff is None:
                continue
            if tariff.confirmed and tariff.amount is not None:
                lines.append(FeeLine(tariff.code, tariff.amount))
            else:
                unset.append(tariff.code)
        return (() if unset else tuple(lines)), tuple(unset)


def _is_tidy(value: Mapping[str, Any]) -> bool:
    """Whether there is nothing to do for ``_tidy`` but the fields' own forms; mostly so, as a counter sends
    what it keeps."""
    if not _FLAT.issuperset(map(type, value.values())):
        return False
    line = " ".join([item for item in value.values() if type(item) is str])
    return len(line) <= _LONGEST and formats.is_tidy(line)


def _in_form(value: Mapping[str, Any], normalise: Mapping[str, Callable[[str], str]]) -> dict[str, Any]:
    found = dict(value)
    for key in normalise.keys() & value.keys():
        if isinstance(found[key], str):
            found[key] = normalise[key](found[key])
            if not found[key]:  # hyphens alone are no number
                del found[key]
    return found


def _as_finding(rule: Rule) -> Finding:
    return Finding(rule.field, rule.code, rule.message, "warn" if rule.severity == "warn" else "block")


def _unique(findings: list[Finding]) -> list[Finding]:
    return list({(finding.field, finding.code): finding for finding in findings}.values())


def _formats(regions: Regions) -> dict[str, Callable[[str], bool]]:
    """What the schemas' ``format`` words mean."""
    return {
        "date": lambda value: as_date(value) is not None,
        "person-name": formats.is_name,
        "phone-id": formats.is_phone,
        "email-address": formats.is_email,
        "village": lambda value: regions.village(value) is not None,
        "country": countries.is_country,
    }


def field_of(service: Service, key: str) -> Field | None:
    """The field with this key, if the service's form has it."""
    return next((field for field in service.form.fields() if field.key == key), None)
