"""Who may sign in on the pages: added, listed, disabled and reset by the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from head_office.office import HeadOffice
from head_office.services.passwords import fits, hashed, require_fit
from head_office.services.signing_in import count_try
from head_office.store import staff
from mobile_unit.domain.texts import LANGUAGES
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


@dataclass(frozen=True, slots=True)
class Account:
    """One of the staff as listed; ``second_factor`` is whether it is enrolled."""

    nip: str
    name: str
    role: str
    active: bool
    second_factor: bool


def add(office: HeadOffice, nip: str, name: str, role: str, password: str) -> None:
    """Add somebody, or bring them back; they enrol a second factor when they sign in first."""
    require_fit(password, nip, name)
    kept = hashed(password)
    with office.database.write() as connection:
        staff.put(connection, nip, name, role, kept)


def listed(office: HeadOffice) -> list[Account]:
    with office.database.read() as connection:
        return [
            Account(each.nip, each.name, each.role, each.active, each.totp is not None)
            for each in staff.every(connection)
        ]


def disable(office: HeadOffice, nip: str) -> None:
    """Nobody signs in as this member any more; whoever is signed in is out at once."""
    with office.database.write() as connection:
        if not staff.change(connection, nip, active=False):
            raise _unknown()
        staff.end_sessions_of(connection, nip)


def reset(office: HeadOffice, nip: str, password: str) -> None:
    """A new password, and the second factor to be enrolled again (a lost phone)."""
    with office.database.read() as connection:
        member = staff.find(connection, nip)
    if member is None:
        raise _unknown()
    require_fit(password, nip, member.name)
    kept = hashed(password)
    with office.database.write() as connection:
        if not staff.change(connection, nip, password=kept, totp=None, totp_step=0):
            raise _unknown()
        staff.end_sessions_of(connection, nip)
        staff.forget_tries(connection, f"nip {nip}")


def change_password(office: HeadOffice, session: staff.Session, old: str, new: str) -> None:
    """By the member themselves; their other sessions end. Wrong tries make the next one wait as at signing
    in: whoever finds a browser open does not find the password by it. Raises MustWait, UserFacingError."""
    member = session.member
    who = f"nip {member.nip}"
    require_fit(new, member.nip, member.name)
    count_try(office, who)
    if not fits(old, member.password):
        raise UserFacingError(_("The present password is wrong."))
    kept = hashed(new)
    with office.database.write() as connection:
        staff.change(connection, member.nip, password=kept)
        staff.end_sessions_of(connection, member.nip, but=session.token)
        staff.forget_tries(connection, who)


def choose_language(office: HeadOffice, nip: str, language: str) -> None:
    if language in LANGUAGES:
        with office.database.write() as connection:
            staff.change(connection, nip, language=language)


def _unknown() -> UserFacingError:
    return UserFacingError(_("There is no such member of the staff."))
