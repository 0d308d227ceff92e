"""A head office moved to another database, and to another place for its scans: from SQLite and a folder to
PostgreSQL and a bucket, or back. The units notice nothing; it is the same office, with the same keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from head_office.office import HeadOffice, blob_store
from head_office.store import blobs, copying, keys, months, servers
from head_office.store.blob_store import BlobStore
from head_office.store.copying import Table
from head_office.store.engine import Connection, Database
from head_office.store.schema import bring_up_to_date
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

Told = Callable[[str, int], None]
_SAID_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows and scans lie in the new place. ``mended``: in how many texts of a table U+FFFD stands
    for a NUL, by the table's name."""

    rows: int
    scans: int
    mended: dict[str, int] = field(default_factory=dict)


def move(office: HeadOffice, database: str | None, scans: str | None, told: Told) -> Moved:
    """Copy everything, compare it row by row, and close the old database for good; ``told`` hears of
    (``scans`` or a table, how many).

    While rows are copied nobody can write here; most scans are copied before. Cut at any moment, the old
    place is what it was. Raises UserFacingError where the new database is not empty, a scan is missing, or
    what was copied is not what is here.
    """
    began = office.now()
    place = blob_store(scans) if scans else office.blobs
    with office.database.read() as connection:
        held = _copy_scans(office, connection, place, told)
    if database is None:
        return Moved(0, held)
    target = Database(database)
    try:
        bring_up_to_date(target, office.aside.folder)
        with office.database.write() as old:
            copying.hold(old)
            held += _copy_scans(office, old, place, told, since=began)
            with target.write() as new:
                if not copying.is_empty(new):
                    raise UserFacingError(_("The new database is not empty."), _("Give it an empty one."))
                months.make_ahead(new, office.clock.now())
                copied = {table.name: _copy(old, new, table, told) for table in copying.TABLES}
                servers.note(new)
            keys.close_for_good(old, office.now())
    finally:
        target.close()
    mended = {name: texts for name, (_rows, texts) in copied.items() if texts}
    return Moved(sum(rows for rows, _texts in copied.values()), held, mended)


def _copy(old: Connection, new: Connection, table: Table, told: Told) -> tuple[int, int]:
    count, mended = copying.copy(old, new, table)
    copying.count_on(new, table)
    if copying.sum_of(old, table) != copying.sum_of(new, table):
        raise UserFacingError(
            _("What was copied is not what is here."), _("Nothing was changed; run head-office verify.")
        )
    told(table.name, count)
    return count, mended


def _copy_scans(
    office: HeadOffice, connection: Connection, place: BlobStore, told: Told, since: str | None = None
) -> int:
    """Copy the scans that are held (from ``since`` on) and not yet in the new place; answers how many."""
    count = 0
    for name in blobs.every(connection, since):
        if not place.holds(name):
            content = office.blobs.read(name)
            if content is None:
                raise UserFacingError(
                    _("A scan is missing; the move would not be whole."), _("Run head-office verify.")
                )
            place.put(name, content)
            count += 1
            if count % _SAID_EVERY == 0:
                told("scans", count)
    return count
