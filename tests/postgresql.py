"""A real PostgreSQL server of the tests' own, on loopback."""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
"""None where no server is installed."""


@contextmanager
def running_postgresql(folder: Path) -> Iterator[str]:
    """The address of a fresh server, run by an ordinary user as PostgreSQL demands."""
    folder = folder.resolve()
    binaries = BINARIES[-1].parent
    run_as = _ordinary_user(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    subprocess.run([binaries / "initdb", "-D", data, "-A", "trust", "-U", "office", "-E", "UTF8"],
                   check=True, capture_output=True, **run_as)  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    control = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options]
    subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL, **run_as)
    try:
        yield f"postgresql+psycopg://office@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*control, "-t", "120", "-m", "immediate", "stop"],
            check=False,
            stdout=subprocess.DEVNULL,
            **run_as,
        )


def _ordinary_user(folder: Path) -> dict:
    if os.geteuid() != 0:
        return {}
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and parent != Path("/") and str(parent).startswith("/tmp/"):
            parent.chmod(0o755)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "cwd": folder}
