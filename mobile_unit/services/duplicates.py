"""Who stands at the counter twice: the same person among drafts, queue and history of this unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mobile_unit.domain.duplicates import Duplicate
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.states import DRAFT
from mobile_unit.services.context import Context
from mobile_unit.store import drafts, duplicates
from mobile_unit.store.engine import Connection


class Duplicates:
    """Looks by index; a few milliseconds, however many applications there are."""

    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    def of(self, record_id: str, applicant: Mapping[str, Any]) -> tuple[Duplicate, ...]:
        """Others of the same person than the draft or application ``record_id``, as far as it is typed; none
        for a correction, for which that was answered when the application was sealed."""
        with self._context.store.read() as connection:
            draft = drafts.get(connection, record_id)
            if draft is not None and draft.corrects is not None:
                return ()
            return duplicates_of(connection, record_id, applicant)


def duplicates_of(
    connection: Connection, record_id: str, applicant: Mapping[str, Any]
) -> tuple[Duplicate, ...]:
    """``Duplicates.of`` within the caller's transaction; those that stand in the way come first."""
    found = duplicates.find(
        connection,
        own=record_id,
        nik=_words(applicant, "nik"),
        passport_number=_words(applicant, "passport_number"),
        full_name=_words(applicant, "full_name"),
        birth_date=_words(applicant, "birth_date"),
    )
    told = (
        Duplicate(each.code, each.id, each.number or "", each.service, each.at, each.state or DRAFT)
        for each in found
    )
    return tuple(sorted(told, key=lambda each: each.is_let_go))


def _words(applicant: Mapping[str, Any], key: str) -> str | None:
    value = applicant.get(key)
    return value.strip() or None if isinstance(value, str) else None
