"""The journal's entries: their canonical bytes, their chain, and the words for what they record.

``hash = SHA-256(prev_hash || canonical bytes)``. The canonical bytes are JSON with sorted keys, no white
space, UTF-8, and only null, booleans, whole numbers, strings, lists and objects (the subset of RFC 8785
that needs no rule for fractions). The bytes as made are kept and sent; nobody writes them a second time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from operator import itemgetter
from typing import Any, NamedTuple

FORMAT = 1
_HASH = 32
GENESIS = bytes(_HASH)
"""The ``prev`` of a journal's first entry."""

JOURNAL_OPENED = "journal.opened"
OFFICER_SIGNED_IN = "officer.signed_in"
OFFICER_REFUSED = "officer.refused"
OFFICER_ACCESS = "officer.access"
OFFICER_VOUCHED = "officer.vouched"
PIN_RECOVERED = "pin.recovered"
APPLICATION_SUBMITTED = "application.submitted"
APPLICATION_CORRECTED = "application.corrected"
APPLICATION_WITHDRAWN = "application.withdrawn"
PASSPORT_HANDED_OVER = "passport.handed_over"
RECEIPT_PRINTED = "receipt.printed"
RECEIPT_FAILED = "receipt.failed"
VISIT_OPENED = "visit.opened"
VISIT_PAUSED = "visit.paused"
VISIT_RESUMED = "visit.resumed"
VISIT_CLOSED = "visit.closed"
VISIT_REOPENED = "visit.reopened"
LIST_EXPORTED = "list.exported"
PEOPLE_EXPORTED = "people.exported"
CALLS_LISTED = "calls.listed"
BUNDLE_EXPORTED = "bundle.exported"
BACKUP_WRITTEN = "backup.written"
RECONCILIATION_EXPORTED = "reconciliation.exported"
RECORDS_PURGED = "records.purged"
VISITS_FORGOTTEN = "visits.forgotten"
SURVEY_ANSWERS = "survey.answers"
OUTREACH_PLANNED = "outreach.planned"
OUTREACH_HELD = "outreach.held"
OUTREACH_PURGED = "outreach.purged"
QUEUE_TICKETS = "queue.tickets"
QUIZ_ANSWERED = "quiz.answered"
REFERRAL_MADE = "referral.made"
REFERRAL_STATUS = "referral.status"
BULLETIN_READ = "bulletin.read"
COMPLAINT_TAKEN = "complaint.taken"
COMPLAINT_ADDED = "complaint.added"
COMPLAINT_TOLD = "complaint.told"
COMPLAINTS_PURGED = "complaints.purged"
ANSWERS_COUNTED = "answers.counted"

RECORDS_OF_AN_APPLICATION = frozenset({APPLICATION_SUBMITTED, APPLICATION_CORRECTED})
"""The kinds whose body holds an application whole; the newest one counts."""

OTHER_RECORDS = frozenset(
    {
        APPLICATION_WITHDRAWN,
        PASSPORT_HANDED_OVER,
        COMPLAINT_TAKEN,
        COMPLAINT_ADDED,
        COMPLAINT_TOLD,
        REFERRAL_MADE,
        REFERRAL_STATUS,
        OUTREACH_PLANNED,
        OUTREACH_HELD,
    }
)
"""What an officer writes down beside applications and head office waits for; the rest is bookkeeping."""

PERSONAL = frozenset(
    {
        APPLICATION_SUBMITTED,
        APPLICATION_CORRECTED,
        APPLICATION_WITHDRAWN,
        PASSPORT_HANDED_OVER,
        COMPLAINT_TAKEN,
        COMPLAINT_ADDED,
        COMPLAINT_TOLD,
    }
)
"""The kinds whose body says something of an applicant, or of whoever complained."""

FEED_APPLICATION_STATUS = "application.status"
FEED_ENTRY_QUARANTINED = "entry.quarantined"
FEED_ENTRY_RETURNED = "entry.returned"
FEED_CORRECTION_REQUESTED = "correction.requested"
FEED_OFFICERS = "officers.changed"
FEED_RETURNED = "feed.returned"
FEED_DESTROYED = "feed.destroyed"
FEED_WIPE = "device.wipe"
FEED_LEASE = "lease.days"
FEED_UNIT = "unit.named"
FEED_VISIT_PLANNED = "visit.planned"
FEED_JOURNAL_LETTER = "journal.letter"
FEED_RECONCILIATION = "reconciliation.signed"
FEED_QUIZ = "quiz.issued"
FEED_TRAININGS = "training.changed"
FEED_DIRECTORY = "directory.changed"
FEED_REFERRAL_STATUS = "referral.status"
FEED_PUBLICATION = "publication.issued"
FEED_COMPLAINT_STATUS = "complaint.status"
FEED_COMPLAINT_ANSWERED = "complaint.answered"

