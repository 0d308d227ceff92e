"""What head office states of a unit at night, and what an entry still says once its person is taken out.

Both sides count the same way: a scan is its SHA-256 in hex, many are the digest of their sorted names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from mobile_unit.domain.entries import canonical

MOST_APPLICATIONS = 500
"""So many applications in one statement; more follow in further ones."""

_EMPTY: Mapping[str, Any] = {
    "applicant": {},
    "answers": {},
    "documents": [],
    "warnings": [],
    "reason": "",
    "passport_number": None,
    "note": None,
    "fields": [],
    "bookings": [],
    "said": None,
    "sealed": None,
    "text": None,
    "files": [],
    "answer": None,
    "trainings": [],
}


def digest_of(names: Iterable[str]) -> str:
    """One name for many scans, in whatever order and however often they are named."""
    return hashlib.sha256("\n".join(sorted(set(names))).encode()).hexdigest()


def without_person(said: Mapping[str, Any]) -> bytes:
    """The canonical bytes of an entry (journal or feed) of which no personal data is left.

    What counting needs stays: service, fees, place, officer, times. The body says ``purged``; its hash is no
    longer that of the chain.
    """
    body = {key: _EMPTY.get(key, value) for key, value in said["body"].items()}
    if "receiver" in body:
        body["receiver"] = {"relation": body["receiver"]["relation"], "name": ""}
    return canonical({**said, "body": {**body, "purged": True}})


def is_purged(body: Mapping[str, Any]) -> bool:
    return body.get("purged") is True
