"""The billing code of an application, and its payment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from head_office.store.engine import Connection, insert
from head_office.store.tables import applications, payments


def of(connection: Connection, application: str) -> dict[str, Any] | None:
    """The newest code with its fee lines; ``ntpn`` is None until it is paid."""
    row = connection.execute(select(payments).where(payments.c.application == application)).mappings().first()
    return None if row is None else {**row, "lines": json.loads(row["lines"])}


def bill(
    connection: Connection,
    application: str,
    code: str,
    expires_on: str | None,
    lines: Sequence[Mapping[str, Any]],
    *,
    by: str,
    at: str,
) -> None:
    """Keep a new billing code; it takes the place of one that expired."""
    values = {
        "billing_code": code,
        "expires_on": expires_on,
        "lines": json.dumps(list(lines)),
        "ntpn": None,
        "paid_on": None,
        "by": by,
        "at": at,
    }
    statement = insert(connection, payments).values(application=application, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["application"], set_=values))


def pay(
    connection: Connection,
    application: str,
    ntpn: str,
    paid_on: str,
    lines: Sequence[Mapping[str, Any]],
    *,
    by: str,
    at: str,
) -> None:
    mine = update(payments).where(payments.c.application == application)
    connection.execute(mine.values(ntpn=ntpn, paid_on=paid_on, lines=json.dumps(list(lines)), by=by, at=at))


def another_with(connection: Connection, application: str, column: str, value: str) -> str | None:
    """The number of another application with this ``billing_code`` or ``ntpn``; None where there is none."""
    statement = (
        select(applications.c.number)
        .join(payments, payments.c.application == applications.c.id)
        .where(payments.c[column] == value, payments.c.application != application)
        .limit(1)
    )
    found: str | None = connection.execute(statement).scalar()
    return found
