"""What lets head office open a unit's database again once every officer has forgotten the PIN.

Three small age files. The **slot** stays on the laptop: the database key, sealed to head office, signed by
the device. The **request** carries it to head office with a key of its own, made for this request alone. The
**answer** brings the database key back, sealed to that key and signed by head office. None names anybody to
who can't open it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile_unit.domain.entries import canonical
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.sync import sealing, wire

SLOT = "way-kanan/recovery-slot/1"
REQUEST = "way-kanan/recovery-request/1"
ANSWER = "way-kanan/recovery-answer/1"
MAX_BYTES = 32 * 1024
"""None of the three is ever larger."""
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 12
_KEY = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
_UNIT = re.compile(r"[A-Z][A-Z0-9]{1,7}", re.ASCII)
_NIP = re.compile(r"[0-9A-Za-z.\-]{4,30}", re.ASCII)


class BadRecovery(ValueError):
    """A file that is not what it should be, with a stable code: ``recovery.not_for_us`` (sealed to another
    key), ``recovery.damaged``, ``recovery.shape``."""

    @property
    def code(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Slot:
    """A device's database key (32 bytes), and the device's word that it is."""

    unit: str
    device: str
    key: bytes
    signature: str

    def is_signed_by(self, public_key: bytes) -> bool:
        try:
            wire.check(public_key, SLOT, _slot_statement(self.unit, self.device, self.key), self.signature)
        except wire.BadSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants a new PIN; ``slot`` is the sealed slot, ``recipient`` the age key that the answer goes to."""

    id: str
    officer: str
    at: str
    recipient: str
    slot: bytes

    @property
    def code(self) -> str:
        """``7QK3-9FHD-W2MT`` (59 bits) over all of the request: read over the telephone, it says that the
        file at head office is the one that the laptop wrote."""
        number = int.from_bytes(hashlib.sha256(canonical(self._statement())).digest())
        letters = []
        for _n in range(_CODE_LENGTH):
            number, index = divmod(number, len(CODE_LETTERS))
            letters.append(CODE_LETTERS[index])
        return "-".join("".join(letters[at : at + 4]) for at in range(0, _CODE_LENGTH, 4))

    def _statement(self) -> dict[str, str]:
        return {
            "request": self.id,
            "officer": self.officer,
            "at": self.at,
            "recipient": self.recipient,
            "slot": wire.encode(self.slot),
        }

    def seal(self, recipient: str) -> bytes:
        return _seal(REQUEST, self._statement(), recipient)


@dataclass(frozen=True, slots=True)
class Answer:
    """The database key for one request; ``statement`` and ``signature`` are to be checked once the database
    says which key is head office's."""

    request: str
    device: str
    officer: str
    at: str
    key: bytes
    signature: str

    def is_signed_by(self, head_office_key: bytes) -> bool:
        statement = _answer_statement(self.request, self.device, self.officer, self.at, self.key)
        try:
            wire.check(head_office_key, ANSWER, statement, self.signature)
        except wire.BadSignature:
            return False
        return True


def seal_slot(unit: str, device: str, key: bytes, device_key: Ed25519PrivateKey, recipient: str) -> bytes:
    statement = _slot_statement(unit, device, key)
    return _seal(SLOT, {**statement, "signature": wire.sign(device_key, SLOT, statement)}, recipient)


def open_slot(sealed: bytes, identity: str) -> Slot:
    said = _open(SLOT, sealed, identity, {"unit", "device", "key", "signature"})
    _require(said, unit=_UNIT, key=_KEY)
    _require_ids(said, "device")
    return Slot(said["unit"], said["device"], bytes.fromhex(said["key"]), said["signature"])


def open_request(sealed: bytes, identity: str) -> Request:
    said = _open(REQUEST, sealed, identity, {"request", "officer", "at", "recipient", "slot"})
    _require(said, officer=_NIP, at=_TIME, recipient=re.compile(r"age1[0-9a-z]{58}"))
    _require_ids(said, "request")
    try:
        slot = wire.decode(said["slot"])
    except ValueError as error:
        raise BadRecovery("recovery.shape") from error
    return Request(said["request"], said["officer"], said["at"], said["recipient"], slot)


def seal_answer(request: Request, slot: Slot, at: str, head_office: Ed25519PrivateKey) -> bytes:
    statement = _answer_statement(request.id, slot.device, request.officer, at, slot.key)
    signed = {**statement, "signature": wire.sign(head_office, ANSWER, statement)}
    return _seal(ANSWER, signed, request.recipient)


def open_answer(sealed: bytes, identity: str) -> Answer:
    said = _open(ANSWER, sealed, identity, {"request", "device", "officer", "at", "key", "signature"})
    _require(said, officer=_NIP, at=_TIME, key=_KEY)
    _require_ids(said, "request", "device")
    return Answer(
        said["request"],
        said["device"],
        said["officer"],
        said["at"],
        bytes.fromhex(said["key"]),
        said["signature"],
    )


def _slot_statement(unit: str, device: str, key: bytes) -> dict[str, str]:
    return {"unit": unit, "device": device, "key": key.hex()}


def _answer_statement(request: str, device: str, officer: str, at: str, key: bytes) -> dict[str, str]:
    return {"request": request, "device": device, "officer": officer, "at": at, "key": key.hex()}


def _seal(kind: str, said: Mapping[str, str], recipient: str) -> bytes:
    sealed = bytearray()
    sealing.seal(iter([kind.encode() + b"\n" + canonical(dict(said))]), sealed.extend, [recipient])
    return bytes(sealed)


def _open(kind: str, sealed: bytes, identity: str, members: set[str]) -> dict[str, str]:
    if len(sealed) > MAX_BYTES:
        raise BadRecovery("recovery.shape")
    plain = bytearray()
    try:
        sealing.unseal(io.BytesIO(sealed), plain.extend, identity)
    except sealing.NotForUs as error:
        raise BadRecovery("recovery.not_for_us") from error
    except sealing.Damaged as error:
        raise BadRecovery("recovery.damaged") from error
    beginning = kind.encode() + b"\n"
    if not plain.startswith(beginning):
        raise BadRecovery("recovery.shape")
    try:
        said: Any = json.loads(plain[len(beginning) :])
    except (ValueError, RecursionError) as error:
        raise BadRecovery("recovery.shape") from error
    is_plain = isinstance(said, dict) and all(isinstance(value, str) for value in said.values())
    if not is_plain or set(said) != members:
        raise BadRecovery("recovery.shape")
    return dict(said)


def _require(said: Mapping[str, str], **shapes: re.Pattern[str]) -> None:
    if not all(shape.fullmatch(said[name]) for name, shape in shapes.items()):
        raise BadRecovery("recovery.shape")


def _require_ids(said: Mapping[str, str], *names: str) -> None:
    if not all(is_record_id(said[name]) for name in names):
        raise BadRecovery("recovery.shape")
