"""A visit that head office plans: when, where, by whom, for which group, and who is booked for it.

Both sides write and read it here. A plan is always told whole; the one with the higher revision counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.visits import Person

MOST_BOOKED = 200
"""On one day at one counter; it bounds what a plan weighs on a thin link."""
MOST_QUOTA = 500
LONGEST_NAME, LONGEST_GROUP, LONGEST_NOTE = 100, 100, 300
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_NIK = re.compile(r"\d{16}", re.ASCII)
_SERVICE = re.compile(r"[a-z0-9_.]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Booking:
    """Somebody who is to come; ``nik`` is "" where none was given, ``service`` and ``hour`` (09:30) None."""

    id: str
    full_name: str
    nik: str
    service: str | None = None
    hour: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """``place`` is a kecamatan's or village's code, ``day`` ISO. One that is ``cancelled`` books nobody."""

    id: str
    revision: int
    day: str
    place: str
    place_name: str
    officers: tuple[Person, ...] = ()
    quota: int | None = None
    group: str = ""
    note: str = ""
    bookings: tuple[Booking, ...] = ()
    cancelled: bool = False

    def as_body(self) -> dict[str, Any]:
        """As the feed says it."""
        return {
            "id": self.id,
            "revision": self.revision,
            "cancelled": self.cancelled,
            "date": self.day,
            "place": {"code": self.place, "name": self.place_name},
            "officers": [{"nip": person.nip, "name": person.name} for person in self.officers],
            "quota": self.quota,
            "group": self.group,
            "note": self.note or None,
            "bookings": [
                {
                    "id": each.id,
                    "name": each.full_name,
                    "nik": each.nik,
                    "service": each.service,
                    "hour": each.hour,
                }
                for each in self.bookings
            ],
        }

    def as_row(self) -> dict[str, Any]:
        """As a store keeps it beside its id; each says in a way of its own that it is cancelled."""
        return {
            "revision": self.revision,
            "day": self.day,
            "place": self.place,
            "place_name": self.place_name,
            "officers": json.dumps([[each.nip, each.name] for each in self.officers], ensure_ascii=False),
            "quota": self.quota,
            "group_name": self.group,
            "note": self.note,
        }

    def booking_rows(self) -> list[dict[str, Any]]:
        """As a store keeps its list, in its order."""
        return [
            {
                "visit": self.id,
                "position": position,
                "id": each.id,
                "full_name": each.full_name,
                "nik": each.nik,
                "service": each.service,
                "hour": each.hour,
            }
            for position, each in enumerate(self.bookings)
        ]

    def called_off(self) -> Plan:
        """The next revision, which says that nobody comes and names nobody."""
        return replace(self, revision=self.revision + 1, bookings=(), note="", cancelled=True)


def read_plan(body: Mapping[str, Any]) -> Plan:
    """Raises ValueError for what is no plan."""
    try:
        plan = Plan(
            body["id"],
            body["revision"],
            date.fromisoformat(body["date"]).isoformat(),
            body["place"]["code"],
            body["place"]["name"],
            tuple(Person(each["nip"], each["name"]) for each in body["officers"]),
            body["quota"],
            body["group"],
            body["note"] or "",
            tuple(
                Booking(each["id"], each["name"], each["nik"], each["service"], each["hour"])
                for each in body["bookings"]
            ),
            body["cancelled"],
        )
        _require(plan)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("plan") from error
    return plan


def plan_of_row(row: Mapping[str, Any], bookings: tuple[Booking, ...], *, cancelled: bool) -> Plan:
    """A plan as ``as_row`` wrote it, with as much of its list as was read."""
    return Plan(
        row["id"],
        row["revision"],
        row["day"],
        row["place"],
        row["place_name"],
        tuple(Person(*each) for each in json.loads(row["officers"])),
        row["quota"],
        row["group_name"],
        row["note"],
        bookings,
        cancelled,
    )


def is_nik(text: str) -> bool:
    """Sixteen digits; whether they are somebody's is found out at the counter."""
    return _NIK.fullmatch(text) is not None


def is_hour(text: str) -> bool:
    return _HOUR.fullmatch(text) is not None


def _require(plan: Plan) -> None:
    holds = (
        is_record_id(plan.id),
        type(plan.revision) is int and 0 < plan.revision < 2**31,
        type(plan.cancelled) is bool,
        plan.quota is None or (type(plan.quota) is int and 0 < plan.quota <= MOST_QUOTA),
        all(0 < len(text) <= LONGEST_NAME for text in (plan.place, plan.place_name)),
        len(plan.group) <= LONGEST_GROUP and len(plan.note) <= LONGEST_NOTE,
        all(0 < len(each.nip) <= 30 and 0 < len(each.name) <= LONGEST_NAME for each in plan.officers),
        len(plan.bookings) <= MOST_BOOKED,
        all(_is_booking(each) for each in plan.bookings),
        len({each.id for each in plan.bookings}) == len(plan.bookings),
    )
    if not all(holds):
        raise ValueError("plan")


def _is_booking(each: Booking) -> bool:
    return bool(
        is_record_id(each.id)
        and 0 < len(each.full_name) <= LONGEST_NAME
        and (each.nik == "" or is_nik(each.nik))
        and (each.service is None or _SERVICE.fullmatch(each.service))
        and (each.hour is None or is_hour(each.hour))
    )
