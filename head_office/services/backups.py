"""Head office backed up and restored; after a restore the units bring back what they still hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

from head_office.office import HeadOffice, open_head_office
from head_office.store import backup_file, keys, lives, reconciliations
from mobile_unit.clock import Clock, SystemClock
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


def backup(office: HeadOffice, target: Path) -> int:
    """Write everything to one file, also while units sync, and read it back; answers its size.

    Raises UserFacingError for a PostgreSQL database, which has its own tool.
    """
    if not office.database.is_sqlite:
        raise UserFacingError(
            _("This database is PostgreSQL's."),
            _("Back it up with pg_dump, and the folder of scans beside it."),
        )
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / backup_file.DATABASE
        office.database.backup_to(copy)
        return backup_file.write(copy, office.blobs, target)


def restore(home: Path, file: Path, *, replace: bool, clock: Clock | None = None) -> None:
    """Make ``home`` what a backup holds, under a new generation, so that units bring back what came after it.

    A database that is there is kept aside, scans that are there stay. Raises UserFacingError where there is
    one and ``replace`` was not said, or the file is no whole backup.
    """
    if (home / backup_file.DATABASE).exists() and not replace:
        raise UserFacingError(
            _("There is a head office here already."),
            _("To put the backup in its place say so with --replace; what is here is kept aside."),
        )
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = backup_file.unpack(file, home)
    new = open_head_office(home, database=f"sqlite:///{database}")
    try:
        with new.database.write() as connection:
            keys.renew_generation(connection)
            lives.spare_letters(connection)
            reconciliations.forget_what_was_told(connection)
    finally:
        new.close()
    stamp = f"{(clock or SystemClock()).now():%Y%m%d-%H%M%S}"
    backup_file.require_whole(database)
    backup_file.put_in_place(database, home, stamp)
