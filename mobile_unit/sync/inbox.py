"""Applying head office's feed: in order, once each, and only what it signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from mobile_unit.domain.complaints import STATUSES, TO_BE_TOLD
from mobile_unit.domain.corrections import Asked
from mobile_unit.domain.entries import (
    APPLICATION_CORRECTED,
    APPLICATION_WITHDRAWN,
    COMPLAINT_TAKEN,
    FEED_APPLICATION_STATUS,
    FEED_COMPLAINT_ANSWERED,
    FEED_COMPLAINT_STATUS,
    FEED_CORRECTION_REQUESTED,
    FEED_DESTROYED,
    FEED_DIRECTORY,
    FEED_ENTRY_QUARANTINED,
    FEED_ENTRY_RETURNED,
    FEED_JOURNAL_LETTER,
    FEED_LEASE,
    FEED_OFFICERS,
    FEED_PUBLICATION,
    FEED_QUIZ,
    FEED_RECONCILIATION,
    FEED_REFERRAL_STATUS,
    FEED_RETURNED,
    FEED_TRAININGS,
    FEED_UNIT,
    FEED_VISIT_PLANNED,
    FEED_WIPE,
    PASSPORT_HANDED_OVER,
)
from mobile_unit.domain.lease import FEWEST, MOST
from mobile_unit.domain.planned import read_plan
from mobile_unit.domain.quizzes import read_quiz
from mobile_unit.domain.referrals import STATUSES as REFERRAL_STATUSES
from mobile_unit.domain.referrals import read_directory
from mobile_unit.domain.stand_ins import Place
from mobile_unit.domain.states import INCOMPLETE, QUARANTINED
from mobile_unit.domain.trainings import read_trainings
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store import (
    application_times,
    applications,
    complaints,
    inbox,
    journal,
    planned_visits,
    purge,
    reconciled,
    referrals,
    requests,
    settings,
)
from mobile_unit.store.engine import Connection
from mobile_unit.sync import destroyed, published, wire

MOST_QUIZZES = 20
"""The newest are kept."""
Apply = Callable[[Connection, Mapping[str, Any]], str | None]


class Unknown(Exception):
    """An entry about something that this unit does not have; it is parked."""


class FeedBroken(UserFacingError):
    """A feed entry that is not signed, not in order, or of another unit; nothing of it is applied."""

    def __init__(self) -> None:
        super().__init__(
            _("Head office's messages don't fit together; they were not applied."),
            _("Tell head office; your applications stay on this laptop."),
        )


def apply_feed(
    connection: Connection,
    entries: Sequence[Mapping[str, Any]],
    *,
    unit: str,
    head_office_key: bytes,
    as_of: str = "",
) -> int:
    """Keep and apply the entries that are new, within the caller's transaction; answers how many.

    Where head office was restored and goes on otherwise from an entry that is here, what it said before is
    set aside; ``as_of`` is when it was known to stand where these entries end. What stands in for an entry
    that was destroyed takes its place. Raises FeedBroken for a gap, another unit's entry, or a signature that
    does not hold.
    """
    seq, prev = inbox.cursor(connection)
    applied = 0
    for entry in entries:
        try:
            place = wire.check_place(head_office_key, entry)
        except (KeyError, ValueError) as error:
            raise FeedBroken from error
        if place.seq <= seq:
            if inbox.is_at(connection, unit, place):
                if place.stands_in:
                    inbox.put_stand_in(connection, place, str(entry["signature"]))
                continue
            if not _is_newer_line(connection, place, as_of):
                raise FeedBroken
            inbox.set_aside(connection, place.seq, place.at)
            seq, prev = inbox.cursor(connection)
        if (place.unit, place.seq, place.prev) != (unit, seq + 1, prev):
            raise FeedBroken
        seq, prev = place.seq, place.hash
        kind = inbox.STAND_IN if place.stands_in else str(entry["kind"])
        subject, parked = (None, False) if place.stands_in else _apply_one(connection, seq, entry)
        inbox.keep(
            connection,
            seq=seq,
            hash_=prev,
            kind=kind,
            subject=subject,
            parked=parked,
            raw=place.raw,
            signature=str(entry["signature"]),
        )
        applied += 1
    return applied


def _is_newer_line(connection: Connection, place: Place, as_of: str) -> bool:
    """Whether head office, restored from a backup, goes on from an entry that is here: later than what it
    said in that place before, so that an old line sent again never takes the place of a new one.

    Restored from a backup of before an earlier restore it goes on with an older line, and is known to stand
    there later than it said all that is here.
    """
    follows = inbox.hash_of(connection, place.seq - 1) == place.prev
    is_later = place.at >= inbox.told_at(connection, place.seq)
    return bool(follows and (is_later or stands_later(connection, as_of)))


def stands_later(connection: Connection, as_of: str) -> bool:
    """Whether head office said all that is here by then."""
    end, _hash = inbox.cursor(connection)
    return as_of >= inbox.told_at(connection, end) if end else bool(as_of)


def ends_at(connection: Connection, seq: int, as_of: str) -> None:
    """Head office's line ended with entry ``seq``, which is here too, at ``as_of``. Where it had said more by
    then it lost that in a restore: what is here of it is set aside, to be handed back."""
    end, _hash = inbox.cursor(connection)
    if end > seq and as_of > inbox.told_at(connection, end):
        inbox.set_aside(connection, seq + 1, as_of)


def _apply_one(connection: Connection, seq: int, entry: Mapping[str, Any]) -> tuple[str | None, bool]:
    """(the application it is about, whether it was parked for a newer program)."""
    apply = _KINDS.get(str(entry["kind"]))
    if entry["kind"] == FEED_DESTROYED:
        apply = partial(_destroyed, seq)
    if apply is None:
        return None, True
    try:
        return apply(connection, entry["body"]), False
    except (KeyError, TypeError, AttributeError, Unknown):
        return None, True


def _status(connection: Connection, body: Mapping[str, Any]) -> str | None:
    application, status = str(body["id"]), str(body["status"])
    applications.set_status(connection, application, status)
    application_times.reached(connection, application, status, str(body.get("at", "")))
    inbox.clear_refusal(connection, application)
    if status != INCOMPLETE:
        requests.close_all(connection, application, str(body.get("at", "")))
    return application


def _correction_requested(connection: Connection, body: Mapping[str, Any]) -> str | None:
    application = str(body["id"])
    asked = tuple(Asked(str(each["field"]), str(each["sentence"])) for each in body["fields"])
    if not asked or applications.number_of(connection, application) is None:
        raise Unknown
    requests.put(connection, str(body["request"]), application, str(body["at"]), asked)
    application_times.asked_back(connection, application)
    return application


def _quarantined(connection: Connection, body: Mapping[str, Any]) -> str | None:
    application = body.get("application")
    inbox.add_refusal(connection, str(body["journal"]), int(body["seq"]), str(body["code"]), application)
    if application is not None:
        _take_back(connection, application, str(body["journal"]), int(body["seq"]))
    return application


def _returned(connection: Connection, body: Mapping[str, Any]) -> str | None:
    """Nobody will apply it there: what the officer is to do stands in a sentence."""
    application, sentence = body["application"], body["note"]
    if not isinstance(sentence, str) or type(body["seq"]) is not int:
        raise Unknown
    place = str(body["journal"]), body["seq"]
    inbox.add_refusal(connection, *place, str(body["code"]), application)
    inbox.give_back(connection, *place, sentence, str(body["at"]))
    return str(application) if application is not None else None


def _take_back(connection: Connection, application: str, life: str, seq: int) -> None:
    """What the unit did with an entry that head office keeps aside does not hold any more."""
    refused = journal.find_entry(connection, life, seq)
    kind = refused.kind if refused else ""
    if kind in (APPLICATION_WITHDRAWN, PASSPORT_HANDED_OVER):
        applications.set_own_state(connection, application, None)
        return
    if kind == COMPLAINT_TAKEN:
        complaints.set_status(connection, application, QUARANTINED, "")
        return
    if kind == APPLICATION_CORRECTED and refused is not None and refused.body["answers_request"]:
        requests.reopen(connection, refused.body["answers_request"])
    applications.set_own_state(connection, application, None)
    applications.set_status(connection, application, QUARANTINED)


def _letter(connection: Connection, body: Mapping[str, Any]) -> str | None:
    """Another laptop's journal is not among ours: nothing happens."""
    letter = str(body["letter"])
    if not re.fullmatch("[A-Z]", letter):
        raise Unknown
    journal.give_letter(connection, str(body["journal"]), letter)
    return None


