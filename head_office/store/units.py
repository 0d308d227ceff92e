"""Units and the officers on their lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from head_office.store.engine import Connection, insert
from head_office.store.lives import letters_spared
from head_office.store.tables import officers, units
from mobile_unit.domain.entries import GENESIS


@dataclass(frozen=True, slots=True)
class Named:
    """What a unit is called, and where it is."""

    name: str
    kecamatan: str | None


def ensure(connection: Connection, code: str, name: str | None = None, kecamatan: str | None = None) -> None:
    """Make the unit, or change its name and kecamatan where they are given."""
    connection.execute(
        insert(connection, units)
        .values(
            code=code,
            name=name or code,
            kecamatan=kecamatan,
            letters=letters_spared(connection),
            feed_seq=0,
            feed_hash=GENESIS,
        )
        .on_conflict_do_nothing()
    )
    given = {key: value for key, value in (("name", name), ("kecamatan", kecamatan)) if value is not None}
    if given:
        connection.execute(update(units).where(units.c.code == code).values(**given))


def is_known(connection: Connection, code: str) -> bool:
    return connection.execute(select(units.c.code).where(units.c.code == code)).first() is not None


def named(connection: Connection, code: str) -> Named:
    row = connection.execute(select(units.c.name, units.c.kecamatan).where(units.c.code == code)).one()
    return Named(row.name, row.kecamatan)


def names(connection: Connection) -> dict[str, str]:
    """What every unit is called, by code."""
    rows = connection.execute(select(units.c.code, units.c.name).order_by(units.c.code))
    return {row.code: row.name for row in rows}


def set_lease(connection: Connection, code: str, days: int) -> None:
    connection.execute(update(units).where(units.c.code == code).values(lease_days=days))


def count_letter(connection: Connection, code: str, left_out: int = 0) -> int:
    """How many journal letters a unit was given, the one counted now included, and so many that are left out
    before it."""
    statement = (
        update(units)
        .where(units.c.code == code)
        .values(letters=units.c.letters + 1 + left_out)
        .returning(units.c.letters)
    )
    return int(connection.execute(statement).scalar_one())


def put_officer(connection: Connection, code: str, nip: str, name: str, role: str) -> None:
    """Put an officer on a unit's list, or change them there."""
    values = {"name": name, "role": role, "active": True}
    statement = insert(connection, officers).values(unit=code, nip=nip, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["unit", "nip"], set_=values))


def remove_officer(connection: Connection, code: str, nip: str) -> bool:
    """Take an officer off a unit's list, where they stay named as a former one; whether they were on it."""
    statement = update(officers).where(
        officers.c.unit == code, officers.c.nip == nip, officers.c.active.is_(True)
    )
    return connection.execute(statement.values(active=False)).rowcount > 0


def officers_of(connection: Connection, code: str) -> list[dict[str, Any]]:
    """A unit's list as its feed says it, by NIP."""
    rows = connection.execute(
        select(officers.c.nip, officers.c.name, officers.c.role, officers.c.active)
        .where(officers.c.unit == code)
        .order_by(officers.c.nip)
    )
    return [dict(row) for row in rows.mappings()]


def every_officer(connection: Connection) -> list[dict[str, Any]]:
    """Who is on any unit's list now, by unit and NIP."""
    statement = select(officers).where(officers.c.active).order_by(officers.c.unit, officers.c.nip)
    return [dict(row) for row in connection.execute(statement).mappings()]


def officers_and_former(connection: Connection) -> list[dict[str, Any]]:
    """Who is or was on any unit's list, by unit and NIP."""
    statement = select(officers).order_by(officers.c.unit, officers.c.nip)
    return [dict(row) for row in connection.execute(statement).mappings()]
