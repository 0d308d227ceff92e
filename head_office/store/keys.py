"""Head office's signing key, token secret and the key bundles are sealed to: made once, kept in the
database so that workers share them."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from head_office.store import values
from head_office.store.engine import Connection
from mobile_unit.sync import sealing

_IDENTITY = "bundle_identity"
_GENERATION = "generation"
_BACKUP = "backup_recipient"
_CLOSED = "moved_at"
_RECOVERY = "recovery_recipient"


def load_or_make(connection: Connection) -> tuple[Ed25519PrivateKey, bytes]:
    """(the Ed25519 key that heads and feeds are signed with, the secret of tokens)."""
    key = values.get_or_put(connection, "signing_key", Ed25519PrivateKey.generate().private_bytes_raw())
    secret = values.get_or_put(connection, "token_secret", os.urandom(32))
    return Ed25519PrivateKey.from_private_bytes(key), secret


def load_or_make_identity(connection: Connection) -> str:
    """The age identity that bundles are sealed to."""
    known = _text(connection, _IDENTITY)
    return known or values.get_or_put(connection, _IDENTITY, sealing.new_identity().encode("ascii")).decode(
        "ascii"
    )


def load_or_make_generation(connection: Connection) -> str:
    """Which life of head office's database this is; a restored one gets another."""
    return values.get_or_put(connection, _GENERATION, os.urandom(8)).hex()


def renew_generation(connection: Connection) -> None:
    values.put(connection, _GENERATION, os.urandom(8))


def set_backup_recipient(connection: Connection, recipient: str) -> None:
    """Whom backups are sealed to from now on (``age1…``)."""
    values.put(connection, _BACKUP, recipient.encode("ascii"))


def backup_recipient(connection: Connection) -> str | None:
    return _text(connection, _BACKUP)


def set_recovery_recipient(connection: Connection, recipient: str) -> None:
    """Whom laptops seal their recovery slots to from now on (``age1…``)."""
    values.put(connection, _RECOVERY, recipient.encode("ascii"))


def recovery_recipient(connection: Connection) -> str | None:
    """None where no such key was made: slots are then sealed to the key of bundles."""
    return _text(connection, _RECOVERY)


def _text(connection: Connection, name: str) -> str | None:
    value = values.get(connection, name)
    return None if value is None else value.decode("ascii")


def close_for_good(connection: Connection, at: str) -> None:
    """This database was left for another one; going on with both would be two head offices."""
    values.get_or_put(connection, _CLOSED, at.encode("ascii"))


def closed_for_good(connection: Connection) -> str | None:
    """When this database was left for another one."""
    return _text(connection, _CLOSED)
