"""Single values that head office keeps of itself, by name: keys, marks, counts."""

from __future__ import annotations

from sqlalchemy import delete, select

from head_office.store.engine import Connection, insert
from head_office.store.tables import settings


def get(connection: Connection, name: str) -> bytes | None:
    value = connection.execute(select(settings.c.value).where(settings.c.key == name)).scalar()
    return None if value is None else bytes(value)


def hold(connection: Connection, name: str) -> bytes | None:
    """What is kept, for this transaction alone until it ends: the next who would hold it waits."""
    held = select(settings.c.value).where(settings.c.key == name).with_for_update()
    value = connection.execute(held).scalar()
    return None if value is None else bytes(value)


def put(connection: Connection, name: str, value: bytes) -> None:
    statement = insert(connection, settings).values(key=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def get_or_put(connection: Connection, name: str, fresh: bytes) -> bytes:
    """What is kept; ``fresh`` where nothing was, also for whoever asks at the same moment."""
    connection.execute(insert(connection, settings).values(key=name, value=fresh).on_conflict_do_nothing())
    return bytes(connection.execute(select(settings.c.value).where(settings.c.key == name)).scalar_one())


def forget(connection: Connection, name: str) -> None:
    connection.execute(delete(settings).where(settings.c.key == name))


def number(connection: Connection, name: str) -> int:
    """0 where nothing was counted yet."""
    return int(get(connection, name) or 0)


def put_number(connection: Connection, name: str, count: int) -> None:
    put(connection, name, str(count).encode("ascii"))
