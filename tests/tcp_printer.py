"""A thermal printer with a network plug, on loopback: takes bytes, answers questions, can be switched off."""

from __future__ import annotations

import socket
import struct
import threading

READY, NO_PAPER = 0x12, 0x72


class TcpPrinter:
    """``answers``: like most, it tells its state when asked; ``off_after``: so many bytes, then the plug is
    pulled; ``paper``: what it says of its paper."""

    def __init__(self, *, answers: bool = True) -> None:
        self.answers = answers
        self.off_after: int | None = None
        self.paper = READY
        self.jobs: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """Off, for good."""
        # a connection wakes the thread that waits for one
        self._listening_is_over = True
        with socket.create_connection(self._listening.getsockname()):
            pass
        self._thread.join()

    _listening_is_over = False

    def _serve(self) -> None:
        with self._listening:
            while True:
                line, _address = self._listening.accept()
                if self._listening_is_over:
                    line.close()
                    return
                with line:
                    try:
                        self._take(line)
                    except OSError:
                        continue

    def _take(self, line: socket.socket) -> None:
        received = b""
        asked_for_paper = asked_in_turn = 0
        while part := line.recv(512):
            received += part
            if self.off_after is not None and len(received) > self.off_after:
                # gone at once, as a printer without current is once the line notices
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            if self.answers:
                while received.count(b"\x10\x04\x04") > asked_for_paper:
                    asked_for_paper += 1
                    line.sendall(bytes([self.paper]))
                while received.count(b"\x1dr\x01") > asked_in_turn:
                    asked_in_turn += 1
                    line.sendall(b"\x00")
        job = received.replace(b"\x10\x04\x04", b"").replace(b"\x1dr\x01", b"")
        if job:
            self.jobs.append(job)
