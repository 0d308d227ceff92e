"""Enrolling a laptop that is set up once more, with all that it holds.

For one that head office does not know any more, as it was restored from a backup of before the enrolment, or
that is to have a new identity. It stays the same unit's laptop of the same head office: another one would be
handed everything that it holds. docs/decisions/031 has why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mobile_unit import __version__
from mobile_unit.domain.applications import UnitInfo
from mobile_unit.domain.entries import JOURNAL_OPENED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import new_mark
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import NotAllowed, TryAgain, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.enrolment import hand_in, read_authority, take_identity
from mobile_unit.services.syncing import Sync
from mobile_unit.store import blobs, journal, reconciled, settings
from mobile_unit.store.engine import Connection
from mobile_unit.sync import lives


class EnrollingAgain:
    """``heard`` is called once it is done: head office said anew who works here."""

    def __init__(self, context: Context, sync: Sync, heard: Callable[[], object] = lambda: None) -> None:
        context.require(Permission.LAPTOP)
        self._context = context
        self._sync = sync
        self._heard = heard

    def run(
        self, code: str, *, server: str | None = None, ca: Path | None = None, anyway: bool = False
    ) -> UnitInfo:
        """Become a new device of the same unit, with a one-time code; ``anyway`` also where head office still
        knows this laptop. ``server`` and ``ca`` are those of today where they are not given.

        The new key is durable before the code is handed in, and all that the answer changes is one
        transaction: cut anywhere, this laptop is what it was, or the new device.
        Raises NotAllowed for a code that is not good or another unit's, HeadOfficeUnreachable,
        UserFacingError.
        """
        with self._context.store.read() as connection:
            server = server or str(settings.get(connection, settings.SERVER))
            known = settings.get(connection, settings.CERTIFICATE_AUTHORITY)
        authority = known if ca is None else read_authority(ca)
        if not anyway and self._sync.is_known(server, authority):
            raise UserFacingError(
                _("This laptop is already set up."), _("To have it enrolled anew all the same say --again.")
            )
        begun = self._begun()
        nip = self._context.officer.nip
        with self._context.store.read() as connection:
            before = _before(connection, begun)
        answer = hand_in(
            server, authority, begun["key"], code=code, nip=nip, journal_id=begun["journal"], before=before
        )
        with self._context.store.write() as connection:
            if settings.get(connection, settings.ENROLLING_AGAIN) != begun:
                raise TryAgain(_("This laptop was changed meanwhile."), _("Begin again."))
            _require_own_office(connection, answer, begun["key"])
            take_identity(connection, answer, begun["key"], server, authority)
            _begin_life(connection, answer, begun, at=self._context.now(), officer=nip)
            letter = journal.current_head(connection).letter
            _doubt_everything(connection)
        self._sync.forget_token()
        self._heard()
        unit = answer["unit"]
        return UnitInfo(unit["code"], unit["name"], letter, unit.get("kecamatan"), server)

    def _begun(self) -> dict[str, str]:
        """The new device's key, its journal and that one's mark; those of an enrolment that was cut."""
        from mobile_unit.sync.keys import new_private_key

        with self._context.store.write() as connection:
            begun: dict[str, str] | None = settings.get(connection, settings.ENROLLING_AGAIN)
            if begun is None:
                begun = {"key": new_private_key(), "journal": uuid7(), "mark": new_mark()}
                settings.put(connection, settings.ENROLLING_AGAIN, begun)
        return begun


def _before(connection: Connection, begun: Mapping[str, str]) -> dict[str, Any]:
    """What this laptop was so far, under the former device's signature."""
    from mobile_unit.sync import wire
    from mobile_unit.sync.keys import private_key

    key = private_key(settings.get(connection, settings.DEVICE_KEY))
    statement = {
        "unit": settings.get(connection, settings.UNIT)["code"],
        "device": settings.get(connection, settings.DEVICE),
        "device_key": wire.encode(wire.public_bytes(key)),
        "certificate": settings.get(connection, settings.DEVICE_CERTIFICATE),
        "lives": [
            {"journal": named.journal, "letter": named.letter, "mark": named.mark}
            for named in journal.named_lives(connection)
        ],
        "mark": begun["mark"],
    }
    now = wire.encode(wire.public_bytes(private_key(begun["key"])))
    return {
        **statement,
        "signature": wire.sign(key, wire.ENROLLED_BEFORE, {**statement, "device_key_now": now}),
    }


def _require_own_office(connection: Connection, answer: Mapping[str, Any], key_hex: str) -> None:
    """Raise NotAllowed unless the very head office answers that this laptop belongs to, for its own unit."""
    from mobile_unit.sync import proof, wire
    from mobile_unit.sync.keys import private_key

    office = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
    unit = settings.get(connection, settings.UNIT)["code"]
    new = wire.public_bytes(private_key(key_hex))
    is_own = (answer["unit"].get("code"), wire.decode(answer["head_office_key"])) == (unit, office)
    if not is_own or not proof.is_certified(office, unit, new, str(answer.get("certificate"))):
        raise NotAllowed(
            _("This is not the head office that this laptop belongs to; nothing was changed."),
            _("Compare the server's address with head office's."),
        )


def _begin_life(
    connection: Connection, answer: Mapping[str, Any], begun: Mapping[str, str], *, at: str, officer: str
) -> None:
    """Go on in the new device's journal; where the unit's letters are used up it keeps its mark."""
    before = journal.current_head(connection)
    letter, mark = answer["letter"], begun["mark"]
    journal.open_journal(connection, begun["journal"], letter or before.letter, at, "" if letter else mark)
    body = {
        "unit": answer["unit"]["code"],
        "letter": letter or before.letter,
        "mark": mark,
        "device": answer["device"],
        "program": __version__,
        "previous": before.journal,
        "why": lives.ENROLLED_AGAIN,
    }
    journal.append(connection, at=at, officer=officer, kind=JOURNAL_OPENED, body=body)


def _doubt_everything(connection: Connection) -> None:
    """Ask head office anew what it holds; an order to the former device is none to this one."""
    for life, _end in journal.lives(connection):
        journal.take_back(connection, life, 0)
    blobs.doubt_all(connection)
    reconciled.doubt_all(connection)
    for name in (settings.ENROLLING_AGAIN, settings.WIPE, settings.HANDED_OVER):
        settings.put(connection, name, None)
    last = settings.get(connection, settings.LAST_ROUND, {})
    settings.put(connection, settings.LAST_ROUND, {**last, "unknown": False, "revoked": False, "error": None})
