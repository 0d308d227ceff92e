"""The age format sealed with a history's own lot, so that a seed writes the same bytes each time; the product
opens it with the library that it seals with."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CHECKED = 6
_CHUNK = 64 * 1024


def sealed(content: bytes, recipient: str, drawn: Callable[[int], bytes]) -> bytes:
    """``content`` sealed to ``age1…``; ``drawn`` is what would be random."""
    theirs = _public_key(recipient)
    ours = X25519PrivateKey.from_private_bytes(drawn(32))
    share = ours.public_key().public_bytes_raw()
    key = drawn(16)
    shared = ours.exchange(X25519PublicKey.from_public_bytes(theirs))
    wrapped = _encrypted(_derived(shared, share + theirs, b"age-encryption.org/v1/X25519"), 0, False, key)
    head = f"age-encryption.org/v1\n-> X25519 {_encoded(share)}\n{_encoded(wrapped)}\n---"
    mac = hmac.digest(_derived(key, b"", b"header"), head.encode(), "sha256")
    nonce = drawn(16)
    stream = _derived(key, nonce, b"payload")
    starts = range(0, max(len(content), 1), _CHUNK)
    pieces = [
        _encrypted(stream, n, start == starts[-1], content[start : start + _CHUNK])
        for n, start in enumerate(starts)
    ]
    return b"".join([f"{head} {_encoded(mac)}\n".encode(), nonce, *pieces])


def _public_key(recipient: str) -> bytes:
    """Bech32 without a look at its checksum: who wrote it is ourselves."""
    number = 0
    letters = recipient.removeprefix("age1")[:-_CHECKED]
    for letter in letters:
        number = number << 5 | _LETTERS.index(letter)
    return (number >> (5 * len(letters) - 256)).to_bytes(32)


def _encrypted(key: bytes, number: int, is_last: bool, piece: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(number.to_bytes(11) + bytes([is_last]), piece, None)


def _derived(secret: bytes, salt: bytes, words: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, words).derive(secret)


def _encoded(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")
