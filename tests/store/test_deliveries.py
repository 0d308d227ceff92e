"""What is said of scans on their way touches small rows only, never the scans' content."""

from __future__ import annotations

import os

import pytest

from mobile_unit.store import blobs
from mobile_unit.store.tables import applications, documents, journal, journals

AT = "2026-11-24T09:00:00+07:00"
SIZE = 40_000
MANY = 60


@pytest.fixture
def names(store) -> list[str]:
    """Scans of sealed applications, and one of a draft, which does not wait yet."""
    with store.write() as connection:
        made = blobs.put(connection, [(os.urandom(SIZE), "image/jpeg") for _ in range(MANY + 1)], AT)
        life = {"id": "j", "letter": "A", "opened_at": AT, "is_current": True, "head_hash": bytes(32)}
        connection.execute(journals.insert().values(**life, head_seq=1, acknowledged_seq=0))
        entry = {"journal": "j", "seq": 1, "hash": bytes(32), "kind": "application.submitted", "raw": b""}
        connection.execute(journal.insert().values(**entry))
        row = {"id": "a", "number": "n", "service": "s", "day": AT[:10], "submitted_at": AT}
        person = {"full_name": "BUDI", "nik": "1"}
        connection.execute(applications.insert().values(**row, **person, journal="j", seq=1))
        connection.execute(
            documents.insert(),
            [
                {"application": "a", "position": place, "kind": "ktp", "sha256": name}
                for place, name in enumerate(made[:MANY])
            ],
        )
    return made[:MANY]


def test_what_waits_is_counted_without_a_look_at_what_was_sent_or_at_the_scans(store, names):
    with store.read() as connection:
        assert blobs.waiting_totals(connection) == (MANY, MANY * SIZE)
        words = str(blobs.TOTALS.compile(connection, compile_kwargs={"literal_binds": True}))
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}").all()
    plan = " / ".join(str(step[-1]) for step in steps)
    assert "SEARCH deliveries USING INDEX ix_deliveries_waiting" in plan
    assert "COVERING INDEX ix_documents_sha256" in plan
    assert "blobs" not in plan


def test_a_scan_of_two_applications_waits_once(store, names):
    with store.write() as connection:
        row = connection.execute(applications.select()).mappings().one()
        later = {**row, "position": None, "id": "b", "number": "m"}
        connection.execute(applications.insert().values(later))
        again = {"application": "b", "position": 0, "kind": "ktp", "sha256": names[-1]}
        connection.execute(documents.insert().values(again))
    with store.read() as connection:
        assert sorted(blob.sha256 for blob in blobs.waiting(connection)) == sorted(names)


def test_acknowledging_writes_next_to_nothing(store, names):
    with store.read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    log = store.path.with_name(store.path.name + "-wal")
    before = log.stat().st_size
    with store.write() as connection:
        blobs.acknowledge(connection, names, AT)
    assert log.stat().st_size - before < MANY * SIZE / 20
    with store.read() as connection:
        assert blobs.waiting_totals(connection) == (0, 0)
        assert blobs.waiting(connection) == ()


def test_a_doubt_brings_them_back(store, names):
    with store.write() as connection:
        blobs.acknowledge(connection, names, AT)
        blobs.doubt_all(connection)
    with store.read() as connection:
        assert {blob.sha256 for blob in blobs.waiting(connection)} == set(names)
