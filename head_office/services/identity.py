"""Who is calling: short-lived tokens, given for a signature over a nonce; nothing of it is stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
import uuid
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.store import devices
from head_office.store.devices import Device
from mobile_unit.domain.texts import Text
from mobile_unit.sync import proof, wire

NONCE_SECONDS = 300
"""With a thousand units at the door, some are asked to wait between nonce and token for two minutes."""
TOKEN_SECONDS = 900
_SEAL_BYTES = 12

_UNKNOWN = Text(
    "Perangkat ini tidak dikenal. Daftarkan lagi dengan kode dari kantor.",
    "This device is not known. Enrol it again with a code from head office.",
)
_REVOKED = Text(
    "Izin perangkat ini sudah dicabut. Hubungi kantor; datanya masih dapat diserahkan.",
    "This device's permission was withdrawn. Contact head office; its data can still be handed over.",
)
_BAD_NONCE = Text("Nonce ini tidak berlaku. Minta yang baru.", "This nonce is not valid. Ask for a new one.")
_BAD_TOKEN = Text("Token ini tidak berlaku. Minta yang baru.", "This token is not valid. Ask for a new one.")


def new_nonce(office: HeadOffice, device: str) -> str:
    return str(_serializer(office, "nonce").dumps([device, secrets.token_urlsafe(12)]))


@dataclass(frozen=True, slots=True)
class Known:
    """What a device gets for being itself: a token, the certificate that its receipts carry, and where it
    seals its bundles to, and its recovery slot where that is another key."""

    token: str
    certificate: str
    bundle_key: dict[str, str]
    recovery_key: dict[str, str] | None


def new_token(office: HeadOffice, device: str, nonce: str, signature: str) -> Known:
    """For who signed a fresh nonce with the device's key; raises Refusal (401, 403)."""
    try:
        asked, _random = _serializer(office, "nonce").loads(nonce, max_age=NONCE_SECONDS)
    except (BadData, ValueError, TypeError) as error:
        raise Refusal(401, "nonce.invalid", _BAD_NONCE) from error
    if asked != device:
        raise Refusal(401, "nonce.invalid", _BAD_NONCE)
    known = find_device(office, device)
    try:
        wire.check(known.public_key, wire.TOKEN, {"device": device, "nonce": nonce}, signature)
    except wire.BadSignature as error:
        raise Refusal(401, "device.unknown", _UNKNOWN) from error
    certificate = proof.certify(office.key, known.unit, known.public_key)
    return Known(_token(office, device), certificate, office.bundle_key, office.recovery_key())


def device_of(office: HeadOffice, authorization: str | None) -> Device:
    """The device behind an ``Authorization`` header; raises Refusal (401, 403)."""
    scheme, _space, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal(401, "token.invalid", _BAD_TOKEN)
    return find_device(office, _device_in(office, token.strip()))


def _token(office: HeadOffice, device: str) -> str:
    """Device, end and a keyed hash of both in 43 characters: it travels with every call over a thin link."""
    said = uuid.UUID(device).bytes + int(time.time() + TOKEN_SECONDS).to_bytes(4)
    return base64.urlsafe_b64encode(said + _seal(office, said)).decode().rstrip("=")


def _seal(office: HeadOffice, said: bytes) -> bytes:
    """Good for one life of head office's database: after a restore everybody asks anew, and hears of it."""
    sealed = b"way-kanan/token\0" + office.generation.encode() + b"\0" + said
    return hmac.new(office.secret, sealed, hashlib.sha256).digest()[:_SEAL_BYTES]


def _device_in(office: HeadOffice, token: str) -> str:
    """The device that a token was given to; raises Refusal 401."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise Refusal(401, "token.invalid", _BAD_TOKEN) from error
    said, seal = raw[:-_SEAL_BYTES], raw[-_SEAL_BYTES:]
    if len(raw) != 16 + 4 + _SEAL_BYTES or not hmac.compare_digest(seal, _seal(office, said)):
        raise Refusal(401, "token.invalid", _BAD_TOKEN)
    if int.from_bytes(said[16:]) < time.time():
        raise Refusal(401, "token.expired", _BAD_TOKEN)
    return str(uuid.UUID(bytes=said[:16]))


def find_device(office: HeadOffice, device: str) -> Device:
    """An enrolled device that has its permission; raises Refusal (401, 403)."""
    with office.database.read() as connection:
        known = devices.find(connection, device)
    if known is None:
        raise Refusal(401, "device.unknown", _UNKNOWN)
    if known.is_shut_out:
        raise Refusal(403, "device.revoked", _REVOKED)
    return known


def _serializer(office: HeadOffice, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(office.secret, salt=f"way-kanan/{purpose}")
