"""The lives of a unit's databases: which journal follows which, and what its numbers may be called."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, select, update

from head_office.store import servers, values
from head_office.store.engine import Connection, insert
from head_office.store.tables import journals, units
from mobile_unit.domain.entries import GENESIS

_LAST_LETTER = 26
_SPARED = 5
_SPARED_IN_NEW_UNITS = 13
_LEFT_FOR_NEW_UNITS = 5
_BY_LOT = 8
_BEGIN_AFTER = "letters_spared"
_RESTORES = "restores"
_LETTERS_AGAIN = "letters_again"
_SHARED = "/"
"""Between a journal's letter and its id, where a restored head office gave that letter to another one."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, and how many letters it was given."""

    code: str
    name: str
    kecamatan: str | None
    letters: int


def unit_of(connection: Connection, journal: str) -> str | None:
    """Whose journal it is; None where it is not known."""
    found: str | None = connection.execute(select(journals.c.unit).where(journals.c.id == journal)).scalar()
    return found


def open_life(
    connection: Connection, *, journal: str, unit: str, device: str, previous: str, mark: str, now: datetime
) -> str | None:
    """Make a journal known that follows ``previous``, once; answers the letter given to it, None where it is
    known already, or keeps its mark: the unit's letters are used up, or none is given so soon after a
    restore, or while one was not noted yet."""
    given = connection.execute(
        select(units.c.letters).where(units.c.code == unit).with_for_update()
    ).scalar_one()
    if unit_of(connection, journal) is not None:
        return None
    waits = _wait(connection, now) or servers.is_another(connection)
    letter = chr(ord("A") + given) if given < _LAST_LETTER and not waits else None
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


def know_again(
    connection: Connection,
    *,
    journal: str,
    unit: str,
    device: str,
    previous: str | None,
    letter: str,
    mark: str,
) -> None:
    """Make a journal known that was known before a restore, with the letter that it had then ("" where it
    only had its mark); one that is known stays as it is. Nobody gets that letter any more."""
    given = connection.execute(
        select(units.c.letters).where(units.c.code == unit).with_for_update()
    ).scalar_one()
    if unit_of(connection, journal) is not None:
        return
    own = letter or mark
    if connection.execute(select(journals.c.id).where(_named(unit, own))).first() is not None:
        own = f"{own}{_SHARED}{journal}"
    beyond = ord(letter) - ord("A") + 1 if letter else 0
    if beyond > given:
        connection.execute(update(units).where(units.c.code == unit).values(letters=beyond))
    connection.execute(
        insert(connection, journals).values(
            id=journal,
            unit=unit,
            device=device,
            letter=own,
            mark=mark,
            previous=previous,
            head_seq=0,
            head_hash=GENESIS,
        )
    )


def follow(connection: Connection, journal: str, previous: str | None) -> None:
    """Note which life a journal goes on from, as long as nothing of it is held."""
    mine = update(journals).where(journals.c.id == journal, journals.c.head_seq == 0)
    connection.execute(mine.values(previous=previous))


def may_number(connection: Connection, journal: str, unit: str, letter: str, mark: str) -> bool:
    """Whether a number in a journal may carry this letter and mark ("" for none): its own and those of the
    lives before it, whose entries may be written again in it, and a letter that nobody has: one that was
    given after the backup from which head office was restored."""
    letters, marks = names_of(connection, journal)
    if mark not in marks:
        return False
    if letter in letters:
        return True
    return connection.execute(select(journals.c.id).where(_named(unit, letter))).first() is None


def spare_letters(connection: Connection, times: int, known: Iterable[Unit]) -> None:
    """Leave out the next letters of every unit, and the first ones of units to come: they may have been given
    after the backup, by each of so many lives of head office since. Of a unit that the backup does not know
    all were, so that more are left out. What was given for certain to units is ``known``; those that the
    backup lacks are made, without anything else."""
    more = times * _SPARED
    spared = case((units.c.letters + more > _LAST_LETTER, _LAST_LETTER), else_=units.c.letters + more)
    connection.execute(update(units).values(letters=spared))
    beyond = max(letters_spared(connection) + more, _SPARED_IN_NEW_UNITS + more - _SPARED)
    first = min(beyond, _LAST_LETTER - _LEFT_FOR_NEW_UNITS)
    values.put_number(connection, _BEGIN_AFTER, first)
    for each in known:
        row = insert(connection, units).values(
            code=each.code,
            name=each.name,
            kecamatan=each.kecamatan,
            letters=first,
            feed_seq=0,
            feed_hash=GENESIS,
        )
        connection.execute(row.on_conflict_do_nothing())
        less = (units.c.code == each.code) & (units.c.letters < each.letters)
        connection.execute(update(units).where(less).values(letters=each.letters))


def give_no_letters(connection: Connection, until: datetime) -> None:
    """Lives that begin before then keep their marks."""
    values.put_number(connection, _LETTERS_AGAIN, int(until.timestamp()))


def left_out_by_lot(connection: Connection, unit: str, now: datetime) -> int:
    """How many letters of its unit a laptop leaves out that needs one though lives get none: were all lost
    once more, and the same backup restored, the next one would hardly get the same."""
    if not _wait(connection, now):
        return 0
    given = connection.execute(
        select(units.c.letters).where(units.c.code == unit).with_for_update()
    ).scalar_one()
    return secrets.randbelow(max(1, min(_BY_LOT, _LAST_LETTER - given)))


def _wait(connection: Connection, now: datetime) -> bool:
    return now.timestamp() < values.number(connection, _LETTERS_AGAIN)


def restores(connection: Connection) -> int:
    """How often head office was restored on the way to this database."""
    return values.number(connection, _RESTORES)


def count_restores(connection: Connection, count: int) -> None:
    values.put_number(connection, _RESTORES, count)


def letters_spared(connection: Connection) -> int:
    """How many letters a unit that is new here leaves out, as a backup may have been older than it."""
    return values.number(connection, _BEGIN_AFTER)


def _named(unit: str, letter: str) -> ColumnElement[bool]:
    return (journals.c.unit == unit) & (journals.c.letter == letter)


def names_of(connection: Connection, journal: str) -> tuple[set[str], set[str]]:
    """The letters and marks ("" for none) of a journal and of the lives before it."""
    letters, marks = set(), {""}
    here: str | None = journal
    seen: set[str] = set()
    while here is not None and here not in seen:
        seen.add(here)
        row = connection.execute(select(journals).where(journals.c.id == here)).first()
        if row is None:
            break
        letters.add(row.letter.partition(_SHARED)[0])
        if row.mark:
            marks.add(row.mark)
        here = row.previous
    return letters, marks
