"""Backups on a second medium: by hand, by command, and by themselves at closing of the day."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mobile_unit.domain.entries import BACKUP_WRITTEN
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import Cancelled, TryAgain, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import backup_file, journal, settings, update_copies
from mobile_unit.store.key_slots import KeySlots

SUFFIX = ".backup"
KEPT = 7
"""So many of this unit's backups stay in the chosen folder; older ones make room, once a new one is whole."""
DAYS = 2
"""After so many days without a backup the officer is told, unless the setting says otherwise."""

BY_HAND = "hand"
AT_CLOSING = "closing"
BY_COMMAND = "command"


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """Where backups go ("" for nowhere yet), when the last one was made (ISO), how old it is, whether that is
    too old, and what went wrong the last time."""

    folder: str
    last: str | None
    days_old: int | None
    is_due: bool
    warn_after: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that was written and read back."""

    path: Path
    bytes: int
    at: str


class Backups:
    """Each backup is the whole unit in one encrypted file that any of its officers' PINs opens."""

    def __init__(self, context: Context, slots: KeySlots, key: bytes) -> None:
        context.require(Permission.LAPTOP)
        self._context = context
        self._slots = slots
        self._key = key

    def status(self) -> BackupStatus:
        chosen = self._chosen()
        last = chosen.get("last")
        warn_after = chosen.get("days", DAYS)
        days = None
        if last is not None:
            days = max((self._context.clock.now() - datetime.fromisoformat(last)).days, 0)
        is_due = days is None or days >= warn_after
        return BackupStatus(chosen.get("folder", ""), last, days, is_due, warn_after, chosen.get("error"))

    def choose_folder(self, folder: str) -> None:
        """Where backups go from now on: a folder on a second medium; "" for nowhere."""
        self._note(folder=folder, error=None)

    def choose_days(self, days: int) -> None:
        """After how many days without a backup to warn."""
        self._note(days=min(max(days, 1), 90))

    def write(
        self,
        target: Path,
        how: str = BY_COMMAND,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Written:
        """Write one backup to ``target``, read it back, and record it.

        ``progress`` hears of (pages done, pages in all). Raises TryAgain where the medium can't be written,
        UserFacingError where it does not read back, Cancelled; an older file of this name then stays.
        """

        def pages(left: int, in_all: int) -> None:
            if cancelled():
                raise Cancelled
            progress(in_all - left, in_all)

        if target.is_dir():
            raise UserFacingError(_("This is a folder; a backup is a file."), _("Give it a name."))
        context = self._context
        try:
            slots = self._slots.path.read_bytes()
            size = backup_file.write(context.store, self._key, slots, target, pages)
        except OSError as error:
            raise TryAgain(
                _("The backup could not be written there."),
                _("Check that the medium is in, writable and has room. An older backup there is as it was."),
            ) from error
        at = context.now()
        with context.store.write() as connection:
            context.record(connection, BACKUP_WRITTEN, {"bytes": size, "how": how})
        self._note(last=at, error=None)
        return Written(target, size, at)

    def write_to_folder(
        self,
        how: str = BY_HAND,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Written:
        """Write a backup into the chosen folder, and let the oldest ones there go.

        Raises as ``write`` does, and UserFacingError where no folder is chosen or it isn't there (the medium
        is not in); what went wrong is kept for ``status``.
        """
        try:
            folder = self._folder()
            written = self.write(folder / self._name(), how, progress, cancelled)
        except UserFacingError as error:
            self._note(error=error.message)
            raise
        self._let_old_ones_go(folder)
        return written

    def at_closing(self) -> Written | UserFacingError | None:
        """The backup of a day that was closed; a fault is answered, never raised, as nothing may hold up the
        closing. None where no folder was ever chosen.

        With it the copies of before an update go: a day was worked with the new program, and all that it
        knows was read back from another medium.
        """
        if not self._chosen().get("folder"):
            return None
        try:
            written = self.write_to_folder(AT_CLOSING)
        except UserFacingError as error:
            return error
        with suppress(OSError):  # the next closing does it
            update_copies.remove(update_copies.folder_of(self._context.store.path))
        return written

    def _folder(self) -> Path:
        folder = self._chosen().get("folder")
        if not folder:
            raise UserFacingError(
                _("No folder for backups is chosen yet."), _("Choose one on a USB stick or second disk.")
            )
        path = Path(folder)
        if not path.is_dir():
            raise UserFacingError(
                _("The medium for backups is not in."), _("Put it in, then make the backup by hand.")
            )
        return path

    def _name(self) -> str:
        """``WK01A-20261124-163105.backup``: unit, journal, moment; nobody is named."""
        return f"{self._journal()}-{self._context.clock.now():%Y%m%d-%H%M%S}{SUFFIX}"

    def _journal(self) -> str:
        with self._context.store.read() as connection:
            head = journal.current_head(connection)
        return f"{self._context.info.code}{head.letter}{head.mark}"

    def _let_old_ones_go(self, folder: Path) -> None:
        """Of this very life only; another laptop's or an earlier life's stay."""
        ours = re.compile(rf"{re.escape(self._journal())}-\d{{8}}-\d{{6}}{re.escape(SUFFIX)}")
        found = [path for path in folder.iterdir() if ours.fullmatch(path.name)]
        by_age = sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for old in by_age[KEPT:]:
            old.unlink(missing_ok=True)

    def _chosen(self) -> dict[str, Any]:
        with self._context.store.read() as connection:
            return dict(settings.get(connection, settings.BACKUPS, {}))

    def _note(self, **values: Any) -> None:
        with self._context.store.write() as connection:
            chosen = settings.get(connection, settings.BACKUPS, {})
            settings.put(connection, settings.BACKUPS, {**chosen, **values})
