"""The ``age`` format (age-encryption.org/v1): files that only one side can open, made and read as a stream.

A bundle is sealed to head office's X25519 key, which head office's signing key vouches for. What goes back is
sealed to the devices' own Ed25519 keys, as age does with SSH keys: head office knows them from the enrolment,
so a device has nothing more to tell. docs/decisions has why.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from mobile_unit.sync import wire

BUNDLE_KEY = "way-kanan/bundle-key/1"
RECOVERY_KEY = "way-kanan/recovery-key/1"
BEGINNING = b"age-encryption.org/v1\n"
"""What every sealed file begins with."""


class NotForUs(ValueError):
    """A file that is not sealed to this key."""


class Damaged(ValueError):
    """A file that is not whole, was changed, or is no sealed file at all."""


def new_identity() -> str:
    """A fresh X25519 identity, as age writes it (``AGE-SECRET-KEY-1…``)."""
    import pyrage

    return str(pyrage.x25519.Identity.generate())


def is_identity(text: str) -> bool:
    """Whether a text is an X25519 identity."""
    import pyrage

    try:
        pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        return False
    return True


def recipient_of(identity: str) -> str:
    """The public half (``age1…``) of an X25519 identity."""
    import pyrage

    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def vouch(key: Ed25519PrivateKey, recipient: str, context: str = BUNDLE_KEY) -> dict[str, str]:
    """What head office tells its devices: where to seal bundles to (or what ``context`` says), under its
    signature."""
    statement = {"recipient": recipient}
    return {**statement, "signature": wire.sign(key, context, statement)}


def vouched(head_office_key: bytes, said: Mapping[str, Any], context: str = BUNDLE_KEY) -> str:
    """The recipient of such a word; raises BadSignature for one that head office did not sign."""
    try:
        recipient, signature = str(said["recipient"]), str(said["signature"])
    except (KeyError, TypeError) as error:
        raise wire.BadSignature(context) from error
    wire.check(head_office_key, context, {"recipient": recipient}, signature)
    return recipient


def device_recipient(public_key: bytes) -> str:
    """A device's Ed25519 key as age takes it (``ssh-ed25519 …``)."""
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")


def device_identity(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode("ascii")


def seal(pieces: Iterator[bytes], write: Callable[[bytes], None], recipients: Sequence[str]) -> None:
    """Hand the sealed bytes to ``write``, a piece at a time; what the callers' parts raise is raised."""
    import pyrage

    reader, writer = _Reader(pieces), _Writer(write)
    try:
        pyrage.encrypt_io(reader, writer, [_recipient(each) for each in recipients])
    except (pyrage.EncryptError, OSError):
        if (raised := reader.raised or writer.raised) is not None:
            raise raised from None
        raise


def unseal(source: BinaryIO, take: Callable[[bytes], None], identity: str) -> None:
    """Hand the bytes that were sealed to ``take``, a piece at a time; what ``take`` raises is raised.

    Every piece was proven whole before it is handed over, but only the end proves that none is missing.
    Raises NotForUs, Damaged, and OSError where the source can't be read.
    """
    import pyrage

    reader, writer = _Source(source), _Writer(take)
    try:
        pyrage.decrypt_io(reader, writer, [_identity(identity)])
    except (pyrage.DecryptError, OSError) as error:
        if (raised := reader.raised or writer.raised) is not None:
            raise raised from None
        raise (NotForUs if "No matching keys" in str(error) else Damaged)(str(error)) from error


def sealed_bytes(content: bytes, recipients: Sequence[str]) -> bytes:
    """A few bytes at once."""
    out = io.BytesIO()
    seal(iter((content,)), lambda piece: _add(out, piece), recipients)
    return out.getvalue()


def opened_bytes(sealed: bytes, identity: str) -> bytes:
    """What was sealed, whole; raises NotForUs, Damaged."""
    out = io.BytesIO()
    unseal(io.BytesIO(sealed), lambda piece: _add(out, piece), identity)
    return out.getvalue()


def _add(out: io.BytesIO, piece: bytes) -> None:
    out.write(piece)


def _recipient(text: str) -> Any:
    import pyrage

    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    return kind.Recipient.from_str(text)


def _identity(text: str) -> Any:
    import pyrage

    if text.startswith("-----BEGIN"):
        return pyrage.ssh.Identity.from_buffer(text.encode("ascii"))
    return pyrage.x25519.Identity.from_str(text)


class _Reader:
    """Pieces of any size as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.raised: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._rest:
                piece = next(self._pieces, None)
                if piece is None:
                    return b""
                self._rest = memoryview(piece)
        except BaseException as error:
            self.raised = error
            raise
        size = len(self._rest) if size < 0 else size
        given, self._rest = bytes(self._rest[:size]), self._rest[size:]
        return given


class _Source:
    """A file whose own faults are told from those of what it holds."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.raised: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except BaseException as error:
            self.raised = error
            raise


class _Writer:
    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take
        self.raised: BaseException | None = None

    def write(self, piece: bytes) -> int:
        try:
            self._take(piece)
        except BaseException as error:
            self.raised = error
            raise
        return len(piece)

    def flush(self) -> None:
        """Whoever opened the file flushes it."""
