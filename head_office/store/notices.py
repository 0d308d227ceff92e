"""The outbox of notices: which applications the reader is to hear of, and what was said of each last.

An application has at most one row that waits. It has no text before its first try, so that what is told is
where the application is then; from then on its text and its id stay, however often it is tried.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, func, select, update

from head_office.store import values
from head_office.store.engine import Connection, RowMapping
from head_office.store.tables import applications, notices
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.states import FINAL

WAITING, REPLACED, SENT, FAILED = "waiting", "replaced", "sent", "failed"
"""``replaced``: a newer status came after a try whose end is not known."""
_TO = "notices_to"
_SIGNED_BY = "notices_secret"


@dataclass(frozen=True, slots=True)
class Queued:
    """A row of the outbox; ``text`` is None before the first try."""

    position: int
    id: str
    application: str
    text: str | None
    queued_at: str
    state: str
    attempts: int


_COLUMNS = (
    notices.c.position,
    notices.c.id,
    notices.c.application,
    notices.c.text,
    notices.c.queued_at,
    notices.c.state,
    notices.c.attempts,
)


def put(connection: Connection, application: str, at: str) -> None:
    """The reader is to hear where an application is now; one that waits already will say so."""
    waiting = (notices.c.application == application) & (notices.c.state == WAITING)
    if connection.execute(select(notices.c.position).where(waiting, notices.c.text.is_(None))).first():
        return
    connection.execute(update(notices).where(waiting).values(state=REPLACED))
    row = {"id": uuid7(), "application": application, "queued_at": at, "state": WAITING, "attempts": 0}
    connection.execute(notices.insert().values(not_before=0.0, claimed_until=0.0, **row))


def withdraw(connection: Connection, application: str | None = None) -> None:
    """Nothing that waits (about an application) is told any more."""
    waiting = notices.c.state == WAITING
    if application is not None:
        waiting &= notices.c.application == application
    connection.execute(delete(notices).where(waiting, notices.c.text.is_(None)))
    connection.execute(update(notices).where(waiting).values(state=REPLACED))


def in_turn(connection: Connection) -> bool:
    """Wait until nobody else chooses what to try next; False where nothing is told to anybody any more.

    Two who choose at the same moment may each see the other's row as it was before it was claimed.
    """
    return values.hold(connection, _TO) is not None


def next_due(connection: Connection, now: float) -> Queued | None:
    """The first that may be tried, held until the transaction ends; never two at once of one application
    where the askers come ``in_turn``."""
    other = notices.alias()
    under_way = exists().where(other.c.application == notices.c.application, other.c.claimed_until > now)
    statement = (
        select(*_COLUMNS)
        .where(notices.c.state == WAITING, notices.c.not_before <= now, ~under_way)
        .order_by(notices.c.position)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return _queued(connection.execute(statement).mappings().first())


def perhaps_heard(connection: Connection, application: str) -> list[Queued]:
    """What the reader may have heard last of an application, the newest try first: tries whose end is not
    known, and the last one that arrived."""
    statement = (
        select(*_COLUMNS)
        .where(notices.c.application == application, notices.c.text.is_not(None))
        .order_by(notices.c.position.desc())
    )
    found = []
    for row in connection.execute(statement).mappings():
        found.append(Queued(**row))
        if found[-1].state == SENT:
            break
    return found


def claim(connection: Connection, position: int, text: str, until: float) -> None:
    """It is under way, with this text from now on; nobody else tries it before ``until`` (seconds)."""
    connection.execute(
        _row(position).values(text=text, state=WAITING, claimed_until=until, attempts=notices.c.attempts + 1)
    )


def drop(connection: Connection, position: int) -> None:
    connection.execute(delete(notices).where(notices.c.position == position))


def mark_sent(connection: Connection, position: int, at: str) -> None:
    """It arrived, also where a newer status has replaced it meanwhile."""
    connection.execute(_row(position).values(state=SENT, sent_at=at, claimed_until=0.0))


def put_off(connection: Connection, position: int, application: str, until: float) -> None:
    """Nothing about an application is tried before then."""
    connection.execute(_row(position).values(claimed_until=0.0))
    mine = (notices.c.application == application) & (notices.c.state == WAITING)
    connection.execute(update(notices).where(mine).values(not_before=until))


def forget_try(connection: Connection, position: int) -> None:
    """It certainly did not arrive, and nothing was told before under its id: it is as if it was not tried."""
    replaced = notices.c.state == REPLACED
    connection.execute(delete(notices).where(notices.c.position == position, replaced))
    connection.execute(_row(position).values(text=None))


def give_up(connection: Connection, position: int) -> None:
    connection.execute(_row(position).where(notices.c.state == WAITING).values(state=FAILED))


def counts(connection: Connection) -> dict[str, int]:
    """How many there are of each state."""
    rows = connection.execute(select(notices.c.state, func.count()).group_by(notices.c.state))
    return {str(state): int(count) for state, count in rows}


def oldest_waiting(connection: Connection) -> str | None:
    at: str | None = connection.execute(
        select(func.min(notices.c.queued_at)).where(notices.c.state == WAITING)
    ).scalar()
    return at


def forget_before(connection: Connection, moment: str) -> int:
    """Remove what was queued before a moment and does not wait; answers how many. What an application that
    is not decided yet heard last stays, so that it is not said again."""
    others = notices.alias()
    heard_later = exists().where(
        others.c.application == notices.c.application,
        others.c.position > notices.c.position,
        others.c.state == SENT,
    )
    decided = exists().where(applications.c.id == notices.c.application, applications.c.state.in_(FINAL))
    statement = delete(notices).where(
        notices.c.state != WAITING, notices.c.queued_at < moment, heard_later | decided
    )
    return int(connection.execute(statement).rowcount)


def set_way(connection: Connection, way: dict[str, Any] | None, secret: bytes | None) -> None:
    """Where notices go (None: nowhere), and what webhooks are signed with."""
    kept = {_TO: None if way is None else json.dumps(way).encode(), _SIGNED_BY: secret}
    for name, value in kept.items():
        if value is None:
            values.forget(connection, name)
        else:
            values.put(connection, name, value)


def way(connection: Connection) -> tuple[dict[str, Any] | None, bytes]:
    """(where notices go, the secret); None and no bytes where there is none."""
    to = values.get(connection, _TO)
    return None if to is None else json.loads(to), values.get(connection, _SIGNED_BY) or b""


def _row(position: int) -> Any:
    return update(notices).where(notices.c.position == position)


def _queued(row: RowMapping | None) -> Queued | None:
    return None if row is None else Queued(**row)
