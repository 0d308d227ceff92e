"""A day's applications beside their journal entries and receipts, to be held against one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from mobile_unit.domain.entries import APPLICATION_SUBMITTED, RECEIPT_PRINTED, read_entry
from mobile_unit.store.tables import applications, journal, journals


@dataclass(frozen=True, slots=True)
class Account:
    """One application of the day. ``body`` is its sealed entry's, None where the journal has no such entry;
    ``kinds`` are all later entries about it, as they followed one another."""

    id: str
    number: str
    service: str
    body: Mapping[str, Any] | None
    kinds: tuple[str, ...]

    @property
    def has_receipt(self) -> bool:
        """Whether a receipt was handed over at least once."""
        return RECEIPT_PRINTED in self.kinds

    @property
    def print_failed(self) -> bool:
        """Whether the last word about its paper is a failure."""
        about_paper = [kind for kind in self.kinds if kind.startswith("receipt.")]
        return bool(about_paper) and about_paper[-1] != RECEIPT_PRINTED


def accounts_of(connection: Connection, day: date) -> list[Account]:
    """As they were taken."""
    rows = connection.execute(
        select(applications, journal.c.raw, journal.c.subject, journal.c.kind)
        .outerjoin(
            journal, (journal.c.journal == applications.c.journal) & (journal.c.seq == applications.c.seq)
        )
        .where(applications.c.day == day.isoformat())
        .order_by(applications.c.position)
    ).all()
    later = _later_kinds(connection, day)
    found = []
    for row in rows:
        is_its_own = (row.kind, row.subject) == (APPLICATION_SUBMITTED, row.id)
        body = read_entry(row.raw).body if is_its_own else None
        if body is not None and body.get("number") != row.number:
            body = None
        found.append(Account(row.id, row.number, row.service, body, tuple(later.get(row.id, ()))))
    return found


def _later_kinds(connection: Connection, day: date) -> dict[str, list[str]]:
    those = select(applications.c.id).where(applications.c.day == day.isoformat())
    rows = connection.execute(
        select(journal.c.subject, journal.c.kind)
        .join(journals, journals.c.id == journal.c.journal)
        .where(journal.c.subject.in_(those), journal.c.kind != APPLICATION_SUBMITTED)
        .order_by(journals.c.letter, journal.c.seq)
    )
    kinds: dict[str, list[str]] = {}
    for row in rows:
        kinds.setdefault(row.subject, []).append(row.kind)
    return kinds
