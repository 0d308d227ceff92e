"""How much to send at once over a link that nobody knows before."""

from __future__ import annotations

from dataclasses import dataclass

TARGET_SECONDS = 8.0
TOGETHER = 4


@dataclass
class Fitting:
    """``size`` is what the link carries in about eight seconds: a cut or a stop then costs little, waiting
    for answers hardly anything."""

    size: int
    smallest: int
    largest: int

    def learn(self, sent: int, seconds: float) -> None:
        """A short piece says how long an answer takes rather than how fast the link is: it is not heard."""
        if sent < self.size and seconds < 2 * TARGET_SECONDS:
            return
        fits = int(sent / max(seconds, 0.001) * TARGET_SECONDS)
        self.size = max(self.smallest, min(fits, 2 * self.size, self.largest))

    def cut(self) -> None:
        """A piece did not arrive whole: the next try is a smaller one."""
        self.size = max(self.smallest, self.size // 2)

    def has_room(self, taken: int, more: int) -> bool:
        """Whether ``more`` goes along with what was taken together: a piece that can be stopped within, and
        of which all counts that arrived, may be several times the size: its answer is waited for once."""
        return taken + more <= min(TOGETHER * self.size, self.largest)

    def next_of(self, left: int) -> int:
        """The size of the next piece of so much; a small remainder goes along, since waiting for one more
        answer costs more."""
        return left if left <= min(3 * self.size // 2, self.largest) else self.size
