"""The lives of a database: when it must begin a new one, and how.

A journal names one life. A database that was put back from a copy, or that goes on in two places, begins a
new one before it writes again, so that no entry and no number is given twice (docs/decisions/017).
"""

from __future__ import annotations

from mobile_unit import __version__
from mobile_unit.domain.entries import JOURNAL_OPENED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import new_mark
from mobile_unit.store import journal, settings
from mobile_unit.store.engine import Connection
from mobile_unit.store.life_marker import LifeMarker, Marker

RESTORED = "restored"
"""There is no marker beside the database although it once had one."""
OTHER_PLACE = "copied"
"""The marker is of another machine, or a copy."""
OLDER = "older"
"""The marker knows entries that the database does not have."""
FORKED = "forked"
"""Head office holds entries of this life that the database does not have."""
ENROLLED_AGAIN = "enrolled"
"""The laptop got a new identity."""


def doubt(connection: Connection, marker: Marker | None, place: LifeMarker) -> str | None:
    """Why the database can't go on with its current life here; None where it can."""
    head = journal.current_head(connection)
    if marker is None:
        return RESTORED if settings.get(connection, settings.LIFE_IS_MARKED) else None
    if not place.is_from_here(marker):
        return OTHER_PLACE
    known = journal.hash_of(connection, marker.journal, marker.seq)
    if known is None or known.hex() != marker.hash:
        return OLDER
    if marker.journal != head.journal and marker.journal not in dict(journal.lives(connection)):
        return OLDER
    return None


def part(connection: Connection, life: str, same: int, *, at: str, officer: str) -> None:
    """Leave a life at the last entry that is head office's too, and say again in a new life what it lacks."""
    end = dict(journal.lives(connection))[life]
    if journal.current_head(connection).journal == life:
        begin(connection, at=at, officer=officer, why=FORKED)
    journal.acknowledge(connection, life, same)
    if same < end:
        journal.write_again(connection, life, same)


def begin(connection: Connection, *, at: str, officer: str, why: str) -> journal.Head:
    """Open a new journal after the current one; head office gives it a letter when it hears of it, and until
    then a mark drawn by lot keeps its numbers apart."""
    before = journal.current_head(connection)
    # what was begun may have been begun elsewhere too, with this very key
    settings.put(connection, settings.ENROLLING_AGAIN, None)
    mark = new_mark()
    journal.open_journal(connection, uuid7(), before.letter, at, mark)
    body = {
        "unit": settings.get(connection, settings.UNIT)["code"],
        "letter": before.letter,
        "mark": mark,
        "device": settings.get(connection, settings.DEVICE),
        "program": __version__,
        "previous": before.journal,
        "why": why,
    }
    journal.append(connection, at=at, officer=officer, kind=JOURNAL_OPENED, body=body)
    return journal.current_head(connection)
