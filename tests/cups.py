"""A private CUPS: its own server, queues and spool, ended with the test; the machine's is left alone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

SERVER = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
_BACKEND = """#!/bin/sh
[ $# -eq 0 ] && { echo 'file keep "Keeps jobs" "Keeps jobs"'; exit 0; }
cat "$6" >> "${DEVICE_URI#keep:}"
"""
"""The last thing a job passes in CUPS, in the place of a driver for a cable."""

COMMANDS = ("lpadmin", "cupsenable", "cupsdisable", "cupsaccept", "cupsreject")


def why_not() -> str:
    """Why there can be no CUPS here, "" where there can; as root on Debian there always is one (start.py)."""
    if not sys.platform.startswith("linux"):
        return "CUPS is a Linux machine's"
    if SERVER is not None:
        return ""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        pytest.fail("cupsd is missing; start.py test installs it: apt-get install cups-daemon cups-client")
    return "no CUPS server is installed here"


class Cups:
    """A running server; ``address`` is what CUPS_SERVER must say. Jobs are appended to files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self._configure()
        assert SERVER is not None
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            [SERVER, "-f", "-c", folder / "cupsd.conf", "-s", folder / "cups-files.conf"],
            stdout=self._log,
            stderr=self._log,
        )
        self._wait()

    def _configure(self) -> None:
        folder = self.folder
        for name in ("spool", "cache", "state", "temp", "root", "bin", "bin/backend"):
            (folder / name).mkdir()
            (folder / name).chmod(0o755)  # CUPS's own user goes in, whatever the umask
        (folder / "cupsd.conf").write_text(
            f"Listen {self.address}\nBrowsing Off\nWebInterface No\nDefaultAuthType None\nMaxJobTime 0\n"
            "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
            "<Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n"
        )
        binaries = folder / "bin"
        (binaries / "daemon").symlink_to("/usr/lib/cups/daemon")
        backend = binaries / "backend" / "keep"
        backend.write_text(_BACKEND)
        backend.chmod(0o755)
        root = "User lp\nGroup lp\n" if os.geteuid() == 0 else ""
        (folder / "cups-files.conf").write_text(
            f"{root}SystemGroup root\nPrintcap\nServerBin {binaries}\n"
            f"ServerRoot {folder / 'root'}\nStateDir {folder / 'state'}\n"
            f"CacheDir {folder / 'cache'}\nRequestRoot {folder / 'spool'}\nTempDir {folder / 'temp'}\n"
            f"AccessLog {folder / 'access'}\nErrorLog {folder / 'errors'}\nPageLog {folder / 'pages'}\n"
        )

    def _wait(self) -> None:
        host, port = self.address.split(":")
        patience = time.monotonic() + 60
        while self._process.poll() is None and time.monotonic() < patience:
            try:
                socket.create_connection((host, int(port)), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self.folder / "log").read_text() + self.errors())

    def queue(self, name: str) -> Path:
        """A raw queue that appends each job to the file answered."""
        file = self.folder / f"{name}.out"
        file.touch()
        file.chmod(0o666)
        self.run("lpadmin", "-p", name, "-v", f"keep:{file}", "-m", "raw", "-E")
        return file

    def run(self, command: str, *arguments: str) -> None:
        """One of COMMANDS, against this server only."""
        path = shutil.which(command, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        assert path is not None, command
        done = subprocess.run(
            [path, "-h", self.address, *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr + self.errors()

    def errors(self) -> str:
        try:
            return (self.folder / "errors").read_text(errors="replace")
        except OSError:
            return ""

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._log.close()
