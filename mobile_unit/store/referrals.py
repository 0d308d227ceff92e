"""Referrals as the unit keeps them: where each stands, and what its letter says until that is forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from mobile_unit.domain.referrals import CLOSED
from mobile_unit.store.tables import referrals

_C = referrals.c
MOST_LISTED = 500


def add(connection: Connection, row: Mapping[str, Any], words: Mapping[str, Any]) -> None:
    connection.execute(insert(referrals).values(**row, words=json.dumps(words)))


def find(connection: Connection, referral: str) -> RowMapping | None:
    return connection.execute(select(referrals).where(_C.id == referral)).mappings().first()


def listed(connection: Connection, officer: str | None) -> list[RowMapping]:
    """What is open first, then the latest; of one officer, or of all."""
    statement = select(referrals).order_by(_C.status.in_(CLOSED), _C.made_at.desc()).limit(MOST_LISTED)
    if officer is not None:
        statement = statement.where(_C.officer == officer)
    return list(connection.execute(statement).mappings())


def set_status(connection: Connection, referral: str, status: str, at: str) -> None:
    """What its letter says goes once it is closed."""
    if status in CLOSED:  # first: a row that is changed leaves its old words in the file
        _forget(connection, _C.id == referral)
    connection.execute(update(referrals).where(_C.id == referral).values(status=status, status_at=at))


def forget_before(connection: Connection, day: str) -> None:
    """Forget what letters of days before say."""
    _forget(connection, _C.day < day)


def _forget(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(update(referrals).where(which, _C.words.is_not(None)).values(words=None))


def named(connection: Connection) -> list[RowMapping]:
    """Those of which the laptop still knows whom they are about."""
    statement = select(referrals).where(_C.words.is_not(None)).order_by(_C.made_at)
    return list(connection.execute(statement).mappings())
