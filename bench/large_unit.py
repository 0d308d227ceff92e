"""Builds a unit's home with as many applications as wanted, as the program would have left it.

Every application is a real journal entry, chained, so that ``verify`` holds; scans and what head office
said are left out. A home once built is kept in the system's temporary directory and used again.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.people import SERVICES, People, Person
from mobile_unit.domain.entries import APPLICATION_SUBMITTED, write_entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.domain.words import words_of_application
from mobile_unit.services.enrolment import DATABASE, KEYS
from mobile_unit.store import search_index
from mobile_unit.store.engine import open_connection
from mobile_unit.store.key_slots import KeySlots
from mobile_unit.store.schema import SCHEMA
from tests.conftest import CHEAP
from tests.units import NIP, OFFICER, PIN, set_up

A_DAY = 400
LAST_DAY = date(2026, 11, 24)
NOT_SENT = 3000
CHUNK = 20_000
STATUSES = {
    "handed_over": 800,
    "ready": 60,
    "received": 60,
    "withdrawn": 30,
    "printing": 25,
    "rejected": 20,
    "incomplete": 4,
    "suspended": 1,
}
"""How many of a thousand."""

_APPLICATION = (
    "INSERT INTO applications (position, id, number, service, day, submitted_at, full_name, nik, journal,"
    " seq, status, phone, passport) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ENTRY = "INSERT INTO journal (journal, seq, hash, kind, subject, raw) VALUES (?, ?, ?, ?, ?, ?)"
_WORDS = "INSERT INTO application_search (rowid, words) VALUES (?, ?)"


def large_home(count: int) -> Path:
    """The home of a unit with ``count`` applications; built where there is none yet."""
    home = Path(tempfile.gettempdir()) / f"mobile-unit-bench-{count}-{SCHEMA}"
    done = home / "built"
    if not done.exists():
        home.mkdir(exist_ok=True)
        set_up(home)
        _build(home / "unit", count)
        done.write_text(str((home / "unit" / DATABASE).stat().st_size))
    return home


def size_when_built(home: Path) -> int:
    """Bytes of the database before anything was measured on it."""
    return int((home / "built").read_text())


def _build(folder: Path, count: int) -> None:
    key = KeySlots(folder / KEYS, CHEAP).unlock(NIP, PIN).key
    connection = open_connection(folder / DATABASE, key)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -200000")
    connection.execute(
        "INSERT INTO application_search (application_search, rank) VALUES ('hashsize', 200000000)"
    )
    rows = _rows(connection, count)
    for begin in range(0, count, CHUNK):
        connection.execute("BEGIN IMMEDIATE")
        applications, entries, words = zip(
            *(next(rows) for _ in range(min(CHUNK, count - begin))), strict=True
        )
        connection.executemany(_ENTRY, entries)
        connection.executemany(_APPLICATION, applications)
        connection.executemany(_WORDS, words)
        last = entries[-1]
        connection.execute(
            "UPDATE journals SET head_seq = ?, head_hash = ?, acknowledged_seq = ?",
            (last[1], last[2], max(0, min(last[1], count - NOT_SENT))),
        )
        connection.execute("COMMIT")
    connection.execute("INSERT INTO number_counters SELECT 'A', day, count(*) FROM applications GROUP BY day")
    connection.execute(
        "INSERT INTO application_search (application_search, rank) VALUES ('hashsize', 1048576)"
    )
    _settle(connection)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


def _settle(connection: Any) -> None:
    """Merge the index's segments as far as day by day work would have: what is left is few on each level."""
    before = -2
    while connection.total_changes - before >= 2:
        before = connection.total_changes
        connection.execute("INSERT INTO application_search (application_search, rank) VALUES ('merge', 500)")


def _rows(connection: Any, count: int) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """For each application its row, its entry's row, and its words."""
    people, pick = People(), random.Random(2)
    journal, prev = connection.execute("SELECT id, head_hash FROM journals").fetchone()
    first_day = LAST_DAY - timedelta(days=(count - 1) // A_DAY)
    for begin in range(0, count, CHUNK):
        for offset, person in enumerate(people.some(min(CHUNK, count - begin))):
            n = begin + offset
            day = first_day + timedelta(days=n // A_DAY)
            serial = n % A_DAY + 1
            service = pick.choice(SERVICES)
            status = (
                None if n >= count - NOT_SENT - 200 else pick.choices([*STATUSES], [*STATUSES.values()])[0]
            )
            body = _body(person, application_number("WK01", "A", day, serial), service, day, serial)
            entry = write_entry(
                journal=journal,
                seq=n + 1,
                prev=prev,
                at=body["submitted_at"],
                officer=NIP,
                kind=APPLICATION_SUBMITTED,
                body=body,
            )
            prev = entry.hash
            passport = body["answers"].get("old_passport_number", "")
            words = words_of_application(
                full_name=person.full_name,
                number=body["number"],
                nik=person.nik,
                phone=person.phone,
                passport=passport,
            )
            found_by = search_index.standing_for(words, day=day.isoformat(), service=service, state=status)
            yield (
                (n + 1, body["id"], body["number"], service, day.isoformat(), entry.at, person.full_name,
                 person.nik, journal, n + 1, status, person.phone, passport),
                (journal, n + 1, entry.hash, entry.kind, body["id"], entry.raw),
                (n + 1, " ".join(found_by)),
            )  # fmt: skip


def _body(person: Person, number: str, service: str, day: date, serial: int) -> dict[str, Any]:
    answers = {"passport_type": "electronic", "validity_years": 10, "purpose": "umrah", "destination": "SAU"}
    if service == "passport.replacement":
        answers |= {"reason": "expired", "old_passport_number": person.old_passport}
    return {
        "id": uuid7(),
        "number": number,
        "service": service,
        "catalogue": "2026.1",
        "submitted_at": f"{day}T{8 + serial // 60:02d}:{serial % 60:02d}:00+07:00",
        "applicant": {
            "full_name": person.full_name,
            "nik": person.nik,
            "family_card_number": "1808132508189316",
            "sex": person.sex,
            "birth_place": "KOTABUMI",
            "birth_date": person.birth_date,
            "marital_status": "married",
            "occupation": "Petani/Pekebun",
            "address": "Jl. Pasar No. 144 RT 001 RW 002",
            "region": "18.08.13.2009",
            "phone": person.phone,
            "father_name": "FIRDAUS UMPU",
            "mother_name": "SUMARNI WULANDARI",
        },
        "answers": answers,
        "documents": [],
        "fees": [{"code": "PB-E-10", "amount": 950000}],
        "warnings": [],
        "visit": None,
        "place": {"code": "18.08.04", "name": "Baradatu"},
        "officer": {"nip": NIP, "name": OFFICER["name"]},
        "unit": {"code": "WK01", "name": "Unit Keliling 1"},
    }