_MAX_INTEGER = (1 << 53) - 1
_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"
_AT = re.compile(_MOMENT, re.ASCII)
_NAMES_OF = itemgetter("journal", "at", "officer", "kind")
_SHAPES = re.compile(
    "\n".join(("[0-9a-f-]{36}", _MOMENT, r"[0-9A-Za-z.\-]{1,30}", "[a-z][a-z_.]{0,59}")),
    re.ASCII,
)
"""Of the names, one a line: none of them may hold a line's end."""


class Entry(NamedTuple):
    """One line of a journal as it was written; ``raw`` are its canonical bytes, ``hash`` closes the chain."""

    journal: str
    seq: int
    prev: bytes
    at: str
    officer: str
    kind: str
    body: Mapping[str, Any]
    raw: bytes
    hash: bytes


class MalformedEntry(ValueError):
    """Bytes that are no entry, with the reason as a stable code (``entry.not_json``, ``entry.shape`` …)."""


def canonical(value: object) -> bytes:
    """The one way to write ``value`` as bytes.

    Raises ValueError for fractions, whole numbers beyond 2**53, keys that are no strings, or text that is
    no Unicode (a lone surrogate).
    """
    _require_plain(value)
    return _written(value)


def _written(value: object) -> bytes:
    return _ENCODER.encode(value).encode()


class _NotPlain(ValueError):
    """A number that has no canonical form."""


def _refuse(_digits: str) -> None:
    raise _NotPlain


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(number := int(digits)) > _MAX_INTEGER:
        raise _NotPlain
    return number


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
_PLAIN = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_whole)


def _decoded(raw: bytes) -> tuple[Any, bool]:
    """What JSON says, and whether it is known to be plain: the numbers were looked at as they were read,
    which costs a tenth of walking through all of it afterwards. Raises ValueError, RecursionError."""
    try:
        return _PLAIN.decode(raw.decode()), True
    except ValueError:  # or a number that is not plain, or other than UTF-8
        return json.loads(raw), False


def _require_plain(value: object) -> None:
    if value is None or isinstance(value, bool | str):
        return
    if isinstance(value, int):
        if abs(value) > _MAX_INTEGER:
            raise ValueError("number too large")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError("key is no string")
            _require_plain(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _require_plain(item)
    else:
        raise ValueError(f"{type(value).__name__} has no canonical form")


def chain(prev: bytes, raw: bytes) -> bytes:
    """The hash of an entry whose predecessor's hash is ``prev`` and whose canonical bytes are ``raw``."""
    return hashlib.sha256(prev + raw).digest()


def write_entry(
    *, journal: str, seq: int, prev: bytes, at: str, officer: str, kind: str, body: Mapping[str, Any]
) -> Entry:
    """Make the entry that follows ``prev``; ``at`` is local time with its offset, ISO 8601, in seconds."""
    raw = canonical(
        {
            "v": FORMAT,
            "journal": journal,
            "seq": seq,
            "prev": prev.hex(),
            "at": at,
            "officer": officer,
            "kind": kind,
            "body": dict(body),
        }
    )
    return Entry(journal, seq, prev, at, officer, kind, body, raw, chain(prev, raw))


def read_entry(raw: bytes) -> Entry:
    """Read an entry from its bytes; its body's meaning is not looked at.

    Raises MalformedEntry where the bytes are no canonical entry.
    """
    try:
        value, is_plain = _decoded(raw)
    except (ValueError, RecursionError) as error:
        raise MalformedEntry("entry.not_json") from error
    entry = entry_of(value, raw)
    try:
        if (_written(value) if is_plain else canonical(value)) != raw:
            raise MalformedEntry("entry.not_canonical")
    except (ValueError, RecursionError) as error:
        raise MalformedEntry("entry.not_canonical") from error
    return entry


def entry_of(value: object, raw: bytes) -> Entry:
    """The entry that canonical bytes say, once they are read; raises MalformedEntry."""
    if not isinstance(value, dict) or value.get("v") != FORMAT:
        raise MalformedEntry("entry.format")
    try:
        names = _NAMES_OF(value)
        is_shaped = _SHAPES.fullmatch("\n".join(names)) is not None
        seq, said, body = value["seq"], value["prev"], value["body"]
        prev = bytes.fromhex(said)
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedEntry("entry.shape") from error
    if not is_shaped or len(prev) != _HASH or prev.hex() != said:
        raise MalformedEntry("entry.shape")
    if type(seq) is not int or seq < 1 or not isinstance(body, dict) or len(value) != 8:
        raise MalformedEntry("entry.shape")
    journal, at, officer, kind = names
    return Entry(journal, seq, prev, at, officer, kind, body, raw, chain(prev, raw))


def require_moment(said: object) -> date:
    """The day of a moment of this century as entries write them; raises ValueError for anything else."""
    if not isinstance(said, str) or not _AT.fullmatch(said) or said[:2] != "20":
        raise ValueError("moment")
    return datetime.fromisoformat(said).date()
