"""What an opened unit offers beside applications, each made on its first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mobile_unit.services.answering import AnswerBook
    from mobile_unit.services.authenticity import Authenticity
    from mobile_unit.services.bulletins import Bulletins
    from mobile_unit.services.call_list import CallLists
    from mobile_unit.services.complaints import Complaints
    from mobile_unit.services.context import Context
    from mobile_unit.services.exports import Exports
    from mobile_unit.services.form_drafts import FormDrafts
    from mobile_unit.services.indicators import Indicators
    from mobile_unit.services.outreach import OutreachEvents
    from mobile_unit.services.personnel import Personnel
    from mobile_unit.services.planned_visits import PlannedVisits
    from mobile_unit.services.queue import Queue
    from mobile_unit.services.quizzes import Quizzes
    from mobile_unit.services.referrals import Referrals
    from mobile_unit.services.returned import Returned
    from mobile_unit.services.surveys import Surveys
    from mobile_unit.services.syncing import Sync
    from mobile_unit.services.tracking import Tracking
    from mobile_unit.services.whereabouts import Whereabouts


class More:
    """The other half of ``app.Unit``."""

    context: Context
    if TYPE_CHECKING:  # made by the first half

        @property
        def tracking(self) -> Tracking: ...
        @property
        def authenticity(self) -> Authenticity: ...
        @property
        def exports(self) -> Exports: ...
        @property
        def sync(self) -> Sync: ...

    @cached_property
    def form_drafts(self) -> FormDrafts:
        from mobile_unit.services.form_drafts import FormDrafts

        return FormDrafts(self.context)

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
    def indicators(self) -> Indicators:
        from mobile_unit.services.indicators import Indicators

        return Indicators(self.context)

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
    def queue(self) -> Queue:
        from mobile_unit.services.queue import Queue

        return Queue(self.context)

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

    @cached_property
    def whereabouts(self) -> Whereabouts:
        from mobile_unit.domain.roles import Permission
        from mobile_unit.services.whereabouts import Whereabouts

        sync = self.sync if self.context.may(Permission.LAPTOP) else None
        return Whereabouts(self.context, self.tracking, self.authenticity, sync)

    @cached_property
    def call_lists(self) -> CallLists:
        from mobile_unit.services.call_list import CallLists

        return CallLists(self.context, self.whereabouts, self.exports)
