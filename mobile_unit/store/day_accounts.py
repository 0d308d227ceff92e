"""A day's applications beside their journal entries and receipts, to be held against one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, case, select

from mobile_unit.domain.entries import (
    APPLICATION_CORRECTED,
    APPLICATION_SUBMITTED,
    APPLICATION_WITHDRAWN,
    RECEIPT_PRINTED,
    read_entry,
)
from mobile_unit.store.tables import applications, journal, journals

_SAY_ALL = (APPLICATION_SUBMITTED, APPLICATION_CORRECTED)
"""Entries that say a whole application; the list follows the newest of them."""


@dataclass(frozen=True, slots=True)
class Account:
    """One application of the day. ``taker`` (nip, name) is who sealed it and ``body`` its newest version;
    both None where the journal says otherwise than the list. ``kinds`` are all entries about it, as they
    followed one another; ``is_printed`` says that a printer took a receipt at least once."""

    id: str
    number: str
    service: str
    taker: tuple[str, str] | None
    body: Mapping[str, Any] | None
    kinds: tuple[str, ...]
    is_printed: bool

    @property
    def has_receipt(self) -> bool:
        """Whether a receipt was printed, or saved as a file, at least once."""
        return RECEIPT_PRINTED in self.kinds

    @property
    def print_failed(self) -> bool:
        """Whether the last word about its paper is a failure."""
        about_paper = [kind for kind in self.kinds if kind.startswith("receipt.")]
        return bool(about_paper) and about_paper[-1] != RECEIPT_PRINTED

    @property
    def is_corrected(self) -> bool:
        return APPLICATION_CORRECTED in self.kinds

    @property
    def is_withdrawn(self) -> bool:
        return APPLICATION_WITHDRAWN in self.kinds

    @property
    def is_referred(self) -> bool:
        return self.body is not None and bool(self.body.get("referred"))


def accounts_of(connection: Connection, day: date) -> list[Account]:
    """As they were taken."""
    statement = select(applications).where(applications.c.day == day.isoformat())
    rows = connection.execute(statement.order_by(applications.c.position)).mappings().all()
    about = _entries_about(connection, day)
    return [_account(row, about.get(row["id"], ())) for row in rows]


@dataclass(frozen=True, slots=True)
class _Said:
    """An entry about an application; its bytes only where it says the whole of it, or of a receipt."""

    kind: str
    place: tuple[str, int]
    raw: bytes | None


def _account(row: RowMapping, about: Sequence[_Said]) -> Account:
    sealed = next((entry for entry in about if entry.kind == APPLICATION_SUBMITTED), None)
    newest = next((entry for entry in reversed(about) if entry.kind in _SAY_ALL), None)
    taker = body = None
    if sealed and newest and newest.place == (row["journal"], row["seq"]):
        first = read_entry(sealed.raw or b"").body
        body = read_entry(newest.raw or b"").body
        taker = first["officer"]["nip"], first["officer"]["name"]
        if {first["number"], body["number"]} != {row["number"]}:
            taker = body = None
    kinds = tuple(entry.kind for entry in about)
    printed = any(
        read_entry(entry.raw or b"").body["target"] == "printer"
        for entry in about
        if entry.kind == RECEIPT_PRINTED
    )
    return Account(row["id"], row["number"], row["service"], taker, body, kinds, printed)


def _entries_about(connection: Connection, day: date) -> dict[str, list[_Said]]:
    those = select(applications.c.id).where(applications.c.day == day.isoformat())
    rows = connection.execute(
        select(
            journal.c.subject,
            journal.c.kind,
            journal.c.journal,
            journal.c.seq,
            case((journal.c.kind.in_((*_SAY_ALL, RECEIPT_PRINTED)), journal.c.raw)).label("raw"),
        )
        .join(journals, journals.c.id == journal.c.journal)
        .where(journal.c.subject.in_(those))
        .order_by(journals.c.generation, journal.c.seq)
    )
    found: dict[str, list[_Said]] = {}
    for row in rows:
        found.setdefault(row.subject, []).append(_Said(row.kind, (row.journal, row.seq), row.raw))
    return found
