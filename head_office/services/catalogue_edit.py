"""The newest catalogue with other fees, or other services taken at the units, as a version of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from head_office.office import HeadOffice
from head_office.store import publications as kept
from mobile_unit.domain.publications import CATALOGUE, order
from mobile_unit.domain.texts import Text
from mobile_unit.forms import shelf
from mobile_unit.forms.catalogue import Catalogue, version_on
from mobile_unit.forms.catalogue_check import NotSound, Problem


@dataclass(frozen=True, slots=True)
class Edit:
    """What is otherwise from ``start`` on: amounts by a fee's code, whether units take a service by its code;
    ``words`` tell it to officers."""

    start: date
    legal_basis: str
    fees: Mapping[str, int]
    taken: Mapping[str, bool]
    words: Text


def newest(office: HeadOffice) -> Catalogue:
    """What an edit begins with: the highest version, also one whose day has not come."""
    with office.database.read() as connection:
        listed = kept.published(connection)
    return Catalogue.load(version_on(listed, date.max))


def edited(office: HeadOffice, edit: Edit) -> dict[str, Any]:
    """The whole new version; raises NotSound for what is no edit."""
    base = newest(office)
    problems = []
    if not 3 <= len(edit.legal_basis.strip()) <= 300:
        problems.append(Problem("", "legal_basis", Text("Sebut dasar hukumnya.", "Name the legal basis.")))
    if not edit.fees and not edit.taken:
        problems.append(Problem("", "", Text("Tidak ada yang berubah.", "Nothing is changed.")))
    if problems:
        raise NotSound(problems)
    document: dict[str, Any] = json.loads(json.dumps(shelf.find(base.version)))
    listed = document["catalogue"]
    listed |= {
        "version": next_version(office, edit.start),
        "from": edit.start.isoformat(),
        "changes": [edit.words.as_dict()],
    }
    for code, amount in edit.fees.items():
        _charge(listed["fees"], code, amount, edit)
    for code, taken in edit.taken.items():
        service = document["services"][code]
        service["taken_at_unit"] = _takings(service["taken_at_unit"], taken, edit)
    return document


def next_version(office: HeadOffice, start: date) -> str:
    """The next number after all that ship, are published or wait for it."""
    with office.database.read() as connection:
        states = (kept.PUBLISHED, kept.PROPOSED, kept.APPROVED)
        taken = [each.number for each in kept.listed(connection, *states) if each.kind == CATALOGUE]
    year, number = max(order(each) for each in (*taken, *shelf.shipped()))
    return f"{start.year}.1" if start.year > year else f"{year}.{number + 1}"


def _charge(fees: list[dict[str, Any]], code: str, amount: int, edit: Edit) -> None:
    """A new amount from the day on; what was to hold later of the same fee is replaced by it."""
    own = [row for row in fees if row["code"] == code]
    at = fees.index(own[-1]) + 1
    start, before = edit.start.isoformat(), (edit.start - timedelta(days=1)).isoformat()
    fees.insert(
        at, {**own[-1], "amount": amount, "from": start, "until": None, "legal_basis": edit.legal_basis}
    )
    fees[at].pop("confirmed", None)
    for row in own:
        if row["from"] >= start:
            fees.remove(row)
        elif row["until"] is None or row["until"] >= start:
            row["until"] = before


def _takings(rows: list[dict[str, Any]], taken: bool, edit: Edit) -> list[dict[str, Any]]:
    start, before = edit.start.isoformat(), (edit.start - timedelta(days=1)).isoformat()
    kept_ = [
        {**row, "until": before if row["until"] is None or row["until"] >= start else row["until"]}
        for row in rows
        if row["from"] < start
    ]
    unless = {"unless": rows[-1]["unless"]} if rows and "unless" in rows[-1] else {}
    new = {"from": start, "until": None, "legal_basis": edit.legal_basis, **unless}
    return [*kept_, new] if taken else kept_
