"""A laptop as head office sees one: its own key and journal, and the product's own client to sync with."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile_unit.domain.entries import GENESIS, Entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.errors import HeadOfficeBusy, UserFacingError
from mobile_unit.store.blobs import WaitingBlob
from mobile_unit.sync import packing, wire
from mobile_unit.sync.blobs import Uploader
from mobile_unit.sync.client import HeadOffice
from mobile_unit.sync.exchange import PATH, Question, place_of_entries
from mobile_unit.sync.line import Line, Problem
from tests.head_office.conftest import Guest
from tests.offices import NIP

TODAY = date(2026, 11, 24)
Told = Callable[[str, float, int, str], None]
"""Hears of every answer: which call, how long it took, its status (0 and why, where there was none)."""


class WatchedLine(Line):
    """The product's line to a server, every single answer of which is told of."""

    def __init__(self, server: str, pause: Callable[[float], None], told: Told) -> None:
        super().__init__(server, pause=pause)
        self._told = told

    def _once(self, method: str, path: str, **options: Any) -> requests.Response:
        name = "/".join(part for part in path.split("/")[2:4] if len(part) < 20)
        began, status, cause = time.perf_counter(), 0, ""
        try:
            response = super()._once(method, path, **options)
            status = response.status_code
            return response
        except UserFacingError as error:
            cause = repr(error.__cause__)[:200]
            raise
        finally:
            self._told(f"{method} {name}", time.perf_counter() - began, status, cause)


class WatchedOffice(HeadOffice):
    """The product's client over such a line."""

    def __init__(self, line: WatchedLine, identity: dict[str, Any], key: Ed25519PrivateKey) -> None:
        office_key = wire.decode(identity["head_office_key"])
        super().__init__(line.server, device=identity["device"], key=key, head_office_key=office_key)
        self._line = line


@cache
def _samples() -> list[dict[str, Any]]:
    pen = Guest("", identity={"unit": {"code": "XX01", "name": ""}, "letter": "A"})
    return [pen.body(serial) for serial in range(40)]


