"""The same person twice: how people are compared, and what is said when one is found.

Two records are of the same person by their NIK (a foreigner's by the passport number), or by name and birth
date together; a name alone never says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mobile_unit.domain.findings import Finding
from mobile_unit.domain.states import DRAFT, officers_word
from mobile_unit.domain.texts import Text

SAME_NIK = "duplicate.nik"
SAME_PASSPORT = "duplicate.passport_number"
SAME_NAME_AND_BIRTH = "duplicate.name_birth"
FIELDS = {
    SAME_NIK: "applicant.nik",
    SAME_PASSPORT: "applicant.passport_number",
    SAME_NAME_AND_BIRTH: "applicant.full_name",
}
DUPLICATES = tuple(FIELDS)

LET_GO = ("rejected", "withdrawn", "cancelled")
"""An application that ended so stands in nobody's way; that there was one is still said."""


def name_key(name: str) -> str:
    """A name without case, accents, spaces and marks: ``Nur'aini`` and ``NUR AINI`` are the same."""
    lower = name.lower() if name.isascii() else unicodedata.normalize("NFKD", name.casefold())
    plain = lower.replace(" ", "")
    return plain if plain.isalnum() else "".join(letter for letter in plain if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another record of the same person; ``number`` is "" for a draft, ``at`` when it was submitted or last
    typed in, ``state`` a key of ``domain/states.py``."""

    code: str
    id: str
    number: str
    service: str
    at: str
    state: str

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_let_go(self) -> bool:
        """Whether it may be passed over without a reason."""
        return self.state in LET_GO


def findings_of(duplicates: Iterable[Duplicate]) -> tuple[Finding, ...]:
    """What goes on record: one warning for each way of being the same, about the first found so."""
    found: dict[str, Finding] = {}
    for each in duplicates:
        if not each.is_let_go and each.code not in found:
            found[each.code] = Finding(FIELDS[each.code], each.code, _message(each), "warn")
    return tuple(found.values())


def _message(each: Duplicate) -> Text:
    state = officers_word(each.state)
    how = _HOW[each.code]
    if each.is_draft:
        return Text(f"{how.id} dengan sebuah draf.", f"{how.en} as a draft.")
    return Text(
        f"{how.id} dengan permohonan {each.number} ({state.id}).",
        f"{how.en} as application {each.number} ({state.en}).",
    )


_HOW = {
    SAME_NIK: Text("NIK sama", "The same NIK"),
    SAME_PASSPORT: Text("Nomor paspor sama", "The same passport number"),
    SAME_NAME_AND_BIRTH: Text("Nama dan tanggal lahir sama", "The same name and birth date"),
}
