"""Passwords as Argon2id hashes (RFC 9106), and the second factor (TOTP, RFC 6238)."""

from __future__ import annotations

import hmac
import os
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import pyotp
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

SHORTEST, LONGEST = 12, 128
_FEWEST_GUESSES = 10**10
"""Of somebody who knows what people choose; what zxcvbn calls very hard to guess, also from a stolen hash."""
_JUDGED = 40
"""Characters of a password that are looked at: the time grows with the square of them, and what begins hard
to guess stays so."""
_SIGNS_FOR = {"c": ["("], "g": ["9"], "i": ["1", "!"], "l": ["1"]}
"""What is written for these letters. The library knows more signs for them and tries all with each other,
which took seconds for a password of nothing else."""
_judging = threading.Lock()
"""The library keeps what it is told of a member in one place for all threads."""
_OF_THIS_PLACE = (
    *("imigrasi", "kantor", "paspor", "permohonan", "petugas", "layanan", "keliling", "lapas"),
    *("waykanan", "lampung", "blambangan", "umpu", "baradatu", "kotabumi", "bandarlampung", "indonesia"),
    *("katasandi", "sandi", "rahasia", "masuk", "merdeka", "bismillah", "alhamdulillah", "assalamualaikum"),
    *("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober"),
    *("november", "desember", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"),
)
"""What is tried here first, beside the library's lists, which are of the whole world and of English."""
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
    whole = password.encode() if len(password) <= LONGEST else b""
    try:
        Argon2id.verify_phc_encoded(whole, kept or _nobodys())
    except (InvalidKey, ValueError):
        return False
    return kept is not None


def require_fit(password: str, nip: str, name: str) -> None:
    """Raises UserFacingError for one that is easily guessed, not for kinds of signs (decision 043)."""
    if len(re.sub(" +", " ", password)) < SHORTEST:
        raise _unfit(_("A password has at least {count} characters.").format(count=SHORTEST))
    if len(password) > LONGEST:
        raise _unfit(_("A password has at most {count} characters.").format(count=LONGEST))
    if nip in password or _guesses(password, (nip, *name.split())) < _FEWEST_GUESSES:
        raise _unfit(_("This password is too easy to guess."))


def _guesses(password: str, of_theirs: Sequence[str]) -> int:
    judge = _judge()
    with _judging:
        judged = judge(password[:_JUDGED], user_inputs=[*of_theirs, *_OF_THIS_PLACE])
    return int(judged["guesses"])


@cache
def _judge() -> Callable[..., Mapping[str, Any]]:
    """zxcvbn, loaded when it is first needed, with fewer signs to try."""
    from zxcvbn import matching, zxcvbn

    matching.L33T_TABLE.update(_SIGNS_FOR)
    judge: Callable[..., Mapping[str, Any]] = zxcvbn
    return judge


def _unfit(why: str) -> UserFacingError:
    return UserFacingError(why, _("Four or five words that don't belong together are easy to remember."))


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
