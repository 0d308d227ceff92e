"""What was applied for, billed and paid, by fee line and service, in whole rupiah."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from head_office.store import figures
from head_office.store.engine import Connection

APPLIED, BILLED, PAID = "applied", "billed", "paid"
STEPS = (APPLIED, BILLED, PAID)


def period_of(day: date) -> date:
    """The first of the month of the day before: on the first of a month all of the last one."""
    return (day - timedelta(days=1)).replace(day=1)


def look(connection: Connection, since: date) -> dict[str, Any]:
    """The fee lines of what was submitted since a day, referrals left out.

    ``applied`` counts every line of the newest versions, also of what was withdrawn since. ``billed`` and
    ``paid`` are what the billing codes are for where those are recorded, and otherwise the lines of what is
    or was in these states. ``count`` is lines, ``amount`` rupiah.
    """
    first = since.isoformat()
    payments = figures.payments_since(connection, first)
    paid = figures.once_in(connection, "paid", first)
    billed = figures.once_in(connection, "awaiting_payment", first) | paid
    lines: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    applications: dict[str, int] = defaultdict(int)
    for application, service, _state, raw in figures.entries_since(connection, first):
        body = json.loads(raw)["body"]
        if body.get("referred"):
            continue
        applications[service] += 1
        own = [(fee["code"], fee["amount"]) for fee in body["fees"]]
        bill, is_paid = payments.get(application, ("[]", application in paid))
        charged = _lines(bill) or own
        _add(lines, service, APPLIED, own)
        if application in payments or application in billed:
            _add(lines, service, BILLED, charged)
        if is_paid or application in paid:
            _add(lines, service, PAID, charged)
    return {
        "since": first,
        "applications": dict(sorted(applications.items())),
        "lines": _rows(lines),
        "total": {
            step: {
                "count": sum(count for key, (count, _a) in lines.items() if key[2] == step),
                "amount": sum(amount for key, (_c, amount) in lines.items() if key[2] == step),
            }
            for step in STEPS
        },
    }


def _add(
    lines: dict[tuple[str, str, str], list[int]], service: str, step: str, charged: list[tuple[str, int]]
) -> None:
    for code, amount in charged:
        lines[service, code, step][0] += 1
        lines[service, code, step][1] += amount


def _lines(raw: str) -> list[tuple[str, int]]:
    """The lines that a billing code is for."""
    return [(str(each["code"]), int(each["amount"])) for each in json.loads(raw)]


def _rows(lines: dict[tuple[str, str, str], list[int]]) -> list[dict[str, Any]]:
    found = sorted({key[:2] for key in lines})
    return [
        {"service": service, "code": code}
        | {
            step: dict(zip(("count", "amount"), lines.get((service, code, step), (0, 0)), strict=True))
            for step in STEPS
        }
        for service, code in found
    ]
