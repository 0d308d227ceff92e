"""What TCP proxies on loopback share: taking connections, threads that pass bytes, and an end of both."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class LoopbackProxy:
    """Listens on ``port`` and joins each connection to one with ``target``; ``connections`` counts them."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.connections = 0
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def cut(self) -> None:
        """Break every connection there is; new ones are taken."""
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(10)
        for end in self._open:
            end.close()

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        """Start passing bytes between the two."""
        raise NotImplementedError

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    near.close()
                    continue
                self.connections += 1
                self._open += [near, far]
                self._join(near, far)
