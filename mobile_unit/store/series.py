"""Running numbers of what is counted apart from applications."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.store.tables import series_counters

_NEXT = (
    insert(series_counters)
    .on_conflict_do_update(
        index_elements=["series", "letter", "day"], set_={"last": series_counters.c.last + 1}
    )
    .returning(series_counters.c.last)
)


def next_serial(connection: Connection, series: str, letter: str, day: date) -> int:
    """The next running number of the day in a series, taken for good within this transaction."""
    values = {"series": series, "letter": letter, "day": day.isoformat(), "last": 1}
    return int(connection.execute(_NEXT, values).scalar_one())
