"""The feed as received, and what it changes on this unit."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.domain.entries import FEED_RECONCILIATION, GENESIS
from mobile_unit.domain.stand_ins import Place
from mobile_unit.domain.statements import is_purged
from mobile_unit.store import settings
from mobile_unit.store.tables import destroyed, feed, feed_aside, officers, refusals

STAND_IN = "stand_in"
"""In the place of an entry's kind: what it said was destroyed."""
_END = select(feed.c.seq, feed.c.hash).order_by(feed.c.seq.desc()).limit(1)
_KEEP = insert(feed)
_HASH = select(feed.c.hash).where(feed.c.seq == bindparam("seq"))
_FORMER = select(officers.c.nip).where(~officers.c.active).order_by(officers.c.nip)
_OFFICER = select(officers).where(officers.c.nip == bindparam("nip"))
_REFUSED = select(func.count()).select_from(refusals)


def cursor(connection: Connection) -> tuple[int, bytes]:
    """(seq, hash) of the last feed entry received; (0, GENESIS) before the first."""
    row = connection.execute(_END).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def keep(
    connection: Connection,
    *,
    seq: int,
    hash_: bytes,
    kind: str,
    subject: str | None,
    parked: bool,
    raw: bytes,
    signature: str,
) -> None:
    connection.execute(
        _KEEP,
        {
            "seq": seq,
            "hash": hash_,
            "kind": kind,
            "subject": subject,
            "parked": parked,
            "raw": raw,
            "signature": signature,
        },
    )


def is_at(connection: Connection, unit: str, place: Place) -> bool:
    """Whether the feed of this unit is the same there: an entry, or what stands in for it."""
    before = hash_of(connection, place.seq - 1)
    return place.unit == unit and before == place.prev and hash_of(connection, place.seq) == place.hash


def put_stand_in(connection: Connection, place: Place, signature: str) -> None:
    """Let nothing be left of an entry that is here but its hash."""
    emptied = {"kind": STAND_IN, "subject": None, "parked": False, "raw": place.raw, "signature": signature}
    connection.execute(update(feed).where(feed.c.seq == place.seq).values(**emptied))


def hash_of(connection: Connection, seq: int) -> bytes | None:
    """The hash of a feed entry; GENESIS for 0, None where there is no such entry."""
    if seq == 0:
        return GENESIS
    found: bytes | None = connection.execute(_HASH, {"seq": seq}).scalar()
    return found


def told_at(connection: Connection, seq: int) -> str:
    """When head office said an entry that is here, by its own clock."""
    raw = connection.execute(select(feed.c.raw).where(feed.c.seq == seq)).scalar_one()
    return str(json.loads(raw)["at"])


def signed_after(connection: Connection, seq: int) -> list[dict[str, Any]]:
    """The entries after a cursor with their signatures, as head office said them, or what stands in for them;
    without those whose content was removed here."""
    rows = connection.execute(
        select(feed.c.raw, feed.c.signature).where(feed.c.seq > seq).order_by(feed.c.seq)
    )
    said = ({**json.loads(row.raw), "signature": row.signature} for row in rows)
    return [each for each in said if not is_purged(each.get("body", {}))]


