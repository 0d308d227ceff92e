"""What is being taken in: drafts and whole records, what is new for one, and why one is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mobile_unit.domain.applications import Document
from mobile_unit.domain.corrections import Correction
from mobile_unit.domain.findings import Finding
from mobile_unit.domain.money import FeeLine
from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.scans import Scan

_FEES_CHANGED = Text(
    "Biaya sudah berubah sejak draf ini dimulai. Terima daftar yang baru, lalu ajukan lagi.",
    "Fees have changed since this draft was begun. Accept the newer list, then submit again.",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An application being typed; ``problems`` are those of a refused line of ``intake``, ``corrects`` is
    the sealed application that it says anew, ``confirmed`` are the officer's reasons for warnings ticked so
    far, by finding code."""

    id: str
    service: str
    catalogue: str
    applicant: dict[str, Any]
    answers: dict[str, Any]
    documents: tuple[Document, ...] = ()
    problems: tuple[Finding, ...] = ()
    updated_at: str = ""
    corrects: Correction | None = None
    confirmed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """A draft in a list; ``full_name`` as far as it was typed, ``corrects`` the number it corrects."""

    id: str
    service: str
    full_name: str
    updated_at: str
    document_count: int
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One whole application from elsewhere than the window, its scans re-encoded; ``reasons`` say by a
    warning's code why it is right all the same."""

    id: str
    service: str
    applicant: Mapping[str, Any]
    answers: Mapping[str, Any]
    documents: Sequence[tuple[str, Scan]] = field(default_factory=tuple)
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Newer:
    """What is new since a draft was begun: the version and its first day, in words, and the fees before and
    after."""

    version: str
    since: date
    changes: tuple[Text, ...]
    fees_before: tuple[FeeLine, ...]
    fees_after: tuple[FeeLine, ...]

    @property
    def fees_differ(self) -> bool:
        return self.fees_before != self.fees_after


class Refused(UserFacingError):
    """An application that can't be taken as it is; the draft keeps everything."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(
            _("The application is not complete yet."), _("Correct the marked fields, then submit again.")
        )
        self.findings = tuple(findings)


class FeesChanged(Refused):
    """A draft of an older catalogue whose fees no longer hold: the officer accepts the newer one first."""

    def __init__(self) -> None:
        super().__init__([Finding("", "catalogue.fees_changed", _FEES_CHANGED)])
        self.message = _("Fees have changed since this draft was begun.")
        self.next_step = _("Accept the newer list, then submit again.")
