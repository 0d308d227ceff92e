"""The queue in the hall: a ticket for everybody who comes, and who is called next."""

from __future__ import annotations

from docs.example_day.camera import Camera
from docs.example_day.counter import Counter


class Hall:
    """``tickets`` are the lines of the applications by the ticket that leads to them; ``missed`` is the one
    whose holder was not there when first called."""

    def __init__(self, counter: Counter, camera: Camera) -> None:
        self._counter, self._camera = counter, camera
        self._script = counter.stage.script
        self.tickets: dict[int, int] = {}
        self.missed: int | None = None

    def arrive(self, line: int) -> None:
        """Who is on the visit's list takes a ticket for that; some go first."""
        queue, record = self._counter.unit.queue, self._script.application(line)
        reason = record["answers"].get("vulnerable_group")
        name = record["applicant"]["full_name"]
        booked = (each for each in queue.look().booked if not each.is_consumed)
        mine = next((each for each in booked if each.full_name == name), None)
        if mine is not None:
            slip = queue.take_for(mine.plan, mine.id, reason)
        else:
            slip = queue.take(queue.rules.kind_of(record["service"]).key, reason)
        self.tickets[slip.ticket] = line
        if self._camera.is_on and "nomor-antrean" not in self._camera.taken:
            self._camera.paper("nomor-antrean", queue.slip_pdf(slip, "id"))

    def call(self) -> tuple[int, int]:
        """The ticket and the line of whose turn it is, who is at the counter now. Who was missed has come
        back by the next call."""
        queue = self._counter.unit.queue
        called = queue.call_next()
        assert called is not None, "nobody waits"
        line = self.tickets[called.id]
        if line == self._script.said["not_there_at_first"] and self.missed is None:
            queue.miss(called.id)
            self.missed = called.id
            turn = self.call()
            queue.come_back(called.id)
            return turn
        queue.begin(called.id)
        return called.id, line
