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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.i18n import _

MIN_PIN = 6
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
    """A slot that opened: whose it is, and the 32-byte database key."""

    nip: str
    key: bytes


class KeySlots:
    """The key-slot file of one home."""

    def __init__(self, path: Path, cost: Cost | None = None) -> None:
        self.path = path
        self._cost = cost or Cost()

    @property
    def exists(self) -> bool:
        return self.path.exists()

    def create(self, nip: str, pin: str) -> Unlocked:
        """Make the file with a new key and its first slot; an unfinished enrolment's file is replaced."""
        key = os.urandom(32)
        content = {"v": _FORMAT, "salt": os.urandom(16).hex(), "slots": []}
        self._write(self._with_slot(content, nip, pin, key))
        return Unlocked(nip, key)

    def add(self, nip: str, pin: str, key: bytes) -> None:
        """Give ``nip`` a slot of its own, in place of an older one of theirs."""
        self._write(self._with_slot(self._read(), nip, pin, key))

    def remove(self, nip: str, key: bytes) -> None:
        """Take an officer's slot away; the database key and the other slots stay as they are."""
        content = self._read()
        owner = _owner(key, nip)
        content["slots"] = [slot for slot in content["slots"] if slot["owner"] != owner]
        self._write(content)

    def unlock(self, who: str, pin: str) -> Unlocked:
        """The key, for an officer's NIP or its last digits (at least 4), or "" for whoever has this PIN.

        Raises NotAllowed for a wrong PIN or an unknown officer, without saying which.
        """
        content = self._read()
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
        raise NotAllowed(
            _("This officer and PIN don't match."), _("Check the NIP's last digits and type the PIN again.")
        )

    def _with_slot(self, content: dict[str, Any], nip: str, pin: str, key: bytes) -> dict[str, Any]:
        require_fit_pin(pin)
        hint = _hint(bytes.fromhex(content["salt"]), nip)
        slot = _seal(Unlocked(nip, key), pin, hint, self._cost)
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


def require_fit_pin(pin: str) -> None:
    """Raise UserFacingError unless ``pin`` is long enough to guard a key."""
    if len(pin) < MIN_PIN:
        raise UserFacingError(
            _("The PIN is too short."), _("Choose at least {count} characters.").format(count=MIN_PIN)
        )


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file so that a power cut leaves the old one or the new one, whole."""
    temporary = path.with_suffix(path.suffix + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _hint(salt: bytes, who: str) -> str:
    return hashlib.sha256(salt + who[-HINT_DIGITS:].encode()).digest()[:2].hex()


def _owner(key: bytes, nip: str) -> str:
    """Whose slot it is, to those who hold the database key and nobody else."""
    return hmac.digest(key, nip.encode(), "sha256")[:16].hex()


def _derive(pin: str, salt: bytes, cost: Cost) -> bytes:
    return Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    ).derive(pin.encode())


def _seal(secret: Unlocked, pin: str, hint: str, cost: Cost) -> dict[str, Any]:
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps({"nip": secret.nip, "key": secret.key.hex()}).encode()
    sealed = AESGCM(_derive(pin, salt, cost)).encrypt(nonce, plain, hint.encode())
    return {
        "hint": hint,
        "owner": _owner(secret.key, secret.nip),
        "kdf": {"name": "argon2id", "memory": cost.memory, "passes": cost.passes, "lanes": cost.lanes},
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "sealed": sealed.hex(),
    }


def _open(slot: dict[str, Any], pin: str) -> Unlocked | None:
    kdf = slot["kdf"]
    cost = Cost(kdf["memory"], kdf["passes"], kdf["lanes"])
    cipher = AESGCM(_derive(pin, bytes.fromhex(slot["salt"]), cost))
    try:
        plain = cipher.decrypt(
            bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["sealed"]), slot["hint"].encode()
        )
    except InvalidTag:
        return None
    secret = json.loads(plain)
    return Unlocked(secret["nip"], bytes.fromhex(secret["key"]))
