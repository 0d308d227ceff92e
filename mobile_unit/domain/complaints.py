"""Questions, suggestions and complaints: their kinds, how open they are, where they stand, what follows.

The kinds and the steps are those of the national complaint service (Perpres 76/2013, PermenPANRB 62/2018):
verified, assigned, followed up, answered, closed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.domain.texts import Text
from mobile_unit.domain.working_days import working_days_between

INFORMATION, SUGGESTION, COMPLAINT, MISCONDUCT = "information", "suggestion", "complaint", "misconduct"
KINDS: Mapping[str, Text] = {
    INFORMATION: Text("Permintaan informasi", "Request for information"),
    SUGGESTION: Text("Aspirasi", "Suggestion"),
    COMPLAINT: Text("Pengaduan", "Complaint"),
    MISCONDUCT: Text("Pengaduan berkadar pengawasan", "Complaint for investigation"),
}
"""``misconduct`` is what needs an investigation: fraud, bribes, abuse of office."""

OPEN, CONFIDENTIAL, ANONYMOUS = "open", "confidential", "anonymous"
MODES: Mapping[str, Text] = {
    OPEN: Text("Terbuka", "Open"),
    CONFIDENTIAL: Text("Rahasia", "Confidential"),
    ANONYMOUS: Text("Anonim", "Anonymous"),
}

CHANNELS: Mapping[str, Text] = {
    "face_to_face": Text("Tatap muka", "Face to face"),
    "phone": Text("Telepon", "Telephone"),
    "whatsapp": Text("WhatsApp", "WhatsApp"),
    "email": Text("Surel", "E-mail"),
    "box": Text("Kotak saran", "Suggestion box"),
    "letter": Text("Surat", "Letter"),
    "lapor": Text("SP4N-LAPOR!", "SP4N-LAPOR!"),
}

NEW, VERIFIED, ASSIGNED, IN_PROGRESS = "new", "verified", "assigned", "in_progress"
ANSWERED, CLOSED, REJECTED, REOPENED = "answered", "closed", "rejected", "reopened"
QUARANTINED = "quarantined"
STATUSES: Mapping[str, Text] = {
    NEW: Text("Baru di kantor", "New at the office"),
    VERIFIED: Text("Terverifikasi", "Verified"),
    ASSIGNED: Text("Didisposisikan", "Assigned"),
    IN_PROGRESS: Text("Ditindaklanjuti", "Being followed up"),
    ANSWERED: Text("Dijawab", "Answered"),
    CLOSED: Text("Selesai", "Closed"),
    REJECTED: Text("Ditolak", "Rejected"),
    REOPENED: Text("Dibuka kembali", "Reopened"),
}
NOT_THERE_YET = Text("Tercatat, belum di kantor", "Recorded, not at the office yet")
KEPT_ASIDE = Text("Ditahan untuk diperiksa kantor", "Kept aside for the office to look at")

NEXT: Mapping[str, tuple[str, ...]] = {
    NEW: (VERIFIED, ASSIGNED, ANSWERED, REJECTED),
    VERIFIED: (ASSIGNED, IN_PROGRESS, ANSWERED, REJECTED),
    ASSIGNED: (IN_PROGRESS, ASSIGNED, ANSWERED, REJECTED),
    IN_PROGRESS: (ASSIGNED, ANSWERED, REJECTED),
    ANSWERED: (CLOSED, REOPENED),
    CLOSED: (REOPENED,),
    REJECTED: (REOPENED,),
    REOPENED: (ASSIGNED, IN_PROGRESS, ANSWERED, REJECTED),
}
"""Which status head office may set after which."""

UNDER_WAY = (NEW, VERIFIED, ASSIGNED, IN_PROGRESS, REOPENED)
"""The office has work with it, and its time runs."""
TO_BE_TOLD = (ANSWERED, REJECTED)
"""Somebody waits to hear it."""

HOW_TOLD: Mapping[str, Text] = {
    "spoken": Text("Dibacakan", "Read to them"),
    "printed": Text("Dicetak", "Printed"),
    "phoned": Text("Lewat telepon", "By telephone"),
}
SATISFIED, UNSATISFIED, UNSAID = "satisfied", "unsatisfied", "unsaid"
OUTCOMES = (SATISFIED, UNSATISFIED, UNSAID)

LONGEST_TEXT = 4000
LONGEST_ANSWER = 4000
LONGEST_NOTE = 500
MOST_FILES = 5
SUMMARY = 120

LATE, SOON, IN_TIME, STOPPED = "late", "soon", "in_time", "stopped"
LIGHTS: Mapping[str, Text] = {
    LATE: Text("Lewat tenggat", "Over the deadline"),
    SOON: Text("Segera", "Due soon"),
    IN_TIME: Text("Dalam waktu", "In time"),
    STOPPED: Text("–", "–"),
}
SOON_DAYS = 1

_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are misread."""
CODE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Person:
    """Who complains; all but the name may be ""."""

    name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody brought forward. ``service`` is a service's code or ""; ``officers`` are the NIPs of
    those it is about, ``about_officer`` that it is about one at all, named or not."""

    kind: str
    mode: str
    channel: str
    text: str
    person: Person | None = None
    service: str = ""
    about_officer: bool = False
    officers: tuple[str, ...] = ()

    @property
    def is_sealed_whole(self) -> bool:
        """Whether nobody at the unit may read it once it is taken: it is about an officer, or may be."""
        return self.about_officer or self.kind == MISCONDUCT


def status_word(status: str | None) -> Text:
    """What officers call a status; None is one that head office has not heard of yet."""
    if status is None:
        return NOT_THERE_YET
    if status == QUARANTINED:
        return KEPT_ASIDE
    return STATUSES.get(status, Text(status, status))


def light_of(status: str | None, due_on: str, today: date, holidays: Collection[date]) -> tuple[str, int]:
    """The traffic light of a deadline, and the working days that are left (negative: too many)."""
    if status is not None and status not in UNDER_WAY:
        return STOPPED, 0
    due = date.fromisoformat(due_on)
    days = working_days_between(today, due, holidays)
    if due < today:
        return LATE, min(days, -1)
    return (SOON if days <= SOON_DAYS else IN_TIME), days


def new_code() -> str:
    """What only the slip says: with it the answer is opened and the complaint followed. 80 bits."""
    return "".join(secrets.choice(_CODE_LETTERS) for _n in range(CODE_LENGTH))


def written_code(code: str) -> str:
    """``7QK3-9FHD-W2MT-4X8B``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def find_code(typed: str) -> str | None:
    """The code that was typed, however it was spaced; None where it is none."""
    code = re.sub(r"[\s.\-]", "", typed).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    whole = len(code) == CODE_LENGTH and all(letter in _CODE_LETTERS for letter in code)
    return code if whole else None


def summary_of(text: str) -> str:
    """The beginning of a text in one line, as a list shows it."""
    words = " ".join(text.split())
    return words if len(words) <= SUMMARY else f"{words[: SUMMARY - 1].rstrip()}…"


def said_as_body(said: Said, code: str, due_on: str) -> dict[str, Any]:
    """What was said in the shape of the protocol, nothing of it sealed."""
    person = said.person
    return {
        "kind": said.kind,
        "mode": said.mode,
        "channel": said.channel,
        "text": said.text,
        "person": None
        if person is None
        else {"name": person.name, "phone": person.phone, "address": person.address},
        "service": said.service,
        "about_officer": said.about_officer,
        "officers": list(said.officers),
        "code": code,
        "due_on": due_on,
    }
