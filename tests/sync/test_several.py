"""Small scans that go together: in one request, cut and stopped within, and with an office that can't."""

from __future__ import annotations

import hashlib
import socket
import threading

import pytest

from mobile_unit.errors import Cancelled
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.store import blobs
from mobile_unit.sync import wire
from mobile_unit.sync.client import HeadOffice
from mobile_unit.sync.line import Line, Problem
from tests.offices import enrolled, running_office
from tests.sync.test_rounds import SAMPLES

SIZE = 20_000


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def unit(office, tmp_path):
    opened = enrolled(office, tmp_path / "unit")
    yield opened
    opened.close()


def take(unit) -> int:
    """An application with a small scan of its own for each document; answers their bytes."""
    record = SAMPLES[0]
    scans = [(each["kind"], Scan(each["kind"].encode() * SIZE, "image/jpeg")) for each in record["documents"]]
    scans = [(kind, Scan(scan.content[:SIZE], scan.media_type)) for kind, scan in scans]
    unit.intake.take(Record(record["id"], record["service"], record["applicant"], record["answers"], scans))
    return len(scans) * SIZE


def all_held(office) -> bool:
    return all(document["held"] for row in office.lines("list") for document in row["documents"])


def test_they_cost_one_request(office, unit, monkeypatch):
    total, asked, seen = take(unit), [], []
    call = HeadOffice.call

    def watch(self, method, path, **options):
        asked.append((method, path.removeprefix("/v1")))
        return call(self, method, path, **options)

    monkeypatch.setattr(HeadOffice, "call", watch)
    unit.sync.run(seen.append)
    assert [path for _method, path in asked if path.startswith("/blobs")] == [
        "/blobs/missing",
        "/blobs/several",
    ]
    steps = [step for step in seen if step.step == "scans"]
    assert (steps[-1].done, steps[-1].total) == (total, total)
    assert len(steps) > 3, "progress is told while they go"
    assert all_held(office)


def test_an_office_that_cannot_gets_them_alone(office, unit, monkeypatch):
    total, seen = take(unit), []

    def unknown(*_arguments):
        raise Problem("http.405", "", {})

    monkeypatch.setattr(HeadOffice, "send_scans", unknown)
    unit.sync.run(seen.append)
    assert all_held(office)
    assert seen[-2].done <= total
    assert unit.sync.status().blobs_waiting == 0


def test_stopped_within_what_arrived_is_not_sent_again(office, unit):
    total, seen = take(unit), []

    def stop() -> bool:
        return bool(seen) and seen[-1].step == "scans" and seen[-1].done > total * 2 // 3

    with pytest.raises(Cancelled):
        unit.sync.run(seen.append, stop)
    with unit.context.store.read() as connection:
        assert any(blob.upload_url for blob in blobs.waiting(connection))
    assert unit.sync.run().blobs_waiting == 0
    assert all_held(office)


def test_a_body_says_what_is_there():
    name = hashlib.sha256(b"a").hexdigest()
    body = wire.join_scans([(name, b"12345"), (name, b"6789")])
    assert wire.split_scans(body) == [(name, 5, b"12345"), (name, 4, b"6789")]
    assert wire.split_scans(body[:-3]) == [(name, 5, b"12345"), (name, 4, b"6")]
    assert wire.split_scans(body[:45]) == [(name, 5, b"12345")]
    assert wire.split_scans(b"") == []
    with pytest.raises(wire.TooLarge):
        wire.split_scans(wire.join_scans([(name, b"")] * (wire.MAX_SCANS_TOGETHER + 1)))


def test_a_large_body_may_stand_still_for_as_long_as_an_answer(monkeypatch):
    """What the library waits for a connection, it waits for each write too."""
    monkeypatch.setattr("mobile_unit.sync.line.CONNECT_SECONDS", 0.2)
    size = 12 << 20
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def slow() -> None:
            near, _address = listening.accept()
            with near, near.makefile("rb") as words:
                threading.Event().wait(0.8)
                while (line := words.readline()) not in (b"\r\n", b""):
                    pass
                left = size
                while left and (piece := words.read(min(left, 1 << 20))):
                    left -= len(piece)
                assert line
                near.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

        thread = threading.Thread(target=slow)
        thread.start()
        line = Line(f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert line.json("POST", "/x", data=bytes(size)) == {}
        line.close()
        thread.join()
