"""At night each unit is told, signed, what is held of it; run again nothing is said twice."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from head_office.services import nightly
from head_office.services.publishing import read_feed
from head_office.store import blobs, destructions
from head_office.store.tables import documents, entries
from mobile_unit.demo import take_sample
from mobile_unit.domain.statements import digest_of
from mobile_unit.sync import wire
from tests.head_office.inside import open_inside, unit_inside
from tests.head_office.statements import noted

DAY = date(2026, 11, 24)


@pytest.fixture
def office(own_office):
    return own_office


@pytest.fixture
def unit(laptop):
    return laptop


def statements(beside, unit="WK01") -> list[dict]:
    said, _more = read_feed(beside, unit, 0, 1000)
    return [each for each in said if each["kind"] == "reconciliation.signed"]


def test_what_is_here_whole_is_stated_once_and_signed(office, unit, beside):
    taken = [take_sample(unit, 1), take_sample(unit, 2)]
    unit.sync.run()
    seen = nightly.reconcile(beside, "WK01", DAY)
    assert (seen.stated, seen.statements, seen.lacking, seen.needs_somebody) == (2, 1, 0, False)
    (said,) = statements(beside)
    signature = said.pop("signature")
    wire.check(wire.public_bytes(beside.key), wire.FEED, said, signature)
    body = said["body"]
    (head,) = body["journals"]
    with beside.database.read() as connection:
        held = connection.execute(entries.select().where(entries.c.seq == head["seq"])).one()
    assert head["hash"] == bytes(held.hash).hex()
    assert {each["id"] for each in body["applications"]} == {each.id for each in taken}
    for each in body["applications"]:
        papers = unit.tracking.application(each["id"]).documents
        assert each["sha256"] == digest_of(paper.sha256 for paper in papers)
    again = nightly.reconcile(beside, "WK01", DAY)
    assert (again.stated, again.statements) == (0, 0)
    assert len(statements(beside)) == 1


def test_one_that_lacks_a_scan_waits_for_it(office, unit, beside, monkeypatch):
    from mobile_unit.sync.rounds import Round

    take_sample(unit, 1)
    with monkeypatch.context() as patch:
        patch.setattr(Round, "_send_scans", lambda _self: 0)
        unit.sync.run()
    seen = nightly.reconcile(beside, "WK01", DAY)
    assert (seen.stated, seen.lacking, seen.statements) == (0, 1, 1)
    unit.sync.run()
    assert nightly.reconcile(beside, "WK01", DAY).stated == 1
    assert [said["body"]["part"] for said in statements(beside)] == [1, 2]


def test_one_whose_scan_was_altered_on_the_disk_is_not_stated(office, unit, beside):
    taken = take_sample(unit, 1)
    unit.sync.run()
    name = unit.tracking.application(taken.id).documents[0].sha256
    beside.blobs.path(name).write_bytes(b"changed")
    seen = nightly.reconcile(beside, "WK01", DAY)
    assert (seen.stated, seen.damaged, seen.needs_somebody) == (0, 1, True)


def test_the_command_takes_in_what_waits_and_says_who_is_needed(office, unit, beside, tmp_path):
    take_sample(unit, 1)
    with unit.context.store.read() as connection:
        assert connection
    unit.sync.run()
    take_sample(unit, 2)
    stick = tmp_path / "stick"
    stick.mkdir()
    (written,) = unit.stick.export(stick)
    inbox = office.home / "inbox"
    inbox.mkdir()
    shutil.copy(written.path, inbox)
    lines = office.lines("nightly", "--date", "2026-11-24")
    assert [line["refused"] for line in lines if "bundle" in line] == [None]
    (seen,) = [line for line in lines if "unit" in line]
    assert (seen["stated"], seen["applications"]) == (2, 2)
    assert list(inbox.glob("*.bundle")) == []
    (inbox / "WK01-20261124-1-2.bundle").write_bytes(b"nothing")
    done = office.run("nightly", "--date", "2026-11-24", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[0])["refused"] == "bundle.damaged"
    assert (inbox / "WK01-20261124-1-2.bundle").exists()


def test_scans_that_are_here_are_settled_and_found_as_before(inside_anywhere, monkeypatch):
    """One after the other, so that each begins where the one before ended."""
    monkeypatch.setattr(nightly, "_SETTLED_AT_ONCE", 1)
    office, sent = inside_anywhere, unit_inside(inside_anywhere)
    here, awaited = sent.file(2), sent.application(4)
    assert sent.take(awaited).quarantined == []
    nightly.settle_scans(office)
    assert settled(office) == {here["id"]: {True}, awaited.body["id"]: {False}}
    with office.database.read() as connection:
        names = destructions.papers_of(connection, here["id"])
        for name in names:
            assert blobs.promised_length(connection, here["unit"], name) > 0
        assert blobs.named(connection, here["unit"], names) == names
        assert destructions.named_elsewhere(connection, awaited.body["id"], names) == names
        assert destructions.named_elsewhere(connection, here["id"], names) == set()
    sent.bring_scans(awaited, 4)
    assert sent.row(awaited.body["id"])["state"] == "received"
    nightly.settle_scans(office)
    assert settled(office) == {here["id"]: {True}, awaited.body["id"]: {True}}


def test_a_scan_is_looked_up_along_its_index(tmp_path, clock):
    """Whoever asks for documents by a scan alone; the index is in two parts."""
    office, name = open_inside(tmp_path, clock), "0" * 64
    with office.database.read() as connection, noted() as asked:
        blobs.named(connection, "WK01", {name})
        blobs.promised_length(connection, "WK01", name)
        blobs.awaiting(connection, name)
        destructions.named_elsewhere(connection, "id", {name})
        about = [each for each in asked if "documents" in each]
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", ("",) * each.count("?")).all())
            for each in about
        ]
    office.close()
    assert len(plans) == 4
    assert all("ix_documents_sha256 (settled=? AND sha256=?)" in each for each in plans)


def settled(office) -> dict[str, set[bool]]:
    """Of each application whether its documents are."""
    found: dict[str, set[bool]] = {}
    with office.database.read() as connection:
        for row in connection.execute(documents.select()):
            found.setdefault(row.application, set()).add(row.settled)
    return found
