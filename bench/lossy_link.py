"""A village's link between two network namespaces, in user space: rate, delay, loss, a short queue.

Two TUN devices, one in each namespace, and a loop between them that carries whole IP packets, so that the
kernel's own TCP meets what netem would do to it where the machine has no netem. Needs root and /dev/net/tun.
"""

from __future__ import annotations

import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import threading
import time
from dataclasses import dataclass, field

_TUNSETIFF, _TUN_WITHOUT_HEADER = 0x400454CA, 0x1001
MTU = 1400


def sh(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


@dataclass
class Way:
    """One direction; ``carried`` are bytes put on the link, lost ones among them."""

    source: int
    sink: int
    free_at: float = 0.0
    carried: int = 0
    lost: int = 0
    dropped: int = 0
    flying: list[tuple[float, int, bytes]] = field(default_factory=list)


class LossyLink:
    """``near`` and ``far`` are namespaces, 10.77.0.1 and 10.77.0.2; a context."""

    NEAR, FAR = "10.77.0.1", "10.77.0.2"

    def __init__(self, rate: int = 100_000, delay: float = 0.3, loss: float = 0.03, queue: int = 40) -> None:
        self.near, self.far = f"wk-near-{os.getpid()}", f"wk-far-{os.getpid()}"
        self._rate, self._delay, self._loss = rate, delay, loss
        self._room = queue * MTU * 8 / rate
        self._random = random.Random(7)
        self._stop = threading.Event()

    def __enter__(self) -> LossyLink:
        ends = [self._end(self.near, self.NEAR, self.FAR), self._end(self.far, self.FAR, self.NEAR)]
        self.up, self.down = Way(ends[0], ends[1]), Way(ends[1], ends[0])
        self._thread = threading.Thread(target=self._carry)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()
        for end in (self.up.source, self.down.source):
            os.close(end)
        for space in (self.near, self.far):
            subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)

    def _end(self, space: str, here: str, there: str) -> int:
        """A TUN device that lives in a namespace while we hold its other side."""
        name = f"wk{os.getpid() % 10_000}{here[-1]}"
        end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH", name.encode(), _TUN_WITHOUT_HEADER))
        sh("ip", "netns", "add", space)
        sh("ip", "link", "set", name, "netns", space)
        within = ("ip", "netns", "exec", space)
        sh(*within, "ip", "addr", "add", here, "peer", there, "dev", name)
        sh(*within, "ip", "link", "set", name, "mtu", str(MTU), "up")
        sh(*within, "ip", "link", "set", "lo", "up")

        return end

    def _carry(self) -> None:
        while not self._stop.is_set():
            due = [way.flying[0][0] for way in (self.up, self.down) if way.flying]
            wait = min([0.2, *(moment - time.monotonic() for moment in due)])
            ready, _w, _x = select.select([self.up.source, self.down.source], [], [], max(0.0, wait))
            for way in (self.up, self.down):
                if way.source in ready:
                    self._take(way)
                self._deliver(way)

    def _take(self, way: Way) -> None:
        now = time.monotonic()
        while True:
            try:
                packet = os.read(way.source, 4096)
            except BlockingIOError:
                return
            if way.free_at - now > self._room:
                way.dropped += 1
                continue
            way.free_at = max(way.free_at, now) + len(packet) * 8 / self._rate
            way.carried += len(packet)
            if self._random.random() < self._loss:
                way.lost += 1
                continue
            heapq.heappush(way.flying, (way.free_at + self._delay, way.carried, packet))

    @staticmethod
    def _deliver(way: Way) -> None:
        while way.flying and way.flying[0][0] <= time.monotonic():
            os.write(way.sink, heapq.heappop(way.flying)[2])
