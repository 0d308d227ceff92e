"""Closing a day: it is held against itself, a team leader signs, and a page of paper says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from mobile_unit.clock import today
from mobile_unit.domain.applications import Officer
from mobile_unit.domain.entries import VISIT_CLOSED
from mobile_unit.domain.money import FeeLine
from mobile_unit.domain.reconciliation import (
    KINDS,
    NO_RECEIPT,
    NOT_IN_JOURNAL,
    PRINT_FAILED,
    WITHDRAWN,
    Counts,
    Discrepancy,
    DraftLeft,
    Reconciliation,
    ServiceCount,
    Stop,
    Taker,
    fee_sums,
)
from mobile_unit.domain.roles import Permission, may
from mobile_unit.domain.visits import CLOSED, Person, Story, is_alone, may_sign, story_of
from mobile_unit.errors import MustWait, NotAllowed, UserFacingError
from mobile_unit.i18n import _, ngettext
from mobile_unit.services import queue
from mobile_unit.services.context import Context
from mobile_unit.services.day import officers_of, reopen
from mobile_unit.services.form_drafts import forget_untouched
from mobile_unit.services.referrals import forget_old
from mobile_unit.services.surveys import hand_in
from mobile_unit.store import applications, blobs, day_accounts, drafts, settings, visits
from mobile_unit.store import queue as queue_rows
from mobile_unit.store.day_accounts import Account
from mobile_unit.store.engine import Connection
from mobile_unit.store.key_slots import Unlocked

LISTED = 200
"""At most so many exceptions and drafts are named in the entry; the counts are always whole."""

_REASON_LENGTH = 200


class Closing:
    """``unlock`` opens an officer's key slot by NIP and PIN, or raises NotAllowed; it signs nobody in."""

    def __init__(self, context: Context, unlock: Callable[[str, str], Unlocked]) -> None:
        context.require(Permission.DAY)
        self._context = context
        self._unlock = unlock

    def look(self, day: date) -> Reconciliation:
        """How the day stands; changes nothing."""
        with self._context.store.read() as connection:
            return self._reconcile(connection, day)

    def close(self, day: date, nip: str, pin: str) -> Reconciliation:
        """A team leader signs for a day with their own PIN.

        Raises NotAllowed for a wrong PIN (each is counted, and the count is in the entry), for who is no
        team leader, and for who took all of it while others were there.
        """
        self._require_pin(nip, pin)
        context = self._context
        with context.store.write() as connection:
            seen = self._reconcile(connection, day)
            signer = _signer(seen, nip)
            body = self._body(connection, day, seen, signer)
            hand_in(context, connection)
            queue.tell(context, connection)
            forget_old(connection, day)
            forget_untouched(connection, context.clock.now())
            context.record(connection, VISIT_CLOSED, body, subject=day.isoformat())
            visits.set_state(connection, day, CLOSED)
            settings.put(connection, settings.WRONG_SIGNATURES, 0)
            return self._reconcile(connection, day)

    def reopen(self, day: date, reason: str) -> None:
        """Open today's closed day again; it must be closed once more."""
        reason = " ".join(reason.split())[:_REASON_LENGTH]
        if not reason:
            raise UserFacingError(_("Say why the day is opened again."), _("A few words are enough."))
        if day != today(self._context.clock):
            raise UserFacingError(_("Only today can be opened again."))
        with self._context.store.write() as connection:
            if visits.state_of(connection, day) == CLOSED:
                reopen(self._context, connection, day, reason)

    def report(self, day: date) -> bytes:
        """The day's report as PDF, from the stored entry: the same however often it is drawn.

        Of a day that was closed more than once, the last.
        """
        from mobile_unit.receipts.day_content import report_of
        from mobile_unit.receipts.day_report import draw

        with self._context.store.read() as connection:
            closings = story_of(visits.entries_of(connection, day)).closings
        if not closings:
            raise UserFacingError(_("This day is not closed yet."), _("The report is made at the closing."))
        body = closings[-1].body
        return draw(report_of(body, self._context.catalogue.load(body["catalogue"])))

    def _require_pin(self, nip: str, pin: str) -> None:
        try:
            if not nip or self._unlock(nip, pin).nip != nip:
                raise NotAllowed(_("This officer and PIN don't match."))
        except MustWait:
            raise
        except NotAllowed as error:
            with self._context.store.write() as connection:
                wrong = settings.get(connection, settings.WRONG_SIGNATURES, 0) + 1
                settings.put(connection, settings.WRONG_SIGNATURES, wrong)
            raise NotAllowed(
                _("This PIN is not the team leader's; the day is still open."),
                ngettext(
                    "Type it again. {count} wrong PIN so far; the report says so.",
                    "Type it again. {count} wrong PINs so far; the report says so.",
                    wrong,
                ).format(count=wrong),
            ) from error

    def _reconcile(self, connection: Connection, day: date) -> Reconciliation:
        accounts = day_accounts.accounts_of(connection, day)
        story = story_of(visits.entries_of(connection, day))
        officers = officers_of(connection)
        takers = _takers(accounts)
        people = _all_present(story, takers)
        left = _drafts_left(connection, day)
        closing = story.closings[-1] if story.closings else None
        return Reconciliation(
            day=day.isoformat(),
            state=visits.state_of(connection, day),
            stops=tuple(Stop(v.place, v.place_name, v.opened_at) for v in visits.on_day(connection, day)),
            present=people,
            pauses=story.pauses,
            counts=self._counts(connection, accounts, left),
            saved_only=sum(account.has_receipt and not account.is_printed for account in accounts),
            services=_services(accounts),
            fees=fee_sums(_fee_lines(accounts)),
            takers=takers,
            discrepancies=_discrepancies(accounts),
            drafts=left,
            leaders=tuple(officer for officer in officers if may(officer.role, Permission.SIGN_DAY)),
            alone=is_alone(
                [person.nip for person in (people if story.present else officers)],
                [officer.nip for officer in officers],
            ),
            closings=len(story.closings),
            closed_at=closing.at if closing else None,
            signed_by=closing.body["signer"]["name"] if closing else None,
            wrong_pins=settings.get(connection, settings.WRONG_SIGNATURES, 0),
            tickets_waiting=queue_rows.count_waiting_on(connection, day.isoformat()),
        )

    def _counts(self, connection: Connection, accounts: list[Account], left: tuple[DraftLeft, ...]) -> Counts:
        return Counts(
            submitted=len(accounts),
            in_journal=sum(account.body is not None for account in accounts),
            receipted=sum(account.is_printed for account in accounts),
            print_failed=sum(account.print_failed for account in accounts),
            corrected=sum(account.is_corrected for account in accounts),
            withdrawn=sum(account.is_withdrawn for account in accounts),
            referred=sum(account.is_referred for account in accounts),
            drafts=len(left),
            old_drafts=sum(draft.old for draft in left),
            waiting=applications.waiting(connection),
            scans_waiting=blobs.waiting_totals(connection)[0],
        )

    def _body(
        self, connection: Connection, day: date, seen: Reconciliation, signer: Officer
    ) -> Mapping[str, Any]:
        context = self._context
        visit = visits.latest_on(connection, day)
        now = context.now()
        pauses = [{"since": pause.since, "until": pause.until or now} for pause in seen.pauses]
        return {
            "visit": visit.id if visit else None,
            "day": day.isoformat(),
            "closing": seen.closings + 1,
            "closed_at": now,
            "unit": {"code": context.info.code, "name": context.info.name},
            "catalogue": context.catalogue.version,
            "places": [asdict(stop) for stop in seen.stops],
            "officers": [asdict(person) for person in seen.present],
            "pauses": pauses,
            "counts": asdict(seen.counts),
            "saved_only": seen.saved_only,
            "services": [asdict(each) for each in seen.services],
            "fees": [asdict(fee) for fee in seen.fees],
            "takers": [asdict(taker) for taker in seen.takers],
            "exceptions_in_all": len(seen.discrepancies),
            "exceptions": [
                {"kind": one.kind, "application": one.id, "number": one.number}
                for one in seen.discrepancies[:LISTED]
            ],
            "drafts": [asdict(draft) for draft in seen.drafts[:LISTED]],
            "officer": {"nip": context.officer.nip, "name": context.officer.name},
            "signer": {"nip": signer.nip, "name": signer.name},
            "alone": _took_all(seen, signer.nip),
            "wrong_pins": seen.wrong_pins,
        }


