"""Referrals (rujukan) to other offices: whom to, why, by whose written consent, and where they stand.

What is told of a person here may be specific data (UU 27/2022 Ps 4): nothing is kept or sent before the
person, or whoever answers for them, has signed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mobile_unit.domain.entries import require_moment
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.texts import Text

KINDS: Mapping[str, Text] = {
    "health": Text("Kesehatan", "Health"),
    "mental_health": Text("Kesehatan jiwa", "Mental health"),
    "social": Text("Sosial", "Social services"),
    "protection": Text("Perlindungan perempuan dan anak", "Protection of women and children"),
    "labour": Text("Ketenagakerjaan dan PMI", "Labour and migrant workers"),
    "civil_registry": Text("Kependudukan", "Civil registry"),
    "education": Text("Pendidikan", "Education"),
    "other": Text("Lainnya", "Other"),
}

SENT, RECEIVED, DONE, REFUSED = "sent", "received", "done", "refused"
STATUSES: Mapping[str, Text] = {
    SENT: Text("Dikirim", "Sent"),
    RECEIVED: Text("Diterima", "Received"),
    DONE: Text("Selesai", "Done"),
    REFUSED: Text("Ditolak", "Refused"),
}
CLOSED = (DONE, REFUSED)
NEXT: Mapping[str, tuple[str, ...]] = {
    SENT: (RECEIVED, DONE, REFUSED),
    RECEIVED: (DONE, REFUSED),
    DONE: (),
    REFUSED: (),
}

SELF = "self"
SIGNERS: Mapping[str, Text] = {
    SELF: Text("Yang bersangkutan", "The person"),
    "guardian": Text("Orang tua atau wali", "Parent or guardian"),
    "companion": Text("Pendamping yang dikuasakan", "Companion with authority"),
}
ON_PAPER, SCANNED = "paper", "scan"

LONGEST_LINE = 200
LONGEST_TEXT = 2000
KEPT_DAYS = 30
"""So long the words of a letter stay on the laptop at most."""

_KEY = re.compile(r"[a-z0-9_]{2,40}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_OFFICE = {"key", "kind", "name", "address", "phone", "contact"}
_MADE = {"id", "number", "made_at", "target", "sealed", "consent", "files", "officer", "unit"}
_DETAILS = {"person", "reason", "asked", "signed_by", "signer"}
_PERSON = {"name", "birth_date", "address", "phone"}
_STATUS = {"id", "number", "at", "status", "sealed", "officer", "unit"}
MOST_OFFICES = 200


@dataclass(frozen=True, slots=True)
class Target:
    """An office of the directory; all but its name may be ""."""

    key: str
    kind: str
    name: str
    address: str = ""
    phone: str = ""
    contact: str = ""

    def as_body(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("key", "kind", "name", "address", "phone", "contact")}


@dataclass(frozen=True, slots=True)
class Referred:
    """What the letter says of a person: who it is, why they are sent and what is asked for them.
    ``signed_by`` signed the consent, as ``signer``."""

    name: str
    reason: str
    asked: str = ""
    birth_date: str = ""
    address: str = ""
    phone: str = ""
    signed_by: str = ""
    signer: str = SELF

    def as_body(self) -> dict[str, Any]:
        person = {name: getattr(self, name) for name in ("name", "birth_date", "address", "phone")}
        return {
            "person": person,
            "reason": self.reason,
            "asked": self.asked,
            "signed_by": self.signed_by,
            "signer": self.signer,
        }

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Referred:
        person = body["person"]
        return cls(
            person["name"],
            body["reason"],
            body["asked"],
            person["birth_date"],
            person["address"],
            person["phone"],
            body["signed_by"],
            body["signer"],
        )


def read_directory(offices: object) -> tuple[Target, ...]:
    """The offices of a directory; raises ValueError, KeyError or TypeError for what is none."""
    _require(isinstance(offices, list) and len(offices) <= MOST_OFFICES)
    assert isinstance(offices, Sequence)
    for each in offices:
        _require(set(each) == _OFFICE and _KEY.fullmatch(each["key"]) is not None and each["kind"] in KINDS)
        _require(_is_text(each["name"], LONGEST_LINE))
        _require(
            all(_is_text(each[name], LONGEST_LINE, empty=True) for name in ("address", "phone", "contact"))
        )
    _require(len({each["key"] for each in offices}) == len(offices))
    return tuple(Target(**each) for each in offices)


def require_made(body: Mapping[str, Any]) -> None:
    """Raises ValueError, KeyError or TypeError for what no unit writes."""
    _require(set(body) == _MADE and is_record_id(body["id"]))
    require_moment(body["made_at"])
    target = body["target"]
    _require(set(target) == {"key", "kind", "name"} and _KEY.fullmatch(target["key"]) is not None)
    _require(target["kind"] in KINDS and _is_text(target["name"], LONGEST_LINE))
    _require(_is_text(body["sealed"], 64 * 1024) and body["consent"] in (ON_PAPER, SCANNED))
    files = body["files"]
    _require(isinstance(files, list) and len(files) == (1 if body["consent"] == SCANNED else 0))
    for each in files:
        _require(set(each) == {"sha256", "bytes", "media_type"})
        _require(_SHA256.fullmatch(each["sha256"]) is not None and each["media_type"] == "application/age")
        _require(type(each["bytes"]) is int and 0 < each["bytes"] <= 11 * 1024 * 1024)
    _require_named(body)


def require_details(details: Mapping[str, Any]) -> None:
    """The same for what is sealed in it."""
    _require(set(details) == _DETAILS and set(details["person"]) == _PERSON)
    person = details["person"]
    _require(_is_text(person["name"], LONGEST_LINE) and details["signer"] in SIGNERS)
    _require(all(_is_text(person[name], LONGEST_LINE, empty=True) for name in _PERSON))
    _require(_is_text(details["reason"], LONGEST_TEXT) and _is_text(details["signed_by"], LONGEST_LINE))
    _require(_is_text(details["asked"], LONGEST_TEXT, empty=True))


def require_status(body: Mapping[str, Any]) -> None:
    _require(set(body) == _STATUS and is_record_id(body["id"]) and body["status"] in STATUSES)
    require_moment(body["at"])
    _require(body["sealed"] is None or _is_text(body["sealed"], 64 * 1024))
    _require_named(body)


def _require_named(body: Mapping[str, Any]) -> None:
    for person, names in ((body["officer"], {"nip", "name"}), (body["unit"], {"code", "name"})):
        _require(set(person) == names and all(_is_text(each, LONGEST_LINE) for each in person.values()))


def _is_text(value: object, longest: int, *, empty: bool = False) -> bool:
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        return False
    return empty or bool(value.strip())


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("shape")
