"""What was said to units of a destroyed record goes from their feeds; a signed stand-in keeps its place, and
the units are told, so that it goes from their laptops too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from head_office.office import HeadOffice
from head_office.services import trainings
from head_office.services.feed_subjects import subjects_of
from head_office.services.publishing import publish
from head_office.store import ended_records, feed, filed
from head_office.store.destructions import APPLICATION
from head_office.store.engine import Connection
from mobile_unit.domain.entries import FEED_DESTROYED, FEED_TRAININGS
from mobile_unit.domain.stand_ins import Place, place_of, stand_in
from mobile_unit.domain.states import FINAL
from mobile_unit.sync import wire

READ_AT_ONCE = 500
AT_ONCE = 100
"""Stand-ins in one word to a unit; each is some 500 bytes."""


def look_through(office: HeadOffice) -> None:
    """Write down of whom the feeds say something since they were last looked through: a program older than
    that, which still serves beside a newer one, does not do so as it says it."""
    with office.database.read() as connection:
        waiting = [
            end.unit for end in feed.ends(connection) if feed.looked_through(connection, end.unit) < end.seq
        ]
    for unit in waiting:
        while _look_further(office, unit) == READ_AT_ONCE:
            pass


def _look_further(office: HeadOffice, unit: str) -> int:
    """How many entries were looked at."""
    with office.database.write() as connection:
        some = feed.after(connection, unit, feed.looked_through(connection, unit), READ_AT_ONCE)
        for each in some:
            if not each.stands_in:
                said = json.loads(each.raw)
                subjects = subjects_of(said["kind"], said["body"])
                feed.note_subjects(connection, unit, each.seq, said["kind"], subjects)
        if some:
            feed.note_looked_through(connection, unit, some[-1].seq)
        return len(some)


def destroy_told(
    office: HeadOffice,
    connection: Connection,
    of: str,
    record: str,
    units: Iterable[str] = (),
    over: Mapping[str, str] | None = None,
) -> list[tuple[str, int, bytes]]:
    """Empty what the feeds say of a record, within the caller's transaction; answers (unit, number, hash) of
    each entry. Of what an officer attended ``units`` hear the list that is left, and so does every unit that
    ever heard of it; older lists go whole, as each takes the place of the one before. ``over`` says how a
    record ended that is not on file."""
    for unit in sorted({*units, *(unit for unit, _seq in feed.about(connection, record))}):
        feed.hold_end(connection, unit)  # nobody says more of it while it is looked up
    places: dict[str, list[int]] = defaultdict(list)
    for unit, seq in feed.about(connection, record):
        places[unit].append(seq)
    if of == ended_records.TRAINING:
        for unit in sorted({*units, *places}):
            trainings.tell(office, connection, unit)
            newest = feed.hold_end(connection, unit).seq
            places[unit] = [seq for seq in feed.of_kind(connection, unit, FEED_TRAININGS) if seq != newest]
    return [
        (unit, place.seq, place.hash)
        for unit, seqs in sorted(places.items())
        for place in _destroyed(office, connection, unit, seqs, of, record, over or {})
    ]


def _destroyed(
    office: HeadOffice,
    connection: Connection,
    unit: str,
    seqs: list[int],
    of: str,
    record: str,
    over: Mapping[str, str],
) -> list[Place]:
    said, places = [], []
    for seq in seqs:
        was = place_of(feed.statement_at(connection, unit, seq))
        statement = stand_in(
            unit=unit, seq=seq, prev=was.prev, hash_=was.hash, at=was.at, destroyed_at=office.now()
        )
        signature = wire.sign(office.key, wire.FEED_DESTROYED, statement)
        places.append(place_of(statement))
        feed.put_stand_in(connection, unit, seq, places[-1].raw, signature)
        said.append({**statement, "signature": signature})
    of_record = {"of": of, "id": record, **_how_it_ended(connection, of, record, over)}
    for start in range(0, len(said), AT_ONCE):
        publish(
            office,
            connection,
            unit,
            FEED_DESTROYED,
            {**of_record, "entries": said[start : start + AT_ONCE]},
        )
    return places


def _how_it_ended(connection: Connection, of: str, record: str, over: Mapping[str, str]) -> dict[str, Any]:
    """The word that decided an application may be destroyed before a laptop heard it; of one that was never
    on file there may have been none."""
    row = filed.find(connection, record) if of == APPLICATION else None
    if of == APPLICATION and row is None and "ended_at" in over:
        return {"state": over["state"], "decided_at": over["ended_at"]}
    at = None if row is None else filed.last_decided(connection, record)
    if row is None or at is None or row["state"] not in FINAL:
        return {}
    return {"state": row["state"], "decided_at": at}
