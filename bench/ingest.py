"""Taking entries in, against one bulk write of the very same rows, on SQLite and PostgreSQL.

    python -m bench.ingest [BATCHES]

Batches of 100 signed entries (49 applications, their receipts, a sign-in, wrong PINs) go through
``services/ingest`` in this process, each durable before the next. After each batch the rows that came of it
(entries, applications, documents, words of names) are read back, and written once more into a second
database with the same tables, indexes and keys: by psycopg's COPY, or by one bulk insert into SQLite, each
with a commit of its own. At the end all rows of all batches go into a third database at once, with one
commit.

Then units send at once, as they do at night, each on a thread of one process, and of two, as
``serve --workers 2`` has them: while one batch is written, others are read and checked. As in the server,
what is there for good is left out of the search for garbage.

Where the time goes is asked of the same batches: reading them (JSON, canonical form, chain, signature),
checking applications by the catalogue, and the rest, which is the database's part.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import secrets
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Table, select

from head_office.office import HeadOffice, open_head_office
from head_office.services import checks, ingest
from head_office.services.batches import Batch, read, require_signature
from head_office.store import devices
from head_office.store.tables import applications, documents, entries, name_words
from mobile_unit.domain.entries import Entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.sync import wire
from tests.conftest import SetClock
from tests.head_office.inside import InsideUnit, unit_inside
from tests.postgresql import running_postgresql

TARGET = 0.5
APPLICATIONS = 49
TABLES = (entries, applications, documents, name_words)
WARM = 5
"""Batches before any time counts: statements are put together, catalogues read."""
Rows = dict[Table, list[dict[str, Any]]]


class Writer:
    """Writes what a laptop would, with a new person in every application."""

    def __init__(self, unit: InsideUnit, first: int = 0) -> None:
        self._unit = unit
        self._serial = first
        self._samples = [unit.body(serial) for serial in range(40)]

    def batch(self) -> Batch:
        unit = self._unit
        refused = {"count": 1, "set_back": False}
        run = [unit.entry("officer.signed_in", {}), unit.entry("officer.refused", refused)]
        for _ in range(APPLICATIONS):
            body = self._body()
            named = {"application": body["id"], "number": body["number"]}
            said = {**named, "copy": 0, "paper": "a5", "target": "printer"}
            run += [unit.entry("application.submitted", body), unit.entry("receipt.printed", said)]
        return signed(unit, run)

    def _body(self) -> dict[str, Any]:
        self._serial += 1
        serial, sample = self._serial, self._samples[self._serial % len(self._samples)]
        day = date(2026, 1, 1) + timedelta(days=serial // 9000)
        applicant = dict(sample["applicant"])
        if "nik" in applicant:
            applicant["nik"] = f"{applicant['nik'][:12]}{serial % 9999 + 1:04d}"
        letters = "".join(chr(ord("A") + int(digit)) for digit in str(serial))
        papers = [
            {**paper, "sha256": hashlib.sha256(f"{serial} {paper['kind']}".encode()).hexdigest()}
            for paper in sample["documents"]
        ]
        return {
            **sample,
            "id": uuid7(),
            "number": application_number(self._unit.identity["unit"]["code"], "A", day, serial % 9000 + 1),
            "applicant": {**applicant, "full_name": f"{applicant['full_name']} {letters}"},
            "documents": papers,
        }  # fmt: skip


def signed(unit: InsideUnit, run: list[Entry]) -> Batch:
    body = b"\n".join(entry.raw for entry in run)
    first, last = run[0].seq, run[-1].seq
    statement = {
        "journal": unit.journal, "from": first, "to": last, "hash": run[-1].hash.hex(),
        "body": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip
    return Batch(unit.journal, first, last, body, wire.sign(unit.key, wire.BATCH, statement))


def device_of(office: HeadOffice, unit: InsideUnit) -> devices.Device:
    with office.database.read() as connection:
        found = devices.find_by_journal(connection, unit.journal)
    assert found is not None
    return found


def rows_of(office: HeadOffice, batch: Batch) -> Rows:
    """What a batch became."""
    mine = entries.c.seq.between(batch.first, batch.last) & (entries.c.journal == batch.journal)
    of = applications.c.seq.between(batch.first, batch.last) & (applications.c.journal == batch.journal)
    ids = select(applications.c.id).where(of)
    asked = {
        entries: select(entries).where(mine).order_by(entries.c.seq),
        applications: select(applications).where(of).order_by(applications.c.seq),
        documents: select(documents).where(documents.c.application.in_(ids)),
        name_words: select(name_words).where(name_words.c.application.in_(ids)),
    }
    with office.database.read() as connection:
        return {t: [dict(row) for row in connection.execute(q).mappings()] for t, q in asked.items()}


def copy_in(line: psycopg.Connection, rows: Rows) -> None:
    """COPY of rows, one commit."""
    with line.cursor() as cursor:
        for table in TABLES:
            names = list(table.columns.keys())
            with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
                for row in rows[table]:
                    copy.write_row([row[name] for name in names])
    line.commit()


def insert_in(line: sqlite3.Connection, rows: Rows) -> None:
    """One bulk insert of rows, one commit."""
    for table in TABLES:
        names = list(table.columns.keys())
        marks = ", ".join("?" * len(names))
        line.executemany(
            f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})",
            [tuple(row[name] for name in names) for row in rows[table]],
        )
    line.commit()


@contextmanager
def beside(
    office: HeadOffice, unit: InsideUnit, home: Path, url: str | None
) -> Iterator[Callable[[Rows], None]]:
    """A second office's database with the same unit, and the bulk write into it."""
    other = open_head_office(home, database=url)
    twin = InsideUnit(office=other, key=unit.key, journal=unit.journal)
    _same_unit(twin, unit)
    other.close()
    if url is not None:
        with psycopg.connect(url.replace("+psycopg", "")) as line:
            yield lambda rows: copy_in(line, rows)
        return
    line = sqlite3.connect(home / "head-office.db")
    for pragma in (
        *("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"),
        *("wal_autocheckpoint = 4000", "cache_size = -8192"),  # as head office sets it
    ):
        line.execute(f"PRAGMA {pragma}")
    yield lambda rows: insert_in(line, rows)
    line.close()


