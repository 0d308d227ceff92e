"""Correcting a sealed application: what head office asked for, what a draft corrects, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.domain.texts import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """One field (``applicant.birth_place``, ``documents.ktp``) and the sentence that says what is wrong."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """What head office asked for, once; ``at`` is when."""

    id: str
    application: str
    at: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class CorrectionTask:
    """A request that waits, with whose application it is."""

    request: CorrectionRequest
    number: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What a draft corrects: a sealed application, checked as of its own ``day``.

    ``confirmed`` are the warnings that the version before has on record, by code, with their reasons;
    ``untouched`` says that the draft changes nothing yet.
    """

    application: str
    number: str
    day: date
    reason: str
    confirmed: Mapping[str, str]
    request: CorrectionRequest | None
    untouched: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One field of which a correction says otherwise; documents by SHA-256, None where there is nothing."""

    field: str
    label: Text
    before: Any
    after: Any
