"""What every service of a running head office needs: its database, its blobs, its keys, its clock."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from head_office.store import backup_file, keys, months, restoring, servers, update_copies
from head_office.store.allowances import Allowances
from head_office.store.aside_folder import AsideFolder
from head_office.store.blob_folder import BlobFolder
from head_office.store.blob_store import BlobStore
from head_office.store.engine import Connection, Database, Occupied
from head_office.store.schema import bring_up_to_date
from head_office.store.shelf import OwnShelf
from mobile_unit.clock import Clock, SystemClock, timestamp
from mobile_unit.errors import UserFacingError
from mobile_unit.forms import shelf
from mobile_unit.i18n import _
from mobile_unit.sync import sealing

HOME_VARIABLE = "HEAD_OFFICE_HOME"
DATABASE_VARIABLE = "HEAD_OFFICE_DATABASE"
BLOBS_VARIABLE = "HEAD_OFFICE_BLOBS"
_log = logging.getLogger(__name__)
_FOR_MONTHS = 2.0
"""Seconds."""


@dataclass(frozen=True)
class HeadOffice:
    """An opened head office; safe to use from many threads."""

    database: Database
    blobs: BlobStore
    aside: AsideFolder
    key: Ed25519PrivateKey
    secret: bytes
    bundle_identity: str
    generation: str
    clock: Clock
    allowances: Allowances
    shelf: OwnShelf

    def now(self) -> str:
        return timestamp(self.clock.now())

    @cached_property
    def bundle_key(self) -> dict[str, str]:
        """Where units seal their bundles to, under our signature."""
        return sealing.vouch(self.key, sealing.recipient_of(self.bundle_identity))

    def recovery_key(self) -> dict[str, str] | None:
        """Where laptops seal what opens them when every PIN is forgotten, under our signature; its other half
        is not here. None where no such key was made."""
        with self.database.read() as connection:
            recipient = keys.recovery_recipient(connection)
        return sealing.vouch(self.key, recipient, sealing.RECOVERY_KEY) if recipient else None

    def close(self) -> None:
        shelf.take_back(self.shelf)
        self.shelf.close()
        self.database.close()


def default_home() -> Path:
    """``HEAD_OFFICE_HOME``, or the platform's place for a user's data."""
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("head-office", appauthor=False)


def open_head_office(
    home: Path,
    *,
    database: str | None = None,
    blobs: str | None = None,
    clock: Clock | None = None,
    restored: bool | None = None,
    serves: bool = True,
) -> HeadOffice:
    """Open, creating what is not there yet; the database is brought up to date first.

    ``blobs`` is where the scans lie: a folder, or ``s3://bucket/folder``; None is ``home``. ``restored``:
    whether the database was taken back to an earlier state since it was last open; None where that is to be
    seen by what PostgreSQL says of itself. Who does not ``serve`` leaves that to the server's next start: one
    that runs would go on as the life of the database that it began with.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    opened = Database(database) if database else Database.in_folder(home)
    try:
        return _open_in(opened, home, blobs, clock or SystemClock(), restored, serves=serves)
    except BaseException:
        opened.close()
        raise


def _open_in(
    opened: Database, home: Path, blobs: str | None, clock: Clock, restored: bool | None, *, serves: bool
) -> HeadOffice:
    bring_up_to_date(opened, update_copies.folder_in(home))
    with opened.write() as connection:
        if (moved := keys.closed_for_good(connection)) is not None:
            raise UserFacingError(
                _("This head office moved to another database on {day}.").format(day=moved[:10]),
                _("Give that one by --database; what is here is not used any more."),
            )
        _begin_anew_if_restored(connection, home, clock, restored, serves=serves)
        signing_key, secret = keys.load_or_make(connection)
        identity = keys.load_or_make_identity(connection)
        generation = keys.load_or_make_generation(connection)
    _make_months_ahead(opened, clock)
    scans = blob_store(blobs or str(home))
    aside = AsideFolder((scans.folder if isinstance(scans, BlobFolder) else home) / "aside")
    allowances = Allowances(opened, secret)
    own = OwnShelf(opened, clock)
    shelf.lend(own)
    return HeadOffice(opened, scans, aside, signing_key, secret, identity, generation, clock, allowances, own)


def _make_months_ahead(opened: Database, clock: Clock) -> None:
    """Whoever reads for long (a dump, the night's snapshot) is not waited for, since all who write would wait
    behind us; there are months enough until the next time."""
    with suppress(Occupied), opened.write(patience=_FOR_MONTHS) as connection:
        months.make_ahead(connection, clock.now())


def _begin_anew_if_restored(
    connection: Connection, home: Path, clock: Clock, restored: bool | None, *, serves: bool
) -> None:
    """Before anybody is given a letter, a token or a signed word."""
    if restored is None:
        restored = serves and servers.is_another(connection)
        if not restored and servers.is_known(connection):
            return
    if restored:
        _log.warning("The database was restored, or another server took it over: begun anew.")
        backup_file.count_restores(home, restoring.begin_anew(connection, home, clock.now()))
    servers.note(connection)


def blob_store(where: str) -> BlobStore:
    """A folder, or ``s3://bucket/folder``."""
    if not where.startswith("s3://"):
        return BlobFolder(Path(where))
    from head_office.store.bucket import Bucket

    return Bucket(where)
