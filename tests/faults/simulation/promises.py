"""What must hold after every step of a history, and what at its end, when every link is up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, union_all

from head_office.services.verification import broken_things
from head_office.store import tables
from head_office.store.outreach_tables import attachments
from mobile_unit.domain.entries import GENESIS, OTHER_RECORDS, SURVEY_ANSWERS
from mobile_unit.store import inbox, journal, settings
from tests.faults.simulation.machines import Laptop, Office

GUEST = "WK09"
"""The unit of somebody who sends what is not theirs; what comes of that is their own affair."""
NOT_KNOWN_YET = "passport.foreseen"
"""A kind of entry that a newer program writes."""
ANSWERS = (
    f"SELECT id, 'answer of ' || {{unit}} FROM survey_answers WHERE {{unit}} <> '{GUEST}'"
    f" UNION ALL SELECT id, 'trait of ' || {{unit}} FROM survey_traits WHERE {{unit}} <> '{GUEST}'"
)
"""What is held of the survey, as ``holds`` has it: an id, and what it is of which unit. The guest may have
said the same ids as its own."""
WAITS_FOR_COMPANY = (
    "SELECT id FROM survey_answers WHERE NOT sent UNION ALL SELECT id FROM survey_traits WHERE NOT sent"
)
_HELD = "SELECT id, number FROM applications UNION ALL SELECT id, number FROM complaints UNION ALL "

_HOLDINGS = (
    "SELECT * FROM applications WHERE unit <> ? ORDER BY id",
    "SELECT d.* FROM documents d JOIN applications a ON a.id = d.application WHERE a.unit <> ?"
    " ORDER BY application, d.sha256, kind",
    "SELECT h.* FROM history h JOIN applications a ON a.id = h.application WHERE a.unit <> ?"
    " ORDER BY 1, 2, 3",
    "SELECT * FROM journals WHERE unit <> ? ORDER BY id",
    "SELECT e.* FROM entries e JOIN journals j ON j.id = e.journal WHERE j.unit <> ? ORDER BY journal, seq",
    "SELECT * FROM feed WHERE unit <> ? ORDER BY unit, seq",
    "SELECT * FROM devices WHERE unit <> ? ORDER BY id",
    "SELECT sha256 FROM blobs WHERE ? = ? ORDER BY sha256",
    "SELECT * FROM complaints WHERE unit <> ? ORDER BY id",
    "SELECT s.* FROM complaint_steps s JOIN complaints c ON c.id = s.complaint WHERE c.unit <> ?"
    " ORDER BY s.id",
    "SELECT * FROM attachments WHERE unit <> ? ORDER BY record, position",
    "SELECT * FROM survey_answers WHERE unit <> ? ORDER BY id",
    "SELECT * FROM survey_traits WHERE unit <> ? ORDER BY id",
    # what others' applications are told to have lived through, by whose word ever
    "SELECT e.hash FROM entries e JOIN applications a ON a.id = e.subject"
    " WHERE a.unit <> ? AND e.quarantine IS NULL ORDER BY e.hash",
)
_OWN = (
    "SELECT id, acknowledged_seq, head_seq, left_at, letter, mark FROM journals ORDER BY id",
    "SELECT seq, hash FROM feed ORDER BY seq",
    "SELECT sha256, acknowledged_at FROM deliveries ORDER BY sha256",
)


class Broken(AssertionError):
    """A promise is."""


def asked(connection: Any, statement: str, *values: Any) -> list[Any]:
    """Rows, straight from the file: a promise is looked at often, and not with the code that it binds."""
    return connection.connection.driver_connection.execute(statement, values).fetchall()


def _hash_of(connection: Any, table: str, life: str, seq: int) -> bytes | None:
    statement = f"SELECT hash FROM {table} WHERE journal = ? AND seq = ?"
    found = asked(connection, statement, life, seq)
    return bytes(found[0][0]) if found else None if seq else GENESIS


class Promises:
    """Remembers what every laptop said that it had given, and holds both sides to it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._ids: dict[str, str] = {}
        self._heads: dict[str, int] = {}
        self._may_lack = False

    def is_given(self, laptop: Laptop, application: str, number: str) -> None:
        """Somebody holds this number now."""
        if self._ids.setdefault(number, application) != application:
            raise Broken(f"{number} was given twice")
        laptop.holds[application] = number

    def is_sent(self, laptop: Laptop, life: str, first: int) -> None:
        """A laptop sends entries from ``first`` on: none that it knows to be held."""
        with self._office.open().database.read() as connection:
            found = asked(connection, "SELECT head_seq FROM journals WHERE id = ?", life)
        held = found[0][0] if found else 0
        if min(held, laptop.acknowledged.get(life, 0)) >= first:
            raise Broken(f"entry {first} was sent again though acknowledged")

    def office_was_restored(self) -> None:
        """It may lack what it acknowledged, until the units have been heard."""
        self._heads = {}
        self._may_lack = True

    def standing(self, laptop: Laptop) -> str:
        """What the laptop is to head office: ``known``, ``unknown`` or ``revoked``."""
        with laptop.store.read() as mine:
            device = settings.get(mine, settings.DEVICE)
        with self._office.open().database.read() as theirs:
            found = asked(theirs, "SELECT revoked_at FROM devices WHERE id = ?", device)
        return "unknown" if not found else "known" if found[0][0] is None else "revoked"

    def may_move(self, laptop: Laptop) -> bool:
        """Whether something waits on this laptop, or for it at head office."""
        end = "SELECT seq, hash FROM feed {} ORDER BY seq DESC LIMIT 1"
        with laptop.store.read() as mine, self._office.open().database.read() as theirs:
            got = asked(mine, end.format(""))
            said = asked(theirs, end.format("WHERE unit = ?"), laptop.code)
            gives_back = inbox.lost(mine, 1)
            others = journal.waiting_of(mine, {*OTHER_RECORDS, SURVEY_ANSWERS})
        status = laptop.open().sync.status()
        return bool(status.waiting or others or status.blobs_waiting or gives_back or got != said)

    def what_office_holds(self, but: str = "") -> str:
        """A hash of all that was handed in and decided; ``but`` leaves one unit's out."""
        held = hashlib.sha256()
        with self._office.open().database.read() as connection:
            for statement in _HOLDINGS:
                values = [but] * statement.count("?")
                held.update(repr(asked(connection, statement, *values)).encode())
        return held.hexdigest()

    def what_laptop_holds(self, laptop: Laptop) -> list[Any]:
        with laptop.store.read() as mine:
            return [asked(mine, statement) for statement in _OWN]

    def lives_of_others(self, code: str) -> list[str]:
        with self._office.open().database.read() as connection:
            return [
                row[0]
                for row in asked(connection, "SELECT id FROM journals WHERE unit <> ? ORDER BY id", code)
            ]

    def feed_of_others(self, code: str) -> list[dict[str, Any]]:
        """Some of what head office said to them, with its signatures."""
        statement = "SELECT raw, signature FROM feed WHERE unit <> ? ORDER BY unit, seq LIMIT 20"
        with self._office.open().database.read() as connection:
            return [
                {**json.loads(raw), "signature": sign} for raw, sign in asked(connection, statement, code)
            ]

    def hold(self, laptops: Iterable[Laptop]) -> None:
        self._office_only_grows()
        for laptop in laptops:
            if laptop.unit is not None:
                self._is_acknowledged_rightly(laptop)

    def _office_only_grows(self) -> None:
        with self._office.open().database.read() as connection:
            holds = dict(asked(connection, _HELD + ANSWERS.format(unit="unit")))
            heads = dict(asked(connection, "SELECT id, head_seq FROM journals"))
        if gone := set(self._office.holds) - set(holds):
            raise Broken(f"head office lost {len(gone)} of what it held")
        if any(heads.get(life, 0) < seq for life, seq in self._heads.items()):
            raise Broken("a journal's head went back at head office")
        for application, number in holds.items():
            if self._ids.get(number, application) != application:
                raise Broken(f"{number} is another's at head office")
        self._office.holds, self._heads = holds, heads

    def _is_acknowledged_rightly(self, laptop: Laptop) -> None:
        with laptop.store.read() as mine, self._office.open().database.read() as theirs:
            laptop.acknowledged = dict(asked(mine, "SELECT id, acknowledged_seq FROM journals"))
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
        trusted = [laptop for laptop in laptops if self.standing(laptop) == "known"]
        self._nothing_is_missing_or_refused({each for laptop in trusted for each in laptop.holds})
        for laptop in laptops:
            if wrong := list(laptop.open().broken_things()):
                raise Broken(f"{laptop.name} is broken: {wrong[0]}")
            self._disk_holds_what_was_given(laptop)
            if laptop in trusted:
                self._office_holds_what_the_laptop_does(laptop)

    def _disk_holds_what_was_given(self, laptop: Laptop) -> None:
        rows = laptop.open().tracking.search("", limit=10_000).rows
        listed = {str(row.id): row.number for row in rows}
        with laptop.store.read() as mine:
            here = dict(asked(mine, _HELD + ANSWERS.format(unit=f"'{laptop.code}'")))
        if lost := set(laptop.holds.items()) - set(here.items()):
            raise Broken(f"{laptop.name} lost what it said to hold: {sorted(lost)[0][1]}")
        if not set(listed.items()) <= set(here.items()) or len(set(listed.values())) != len(listed):
            raise Broken(f"{laptop.name} has a number twice, or lists what it has not")

    def _office_holds_what_the_laptop_does(self, laptop: Laptop) -> None:
        with laptop.store.read() as mine:
            alone = {row[0] for row in asked(mine, WAITS_FOR_COMPANY)}
        lost = set(laptop.holds.items()) - set(self._office.holds.items())
        if lost := {each for each in lost if each[0] not in alone}:
            raise Broken(f"head office lacks of {laptop.name}: {sorted(lost)[0][1]}")
        status = laptop.open().sync.status()
        if status.waiting or status.blobs_waiting:
            raise Broken(f"{laptop.name} still waits: {status.waiting}, scans {status.blobs_waiting}")
        with laptop.store.read() as mine:
            told = {row[0] for row in asked(mine, "SELECT code FROM refusals")}
        if told - {"kind.unknown"}:
            raise Broken(f"{laptop.name} is told of entries kept aside: {told}")

    def _nothing_is_missing_or_refused(self, on_disk: set[str]) -> None:
        """``on_disk`` is what a laptop still has: what a history destroyed is not owed."""
        entries, documents, held, journals = tables.entries, tables.documents, tables.blobs, tables.journals
        with self._office.open().database.read() as connection:
            aside = select(entries.c.kind, entries.c.quarantine).where(
                entries.c.quarantine.is_not(None),
                entries.c.journal == journals.c.id,
                journals.c.unit != GUEST,
            )
            kept = connection.execute(aside)
            wrong = [(row.kind, row.quarantine) for row in kept if row.kind != NOT_KNOWN_YET]
            owed = ((documents, documents.c.application), (attachments, attachments.c.record))
            missing = union_all(
                *(select(of).where(table.c.sha256.not_in(select(held.c.sha256))) for table, of in owed)
            )
            lacks = on_disk.intersection(connection.execute(missing).scalars())
        if wrong:
            raise Broken(f"kept aside: {wrong[0]}")
        if lacks:
            raise Broken(f"head office lacks scans of {len(lacks)}")
