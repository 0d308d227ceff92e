"""Who lost the slip of a complaint: found by what they said of themselves, and given a copy.

Only who gave their name openly is found by it; a name in confidence is read by supervisors alone, one
complaint at a time, and an anonymous complaint has none. What is sealed whole has no copy: whoever comes
may be the one it is about (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from head_office.office import HeadOffice
from head_office.services.complaint_records import opened as said_in
from head_office.services.complaints import visible
from head_office.store import complaints, filed, looks
from head_office.store.staff import Member
from mobile_unit.domain.complaints import written_code
from mobile_unit.domain.duplicates import name_key
from mobile_unit.domain.entries import read_entry
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

MOST_FOUND = 20
_LETTERS, _DIGITS = 3, 6


@dataclass(frozen=True, slots=True)
class SlipCopy:
    """What the copy of a slip says; nothing of what was said, and no name."""

    row: Mapping[str, Any]
    code: str


def find(office: HeadOffice, member: Member, name: str, phone: str, day: str) -> list[dict[str, Any]]:
    """Complaints of who gave this name openly, on this day (ISO) or with this telephone, the newest first.

    Raises UserFacingError while too little is known: a name alone is anybody's.
    """
    wanted, digits, day = name_key(name), _digits(phone), day.strip()
    if len(wanted) < _LETTERS or (len(digits) < _DIGITS and not day):
        raise UserFacingError(
            _("Write the name, and the telephone or the day that it was taken."),
            _("A name alone may be somebody else's."),
        )
    with office.database.write() as connection:
        found = []
        for row, raw in complaints.under_a_name(connection, not_about=[member.nip], day=day):
            person = said_in(office, read_entry(raw).body)["person"]
            if wanted in name_key(person["name"]) and (not digits or digits in _digits(person["phone"])):
                found.append(row)
        ids = [row["id"] for row in found]
        looks.note_each(connection, member.nip, ids, "complaint found", office.now())
    return found[::-1][:MOST_FOUND]


def copy_of(office: HeadOffice, member: Member, number: str) -> SlipCopy:
    """Raises UserFacingError for one that is sealed whole, or whose name the member may not read."""
    with office.database.write() as connection:
        row = visible(connection, member, number)
        if not can_be_copied(row):
            raise UserFacingError(
                _("There is no copy of this slip: whoever asks may be the one it is about."),
                _("Answer the person another way, by what they left to reach them."),
            )
        looks.note(connection, member.nip, row["id"], "complaint slip", office.now())
        said = said_in(office, filed.body_of(connection, row))
    return SlipCopy(row, written_code(said["code"]))


def can_be_copied(row: Mapping[str, Any]) -> bool:
    return not row["sealed"]


def _digits(phone: str) -> str:
    """Without what people put before: ``+62 812`` and ``0812`` are the same."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    return digits.removeprefix("62").removeprefix("0")
