"""What only one officer's PIN opens: the database key opens everything else, and every officer has that.

The key comes of the PIN's own Argon2id output, which is kept nowhere; a new PIN is another key.
"""

from __future__ import annotations

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_CONTEXT = b"way-kanan/own-key/1"
_NONCE = 12
_STEP = 2048


class OwnKey:
    """``secret`` is what a PIN's derivation gave."""

    def __init__(self, secret: bytes) -> None:
        derived = HKDF(SHA256(), 64, None, _CONTEXT).derive(secret)
        self._cipher, self._names = AESGCM(derived[:32]), derived[32:]

    def place_of(self, name: str) -> str:
        """Where what is called ``name`` is kept; says neither the name nor whose it is."""
        return hmac.digest(self._names, name.encode(), "sha256").hex()

    def seal(self, content: bytes, place: str) -> bytes:
        """Bound to its place, and as long as others are, a step of 2 KiB."""
        whole = len(content).to_bytes(4, "big") + content
        nonce = os.urandom(_NONCE)
        padded = whole.ljust(-(-len(whole) // _STEP) * _STEP, b"\0")
        return nonce + self._cipher.encrypt(nonce, padded, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises ValueError where it was sealed with another key or for another place."""
        try:
            padded = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except InvalidTag as error:
            raise ValueError("sealed with another key") from error
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]
