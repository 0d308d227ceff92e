"""The full-text index of the list: words, and beside them what a list is narrowed by.

One FTS5 table without content. Each row (``rowid`` is the application's position) holds the words it is
found by and three marks: its day, its service, its state. One whose day is before that of an application
taken earlier (a clock was wrong) has one more: where nobody has it, a run of days is a run of rows. A mark
begins with a character of private use, which no word has, so nothing that is typed can meet one. All that a
list asks for is therefore one intersection that FTS5 walks from the newest on, and that ends with the page.

An intersection of a rare state with a letter that nearly everybody has would be walked to the end. So what
stands for an application in one of the states that few are in (``EXCEPTIONS``) stands there a second time,
each word with a sign of the state before it: such a list is searched in its own words alone.

Every beginning of up to ten letters has its own list (``prefix``), so that one letter costs no more than
a whole word; positions within a text are not kept (``detail=none``). Words reach FTS5 folded
(``domain/words.py``): its plain tokenizer only parts them at the spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, text

from mobile_unit.domain.words import readings
from mobile_unit.store.prepared import Prepared

CREATE = """
CREATE VIRTUAL TABLE application_search USING fts5(
    words, content='', columnsize=0, detail=none, tokenize='ascii', prefix='1 2 3 4 5 6 7 8 9 10'
)
"""
NOTHING = '""'
"""The expression that nothing matches."""

OUT_OF_ORDER = "\ue003"
_DAY, _STATE, _SERVICE = "\ue000", "\ue001", "\ue002"
EXCEPTIONS = (
    "incomplete",
    "rejected",
    "suspended",
    "withdrawn",
    "deemed_withdrawn",
    "cancelled",
    "billing_expired",
)
"""In this order for ever: the signs of those that stand in the index follow from it."""
_SIGNS = {state: chr(0xE010 + place) for place, state in enumerate(EXCEPTIONS)}
_INSERT = Prepared(text("INSERT INTO application_search (rowid, words) VALUES (:position, :words)"))
_REMOVE = text(
    "INSERT INTO application_search (application_search, rowid, words) VALUES ('delete', :position, :words)"
)


def add(connection: Connection, position: int, words: Iterable[str]) -> None:
    _INSERT.run(connection, {"position": position, "words": " ".join(words)})


def replace(connection: Connection, position: int, old: set[str], new: set[str]) -> None:
    """Take words and marks away from an application and give it others; the rest stays as it is.

    ``old`` must be there: FTS5 without content believes what it is told.
    """
    if gone := old - new:
        connection.execute(_REMOVE, {"position": position, "words": " ".join(gone)})
    if come := new - old:
        add(connection, position, come)


def standing_for(words: Iterable[str], *, day: str, service: str, state: str | None) -> set[str]:
    """All that stands in the index for an application, but for OUT_OF_ORDER."""
    found = {*words, day_mark(day), service_mark(service)}
    if state in _SIGNS:
        found |= {_SIGNS[state] + word for word in found}
    return found | {state_mark(state)}


def day_mark(day: str) -> str:
    """The mark of an ISO day."""
    return _DAY + day.replace("-", "")


def state_mark(status: str | None) -> str:
    """The mark of what head office said; None is: nothing yet."""
    return _mark(_STATE, status or "")


def service_mark(service: str) -> str:
    return _mark(_SERVICE, service)


def _mark(kind: str, word: str) -> str:
    return kind + "".join(c for c in word.casefold() if c.isalnum())


def expression(
    typed: str, *, states: Iterable[str | None] | None, service: str | None, days: Iterable[str] | None
) -> str | None:
    """The FTS5 expression of a filter; None where it narrows nothing.

    ``states`` are any of head office's words (or None), ``days`` beginnings of ISO days without hyphens.
    """
    wanted = None if states is None else tuple(states)
    sign = _SIGNS.get(wanted[0] or "", "") if wanted is not None and len(wanted) == 1 else ""
    parts = []
    read = readings(typed)
    if read != ((),):
        parts.append(_any(_all(f'"{sign}{word}"*' for word in words) for words in read))
    if service is not None:
        parts.append(f'"{sign}{service_mark(service)}"')
    if days is not None:
        parts.append(_any(f'"{sign}{_DAY}{day}"*' for day in days))
    if wanted is not None and not (sign and parts):
        # before the others where it is the rarest: FTS5 goes by the first from one to the next
        parts.insert(0, _any(f'"{state_mark(state)}"' for state in wanted))
    if NOTHING in parts:
        return NOTHING
    return _all(parts) if parts else None


def _all(parts: Iterable[str]) -> str:
    return " AND ".join(parts)


def _any(parts: Iterable[str]) -> str:
    alternatives = list(parts)
    if len(alternatives) == 1:
        return alternatives[0]
    return f"({' OR '.join(f'({each})' for each in alternatives)})" if alternatives else NOTHING


def days_between(first: date, last: date) -> Iterator[str]:
    """The fewest years, months and days (``2026``, ``202611``, ``20261124``) that cover a run of days."""
    day = first
    while day <= last:
        year_end, month_end = date(day.year, 12, 31), _end_of_month(day)
        if day == date(day.year, 1, 1) and year_end <= last:
            yield f"{day:%Y}"
            day = year_end
        elif day.day == 1 and month_end <= last:
            yield f"{day:%Y%m}"
            day = month_end
        else:
            yield f"{day:%Y%m%d}"
        day += timedelta(days=1)


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
