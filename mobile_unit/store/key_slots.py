"""The database key, wrapped once per officer, in a file beside the database.

The key is 32 random bytes. Each slot holds it sealed with AES-256-GCM under Argon2id (RFC 9106) of one
officer's PIN, so an officer is added or removed without touching the database. The file names nobody: a
slot shows only two bytes of a keyed hash of the NIP's last digits, enough to try the right slot first.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from mobile_unit.domain import pins
from mobile_unit.errors import MustWait, NotAllowed, UserFacingError
from mobile_unit.i18n import _, ngettext
from mobile_unit.store.durable import write_durably
from mobile_unit.store.own_key import OwnKey
from mobile_unit.store.tries import Tries

HINT_DIGITS = 4
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a PIN costs: memory in KiB, passes, lanes (about 0.3 s on an old laptop)."""

    memory: int = 65536
    passes: int = 3
    lanes: int = 2


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A slot that opened: whose it is, the 32-byte database key, and what this PIN alone opens."""

    nip: str
    key: bytes
    own: OwnKey = field(compare=False, repr=False)


class KeySlots:
    """The key-slot file of one home."""

    def __init__(self, path: Path, cost: Cost | None = None) -> None:
        self.path = path
        self.tries = tries_beside(path)
        self._cost = cost or Cost()

    @property
    def exists(self) -> bool:
        return self.path.exists()

    def create(self, nip: str, pin: str) -> Unlocked:
        """Make the file with a new key and its first slot; an unfinished enrolment's file is replaced."""
        key = os.urandom(32)
        content = {"v": _FORMAT, "salt": os.urandom(16).hex(), "slots": []}
        content = self._with_slot(content, nip, pin, key)
        self._write(content)
        opened = _find(content, nip, pin)
        assert opened is not None
        return opened

    def add(self, nip: str, pin: str, key: bytes) -> None:
        """Give ``nip`` a slot of its own, in place of an older one of theirs."""
        self._write(self._with_slot(self._read(), nip, pin, key))

    def add_anew(self, nip: str, pin: str, key: bytes) -> None:
        """The same where the file may be damaged or gone: its other slots are then gone too."""
        try:
            content = self._read()
        except UserFacingError:
            content = {"v": _FORMAT, "salt": os.urandom(16).hex(), "slots": []}
        self._write(self._with_slot(content, nip, pin, key))
        self.tries.forgive()

    def remove(self, nip: str, key: bytes) -> None:
        """Take an officer's slot away; the database key and the other slots stay as they are."""
        content = self._read()
        owner = _owner(key, nip)
        content["slots"] = [slot for slot in content["slots"] if slot["owner"] != owner]
        self._write(content)

    def holders(self, nips: Collection[str], key: bytes) -> frozenset[str]:
        """Which of these officers have a slot."""
        owners = {slot["owner"] for slot in self._read()["slots"]}
        return frozenset(nip for nip in nips if _owner(key, nip) in owners)

    def drop(self, nips: Collection[str], key: bytes) -> None:
        """Take the slots of these officers away; never the last one: nobody could read the data."""
        content = self._read()
        gone = {_owner(key, nip) for nip in nips}
        kept = [slot for slot in content["slots"] if slot["owner"] not in gone]
        if kept and len(kept) < len(content["slots"]):
            self._write({**content, "slots": kept})

    def unlock(self, who: str, pin: str) -> Unlocked:
        """The key, for an officer's NIP or its last digits (at least 4), or "" for whoever has this PIN.

        Raises NotAllowed for a wrong PIN or an unknown officer, without saying which, and MustWait, without
        a try, while too many wrong ones went before.
        """
        content = self._read()
        seconds = self.tries.waiting()
        if seconds:
            raise MustWait(_("Too many wrong PINs."), wait_words(seconds), seconds)
        self.tries.begin()
        opened = _find(content, who, pin)
        if opened is None:
            seconds = self.tries.waiting()
            raise NotAllowed(
                _("This officer and PIN don't match."),
                wait_words(seconds) if seconds else _("Check the NIP's last digits and type the PIN again."),
            )
        self.tries.was_right()
        return opened

    def _with_slot(self, content: dict[str, Any], nip: str, pin: str, key: bytes) -> dict[str, Any]:
        require_fit_pin(pin, nip)
        hint = _hint(bytes.fromhex(content["salt"]), nip)
        slot = _seal(nip, key, pin, hint, self._cost)
        kept = [old for old in content["slots"] if old["owner"] != slot["owner"]]
        return {**content, "slots": [*kept, slot]}

    def _read(self) -> dict[str, Any]:
        try:
            content = json.loads(self.path.read_bytes())
            if content["v"] != _FORMAT:
                raise ValueError("newer format")
            return dict(content)
        except FileNotFoundError as error:
            raise NotAllowed(_("This laptop is not set up yet.")) from error
        except (ValueError, KeyError, TypeError) as error:
            raise UserFacingError(
                _("The file that guards the database's key is damaged."),
                _("Put it back from a backup; the data itself is untouched."),
            ) from error

    def _write(self, content: dict[str, Any]) -> None:
        write_durably(self.path, json.dumps(content, indent=1).encode())


