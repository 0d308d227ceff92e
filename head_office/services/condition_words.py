"""When a document is asked for, in words: the catalogue's conditions (JSON Schema) as an office says them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Field, Service

ALWAYS = Text("Selalu", "Always")
_FACTS = {
    ("minor", False): Text("dewasa", "adults"),
    ("minor", True): Text("anak", "children"),
    ("old_issued_before_2009", True): Text("paspor lama sebelum 2009", "old book from before 2009"),
    ("old_issued_before_2009", False): Text("paspor lama sejak 2009", "old book since 2009"),
}


def words_of(when: Mapping[str, Any] | None, service: Service) -> Text:
    """``Dewasa dan (hilang/rusak atau …)``; what has no words here is named by its key."""
    if when is None:
        return ALWAYS
    said = _said(when, {field.key: field for field in service.form.fields()})
    return Text(said.id[:1].upper() + said.id[1:], said.en[:1].upper() + said.en[1:])


def _said(when: Mapping[str, Any], fields: Mapping[str, Field]) -> Text:
    if "allOf" in when:
        return _joined((_nested(each, fields) for each in when["allOf"]), Text(" dan ", " and "))
    if "anyOf" in when:
        return _joined((_nested(each, fields) for each in when["anyOf"]), Text(" atau ", " or "))
    if "not" in when:
        inner = _nested(when["not"], fields)
        return Text(f"bukan {inner.id}", f"not {inner.en}")
    properties = when.get("properties", {})
    facts = properties.get("facts", {}).get("properties", {})
    answers = properties.get("answers", {}).get("properties", {})
    return _joined(
        (
            *(_fact(name, rule.get("const")) for name, rule in facts.items()),
            *(_answer(fields.get(f"answers.{name}"), name, rule) for name, rule in answers.items()),
        ),
        Text(" dan ", " and "),
    )


def _nested(when: Mapping[str, Any], fields: Mapping[str, Field]) -> Text:
    said = _said(when, fields)
    return Text(f"({said.id})", f"({said.en})") if {"allOf", "anyOf"} & set(when) else said


def _fact(name: str, value: object) -> Text:
    known = _FACTS.get((name, value)) if isinstance(value, bool) else None
    return known or Text.of(f"{name}: {value}")


def _answer(field: Field | None, name: str, rule: Mapping[str, Any]) -> Text:
    values = rule.get("enum", [rule.get("const")])
    if field is None:
        return Text.of(f"{name}: {'/'.join(map(str, values))}")
    if values == [True]:
        return _small(field.label)
    labels = {choice.value: choice.label for choice in field.choices}
    return _joined((_small(labels.get(value, Text.of(str(value)))) for value in values), Text("/", "/"))


def _small(text: Text) -> Text:
    return Text(text.id[:1].lower() + text.id[1:], text.en[:1].lower() + text.en[1:])


def _joined(parts: Iterable[Text], between: Text) -> Text:
    listed = list(parts)
    return Text(between.id.join(each.id for each in listed), between.en.join(each.en for each in listed))
