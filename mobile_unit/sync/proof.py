"""A receipt's own proof: the text of its QR code, signed by the device that drew it.

``HTTPS://OFFICE/R/WK01A-261124-0007-K/PASSPORT.NEW/PAYLOAD`` is the tracking address, in the letters that a
QR code packs best. The payload is base32 of ``data hash (8) || device key (32) || certificate (64) ||
signature (64)``: the certificate is head office's word that the key is a device of the number's unit, so
whoever knows head office's key can check any unit's receipt without a network. Nothing in it is personal; the
hash only lets those who hold the application see that the paper speaks of the same data.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile_unit.domain.entries import canonical
from mobile_unit.domain.numbers import has_number_shape, is_application_number
from mobile_unit.sync import wire

RECEIPT = "way-kanan/receipt/1"
DEVICE = "way-kanan/device/1"
PATH = "R"

_HASH, _KEY, _SIGNATURE = 8, 32, 64
_LENGTH = _HASH + _KEY + 2 * _SIGNATURE
_TEXT = re.compile(rf"(?:^|/){PATH}/([A-Z0-9-]+)/([A-Z0-9.+-]{{1,60}})/([A-Z2-7]+)$")


class NoProof(ValueError):
    """A text that is no receipt's proof at all."""


class Forged(ValueError):
    """A proof whose signatures do not cover what it says."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a code says, not yet believed; ``data`` is the short hash of the applicant's data."""

    number: str
    service: str
    data: bytes
    device_key: bytes
    certificate: str
    signature: str

    @property
    def unit(self) -> str:
        """The unit that the number names, without its journal letter."""
        return self.number.split("-")[0][:-1]

    @property
    def date(self) -> str:
        """The local day that the number names, ISO."""
        day = self.number.split("-")[1]
        return f"20{day[:2]}-{day[2:4]}-{day[4:]}"

    def statement(self) -> dict[str, str]:
        """What the device signed."""
        return {
            "number": self.number,
            "date": self.date,
            "unit": self.unit,
            "service": self.service,
            "data": self.data.hex(),
        }


def data_hash(number: str, applicant: Mapping[str, Any]) -> bytes:
    """8 bytes that change with any of the applicant's data, as the entry has them that the paper shows."""
    said = {"number": number, "applicant": applicant}
    return hashlib.sha256(canonical(said)).digest()[:_HASH]


def certify(head_office_key: Ed25519PrivateKey, unit: str, device_key: bytes) -> str:
    """Head office's word, base64, that a key is a device of a unit."""
    return wire.sign(head_office_key, DEVICE, _device(unit, device_key))


def is_certified(head_office_key: bytes, unit: str, device_key: bytes, certificate: str) -> bool:
    """Whether head office said so of this key."""
    try:
        wire.check(head_office_key, DEVICE, _device(unit, device_key), certificate)
    except wire.BadSignature:
        return False
    return True


def write(server: str, body: Mapping[str, Any], *, device_key: Ed25519PrivateKey, certificate: str) -> str:
    """The text of a receipt's QR code; the same receipt from the same device gives the same text."""
    key = wire.public_bytes(device_key)
    proof = Proof(
        body["number"], body["service"], data_hash(body["number"], body["applicant"]), key, certificate, ""
    )
    signature = wire.decode(wire.sign(device_key, RECEIPT, proof.statement()))
    payload = base64.b32encode(proof.data + key + wire.decode(certificate) + signature)
    service = body["service"].upper().replace("_", "+")
    letters = payload.decode("ascii").rstrip("=")
    return f"{_capital_host(server)}/{PATH}/{body['number']}/{service}/{letters}"


def read(text: str) -> Proof:
    """What a scanned or typed text says; raises NoProof. Small letters and spaces don't matter.

    A number whose check character is wrong is a receipt's all the same: ``check`` says that it is forged.
    """
    match = _TEXT.search("".join(text.split()).upper())
    if match is None or not has_number_shape(match[1]):
        raise NoProof
    number, service, letters = match.groups()
    try:
        payload = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError as error:
        raise NoProof from error
    if len(payload) != _LENGTH:
        raise NoProof
    data, key, certificate, signature = (
        payload[:_HASH],
        payload[_HASH : _HASH + _KEY],
        payload[_HASH + _KEY : -_SIGNATURE],
        payload[-_SIGNATURE:],
    )
    code = service.lower().replace("+", "_")
    return Proof(number, code, data, key, wire.encode(certificate), wire.encode(signature))


def check(proof: Proof, head_office_key: bytes) -> None:
    """Raise Forged unless a device that head office knows as this unit's signed this very statement."""
    if not is_application_number(proof.number):
        raise Forged
    try:
        wire.check(head_office_key, DEVICE, _device(proof.unit, proof.device_key), proof.certificate)
        wire.check(proof.device_key, RECEIPT, proof.statement(), proof.signature)
    except wire.BadSignature as error:
        raise Forged from error


def _device(unit: str, key: bytes) -> dict[str, str]:
    return {"unit": unit, "key": wire.encode(key)}


def _capital_host(server: str) -> str:
    """Scheme and host in capitals, which mean the same and make a smaller code; a path stays as it is."""
    scheme, _, rest = server.rstrip("/").partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.upper()}://{host.upper()}{slash}{path}"
