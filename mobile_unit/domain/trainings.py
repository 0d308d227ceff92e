"""Training of officers: what each attended, what somebody of a role needs, and what they lack on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.texts import Text

MOST_TRAININGS = 2000
MOST_HOURS = 400
LONGEST_LINE = 200
SOON_DAYS = 60
_KEY = re.compile(r"[a-z0-9_]{0,40}", re.ASCII)
_NIP = re.compile(r"[0-9A-Za-z.\-]{4,30}", re.ASCII)
_FIELDS = {"id", "nip", "title", "topic", "provider", "day", "hours", "certificate", "expires_on"}


@dataclass(frozen=True, slots=True)
class Training:
    """``hours`` are lesson hours (JP); ``topic`` is a key of the rules or "", ``expires_on`` "" where the
    certificate says nothing."""

    id: str
    nip: str
    title: str
    topic: str
    provider: str
    day: str
    hours: int
    certificate: str
    expires_on: str

    def as_body(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in sorted(_FIELDS)}


@dataclass(frozen=True, slots=True)
class Topic:
    """What ``roles`` need, again after so many ``months`` (0: once)."""

    key: str
    name: Text
    roles: tuple[str, ...]
    months: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody's training stands on a day: lesson hours of the year, topics that are lacking, and those
    that have to be renewed soon with their last day."""

    hours: int
    wanted: int
    lacking: tuple[Topic, ...]
    soon: tuple[tuple[Topic, date], ...]


def read_trainings(raw: object) -> tuple[Training, ...]:
    """Raises ValueError, KeyError or TypeError for what are none."""
    if not isinstance(raw, list) or len(raw) > MOST_TRAININGS:
        raise ValueError("trainings")
    found = tuple(Training(**each) for each in raw)
    for each in found:
        require(each)
    return found


def require(each: Training) -> None:
    lines = (each.title, each.provider, each.certificate)
    sound = (
        is_record_id(each.id)
        and _NIP.fullmatch(each.nip) is not None
        and _KEY.fullmatch(each.topic) is not None
        and all(isinstance(line, str) and len(line) <= LONGEST_LINE and "\0" not in line for line in lines)
        and bool(each.title.strip())
        and type(each.hours) is int
        and 0 < each.hours <= MOST_HOURS
    )
    if not sound:
        raise ValueError("training")
    date.fromisoformat(each.day)
    if each.expires_on and date.fromisoformat(each.expires_on) < date.fromisoformat(each.day):
        raise ValueError("expires before it begins")


def standing(
    trainings: Iterable[Training], role: str, topics: Sequence[Topic], wanted: int, today: date
) -> Standing:
    """Of one officer. What is to come does not count yet."""
    attended = [each for each in trainings if date.fromisoformat(each.day) <= today]
    hours = sum(each.hours for each in attended if date.fromisoformat(each.day).year == today.year)
    lacking, soon = [], []
    for topic in topics:
        if role not in topic.roles:
            continue
        ends = [_good_until(each, topic) for each in attended if each.topic == topic.key]
        last = max(ends, default=None)
        if last is None or last < today:
            lacking.append(topic)
        elif (last - today).days <= SOON_DAYS:
            soon.append((topic, last))
    return Standing(hours, wanted, tuple(lacking), tuple(soon))


def _good_until(each: Training, topic: Topic) -> date:
    """The last day; what ends first counts."""
    ends = [date.max]
    if each.expires_on:
        ends.append(date.fromisoformat(each.expires_on))
    if topic.months:
        ends.append(_months_later(date.fromisoformat(each.day), topic.months))
    return min(ends)


def _months_later(day: date, months: int) -> date:
    """The same day of the month, or its last one where there is none."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise ValueError("no such month")
