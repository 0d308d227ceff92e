"""The night's work: waiting bundles are taken in, then each unit is told, signed, what is held of it.

Every step can be the last: run again it goes on, and says nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services.bundles import take_in
from head_office.services.publishing import publish
from head_office.store import blobs, reconciliations
from head_office.store.engine import Connection
from mobile_unit.domain.entries import FEED_RECONCILIATION
from mobile_unit.domain.statements import MOST_APPLICATIONS, digest_of

INBOX, TAKEN = "inbox", "taken"
_SETTLED_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class UnitsNight:
    """What came of one unit. ``stated`` applications were named in ``statements`` of tonight; those
    ``damaged`` were not, as a scan's bytes have changed on the disk. The rest as in
    ``reconciliations.Totals``."""

    unit: str
    day: str
    statements: int
    stated: int
    entries: int
    applications: int
    lacking: int
    damaged: int
    scans: int
    quarantined: int
    forked: int

    @property
    def needs_somebody(self) -> bool:
        return bool(self.quarantined or self.forked or self.damaged)


@dataclass(frozen=True, slots=True)
class BundleOfTheNight:
    """A file of the inbox: ``code`` says why it was refused and left there, None where it was taken in."""

    file: str
    code: str | None


def take_in_waiting(
    office: HeadOffice, home: Path, taken: Callable[[str], None] = lambda _file: None
) -> Iterator[BundleOfTheNight]:
    """Take in what lies in ``inbox/``; what was taken moves to ``inbox/taken/``, a refused file stays.

    ``taken`` hears of each file once it is in, before it is moved.
    """
    inbox = home / INBOX
    for path in sorted(inbox.glob("*.bundle")) if inbox.is_dir() else []:
        try:
            take_in(office, path)
        except Refusal as refusal:
            yield BundleOfTheNight(path.name, refusal.code)
            continue
        taken(path.name)
        (inbox / TAKEN).mkdir(exist_ok=True)
        path.replace(inbox / TAKEN / path.name)
        yield BundleOfTheNight(path.name, None)


def settle_scans(office: HeadOffice) -> None:
    """What was named and has come by now makes room where the scans that are still awaited are looked for."""
    last: str | None = ""
    while last is not None:
        with office.database.write() as connection:
            last = blobs.settle(connection, last, _SETTLED_AT_ONCE)


def unit_codes(office: HeadOffice) -> list[str]:
    with office.database.read() as connection:
        return reconciliations.unit_codes(connection)


def reconcile(office: HeadOffice, unit: str, day: date) -> UnitsNight:
    """State to a unit what is held of it: its journals' heads, and each application that is here whole, its
    scans read from the disk, and was not stated in this version before."""
    statements = stated = 0
    damaged: set[str] = set()
    while (count := _state(office, unit, day.isoformat(), damaged)) is not None:
        statements, stated = statements + 1, stated + count
    with office.database.read() as connection:
        totals = reconciliations.totals(connection, unit)
        entries = sum(head["seq"] for head in reconciliations.heads_of(connection, unit))
    return UnitsNight(
        unit,
        day.isoformat(),
        statements,
        stated,
        entries,
        totals.applications,
        totals.lacking,
        len(damaged),
        totals.scans,
        totals.quarantined,
        totals.forked,
    )


def _state(office: HeadOffice, unit: str, day: str, damaged: set[str]) -> int | None:
    """Publish the next statement; answers how many applications it names, None where there is no news.

    ``damaged`` hears of applications that should be whole but have a scan whose bytes are not.
    """
    with office.database.read() as connection:
        found = reconciliations.whole_and_untold(connection, unit, MOST_APPLICATIONS, damaged)
    sound = {each for each in found if all(office.blobs.is_whole(sha256) for sha256 in each.scans)}
    damaged |= {each.id for each in found} - {each.id for each in sound}
    with office.database.write() as connection:
        heads = reconciliations.heads_of(connection, unit)
        told = reconciliations.whole_and_untold(connection, unit, MOST_APPLICATIONS, damaged)
        whole = [each for each in told if each in sound]
        if not whole and found:
            return 0
        if not whole and (not heads or heads == reconciliations.last_heads(connection, unit)):
            return None
        _publish(office, connection, unit, day, heads, whole)
        return len(whole)


def _publish(
    office: HeadOffice,
    connection: Connection,
    unit: str,
    day: str,
    heads: Sequence[dict[str, Any]],
    whole: Sequence[reconciliations.Whole],
) -> None:
    totals = reconciliations.totals(connection, unit)
    part, at = reconciliations.parts_of(connection, unit, day) + 1, office.now()
    body = {
        "day": day,
        "part": part,
        "at": at,
        "journals": list(heads),
        "applications": [
            {
                "id": each.id,
                "correction": each.correction,
                "scans": len(set(each.scans)),
                "sha256": digest_of(each.scans),
            }
            for each in whole
        ],
        "held": {
            "applications": totals.applications,
            "lacking": totals.lacking,
            "scans": totals.scans,
            "quarantined": totals.quarantined,
        },
    }
    publish(office, connection, unit, FEED_RECONCILIATION, body)
    reconciliations.keep(connection, unit, day, part, heads, whole, at)
