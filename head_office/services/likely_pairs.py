"""Applications that may be of one person: what the nights found, and what people say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from head_office.office import HeadOffice
from head_office.services.acts import PAIR_DISMISSED, PAIR_TAKEN_UP
from head_office.services.night.likeness import LIKE_NAME, SAME_NUMBER
from head_office.store import acts, filed, pairs
from head_office.store.engine import Connection
from head_office.store.staff import Member
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

MOST_LISTED = 200
MAX_REASON = 200


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """The rows of two applications; ``same_number`` where they have one NIK, ``score`` of 100 otherwise."""

    first: Mapping[str, Any]
    second: Mapping[str, Any]
    same_number: bool
    score: int


def listed(office: HeadOffice) -> list[LikelyPair]:
    """What nobody dismissed, the likeliest first; what a night found."""
    with office.database.read() as connection:
        rows = pairs.listed(connection, (SAME_NUMBER, LIKE_NAME), MOST_LISTED)
        on_file = filed.found(connection, {row[name] for row in rows for name in ("first", "second")})
    return [
        LikelyPair(on_file[row["first"]], on_file[row["second"]], row["kind"] == SAME_NUMBER, row["score"])
        for row in rows
        if row["first"] in on_file and row["second"] in on_file
    ]


def dismiss(office: HeadOffice, member: Member, number: str, other: str, reason: str) -> None:
    """Two applications are of two people, as somebody says who looked at both; the nights no longer tell of
    them. Raises UserFacingError."""
    words = " ".join(reason.split())
    if not 0 < len(words) <= MAX_REASON:
        raise UserFacingError(_("Write why they are two people, in at most 200 letters."))
    with office.database.write() as connection:
        first, second = _both(connection, number, other)
        same = bool(first["nik"]) and first["nik"] == second["nik"]
        said = {"kind": SAME_NUMBER if same else LIKE_NAME, "by": member.nip, "reason": words}
        if not pairs.dismiss(connection, first["id"], second["id"], at=office.now(), **said):
            raise UserFacingError(_("Somebody said so already."))
        _note(office, connection, member, PAIR_DISMISSED, first, second, words)


def take_up_again(office: HeadOffice, member: Member, number: str, other: str) -> None:
    """They may be one person after all: the next night tells of them again, where it finds them alike."""
    with office.database.write() as connection:
        first, second = _both(connection, number, other)
        if not pairs.take_up_again(connection, first["id"], second["id"]):
            raise UserFacingError(_("Nobody said that they are two people."))
        _note(office, connection, member, PAIR_TAKEN_UP, first, second, "")


def _both(connection: Connection, number: str, other: str) -> tuple[dict[str, Any], dict[str, Any]]:
    first, second = filed.find_numbered(connection, number), filed.find_numbered(connection, other)
    if first is None or second is None or first["id"] == second["id"]:
        raise UserFacingError(_("Head office holds no application with this number."))
    return first, second


def _note(
    office: HeadOffice,
    connection: Connection,
    member: Member,
    what: str,
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    words: str,
) -> None:
    subject = " ".join(sorted((first["number"], second["number"])))
    acts.note(connection, office.now(), member.nip, what, subject, words)