def _officers(connection: Connection, body: Mapping[str, Any]) -> str | None:
    inbox.set_officers(connection, body["officers"])
    return None


def _given_back(connection: Connection, body: Mapping[str, Any]) -> str | None:
    inbox.note_returned(connection, bytes.fromhex(str(body["hash"])))
    return None


def _reconciliation(connection: Connection, body: Mapping[str, Any]) -> str | None:
    reconciled.take(connection, body)
    return None


def _complaint_status(connection: Connection, body: Mapping[str, Any]) -> str | None:
    complaint, status = str(body["id"]), str(body["status"])
    if status not in STATUSES:
        raise Unknown
    complaints.set_status(connection, complaint, status, str(body["at"]))
    return complaint


def _complaint_answered(connection: Connection, body: Mapping[str, Any]) -> str | None:
    complaint, status = str(body["id"]), str(body["status"])
    answer = {"answer": body["answer"], "sealed": body["sealed"]}
    if status not in TO_BE_TOLD or not any(isinstance(each, str) and each for each in answer.values()):
        raise Unknown
    complaints.set_answer(connection, complaint, status, answer, str(body["at"]))
    inbox.clear_refusal(connection, complaint)
    return complaint


def _lease(connection: Connection, body: Mapping[str, Any]) -> str | None:
    if type(body["days"]) is not int or not FEWEST <= body["days"] <= MOST:
        raise Unknown
    settings.put(connection, settings.LEASE_DAYS, body["days"])
    return None


