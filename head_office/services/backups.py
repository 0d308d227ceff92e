"""Head office backed up and restored; after a restore the units bring back what they still hold."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from head_office.office import HeadOffice, open_head_office
from head_office.services import key_files
from head_office.store import backup_file, keys
from head_office.store.blob_folder import BlobFolder
from head_office.store.restoring import begin_anew
from mobile_unit.clock import Clock, SystemClock
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.sync import sealing

_UNFINISHED = ".backup-"


def make_key(office: HeadOffice, file: Path) -> str:
    """Make the key that opens backups from now on and write it to ``file``, which is to be kept elsewhere;
    answers its public half, which stays here. Raises UserFacingError where the file is there already."""
    recipient = key_files.write_new(file)
    with office.database.write() as connection:
        keys.set_backup_recipient(connection, recipient)
    return recipient


def backup(office: HeadOffice, target: Path, *, plain: bool = False) -> int:
    """Write everything to one file, also while units sync, and read it back; answers its size.

    It is sealed to the office's backup key, unless ``plain``. Raises UserFacingError where no key was made,
    or for a PostgreSQL database, which has its own tool.
    """
    if not office.database.is_sqlite:
        raise UserFacingError(
            _("This database is PostgreSQL's."),
            _("Back it up with pg_dump, and the folder of scans beside it."),
        )
    with office.database.read() as connection:
        recipient = None if plain else keys.backup_recipient(connection)
    if recipient is None and not plain:
        raise UserFacingError(
            _("There is no key for backups yet."),
            _("Make one with head-office backup-key FILE, and keep that file away from this server."),
        )
    scans = _scans_on_disk(office)
    for left in scans.folder.glob(f"{_UNFINISHED}*"):  # of a backup that was cut
        shutil.rmtree(left, ignore_errors=True)
    # beside the scans, not beside the target: what is not sealed yet never touches the other medium
    with tempfile.TemporaryDirectory(dir=scans.folder, prefix=_UNFINISHED) as folder:
        copy = Path(folder) / backup_file.DATABASE
        office.database.backup_to(copy)
        return backup_file.write(copy, scans, target, recipient)


def _scans_on_disk(office: HeadOffice) -> BlobFolder:
    if isinstance(office.blobs, BlobFolder):
        return office.blobs
    raise UserFacingError(
        _("The scans lie in a bucket."),
        _("Have the storage keep every version of them, and copy the database by its own tool."),
    )


def is_sealed(file: Path) -> bool:
    """Whether a backup needs a key."""
    return backup_file.is_sealed(file)


def restore(
    home: Path, file: Path, *, replace: bool, identity: str | None = None, clock: Clock | None = None
) -> None:
    """Make ``home`` what a backup holds, under a new generation, so that units bring back what came after it.

    A database that is there is kept aside, scans that are there stay. Raises UserFacingError where there is
    one and ``replace`` was not said, the file is no whole backup, or ``identity`` (what ``make_key`` wrote)
    does not open it.
    """
    if (home / backup_file.DATABASE).exists() and not replace:
        raise UserFacingError(
            _("There is a head office here already."),
            _("To put the backup in its place say so with --replace; what is here is kept aside."),
        )
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = (clock or SystemClock()).now()
    if backup_file.is_sealed(file):
        opened = backup_file.open_sealed(file, home, _sound(identity))
        try:
            database = backup_file.unpack(opened, home)
        finally:
            opened.unlink(missing_ok=True)
    else:
        database = backup_file.unpack(file, home)
    new = open_head_office(home, database=f"sqlite:///{database}")
    try:
        with new.database.write() as connection:
            count = begin_anew(connection, home, now, backup_file.replaced(home))
    finally:
        new.close()
    backup_file.require_whole(database)
    backup_file.put_in_place(database, home, f"{now:%Y%m%d-%H%M%S}")
    backup_file.count_restores(home, count)


def _sound(identity: str | None) -> str:
    key = (identity or "").strip()
    if not sealing.is_identity(key):
        raise backup_file.NotOurKey
    return key
