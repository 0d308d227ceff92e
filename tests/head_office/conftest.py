"""A running head office, and a device that speaks the protocol by hand."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine

from head_office.office import open_head_office
from head_office.store.engine import Database
from head_office.store.schema import bring_up_to_date
from mobile_unit.domain.entries import GENESIS, Entry, write_entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.validation import check
from mobile_unit.resources import resource
from mobile_unit.sync import wire
from tests import postgresql as postgresql_
from tests.object_storage import running_object_storage
from tests.offices import NIP, enrolled, running_office

SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]


@dataclass
class Guest:
    """A device with its own key and journal; it can be as honest or as bad as a test wants."""

    url: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    journal: str = field(default_factory=uuid7)
    identity: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    head: tuple[int, bytes] = (0, GENESIS)

    def post(self, path: str, **options: Any) -> requests.Response:
        return self.call("POST", path, **options)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return requests.request(method, f"{self.url}/v1{path}", headers=headers, timeout=30, **options)

    def enrol(self, code: str, nip: str = NIP) -> requests.Response:
        statement = {
            "code": code, "device_key": wire.encode(wire.public_bytes(self.key)), "officer": nip,
            "journal": self.journal, "program": "test",
        }  # fmt: skip
        answer = self.post(
            "/enrolments", json={**statement, "signature": wire.sign(self.key, wire.ENROLMENT, statement)}
        )
        if answer.status_code == 201:
            self.identity = answer.json()
        return answer

    def log_in(self) -> requests.Response:
        nonce = self.post("/nonces", json={"device": self.identity["device"]}).json()["nonce"]
        statement = {"device": self.identity["device"], "nonce": nonce}
        answer = self.post(
            "/tokens", json={**statement, "signature": wire.sign(self.key, wire.TOKEN, statement)}
        )
        if answer.ok:
            self.token = answer.json()["token"]
        return answer

    def entry(self, kind: str, body: dict[str, Any]) -> Entry:
        """The next entry of this guest's journal."""
        seq, prev = self.head
        made = write_entry(journal=self.journal, seq=seq + 1, prev=prev, at="2026-11-24T09:00:00+07:00",
                           officer=NIP, kind=kind, body=body)  # fmt: skip
        self.head = (made.seq, made.hash)
        return made

    def application(self, serial: int, **changes: Any) -> Entry:
        """An entry with the body of a good application; ``changes`` replace parts of the body."""
        return self.entry("application.submitted", self.body(serial) | changes)

    def body(self, serial: int) -> dict[str, Any]:
        record = SAMPLES[serial % len(SAMPLES)]
        unit, catalogue = self.identity["unit"], Catalogue.load()
        day = "2026-11-24"
        papers = [d["kind"] for d in record["documents"]]
        outcome = check(catalogue.service(record["service"]),
                        {key: record[key] for key in ("applicant", "answers")},
                        on=date.fromisoformat(day), documents=papers,
                        regions=Regions.load())  # fmt: skip
        number = application_number(
            unit["code"], self.identity["letter"], date.fromisoformat(day), serial + 1
        )
        return {
            "id": uuid7(), "number": number, "service": record["service"], "catalogue": "2026.1",
            "submitted_at": f"{day}T09:00:00+07:00",
            "applicant": outcome.applicant, "answers": outcome.answers,
            "documents": [{"kind": kind, **self.scan(kind, serial)[1]} for kind in papers],
            "fees": [{"code": fee.code, "amount": fee.amount} for fee in outcome.fees], "warnings": [],
            "visit": None, "place": None, "officer": {"nip": NIP, "name": "Sari"},
            "unit": {"code": unit["code"], "name": unit["name"]},
        }  # fmt: skip

    def scan(self, kind: str, serial: int) -> tuple[bytes, dict[str, Any]]:
        """Bytes that stand for a scan of this guest's alone, and what an entry says of them."""
        content = (f"{kind} {serial} {self.journal} " * 2000).encode()[:70_000]
        facts = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        return content, {**facts, "media_type": "image/jpeg"}

    def send(self, *run: Entry, raw: bytes | None = None, **bad: Any) -> requests.Response:
        """Send a run of entries; ``bad`` overrides what is said of it."""
        body = b"\n".join(entry.raw for entry in run) if raw is None else raw
        said = {"from": run[0].seq, "to": run[-1].seq, "hash": run[-1].hash.hex()} | bad
        statement = {"journal": self.journal, **said, "body": hashlib.sha256(body).hexdigest()}
        return self.post(
            f"/journals/{self.journal}/entries",
            params={"from": said["from"], "to": said["to"]},
            data=body,
            headers={
                "Content-Type": wire.NDJSON,
                wire.SIGNATURE_HEADER: wire.sign(self.key, wire.BATCH, statement),
            },
        )

    def feed(self) -> list[dict[str, Any]]:
        return self.call("GET", "/feed", params={"after": 0}).json()["entries"]