@dataclass
class SimulatedUnit:
    """Takes applications, then syncs until head office holds all; some goes twice, some is cut."""

    server: str
    code: str
    told: Told
    applications: int
    scan_bytes: int
    chance: random.Random
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    run: list[Entry] = field(default_factory=list)
    scans: dict[str, bytes] = field(default_factory=dict)
    waits: int = 0
    cuts: int = 0
    repeats: int = 0

    def enrol(self) -> None:
        guest = self._guest = Guest(self.server, key=self.key)
        line = WatchedLine(self.server, self._pause, self.told)
        statement = {
            "code": self.code, "device_key": wire.encode(wire.public_bytes(self.key)), "officer": NIP,
            "journal": guest.journal, "program": "load",
        }  # fmt: skip
        signed = {**statement, "signature": wire.sign(self.key, wire.ENROLMENT, statement)}
        guest.identity = line.json("POST", f"{wire.API}/enrolments", json=signed)
        self.office = WatchedOffice(line, guest.identity, self.key)
        self.journal = guest.journal
        self.unit = guest.identity["unit"]["code"]
        line.session.close()  # the night's round begins with a connection of its own

    def take(self) -> None:
        """A day's work: each application with its scans and its receipt."""
        self.run.append(self._guest.entry("officer.signed_in", {}))
        for serial in range(1, self.applications + 1):
            body = self._body(serial)
            said = {"application": body["id"], "number": body["number"], "copy": 0}
            self.run.append(self._guest.entry("application.submitted", body))
            receipt = {**said, "paper": "a5", "target": "printer"}
            self.run.append(self._guest.entry("receipt.printed", receipt))

    def _body(self, serial: int) -> dict[str, Any]:
        sample = self.chance.choice(_samples())
        papers = []
        for paper in sample["documents"]:
            content = os.urandom(self.scan_bytes)
            sha256 = hashlib.sha256(content).hexdigest()
            self.scans[sha256] = content
            papers.append({**paper, "sha256": sha256, "bytes": len(content)})
        identity = self._guest.identity
        return {
            **sample,
            "id": uuid7(),
            "number": application_number(self.unit, identity["letter"], TODAY, serial),
            "documents": papers,
            "unit": {"code": self.unit, "name": identity["unit"]["name"]},
        }

    def sync(self) -> None:
        """Entries up, then scans; returns once head office has signed for all of it."""
        if self.chance.random() < 0.2:
            self._cut_entries(whole=self.chance.random() < 0.5)
        seq = self._bring_entries()
        assert seq == self.run[-1].seq
        if self.chance.random() < 0.2:
            self.repeats += 1
            lines = [entry.raw for entry in self.run]
            head, _aside = self._until(self.office.send, self.journal, 1, seq, self.run[-1].hash, lines)
            assert head.seq == seq
        self._bring_scans()
        lacking, held = self._until(self.office.ask_for_blobs, list(self.scans))
        assert not lacking
        assert held == set(self.scans)

    def _bring_entries(self) -> int:
        held = (0, GENESIS)
        while held[0] < self.run[-1].seq:
            raw = self.run[held[0] - 1].raw if held[0] else b""
            lines = [entry.raw for entry in self.run[held[0] :]]
            try:
                answer = self._until(
                    self.office.exchange, self.journal, held, (0, GENESIS), lines, self.run[-1].hash, raw
                )
                head = answer.head
            except Problem as problem:  # what was cut had arrived
                if problem.code != "journal.moved":
                    raise
                head = self._until(self.office.head, self.journal)
            held = (head.seq, head.hash)
            assert held == (0, GENESIS) or held[1] == self.run[held[0] - 1].hash
        return held[0]

    def _bring_scans(self) -> None:
        blobs = [WaitingBlob(name, len(each), "image/jpeg", None) for name, each in self.scans.items()]
        together, alone = blobs[: 2 * len(blobs) // 3], blobs[2 * len(blobs) // 3 :]
        body = wire.join_scans((blob.sha256, self.scans[blob.sha256]) for blob in together)
        if self.chance.random() < 0.2:
            self._cut("/blobs/several", body, {"Content-Type": wire.STREAM})
        held = self._until(self.office.send_scans, lambda: body)
        uploader = Uploader(
            self.office, remember=lambda *_: None, sent=lambda _: None, checkpoint=lambda: None
        )
        for blob in [*alone, *(blob for blob in together if blob.sha256 not in held)]:
            try:
                self._until(uploader.upload, blob, self.scans[blob.sha256])
            except Problem as problem:
                if problem.code != "blob.held":
                    raise

    def _cut_entries(self, *, whole: bool) -> None:
        """The first entries go out, and the line is cut before they are all there, or before the answer."""
        some = self.run[: self.chance.randint(1, len(self.run))]
        body = b"\n".join(entry.raw for entry in some)
        statement = {
            "journal": self.journal, "from": 1, "to": some[-1].seq, "hash": some[-1].hash.hex(),
            "body": hashlib.sha256(body).hexdigest(),
        }  # fmt: skip
        self._until(self.office.prove)
        place = place_of_entries(self.journal, 0, GENESIS, b"")
        question = Question(
            self.office.token or "", self.journal, 0, GENESIS, 0, len(some),
            wire.sign(self.key, wire.BATCH, statement), packing.pack([entry.raw for entry in some], place),
        )  # fmt: skip
        self._cut(PATH, question.write(), {}, whole=whole)

    def _cut(self, path: str, body: bytes, headers: dict[str, str], *, whole: bool = False) -> None:
        self.cuts += 1
        at = urlsplit(self.server)
        said = {"Host": at.netloc, "Authorization": f"Bearer {self.office.token}", **headers}
        head = f"POST {wire.API}{path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in said.items())
        sent = body if whole else body[: self.chance.randrange(len(body))]
        with socket.create_connection((at.hostname, at.port), 30) as line:
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + sent)

    def _until(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """A call, again in the next round for as long as head office only asks to wait."""
        while True:
            try:
                return call(*arguments)
            except HeadOfficeBusy as busy:
                self._pause(max(busy.seconds, 1.0))

    def _pause(self, seconds: float) -> None:
        self.waits += 1
        time.sleep(seconds)  # as it was asked to; locust lets the other units go on

    def left(self) -> dict[str, Any]:
        """What head office must hold now."""
        submitted = [entry.body["id"] for entry in self.run if entry.kind == "application.submitted"]
        return {
            "unit": self.unit, "journal": self.journal, "seq": self.run[-1].seq,
            "hash": base64.b64encode(self.run[-1].hash).decode(), "applications": submitted,
            "scans": list(self.scans), "waits": self.waits, "cuts": self.cuts, "repeats": self.repeats,
        }  # fmt: skip
