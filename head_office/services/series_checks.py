"""What entries about complaints and about referrals hold to alike: a number of their unit's own, and content
that is sealed to us."""

from __future__ import annotations

import json
from typing import Any

from head_office.office import HeadOffice
from head_office.services.checks import Quarantined
from head_office.store import lives
from head_office.store.engine import Connection
from mobile_unit.domain.numbers import is_series_number, journal_of_series
from mobile_unit.sync import sealing, wire


def require_own_number(connection: Connection, series: str, number: str, unit: str, journal: str) -> None:
    """A number of the series that this journal may give; whether it is free is not looked at."""
    if not isinstance(number, str) or not is_series_number(series, number):
        raise Quarantined("number.invalid")
    of, letter, mark = journal_of_series(number)
    if of != unit or not lives.may_number(connection, journal, unit, letter, mark):
        raise Quarantined("number.foreign")


def unsealed(office: HeadOffice, sealed: str, refusal: str) -> dict[str, Any]:
    """What was sealed to us; raises Quarantined with ``refusal`` where it can't be opened."""
    try:
        content = json.loads(sealing.opened_bytes(wire.decode(sealed), office.bundle_identity))
    except (ValueError, RecursionError) as error:
        raise Quarantined(refusal) from error
    if not isinstance(content, dict):
        raise Quarantined(refusal)
    return content
