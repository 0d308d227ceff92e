"""Signing in on the pages: password and one-time code, and the growing wait after wrong ones."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from head_office.office import HeadOffice
from head_office.services import acts, passwords, security_log
from head_office.store import acts as acts_store
from head_office.store import staff
from head_office.store.engine import Connection, Occupied
from mobile_unit.clock import timestamp
from mobile_unit.errors import MustWait, NotAllowed, UserFacingError
from mobile_unit.i18n import _, ngettext

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_LONGEST_HALF = timedelta(minutes=10)
"""For the second factor to be enrolled in."""
FREE_TRIES = {"nip": 4, "from": 20}
"""Tries without a wait: an office's people share one address."""
LONGEST_WAIT = timedelta(minutes=15)
_TRIES_KEPT = timedelta(days=1)
_SEEN_EVERY = timedelta(minutes=1)


def sign_in(
    office: HeadOffice, nip: str, password: str, code: str, address: str
) -> tuple[str, staff.Session]:
    """A new session and the token for its browser; it is not complete where the second factor is yet to be
    enrolled. Raises MustWait, or NotAllowed that does not say which of the three was wrong."""
    whos = (f"nip {nip}", f"from {address}")
    try:
        count_try(office, *whos)
    except MustWait:
        security_log.note(office, security_log.WAITS, nip, address)
        raise
    with office.database.read() as connection:
        member = staff.find(connection, nip)
    known = passwords.fits(password, member.password if member and member.active else None)
    if member is None or not known:
        security_log.note(office, security_log.WRONG, nip, address)
        raise _wrong()
    with office.database.write() as connection:
        if not staff.is_as_read(connection, member):
            security_log.note(office, security_log.WRONG, nip, address)
            raise _wrong()
        if member.totp is not None:
            step = passwords.step_of(member.totp, code, office.clock.now().timestamp())
            if step is None or not staff.use_step(connection, nip, step):
                again = security_log.WRONG if step is None else security_log.CODE_AGAIN
                security_log.note(office, again, nip, address)
                raise _wrong()
        staff.forget_tries(connection, *whos)
        staff.forget_old_tries(connection, timestamp(office.clock.now() - _TRIES_KEPT))
        staff.end_old_sessions(connection, timestamp(office.clock.now() - LONGEST))
        begun = _begin(office, connection, member)
    event = security_log.SIGNED_IN if begun[1].complete else security_log.HALF_SIGNED_IN
    security_log.note(office, event, nip, address)
    return begun


def enrol(
    office: HeadOffice, session: staff.Session, given: str, code: str, password: str
) -> tuple[str, staff.Session]:
    """Keep the offered second factor once a code of it was shown, and a password that the administrator, who
    gave the present one, does not know; a new session that is complete. The ``given`` one is asked for again,
    so that whoever finds the browser does not enrol a phone of theirs. Of several browsers that enrol at one
    moment the first does, and none after a reset.

    Raises MustWait, NotAllowed or UserFacingError.
    """
    member, secret = session.member, session.offered or ""
    who = f"nip {member.nip}"
    count_try(office, who)
    if not passwords.fits(given, member.password):
        security_log.note(office, security_log.CREDENTIAL_WRONG, member.nip)
        raise NotAllowed(_("The password that you were given is wrong."))
    passwords.require_fit(password, member.nip, member.name)
    if password == given:
        raise UserFacingError(
            _("This is the password that you were given."), _("Choose one that nobody else knows.")
        )
    step = passwords.step_of(secret, code, office.clock.now().timestamp()) if secret else None
    if step is None:
        security_log.note(office, security_log.FACTOR_WRONG, member.nip)
        raise NotAllowed(
            _("This code is wrong."), _("Look at the phone's clock, and type the newest code that it shows.")
        )
    kept = passwords.hashed(password)
    with office.database.write() as connection:
        begun_from = replace(member, totp=None)
        enrolled = staff.replace_password(connection, begun_from, kept, totp=secret, totp_step=step)
        if not (enrolled and staff.end_session(connection, session.token)):
            raise ended()
        staff.end_sessions_of(connection, member.nip)
        staff.forget_tries(connection, who)
        acts_store.note(connection, office.now(), member.nip, acts.FACTOR_ENROLLED, acts.account(member.nip))
        begun = _begin(office, connection, replace(member, totp=secret, totp_step=step, password=kept))
    security_log.note(office, security_log.ENROLLED, member.nip)
    return begun