def _same_unit(twin: InsideUnit, unit: InsideUnit) -> None:
    from head_office.store import journals, units

    code, device = unit.identity["unit"]["code"], unit.identity["device"]
    with twin.office.database.write() as connection:
        units.ensure(connection, code, code, "18.08.04")
        known = devices.Device(device, code, wire.public_bytes(unit.key), None)
        devices.add(connection, known, officer="1", program="bench", at=twin.office.now())
        journals.add(connection, journals.Journal(unit.journal, code, device, "A", 0, bytes(32)))


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def read_and_check(batch: Batch, device: devices.Device) -> tuple[float, float]:
    """Seconds of reading a batch and of checking its applications, the database left out."""
    began = time.perf_counter()
    run = read(batch)
    require_signature(device, batch, run)
    reading = time.perf_counter() - began
    bodies = [link.entry.body for link in run if link.entry and link.entry.kind == "application.submitted"]
    began = time.perf_counter()
    for body in bodies:
        checks.require_documents(body["documents"])
        checks.require_valid(body)
    return reading, time.perf_counter() - began


def measure(home: Path, urls: list[str] | None, count: int) -> float:
    """Prints the figures of one database; answers the ratio to the bulk write with the same commits."""
    office = open_head_office(home / "a", database=urls[0] if urls else None, clock=SetClock())
    unit = unit_inside(office)
    writer, device = Writer(unit), device_of(office, unit)
    ours, theirs, reading, checking = 0.0, 0.0, 0.0, 0.0
    everything: Rows = {table: [] for table in TABLES}
    with beside(office, unit, home / "b", urls[1] if urls else None) as bulk:
        for n in range(count + WARM):
            batch = writer.batch()
            gc.freeze()
            parts = read_and_check(batch, device)
            took = timed(lambda batch=batch: ingest.ingest(office, device, batch))
            rows = rows_of(office, batch)
            assert len(rows[entries]) == 100
            assert len(rows[applications]) == APPLICATIONS
            other = timed(lambda rows=rows: bulk(rows))
            for table in TABLES:
                everything[table] += rows[table]
            if n >= WARM:
                ours, theirs = ours + took, theirs + other
                reading, checking = reading + parts[0], checking + parts[1]
    with beside(office, unit, home / "c", urls[2] if urls else None) as bulk:
        at_once = timed(lambda: bulk(everything)) * count / (count + WARM)
    office.close()
    name, way = ("PostgreSQL", "COPY") if urls else ("SQLite", "bulk insert")
    store = ours - reading - checking

    def said(what: str, seconds: float) -> None:
        pace = f"{1e3 * seconds / count:7.2f} ms a batch {100 * count / seconds:9,.0f} entries/s"
        print(f"{name:<10} {what:<42} {pace}")

    said("ingest, whole", ours)
    said("  of it reading, chain and signature", reading)
    said("  of it checking by the catalogue", checking)
    said("  of it the database", store)
    said(f"{way}, a commit a batch", theirs)
    said(f"{way}, everything in one", at_once)
    for what, seconds in (("a batch", theirs), ("at once", at_once)):
        ratios = f"whole {seconds / ours:.2f}, the database's part {seconds / store:.2f}"
        print(f"{name:<10} of the speed of {way} {what}: {ratios}", flush=True)
    for processes in (1, 2):
        together = several(home / "a", urls[0] if urls else None, count, processes)
        said(f"{4 * processes} units at once, {processes} process(es)", together)
        print(f"{name:<10} of the speed of {way} a batch: {theirs / together:.2f}", flush=True)
    return theirs / ours