def _signer(seen: Reconciliation, nip: str) -> Officer:
    """Who signs; raises where the day or the signer is not fit for it."""
    if seen.state is None:
        raise UserFacingError(_("Nothing was done on this day; there is nothing to close."))
    if seen.state == CLOSED:
        raise UserFacingError(_("The day is closed already."))
    signer = next((leader for leader in seen.leaders if leader.nip == nip), None)
    if signer is None:
        raise NotAllowed(_("Only a team leader on the unit's list can sign for the day."))
    if not may_sign(nip, [taker.nip for taker in seen.takers], alone=seen.alone):
        raise NotAllowed(
            _("You took all of the day's applications yourself."),
            _("Another team leader must sign for them."),
        )
    return signer


def _took_all(seen: Reconciliation, nip: str) -> bool:
    return {taker.nip for taker in seen.takers} == {nip}


def _services(accounts: list[Account]) -> tuple[ServiceCount, ...]:
    referred = Counter(account.service for account in accounts if account.is_referred)
    counted = Counter(account.service for account in accounts)
    return tuple(ServiceCount(code, count, referred[code]) for code, count in counted.items())


def _takers(accounts: list[Account]) -> tuple[Taker, ...]:
    found = Counter(account.taker for account in accounts if account.taker is not None)
    return tuple(Taker(nip, name, count) for (nip, name), count in found.items())


def _all_present(story: Story, takers: tuple[Taker, ...]) -> tuple[Person, ...]:
    """Whom the opening named, and whoever took an application all the same."""
    people = {person.nip: person for person in story.present}
    for taker in takers:
        people.setdefault(taker.nip, Person(taker.nip, taker.name))
    return tuple(people.values())


def _fee_lines(accounts: list[Account]) -> list[FeeLine]:
    """Of every application that was not withdrawn; who is referred is billed by the office, or never."""
    return [
        FeeLine(fee["code"], fee["amount"])
        for account in accounts
        if account.body is not None and not account.is_withdrawn and not account.is_referred
        for fee in account.body["fees"]
    ]


def _discrepancies(accounts: list[Account]) -> tuple[Discrepancy, ...]:
    """The gravest first, each application once."""
    lacking = ((_what_lacks(account), account) for account in accounts)
    found = [Discrepancy(kind, account.id, account.number) for kind, account in lacking if kind]
    return tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))


def _what_lacks(account: Account) -> str | None:
    if account.body is None:
        return NOT_IN_JOURNAL
    if account.is_withdrawn:
        return None if account.has_receipt else WITHDRAWN
    if account.print_failed:
        return PRINT_FAILED
    return None if account.has_receipt else NO_RECEIPT


def _drafts_left(connection: Connection, day: date) -> tuple[DraftLeft, ...]:
    rows = sorted(drafts.all_drafts(connection), key=lambda row: str(row["updated_at"]))
    return tuple(
        DraftLeft(row["id"], row["service"], row["updated_at"], row["updated_at"][:10] < day.isoformat())
        for row in rows
    )
