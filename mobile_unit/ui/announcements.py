"""What changed, said once; whoever shows it reloads itself."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Changes:
    """What a finished piece of work has changed. ``link`` is the connection's state and progress, ``news``
    what head office published, ``queue`` the queue at the counter."""

    applications: bool = False
    drafts: bool = False
    day: bool = False
    link: bool = False
    survey: bool = False
    news: bool = False
    complaints: bool = False
    queue: bool = False

    def touch(self, other: Changes) -> bool:
        """Whether both name the same thing."""
        return any(getattr(self, each.name) and getattr(other, each.name) for each in fields(self))
