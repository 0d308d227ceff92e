"""What is missing: entries, numbers, scans, units that are not heard of; and what was kept aside."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from head_office.services.night.rules import Rules
from head_office.store import figures
from head_office.store.engine import Connection
from mobile_unit.domain.entries import APPLICATION_SUBMITTED
from mobile_unit.domain.numbers import application_number, is_application_number, journal_of


def look(connection: Connection, day: date, rules: Rules) -> dict[str, Any]:
    def before(days: int) -> str:
        return (day - timedelta(days=days)).isoformat()

    aside = figures.aside(connection)
    return {
        "journals": figures.journals_short(connection),
        "numbers": _numbers_missing(connection, before(rules.numbers_days), aside),
        "scans": list(figures.lacking_scans(connection, before(rules.scans_days - 1))),
        "silent": _silent(connection, day, rules.silent_days),
        "aside": [
            {name: row[name] for name in row if name not in ("raw", "returned")}
            for row in aside
            if not row["returned"]
        ],
        "forks": figures.forks(connection),
        "clocks": _clocks(connection, before(rules.clock_days)),
    }


def _silent(connection: Connection, day: date, days: int) -> list[dict[str, Any]]:
    """Units of which nothing arrived for so many days; one that is new is waited for as long."""
    silent = []
    for unit in figures.heard(connection):
        last = unit["last_at"] or unit["since"]
        for_days = (day - date.fromisoformat(last[:10])).days
        if for_days >= days:
            silent.append({"unit": unit["code"], "last_at": unit["last_at"], "days": for_days})
    return sorted(silent, key=lambda row: (-row["days"], row["unit"]))


def _numbers_missing(
    connection: Connection, since: str, aside: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Numbers that a laptop must have given, for it gave later ones of the same day, and that never came.

    Those of entries that were kept aside came.
    """
    numbers = [*figures.numbers_since(connection, since), *numbers_of(aside)]
    return sorted(skipped(numbers, since), key=lambda row: (row["day"], row["number"]))


def skipped(numbers: Iterable[str], since: str) -> list[dict[str, Any]]:
    """The numbers before the last one of each laptop's day that are not among ``numbers``, from a day on."""
    given: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for number in numbers:
        given[_run_of(number)].add(_serial_of(number))
    missing = []
    for (unit, letter, mark, day), serials in given.items():
        on = _date_of(day)
        if on is None or on.isoformat() < since:
            continue
        for serial in sorted(set(range(1, max(serials))) - serials):
            number = application_number(unit, letter, on, serial, mark)
            missing.append({"number": number, "unit": unit, "day": on.isoformat()})
    return missing


def _date_of(day: str) -> date | None:
    """None for what is no day: an entry that was kept aside may say anything."""
    try:
        return date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
    except ValueError:
        return None


def _run_of(number: str) -> tuple[str, str, str, str]:
    """(unit, letter, mark, day) that a number counts in."""
    return (*journal_of(number), number.split("-")[1])


def _serial_of(number: str) -> int:
    mark = journal_of(number)[2]
    return int(number.split("-")[2].removeprefix(mark))


def numbers_of(aside: Iterable[Mapping[str, Any]]) -> list[str]:
    """The numbers of submissions that were kept aside, as far as they have one."""
    found = []
    for row in aside:
        if row["kind"] != APPLICATION_SUBMITTED:
            continue
        try:
            number = json.loads(bytes(row["raw"]))["body"]["number"]
        except (KeyError, TypeError, ValueError):
            continue
        if isinstance(number, str) and is_application_number(number):
            found.append(number)
    return found


def _clocks(connection: Connection, since: str) -> list[dict[str, Any]]:
    """Laptops whose clock was in doubt when they last opened a day, since a day."""
    doubts = []
    for unit, received_at, raw in figures.openings(connection):
        clock = json.loads(raw)["body"].get("clock")
        if clock is not None and received_at >= since:
            doubts.append({"unit": unit, "at": received_at, **clock})
    return doubts
