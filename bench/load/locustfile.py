"""Units for locust: all are enrolled and have their day's work ready, then all sync at the same moment.

``python -m bench.load.run`` starts it; ``LOAD_PLAN`` names the file with the server and the codes.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import gevent
import gevent.lock
from gevent.event import Event
from locust import User, events, task
from locust.exception import StopUser

from bench.load.unit import SimulatedUnit

PLAN = json.loads(Path(os.environ["LOAD_PLAN"]).read_text("utf-8"))
_codes = iter(PLAN["codes"])
_all_ready = Event()
_enrolling = gevent.lock.BoundedSemaphore(20)
_ready: list[str] = []
_done: list[dict[str, Any]] = []
_failed: list[str] = []


def told(name: str, seconds: float, status: int, cause: str) -> None:
    """Locust counts it; to be asked to wait is an answer of its own, no failure."""
    waits = status in (429, 503)
    is_answer = waits or 200 <= status < 300 or status == 409
    events.request.fire(
        request_type="asked to wait" if waits else "answer",
        name=name,
        response_time=1000 * seconds,
        response_length=0,
        exception=None if is_answer else RuntimeError(cause or str(status)),
        context={},
    )


class Laptop(User):
    """One unit; it syncs once, and is done."""

    def on_start(self) -> None:
        seed, code = next(_codes)
        self.unit = SimulatedUnit(
            PLAN["url"], code, told, PLAN["applications"], PLAN["scan_bytes"], random.Random(seed)
        )
        with _enrolling:
            self.unit.enrol()
            self.unit.take()
        _ready.append(self.unit.unit)
        if len(_ready) == len(PLAN["codes"]):
            self.environment.stats.reset_all()
            _all_ready.set()
        _all_ready.wait()

    @task
    def night(self) -> None:
        began = gevent.get_hub().loop.now()
        try:
            self.unit.sync()
            _done.append(self.unit.left())
        except Exception as error:
            _failed.append(f"{self.unit.unit}: {type(error).__name__} {error}")
        gevent.get_hub().loop.update_now()
        events.request.fire(
            request_type="unit", name="everything handed in", response_length=0, exception=None, context={},
            response_time=1000 * (gevent.get_hub().loop.now() - began),
        )  # fmt: skip
        if len(_done) + len(_failed) == len(PLAN["codes"]):
            _tell(self.environment)
        raise StopUser


def _tell(environment: Any) -> None:
    answers = [
        {
            "kind": kind, "name": name, "count": entry.num_requests, "failures": entry.num_failures,
            "p50": entry.get_response_time_percentile(0.5), "p99": entry.get_response_time_percentile(0.99),
            "max": entry.max_response_time,
        }
        for (name, kind), entry in sorted(environment.stats.entries.items(), key=lambda item: item[0][::-1])
    ]  # fmt: skip
    errors = [f"{each.error} x{each.occurrences} {each.name}" for each in environment.stats.errors.values()]
    told_at = {"done": _done, "failed": _failed, "answers": answers, "errors": errors}
    Path(PLAN["result"]).write_text(json.dumps(told_at), "utf-8")
    environment.runner.quit()
