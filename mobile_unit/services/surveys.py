"""The satisfaction survey at a counter: what is kept of an answer, when it is sent, what is told of all.

What would tell whose an answer is, is never written: no day, time, officer or application. An answer is
durable at once, in a table of its own; it goes into the journal, and into any figure, only together with
others like it (``domain/surveys.py``), in one entry at the closing or the opening of a day.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mobile_unit.clock import today
from mobile_unit.domain import surveys as rules
from mobile_unit.domain.entries import SURVEY_ANSWERS
from mobile_unit.domain.periods import Period, is_month, month_of
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.survey_results import Told, told
from mobile_unit.domain.surveys import Answer, Trait
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.questionnaire import Questionnaire, questionnaire_on
from mobile_unit.forms.regions import Region
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import settings, surveys, visits
from mobile_unit.store.engine import Connection

AT_ONCE = 300
"""So many answers in one entry at most, well below what an entry may weigh."""
LONGEST_FOLLOW_UP = 400


@dataclass(frozen=True, slots=True)
class Overview:
    """The survey of a period, by what was sent. ``today`` were given today and ``waiting`` are not sent yet,
    whichever month they are of. ``served`` is how many applications were taken in the period, ``wanted`` how
    many of them to ask; ``follow_up`` what will be done, by element."""

    period: Period
    today: int
    waiting: int
    served: int
    wanted: int
    told: Told
    follow_up: Mapping[str, str]


class Surveys:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    @property
    def questionnaire(self) -> Questionnaire:
        """The one in force today."""
        return questionnaire_on(today(self._context.clock))

    @property
    def this_month(self) -> str:
        return month_of(today(self._context.clock))

    def places(self) -> Sequence[Region]:
        """Where an answer can have been given."""
        return self._context.regions.kecamatans()

    def here(self) -> str:
        """The kecamatan of today's counter; the unit's own before the day is opened, "" where it has none."""
        with self._context.store.read() as connection:
            visit = visits.latest_on(connection, today(self._context.clock))
        return (visit.place if visit else self._context.info.kecamatan or "")[:8]

    def keep(
        self,
        scores: Mapping[str, int | None],
        family: str,
        traits: Mapping[str, str] | None = None,
        *,
        place: str = "",
        month: str = "",
    ) -> None:
        """Keep one answer for good. ``place`` and ``month`` are those of a paper, else here and now."""
        self._require(scores, family, traits or {}, place, month)
        context = self._context
        month, place = month or self.this_month, place or self.here()
        answer = Answer(_lot(), month, place or None, family, self.questionnaire.version, dict(scores))
        said = [Trait(_lot(), month, attribute, value) for attribute, value in (traits or {}).items()]
        day = today(context.clock).isoformat()
        with context.store.write() as connection:
            surveys.add(connection, answer, said)
            settings.put(connection, settings.SURVEY_TODAY, [day, _given_on(connection, day) + 1])

    def overview(self, period: Period) -> Overview:
        context = self._context
        day = today(context.clock).isoformat()
        with context.store.read() as connection:
            served = surveys.served(connection, period)
            return Overview(
                period,
                _given_on(connection, day),
                surveys.count_waiting(connection),
                served,
                rules.sample_size(served),
                told(surveys.groups(connection, period), surveys.traits(connection, period)),
                settings.get(connection, settings.SURVEY_FOLLOW_UP, {}).get(_named(period), {}),
            )

    def set_follow_up(self, period: Period, words: Mapping[str, str]) -> None:
        """What will be done about elements, as the public notice of a period says it."""
        kept = {key: " ".join(text.split())[:LONGEST_FOLLOW_UP] for key, text in words.items()}
        with self._context.store.write() as connection:
            said = settings.get(connection, settings.SURVEY_FOLLOW_UP, {})
            said[_named(period)] = {key: text for key, text in kept.items() if text}
            settings.put(connection, settings.SURVEY_FOLLOW_UP, said)

    def notice(self, period: Period) -> bytes:
        """The result as a page for the public, PDF; raises UserFacingError where there is none to tell."""
        from mobile_unit.receipts.survey_notice import Result, draw

        seen = self.overview(period)
        if not seen.told.tally.respondents:
            raise UserFacingError(
                _("There is no result of this period to publish."),
                _("At least {count} answers must have been sent.").format(count=rules.LEAST),
            )
        catalogue, info = self._context.catalogue, self._context.info
        result = Result(
            ministry=catalogue.ministry.id,
            office=catalogue.office.id,
            unit=f"{info.name} ({info.code})",
            period=period,
            told=seen.told,
            follow_up=seen.follow_up,
            served=seen.served,
            wanted=seen.wanted,
        )
        return draw(result, self.questionnaire)

    def paper(self, language: str) -> bytes:
        """The questionnaire on paper, PDF, in Indonesian (``id``) or English (``en``)."""
        from mobile_unit.receipts.survey_paper import draw

        catalogue = self._context.catalogue
        return draw(self.questionnaire, catalogue.ministry, catalogue.office, language)

    def _require(
        self,
        scores: Mapping[str, int | None],
        family: str,
        traits: Mapping[str, str],
        place: str,
        month: str,
    ) -> None:
        """Raises ValueError for what no page can bring about."""
        asked = self.questionnaire
        known = {each.key: {value.key for value in each.values} for each in asked.attributes}
        sound = (
            set(scores) == set(rules.ELEMENTS)
            and all(score is None or score in rules.SCORES for score in scores.values())
            and family in {each.key for each in asked.families}
            and all(value in known.get(attribute, ()) for attribute, value in traits.items())
            and (not place or self._context.regions.kecamatan(place) is not None)
            and (not month or (is_month(month) and month <= self.this_month))
        )
        if not sound:
            raise ValueError("no answer")
        if all(score is None for score in scores.values()):
            raise UserFacingError(_("Nothing was answered; there is nothing to keep."))


def hand_in(context: Context, connection: Connection, *, everything: bool = False) -> int:
    """Write the waiting answers that may go to the journal, within the caller's transaction; how many.

    Their order is that of ids drawn by lot. ``everything`` lets none wait any longer (the laptop is about to
    be deleted); those that are too few go without place and kind of service.
    """
    month = month_of(today(context.clock)) if not everything else "9999-12"
    answers = rules.ready(surveys.waiting(connection), month)
    traits = rules.ready_traits(surveys.waiting_traits(connection), month)
    surveys.mark_sent(connection, answers, traits)
    for some, said in _parts(answers, traits):
        body = {"answers": [_told(each) for each in some], "traits": [_said(each) for each in said]}
        context.record(connection, SURVEY_ANSWERS, body)
    return len(answers)


def _parts(
    answers: Sequence[Answer], traits: Sequence[Trait]
) -> Iterator[tuple[Sequence[Answer], Sequence[Trait]]]:
    for first in range(0, max(len(answers), len(traits)), AT_ONCE):
        yield answers[first : first + AT_ONCE], traits[first : first + AT_ONCE]


def _told(answer: Answer) -> dict[str, object]:
    return {
        "id": answer.id,
        "month": answer.month,
        "place": answer.place,
        "family": answer.family,
        "questionnaire": answer.questionnaire,
        "scores": dict(answer.scores),
    }


def _said(trait: Trait) -> dict[str, str]:
    return {"id": trait.id, "month": trait.month, "attribute": trait.attribute, "value": trait.value}


def _lot() -> str:
    """An id that says nothing, not even when it was made."""
    return secrets.token_hex(16)


def _given_on(connection: Connection, day: str) -> int:
    said, count = settings.get(connection, settings.SURVEY_TODAY, [day, 0])
    return int(count) if said == day else 0


def _named(period: Period) -> str:
    return f"{period.since}/{period.until}"
