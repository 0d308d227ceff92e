"""What must hold after every step of a history, and what at its end, when every link is up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from head_office.problems import Refusal
from head_office.services.verification import broken_things
from head_office.store import tables
from mobile_unit.domain.entries import GENESIS
from tests.faults.simulation.machines import Laptop, Office

NOT_KNOWN_YET = "passport.foreseen"
"""A kind of entry that a newer program writes."""


class Broken(AssertionError):
    """A promise is."""


def _asked(connection: Any, statement: str, *values: Any) -> list[Any]:
    """Rows, straight from the file: a promise is looked at often, and not with the code that it binds."""
    return connection.connection.driver_connection.execute(statement, values).fetchall()


def _hash_of(connection: Any, table: str, life: str, seq: int) -> bytes | None:
    statement = f"SELECT hash FROM {table} WHERE journal = ? AND seq = ?"
    found = _asked(connection, statement, life, seq)
    return bytes(found[0][0]) if found else None if seq else GENESIS


class Promises:
    """Remembers what every laptop said that it had given, and holds both sides to it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._ids: dict[str, str] = {}
        self._heads: dict[str, int] = {}
        self._may_lack = False
        self.unknown: dict[str, int] = {}

    def is_given(self, laptop: Laptop, application: str, number: str) -> None:
        """An applicant holds this number now."""
        if self._ids.setdefault(number, application) != application:
            raise Broken(f"{number} was given twice")
        laptop.holds[application] = number

    def is_sent(self, laptop: Laptop, life: str, first: int) -> None:
        """A laptop sends entries from ``first`` on: none that it knows to be held."""
        with self._office.open().database.read() as connection:
            found = _asked(connection, "SELECT head_seq FROM journals WHERE id = ?", life)
        held = found[0][0] if found else 0
        if min(held, laptop.acknowledged.get(life, 0)) >= first:
            raise Broken(f"entry {first} was sent again though acknowledged")

    def is_kept_aside(self, refusal: Refusal) -> None:
        if refusal.code != "device.revoked":
            raise Broken(f"a revoked unit's bundle was refused with {refusal.code}")
        if not list(self._office.open().aside.bundles()):
            raise Broken("a revoked unit's bundle was not kept")

    def office_was_restored(self) -> None:
        """It may lack what it acknowledged, until the units have been heard."""
        self._heads = {}
        self._may_lack = True

    def may_move(self, laptop: Laptop) -> bool:
        """Whether something waits on this laptop, or for it at head office."""
        with laptop.store.read() as mine, self._office.open().database.read() as theirs:
            ((got,),) = _asked(mine, "SELECT coalesce(max(seq), 0) FROM feed")
            ((said,),) = _asked(theirs, "SELECT feed_seq FROM units WHERE code = ?", laptop.code)
        status = laptop.open().sync.status()
        return bool(status.waiting or status.blobs_waiting or got != said)

    def hold(self, laptops: Iterable[Laptop]) -> None:
        self._office_only_grows()
        for laptop in laptops:
            if laptop.unit is not None:
                self._is_acknowledged_rightly(laptop)

    def _office_only_grows(self) -> None:
        with self._office.open().database.read() as connection:
            holds = dict(_asked(connection, "SELECT id, number FROM applications"))
            heads = dict(_asked(connection, "SELECT id, head_seq FROM journals"))
        if gone := set(self._office.holds) - set(holds):
            raise Broken(f"head office lost {len(gone)} applications")
        if any(heads.get(life, 0) < seq for life, seq in self._heads.items()):
            raise Broken("a journal's head went back at head office")
        for application, number in holds.items():
            if self._ids.get(number, application) != application:
                raise Broken(f"{number} is another application's at head office")
        self._office.holds, self._heads = holds, heads

    def _is_acknowledged_rightly(self, laptop: Laptop) -> None:
        with laptop.store.read() as mine, self._office.open().database.read() as theirs:
            laptop.acknowledged = dict(_asked(mine, "SELECT id, acknowledged_seq FROM journals"))
            for life, seq in laptop.acknowledged.items():
                held, ours = _hash_of(theirs, "entries", life, seq), _hash_of(mine, "journal", life, seq)
                if held != ours and not (held is None and self._may_lack):
                    raise Broken(
                        f"entry {seq} is marked as acknowledged, and head office has another or none"
                    )

    def hold_at_the_end(self, laptops: list[Laptop]) -> None:
        self.hold(laptops)
        if wrong := list(broken_things(self._office.open())):
            raise Broken(f"head office is broken: {wrong[0]}")
        trusted = [laptop for laptop in laptops if laptop.code not in self._office.revoked]
        self._nothing_is_missing_or_refused({each for laptop in trusted for each in laptop.holds})
        for laptop in laptops:
            if wrong := list(laptop.open().broken_things()):
                raise Broken(f"{laptop.name} is broken: {wrong[0]}")
            self._disk_holds_what_was_given(laptop)
            if laptop.code not in self._office.revoked:
                self._office_holds_what_the_laptop_does(laptop)

    def _disk_holds_what_was_given(self, laptop: Laptop) -> None:
        rows = laptop.open().tracking.search("", limit=10_000).rows
        here = {str(row.id): row.number for row in rows}
        if lost := set(laptop.holds.items()) - set(here.items()):
            raise Broken(f"{laptop.name} lost {len(lost)} applications that it gave numbers for")
        if len(set(here.values())) != len(here):
            raise Broken(f"{laptop.name} has a number twice")

    def _office_holds_what_the_laptop_does(self, laptop: Laptop) -> None:
        if lost := set(laptop.holds.items()) - set(self._office.holds.items()):
            raise Broken(f"head office lacks {len(lost)} applications of {laptop.name}")
        status = laptop.open().sync.status()
        if status.waiting or status.blobs_waiting:
            raise Broken(f"{laptop.name} still waits: {status.waiting}, scans {status.blobs_waiting}")
        if status.refused > self.unknown.get(laptop.code, 0):
            raise Broken(f"{laptop.name} is told of {status.refused} entries kept aside")

    def _nothing_is_missing_or_refused(self, on_disk: set[str]) -> None:
        """``on_disk`` are the applications that a laptop still has: what a history destroyed is not owed."""
        entries, documents, held = tables.entries, tables.documents, tables.blobs
        with self._office.open().database.read() as connection:
            aside = select(entries.c.kind, entries.c.quarantine).where(entries.c.quarantine.is_not(None))
            kept = connection.execute(aside)
            wrong = [(row.kind, row.quarantine) for row in kept if row.kind != NOT_KNOWN_YET]
            missing = select(documents.c.application).where(documents.c.sha256.not_in(select(held.c.sha256)))
            lacks = on_disk.intersection(connection.execute(missing).scalars())
        if wrong:
            raise Broken(f"kept aside: {wrong[0]}")
        if lacks:
            raise Broken(f"head office lacks scans of {len(lacks)} applications")
