"""The gateways and the hashes of their keys."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from head_office.store.engine import Connection, insert
from head_office.store.tables import gateways

_BY_KEY = select(gateways.c.name, gateways.c.made_at).where(gateways.c.key_hash == bindparam("key_hash"))


@dataclass(frozen=True, slots=True)
class Gateway:
    name: str
    made_at: str


def add(connection: Connection, gateway: Gateway, key_hash: str) -> bool:
    """Whether it was added; not where the name is taken."""
    values = {"name": gateway.name, "made_at": gateway.made_at, "key_hash": key_hash}
    statement = insert(connection, gateways).values(**values).on_conflict_do_nothing(index_elements=["name"])
    return connection.execute(statement.returning(gateways.c.name)).first() is not None


def remove(connection: Connection, name: str) -> bool:
    return bool(connection.execute(delete(gateways).where(gateways.c.name == name)).rowcount)


def find(connection: Connection, key_hash: str) -> Gateway | None:
    row = connection.execute(_BY_KEY, {"key_hash": key_hash}).first()
    return None if row is None else Gateway(*row)


def every(connection: Connection) -> list[Gateway]:
    rows = connection.execute(select(gateways.c.name, gateways.c.made_at).order_by(gateways.c.name))
    return [Gateway(*row) for row in rows]
