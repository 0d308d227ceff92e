"""The day as data: ``resources/example_day``, in which everybody is invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from mobile_unit.clock import JAKARTA
from mobile_unit.resources import resource


@dataclass(frozen=True)
class Script:
    """``said`` is ``day.json``; ``applications`` are the lines of ``applications.jsonl`` in order."""

    said: dict[str, Any]
    applications: tuple[dict[str, Any], ...]

    @classmethod
    def load(cls) -> Script:
        lines = resource("example_day", "applications.jsonl").read_text("utf-8").splitlines()
        said = json.loads(resource("example_day", "day.json").read_text("utf-8"))
        return cls(said, tuple(json.loads(line) for line in lines))

    @cached_property
    def day(self) -> date:
        return date.fromisoformat(self.said["date"])

    @property
    def steps(self) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
        """(when, what, with what) in the order of the timetable."""
        for step in self.said["timetable"]:
            more = {key: value for key, value in step.items() if key not in ("day", "at", "do")}
            yield self.at(step["at"], step["day"]), step["do"], more

    def at(self, hour: str, days_later: int = 0) -> datetime:
        return datetime.combine(self.day + timedelta(days=days_later), time.fromisoformat(hour), JAKARTA)

    def application(self, line: int) -> dict[str, Any]:
        """A line of the applications, counted from 1."""
        return self.applications[line - 1]

    def officer(self, who: str) -> dict[str, str]:
        return dict(self.said["officers"][who])

    def booked(self) -> list[dict[str, str]]:
        """Who is on the visit's list, each with an hour."""
        visit = self.said["visit"]
        begins = self.at(visit["from"])
        return [
            {
                "full_name": record["applicant"]["full_name"],
                "nik": record["applicant"].get("nik", ""),
                "service": record["service"],
                "hour": f"{begins + timedelta(minutes=place * visit['minutes']):%H:%M}",
            }
            for place, record in enumerate(self.applications[: visit["booked"]])
        ]
