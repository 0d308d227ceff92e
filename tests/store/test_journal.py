"""The journal chains, batches, and shows every alteration."""

from __future__ import annotations

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobile_unit.domain.entries import GENESIS, chain, read_entry
from mobile_unit.store import journal
from mobile_unit.store.engine import open_connection
from tests.conftest import KEY
from tests.patterns import unit_database

JOURNAL = "0197a000-0000-7000-8000-000000000001"


def opened(store, entries: int = 0) -> None:
    with store.write() as connection:
        journal.open_journal(connection, JOURNAL, "A", "2026-11-24T08:00:00+07:00")
        for n in range(entries):
            add(connection, n)


def add(connection, n: int):
    return journal.append(
        connection,
        at="2026-11-24T09:00:00+07:00",
        officer="1990",
        kind="test.kind",
        body={"n": n},
        subject=f"application-{n % 3}",
    )


def test_entries_are_numbered_and_chained(store):
    opened(store, 3)
    with store.read() as connection:
        head = journal.current_head(connection)
        entries = [journal.entry(connection, JOURNAL, seq) for seq in (1, 2, 3)]
    assert [entry.body["n"] for entry in entries] == [0, 1, 2]
    assert entries[0].prev == GENESIS
    assert entries[1].prev == entries[0].hash
    assert (head.seq, head.hash) == (3, chain(entries[2].prev, entries[2].raw))


def test_a_rolled_back_change_leaves_no_entry(store):
    opened(store, 1)
    try:
        with store.write() as connection:
            add(connection, 9)
            raise RuntimeError("power cut")
    except RuntimeError:
        pass
    with store.read() as connection:
        assert journal.current_head(connection).seq == 1
        assert list(journal.broken_links(connection)) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(size=st.integers(1, 2000), entries=st.integers(1, 30))
def test_batches_cover_everything_once_and_in_order(tmp_path_factory, size, entries):
    from mobile_unit.store.engine import Store

    folder = tmp_path_factory.mktemp("journal")
    unit_database(folder / "unit.db", KEY)
    store = Store(folder / "unit.db", KEY)
    opened(store, 25)
    seen: list[int] = []
    with store.read() as connection:
        after = 0
        while batch := journal.batch_after(connection, JOURNAL, after, entries=entries, size=size):
            assert batch.first == after + 1
            assert len(batch.lines) <= entries
            assert len(batch.lines) == 1 or sum(map(len, batch.lines)) + len(batch.lines) <= size
            assert read_entry(batch.lines[-1]).hash == batch.hash
            seen += [read_entry(line).seq for line in batch.lines]
            after = batch.last
    store.close()
    assert seen == list(range(1, 26))


def test_acknowledgement_never_goes_back(store):
    opened(store, 5)
    with store.write() as connection:
        journal.acknowledge(connection, JOURNAL, 4)
        journal.acknowledge(connection, JOURNAL, 2)
        assert journal.current_head(connection).acknowledged == 4
        assert journal.waiting_entries(connection) == 1


def alter(store, sql: str, *values) -> None:
    connection = open_connection(store.path, KEY)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(sql, values)
    connection.close()


def first_broken(store) -> str:
    with store.read() as connection:
        return next(journal.broken_links(connection), "")


def test_verify_names_an_altered_entry(store):
    opened(store, 5)
    assert first_broken(store) == ""
    with store.read() as connection:
        raw = journal.entry(connection, JOURNAL, 3).raw
    alter(store, "UPDATE journal SET raw = ? WHERE seq = 3", raw.replace(b'"n":2', b'"n":7'))
    assert first_broken(store) == "journal A, entry 3: its bytes or its predecessor's were altered"


def test_verify_names_a_removed_entry(store):
    opened(store, 5)
    alter(store, "DELETE FROM journal WHERE seq = 2")
    assert first_broken(store).startswith("journal A, entry 2: an entry is missing")


def test_verify_sees_entries_cut_off_at_the_end(store):
    opened(store, 5)
    alter(store, "DELETE FROM journal WHERE seq = 5")
    assert first_broken(store) == "journal A, entry 5: entries are missing at the end"


def test_verify_sees_a_whole_chain_rewritten_in_place(store):
    """Who recomputes the hashes of what follows still breaks the head that is kept apart."""
    opened(store, 3)
    with store.read() as connection:
        third = journal.entry(connection, JOURNAL, 3)
    raw = third.raw.replace(b'"n":2', b'"n":7')
    alter(store, "UPDATE journal SET raw = ?, hash = ? WHERE seq = 3", raw, chain(third.prev, raw))
    assert first_broken(store) == "journal A, entry 3: entries are missing at the end"


def test_a_subject_s_entries_come_back_in_order(store):
    opened(store, 7)
    with store.read() as connection:
        assert [e.body["n"] for e in journal.about(connection, "application-1")] == [1, 4]


def test_a_flipped_byte_on_disk_is_seen(store):
    opened(store, 200)
    store.close()
    content = bytearray(store.path.read_bytes())
    content[len(content) // 2] ^= 1
    store.path.write_bytes(bytes(content))
    problems = store.integrity_problems()
    assert problems
    assert all("2026" not in problem for problem in problems)


def test_another_key_opens_nothing(store):
    opened(store)
    store.close()
    with pytest.raises(sqlcipher.DatabaseError, match="not a database"):
        open_connection(store.path, bytes(32))


def test_the_oldest_unsent_and_the_latest_time_are_read_from_the_entries(store):
    opened(store)
    kinds = ("officer.signed_in", "application.submitted", "application.corrected", "officer.signed_in")
    with store.write() as connection:
        for hour, kind in zip((7, 8, 12, 9), kinds, strict=True):
            at = f"2026-11-24T{hour:02}:00:00+07:00"
            journal.append(connection, at=at, officer="1990", kind=kind, body={"at": "2030"})
    with store.read() as connection:
        assert journal.latest_time(connection) == "2026-11-24T12:00:00+07:00"
        assert journal.latest_time(connection, among=1) == "2026-11-24T09:00:00+07:00"
        assert journal.oldest_unsent(connection) == "2026-11-24T08:00:00+07:00"
    for acknowledged, oldest in ((2, "2026-11-24T12:00:00+07:00"), (3, None), (4, None)):
        with store.write() as connection:
            journal.acknowledge(connection, JOURNAL, acknowledged)
            assert journal.oldest_unsent(connection) == oldest
