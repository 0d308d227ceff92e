"""``head-office serve`` as a process of its own, begun in a moment.

Loading the program takes a second and a half; within a run of tests one process loads it once and every head
office is forked off that. Benches start the program as its users do.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

_forks = multiprocessing.get_context("forkserver")
_is_forked = False


def own_port() -> socket.socket:
    """A port of loopback, bound and never listened on: whoever stops serving there finds it free again, and
    nobody else is given it meanwhile. Who binds it too says SO_REUSEADDR, as ``serve`` does."""
    holding = socket.socket()
    holding.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holding.bind(("127.0.0.1", 0))
    return holding


def fork_from_now_on() -> None:
    global _is_forked
    _forks.set_forkserver_preload(["head_office.cli", "head_office.serving", "mobile_unit.bugs"])
    _is_forked = True


class Server:
    """The process of one ``serve``; ``first_line`` is what it says when it is ready, empty where it ended."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: Path | None) -> None:
        said, says = multiprocessing.Pipe(duplex=False)
        if _is_forked and "--workers" not in words:
            self._process = _forks.Process(target=_serve, args=(words, dict(environment), says, log))
            self._process.start()
            self._wait = self._process.join
        else:
            with open(log or os.devnull, "ab") as kept:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "head_office", *words],
                    stdout=says.fileno(),
                    stderr=kept if log else None,
                    env=dict(environment),
                )
            self._wait = self._process.wait
        says.close()
        self._said = said
        with open(said.fileno(), encoding="utf-8", closefd=False) as text:
            self.first_line = text.readline()
        self.pid: int = self._process.pid

    def end(self, *, kill: bool) -> None:
        """By SIGKILL or SIGTERM; comes back when it is gone."""
        (self._process.kill if kill else self._process.terminate)()
        self._wait(30)
        self._said.close()


def _serve(words: Sequence[str], environment: dict[str, str], says: Connection, log: Path | None) -> None:
    """In the new process: what a shell would have done, then the program."""
    from head_office.cli import run

    os.environ.clear()
    os.environ.update(environment)
    os.dup2(says.fileno(), 1)
    says.close()
    if log is not None:
        with open(log, "ab") as kept:
            os.dup2(kept.fileno(), 2)
    with suppress(KeyboardInterrupt):
        sys.exit(run(words))
