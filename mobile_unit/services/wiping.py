"""Head office told this laptop to delete everything: what is unsent is handed over, then nothing is left.

``wiping.json`` in the home is the point of no return. It is written, with the device's last words, before
anything is destroyed; whoever finds it at a start finishes first. The keys go before all else: from then on
what may be left on the disk can't be read by anybody, whatever an SSD keeps of files that are gone.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobile_unit.domain.roles import Permission
from mobile_unit.errors import UserFacingError
from mobile_unit.services import queue
from mobile_unit.services.backups import SUFFIX
from mobile_unit.services.context import Context
from mobile_unit.services.enrolment import KEYS
from mobile_unit.services.recovery import SLOT
from mobile_unit.services.surveys import hand_in
from mobile_unit.store import blobs, drafts, form_drafts, journal, settings, surveys
from mobile_unit.store import queue as queue_rows
from mobile_unit.store.durable import destroy_file, flush_folder, write_durably

if TYPE_CHECKING:
    from mobile_unit.store.engine import Connection

WIPING = "wiping.json"
WIPED = "wiped.json"


class Wiping:
    """What an opened unit knows of such an order."""

    def __init__(self, context: Context) -> None:
        context.require(Permission.LAPTOP)
        self._context = context

    def is_due(self) -> bool:
        """Whether head office ordered it and holds everything that it could want of this laptop."""
        self._let_no_answer_wait()
        with self._context.store.read() as connection:
            return is_told(connection) and _is_handed_over(connection)

    def _let_no_answer_wait(self) -> None:
        """Answers of the survey that wait for others like them go with the next round, however few; so do the
        day's tickets."""
        with self._context.store.read() as connection:
            waits = surveys.is_waiting(connection) or queue_rows.is_untold(connection)
            if not (is_told(connection) and waits):
                return
        with self._context.store.write() as connection:
            hand_in(self._context, connection, everything=True)
            queue.tell(self._context, connection, everything=True)

    def begin(self, home: Path) -> bool:
        """Write down that it begins, from which there is no way back; close the unit, then ``finish``.

        False, and nothing done, where something waits again.
        """
        from mobile_unit.sync import wire
        from mobile_unit.sync.keys import private_key

        context = self._context
        with context.store.read() as connection:
            if not (is_told(connection) and _is_handed_over(connection)) or surveys.is_waiting(connection):
                return False
            key = private_key(settings.get(connection, settings.DEVICE_KEY))
            statement = {
                "device": settings.get(connection, settings.DEVICE),
                "order": settings.get(connection, settings.WIPE),
                "at": context.now(),
            }
            content = {
                "v": 1,
                **statement,
                "signature": wire.sign(key, wire.WIPED, statement),
                "server": settings.get(connection, settings.SERVER),
                "ca": settings.get(connection, settings.CERTIFICATE_AUTHORITY),
                "backups": settings.get(connection, settings.BACKUPS, {}).get("folder", ""),
                "unit": context.info.code,
                "drafts": drafts.count(connection) + form_drafts.count(connection),
            }
        write_durably(home / WIPING, json.dumps(content).encode())
        return True


def is_told(connection: Connection) -> bool:
    return settings.get(connection, settings.WIPE) is not None


def note_handed_over(connection: Connection, *, scans: bool) -> None:
    """After a round or a reply: whether head office has all that it wants. It was asked for ``scans``, or
    else none may wait here."""
    if is_told(connection):
        is_whole = scans or not blobs.waiting_totals(connection)[0]
        order = settings.get(connection, settings.WIPE) if is_whole else None
        settings.put(connection, settings.HANDED_OVER, order)


def _is_handed_over(connection: Connection) -> bool:
    told = settings.get(connection, settings.WIPE)
    return settings.get(connection, settings.HANDED_OVER) == told and not journal.waiting_entries(connection)


def finish(home: Path) -> bool:
    """Destroy what this home holds, the keys first; True where that was begun. Cut, it goes on here."""
    try:
        raw = (home / WIPING).read_bytes()
    except FileNotFoundError:
        return False
    try:
        marker = json.loads(raw)
    except ValueError:
        marker = {}
    folders = list(_folders(home))
    for folder in folders:
        for name in (KEYS, SLOT, f"recovering/{KEYS}"):
            destroy_file(folder / name)
    for folder in (*folders, home / "backups"):
        if folder.exists():
            shutil.rmtree(folder)
    _remove_backups(Path(marker.get("backups") or ""), str(marker.get("unit") or ""))
    (home / WIPING).replace(home / WIPED)
    flush_folder(home)
    return True


@dataclass(frozen=True, slots=True)
class Wiped:
    """When a home was wiped, and how many drafts went with it: head office never had those."""

    at: str
    drafts: int


def wiped(home: Path) -> Wiped | None:
    """None where it was not."""
    said = _read(home / WIPED)
    return Wiped(said["at"], said.get("drafts", 0)) if "at" in said else None


def send_last_words(home: Path) -> bool:
    """Tell head office, once; False where it can't be told now, or there is nothing to tell."""
    from mobile_unit.services.syncing import certificate_file
    from mobile_unit.sync import client

    said = _read(home / WIPED)
    if "signature" not in said:
        return False
    words = {name: said[name] for name in ("device", "order", "at", "signature")}
    with certificate_file(said["ca"]) as ca:
        try:
            client.say_wiped(said["server"], ca, words)
        except UserFacingError:
            return False
    write_durably(
        home / WIPED, json.dumps({"v": 1, "at": said["at"], "drafts": said.get("drafts", 0)}).encode()
    )
    return True


def _folders(home: Path) -> Iterator[Path]:
    """Every place of a home where a unit's key may be."""
    for path in home.iterdir():
        is_unit = path.name in ("unit", "restoring", "enrolling") or path.name.startswith("unit-before-")
        if is_unit and path.is_dir():
            yield path


def _remove_backups(folder: Path, unit: str) -> None:
    """This unit's backups in the folder chosen for them, where that medium is in."""
    with suppress(OSError):
        for path in folder.glob(f"{unit}*{SUFFIX}") if unit and folder.is_absolute() else ():
            path.unlink()


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
