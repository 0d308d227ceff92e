"""A batch taken in with a few statements leaves what its entries would have left one by one."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from head_office.office import HeadOffice
from head_office.services import ingest
from head_office.services.publishing import read_feed
from head_office.services.verification import broken_things
from head_office.store import journals
from head_office.store.tables import applications, documents, entries, history
from mobile_unit.domain.entries import Entry
from mobile_unit.domain.identifiers import uuid7
from tests.conftest import SetClock
from tests.head_office.inside import InsideUnit, open_inside, unit_inside

REASON = "Salah ketik"


def database_at(server: str) -> str:
    name = f"own_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.removesuffix("/postgres") + f"/{name}"


@pytest.fixture(scope="module", params=["small", "large"])
def pair(request, tmp_path_factory):
    """Two offices of the same kind."""
    opened = []
    for _n in range(2):
        large = request.param == "large"
        url = database_at(request.getfixturevalue("postgresql")) if large else None
        opened.append(open_inside(tmp_path_factory.mktemp("office"), SetClock(), database=url))
    yield opened
    for office in opened:
        office.close()


Make = Callable[[InsideUnit, list[Entry]], Entry]


def fresh(unit: InsideUnit, run: list[Entry], **changes: Any) -> Entry:
    return unit.application(len(run), **changes)


def of_somebody(unit: InsideUnit, run: list[Entry]) -> dict[str, Any]:
    """The body of an application of the run so far, or of a new one."""
    known = [entry for entry in run if entry.kind == "application.submitted"]
    return dict(known[-1].body) if known else unit.body(len(run))


def corrected(unit: InsideUnit, run: list[Entry]) -> Entry:
    body = of_somebody(unit, run)
    mine = [
        entry for entry in run if entry.kind == "application.corrected" and entry.body["id"] == body["id"]
    ]
    said = {"correction": len(mine) + 1, "reason": REASON, "corrected_at": "2026-11-24T10:00:00+07:00"}
    return unit.entry("application.corrected", body | said | {"answers_request": None})


def withdrawn(unit: InsideUnit, run: list[Entry]) -> Entry:
    body = of_somebody(unit, run)
    return unit.entry("application.withdrawn", {"id": body["id"], "number": body["number"], "reason": REASON})


def receipt(unit: InsideUnit, run: list[Entry]) -> Entry:
    body = of_somebody(unit, run)
    said = {"application": body["id"], "number": body["number"], "copy": 0, "paper": "a5", "target": "file"}
    return unit.entry("receipt.printed", said)


def referred(unit: InsideUnit, run: list[Entry]) -> Entry:
    answers = {"reason": "lost", "old_passport_number": "A1234567"}
    said = {"service": "passport.replacement", "catalogue": "2026.2", "documents": [], "fees": []}
    return fresh(unit, run, **said, answers=answers, referred=True)


MAKERS: dict[str, Make] = {
    "new": fresh,
    "again": lambda unit, run: unit.entry("application.submitted", of_somebody(unit, run)),
    "another of that id": lambda unit, run: fresh(unit, run, id=of_somebody(unit, run)["id"]),
    "another of that number": lambda unit, run: fresh(unit, run, number=of_somebody(unit, run)["number"]),
    "without scans": lambda unit, run: fresh(unit, run, documents=[]),
    "a referral": referred,
    "a foreign number": lambda unit, run: fresh(unit, run, number="ZZ99A-261124-0001-X"),
    "wrong fees": lambda unit, run: fresh(unit, run, fees=[]),
    "no shape": lambda unit, run: fresh(unit, run, documents=[[]], id=["x"]),
    "what no database keeps": lambda unit, run: fresh(unit, run, submitted_at="2026-11-24\0"),
    "an odd version": lambda unit, run: fresh(unit, run, correction="first"),
    "unknown": lambda unit, run: unit.entry("moon.landed", {"id": uuid7()}),
    "no id": lambda unit, run: unit.entry("application.withdrawn", {"id": 5, "number": 5, "reason": REASON}),
    "receipt": receipt,
    "bad receipt": lambda unit, run: unit.entry("receipt.printed", {"application": 7}),
    "correction": corrected,
    "withdrawal": withdrawn,
}  # fmt: skip


def left_by(office: HeadOffice, unit: InsideUnit) -> dict[str, Any]:
    with office.database.read() as connection:
        filed = select(applications.c.id).where(applications.c.journal == unit.journal)
        asked = [
            select(entries).where(entries.c.journal == unit.journal).order_by(entries.c.seq),
            select(applications).where(applications.c.journal == unit.journal).order_by(applications.c.id),
            select(documents).where(documents.c.application.in_(filed)).order_by(*documents.primary_key),
            select(history.c.state, history.c.note, history.c.application)
            .where(history.c.application.in_(filed))
            .order_by(history.c.id),
        ]
        rows = [[tuple(row) for row in connection.execute(each)] for each in asked]
        held = journals.find(connection, unit.journal)
    told = read_feed(office, unit.identity["unit"]["code"], 0, 1000)[0]
    return {"rows": rows, "head": held and held.head_seq, "feed": [(e["kind"], e["body"]) for e in told]}


_units = iter(f"G{n:05d}" for n in range(100_000))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(MAKERS)), min_size=1, max_size=12))
def test_together_is_as_one_by_one(pair, names):
    together = unit_inside(pair[0], next(_units))
    alone = unit_inside(pair[1], together.identity["unit"]["code"], like=together)
    run: list[Entry] = []
    for name in names:
        run.append(MAKERS[name](together, run))
    quarantined = together.take(*run).quarantined
    assert quarantined == [aside for entry in run for aside in alone.take(entry).quarantined]
    assert left_by(pair[0], together) == left_by(pair[1], alone)
    assert together.take(*run).stored == 0


def test_two_lives_that_bring_the_same_at_once_bring_it_once(pair):
    """A laptop that was copied whole: both say the same applications in a journal of their own."""
    office = pair[0]
    first = unit_inside(office, next(_units))
    code = first.identity["unit"]["code"]
    second = InsideUnit(office=office, key=first.key, journal=uuid7(), identity=first.identity)
    opened = second.entry("journal.opened", {"unit": code, "previous": first.journal, "mark": "QK3F7"})
    bodies = [first.body(serial) for serial in range(40)]
    runs = [
        (first, [first.entry("application.submitted", body) for body in bodies]),
        (second, [opened, *(second.entry("application.submitted", body) for body in reversed(bodies))]),
    ]
    taken: list[ingest.Taken] = []
    threads = [
        threading.Thread(target=lambda unit=unit, run=run: taken.append(unit.take(*run)))
        for unit, run in runs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.quarantined for each in taken] == [[], []]
    assert sum(each.stored for each in taken) == 81
    with office.database.read() as connection:
        of_unit = select(applications.c.id).where(applications.c.unit == code)
        assert sorted(connection.execute(of_unit).scalars()) == sorted(body["id"] for body in bodies)
    assert [thing for thing in broken_things(office) if thing.startswith("journal")] == []