def statements(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every signed reconciliation that came, with its signature."""
    for table in (feed, feed_aside):
        for row in connection.execute(select(table.c.raw, table.c.signature)):
            if FEED_RECONCILIATION.encode() in row.raw:
                yield {**json.loads(row.raw), "signature": row.signature}


def set_aside(connection: Connection, seq: int, at: str) -> None:
    """Keep the entries from ``seq`` on apart: head office, restored, goes on otherwise from there."""
    returned = settings.get(connection, settings.FEED_GIVEN_BACK) == cursor(connection)[1].hex()
    rows = connection.execute(select(feed).where(feed.c.seq >= seq)).all()
    aside = [
        {
            "hash": r.hash,
            "seq": r.seq,
            "set_aside_at": at,
            "returned": returned,
            "signature": r.signature,
            "raw": r.raw,
        }
        for r in rows
    ]
    if aside:
        connection.execute(upsert(feed_aside).on_conflict_do_nothing(), aside)
        connection.execute(delete(feed).where(feed.c.seq >= seq))
        connection.execute(delete(destroyed).where(destroyed.c.seq >= seq))


def lost(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """The first of what was set aside and not handed back yet, with signatures; without what was purged."""
    rows = connection.execute(
        select(feed_aside.c.raw, feed_aside.c.signature)
        .where(~feed_aside.c.returned)
        .order_by(feed_aside.c.set_aside_at, feed_aside.c.seq)
    )
    said = ({**json.loads(row.raw), "signature": row.signature} for row in rows)
    return list(islice((each for each in said if not is_purged(each.get("body", {}))), limit))


def note_returned(connection: Connection, hash_: bytes) -> None:
    """Head office has this entry back, and so those before it that were set aside with it."""
    last = select(feed_aside.c.set_aside_at, feed_aside.c.seq).where(feed_aside.c.hash == hash_)
    if row := connection.execute(last).first():
        with_it = (feed_aside.c.set_aside_at == row.set_aside_at, feed_aside.c.seq <= row.seq)
        connection.execute(update(feed_aside).where(*with_it).values(returned=True))


def about(connection: Connection, subject: str) -> tuple[Mapping[str, Any], ...]:
    rows = connection.execute(select(feed.c.raw).where(feed.c.subject == subject).order_by(feed.c.seq))
    return tuple(json.loads(row.raw) for row in rows)


def parked(connection: Connection, seq: int) -> bytes | None:
    """The bytes of an entry that was kept for a newer program; None for any other."""
    found: bytes | None = connection.execute(
        select(feed.c.raw).where(feed.c.seq == seq, feed.c.parked)
    ).scalar()
    return found


def unpark(connection: Connection, seq: int) -> None:
    connection.execute(update(feed).where(feed.c.seq == seq).values(parked=False))


def parked_count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(feed).where(feed.c.parked)).scalar_one()


def add_refusal(connection: Connection, journal: str, seq: int, code: str, application: str | None) -> None:
    statement = upsert(refusals).values(journal=journal, seq=seq, code=code, application=application)
    connection.execute(statement.on_conflict_do_nothing())


def give_back(connection: Connection, journal: str, seq: int, sentence: str, at: str) -> None:
    """Note what head office says of an entry that it keeps aside for good."""
    mine = update(refusals).where(refusals.c.journal == journal, refusals.c.seq == seq)
    connection.execute(mine.values(sentence=sentence, returned_at=at))


def returned(connection: Connection) -> list[dict[str, Any]]:
    """What head office gave back, the oldest first."""
    statement = (
        select(refusals)
        .where(refusals.c.returned_at.is_not(None))
        .order_by(refusals.c.returned_at, refusals.c.journal, refusals.c.seq)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def forget_returned(connection: Connection, journal: str, seq: int) -> None:
    """Of an entry that is about no application."""
    connection.execute(
        delete(refusals).where(
            refusals.c.journal == journal,
            refusals.c.seq == seq,
            refusals.c.application.is_(None),
            refusals.c.returned_at.is_not(None),
        )
    )


def forget_refusal(connection: Connection, place: str) -> None:
    """What head office said of the entry at ``journal/seq``."""
    here = refusals.c.journal + "/" + cast(refusals.c.seq, Text)
    connection.execute(delete(refusals).where(here == place))


def refused_count(connection: Connection) -> int:
    return int(connection.execute(_REFUSED).scalar_one())


def clear_refusal(connection: Connection, application: str) -> None:
    connection.execute(delete(refusals).where(refusals.c.application == application))


def set_officers(connection: Connection, listed: Sequence[Mapping[str, Any]]) -> None:
    """Make the unit's officers those of the list; who is no longer on it stays, inactive."""
    connection.execute(update(officers).values(active=False))
    for officer in listed:
        values = {key: officer[key] for key in ("name", "role", "active")}
        statement = upsert(officers).values(nip=officer["nip"], **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["nip"], set_=values))


def officer(connection: Connection, nip: str) -> Mapping[str, Any] | None:
    row = connection.execute(_OFFICER, {"nip": nip}).mappings().first()
    return None if row is None else dict(row)


def names(connection: Connection, nips: Collection[str]) -> dict[str, str]:
    """The names of officers, also of those who no longer work here, by NIP."""
    rows = connection.execute(select(officers.c.nip, officers.c.name).where(officers.c.nip.in_(nips)))
    return {row.nip: row.name for row in rows}


def former_officers(connection: Connection) -> Sequence[str]:
    """The NIPs of who worked here once and does no longer."""
    return [row.nip for row in connection.execute(_FORMER)]


def active_officers(connection: Connection) -> Sequence[Mapping[str, Any]]:
    """nip, name and role of who works here now, by name."""
    statement = select(officers).where(officers.c.active).order_by(officers.c.name, officers.c.nip)
    return [dict(row) for row in connection.execute(statement).mappings()]
