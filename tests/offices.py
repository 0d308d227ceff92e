"""A real head office on a loopback port, and units enrolled with it."""

from __future__ import annotations

import json
import os
import subprocess
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import head_office.cli
from head_office.store.engine import Database
from mobile_unit import cli as mobile_unit_cli
from mobile_unit.app import Home, Unit
from tests.commands import ran
from tests.conftest import CHEAP
from tests.patterns import office_database
from tests.serving import Server, own_port

NIP = "199001012015031001"
PIN = "135790"


@dataclass
class Office:
    """A head office: its home, and its address while it runs."""

    home: Path
    process: Server | None = None
    url: str = ""
    port: int = 0
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    log: Path | None = None
    """Where what it says goes, when that is to be read."""
    serving: tuple[str, ...] = ()
    """More words of ``serve``."""

    def start(self) -> None:
        """Serve on the port of the time before, or on a free one."""
        if not self.port and os.name == "posix":
            holding = own_port()
            self.port = holding.getsockname()[1]
            weakref.finalize(self, holding.close)
        words = ["--home", str(self.home), "serve", "--port", str(self.port), "--json", *self.serving]
        self.process = Server(words, self.environment, self.log)
        self.url = json.loads(self.process.first_line)["url"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self, *, kill: bool = False) -> None:
        if self.process is not None:
            self.process.end(kill=kill)
            self.process = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return ran(head_office.cli.run, ["--home", str(self.home), *arguments], self.environment)

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        """A command's JSON lines; it must succeed."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]

    def database(self) -> Database:
        """Its database, beside it; the caller closes it."""
        url = self.environment.get("HEAD_OFFICE_DATABASE")
        return Database(url) if url else Database.in_folder(self.home)

    def code(self, unit: str = "WK01", nip: str = NIP) -> str:
        """A fresh enrolment code for a unit with one officer."""
        self.run("officer", "add", nip, "--name", "Sari Wulandari", "--role", "supervisor", "--unit", unit)
        made = self.lines("enrol-code", unit, "--name", f"Unit {unit}", "--kecamatan", "18.08.04")
        return str(made[0]["code"])


@contextmanager
def running_office(
    home: Path,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
    serving: tuple[str, ...] = (),
) -> Iterator[Office]:
    """``environment`` is what it is told beyond ours, ``serving`` more words of ``serve``."""
    environment = {**os.environ, **(environment or {})}
    office = Office(home, log=log, environment=environment, serving=serving)
    if not office.environment.get("HEAD_OFFICE_DATABASE"):
        office_database(home)
    office.start()
    try:
        yield office
    finally:
        office.stop()


def enrolled(office: Office, home: Path, unit: str = "WK01", **options: Any) -> Unit:
    """A unit enrolled over the network, signed in."""
    return Home(home, cost=CHEAP, **options).enrol(office.url, office.code(unit), NIP, PIN)


def mobile_unit(home: Path, *arguments: str, pin: str = PIN) -> subprocess.CompletedProcess[str]:
    """Run the command line as an officer would."""
    return ran(mobile_unit_cli.run, ["--home", str(home), *arguments], {**os.environ, "MOBILE_UNIT_PIN": pin})


def json_lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
