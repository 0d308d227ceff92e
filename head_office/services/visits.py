"""What the entries of a unit's day must look like; ValueError, KeyError or TypeError says it does not. What a
closing counted is kept, to be held against what arrives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from head_office.office import HeadOffice
from head_office.store import closings
from head_office.store.engine import Connection
from mobile_unit.domain.entries import Entry, require_moment
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.reconciliation import KINDS

_COUNTS = (
    *("submitted", "in_journal", "receipted", "print_failed", "corrected", "withdrawn", "referred"),
    *("drafts", "old_drafts", "waiting", "scans_waiting"),
)
_LONGEST_REASON = 200
_MOST_LISTED = 200
_MOST_COUNTED = 1_000_000


def require_opened(body: Mapping[str, Any]) -> None:
    """A unit of 0.1.0 names the place only."""
    _require(is_record_id(body["id"]))
    _require_text(body["place"], body["place_name"])
    if "day" in body:
        date.fromisoformat(body["day"])
        _require_people(body["officers"])
        _require(body["printer"] is None or isinstance(body["printer"], str))
        if body["clock"] is not None:
            _require(body["clock"]["kind"] in ("went_back", "ahead", "behind"))
            _require_count(body["clock"]["seconds"])


def require_turn(body: Mapping[str, Any]) -> None:
    """A pause, its end, or a reopening."""
    _require(body["visit"] is None or is_record_id(body["visit"]))
    date.fromisoformat(body["day"])
    _require(isinstance(body.get("by_itself", False), bool))
    reason = body.get("reason")
    _require(reason is None or (isinstance(reason, str) and len(reason) <= _LONGEST_REASON))


def require_forgotten(body: Mapping[str, Any]) -> None:
    """The lists of planned visits that a unit took off its laptop."""
    _require(set(body) == {"until", "visits"})
    date.fromisoformat(body["until"])
    _require(isinstance(body["visits"], list) and all(is_record_id(each) for each in body["visits"]))


def require_closed(body: Mapping[str, Any]) -> None:
    """Counts are whole numbers, and nobody signs alone for what they took themselves without saying so."""
    require_turn(body)
    require_moment(body["closed_at"])
    _require_text(body["unit"]["code"], body["unit"]["name"], body["catalogue"])
    _require(body["counts"].keys() == set(_COUNTS))
    _require_count(
        *body["counts"].values(),
        body.get("saved_only", 0),
        body["closing"],
        body["wrong_pins"],
        body["exceptions_in_all"],
    )
    _require(max(body["closing"], body["counts"]["submitted"]) < _MOST_COUNTED)
    _require_lists(body)
    _require_people([*body["officers"], *body["takers"], body["officer"], body["signer"]])
    _require(isinstance(body["alone"], bool))
    took_all = {taker["nip"] for taker in body["takers"]} == {body["signer"]["nip"]}
    _require(body["alone"] == took_all)


def closed(_office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """A day was held against itself and signed."""
    body = entry.body
    require_closed(body)
    closings.keep(
        connection,
        unit=unit,
        journal=entry.journal,
        day=date.fromisoformat(body["day"]).isoformat(),
        closing=body["closing"],
        closed_at=body["closed_at"],
        counted=body["counts"]["submitted"],
    )


def _require_lists(body: Mapping[str, Any]) -> None:
    _require(len(body["exceptions"]) <= _MOST_LISTED and len(body["drafts"]) <= _MOST_LISTED)
    for stop in body["places"]:
        _require_text(stop["code"], stop["name"])
        datetime.fromisoformat(stop["since"])
    for pause in body["pauses"]:
        datetime.fromisoformat(pause["since"])
        datetime.fromisoformat(pause["until"])
    for row in body["services"]:
        _require_text(row["service"])
        _require_count(row["count"], row.get("referred", 0))
    for fee in body["fees"]:
        _require_text(fee["code"])
        _require_count(fee["count"], fee["amount"])
    for taker in body["takers"]:
        _require_count(taker["count"])
    for one in body["exceptions"]:
        _require(one["kind"] in KINDS)
        _require(is_record_id(one["application"]))
        _require_text(one["number"])
    for draft in body["drafts"]:
        _require_text(draft["id"])
        if draft["service"] != "":  # a line of a file that could not be read has none
            _require_text(draft["service"])
        datetime.fromisoformat(draft["updated_at"])


def _require_people(people: list[Mapping[str, Any]]) -> None:
    for person in people:
        _require_text(person["nip"], person["name"])


def _require_text(*values: object) -> None:
    _require(all(isinstance(value, str) and 0 < len(value) <= 300 for value in values))


def _require_count(*values: object) -> None:
    _require(all(type(value) is int and value >= 0 for value in values))


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("shape")
