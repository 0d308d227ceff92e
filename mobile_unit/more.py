"""What an opened unit offers beside applications, each made on its first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mobile_unit.services.answering import AnswerBook
    from mobile_unit.services.bulletins import Bulletins
    from mobile_unit.services.complaints import Complaints
    from mobile_unit.services.context import Context
    from mobile_unit.services.outreach import OutreachEvents
    from mobile_unit.services.personnel import Personnel
    from mobile_unit.services.planned_visits import PlannedVisits
    from mobile_unit.services.quizzes import Quizzes
    from mobile_unit.services.referrals import Referrals
    from mobile_unit.services.returned import Returned
    from mobile_unit.services.surveys import Surveys


class More:
    """The other half of ``app.Unit``."""

    context: Context

    @cached_property
    def outreach(self) -> OutreachEvents:
        from mobile_unit.services.outreach import OutreachEvents

        return OutreachEvents(self.context)

    @cached_property
    def referrals(self) -> Referrals:
        from mobile_unit.services.referrals import Referrals

        return Referrals(self.context)

    @cached_property
    def personnel(self) -> Personnel:
        from mobile_unit.services.personnel import Personnel

        return Personnel(self.context)

    @cached_property
    def quizzes(self) -> Quizzes:
        from mobile_unit.services.quizzes import Quizzes

        return Quizzes(self.context)

    @cached_property
    def surveys(self) -> Surveys:
        from mobile_unit.services.surveys import Surveys

        return Surveys(self.context)

    @cached_property
    def bulletins(self) -> Bulletins:
        from mobile_unit.services.bulletins import Bulletins

        return Bulletins(self.context)

    @cached_property
    def planned_visits(self) -> PlannedVisits:
        from mobile_unit.services.planned_visits import PlannedVisits

        return PlannedVisits(self.context)

    @cached_property
    def answer_book(self) -> AnswerBook:
        from mobile_unit.services.answering import AnswerBook

        return AnswerBook(self.context, self.bulletins)

    @cached_property
    def complaints(self) -> Complaints:
        from mobile_unit.services.complaints import Complaints

        return Complaints(self.context)

    @cached_property
    def returned(self) -> Returned:
        from mobile_unit.services.returned import Returned

        return Returned(self.context)
