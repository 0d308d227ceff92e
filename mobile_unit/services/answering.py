"""The answer book at the counter; which answer ended a question is counted, and nothing of who asked."""

from __future__ import annotations

import re

from mobile_unit.clock import today
from mobile_unit.domain.bulletins import Bulletin
from mobile_unit.domain.entries import ANSWERS_COUNTED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.texts import Text
from mobile_unit.forms.answer_book import Answer, answers_on, is_answer_key
from mobile_unit.services.bulletins import Bulletins
from mobile_unit.services.context import Context


class AnswerBook:
    def __init__(self, context: Context, bulletins: Bulletins) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context
        self._bulletins = bulletins

    def answers(self) -> tuple[Answer, ...]:
        """Every answer as it is today: head office's bulletins that hold first."""
        context = self._context
        announced = self._bulletins.in_force()
        known = answers_on(context.catalogue, today(context.clock), context.regions)
        return (*(_of_bulletin(each) for each in announced), *known)

    def count(self, key: str) -> None:
        """An answer ended somebody's question."""
        if not is_answer_key(key):
            raise KeyError(key)
        context = self._context
        body = {
            "counted": uuid7(),
            "day": today(context.clock).isoformat(),
            "answers": [{"answer": key, "count": 1}],
        }
        with context.store.write() as connection:
            context.record(connection, ANSWERS_COUNTED, body)


def _of_bulletin(bulletin: Bulletin) -> Answer:
    """A bulletin is found by its title and its words; what is counted is its number."""
    key = "bulletin." + re.sub(r"[^a-z0-9]+", "_", bulletin.number.casefold()).strip("_")[:50]
    indonesian, english = (_lines(text) for text in (bulletin.text.id, bulletin.text.en))
    longest = max(len(indonesian), len(english))
    indonesian += [""] * (longest - len(indonesian))
    english += [""] * (longest - len(english))
    lines = tuple(Text(*both) for both in zip(indonesian, english, strict=True))
    return Answer(key, bulletin.title, lines, f"{bulletin.number} pengumuman bulletin {bulletin.legal_basis}")


def _lines(markdown: str) -> list[str]:
    """What is written, without the signs of its form."""
    return [re.sub(r"^[#>*\-\s]+|[*_`]", "", line).strip() for line in markdown.splitlines() if line.strip()]
