"""A real head office on a loopback port, and units enrolled with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from head_office.store.engine import Database
from mobile_unit.app import Home, Unit
from tests.conftest import CHEAP
from tests.patterns import office_database

NIP = "199001012015031001"
PIN = "135790"


@dataclass
class Office:
    """A head office: its home, and its address while it runs."""

    home: Path
    process: subprocess.Popen[str] | None = None
    url: str = ""
    port: int = 0
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    log: Path | None = None
    """Where what it says goes, when that is to be read."""
    serving: tuple[str, ...] = ()
    """More words of ``serve``."""

    def start(self) -> None:
        """Serve on the port of the time before, or on a free one."""
        command = [
            sys.executable, "-m", "head_office", "--home", str(self.home),
            "serve", "--port", str(self.port), "--json", *self.serving,
        ]  # fmt: skip
        with open(self.log or os.devnull, "ab") as log:
            self.process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=log if self.log else None,
                text=True,
                env=self.environment,
            )
        assert self.process.stdout is not None
        self.url = json.loads(self.process.stdout.readline())["url"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self, *, kill: bool = False) -> None:
        if self.process is None:
            return
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "head_office", "--home", str(self.home), *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=False, env=self.environment
        )

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
    environment = {**os.environ, "MOBILE_UNIT_PIN": pin}
    command = [sys.executable, "-m", "mobile_unit", "--home", str(home), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, check=False)


def json_lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
