"""At start: does this database go on here, or may it go on elsewhere too?"""

from __future__ import annotations

from pathlib import Path

from mobile_unit.clock import Clock, timestamp
from mobile_unit.store import journal, settings
from mobile_unit.store.engine import Store
from mobile_unit.store.life_marker import LifeMarker
from mobile_unit.sync import lives


def take_up(store: Store, folder: Path, nip: str, clock: Clock, machine: str | None = None) -> str | None:
    """Go on with the current journal, or begin a new one; answers why a new one was begun.

    From here on the marker in ``folder`` follows what ``store`` writes.
    """
    place = LifeMarker(folder, machine)
    marker = place.read()  # before the database, which other programs of this home may be writing
    store.appended = place.follow
    with store.read() as connection:
        why = lives.doubt(connection, marker, place)
        head = journal.current_head(connection)
        is_marked = settings.get(connection, settings.LIFE_IS_MARKED, False)
    if why is None and is_marked:
        if marker is not None and (marker.journal, marker.seq) != (head.journal, head.seq):
            place.follow(head.journal, head.seq, head.hash)
        return None
    with store.write() as connection:
        if why is not None:
            head = lives.begin(connection, at=timestamp(clock.now()), officer=nip, why=why)
        settings.put(connection, settings.LIFE_IS_MARKED, True)
    place.make(head.journal, head.seq, head.hash)
    return why
