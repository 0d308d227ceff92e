"""What head office destroyed goes from what this laptop heard of it; stand-ins keep the places."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from mobile_unit.domain.states import FINAL
from mobile_unit.store import application_times, applications, destroyed, inbox, purge, requests, settings
from mobile_unit.store.engine import Connection
from mobile_unit.sync import wire


def take(connection: Connection, seq: int, body: Mapping[str, Any]) -> None:
    """Do what feed entry ``seq`` says, within the caller's transaction: each entry that it names is emptied
    here too, and what is known of the record beside the feed is put on the list of what has to go.

    Raises ValueError, KeyError or TypeError for what is not as head office says it.
    """
    of, record = str(body["of"]), str(body["id"])
    empty(connection, body)
    purge.forget_aside(connection, of, record)
    _end(connection, record, body)
    destroyed.note(connection, seq, of, record)


def _end(connection: Connection, application: str, body: Mapping[str, Any]) -> None:
    """An application is over, though the word that decided it may be one of the destroyed."""
    state, at = body.get("state"), str(body.get("decided_at"))
    if state in FINAL:
        applications.set_status(connection, application, state)
        application_times.reached(connection, application, state, at)
        requests.close_all(connection, application, at)


def empty(connection: Connection, body: Mapping[str, Any]) -> None:
    """Put the stand-ins in their places, all or none; raises as ``take`` does."""
    key = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
    unit = settings.get(connection, settings.UNIT)["code"]
    found = [(wire.check_place(key, said), str(said["signature"])) for said in body["entries"]]
    if not all(place.stands_in and inbox.is_at(connection, unit, place) for place, _signature in found):
        raise ValueError("stand-in")
    for place, signature in found:
        inbox.put_stand_in(connection, place, signature)


def take_what_waited(connection: Connection, seq: int) -> None:
    """The same of an entry that an older program kept without knowing what it says; what can't be done stays
    parked."""
    raw = inbox.parked(connection, seq)
    if raw is None:
        return
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        take(connection, seq, json.loads(raw)["body"])
        inbox.unpark(connection, seq)
