"""Making a laptop what a backup holds: this one again, or a spare one."""

from __future__ import annotations

import shutil
from pathlib import Path

from mobile_unit.clock import Clock
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.enrolment import DATABASE, KEYS
from mobile_unit.store import backup_file
from mobile_unit.store.durable import flush_folder, write_durably
from mobile_unit.store.engine import Store
from mobile_unit.store.key_slots import KeySlots
from mobile_unit.store.schema import require_known


def restore(file: Path, unit_folder: Path, *, who: str, pin: str, replace: bool, clock: Clock) -> str:
    """Put a backup's unit into ``unit_folder``; answers the NIP of the officer whose PIN opened it.

    Everything is unpacked and checked beside it first; then it appears by one rename. What was there before
    is kept aside under another name, never deleted. Cut anywhere, the same call goes through.

    Raises NotAllowed for a PIN that opens no slot, NoBackup, UserFacingError.
    """
    if unit_folder.exists() and not replace:
        raise UserFacingError(
            _("This laptop is already set up."),
            _("To put the backup in its place say so with --replace; what is here is kept aside."),
        )
    content = backup_file.read(file)
    new = unit_folder.with_name("restoring")
    if new.exists():  # a restore that was cut: a copy of a backup that is still there
        shutil.rmtree(new)
    new.mkdir(mode=0o700)
    try:
        nip = _fill(new, file, content, who, pin)
        if unit_folder.exists():
            unit_folder.rename(_aside(unit_folder, clock))
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    new.rename(unit_folder)
    flush_folder(unit_folder.parent)
    return nip


def _fill(new: Path, file: Path, content: backup_file.Content, who: str, pin: str) -> str:
    """Unpack and look at everything; the PIN first, as a wrong one needs no copying."""
    write_durably(new / KEYS, content.slots)
    unlocked = KeySlots(new / KEYS).unlock(who, pin)
    backup_file.unpack(file, content, new / DATABASE)
    store = Store(new / DATABASE, unlocked.key)
    try:
        if problems := store.integrity_problems():
            raise UserFacingError(
                _("This backup is damaged; it was not taken."),
                _("Use an older one ({detail}).").format(detail=problems[0]),
            )
        with store.read() as connection:
            require_known(connection)
    finally:
        store.close()
    return unlocked.nip


def _aside(unit_folder: Path, clock: Clock) -> Path:
    stamp = f"{clock.now():%Y%m%d-%H%M%S}"
    name = f"{unit_folder.name}-before-{stamp}"
    count = 1
    while (aside := unit_folder.with_name(name)).exists():
        count += 1
        name = f"{unit_folder.name}-before-{stamp}-{count}"
    return aside
