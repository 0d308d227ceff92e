"""Handing a passport over at the unit: to whom, on what authority, and the note the receiver signs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from mobile_unit.clock import today
from mobile_unit.domain.entries import PASSPORT_HANDED_OVER
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.states import HANDED_OVER, READY
from mobile_unit.errors import UserFacingError
from mobile_unit.forms import formats
from mobile_unit.forms.collection import Rules, problem_with, rules_on
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.tracking import Tracking
from mobile_unit.store import applications, blobs, drafts, journal, requests, visits


class HandOver:
    def __init__(self, context: Context, tracking: Tracking) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context
        self._tracking = tracking

    def rules(self) -> Rules:
        """Who may collect today, and with which papers (Permenkumham 8/2014 Ps 23)."""
        return rules_on(today(self._context.clock))

    def record(
        self,
        application_id: str,
        relation: str,
        name: str,
        papers: Collection[str],
        passport_number: str = "",
    ) -> None:
        """Note that the passport was given to somebody who showed ``papers`` (codes of the rules).

        ``relation`` is ``self``, ``family`` or ``other``. Raises UserFacingError where a paper is missing,
        or the passport is not ready.
        """
        context = self._context
        name, number = formats.capitals(name), formats.passport_number(passport_number) or None
        problem = problem_with(relation, name, papers, number, today(context.clock))
        if problem is not None:
            raise UserFacingError(*_told(problem))
        with context.store.write() as connection:
            row = applications.find(connection, application_id)
            if row is None:
                raise UserFacingError(_("No application has this number on this laptop."))
            if row["state"] != READY:
                raise UserFacingError(
                    _("This passport is not ready to be handed over."),
                    _("Fetch head office's answers first."),
                )
            visit = visits.latest_on(connection, today(context.clock))
            body = {
                "id": row["id"],
                "number": row["number"],
                "handed_over_at": context.now(),
                "receiver": {"relation": relation, "name": name},
                "papers": [paper for paper in self.rules().papers if paper in papers],
                "passport_number": number,
                "officer": {"nip": context.officer.nip, "name": context.officer.name},
                "unit": {"code": context.info.code, "name": context.info.name},
                "place": {"code": visit.place, "name": visit.place_name} if visit else None,
            }
            context.record(connection, PASSPORT_HANDED_OVER, body, subject=row["id"])
            applications.set_own_state(connection, row["id"], HANDED_OVER)
            requests.close_all(connection, row["id"], context.now())
            if drafts.remove_correction(connection, row["id"]):
                blobs.forget_unused(connection)

    def note(self, application_id: str) -> bytes:
        """The paper that the receiver signs, as a PDF of one A5 page; the same each time."""
        from mobile_unit.receipts.handover import draw, note_of

        with self._context.store.read() as connection:
            said = [
                entry.body
                for entry in journal.about(connection, application_id)
                if entry.kind == PASSPORT_HANDED_OVER
            ]
        if not said:
            raise UserFacingError(_("This passport was not handed over by this unit."))
        body = said[-1]
        application = self._tracking.body(application_id)
        catalogue = self._context.catalogue.load(application["catalogue"])
        rules = rules_on(date.fromisoformat(body["handed_over_at"][:10]))
        return draw(note_of(body, application, catalogue, rules))


def _told(problem: str) -> tuple[str, str]:
    return {
        "receiver.unknown": (_("Say who collects the passport."), ""),
        "receiver.name": (
            _("The receiver's name is missing or has signs in it."),
            _("Write it as on the card."),
        ),
        "papers.missing": (
            _("A paper is missing; the passport can't be given out."),
            _("Tick each paper once you have seen it."),
        ),
        "passport.number": (
            _("This is no passport number."),
            _("Letters and digits only, or leave it empty."),
        ),
    }.get(problem, (_("This can't be recorded."), ""))
