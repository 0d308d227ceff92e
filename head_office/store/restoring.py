"""What a database must do that was taken back to an earlier state, before anybody writes to it: it is another
life of head office's, asks the units for what they hold, and gives no letter that it may have given since."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from head_office.store import backup_file, keys, lives, reconciliations
from head_office.store.backup_file import Replaced
from head_office.store.engine import Connection

LETTERS_WAIT = timedelta(days=30)
"""Were all lost once more, and the same backup or an older one restored, nobody would know which letters were
given in between, and they would be given again; until then newer backups were made and the units came by, who
bring back what they were told."""


def begin_anew(connection: Connection, home: Path, now: datetime, there: Replaced | None = None) -> int:
    """``there`` is the database whose place it takes, where that can be read. Answers how many restores there
    were, with this one; the caller writes it down beside the database."""
    keys.renew_generation(connection)
    count = _spare_letters(connection, home, there)
    lives.give_no_letters(connection, now + LETTERS_WAIT)
    reconciliations.forget_what_was_told(connection)
    return count


def _spare_letters(connection: Connection, home: Path, there: Replaced | None) -> int:
    """Leave out letters that may have been given after the backup: what stood in ``home`` knows which, if it
    is ours and not older than the last restore; else each restore since the backup may have given some."""
    if there is not None and there.key != keys.load_or_make(connection)[0].private_bytes_raw():
        there = None
    counted, ours = backup_file.restores(home), lives.restores(connection)
    count = max(counted, ours, there.restores if there else 0) + 1
    knows = there is not None and there.restores >= max(counted, ours)
    lives.spare_letters(connection, 1 if knows else count - ours, there.units if there else ())
    lives.count_restores(connection, count)
    return count
