"""Signing in, refused access and changed accounts as lines of the log: an account and an address stand there
by a keyed hash, so that lines belong together and name nobody without this office's secret."""

from __future__ import annotations

from head_office.logs import name_in_log, security_log
from head_office.office import HeadOffice

SIGNED_IN = "sign-in"
HALF_SIGNED_IN = "sign-in.half"
"""The password was right and the second factor is still to be enrolled."""
WRONG = "sign-in.wrong"
CODE_AGAIN = "sign-in.code-again"
"""A one-time code that was right and had been used."""
WAITS = "sign-in.waits"
SIGNED_OUT = "sign-out"
ENROLLED = "factor.enrolled"
FACTOR_WRONG = "factor.wrong"
CREDENTIAL_CHANGED = "password.changed"
CREDENTIAL_WRONG = "password.wrong"
SESSIONS_ENDED = "sessions.ended"
ACCOUNT_ADDED = "account.added"
ACCOUNT_DISABLED = "account.disabled"
ACCOUNT_RESET = "account.reset"
REFUSED = "access.refused"
"""A page or form that this role may not have, or that no page of this session sent."""

_WARNED_OF = {WRONG, CODE_AGAIN, WAITS, FACTOR_WRONG, CREDENTIAL_WRONG, REFUSED}


def note(office: HeadOffice, event: str, nip: str | None, address: str | None = None) -> None:
    said = {
        "event": event,
        "who": name_in_log(office.secret, nip) if nip else None,
        "from": name_in_log(office.secret, address) if address else None,
    }
    write = security_log.warning if event in _WARNED_OF else security_log.info
    write("%(event)s who=%(who)s from=%(from)s", said)
