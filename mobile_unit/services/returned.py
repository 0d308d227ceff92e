"""Entries that head office gave back, each with a sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass

from mobile_unit.domain.roles import Permission
from mobile_unit.services.context import Context
from mobile_unit.store import applications, inbox, journal


@dataclass(frozen=True, slots=True)
class ReturnedEntry:
    """``application`` and ``number`` are those that it is about, None where it is about none; ``written_at``
    is when the unit wrote it."""

    journal: str
    seq: int
    kind: str
    written_at: str
    application: str | None
    number: str | None
    sentence: str
    returned_at: str


class Returned:
    def __init__(self, context: Context) -> None:
        context.require(Permission.LAPTOP)
        self._context = context

    def listed(self) -> tuple[ReturnedEntry, ...]:
        """The oldest first."""
        with self._context.store.read() as connection:
            found = []
            for row in inbox.returned(connection):
                entry = journal.find_entry(connection, row["journal"], row["seq"])
                id_ = row["application"]
                found.append(
                    ReturnedEntry(
                        row["journal"],
                        row["seq"],
                        entry.kind if entry else "",
                        entry.at if entry else row["returned_at"],
                        id_,
                        applications.number_of(connection, id_) if id_ else None,
                        row["sentence"],
                        row["returned_at"],
                    )
                )
        return tuple(found)

    def done(self, journal_id: str, seq: int) -> None:
        """The officer did what was said of an entry that is about no application; one that is about one goes
        when head office has taken in what answers it."""
        with self._context.store.write() as connection:
            inbox.forget_returned(connection, journal_id, seq)
