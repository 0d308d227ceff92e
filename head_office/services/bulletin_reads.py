"""What an officer's word that they read something must look like; the first one counts."""

from __future__ import annotations

import re

from head_office.office import HeadOffice
from head_office.store import reading
from head_office.store.engine import Connection
from mobile_unit.domain.entries import Entry
from mobile_unit.domain.identifiers import is_record_id

_KIND = re.compile(r"[a-z_]{1,20}", re.ASCII)


def taken_in(_office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """A publication that is not here was said by a head office before it was restored: the word is kept."""
    body = entry.body
    if set(body) != {"publication", "kind", "number"} or not is_record_id(body["publication"]):
        raise ValueError("publication")
    number = body["number"]
    if not _KIND.fullmatch(body["kind"]) or not isinstance(number, str) or not 0 < len(number) <= 60:
        raise ValueError("number")
    reading.add(connection, body["publication"], unit, entry.officer, entry.at)
