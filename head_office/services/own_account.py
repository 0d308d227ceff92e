"""A member's own account: password, language, the browsers that are signed in, and what happened to it."""

from __future__ import annotations

from head_office.office import HeadOffice
from head_office.services import acts, security_log
from head_office.services.acts import Act
from head_office.services.passwords import fits, hashed, require_fit
from head_office.services.signing_in import IDLE, LONGEST, count_try, ended
from head_office.store import acts as acts_store
from head_office.store import staff
from head_office.store.engine import Connection
from mobile_unit.clock import timestamp
from mobile_unit.domain.texts import LANGUAGES
from mobile_unit.errors import MustWait, UserFacingError
from mobile_unit.i18n import _


def sessions(office: HeadOffice, session: staff.Session) -> list[staff.Lasting]:
    """The browsers in which the member is signed in, the newest first."""
    with office.database.read() as connection:
        now = office.clock.now()
        began, seen = timestamp(now - LONGEST), timestamp(now - IDLE)
        return staff.sessions_of(connection, session.member.nip, began=began, seen=seen)


def history(office: HeadOffice, session: staff.Session) -> list[Act]:
    return acts.about(office, acts.account(session.member.nip))


def require_password(office: HeadOffice, session: staff.Session, password: str) -> None:
    """Before what can't be taken back: whoever finds a browser open does not do it. Wrong tries make the next
    one wait as at signing in. Raises MustWait, UserFacingError."""
    who = f"nip {session.member.nip}"
    try:
        count_try(office, who)
    except MustWait:
        security_log.note(office, security_log.WAITS, session.member.nip)
        raise
    if not fits(password, session.member.password):
        security_log.note(office, security_log.CREDENTIAL_WRONG, session.member.nip)
        raise UserFacingError(_("The present password is wrong."))
    with office.database.write() as connection:
        staff.forget_tries(connection, who)


def change_password(office: HeadOffice, session: staff.Session, old: str, new: str) -> None:
    """By the member themselves; their other sessions end. Where the account was reset since the old one was
    read, or this session was ended, that counts. Raises MustWait, UserFacingError."""
    member = session.member
    require_password(office, session, old)
    require_fit(new, member.nip, member.name)
    kept = hashed(new)
    with office.database.write() as connection:
        if not staff.replace_password(connection, member, kept):
            raise ended()
        _require_lasting(connection, session)
        staff.end_sessions_of(connection, member.nip, but=session.token)
        subject = acts.account(member.nip)
        acts_store.note(connection, office.now(), member.nip, acts.CREDENTIAL_CHANGED, subject)
    security_log.note(office, security_log.CREDENTIAL_CHANGED, member.nip)


def end_other_sessions(office: HeadOffice, session: staff.Session, password: str) -> None:
    """Raises MustWait, UserFacingError."""
    require_password(office, session, password)
    nip = session.member.nip
    with office.database.write() as connection:
        _require_lasting(connection, session)
        staff.end_sessions_of(connection, nip, but=session.token)
        acts_store.note(connection, office.now(), nip, acts.SESSIONS_ENDED, acts.account(nip))
    security_log.note(office, security_log.SESSIONS_ENDED, nip)


def choose_language(office: HeadOffice, nip: str, language: str) -> None:
    if language in LANGUAGES:
        with office.database.write() as connection:
            staff.change(connection, nip, language=language)


def _require_lasting(connection: Connection, session: staff.Session) -> None:
    if not staff.lasts(connection, session.token):
        raise ended()
