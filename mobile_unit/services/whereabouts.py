"""Where is my application? Answered at the counter by what this laptop last heard, or by head office now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mobile_unit.clock import today
from mobile_unit.domain.applications import ApplicationDetail, TimelineStep
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.states import INCOMPLETE
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.deadlines import due_on, starts_clock
from mobile_unit.forms.whereabouts import Standing, Told, tell, title_of
from mobile_unit.i18n import _, language
from mobile_unit.services.authenticity import Authenticity
from mobile_unit.services.context import Context
from mobile_unit.services.tracking import Tracking
from mobile_unit.store import requests, settings

if TYPE_CHECKING:
    from mobile_unit.domain.texts import Text
    from mobile_unit.services.syncing import Sync


@dataclass(frozen=True, slots=True)
class Answer:
    """``note`` is what head office wrote beside the state (a billing code), "" for nothing; ``due_on`` the
    last day of the promised time, once that runs; ``as_of`` when head office was last heard, ISO, None for
    never."""

    application: str
    number: str
    full_name: str
    service: Text
    submitted_on: date
    told: Told
    note: str
    due_on: date | None
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What head office says of an application at this moment, in the language of now."""

    number: str
    initials: str
    service: str
    title: str
    lines: tuple[str, ...]


class Whereabouts:
    def __init__(
        self, context: Context, tracking: Tracking, authenticity: Authenticity, sync: Sync | None
    ) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context
        self._tracking = tracking
        self._authenticity = authenticity
        self._sync = sync

    def answer(self, said: str) -> Answer:
        """By a receipt's scanned code, its number however it is said, or whatever fits one person only.

        Raises UserFacingError, which says what to ask for next.
        """
        detail = self._tracking.application(self._number_in(said.strip()))
        body = self._tracking.body(detail.summary.id)
        state_at = _state_at(detail)
        with self._context.store.read() as connection:
            as_of = settings.get(connection, settings.LAST_ROUND, {}).get("success")
            waiting = requests.tasks(connection) if detail.summary.state == INCOMPLETE else ()
        asked = [each for each in waiting if each.request.application == detail.summary.id]
        standing = Standing(
            detail.summary.state,
            date.fromisoformat((state_at.at if state_at else detail.summary.submitted_at)[:10]),
            due_on=_promised(body, detail.timeline),
            asked=tuple(field.field for each in asked for field in each.request.asked),
            pays_until=date.fromisoformat(state_at.until) if state_at and state_at.until else None,
        )
        return Answer(
            detail.summary.id,
            detail.summary.number,
            detail.summary.full_name,
            title_of(body),
            date.fromisoformat(detail.summary.submitted_at[:10]),
            tell(body, standing, today(self._context.clock)),
            (state_at.note or "") if state_at else "",
            standing.due_on,
            as_of,
        )

    def ask_office(self, said: str, born: date) -> Heard:
        """Ask head office, also for what another laptop took; call where waiting for a network hurts nobody.

        Raises HeadOfficeUnreachable, and UserFacingError where it knows no such number and birth date.
        """
        if self._sync is None:
            raise UserFacingError(_("Your role on this unit does not include this."))
        number = self._code_number(said.strip()) or said.strip()
        heard = self._sync.status_at_office(number, born, language())
        try:
            return _heard(heard)
        except (KeyError, TypeError) as error:
            raise UserFacingError(
                _("Head office's answer was not understood."),
                _("Use the newest program, or call head office."),
            ) from error

    def number_in(self, said: str) -> str | None:
        """The number that somebody says or scans; None for anything else."""
        return self._code_number(said.strip()) or find_number(said)

    def _number_in(self, said: str) -> str:
        found = self.number_in(said)
        if found is not None:
            return found
        rows = self._tracking.search(said, limit=2).rows if said else ()
        if len(rows) == 1:
            return rows[0].number
        if rows:
            raise UserFacingError(
                _("Several applications fit this."),
                _("Type the number on the receipt, or the name and what else is known."),
            )
        raise UserFacingError(
            _("No application on this laptop fits this."),
            _("Type the number on the receipt; what other laptops took, head office knows."),
        )

    def _code_number(self, said: str) -> str | None:
        return self._authenticity.check(said).number if self._authenticity.is_code(said) else None


def _promised(body: Mapping[str, Any], timeline: tuple[TimelineStep, ...]) -> date | None:
    """The last day of the promised time; None where none is promised or it does not run yet."""
    for step in timeline:
        if step.state is not None and starts_clock(body, step.state):
            return due_on(body, date.fromisoformat(step.at[:10]))
    return None


def _state_at(detail: ApplicationDetail) -> TimelineStep | None:
    """The step that brought an application to the state that it is in."""
    steps = [step for step in detail.timeline if step.state == detail.summary.state]
    return steps[-1] if steps else None


def _heard(said: Mapping[str, Any]) -> Heard:
    bring = _("Bring")
    papers = [f"{group['for_whom'] or bring}: {'; '.join(group['papers'])}." for group in said["bring"]]
    lines = (said["next"], said["until_text"], said["expected"], *papers, said["pick_up"])
    return Heard(
        str(said["number"]),
        str(said["initials"]),
        str(said["service"]["title"]),
        str(said["title"]),
        tuple(str(line) for line in lines if line),
    )