def count_try(office: HeadOffice, *whos: str) -> None:
    """Count a try before it is judged; a good one is forgotten afterwards. Raises MustWait."""
    with office.database.write() as connection:
        whos = tuple(sorted(whos))
        _require_patience(office, [staff.tried(connection, who, office.now()) for who in whos], whos)
        for who in whos:
            staff.count_try(connection, who, office.now())


def session_of(office: HeadOffice, token: str | None) -> staff.Session | None:
    """The session of a browser's token while it lasts: 30 minutes without a page, 12 hours in all, and ten
    minutes where the second factor is yet to be enrolled."""
    if not token:
        return None
    with office.database.read() as connection:
        found = staff.session(connection, _hash(token))
    if found is None:
        return None
    now = office.clock.now()
    seen = datetime.fromisoformat(found.seen_at)
    longest = LONGEST if found.complete else _LONGEST_HALF
    if now - seen > IDLE or now - datetime.fromisoformat(found.created_at) > longest:
        with office.database.write() as connection:
            staff.end_session(connection, found.token)
        return None
    if now - seen > _SEEN_EVERY:
        # A page that only reads waits for nobody who writes; the next one is seen.
        with suppress(Occupied), office.database.write(patience=0) as connection:
            staff.see_session(connection, found.token, office.now())
    return found


def sign_out(office: HeadOffice, session: staff.Session) -> None:
    with office.database.write() as connection:
        staff.end_session(connection, session.token)
    security_log.note(office, security_log.SIGNED_OUT, session.member.nip)


def ended() -> NotAllowed:
    return NotAllowed(
        _("This session was ended or the account was changed meanwhile; nothing was kept."),
        _("Sign in again. If that fails, ask your administrator."),
    )


def is_own_form(session: staff.Session, sent: str) -> bool:
    """Whether a form came from a page of this session."""
    return hmac.compare_digest(session.csrf.encode(), sent.encode())


def _begin(office: HeadOffice, connection: Connection, member: staff.Member) -> tuple[str, staff.Session]:
    token, at = secrets.token_urlsafe(32), office.now()
    complete = member.totp is not None
    offered = None if complete else passwords.new_secret()
    session = staff.Session(_hash(token), at, at, secrets.token_urlsafe(24), complete, offered, member)
    staff.begin_session(connection, session)
    return token, session


def _require_patience(office: HeadOffice, tried: list[tuple[int, str]], whos: tuple[str, ...]) -> None:
    """After the free tries each next one waits twice as long as the one before."""
    now = office.clock.now()
    left = timedelta(0)
    for (count, last), who in zip(tried, whos, strict=True):
        over = count - FREE_TRIES[who.split(" ")[0]]
        if over >= 0:
            wait = min(timedelta(seconds=2 ** min(over, 10) * 5), LONGEST_WAIT)
            left = max(left, datetime.fromisoformat(last) + wait - now)
    if left > timedelta(0):
        seconds = int(left.total_seconds()) + 1
        words = ngettext("Wait {count} second.", "Wait {count} seconds.", seconds).format(count=seconds)
        raise MustWait(_("Too many wrong sign-ins."), words, seconds)


def _wrong() -> NotAllowed:
    return NotAllowed(
        _("NIP, password or code is wrong."),
        _("A code can be used once; wait for the next one. Your administrator can reset the account."),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
