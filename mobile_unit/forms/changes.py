"""What one version of an application says otherwise than the one before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mobile_unit.domain.corrections import Change
from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue

FEES = Text("Biaya", "Fees")


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], catalogue: Catalogue
) -> tuple[Change, ...]:
    """In the form's order, then documents (by SHA-256) and the sum of the fees; ``catalogue`` gives labels.

    Values are as stored; a field the form does not know is named by its key.
    """
    service = catalogue.services.get(after["service"])
    labels = {field.key: field.label for field in service.form.fields()} if service else {}
    old, new = _flat(before), _flat(after)
    order = [*labels, *sorted((set(old) | set(new)) - set(labels))]
    found = [
        Change(key, labels.get(key, Text(key, key)), old.get(key), new.get(key))
        for key in order
        if old.get(key) != new.get(key)
    ]
    found += _documents(before, after, catalogue)
    paid = [sum(fee["amount"] for fee in body["fees"]) for body in (before, after)]
    if paid[0] != paid[1]:
        found.append(Change("fees", FEES, *paid))
    return tuple(found)


def _flat(body: Mapping[str, Any]) -> dict[str, Any]:
    """``applicant.nik``, ``answers.guardian.nik`` … with their values."""
    flat: dict[str, Any] = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                walk(item, f"{path}.{key}")
        else:
            flat[path] = value

    for part in ("applicant", "answers"):
        walk(body[part], part)
    return flat


def _documents(before: Mapping[str, Any], after: Mapping[str, Any], catalogue: Catalogue) -> list[Change]:
    old, new = ({d["kind"]: d["sha256"] for d in body["documents"]} for body in (before, after))
    return [
        Change(
            f"documents.{kind}",
            catalogue.document_labels.get(kind, Text(kind, kind)),
            old.get(kind),
            new.get(kind),
        )
        for kind in dict.fromkeys((*old, *new))
        if old.get(kind) != new.get(kind)
    ]