@pytest.fixture(scope="session")
def postgresql():
    """The address of a real PostgreSQL; skipped where no server is installed."""
    if not postgresql_.BINARIES:
        pytest.skip("no PostgreSQL server is installed here")
    with postgresql_.running_postgresql(durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def _pattern(postgresql, tmp_path_factory):
    """An empty office's database there, of which others are copies: migrations take longer than a copy."""
    address = make_database(postgresql, "pattern")
    database = Database(address)
    bring_up_to_date(database, tmp_path_factory.mktemp("pattern"))
    database.close()
    return postgresql


@pytest.fixture(params=["small", "large"])
def anywhere(request):
    """The address of a database of the test's own: None for SQLite in its home, then on PostgreSQL."""
    if request.param == "small":
        yield None
        return
    postgresql = request.getfixturevalue("_pattern")
    name = f"own_{secrets.token_hex(4)}"
    yield make_database(postgresql, name, "TEMPLATE pattern")
    drop_database(postgresql, name)


def make_database(postgresql: str, name: str, how: str = "") -> str:
    _on(postgresql, f"CREATE DATABASE {name} {how}")
    return postgresql.removesuffix("/postgres") + f"/{name}"


def drop_database(postgresql: str, name: str) -> None:
    """At once, whoever is still connected: several hundred of them would fill gigabytes."""
    _on(postgresql, f"DROP DATABASE {name} WITH (FORCE)")


def _on(postgresql: str, statement: str) -> None:
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


METRICS_TOKEN = "buah salak dari Kotabumi"
_WATCHED = {"HEAD_OFFICE_METRICS_TOKEN": METRICS_TOKEN}


@pytest.fixture(scope="session", params=["small", "large"])
def office(request, tmp_path_factory):
    """The same head office on SQLite and a folder, and on PostgreSQL and a bucket."""
    home = tmp_path_factory.mktemp("head-office")
    if request.param == "small":
        with running_office(home, environment=_WATCHED) as running:
            yield running
        return
    url = request.getfixturevalue("postgresql")
    with running_object_storage("scans") as reach:
        environment = {
            **_WATCHED,
            **reach,
            "HEAD_OFFICE_DATABASE": url,
            "HEAD_OFFICE_BLOBS": "s3://scans/office",
        }
        with running_office(home, environment=environment) as running:
            yield running


@pytest.fixture
def inside(tmp_path, clock):
    """A head office opened in the test's own process, its home the test's folder."""
    from tests.head_office.inside import open_inside

    opened = open_inside(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def inside_anywhere(tmp_path, clock, anywhere):
    """The same on SQLite, then on PostgreSQL."""
    from tests.head_office.inside import open_inside

    opened = open_inside(tmp_path, clock, database=anywhere)
    yield opened
    opened.close()


@pytest.fixture
def unit(office):
    """A unit of an office that is opened in the test's own process."""
    from tests.head_office.inside import unit_inside

    return unit_inside(office)


@pytest.fixture
def own_office(tmp_path, anywhere):
    """A running head office of the test's own, on SQLite, then on PostgreSQL."""
    environment = {"HEAD_OFFICE_DATABASE": anywhere} if anywhere else {}
    with running_office(tmp_path / "office", environment=environment) as running:
        yield running


@pytest.fixture
def laptop(office, tmp_path):
    """A unit enrolled over the network at a running office."""
    opened = enrolled(office, tmp_path / "unit")
    yield opened
    opened.close()


@pytest.fixture
def beside(office):
    """A running office opened in the test's own process too."""
    opened = open_head_office(office.home, database=office.environment.get("HEAD_OFFICE_DATABASE"))
    yield opened
    opened.close()


_units = iter(f"T{n:03d}" for n in range(1000))


@pytest.fixture
def guest(office) -> Guest:
    """An honest, enrolled guest of a unit of its own, logged in."""
    made = Guest(office.url)
    assert made.enrol(office.code(next(_units))).status_code == 201
    assert made.log_in().ok
    return made