def several(home: Path, url: str | None, count: int, processes: int) -> float:
    """The seconds in which so many batches of several units are taken in, by four threads a process."""
    processing = multiprocessing.get_context("spawn")
    gate, share = processing.Barrier(processes + 1), max(count // (4 * processes), 1)
    names = [f"P{processes}{n}" for n in range(processes)]
    runners = [processing.Process(target=_send, args=(home, url, name, share, gate)) for name in names]
    for runner in runners:
        runner.start()
    gate.wait()
    took = timed(lambda: [runner.join() for runner in runners])
    assert all(runner.exitcode == 0 for runner in runners)
    return took * count / (share * 4 * processes)


def _send(home: Path, url: str | None, name: str, share: int, gate: Any) -> None:
    """One process: four units, each on a thread, once every process is ready."""
    office = open_head_office(home, database=url, clock=SetClock())
    ready = []
    for n in range(4):
        unit = unit_inside(office, f"{name}{n}")
        writer, device = Writer(unit), device_of(office, unit)
        ready.append([(device, writer.batch()) for _ in range(share + 1)])

    def send(batches: list[tuple[devices.Device, Batch]]) -> None:
        for device, batch in batches:
            assert ingest.ingest(office, device, batch).stored == 100

    for batches in ready:
        send(batches[:1])
    threads = [threading.Thread(target=send, args=[batches[1:]]) for batches in ready]
    gc.freeze()
    gate.wait()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main(count: int) -> int:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        home = Path(folder)
        ratios = [measure(home / "small", None, count)]
        with running_postgresql() as url:
            ratios.append(measure(home / "large", databases(url, 3), count))
    return 0 if min(ratios) >= TARGET else 1


def databases(url: str, count: int) -> list[str]:
    """So many empty ones at a server."""
    names = [f"bench_{secrets.token_hex(4)}" for _ in range(count)]
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as line:
        for name in names:
            line.execute(f"CREATE DATABASE {name}")
    return [url.removesuffix("/postgres") + f"/{name}" for name in names]


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or ["60"])[0])))
