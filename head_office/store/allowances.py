"""How often somebody may still ask: one moment a row, shared by all workers through the database.

A row says when its bound is whole again (the generic cell rate algorithm): taking moves that moment on,
time passing uses it up. Nobody is named: a row's key is a keyed hash of the bound and of whom it holds.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Double, LargeBinary, bindparam, case, delete, select, update

from head_office.store.engine import Connection, Database, insert_in
from head_office.store.tables import allowances

_GIVE_BACK = (
    update(allowances)
    .where(allowances.c.key == bindparam("of"))
    .values(full_at=allowances.c.full_at - bindparam("cost", type_=Double))
)
_PAST = (
    select(allowances.c.key)
    .where(allowances.c.full_at < bindparam("now", type_=Double))
    .with_for_update(skip_locked=True)
)
_SWEEP = delete(allowances).where(allowances.c.key.in_(_PAST))
_MOST_REMEMBERED = 20_000
_SWEEP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Bound:
    """``burst`` at once, which grow back within ``seconds``. A worker takes ``ahead`` at a time from the
    database and then spends without it: one write for so many requests. What it has left when it ends is
    lost."""

    name: str
    burst: int
    seconds: float
    ahead: int = 1

    def cost(self, amount: int) -> float:
        """The seconds in which so much grows back."""
        return amount * self.seconds / self.burst


Asked = tuple[Bound, str]
"""A bound, and whom it holds."""


@dataclass(slots=True)
class _Known:
    """What this worker holds of a row: taken ahead and not yet spent, or refused until then."""

    left: int = 0
    shut_until: float = 0.0


class Allowances:
    """Safe to use from many threads and, by the database, from many workers."""

    def __init__(self, database: Database, secret: bytes) -> None:
        self._database = database
        self._secret = secret
        self._lock = threading.Lock()
        self._known: dict[bytes, _Known] = {}
        self._swept = 0.0

    def take(self, bound: Bound, who: str, amount: int, now: float) -> float:
        """Take so much; 0 where it was granted, else the seconds after which it may be (nothing was taken).

        A refusal is remembered: whoever goes on asking meanwhile costs no look into the database.
        """
        key = self._key(bound, who)
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                if now < known.shut_until <= now + bound.seconds:
                    return known.shut_until - now
                if known.left >= amount:
                    known.left -= amount
                    return 0.0
        # without waiting for the disk: what a power cut takes of this is of no use to anybody
        self._sweep(now)
        with self._database.write(hasty=True) as connection:
            taken = max(amount, bound.ahead)
            granted = _take(connection, key, bound, taken, now)
            if not granted and taken > amount:
                taken = amount
                granted = _take(connection, key, bound, taken, now)
            wait = 0.0 if granted else _wait(connection, key, bound, amount, now)
        self._remember(key, taken - amount if granted else 0, now + wait if wait else 0.0)
        return wait

    def take_each(self, asked: Sequence[Asked], now: float, given_back: Sequence[Asked] = ()) -> float:
        """Take one of each or, where one refuses, of none: 0, or the seconds after which that one may grant.

        Of those ``given_back`` one must be there, and is left there. One transaction, for bounds that nothing
        is taken ahead of.
        """
        if wait := self.shut(asked, now):
            return wait
        keyed = self._keyed(asked)
        self._sweep(now)
        with self._database.write(hasty=True) as connection:
            granted = _granted(connection, keyed, now)
            if granted == len(keyed):
                _give_back(connection, self._keyed(given_back))
                return 0.0
            _give_back(connection, keyed[:granted])
            key, bound = keyed[granted]
            wait = _wait(connection, key, bound, 1, now)
        self._remember(key, 0, now + wait)
        return wait

    def shut(self, asked: Sequence[Asked], now: float) -> float:
        """The seconds for which this worker knows, without a look into the database, that one of these
        refuses; 0 where it knows of none."""
        with self._lock:
            for key, bound in self._keyed(asked):
                known = self._known.get(key)
                if known is not None and now < known.shut_until <= now + bound.seconds:
                    return known.shut_until - now
        return 0.0

    def _keyed(self, asked: Sequence[Asked]) -> list[tuple[bytes, Bound]]:
        return [(self._key(bound, who), bound) for bound, who in asked]

    def _key(self, bound: Bound, who: str) -> bytes:
        return hmac.new(self._secret, f"allowance\0{bound.name}\0{who}".encode(), hashlib.sha256).digest()[
            :16
        ]

    def _remember(self, key: bytes, more: int, shut_until: float) -> None:
        if not more and not shut_until:
            return
        with self._lock:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            known = self._known.setdefault(key, _Known())
            known.left += more
            known.shut_until = shut_until

    def _sweep(self, now: float) -> None:
        """Forget the rows that say nothing any more, now and then; one that somebody takes from just now is
        left, for nobody may wait for rows while holding others."""
        with self._lock:
            if 0 <= now - self._swept < _SWEEP_SECONDS:
                return
            self._swept = now
        with self._database.write(hasty=True) as connection:
            connection.execute(_SWEEP, {"now": now})


def _granted(connection: Connection, keyed: Sequence[tuple[bytes, Bound]], now: float) -> int:
    """Takes one of each until one refuses; answers how many granted. Rows are always taken in the same order,
    so that two who ask about one number wait for each other and not both."""
    for place, (key, bound) in enumerate(keyed):
        if not _take(connection, key, bound, 1, now):
            return place
    return len(keyed)


def _give_back(connection: Connection, keyed: Sequence[tuple[bytes, Bound]]) -> None:
    for key, bound in keyed:
        connection.execute(_GIVE_BACK, {"of": key, "cost": bound.cost(1)})


def _take(connection: Connection, key: bytes, bound: Bound, amount: int, now: float) -> bool:
    """One statement, so that two workers never grant the same."""
    cost = bound.cost(amount)
    said = {"of": key, "now": now, "cost": cost, "fresh": now + cost, "whole": now + bound.seconds}
    return connection.execute(_taking(connection.dialect.name), said).first() is not None


@cache
def _taking(dialect: str) -> Any:
    """The statement, put together once: every look-up of the public runs it thrice."""
    full_at = allowances.c.full_at
    now, cost = bindparam("now", type_=Double), bindparam("cost", type_=Double)
    after = case((full_at < now, now), else_=full_at) + cost
    statement = insert_in(dialect, allowances).values(
        key=bindparam("of", type_=LargeBinary), full_at=bindparam("fresh", type_=Double)
    )
    return statement.on_conflict_do_update(
        index_elements=["key"],
        set_={"full_at": after},
        where=after <= bindparam("whole", type_=Double),
    ).returning(full_at)


def _wait(connection: Connection, key: bytes, bound: Bound, amount: int, now: float) -> float:
    row = allowances.c.key == key
    full_at = float(connection.execute(select(allowances.c.full_at).where(row)).scalar() or now)
    if full_at > now + bound.seconds:  # a clock that went wrong wrote this
        full_at = now + bound.seconds
        connection.execute(allowances.update().where(row).values(full_at=full_at))
    return max(full_at + bound.cost(amount) - now - bound.seconds, 0.001)
