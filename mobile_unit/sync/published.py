"""Taking in what head office published: kept whole, used where this program can read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mobile_unit import __version__
from mobile_unit.domain import publications as kinds
from mobile_unit.domain.entries import FEED_PUBLICATION
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.publications import Published
from mobile_unit.forms.publications import can_use, is_number
from mobile_unit.store import inbox, publications
from mobile_unit.store.engine import Connection
from mobile_unit.sync import issuing

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def take_in(connection: Connection, body: Mapping[str, Any]) -> str:
    """Keep a part; with the last one the publication is here. Answers the publication's id.

    Raises ValueError, KeyError or TypeError for what is none, or a kind that this program does not know.
    """
    published = _read(body)
    earlier = [
        each["body"]
        for each in inbox.about(connection, published.id)
        if each["kind"] == FEED_PUBLICATION and each["body"]["sha256"] == body["sha256"]
    ]
    content = issuing.whole_of([*earlier, body])
    if content is not None:
        usable = can_use(published.kind, body["format"], content)
        publications.put(
            connection,
            published,
            form=body["format"],
            sha256=body["sha256"],
            at=body["at"],
            unusable_to=None if usable else __version__,
            content=content,
        )
    return published.id


def try_again(connection: Connection) -> None:
    """What an older program could not read may be clear to this one."""
    for each in publications.unusable_to_another(connection, __version__):
        usable = can_use(each.kind, each.format, each.content)
        publications.judge(connection, each.kind, each.number, None if usable else __version__)


def _read(body: Mapping[str, Any]) -> Published:
    until = body["valid_until"]
    counts = [body[name] for name in ("format", "bytes", "part", "parts")]
    if not all(type(count) is int and count > 0 for count in counts) or body["part"] > body["parts"]:
        raise ValueError("counts")
    datetime.fromisoformat(body["at"])
    if not is_record_id(body["publication"]) or not _SHA256.fullmatch(body["sha256"]):
        raise ValueError("names")
    if body["kind"] not in kinds.KINDS or not is_number(body["kind"], body["number"]):
        raise ValueError("kind")
    return Published(
        body["publication"],
        body["kind"],
        body["number"],
        date.fromisoformat(body["valid_from"]),
        None if until is None else date.fromisoformat(until),
    )
