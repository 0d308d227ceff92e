"""Every page of an encrypted database's file in clear, free ones too: what somebody with the key can find."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE, IV, RESERVED, SALT = 4096, 16, 80, 16
"""SQLCipher 4's: behind each page its IV and an HMAC-SHA512, before the first the salt."""


def pages_in_clear(path: Path, key: bytes) -> bytes:
    """All pages one after the other, the file's header left out."""
    content = path.read_bytes()
    found = []
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        body, iv = page[SALT if start == 0 else 0 : PAGE - RESERVED], page[PAGE - RESERVED :][:IV]
        opened = Cipher(AES256(key), CBC(iv)).decryptor()
        found.append(opened.update(body) + opened.finalize())
    return b"".join(found)
