"""What is being typed into a form that is no application: kept as it is typed, for who types it alone.

An application's draft is everybody's at the counter. These may be about an officer, or tell what somebody
said in confidence, so each is sealed to the PIN of who is signed in (docs/decisions). What becomes of a form
removes its draft in the same transaction, by ``finish``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mobile_unit.clock import timestamp
from mobile_unit.services.context import Context
from mobile_unit.store import form_drafts
from mobile_unit.store.engine import Connection

COMPLAINT, EVENT, REFERRAL = NEW_RECORDS = ("complaint", "outreach:", "referral")
"""What the forms for new records are called."""
KEPT_DAYS = 30
"""One that nobody touched for so long is forgotten at a day's closing."""


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What was typed, by the form's own names, and when it was kept."""

    content: Mapping[str, Any]
    updated_at: str


class FormDrafts:
    def __init__(self, context: Context) -> None:
        self._context = context

    def keep(self, form: str, content: Mapping[str, Any]) -> None:
        """Keep what is in a form, in place of what was; ``form`` is its name and what it is about
        (``outreach:ID``)."""
        context, own = self._context, self._context.own
        place = own.place_of(form)
        sealed = own.seal(json.dumps(dict(content)).encode(), place)
        with context.store.write() as connection:
            form_drafts.put(connection, place, sealed, context.now())

    def kept(self, form: str) -> FormDraft | None:
        """None where nothing is kept, or what is was sealed to another PIN."""
        own = self._context.own
        place = own.place_of(form)
        with self._context.store.read() as connection:
            found = form_drafts.get(connection, place)
        if found is None:
            return None
        return FormDraft(json.loads(own.open(found[0], place)), found[1])

    def begun(self) -> tuple[str, ...]:
        """Which new records who is signed in did not finish, of ``NEW_RECORDS``."""
        own = self._context.own
        with self._context.store.read() as connection:
            return tuple(each for each in NEW_RECORDS if form_drafts.get(connection, own.place_of(each)))

    def forget(self, form: str) -> None:
        with self._context.store.write() as connection:
            finish(self._context, connection, form)


def finish(context: Context, connection: Connection, form: str) -> None:
    """What was typed has become a record (or is thrown away), within the caller's transaction."""
    form_drafts.remove(connection, context.own.place_of(form))


def forget_untouched(connection: Connection, now: datetime) -> None:
    """Forget those older than ``KEPT_DAYS``, within the caller's transaction; also those of a PIN that is
    another now."""
    form_drafts.forget_before(connection, timestamp(now - timedelta(days=KEPT_DAYS)))
