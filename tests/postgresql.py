"""A real PostgreSQL server of the tests' own, on loopback."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from tests.serving import own_port

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
"""None where no server is installed."""
_FOR_NOW = " -c fsync=off -c full_page_writes=off"


@contextmanager
def running_postgresql(*, durable: bool = True) -> Iterator[str]:
    """The address of a fresh server, run by an ordinary user as PostgreSQL demands.

    One that is not ``durable`` never waits for the disk: for tests, in which no power fails.
    Its folder is not pytest's, which every other run closes to that user while this one goes on.
    """
    with _folder() as (folder, run_as):
        data = folder / "data"
        subprocess.run([program("initdb"), "-D", data, "-A", "trust", "-U", "office", "-E", "UTF8"],
                       check=True, capture_output=True, **run_as)  # fmt: skip
        with _serving(data, run_as, "" if durable else _FOR_NOW) as address:
            yield address


@contextmanager
def recovered_postgresql(url: str) -> Iterator[str]:
    """The same database on another server: one that was recovered from a base backup of ``url``'s, as far as
    that goes, and begins a timeline of its own."""
    at = make_url(url)
    with _folder() as (folder, run_as):
        data = folder / "data"
        reach = ["-h", "127.0.0.1", "-p", str(at.port), "-U", "office", "-c", "fast", "-X", "stream"]
        subprocess.run([program("pg_basebackup"), "-D", data, *reach], check=True, **run_as)
        (data / "standby.signal").touch()  # recovers until it is told to take over, which can be waited for
        with _serving(data, run_as, _FOR_NOW) as address:
            taking_over = [program("pg_ctl"), "-D", data, "-w", "-t", "120", "promote"]
            subprocess.run(taking_over, check=True, stdout=subprocess.DEVNULL, **run_as)
            yield f"{address.rpartition('/')[0]}/{at.database}"


@contextmanager
def _folder() -> Iterator[tuple[Path, dict]]:
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        yield Path(folder).resolve(), _ordinary_user(Path(folder))


def program(name: str) -> Path:
    return BINARIES[-1].parent / name


@contextmanager
def _serving(data: Path, run_as: dict, more: str) -> Iterator[str]:
    folder = data.parent
    with own_port() as holding:
        port = holding.getsockname()[1]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}{more}"
        control = [program("pg_ctl"), "-D", data, "-w", "-t", "120", "-l", folder / "log", "-o", options]
        subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL, **run_as)
        try:
            yield f"postgresql+psycopg://office@127.0.0.1:{port}/postgres"
        finally:
            stop = [*control, "-m", "immediate", "stop"]
            subprocess.run(stop, check=False, stdout=subprocess.DEVNULL, **run_as)


def _ordinary_user(folder: Path) -> dict:
    if os.geteuid() != 0:
        return {}
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "cwd": folder}
