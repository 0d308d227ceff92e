"""A working day as its entries tell it: who stood at the counter, its pauses, who signed it off.

A day is the calendar day of the counter's clock. It is closed for good only until the next application:
nothing ever blocks taking one, so a closed day opens again by itself and is closed once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from mobile_unit.domain.entries import (
    VISIT_CLOSED,
    VISIT_OPENED,
    VISIT_PAUSED,
    VISIT_REOPENED,
    VISIT_RESUMED,
    Entry,
)

OPEN, PAUSED, CLOSED = "open", "paused", "closed"
STATES = (OPEN, PAUSED, CLOSED)


@dataclass(frozen=True, slots=True)
class Person:
    """An officer as an entry names them."""

    nip: str
    name: str


@dataclass(frozen=True, slots=True)
class Pause:
    """From when till when, ISO; ``until`` is None while it lasts."""

    since: str
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What a day's entries say. ``closings`` are its ``visit.closed`` entries, the last one last;
    ``reopened_at`` is set while the day is open again after one."""

    state: str | None = None
    present: tuple[Person, ...] = ()
    pauses: tuple[Pause, ...] = ()
    closings: tuple[Entry, ...] = ()
    reopened_at: str | None = None

    @property
    def paused_since(self) -> str | None:
        return self.pauses[-1].since if self.state == PAUSED else None


def story_of(entries: Iterable[Entry]) -> Story:
    """Read a day's entries in the order of the journal (clocks may have been set back in between)."""
    story = Story()
    for entry in entries:
        story = _next(story, entry)
    return story


def _next(story: Story, entry: Entry) -> Story:
    if entry.kind == VISIT_PAUSED:
        if story.state == PAUSED:
            return story
        return replace(story, state=PAUSED, pauses=(*story.pauses, Pause(entry.at)))
    story = _end_pause(story, entry.at)
    if entry.kind == VISIT_OPENED:
        new = (Person(who["nip"], who["name"]) for who in entry.body.get("officers", ()))
        present = dict.fromkeys((*story.present, *new))
        return replace(story, state=OPEN, present=tuple(present))
    if entry.kind == VISIT_RESUMED:
        return replace(story, state=OPEN)
    if entry.kind == VISIT_CLOSED:
        return replace(story, state=CLOSED, closings=(*story.closings, entry), reopened_at=None)
    if entry.kind == VISIT_REOPENED:
        return replace(story, state=OPEN, reopened_at=entry.at)
    return story


def _end_pause(story: Story, at: str) -> Story:
    if story.state != PAUSED:
        return story
    return replace(story, pauses=(*story.pauses[:-1], replace(story.pauses[-1], until=at)))


def is_alone(present: Collection[str], active: Collection[str]) -> bool:
    """Whether one officer was there by themselves, or the unit has no other (NIPs).

    Where nobody wrote down who was there, ``present`` is everyone who works in the unit.
    """
    return len(set(present)) <= 1 or len(set(active)) <= 1


def may_sign(signer: str, takers: Collection[str], *, alone: bool) -> bool:
    """Four eyes: who took all of a day's applications doesn't sign for them, unless nobody else is there."""
    return alone or set(takers) != {signer}
