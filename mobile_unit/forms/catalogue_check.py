"""Whether a catalogue can be published: every error with its file and field, in plain words.

The shape is a JSON Schema (``resources/catalogue/shape.json``); then what one file says of another is held
against it; at last the very code of the counter loads it and asks it everything once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.shelf import Document
from mobile_unit.forms.standards import Standard, six_items
from mobile_unit.forms.validation import check
from mobile_unit.resources import resource

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

MOST_BYTES = 4 * 1024 * 1024
"""Of all files of a catalogue together."""

_WORDS = {
    "required": Text("Isian ini tidak ada.", "This is missing."),
    "type": Text("Jenis isian ini salah.", "This is of the wrong kind."),
    "format": Text("Tulis hari seperti 2027-01-31.", "Write a day like 2027-01-31."),
    "pattern": Text("Bentuk isian ini salah.", "This is not written as it should be."),
    "minLength": Text("Isian ini kosong.", "This is empty."),
    "minItems": Text("Daftar ini kosong.", "This list is empty."),
    "minimum": Text("Angka ini terlalu kecil.", "This number is too small."),
    "maximum": Text("Angka ini terlalu besar.", "This number is too large."),
    "enum": Text("Isian ini tidak dikenal.", "This is none of what may stand here."),
    "uniqueItems": Text("Ada yang disebut dua kali.", "Something is named twice."),
    "additionalProperties": Text("Isian ini tidak dikenal.", "This is not known here."),
}
_NOT_UNDERSTOOD = Text("Isian ini tidak dapat dipakai.", "This can't be used.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a publication can't go out: where (``fees.PB-E-5.from``), and what to mend."""

    file: str
    field: str
    words: Text


class NotSound(ValueError):
    """What was to be published has these errors."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def read_catalogue(folder: Path) -> dict[str, Any]:
    """A catalogue's folder as one document; raises NotSound for files that are missing or no JSON."""
    problems: list[Problem] = []

    def read(name: str) -> Any:
        path = folder / name
        try:
            if path.stat().st_size > MOST_BYTES:
                raise ValueError
            return json.loads(path.read_text("utf-8"))
        except json.JSONDecodeError as error:
            where = Text(
                f"Baris {error.lineno}, huruf {error.colno} bukan JSON.",
                f"Line {error.lineno}, column {error.colno} is no JSON.",
            )
            problems.append(Problem(name, "", where))
        except (OSError, ValueError, RecursionError):
            problems.append(
                Problem(name, "", Text("Berkas ini tidak dapat dibaca.", "This file can't be read."))
            )
        return {}

    catalogue = read("catalogue.json")
    document: dict[str, Any] = {"catalogue": catalogue, "form": read("form.json")}
    for part in ("services", "standards"):
        listed = catalogue.get(part, ()) if isinstance(catalogue, dict) else ()
        named = [code for code in listed if isinstance(code, str) and "/" not in code and "\\" not in code]
        document[part] = {code: read(f"{part}/{code}.json") for code in dict.fromkeys(named)}
    if problems:
        raise NotSound(problems)
    return document


def problems_of(document: Document) -> list[Problem]:
    """Everything that keeps a catalogue from being published."""
    found = list(_misshapen(document))
    if not found:
        found = list(_contradictions(document))
    return found or list(_tried(document))


def _misshapen(document: Document) -> Iterator[Problem]:
    yield from _held(_shape("catalogue"), document["catalogue"], "catalogue.json")
    for part in ("service", "standard"):
        for code, each in document[f"{part}s"].items():
            yield from _held(_shape(part), each, f"{part}s/{code}.json")


def _held(shape: Draft202012Validator, said: Any, file: str) -> Iterator[Problem]:
    for error in shape.iter_errors(said):
        yield _in_words(_innermost(error), said, file)


def _innermost(error: ValidationError) -> ValidationError:
    """Of several ways to write something, what is wrong with the one that was meant."""
    from jsonschema_rs import ValidationErrorKind

    while isinstance(error.kind, ValidationErrorKind.AnyOf):
        ways = [way for way in error.kind.context if way]
        meant = [way for way in ways if way[0].kind.name != "type"] or ways
        error = meant[-1][0]
    return error


def _in_words(error: ValidationError, said: Any, file: str) -> Problem:
    from jsonschema_rs import ValidationErrorKind

    path = list(error.instance_path)
    words = _WORDS.get(error.kind.name, _NOT_UNDERSTOOD)
    if isinstance(error.kind, ValidationErrorKind.Required):
        path.append(error.kind.property)
    return Problem(file, _named(path, said), words)


def _named(path: list[str | int], said: Any) -> str:
    """``fees.PB-E-5.from``: what is in a list is named by its code or key, or its place from 1."""
    parts, node = [], said
    for part in path:
        inside = node[part] if not isinstance(part, str) or part in node else None
        name = inside.get("code", inside.get("key")) if isinstance(inside, dict) else None
        parts.append(str(part) if isinstance(part, str) else name if isinstance(name, str) else f"{part + 1}")
        node = inside
    return ".".join(parts)


@cache
def _shape(part: str) -> Draft202012Validator:
    from jsonschema_rs import Draft202012Validator

    shapes = json.loads(resource("catalogue", "shape.json").read_text("utf-8"))
    return Draft202012Validator({**shapes, "$ref": f"#/$defs/{part}"}, validate_formats=True)


