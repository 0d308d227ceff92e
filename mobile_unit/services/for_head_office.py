"""Sealing what only head office may read; nobody at the unit can open it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mobile_unit.domain.entries import canonical
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store import settings
from mobile_unit.store.engine import Connection

SEALED_FILE = "application/age"


def recipient_of(connection: Connection, then: str) -> str:
    """Head office's key, by its own word; where it was never heard, UserFacingError with ``then`` to do."""
    from mobile_unit.sync import sealing, wire

    said = settings.get(connection, settings.BUNDLE_KEY)
    key = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
    try:
        return sealing.vouched(key, said or {})
    except wire.BadSignature as error:
        raise UserFacingError(
            _("This laptop has no key of head office yet, so it can seal nothing to it."), then
        ) from error


def seal(content: Mapping[str, Any], recipient: str) -> str:
    """As an entry's body carries it."""
    from mobile_unit.sync import wire

    return wire.encode(seal_bytes(canonical(dict(content)), recipient))


def seal_bytes(content: bytes, recipient: str) -> bytes:
    from mobile_unit.sync import sealing

    return sealing.sealed_bytes(content, [recipient])
