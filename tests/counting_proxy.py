"""A TCP proxy on loopback that counts every byte in both directions, and can cut all its connections."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.loopback_proxy import LoopbackProxy


class CountingProxy(LoopbackProxy):
    """``up`` and ``down`` are bytes so far."""

    def __init__(self, target: int) -> None:
        self.up = self.down = 0
        super().__init__(target)

    @property
    def total(self) -> int:
        return self.up + self.down

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        self._start(self._pass, near, far, True)
        self._start(self._pass, far, near, False)

    def _pass(self, source: socket.socket, sink: socket.socket, up: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                if up:
                    self.up += len(piece)
                else:
                    self.down += len(piece)
                sink.sendall(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def counting_proxy(target: int) -> Iterator[CountingProxy]:
    proxy = CountingProxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
