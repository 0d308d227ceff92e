"""The night run over many applications: seconds and memory of each part.

    python -m bench.night [APPLICATIONS] [UNITS]

With ``HEAD_OFFICE_DATABASE`` into the empty PostgreSQL of that address, else into a new SQLite file, the
applications are written straight, spread over the last 120 days: every 200th person applied at two units,
every 300th under a name that is written a little otherwise.
"""

from __future__ import annotations

import json
import os
import random
import resource as limits
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice, open_head_office
from head_office.services.night import deadlines, doubles, files, gaps, money, proposals, report
from head_office.services.night.rules import rules_on
from head_office.services.night.run import run
from head_office.store import figures, tables
from head_office.store.known import person
from mobile_unit.clock import JAKARTA
from mobile_unit.domain.desks import desk_of
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.resources import resource
from tests.conftest import SetClock

DAY = date(2026, 11, 24)
SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
FIRST = (
    *("SITI", "NUR", "DEWI", "SRI", "RINA", "YANTI", "BUDI", "AGUS", "HENDRA", "EKO", "DWI", "TRI"),
    *("SLAMET", "AHMAD", "MUHAMMAD", "ABDUL", "IMAM", "YUSUF"),
)
LAST = (
    *("AMINAH", "LESTARI", "WATI", "RAHAYU", "SANTOSO", "PRATAMA", "WIJAYA", "HIDAYAT", "SAPUTRA"),
    *("KURNIAWAN", "NASUTION", "SIREGAR"),
)
OPEN = ("verification", "adjudication", "printing", "ready", "awaiting_payment", "incomplete")
STATES = (*["handed_over"] * 12, *OPEN)


def bodies(count: int, units: int, chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """(unit, body) of entries, in the order in which they come."""
    serials: dict[tuple[str, date], int] = {}
    before: dict[str, Any] = {}
    for number in range(count):
        unit = f"U{number % units:04d}"
        day = DAY - timedelta(days=120 - number * 120 // count)
        serials[unit, day] = serials.get((unit, day), 0) + 1
        sample = SAMPLES[number % len(SAMPLES)]
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(25_000))
        applicant = {
            **sample["applicant"],
            "full_name": f"{chance.choice(FIRST)} {chance.choice(FIRST)} {chance.choice(LAST)}",
            "birth_date": born.isoformat(),
            "nik": f"18080{chance.randrange(1, 9)}{born:%d%m%y}{chance.randrange(1, 9999):04d}",
            "family_card_number": f"{chance.randrange(10**15, 10**16)}",
        }
        if number % 200 == 1:
            applicant = before
        elif number % 300 == 1:
            applicant = {**before, "full_name": before["full_name"] + "H", "nik": before["nik"][:-1] + "0"}
        before = applicant
        yield (
            unit,
            {
                "id": uuid7(),
                "number": application_number(unit, "A", day, serials[unit, day]),
                "service": sample["service"],
                "submitted_at": f"{day}T09:00:00+07:00",
                "applicant": applicant,
                "answers": sample["answers"],
                "documents": [],
                "fees": [{"code": "PB-E-10", "amount": 950_000}],
            },
        )


def furnish(office: HeadOffice, count: int, units: int) -> None:
    chance = random.Random(1)
    with office.database.write() as connection:
        for number in range(units):
            code, device, journal = f"U{number:04d}", uuid7(), f"journal-{number}"
            connection.execute(
                tables.units.insert().values(code=code, name=code, letters=1, feed_seq=0, feed_hash=bytes(32))
            )
            connection.execute(
                tables.devices.insert().values(
                    id=device, unit=code, public_key=b"", officer="1", program="1", enrolled_at="2026-01-01"
                )
            )
            of_journal = {"id": journal, "unit": code, "device": device, "letter": "A"}
            connection.execute(tables.journals.insert().values(**of_journal, head_seq=0, head_hash=bytes(32)))
    heads: dict[str, int] = {}
    rows: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = []
    for unit, body in bodies(count, units, chance):
        heads[unit] = heads.get(unit, 0) + 1
        rows.append(_rows(unit, heads[unit], body, chance))
        if len(rows) == 5000:
            _insert(office, rows)
    if rows:
        _insert(office, rows)
    with office.database.write() as connection:
        for unit, seq in heads.items():
            mine = tables.journals.c.unit == unit
            connection.execute(tables.journals.update().where(mine).values(head_seq=seq))


def _rows(unit: str, seq: int, body: dict[str, Any], chance: random.Random) -> tuple[Any, Any, Any]:
    day = date.fromisoformat(body["submitted_at"][:10])
    old = (DAY - day).days > 30
    state = chance.choice(STATES if old else [*STATES, *OPEN, *OPEN, *OPEN])
    where = {"journal": f"journal-{int(unit[1:])}", "seq": seq}
    raw = json.dumps({**where, "kind": "application.submitted", "body": body}).encode()
    entry = {**where, "hash": bytes(32), "kind": "application.submitted", "subject": body["id"]}
    application = {name: body[name] for name in ("id", "number", "service", "submitted_at")}
    due = (day + timedelta(days=6)).isoformat()
    return (
        {**entry, "received_at": body["submitted_at"], "quarantine": None, "raw": raw},
        {
            **application,
            **where,
            **person(body),
            "unit": unit,
            "state": state,
            "desk": desk_of(state),
            "due_on": due,
            "clock_from": None,
            "received_at": body["submitted_at"],
        },
        {"application": body["id"], "state": state, "note": None, "at": body["submitted_at"], "by": None},
    )


def _insert(office: HeadOffice, rows: list[tuple[Any, Any, Any]]) -> None:
    with office.database.write() as connection:
        for place, table in enumerate((tables.entries, tables.applications, tables.history)):
            connection.execute(table.insert(), [row[place] for row in rows])
    rows.clear()


def main(count: int, units: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        home = Path(folder)
        clock = SetClock(datetime(2026, 11, 24, 22, 30, tzinfo=JAKARTA))
        office = open_head_office(home, database=os.environ.get("HEAD_OFFICE_DATABASE"), clock=clock)
        furnish(office, count, units)
        print(f"{count:,} applications, {units:,} units; memory {_memory()} MB")
        rules = rules_on(DAY)
        with office.database.snapshot() as connection:
            for name, part in (
                ("duplicates", lambda: doubles.search(connection, "2026-05-28")),
                ("deadlines", lambda: deadlines.look(connection, DAY, 1)),
                ("gaps", lambda: gaps.look(connection, DAY, rules)),
                ("money", lambda: money.look(connection, money.period_of(DAY))),
                ("proposals", lambda: proposals.look(connection, DAY, rules)),
            ):
                began = time.monotonic()
                part()
                print(f"{name:11} {time.monotonic() - began:7.2f} s   highest memory {_memory()} MB")
        began = time.monotonic()
        told = run(office, home, DAY)
        print(f"{'first run':11} {time.monotonic() - began:7.2f} s   highest memory {_memory()} MB")
        print(", ".join(f"{item['code']} {item['count']}" for item in told.report["first"]))
        began = time.monotonic()
        run(office, home, DAY, anew=True)
        print(f"{'next run':11} {time.monotonic() - began:7.2f} s   highest memory {_memory()} MB")
        with office.database.read() as connection:
            people = figures.people(connection, report.ids_in(told.report))
        began = time.monotonic()
        files.write(office, told.report, home / "once-more")
        print(f"{'files':11} {time.monotonic() - began:7.2f} s   {len(people):,} people named")
        office.close()


def _memory() -> int:
    return limits.getrusage(limits.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    main(*(numbers + [100_000, 15][len(numbers) :]))