def _unit(connection: Connection, body: Mapping[str, Any]) -> str | None:
    """The unit is called otherwise; the window says so from the next start, what is filed keeps its name."""
    known = settings.get(connection, settings.UNIT)
    name, kecamatan = body["name"], body["kecamatan"]
    if not isinstance(name, str) or not 0 < len(name) <= 300 or not isinstance(kecamatan, str | None):
        raise Unknown
    settings.put(connection, settings.UNIT, {**known, "name": name, "kecamatan": kecamatan})
    return None


def _publication(connection: Connection, body: Mapping[str, Any]) -> str | None:
    try:
        return published.take_in(connection, body)
    except ValueError as error:
        raise Unknown from error


def _planned(connection: Connection, body: Mapping[str, Any]) -> str | None:
    """The whole plan each time: what was said of it before names people who may not be on it any more."""
    try:
        plan = read_plan(body)
    except ValueError as error:
        raise Unknown from error
    if planned_visits.put(connection, plan):
        purge.forget_told(connection, plan.id)
    return plan.id


def _directory(connection: Connection, body: Mapping[str, Any]) -> str | None:
    """The whole directory each time."""
    try:
        read_directory(body["offices"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unknown from error
    settings.put(connection, settings.DIRECTORY, body["offices"])
    return None


def _trainings(connection: Connection, body: Mapping[str, Any]) -> str | None:
    """Those of all officers of the unit each time."""
    try:
        read_trainings(body["trainings"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unknown from error
    settings.put(connection, settings.TRAININGS, body["trainings"])
    return None


def _quiz(connection: Connection, body: Mapping[str, Any]) -> str | None:
    """One that was issued again takes the place of the earlier."""
    try:
        quiz = read_quiz(body)
    except (ValueError, KeyError, TypeError) as error:
        raise Unknown from error
    others = [each for each in settings.get(connection, settings.QUIZZES, []) if each["id"] != quiz.id]
    settings.put(connection, settings.QUIZZES, [dict(body), *others][:MOST_QUIZZES])
    return None


def _referral_status(connection: Connection, body: Mapping[str, Any]) -> str | None:
    referral, status = str(body["id"]), str(body["status"])
    if status not in REFERRAL_STATUSES:
        raise Unknown
    referrals.set_status(connection, referral, status, str(body["at"]))
    return referral


def _destroyed(seq: int, connection: Connection, body: Mapping[str, Any]) -> str | None:
    try:
        destroyed.take(connection, seq, body)
    except ValueError as error:
        raise Unknown from error
    return None


def _wipe(connection: Connection, body: Mapping[str, Any]) -> str | None:
    """Another laptop's order is nothing to this one."""
    device, order = str(body["device"]), str(body["order"])
    if device == settings.get(connection, settings.DEVICE):
        settings.put(connection, settings.WIPE, order)
    return None


_KINDS: Mapping[str, Apply] = {
    FEED_APPLICATION_STATUS: _status,
    FEED_ENTRY_QUARANTINED: _quarantined,
    FEED_ENTRY_RETURNED: _returned,
    FEED_OFFICERS: _officers,
    FEED_RETURNED: _given_back,
    FEED_JOURNAL_LETTER: _letter,
    FEED_CORRECTION_REQUESTED: _correction_requested,
    FEED_RECONCILIATION: _reconciliation,
    FEED_LEASE: _lease,
    FEED_UNIT: _unit,
    FEED_VISIT_PLANNED: _planned,
    FEED_WIPE: _wipe,
    FEED_PUBLICATION: _publication,
    FEED_COMPLAINT_STATUS: _complaint_status,
    FEED_COMPLAINT_ANSWERED: _complaint_answered,
    FEED_DIRECTORY: _directory,
    FEED_TRAININGS: _trainings,
    FEED_QUIZ: _quiz,
    FEED_REFERRAL_STATUS: _referral_status,
}
