"""Head office's signing key and token secret: made once, kept in the database so that workers share them."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from head_office.store.engine import Connection, insert
from head_office.store.tables import settings


def load_or_make(connection: Connection) -> tuple[Ed25519PrivateKey, bytes]:
    """(the Ed25519 key that heads and feeds are signed with, the secret of tokens)."""
    key = _value(connection, "signing_key", Ed25519PrivateKey.generate().private_bytes_raw())
    secret = _value(connection, "token_secret", os.urandom(32))
    return Ed25519PrivateKey.from_private_bytes(key), secret


def _value(connection: Connection, name: str, fresh: bytes) -> bytes:
    statement = insert(connection, settings).values(key=name, value=fresh)
    connection.execute(statement.on_conflict_do_nothing())
    return bytes(connection.execute(select(settings.c.value).where(settings.c.key == name)).scalar_one())
