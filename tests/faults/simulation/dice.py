"""Everything that is random or a time, from a history's own lot and clock: a seed is always one history."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from types import SimpleNamespace
from unittest.mock import patch

import itsdangerous.timed
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from head_office.services import enrolment, identity
from head_office.store import keys as office_keys
from head_office.store import lives
from mobile_unit.domain import complaints, identifiers, numbers
from mobile_unit.services import surveys
from mobile_unit.sync import answers, blobs, keys, rounds, sealing, wire
from tests.faults.simulation import age

_IDENTITY = "AGE-SECRET-KEY-1HW6T3VSEERCMJYAFYTLMCW22CPUX2UAAFXKWEXC2EYRH45RN7S5SW2GZAD"
"""What is sealed to in every history. Of bundles and backups age draws its own lot, of the same length each
time; what an entry carries is the same bytes each time."""


@contextmanager
def thrown(lot: random.Random, now: Callable[[], float]) -> Iterator[None]:
    """``now`` is head office's clock in seconds."""
    ticks = count(1)

    def token(length: int) -> str:
        return lot.randbytes(length).hex()

    def sealed(content: bytes, recipients: Sequence[str]) -> bytes:
        (recipient,) = recipients
        return age.sealed(content, recipient, lot.randbytes)

    bytes_ = SimpleNamespace(urandom=lot.randbytes)
    choices = SimpleNamespace(
        choice=lot.choice, token_urlsafe=token, token_hex=token, randbelow=lot.randrange
    )
    private = SimpleNamespace(
        generate=lambda: Ed25519PrivateKey.from_private_bytes(lot.randbytes(32)),
        from_private_bytes=Ed25519PrivateKey.from_private_bytes,
    )
    time = SimpleNamespace(
        time=now,
        time_ns=lambda: int(now() * 1e9) + next(ticks) * 1_000_000,
        monotonic=lambda: next(ticks) * 0.01,
    )
    with ExitStack() as stack:
        for module, name, value in (
            (identifiers, "os", bytes_), (identifiers, "time", time), (numbers, "secrets", choices),
            (identity, "secrets", choices), (identity, "time", time), (itsdangerous.timed, "time", time),
            (enrolment, "secrets", choices), (office_keys, "os", bytes_),
            (office_keys, "Ed25519PrivateKey", private), (wire, "Ed25519PrivateKey", private),
            (keys, "Ed25519PrivateKey", private), (sealing, "new_identity", lambda: _IDENTITY),
            (rounds, "time", time), (blobs, "time", time), (answers, "os", bytes_),
            (complaints, "secrets", choices), (surveys, "secrets", choices), (lives, "secrets", choices),
            (sealing, "sealed_bytes", sealed),
        ):  # fmt: skip
            stack.enter_context(patch.object(module, name, value))
        yield
