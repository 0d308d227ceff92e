"""A small round over a line that is cut at every byte, flips bits, trickles and says things twice.

Each time something goes wrong the officer is told what and what to do, and the next round over a good line
brings everything to head office once. In CI a part of the bytes; all of them with
``OFFSETS=0 python -m pytest tests/faults/test_bad_line.py``, those from one on with ``OFFSETS=281-``
(docs/reliability.md).
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass
from typing import Any

import pytest

from mobile_unit.app import Unit
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import UserFacingError
from mobile_unit.resources import resource
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.services.syncing import Sync
from mobile_unit.store import settings
from tests.faults.bad_line import DOWN, UP, BadLine, Fault, bad_line
from tests.offices import Office, running_office
from tests.sticks import unit_of

OFFSETS = os.environ.get("OFFSETS", "10")
"""How many bytes of each direction are tried; 0 for every one, ``FIRST-`` for those from one on."""
DIRECTIONS = os.environ.get("DIRECTIONS", f"{UP} {DOWN}").split()
HASTE = 0.25
"""Seconds after which a side that waits for what a flipped bit took away is cut off: in most rounds nobody
waits, in one of ten both would for the whole of it."""


@dataclass
class Counter:
    """A unit behind a bad line, and what it took."""

    office: Office
    unit: Unit
    line: BadLine
    records: list[dict[str, Any]]
    taken: int = 0

    def take(self) -> None:
        """One application with one small scan of its own, which is all its documents."""
        record = self.records[self.taken % len(self.records)]
        scan = Scan(f"scan {self.taken}".encode(), "image/jpeg")
        scans = [(each["kind"], scan) for each in record["documents"]]
        self.unit.intake.take(
            Record(uuid7(), record["service"], record["applicant"], record["answers"], scans)
        )
        self.taken += 1

    def round(self) -> UserFacingError | None:
        """A round without a token in hand; what the officer was told, if it failed."""
        told: UserFacingError | None = None
        try:
            Sync(self.unit.context).run()
        except UserFacingError as error:
            told = error
        assert told is None or (told.message and told.next_step)
        return told

    def heal(self) -> None:
        self.line.set(None)
        assert self.round() is None
        status = self.unit.sync.status()
        assert (status.waiting, status.blobs_waiting, status.refused) == (0, 0, 0)

    def check_both_sides(self) -> None:
        here = {row.id: row.number for row in self.unit.tracking.search("", limit=100_000).rows}
        there = self.office.lines("list")
        assert len(here) == len(there) == self.taken
        assert here == {row["id"]: row["number"] for row in there}
        assert all(document["held"] for row in there for document in row["documents"])
        assert next(self.unit.broken_things(), None) is None
        assert self.office.run("verify").returncode == 0


@pytest.fixture
def counter(tmp_path):
    lines = resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    log = tmp_path / "office.log"
    with running_office(tmp_path / "office", log) as office, bad_line(office.port) as line:
        unit = unit_of(office, tmp_path / "unit", "WK01")
        with unit.context.store.write() as connection:
            settings.put(connection, settings.SERVER, line.url)
        unit.sync.run()
        made = Counter(office, unit, line, [json.loads(each) for each in lines])
        yield made
        unit.close()
    assert "Traceback" not in log.read_text("utf-8")


def offsets(total: int, seed: int) -> list[int]:
    if OFFSETS.endswith("-"):
        return list(range(int(OFFSETS[:-1]), total))
    some = int(OFFSETS)
    if some == 0 or total <= some:
        return list(range(total))
    return sorted(random.Random(seed).sample(range(total), some))


def bytes_of_a_round(counter: Counter) -> dict[str, int]:
    counter.take()
    counter.line.set(None)
    assert counter.round() is None
    passed = dict(counter.line.passed)
    print(f"a round is {passed[UP]} bytes up, {passed[DOWN]} down")
    return passed


@pytest.mark.faults
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kind", ["cut", "end"])
def test_a_line_cut_at_any_byte_loses_and_doubles_nothing(counter, kind):
    totals = bytes_of_a_round(counter)
    for direction in DIRECTIONS:
        for at in offsets(totals[direction], at_seed(kind, direction)):
            counter.take()
            counter.line.set(Fault(kind, direction, at))
            told = counter.round()
            assert told is None or counter.line.happened
            counter.heal()
    counter.check_both_sides()


@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_a_flipped_bit_is_never_believed(counter):
    """Over plain HTTP, where no TLS would notice: signatures, hashes and shapes have to."""
    totals = bytes_of_a_round(counter)
    for direction in DIRECTIONS:
        for at in offsets(totals[direction], at_seed("flip", direction)):
            bit = random.Random(f"{direction} {at}").randrange(8)
            counter.take()
            counter.line.set(Fault("flip", direction, at, bit, HASTE))
            try:
                counter.round()
                counter.heal()
            except BaseException as error:
                error.add_note(f"bit {bit} of byte {at} {direction}")
                raise
    counter.check_both_sides()


@pytest.mark.faults
@pytest.mark.parametrize("within", ['"certificate":"', '"recipient":"', '"bundle_key":{"recipient":"age1'])
def test_what_came_flipped_with_a_token_is_not_kept(counter, within):
    bytes_of_a_round(counter)
    at = bytes(counter.line.answered).index(within.encode()) + len(within) + 5
    before = kept(counter.unit)
    counter.line.set(Fault("flip", DOWN, at, 0))
    assert counter.round() is None
    assert counter.line.happened
    assert kept(counter.unit) == before


def kept(unit: Unit) -> list[Any]:
    with unit.context.store.read() as connection:
        return [settings.get(connection, name) for name in (settings.DEVICE_CERTIFICATE, settings.BUNDLE_KEY)]


@pytest.mark.faults
def test_a_line_that_brings_one_byte_at_a_time(counter):
    counter.line.trickles = True
    for _n in range(3):
        counter.take()
        assert counter.round() is None
    counter.heal()
    counter.check_both_sides()


@pytest.mark.faults
def test_what_is_said_again_by_somebody_who_listened_changes_nothing(counter):
    for _n in range(5):
        counter.take()
        counter.line.set(None)
        assert counter.round() is None
        counter.line.say_again()
    counter.heal()
    counter.check_both_sides()


def at_seed(kind: str, direction: str) -> int:
    return sum(map(ord, kind + direction))
