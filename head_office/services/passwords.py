"""Passwords as Argon2id hashes (RFC 9106), and the second factor (TOTP, RFC 6238)."""

from __future__ import annotations

import hmac
import os
import time
from functools import cache

import pyotp
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

SHORTEST = 12
LONGEST = 200
_MEMORY, _PASSES, _LANES = 19 * 1024, 2, 1
"""What OWASP's cheat sheet asks for at least: 19 MiB, two passes."""
_STEP_SECONDS = 30
_DRIFT = 1
"""Steps before and after the present one that are taken, for phones' clocks."""


def hashed(password: str) -> str:
    """The hash to keep, in PHC's text form."""
    return _argon(os.urandom(16)).derive_phc_encoded(password.encode())


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one of a hash; takes as long where there is no such account."""
    try:
        Argon2id.verify_phc_encoded(password.encode()[: 4 * LONGEST], kept or _nobodys())
    except (InvalidKey, ValueError):
        return False
    return kept is not None


def require_fit(password: str, nip: str) -> None:
    """Raises UserFacingError for one that is easily guessed; length counts, not kinds of signs."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserFacingError(
            _("A password has at least {count} characters.").format(count=SHORTEST),
            _("Four or five words that don't belong together are easy to remember."),
        )
    if len(set(password)) < 5 or nip in password:
        raise UserFacingError(
            _("This password is too easy to guess."),
            _("Four or five words that don't belong together are easy to remember."),
        )


def new_secret() -> str:
    """A secret for an authenticator app, 160 bits."""
    return pyotp.random_base32(32)


def address_of(secret: str, nip: str) -> str:
    """The ``otpauth://`` address that a QR code shows to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=nip, issuer_name="Way Kanan")


def step_of(secret: str, code: str, now: float | None = None) -> int | None:
    """The time step that a code belongs to; None where it fits none near the present."""
    words = "".join(code.split())
    present = int(time.time() if now is None else now) // _STEP_SECONDS
    totp, found = pyotp.TOTP(secret), None
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if hmac.compare_digest(totp.at(step * _STEP_SECONDS).encode(), words.encode()):
            found = step
    return found


def _argon(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=32, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY)


@cache
def _nobodys() -> str:
    return hashed(os.urandom(16).hex())
