"""Wrong PINs come into the journal with the next officer who has the right one."""

from __future__ import annotations

from mobile_unit.domain.entries import OFFICER_REFUSED
from mobile_unit.services.context import Context
from mobile_unit.store import settings
from mobile_unit.store.tries import Tries


def record_refused(context: Context, tries: Tries) -> None:
    """Write how many there were since the last time, if any; the database remembers how many it knows of.

    A file that counts fewer than the database knows was lost or put back; that is told too.
    """
    total = tries.total
    with context.store.read() as connection:
        known = settings.get(connection, settings.WRONG_TRIES, 0)
    if total == known:
        return
    is_set_back = total < known
    count = total if is_set_back else total - known
    with context.store.write() as connection:
        context.record(connection, OFFICER_REFUSED, {"count": count, "set_back": is_set_back})
        settings.put(connection, settings.WRONG_TRIES, known + count)
    if is_set_back:
        tries.go_on_from(known + count)
