"""Programs that may ask for a status on somebody's behalf: the office's own site, a WhatsApp gateway."""

from __future__ import annotations

import hashlib
import re
import secrets

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import limits
from head_office.store import gateways
from head_office.store.gateways import Gateway
from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_PREFIX = "hok_"
"""So that a key that strayed into a repository is recognised for what it is."""
_NO_KEY = Text(
    "Kunci ini tidak berlaku. Minta kunci kepada pengelola kantor.",
    "This key is not valid. Ask the office's administrator for one.",
)


def add(office: HeadOffice, name: str) -> str:
    """A new key, told this once; only its hash is kept. Raises UserFacingError for a name that is taken."""
    if not _NAME.fullmatch(name):
        raise UserFacingError(
            _("A gateway's name is small letters, digits and hyphens, at most 40."),
            _("For example whatsapp or website-kotabumi."),
        )
    key = _PREFIX + secrets.token_urlsafe(24)
    with office.database.write() as connection:
        if not gateways.add(connection, Gateway(name, office.now()), _hash(key)):
            raise UserFacingError(
                _("There is a gateway of this name already."),
                _("Remove it first; its key stops working then."),
            )
    return key


def remove(office: HeadOffice, name: str) -> bool:
    with office.database.write() as connection:
        return gateways.remove(connection, name)


def known(office: HeadOffice) -> list[Gateway]:
    with office.database.read() as connection:
        return gateways.every(connection)


def of_key(office: HeadOffice, key: str | None) -> Gateway:
    """Whose key this is, counted; raises Refusal 401 or TooOften.

    It is found by its hash, so that the time it takes says nothing of the key.
    """
    with office.database.read() as connection:
        gateway = gateways.find(connection, _hash(key or ""))
    if gateway is None:
        raise Refusal(401, "key.invalid", _NO_KEY)
    limits.require(office, limits.GATEWAY, gateway.name)
    return gateway


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
