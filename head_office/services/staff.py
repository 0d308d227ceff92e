"""Who may sign in on the pages: added, listed, disabled and reset by the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from head_office.logs import name_in_log
from head_office.office import HeadOffice
from head_office.services import acts, security_log
from head_office.services.passwords import hashed, require_fit
from head_office.store import acts as acts_store
from head_office.store import staff
from head_office.store.engine import Connection
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


@dataclass(frozen=True, slots=True)
class Account:
    """One of the staff as listed; ``second_factor`` is whether it is enrolled, ``in_log`` what the log calls
    them."""

    nip: str
    name: str
    role: str
    active: bool
    second_factor: bool
    in_log: str


def add(office: HeadOffice, nip: str, name: str, role: str, password: str) -> None:
    """Add somebody, or bring them back; they enrol a second factor when they sign in first."""
    require_fit(password, nip, name)
    kept = hashed(password)
    with office.database.write() as connection:
        staff.put(connection, nip, name, role, kept)
        _note(office, connection, nip, acts.ACCOUNT_ADDED)
    security_log.note(office, security_log.ACCOUNT_ADDED, nip)


def listed(office: HeadOffice) -> list[Account]:
    with office.database.read() as connection:
        return [
            Account(
                *(each.nip, each.name, each.role, each.active, each.totp is not None),
                name_in_log(office.secret, each.nip),
            )
            for each in staff.every(connection)
        ]


def disable(office: HeadOffice, nip: str) -> None:
    """Nobody signs in as this member any more; whoever is signed in is out at once."""
    with office.database.write() as connection:
        if not staff.change(connection, nip, active=False):
            raise _unknown()
        staff.end_sessions_of(connection, nip)
        _note(office, connection, nip, acts.ACCOUNT_DISABLED)
    security_log.note(office, security_log.ACCOUNT_DISABLED, nip)


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
        _note(office, connection, nip, acts.ACCOUNT_RESET)
    security_log.note(office, security_log.ACCOUNT_RESET, nip)


def _note(office: HeadOffice, connection: Connection, nip: str, what: str) -> None:
    acts_store.note(connection, office.now(), None, what, acts.account(nip))


def _unknown() -> UserFacingError:
    return UserFacingError(_("There is no such member of the staff."))
