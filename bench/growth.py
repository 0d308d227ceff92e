"""What a batch costs as the journals grow, against an empty office in the same run.

    python -m bench.growth postgresql|sqlite [ENTRIES …]

The database is filled in its own words up to each size: 500 units, every second entry an application with
three scans, which are here and were settled by a night since, and two more words in its name, about 650
bytes an entry, spread over ten months from this one on. Then batches of 100 real entries are taken in,
alternating between the large office and an empty one beside it (on PostgreSQL in the same server), so that
the ratio holds when the machine's speed does not. The filling is on the disk before they begin, and the
first ones, which find nothing in memory where it was, do not count. The server has PostgreSQL's own settings
(128 MB of shared buffers): what does not fit is read through the system's cache.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg

from bench.ingest import Writer, databases, device_of, timed
from head_office.office import HeadOffice, open_head_office
from head_office.services import ingest
from mobile_unit.clock import JAKARTA
from tests.conftest import SetClock
from tests.head_office.inside import unit_inside
from tests.postgresql import running_postgresql

UNITS = 500
BATCHES = 60
WARM = 60
"""Batches of each office before any counts, once it was filled."""
TARGET = 1.3
INDEXED = ("entries", "applications", "documents", "name_words")
MONTHS = 10
NOW = datetime.now(JAKARTA)
WORDS = {
    "postgresql": {
        "lot": "md5(random()::text)",
        "bytes": "decode(repeat(md5(random()::text), 40), 'hex')",
        "hash": "decode(md5(g::text) || md5(g::text), 'hex')",
        "hex": "lpad(to_hex(g), 12, '0')",
        "series": "generate_series({first}, {last}) AS g",
    },
    "sqlite": {
        "lot": "lower(hex(randomblob(16)))",
        "bytes": "randomblob(640)",
        "hash": "randomblob(32)",
        "hex": "printf('%012x', g)",
        "series": "(WITH RECURSIVE n(g) AS (SELECT {first} UNION ALL SELECT g + 1 FROM n WHERE g < {last})"
        " SELECT g FROM n)",
    },
}
ID = "{hex} || '-7000-8000-000000000000'"
DAY = "substr('{months}', 1 + 7 * (g % 10), 7) || '-11T09:00:00+07:00'"
FILL = (
    "INSERT INTO entries (journal, seq, hash, kind, subject, received_at, raw)"
    " SELECT 'journal-' || (g % 500), g / 500 + 1, {hash},"
    " CASE g % 2 WHEN 0 THEN 'application.submitted' ELSE 'receipt.printed' END,"
    f" {ID.replace('{hex}', '{even}')}, {DAY}, {{bytes}} FROM {{series}}",
    "INSERT INTO applications (id, number, service, state, unit, journal, seq, submitted_at, received_at,"
    " full_name, name_key, nik, birth_date, due_on, desk)"
    f" SELECT {ID}, 'N' || g, 'passport.new', 'handed_over', 'U' || (g % 500), 'journal-' || (g % 500),"
    f" g / 500 + 1, {DAY}, {DAY}, {{lot}}, {{lot}}, substr({{lot}}, 1, 16),"
    " '19' || (10 + g % 89) || '-01-0' || (1 + g % 9), '2026-0' || (1 + g % 9) || '-20', 'done'"
    " FROM {series} WHERE g % 2 = 0",
    *(
        "INSERT INTO documents (application, position, kind, sha256, bytes, media_type, settled)"
        f" SELECT {ID}, {place}, 'ktp', {{lot}} || {{lot}}, 90000, 'image/jpeg', TRUE FROM {{series}}"
        " WHERE g % 2 = 0"
        for place in range(3)
    ),
    "INSERT INTO blobs (sha256, bytes, held_at) SELECT sha256, bytes, '2026-01-01T09:00:00+07:00'"
    f" FROM documents WHERE settled AND application >= (SELECT {ID} FROM (SELECT {{first}} AS g) AS begins)"
    " ORDER BY sha256",
    *(
        f"INSERT INTO name_words (application, word) SELECT {ID}, '{letter}' || substr({{lot}}, 1, 3)"
        " FROM {series} WHERE g % 2 = 0"
        for letter in "ab"
    ),
)


class Filling:
    """A database that is filled without its office. ``indexes`` are made anew after each time: PostgreSQL
    leaves room in them then. SQLite leaves none, so that each row after it would split a page, which no
    office that grew by itself sees; there they are kept up row by row."""

    def __init__(self, kind: str, run: Callable[[str], object], indexes: dict[str, str]) -> None:
        self._kind = kind
        self._run = run
        self._indexes = indexes
        self._count = 0
        for unit in range(UNITS):
            run(
                "INSERT INTO units (code, name, letters, feed_seq, feed_hash)"
                f" VALUES ('U{unit}', '', 1, 0, '')"
            )
            run(
                "INSERT INTO devices (id, unit, public_key, officer, program, enrolled_at)"
                f" VALUES ('device-{unit}', 'U{unit}', '', '', '', '')"
            )
            run(
                "INSERT INTO journals (id, unit, device, letter, head_seq, head_hash)"
                f" VALUES ('journal-{unit}', 'U{unit}', 'device-{unit}', 'A', 0, '')"
            )

    def up_to(self, count: int) -> None:
        if count <= self._count:
            return
        for name in self._indexes:
            self._run(f"DROP INDEX {name}")
        words = {**WORDS[self._kind], "months": "".join(_months())}
        series = words["series"].format(first=self._count, last=count - 1)
        even = words["hex"].replace("(g)", "(g - g % 2)").replace(", g)", ", g - g % 2)")
        for statement in FILL:
            said = {**words, "series": series, "even": even, "first": self._count}
            self._run(statement.format(**said))
        for statement in self._indexes.values():
            self._run(statement)
        self._run("ANALYZE")
        self._count = count


def _months() -> list[str]:
    """This month and those after it, which head office has made tables for on PostgreSQL."""
    now = NOW.year * 12 + NOW.month - 1
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(now, now + MONTHS)]


@contextmanager
def offices(kind: str, home: Path) -> Iterator[tuple[HeadOffice, HeadOffice, Filling]]:
    """A large office, an empty one, and what fills the large one."""
    if kind == "sqlite":
        large, empty = (open_head_office(home / name, clock=SetClock(NOW)) for name in ("large", "empty"))
        line = sqlite3.connect(home / "large" / "head-office.db", isolation_level=None)
        for pragma in ("cache_size = -3000000", "synchronous = OFF"):
            line.execute(f"PRAGMA {pragma}")
        yield large, empty, Filling(kind, line.execute, {})
        line.close()
        return
    with running_postgresql() as url:
        urls = databases(url, 2)
        large, empty = (open_head_office(home / at[-8:], database=at, clock=SetClock(NOW)) for at in urls)
        with psycopg.connect(urls[0].replace("+psycopg", ""), autocommit=True) as line:
            for setting in ("session_replication_role = replica", "synchronous_commit = off",
                            "maintenance_work_mem = '1GB'"):  # fmt: skip
                line.execute(f"SET {setting}")
            found = line.execute(
                "SELECT indexname, replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes"
                " WHERE tablename = ANY(%s) AND indexname LIKE 'ix%%'", [list(INDEXED)]
            )  # fmt: skip
            yield large, empty, Filling(kind, line.execute, dict(found.fetchall()))
        large.close()
        empty.close()


def main(kind: str, sizes: list[int]) -> int:
    ratios = []
    with (
        tempfile.TemporaryDirectory(dir="/tmp") as folder,
        offices(kind, Path(folder)) as (large, empty, filling),
    ):
        units = [unit_inside(office, "BN01") for office in (large, empty)]
        writers = [Writer(unit) for unit in units]
        known = [device_of(office, unit) for office, unit in zip((large, empty), units, strict=True)]
        for size in sizes:
            filled = timed(lambda size=size: filling.up_to(size))
            times: list[list[float]] = [[], []]
            os.sync()
            for _turn in range(BATCHES + WARM):
                for which, office in enumerate((large, empty)):
                    batch, device = writers[which].batch(), known[which]
                    gc.freeze()
                    took = timed(lambda o=office, d=device, b=batch: ingest.ingest(o, d, b))
                    times[which].append(took)
            counted = [[1e3 * each for each in office[WARM:]] for office in times]
            medians, means = ([of(each) for each in counted] for of in (statistics.median, statistics.mean))
            ratios.append(medians[0] / medians[1])
            told = f"{medians[0]:6.2f} ms a batch (mean {means[0]:6.2f}, worst {max(counted[0]):6.1f})"
            beside = f"empty {medians[1]:6.2f} ({means[1]:6.2f}, {max(counted[1]):6.1f})"
            beside += f", ratio {ratios[-1]:.2f} ({means[0] / means[1]:.2f})"
            print(f"{kind} {size:>11,} entries: {told}, {beside}; filled in {filled:.0f} s", flush=True)
    print(f"worst ratio {max(ratios):.2f} (target: at most {TARGET})")
    return 0 if max(ratios) <= TARGET else 1


if __name__ == "__main__":
    chosen = [int(each) for each in sys.argv[2:]] or [0, 1_000_000, 10_000_000]
    sys.exit(main(sys.argv[1], chosen))
