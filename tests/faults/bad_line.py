"""A TCP proxy on loopback that does to a line what bad ones do: cuts, flips, trickles, says things twice."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.loopback_proxy import LoopbackProxy

UP, DOWN = "up", "down"
_ABRUPTLY = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Fault:
    """What goes wrong at byte ``at`` (from 0, over all connections since the fault was set) in one direction.

    ``kind``: ``cut`` resets the connection before that byte, ``end`` closes it politely there, ``flip``
    changes ``bit`` of it. Where nobody says anything for ``patience`` seconds, the line is cut.
    """

    kind: str
    direction: str
    at: int
    bit: int = 0
    patience: float = 60.0


class BadLine(LoopbackProxy):
    """``passed`` counts the bytes in each direction since ``set``, ``heard`` is what went up then, a
    connection each, ``answered`` all that came down."""

    def __init__(self, target: int) -> None:
        self._lock = threading.Lock()
        self.trickles = False
        self.set(None)
        super().__init__(target)

    def set(self, fault: Fault | None) -> None:
        """Begin anew with this fault, or as a good line."""
        with self._lock:
            self.fault = fault
            self.happened = False
            self.passed = {UP: 0, DOWN: 0}
            self.heard: list[bytearray] = []
            self.answered = bytearray()

    def say_again(self) -> None:
        """Send everything that went up since ``set`` once more, as a stranger who listened would."""
        for words in list(self.heard):
            with socket.create_connection(("127.0.0.1", self._target)) as again:
                again.settimeout(0.5)
                again.sendall(bytes(words))
                with suppress(OSError):
                    while again.recv(65536):
                        pass

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.fault is not None:
                end.settimeout(self.fault.patience)
        words = bytearray()
        self.heard.append(words)
        self._start(self._pass, near, far, UP, words)
        self._start(self._pass, far, near, DOWN, self.answered)

    def _pass(self, source: socket.socket, sink: socket.socket, direction: str, words: bytearray) -> None:
        abruptly = False
        with suppress(OSError):
            while piece := source.recv(65536):
                words += piece
                piece, abruptly, goes_on = self._spoil(piece, direction)
                if self.trickles:
                    for byte in piece:
                        sink.sendall(bytes([byte]))
                else:
                    sink.sendall(piece)
                if not goes_on:
                    break
        for end in (source, sink):
            with suppress(OSError):
                if abruptly:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABRUPTLY)
                end.shutdown(socket.SHUT_RDWR)

    def _spoil(self, piece: bytes, direction: str) -> tuple[bytes, bool, bool]:
        """(what still passes, whether the line is reset after it, whether it goes on)."""
        with self._lock:
            begin = self.passed[direction]
            self.passed[direction] += len(piece)
            fault = self.fault
            if fault is None or fault.direction != direction:
                return piece, False, True
            at = fault.at - begin
            if not 0 <= at < len(piece):
                return piece, False, True
            self.happened = True
            if fault.kind == "flip":
                return piece[:at] + bytes([piece[at] ^ (1 << fault.bit)]) + piece[at + 1 :], False, True
            return piece[:at], fault.kind == "cut", False


@contextmanager
def bad_line(target: int) -> Iterator[BadLine]:
    line = BadLine(target)
    try:
        yield line
    finally:
        line.close()
