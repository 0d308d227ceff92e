"""What the office may end for want of anybody doing something: proposed by night, done by people only."""

from __future__ import annotations

from datetime import date
from typing import Any

from head_office.services.night.rules import Rules
from head_office.store import figures
from head_office.store.engine import Connection


def look(connection: Connection, day: date, rules: Rules) -> list[dict[str, Any]]:
    """Each with number, unit, what is proposed, why and on what legal basis, the longest waiting first."""
    found = []
    for rule in rules.proposals:
        for row in figures.waiting(connection, rule.states):
            since = row["anew"] if rule.anew else row["since"]
            if since is None:  # no decision says so: it was put there by no hand of ours
                continue
            began = date.fromisoformat(since[:10])
            if day < rule.over_on(began):
                continue
            found.append(
                {
                    "kind": rule.kind,
                    "id": row["id"],
                    "number": row["number"],
                    "unit": row["unit"],
                    "service": row["service"],
                    "state": row["state"],
                    "since": began.isoformat(),
                    "days": (day - began).days,
                    "proposed": rule.proposed,
                    "reason": rule.reason.as_dict(),
                    "legal_basis": rule.legal_basis,
                    "confirmed": rule.confirmed,
                }
            )
    return sorted(found, key=lambda row: (-row["days"], row["number"]))
