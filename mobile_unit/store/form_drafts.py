"""Forms that somebody is filling in, sealed; a row says neither which form it is nor whose."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.store.tables import form_drafts

_C = form_drafts.c


def put(connection: Connection, place: str, sealed: bytes, at: str) -> None:
    values = {"sealed": sealed, "updated_at": at}
    statement = insert(form_drafts).values(place=place, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["place"], set_=values))


def get(connection: Connection, place: str) -> tuple[bytes, str] | None:
    """The sealed content and when it was kept."""
    row = connection.execute(select(_C.sealed, _C.updated_at).where(_C.place == place)).first()
    return None if row is None else (row.sealed, row.updated_at)


def remove(connection: Connection, place: str) -> None:
    connection.execute(delete(form_drafts).where(_C.place == place))


def forget_before(connection: Connection, moment: str) -> None:
    """Remove those that nobody touched since."""
    connection.execute(delete(form_drafts).where(_C.updated_at < moment))


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(form_drafts)).scalar_one()
