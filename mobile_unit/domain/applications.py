"""An application as it is shown: frozen, complete, and without a way back to the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mobile_unit.domain.corrections import Asked, Change
from mobile_unit.domain.findings import Finding
from mobile_unit.domain.money import FeeLine


@dataclass(frozen=True, slots=True)
class Officer:
    """Who is signed in; ``role`` is one of ``domain/roles.py``."""

    nip: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """Which unit this laptop is; ``kecamatan`` is a code like ``18.08.04``, ``letter`` its journal's."""

    code: str
    name: str
    letter: str
    kecamatan: str | None
    server: str


@dataclass(frozen=True, slots=True)
class Document:
    """One scan as kept: its kind in the catalogue, SHA-256 in hex, size, media type."""

    kind: str
    sha256: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class ApplicationSummary:
    """A line of a list; ``nik``, a foreigner's passport number, is masked; ``state`` is a key of
    ``domain/states.py``."""

    id: str
    number: str
    service: str
    full_name: str
    nik: str
    submitted_at: str
    state: str


@dataclass(frozen=True, slots=True)
class Collected:
    """Who collected a passport on ``day`` (ISO): ``relation`` to the applicant and ``papers`` shown are
    codes of that day's rules."""

    relation: str
    name: str
    papers: tuple[str, ...]
    day: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That an application was taken back: ``state`` says by whom (``WITHDRAWN``, ``DEEMED_WITHDRAWN`` of
    ``states.py``), ``at`` when."""

    state: str
    at: str


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One thing that happened: an entry's kind, or the feed's with the state head office set; the entry
    that recorded a referral says ``referred``.

    ``count`` is the number of a correction or of a receipt's copy, ``changes`` what a correction changed,
    ``asked`` what head office asked for, ``about`` the kind of the entry that it keeps aside.
    ``target`` is where a receipt went, ``printer`` or ``file``; ``collected`` who has the passport. ``until``
    is the last day (ISO) for what is to be done, where the office named one.
    """

    at: str
    kind: str
    state: str | None = None
    officer: str | None = None
    note: str | None = None
    count: int | None = None
    changes: tuple[Change, ...] = ()
    asked: tuple[Asked, ...] = ()
    about: str | None = None
    target: str | None = None
    collected: Collected | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class ApplicationDetail:
    """One application whole, as its newest version says; ``copies`` counts the receipts handed over,
    ``corrections`` the versions after the first; ``open_request`` is head office's that waits longest;
    ``officers`` the names of those in the timeline, by NIP; ``referred``: its paper is a referral."""

    summary: ApplicationSummary
    applicant: Mapping[str, Any]
    answers: Mapping[str, Any]
    documents: tuple[Document, ...]
    fees: tuple[FeeLine, ...]
    warnings: tuple[Mapping[str, Any], ...]
    timeline: tuple[TimelineStep, ...]
    copies: int
    corrections: int = 0
    open_request: str | None = None
    officers: Mapping[str, str] = field(default_factory=dict)
    referred: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows: words somebody typed; a state, a service; days from ``since`` to ``until``, both
    included."""

    words: str = ""
    state: str | None = None
    service: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many; ``exact`` is False where there are more than anyone counts."""

    number: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, newest first; ``next`` asks for the page after, None at the end.

    ``total`` is how many there are in all, at least.
    """

    rows: tuple[ApplicationSummary, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the applicant takes home: the record's id and the number on the paper.

    ``reopened_day`` where the day had been closed: it is open again by this, to be closed once more.
    ``referred`` where the paper is a referral to the office, not a receipt.
    ``warnings`` are what was told when this was asked, so they make no two answers differ: others of the same
    person, what is doubtful, an id that came with another content before.
    """

    id: str
    number: str
    reopened_day: bool = False
    referred: bool = False
    warnings: tuple[Finding, ...] = field(default=(), compare=False)
