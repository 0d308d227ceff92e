"""The answer book at the counter; which answer ended a question is counted, and nothing of who asked."""

from __future__ import annotations

from functools import cached_property

from mobile_unit.clock import today
from mobile_unit.domain.entries import ANSWERS_COUNTED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.roles import Permission
from mobile_unit.forms.answer_book import Answer, answers_on, found
from mobile_unit.services.context import Context


class AnswerBook:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """As they are on the day when the unit was opened."""
        context = self._context
        return answers_on(context.catalogue, today(context.clock), context.regions)

    def search(self, typed: str) -> tuple[Answer, ...]:
        return found(self.answers, typed)

    def count(self, key: str) -> None:
        """An answer ended somebody's question."""
        if all(each.key != key for each in self.answers):
            raise KeyError(key)
        context = self._context
        body = {
            "counted": uuid7(),
            "day": today(context.clock).isoformat(),
            "answers": [{"answer": key, "count": 1}],
        }
        with context.store.write() as connection:
            context.record(connection, ANSWERS_COUNTED, body)
