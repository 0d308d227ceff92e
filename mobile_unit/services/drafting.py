"""Drafts as somebody finds them again: where in one they stopped, and which ones there are."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from mobile_unit.domain.duplicates import name_key
from mobile_unit.domain.roles import Permission
from mobile_unit.forms.notices import How
from mobile_unit.services.context import Context
from mobile_unit.services.intake import DraftSummary, Intake
from mobile_unit.store import drafts


@dataclass(frozen=True, slots=True)
class StoppedAt:
    """Where in a draft somebody stopped.

    ``field`` is the key of what had the cursor (``applicant.nik``, ``documents.ktp``), ``scroll`` how far
    down the form was, in pixels; ``notice`` how the applicant was given the notice about personal data.
    """

    field: str = ""
    scroll: int = 0
    notice: How | None = None


class Drafting:
    def __init__(self, context: Context, intake: Intake) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context
        self._intake = intake

    def stopped_at(self, draft_id: str) -> StoppedAt:
        """Where the draft was left; its beginning where that is not known."""
        with self._context.store.read() as connection:
            kept = drafts.stopped_at(connection, draft_id)
        return StoppedAt(**json.loads(kept)) if kept else StoppedAt()

    def stop_at(self, draft_id: str, stopped: StoppedAt) -> None:
        """Keep the place; the draft is no newer by that. Of one that is gone nothing is kept."""
        with self._context.store.write() as connection:
            drafts.stop_at(connection, draft_id, json.dumps(asdict(stopped)))

    def find(self, words: str = "") -> tuple[DraftSummary, ...]:
        """Drafts whose name, or number of what they correct, has all of these words in it; newest first."""
        wanted = [name_key(word) for word in words.split()]
        return tuple(each for each in self._intake.drafts() if _has(each, wanted))


def _has(draft: DraftSummary, wanted: list[str]) -> bool:
    said = name_key(f"{draft.full_name}{draft.corrects or ''}")
    return all(word in said for word in wanted)