def _contradictions(document: Document) -> Iterator[Problem]:
    catalogue = document["catalogue"]
    yield from _fees(catalogue["fees"])
    if catalogue["clock_starts"] not in catalogue["moments"]:
        yield _unknown("catalogue.json", "clock_starts", catalogue["clock_starts"])
    for kind in catalogue.get("made_here", ()):
        if kind not in catalogue["documents"]:
            yield _unknown("catalogue.json", "made_here", kind)
    for at, rule in enumerate(catalogue["rules"], 1):
        yield from _condition("catalogue.json", f"rules.{at}.when", rule["when"])
    for code, service in document["services"].items():
        yield from _service(f"services/{code}.json", code, service, catalogue)
    for code, standard in document["standards"].items():
        yield from _standard(f"standards/{code}.json", code, standard, document)


def _fees(fees: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """A fee has one amount a day, and one that is certain has an amount."""
    said: dict[str, list[tuple[str, str]]] = {}
    for fee in fees:
        where = f"fees.{fee['code']}"
        since, until = fee["from"], fee["until"] or "9999-12-31"
        if until < since:
            yield Problem(
                "catalogue.json", f"{where}.until", Text("Berakhir sebelum mulai.", "Ends before it begins.")
            )
        if any(since <= other_until and other <= until for other, other_until in said.get(fee["code"], ())):
            words = Text(
                f"Tarif ini punya dua jumlah pada hari yang sama (mulai {since}).",
                f"This fee has two amounts on the same day (from {since}).",
            )
            yield Problem("catalogue.json", f"{where}.from", words)
        if fee["amount"] is None and fee.get("confirmed", True):
            yield Problem(
                "catalogue.json",
                f"{where}.amount",
                Text(
                    'Tarif tanpa jumlah ditandai "confirmed": false.',
                    'A fee without an amount is marked "confirmed": false.',
                ),
            )
        said.setdefault(fee["code"], []).append((since, until))


def _service(
    file: str, code: str, service: Mapping[str, Any], catalogue: Mapping[str, Any]
) -> Iterator[Problem]:
    if service["code"] != code:
        yield _unknown(file, "code", service["code"])
    fees = {fee["code"] for fee in catalogue["fees"]}
    for row in service["requirements"]:
        for kind in (row["kind"], *row.get("alternatives", ())):
            if kind not in catalogue["documents"]:
                yield _unknown(file, "requirements", kind)
        yield from _condition(file, f"requirements.{row['kind']}.when", row.get("when"))
    for row in service["fees"]:
        if row["code"] not in fees:
            yield _unknown(file, "fees", row["code"])
        yield from _condition(file, f"fees.{row['code']}.when", row.get("when"))
    yield from _condition(file, "schema", service["schema"])


def _standard(file: str, code: str, standard: Mapping[str, Any], document: Document) -> Iterator[Problem]:
    catalogue = document["catalogue"]
    if standard["code"] != code:
        yield _unknown(file, "code", standard["code"])
    if standard["service"] not in document["services"]:
        yield _unknown(file, "service", standard["service"])
    for fee in standard["fees"]:
        if fee not in {each["code"] for each in catalogue["fees"]}:
            yield _unknown(file, "fees", fee)
    starts = standard["time"]["from"]
    if starts is not None and starts not in catalogue["moments"]:
        yield _unknown(file, "time.from", starts)
    if standard["time"]["days"] is None and not standard["time"]["notes"]:
        words = Text(
            "Sebut jangka waktunya, atau mengapa tidak ada.",
            "Say how long it takes, or why nothing is promised.",
        )
        yield Problem(file, "time", words)


def _condition(file: str, field: str, schema: Any) -> Iterator[Problem]:
    from jsonschema_rs import meta

    if schema is not None and not meta.is_valid(schema):
        yield Problem(file, field, Text("Syarat ini bukan JSON Schema.", "This condition is no JSON Schema."))


def _unknown(file: str, field: str, name: str) -> Problem:
    return Problem(file, field, Text(f'"{name}" tidak dikenal.', f'"{name}" is not known.'))


def _tried(document: Document) -> Iterator[Problem]:
    """What the counter's own code can't load, check or print; where it goes well, nothing."""
    try:
        catalogue = Catalogue(document)
    except Exception as error:
        found = [each for code in document["services"] for each in _alone(document, code)]
        yield from found or [Problem("catalogue.json", _field_of(error), _NOT_UNDERSTOOD)]
        return
    regions, on = Regions.load(), catalogue.effective_from
    nothing: dict[str, Any] = {"applicant": {}, "answers": {}}
    for code, service in catalogue.services.items():
        ask = partial(check, service, nothing, on=on, documents=(), regions=regions)
        yield from _goes(f"services/{code}.json", ask)
    for code, standard in catalogue.standards.items():
        yield from _goes(f"standards/{code}.json", partial(_require_six, standard, catalogue, on, regions))


def _alone(document: Document, code: str) -> Iterator[Problem]:
    """What keeps one service from being loaded."""
    listed = {**document["catalogue"], "services": [code], "standards": []}
    yield from _goes(f"services/{code}.json", lambda: Catalogue({**document, "catalogue": listed}))


def _require_six(standard: Standard, catalogue: Catalogue, on: date, regions: Regions) -> None:
    """UU 25/2009 wants all six items said."""
    for item in six_items(standard, catalogue, on=on, regions=regions):
        if not any(group.rows for group in item.groups):
            raise KeyError(item.key)


def _goes(file: str, ask: Callable[[], object]) -> Iterator[Problem]:
    try:
        ask()
    except Exception as error:  # whatever it is, it must not come up at a counter first
        yield Problem(file, _field_of(error), _NOT_UNDERSTOOD)


def _field_of(error: Exception) -> str:
    return str(error.args[0])[:80] if isinstance(error, KeyError) and error.args else ""
