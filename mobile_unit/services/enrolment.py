"""Making a laptop one unit's: a one-time code, a device key, the encrypted database, the first officer."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mobile_unit import __version__
from mobile_unit.clock import Clock, timestamp
from mobile_unit.domain.entries import JOURNAL_OPENED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import MustWait, NotAllowed, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store import inbox, journal, settings
from mobile_unit.store.engine import Connection, Store
from mobile_unit.store.key_slots import Cost, KeySlots, require_fit_pin
from mobile_unit.store.schema import bring_up_to_date

KEYS = "keys.json"
DATABASE = "unit.db"
_PENDING = "pending_enrolment"


def enrol(
    unit_folder: Path,
    *,
    server: str,
    code: str,
    nip: str,
    pin: str,
    ca: Path | None,
    clock: Clock,
    cost: Cost | None = None,
) -> None:
    """Enrol this laptop; ``unit_folder`` appears, whole, only when head office has agreed.

    The device key is durable before the code is handed in, so that an answer lost on the way is asked for
    again with the same key. Raises NotAllowed for a wrong code or officer, HeadOfficeUnreachable,
    UserFacingError.
    """
    require_fit_nip(nip)
    require_fit_pin(pin, nip)
    authority = read_authority(ca) if ca is not None else None
    if unit_folder.exists():
        raise UserFacingError(
            _("This laptop is already set up."), _("Sign in, or choose another home directory.")
        )
    pending = unit_folder.with_name("enrolling")
    store, key_hex, journal_id = _prepare(pending, nip, pin, cost)
    try:
        answer = hand_in(server, authority, key_hex, code=code, nip=nip, journal_id=journal_id)
        with store.write() as connection:
            _settle(connection, answer, server, authority, nip, journal_id, timestamp(clock.now()))
    finally:
        store.close()
    pending.rename(unit_folder)


def require_fit_nip(nip: str) -> None:
    if not re.fullmatch(r"[0-9A-Za-z.\-]{4,30}", nip):
        raise UserFacingError(_("This is no NIP."), _("Type its digits without spaces."))


def _prepare(pending: Path, nip: str, pin: str, cost: Cost | None) -> tuple[Store, str, str]:
    """Open the enrolment that was begun with this PIN, or begin anew; (store, device key, journal id)."""
    from mobile_unit.sync.keys import new_private_key

    slots = KeySlots(pending / KEYS, cost)
    if slots.exists:
        try:
            store = Store(pending / DATABASE, slots.unlock(nip, pin).key)
            with store.read() as connection:
                begun = settings.get(connection, _PENDING)
            if begun is not None:
                return store, begun["key"], begun["journal"]
            store.close()
        except MustWait:
            raise
        except UserFacingError:
            pass
        shutil.rmtree(pending)
    pending.mkdir(parents=True, exist_ok=True, mode=0o700)
    (pending / DATABASE).unlink(missing_ok=True)
    store = Store(pending / DATABASE, slots.create(nip, pin).key)
    bring_up_to_date(store, pending)
    begun = {"key": new_private_key(), "journal": uuid7()}
    with store.write() as connection:
        settings.put(connection, _PENDING, begun)
    return store, begun["key"], begun["journal"]


def hand_in(
    server: str,
    authority: str | None,
    key_hex: str,
    *,
    code: str,
    nip: str,
    journal_id: str,
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Ask head office to make the key's holder a device; ``before`` is what an enrolled laptop was so far.

    Raises NotAllowed for a wrong code or officer, HeadOfficeUnreachable, UserFacingError.
    """
    from mobile_unit.services.syncing import certificate_file
    from mobile_unit.sync import client, line, wire
    from mobile_unit.sync.keys import private_key

    key = private_key(key_hex)
    statement: dict[str, Any] = {
        "code": code,
        "device_key": wire.encode(wire.public_bytes(key)),
        "officer": nip,
        "journal": journal_id,
        "program": __version__,
    }
    if before is not None:
        statement["before"] = before
    try:
        with certificate_file(authority) as ca:
            return client.enrol(server, ca, key, statement)
    except line.Problem as problem:
        elsewhere = problem.code.startswith("http.")
        raise NotAllowed(
            problem.message, _("Compare the server's address with head office's.") if elsewhere else ""
        ) from problem


def take_identity(
    connection: Connection, answer: Mapping[str, Any], key_hex: str, server: str, authority: str | None
) -> None:
    """Note which device this laptop is now, of which unit, and what it needs to know of head office."""
    from mobile_unit.sync import wire

    unit = {key: answer["unit"].get(key) for key in ("code", "name", "kecamatan")}
    for key, value in (
        (settings.UNIT, unit),
        (settings.DEVICE, answer["device"]),
        (settings.DEVICE_KEY, key_hex),
        (settings.DEVICE_CERTIFICATE, answer.get("certificate")),
        (settings.BUNDLE_KEY, answer.get("bundle_key")),
        (settings.RECOVERY_KEY, answer.get("recovery_key")),
        (settings.SERVER, server.strip().rstrip("/")),
        (settings.HEAD_OFFICE_KEY, wire.decode(answer["head_office_key"]).hex()),
        (settings.CERTIFICATE_AUTHORITY, authority),
    ):
        settings.put(connection, key, value)
    inbox.set_officers(connection, answer["officers"])


def _settle(
    connection: Connection,
    answer: Mapping[str, Any],
    server: str,
    authority: str | None,
    nip: str,
    journal_id: str,
    at: str,
) -> None:
    pending = settings.get(connection, _PENDING)
    take_identity(connection, answer, pending["key"], server, authority)
    journal.open_journal(connection, journal_id, answer["letter"], at)
    body = {
        "unit": answer["unit"]["code"],
        "letter": answer["letter"],
        "device": answer["device"],
        "program": __version__,
        "previous": None,
    }
    journal.append(connection, at=at, officer=nip, kind=JOURNAL_OPENED, body=body)


def read_authority(ca: Path) -> str:
    """The office's own certificate authority, from its file; raises UserFacingError."""
    try:
        return ca.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(
            _("The certificate file can't be read."), _("It is the PEM file that head office gave you.")
        ) from error
