"""The lives of a unit's databases: which journal follows which, and what its numbers may be called."""

from __future__ import annotations

from sqlalchemy import select, update

from head_office.store.engine import Connection, insert
from head_office.store.tables import journals, units
from mobile_unit.domain.entries import GENESIS

_LAST_LETTER = 26


def unit_of(connection: Connection, journal: str) -> str | None:
    """Whose journal it is; None where it is not known."""
    found: str | None = connection.execute(select(journals.c.unit).where(journals.c.id == journal)).scalar()
    return found


def open_life(
    connection: Connection, *, journal: str, unit: str, device: str, previous: str, mark: str
) -> str | None:
    """Make a journal known that follows ``previous``, once; answers the letter given to it, None where it is
    known already or the unit's letters are used up (then it keeps its mark)."""
    given = connection.execute(
        select(units.c.letters).where(units.c.code == unit).with_for_update()
    ).scalar_one()
    if unit_of(connection, journal) is not None:
        return None
    letter = chr(ord("A") + given) if given < _LAST_LETTER else None
    if letter is not None:
        connection.execute(update(units).where(units.c.code == unit).values(letters=given + 1))
    connection.execute(
        insert(connection, journals).values(
            id=journal,
            unit=unit,
            device=device,
            letter=letter or mark,
            mark=mark,
            previous=previous,
            head_seq=0,
            head_hash=GENESIS,
        )
    )
    return letter


def names_of(connection: Connection, journal: str) -> tuple[set[str], set[str]]:
    """(letters, marks) that numbers in a journal may carry: its own and those of the lives before it, whose
    entries may be written again in it; "" is the mark of a number without one."""
    letters, marks = set(), {""}
    here: str | None = journal
    seen: set[str] = set()
    while here is not None and here not in seen:
        seen.add(here)
        row = connection.execute(select(journals).where(journals.c.id == here)).first()
        if row is None:
            break
        letters.add(row.letter)
        if row.mark:
            marks.add(row.mark)
        here = row.previous
    return letters, marks
