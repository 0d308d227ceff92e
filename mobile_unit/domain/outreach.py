"""Outreach (penyuluhan): an event as it is planned, and what came of it.

Of those who came only their number is kept; who signed the list on paper stays on paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.texts import Text

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
STATES: Mapping[str, Text] = {
    PLANNED: Text("Direncanakan", "Planned"),
    HELD: Text("Terlaksana", "Held"),
    CANCELLED: Text("Dibatalkan", "Cancelled"),
}

MOST_PHOTOS = 6
MOST_SPEAKERS = 10
MOST_QUESTIONS = 30
MOST_PEOPLE = 9999
LONGEST_LINE = 160
LONGEST_TEXT = 2000

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_PLACE = re.compile(r"\d\d\.\d\d\.\d\d(?:\.\d{4})?", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{1,30}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LONGEST_NAME = 200
_WHOLE = {
    *("id", "version", "said_at", "day", "starts", "place", "venue", "theme", "words", "audience"),
    *("speakers", "officer", "unit"),
}
_PLANNED = _WHOLE | {"cancelled"}
_HELD = _WHOLE | {"men", "women", "questions", "follow_up", "photos"}


@dataclass(frozen=True, slots=True)
class Plan:
    """``starts`` is ``09:00`` or "", ``place`` a village's code, ``theme`` a key of the list of themes, or ""
    where ``words`` say it."""

    day: str
    place: str
    theme: str
    words: str = ""
    starts: str = ""
    venue: str = ""
    audience: str = ""
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who came, counted; what they asked; what follows."""

    men: int
    women: int
    questions: tuple[str, ...] = ()
    follow_up: str = ""


def require_planned(body: Mapping[str, Any]) -> None:
    """Raises ValueError, KeyError or TypeError for what no unit writes."""
    _require(set(body) == _PLANNED)
    _require_event(body)
    _require(body["cancelled"] is None or _is_text(body["cancelled"], LONGEST_TEXT))


def require_purged(body: Mapping[str, Any]) -> None:
    """The same for which events' photos a unit removed."""
    _require(set(body) == {"until", "events", "photos", "bytes"})
    datetime.fromisoformat(body["until"])
    _require(all(is_record_id(each) for each in body["events"]))
    _require(all(type(body[name]) is int and body[name] >= 0 for name in ("photos", "bytes")))


def require_held(body: Mapping[str, Any]) -> None:
    """The same for what came of it."""
    _require(set(body) == _HELD)
    _require_event(body)
    _require(all(_is_count(body[name], MOST_PEOPLE) for name in ("men", "women")))
    questions = body["questions"]
    _require(isinstance(questions, list) and len(questions) <= MOST_QUESTIONS)
    _require(all(_is_text(each, LONGEST_TEXT) for each in questions))
    _require(_is_text(body["follow_up"], LONGEST_TEXT, empty=True))
    photos = body["photos"]
    _require(isinstance(photos, list) and len(photos) <= MOST_PHOTOS)
    for each in photos:
        _require(set(each) == {"sha256", "bytes", "media_type"})
        _require(_SHA256.fullmatch(each["sha256"]) is not None and each["media_type"] == "image/jpeg")
        _require(_is_count(each["bytes"], 10 * 1024 * 1024) and each["bytes"] > 0)
    _require(len({each["sha256"] for each in photos}) == len(photos))


def title_of(body: Mapping[str, Any], themes: Mapping[str, Text]) -> Text:
    """The theme in words."""
    known = themes.get(body["theme"])
    if known is None:
        return Text(body["words"] or body["theme"], body["words"] or body["theme"])
    if not body["words"]:
        return known
    return Text(f"{known.id}: {body['words']}", f"{known.en}: {body['words']}")


def _require_event(body: Mapping[str, Any]) -> None:
    _require(is_record_id(body["id"]) and _is_count(body["version"], 1_000_000) and body["version"] > 0)
    datetime.fromisoformat(body["said_at"])
    _require(date.fromisoformat(body["day"]).isoformat() == body["day"])
    _require(body["starts"] == "" or _TIME.fullmatch(body["starts"]) is not None)
    _require(set(body["place"]) == {"code", "name"} and _PLACE.fullmatch(body["place"]["code"]) is not None)
    _require(_is_text(body["place"]["name"], _LONGEST_NAME))
    _require(body["theme"] == "" or _KEY.fullmatch(body["theme"]) is not None)
    _require(bool(body["theme"] or body["words"]))
    for name in ("words", "venue", "audience"):
        _require(_is_text(body[name], LONGEST_LINE, empty=True))
    speakers = body["speakers"]
    _require(isinstance(speakers, list) and len(speakers) <= MOST_SPEAKERS)
    _require(all(_is_text(each, LONGEST_LINE) for each in speakers))
    for person, names in ((body["officer"], {"nip", "name"}), (body["unit"], {"code", "name"})):
        _require(set(person) == names and all(_is_text(each, _LONGEST_NAME) for each in person.values()))


def _is_text(value: object, longest: int, *, empty: bool = False) -> bool:
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        return False
    return empty or bool(value.strip())


def _is_count(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("shape")
