"""Notices to applicants when their stage changes, by way of a gateway: at least once, and never the same
twice to the reader's eye. Off until an administrator says where they go."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from head_office.office import HeadOffice
from head_office.services import following, plain_words
from head_office.services.notice_ways import NotDelivered, named, way_of
from head_office.store import filed, notices, public
from head_office.store.engine import Connection
from mobile_unit.clock import timestamp
from mobile_unit.domain.texts import Text

CLAIM_SECONDS = 60.0
"""Longer than any try takes; after a crash somebody else goes on then."""
GIVE_UP_AFTER = timedelta(days=3)
KEEP_DAYS = 90
FIRST_SECONDS, CAP_SECONDS = 30.0, 60 * 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one pass did, and what the outbox holds after it."""

    sent: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where notices go (None: nowhere) and how the outbox stands."""

    to: str | None
    waiting: int
    sent: int
    failed: int
    oldest_waiting: str | None


@dataclass(frozen=True, slots=True)
class _Claimed:
    position: int
    id: str
    application: str
    first: bool
    attempts: int
    queued_at: str
    content: dict[str, Any]


def queue(office: HeadOffice, connection: Connection, application: str) -> None:
    """The reader is to hear of an application's new state, within the transaction that changes it."""
    if notices.way(connection)[0] is not None:
        notices.put(connection, application, office.now())


def heard_before(connection: Connection, application: str) -> None:
    """What is decided again after a restore was told before it."""
    notices.withdraw(connection, application)


def send_to(office: HeadOffice, target: str) -> str | None:
    """Where notices go from now on, ``off`` for nowhere; answers a webhook's secret, told this once.

    What waits is forgotten when they are switched off. Raises UserFacingError.
    """
    way = None if target == "off" else named(target)
    secret = secrets.token_hex(32) if way is not None and "webhook" in way else None
    with office.database.write() as connection:
        notices.set_way(connection, way, None if secret is None else secret.encode())
        if way is None:
            notices.withdraw(connection)
    return secret


def forget_old(office: HeadOffice) -> int:
    """Remove notices that nobody will ask about any more; answers how many."""
    before = timestamp(office.clock.now() - timedelta(days=KEEP_DAYS))
    with office.database.write() as connection:
        return notices.forget_before(connection, before)


def standing(office: HeadOffice) -> Standing:
    with office.database.read() as connection:
        way, _secret = notices.way(connection)
        counted = notices.counts(connection)
        oldest = notices.oldest_waiting(connection)
    to = None if way is None else ":".join(next(iter(way.items())))
    return Standing(
        to,
        counted.get(notices.WAITING, 0),
        counted.get(notices.SENT, 0),
        counted.get(notices.FAILED, 0),
        oldest,
    )


def send_waiting(office: HeadOffice, ended: Callable[[], bool] = lambda: False) -> Outcome:
    """Send what is due; any number of these may run at once. Ends where nobody takes anything, and between
    two where ``ended`` says so."""
    with office.database.read() as connection:
        kept, secret = notices.way(connection)
    sent = 0
    if kept is not None:
        way = way_of(kept, secret)
        while not ended() and (claimed := _claim(office)) is not None:
            try:
                way.deliver(claimed.id, claimed.content)
            except NotDelivered as failure:
                _put_off(office, claimed, failure)
                if failure.nobody_there:
                    break
            else:
                with office.database.write() as connection:
                    notices.mark_sent(connection, claimed.position, office.now())
                sent += 1
    now = standing(office)
    return Outcome(sent, now.waiting, now.failed)


def _claim(office: HeadOffice) -> _Claimed | None:
    """The next one to try, with its text made or kept; None where nothing is due.

    What the reader perhaps heard is settled first where the new text says it again: under its own id, by
    which the gateway knows whether it came before.
    """
    moment = office.clock.now().timestamp()
    with office.database.read() as connection:
        if notices.next_due(connection, moment) is None:
            return None
    while True:
        with office.database.write() as connection:
            due = notices.next_due(connection, moment) if notices.in_turn(connection) else None
            if due is None:
                return None
            application = filed.find(connection, due.application)
            found = None if application is None else public.find(connection, application["number"])
            assert application is not None
            assert found is not None
            body = filed.body_of(connection, application)
            to = {key: body["applicant"][key] for key in ("phone", "email") if body["applicant"].get(key)}
            if not to:
                notices.drop(connection, due.position)
                continue
            status = following.status_of(office, connection, found)
            text = due.text or _text(plain_words.message(status), "nik" in body["applicant"])
            heard = notices.perhaps_heard(connection, due.application) if due.text is None else []
            if heard and text in {each.text for each in heard}:
                if heard[0].text == text:
                    notices.drop(connection, due.position)
                if heard[0].state == notices.SENT:
                    continue
                due, text = heard[0], heard[0].text or text
            notices.claim(connection, due.position, text, moment + CLAIM_SECONDS)
            content = {"id": due.id, "number": status.number, "text": text, "to": to, "at": due.queued_at}
            first = due.text is None
            return _Claimed(
                due.position, due.id, due.application, first, due.attempts + 1, due.queued_at, content
            )


def _text(message: Text, is_citizen: bool) -> str:
    """A foreigner's papers are in two languages, and so is this."""
    return message.id if is_citizen else f"{message.id}\n{message.en}"


def _put_off(office: HeadOffice, claimed: _Claimed, failure: NotDelivered) -> None:
    now = office.clock.now()
    until = now + timedelta(seconds=delay_after(claimed.attempts))
    with office.database.write() as connection:
        notices.put_off(connection, claimed.position, claimed.application, until.timestamp())
        if failure.certain and claimed.first:
            notices.forget_try(connection, claimed.position)
        if now - datetime.fromisoformat(claimed.queued_at) > GIVE_UP_AFTER:
            notices.give_up(connection, claimed.position)


def delay_after(attempts: int) -> float:
    """Seconds until the next try: doubling from half a minute to an hour, ±25 %."""
    doubled = min(FIRST_SECONDS * 2.0 ** min(attempts - 1, 12), CAP_SECONDS)
    return doubled * secrets.SystemRandom().uniform(0.75, 1.25)