def tries_beside(path: Path) -> Tries:
    return Tries(path.with_name("tries.json"))


def wait_words(seconds: int) -> str:
    """How long until the next try, for people."""
    if seconds < 60:
        words = ngettext(
            "Wait {count} second, then try again.", "Wait {count} seconds, then try again.", seconds
        )
        return words.format(count=seconds)
    minutes = -(-seconds // 60)
    words = ngettext("Wait {count} minute, then try again.", "Wait {count} minutes, then try again.", minutes)
    return words.format(count=minutes)


def require_fit_pin(pin: str, nip: str) -> None:
    """Raise UserFacingError unless ``pin`` is hard enough to guess to guard a key of ``nip``."""
    found = pins.weakness(pin, nip)
    if found is not None:
        raise UserFacingError(*_weakness_words(found))


def _weakness_words(code: str) -> tuple[str, str]:
    another = _("Choose digits without a pattern, or three words that only you would put together.")
    if code == pins.SHORT:
        least = _("Choose at least {count} characters.").format(count=pins.MIN_LENGTH)
        return _("The PIN is too short."), least
    if code == pins.NIP_DIGITS:
        return _("The PIN is part of your NIP or your birth date; it would be tried first."), another
    if code == pins.REPEATED:
        return _("The PIN repeats itself and is easily guessed."), another
    return _("The PIN is a sequence and is easily guessed."), another


def _find(content: dict[str, Any], who: str, pin: str) -> Unlocked | None:
    slots = content["slots"]
    if len(who) >= HINT_DIGITS:
        hint = _hint(bytes.fromhex(content["salt"]), who)
        slots = [slot for slot in slots if slot["hint"] == hint]
    elif who:
        slots = []
    for slot in slots:
        opened = _open(slot, pin)
        if opened is not None and opened.nip.endswith(who):
            return opened
    return None


def _hint(salt: bytes, who: str) -> str:
    return hashlib.sha256(salt + who[-HINT_DIGITS:].encode()).digest()[:2].hex()


def _owner(key: bytes, nip: str) -> str:
    """Whose slot it is, to those who hold the database key and nobody else."""
    return hmac.digest(key, nip.encode(), "sha256")[:16].hex()


def _derive(pin: str, salt: bytes, cost: Cost) -> bytes:
    return Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    ).derive(pin.encode())


def _seal(nip: str, key: bytes, pin: str, hint: str, cost: Cost) -> dict[str, Any]:
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps({"nip": nip, "key": key.hex()}).encode()
    sealed = AESGCM(_derive(pin, salt, cost)).encrypt(nonce, plain, hint.encode())
    return {
        "hint": hint,
        "owner": _owner(key, nip),
        "kdf": {"name": "argon2id", "memory": cost.memory, "passes": cost.passes, "lanes": cost.lanes},
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "sealed": sealed.hex(),
    }


def _open(slot: dict[str, Any], pin: str) -> Unlocked | None:
    kdf = slot["kdf"]
    cost = Cost(kdf["memory"], kdf["passes"], kdf["lanes"])
    derived = _derive(pin, bytes.fromhex(slot["salt"]), cost)
    try:
        plain = AESGCM(derived).decrypt(
            bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["sealed"]), slot["hint"].encode()
        )
    except InvalidTag:
        return None
    secret = json.loads(plain)
    return Unlocked(secret["nip"], bytes.fromhex(secret["key"]), OwnKey(derived))
