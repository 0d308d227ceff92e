"""What ``doctor`` looks at, and what to do about it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

if TYPE_CHECKING:
    from mobile_unit.app import Unit

ENOUGH_DISK = 1024**3
TOLERATED_CLOCK_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing looked at: a stable name, whether it is well, and a sentence with what to do."""

    name: str
    ok: bool
    text: str


def checkup(home: Path, sign_in: Callable[[], Unit] | None, is_set_up: bool) -> list[Checked]:
    """Look at the machine, and where ``sign_in`` is given at the unit itself; changes nothing."""
    return list(_machine(home, is_set_up)) + (list(_unit(sign_in)) if sign_in else [])


def _machine(home: Path, is_set_up: bool) -> Iterator[Checked]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Checked("python", True, _("Python {version}.").format(version=version))
    yield Checked(
        "set_up",
        is_set_up,
        _("This laptop is set up as a unit.")
        if is_set_up
        else _("This laptop is not set up yet. Enrol it with a code from head office: mobile-unit enrol."),
    )
    existing = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    megabytes = free // 1024**2
    yield Checked(
        "disk",
        free >= ENOUGH_DISK,
        _("{count} MB of disk are free.").format(count=megabytes)
        if free >= ENOUGH_DISK
        else _("Only {count} MB of disk are free. Remove what is not needed.").format(count=megabytes),
    )


def _unit(sign_in: Callable[[], Unit]) -> Iterator[Checked]:
    try:
        unit = sign_in()
    except UserFacingError as error:
        yield Checked("sign_in", False, str(error))
        return
    try:
        status = unit.sync.status()
        yield Checked(
            "unit", True, _("Unit {code}, {name}.").format(code=unit.info.code, name=unit.info.name)
        )
        yield Checked(
            "waiting",
            True,
            _("{count} applications and {scans} scans wait to be sent.").format(
                count=status.waiting, scans=status.blobs_waiting
            ),
        )
        ready = unit.stick.is_ready
        yield Checked(
            "stick",
            ready,
            _("USB sticks can be used without a network.")
            if ready
            else _("USB sticks can't be used yet. Sync once over any network."),
        )
        recoverable = unit.keep_recoverable()
        yield Checked(
            "recovery",
            recoverable,
            _("Head office can open this laptop if every PIN is forgotten.")
            if recoverable
            else _("If every PIN is forgotten nobody can open this laptop. Sync once over any network."),
        )
        reachable = unit.sync.reachable()
        yield Checked(
            "head_office",
            reachable,
            _("Head office answers.")
            if reachable
            else _("Head office does not answer. Check the connection; nothing is lost meanwhile."),
        )
        offset = status.clock_offset
        if offset is not None:
            right = abs(offset) <= TOLERATED_CLOCK_SECONDS
            yield Checked(
                "clock",
                right,
                _("The laptop's clock agrees with head office's.")
                if right
                else _("The laptop's clock is {seconds} seconds off. Set it right.").format(seconds=offset),
            )
        broken = next(unit.broken_things(), None)
        yield Checked(
            "whole",
            broken is None,
            _("Everything is whole.") if broken is None else _("Broken: {thing}").format(thing=broken),
        )
    finally:
        unit.close()
