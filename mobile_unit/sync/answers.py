"""An answer that only the slip opens: AES-256-GCM under a key that comes of the code printed on it.

The code is drawn by lot (80 bits), so it is no password and needs no slow derivation; head office reads it in
the sealed complaint, the laptop never keeps it.
"""

from __future__ import annotations

import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mobile_unit.sync import wire

_CONTEXT = b"way-kanan/complaint-answer/1"
_NONCE = 12


class WrongCode(ValueError):
    """This code does not open this answer."""


def close_answer(words: str, number: str, code: str) -> str:
    """The words as a text that the code opens, bound to the complaint's number."""
    nonce = os.urandom(_NONCE)
    return wire.encode(nonce + AESGCM(_key(code)).encrypt(nonce, words.encode(), number.encode()))


def open_answer(closed: str, number: str, code: str) -> str:
    """Raises WrongCode."""
    try:
        raw = wire.decode(closed)
        return AESGCM(_key(code)).decrypt(raw[:_NONCE], raw[_NONCE:], number.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise WrongCode from error


def mark_of(number: str, code: str) -> str:
    """What head office keeps to know the code again when somebody follows a complaint with it."""
    return sha256(f"{number}|{code}".encode()).hexdigest()


def _key(code: str) -> bytes:
    return HKDF(SHA256(), 32, None, _CONTEXT).derive(code.encode())
