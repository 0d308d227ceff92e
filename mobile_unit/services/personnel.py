"""An officer's training and work: their own for everybody, all of the unit's for a team leader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mobile_unit.clock import today
from mobile_unit.domain.applications import Officer
from mobile_unit.domain.performance import Figures, figures
from mobile_unit.domain.periods import Period, month_of
from mobile_unit.domain.roles import TEAM_LEADER, Permission
from mobile_unit.domain.survey_results import told
from mobile_unit.domain.trainings import Standing, Training, read_trainings, standing
from mobile_unit.errors import NotAllowed
from mobile_unit.forms.training_rules import Rules, rules
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.day import officers_of
from mobile_unit.store import performance, settings, surveys
from mobile_unit.store.engine import Connection


@dataclass(frozen=True, slots=True)
class Person:
    """One officer: their training, the newest first, how it stands, and their work in a period."""

    officer: Officer
    trainings: tuple[Training, ...]
    standing: Standing
    work: Figures


@dataclass(frozen=True, slots=True)
class UnitWork:
    """The unit's work in a period; ``index`` is the satisfaction of all it served, in hundredths, as answers
    name no officer."""

    work: Figures
    index: int | None


class Personnel:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    @property
    def rules(self) -> Rules:
        return rules()

    @property
    def this_month(self) -> str:
        return month_of(today(self._context.clock))

    def visible(self) -> Sequence[Officer]:
        """Whom the officer who is signed in may look at: themselves, first."""
        me = self._context.officer
        if me.role != TEAM_LEADER:
            return (me,)
        with self._context.store.read() as connection:
            others = officers_of(connection)
        return (me, *(each for each in others if each.nip != me.nip))

    def person(self, nip: str, period: Period) -> Person:
        """Raises NotAllowed for a colleague, but for the team leader."""
        found = next((each for each in self.visible() if each.nip == nip), None)
        if found is None:
            raise NotAllowed(
                _("Training and work are for the officer and the team leader."), _("Ask your team leader.")
            )
        day = today(self._context.clock)
        with self._context.store.read() as connection:
            own = [each for each in _trainings(connection) if each.nip == nip]
            work = figures(performance.taken(connection, period, nip))
        held = rules()
        stands = standing(own, found.role, held.topics, held.yearly_hours, day)
        newest = tuple(sorted(own, key=lambda each: (each.day, each.id), reverse=True))
        return Person(found, newest, stands, work)

    def unit(self, period: Period) -> UnitWork:
        with self._context.store.read() as connection:
            work = figures(performance.taken(connection, period))
            found = told(surveys.groups(connection, period), surveys.traits(connection, period))
        return UnitWork(work, found.tally.index)


def _trainings(connection: Connection) -> tuple[Training, ...]:
    return read_trainings(settings.get(connection, settings.TRAININGS, []))
