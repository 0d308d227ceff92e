"""A new PIN where every officer has forgotten theirs, with head office's help and without a network.

The new PIN is chosen when head office is asked, and seals the key that the answer comes to: a finder of the
laptop who gets hold of the answer as well has nothing. docs/decisions/022 has why.
"""

from __future__ import annotations

import hmac
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobile_unit.clock import Clock, timestamp
from mobile_unit.domain.entries import PIN_RECOVERED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import NotAllowed, TryAgain, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.enrolment import KEYS, require_fit_nip
from mobile_unit.store import inbox, journal, settings
from mobile_unit.store.durable import flush_folder, write_durably
from mobile_unit.store.engine import Store
from mobile_unit.store.key_slots import Cost, KeySlots

if TYPE_CHECKING:
    from mobile_unit.sync.recovering import Answer

SLOT = "recovery.json"
PENDING = "recovering"
_ASKED = "request.json"
REQUEST_SUFFIX = ".recovery-request"
ANSWER_SUFFIX = ".recovery-answer"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under way: its id, the code that the officer reads to head office, and when it was made."""

    id: str
    code: str
    at: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """What an answer brought: whose new PIN it is, and the 32-byte database key, not yet proven right."""

    nip: str
    key: bytes
    answer: Answer


def keep_recoverable(store: Store, unit_folder: Path, key: bytes) -> bool:
    """See to it that head office could open this database; False where it has not told its key yet.

    Sealed to the recovery key, where head office has told one, else to the key of bundles. Writes only where
    the slot is missing, damaged, or of another key than today's.
    """
    from mobile_unit.sync import recovering, sealing, wire
    from mobile_unit.sync.keys import private_key

    with store.read() as connection:
        apart = settings.get(connection, settings.RECOVERY_KEY)
        said = apart or settings.get(connection, settings.BUNDLE_KEY)
        if said is None:
            return False
        head_office_key = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
        device = settings.get(connection, settings.DEVICE)
        device_key = settings.get(connection, settings.DEVICE_KEY)
        unit = settings.get(connection, settings.UNIT)["code"]
    path = unit_folder / SLOT
    known = _read(path)
    mark = _mark(key, device)
    if (known.get("recipient"), known.get("mark")) == (said.get("recipient"), mark) and known.get("sealed"):
        return True
    try:
        recipient = sealing.vouched(
            head_office_key, said, sealing.RECOVERY_KEY if apart else sealing.BUNDLE_KEY
        )
    except wire.BadSignature:
        return False
    sealed = recovering.seal_slot(unit, device, key, private_key(device_key), recipient)
    content = {"v": 1, "recipient": recipient, "mark": mark, "sealed": wire.encode(sealed)}
    write_durably(path, json.dumps(content, indent=1).encode())
    return True


def is_recoverable(unit_folder: Path) -> bool:
    return bool(_read(unit_folder / SLOT).get("sealed"))


def ask(
    unit_folder: Path, target: Path, nip: str, pin: str, *, clock: Clock, cost: Cost | None = None
) -> Asked:
    """Write a request for head office to ``target``; the PIN chosen here is theirs once it is answered.

    A request that was under way before is given up. Raises UserFacingError for a weak PIN, a laptop that
    head office can't open yet, TryAgain where the medium can't be written.
    """
    from mobile_unit.sync import recovering, sealing, wire

    require_fit_nip(nip)
    slot = _read(unit_folder / SLOT)
    if not slot.get("sealed"):
        raise UserFacingError(
            _("Head office can't open this laptop: it was never told how."),
            _("Only a PIN, or a backup with a PIN that somebody knows, helps. Call head office."),
        )
    new = unit_folder / f"{PENDING}.new"
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(mode=0o700)
    guard = KeySlots(new / KEYS, cost).create(nip, pin)
    identity = sealing.new_identity()
    request = recovering.Request(
        uuid7(),
        nip,
        timestamp(clock.now()),
        sealing.recipient_of(identity),
        wire.decode(slot["sealed"]),
    )
    asked = Asked(request.id, request.code, request.at)
    content = {
        "v": 1,
        "id": asked.id,
        "code": asked.code,
        "at": asked.at,
        "identity": _hide(guard.key, identity),
    }
    write_durably(new / _ASKED, json.dumps(content, indent=1).encode())
    try:
        write_durably(target, request.seal(slot["recipient"]))
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        raise TryAgain(
            _("The request could not be written there."), _("Check that the stick is in and writable.")
        ) from error
    give_up(unit_folder)
    new.rename(unit_folder / PENDING)
    flush_folder(unit_folder)
    return asked


def under_way(unit_folder: Path) -> Asked | None:
    """The request that waits for its answer."""
    known = _read(unit_folder / PENDING / _ASKED)
    try:
        return Asked(known["id"], known["code"], known["at"])
    except KeyError:
        return None


def give_up(unit_folder: Path) -> None:
    """Forget the request under way: its answer opens nothing from now on."""
    if (unit_folder / PENDING).exists():
        shutil.rmtree(unit_folder / PENDING)


def read_answer(unit_folder: Path, file: Path, pin: str, cost: Cost | None = None) -> Recovered:
    """Open head office's answer with the PIN that was chosen for it.

    Raises NotAllowed for a wrong PIN (wrong ones wait, as at the sign-in), UserFacingError for an answer that
    is not to the request under way.
    """
    from mobile_unit.sync import recovering

    asked = under_way(unit_folder)
    if asked is None:
        raise UserFacingError(
            _("No request for a new PIN is under way on this laptop."),
            _("An answer can be used once, where it was asked for. Make a new request."),
        )
    try:
        sealed = file.read_bytes() if file.stat().st_size <= recovering.MAX_BYTES else b""
    except OSError as error:
        raise TryAgain(_("The answer can't be read."), _("Check that the stick is in.")) from error
    guard = KeySlots(unit_folder / PENDING / KEYS, cost).unlock("", pin)
    identity = _unhide(guard.key, _read(unit_folder / PENDING / _ASKED)["identity"])
    try:
        answer = recovering.open_answer(sealed, identity)
    except recovering.BadRecovery as error:
        raise _refused(error.code) from error
    if (answer.request, answer.officer) != (asked.id, guard.nip):
        raise _refused("recovery.not_for_us")
    return Recovered(guard.nip, answer.key, answer)


def _refused(code: str) -> UserFacingError:
    if code == "recovery.not_for_us":
        return UserFacingError(
            _("This answer is not to this laptop's last request."),
            _("Take the file that head office wrote last, or make a new request."),
        )
    return UserFacingError(
        _("This file is damaged, or is no answer from head office."),
        _("Ask head office to write it once more."),
    )


def settle(store: Store, recovered: Recovered, clock: Clock) -> None:
    """Believe the answer, now that the database is open, and write it into the journal; once for each answer.

    Raises NotAllowed for an answer that head office did not sign, one of another device, and an officer
    who is not on the unit's list.
    """
    answer = recovered.answer
    with store.write() as connection:
        head_office_key = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
        device = settings.get(connection, settings.DEVICE)
        if answer.device != device or not answer.is_signed_by(head_office_key):
            raise NotAllowed(_("This answer is not from head office, or for another laptop."))
        listed = inbox.officer(connection, recovered.nip)
        if listed is None or not listed["active"]:
            raise NotAllowed(_("This officer is not on the unit's list."), _("Ask head office."))
        if settings.get(connection, settings.RECOVERED) != answer.request:
            settings.put(connection, settings.RECOVERED, answer.request)
            body = {"officer": recovered.nip, "request": answer.request, "answered_at": answer.at}
            at = timestamp(clock.now())
            journal.append(connection, at=at, officer=recovered.nip, kind=PIN_RECOVERED, body=body)


def _hide(key: bytes, identity: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    return (nonce + AESGCM(key).encrypt(nonce, identity.encode("ascii"), b"recovery")).hex()


def _unhide(key: bytes, hidden: str) -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = bytes.fromhex(hidden)
        return AESGCM(key).decrypt(raw[:12], raw[12:], b"recovery").decode("ascii")
    except (ValueError, InvalidTag) as error:
        raise UserFacingError(
            _("What this laptop kept of the request is damaged."), _("Make a new request.")
        ) from error


def _mark(key: bytes, device: str) -> str:
    """Tells a slot of this very database from one of another, to who holds the key."""
    return hmac.digest(key, f"recovery/{device}".encode(), "sha256")[:8].hex()


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) and content.get("v") == 1 else {}
