"""How many applications each laptop counted when its day was closed last."""

from __future__ import annotations

from sqlalchemy import or_

from head_office.store.engine import Connection, insert
from head_office.store.tables import closings, journals


def keep(
    connection: Connection, *, unit: str, journal: str, day: str, closing: int, closed_at: str, counted: int
) -> None:
    """Note a closing; a later one of the same day, which says all of it anew, stays."""
    device = connection.execute(journals.select().where(journals.c.id == journal)).one().device
    said = {"unit": unit, "closing": closing, "closed_at": closed_at, "counted": counted}
    adding = insert(connection, closings).values(device=device, day=day, **said)
    newer = or_(
        closings.c.closing < closing, (closings.c.closing == closing) & (closings.c.closed_at <= closed_at)
    )
    connection.execute(adding.on_conflict_do_update(index_elements=["device", "day"], set_=said, where=newer))
