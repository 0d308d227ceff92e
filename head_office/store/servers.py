"""Which PostgreSQL server and database this is, as far as the server says it: otherwise after a restore, by
whatever tool, and where another server took over."""

from __future__ import annotations

import json

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from head_office.store import values
from head_office.store.engine import Connection

_KNOWN = "server"
QUESTIONS = {
    # a cluster that was made anew, and filled from a dump or by replication
    "system": "SELECT system_identifier::text FROM pg_control_system()",
    # recovery from a base backup, to whatever moment, and a standby that was promoted, begin a new one; where
    # nothing is committed that no standby has, a promotion loses nothing, and is no sign
    "timeline": "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"
    " WHERE current_setting('synchronous_standby_names') = ''",
    "database": "SELECT oid::text FROM pg_database WHERE datname = current_database()",
    # pg_restore makes every table anew, also in a database that stays
    "table": "SELECT to_regclass('settings')::oid::text",
}


def note(connection: Connection) -> None:
    """From now on it is known to be here; nothing on SQLite."""
    if connection.dialect.name == "postgresql":
        values.put(connection, _KNOWN, json.dumps(_said(connection)).encode())
    else:
        values.forget(connection, _KNOWN)


def is_another(connection: Connection) -> bool:
    """Whether the database was last known to be elsewhere; what a server does not say, or did not say then,
    is no sign. Who asks at the same moment waits, and then knows what the first noted."""
    if connection.dialect.name != "postgresql":
        return False
    known = values.hold(connection, _KNOWN)
    if known is None:
        return False
    before = json.loads(known)
    return any(before.get(name, here) != here for name, here in _said(connection).items())


def is_known(connection: Connection) -> bool:
    return connection.dialect.name != "postgresql" or values.get(connection, _KNOWN) is not None


def _said(connection: Connection) -> dict[str, str]:
    """What of it the server lets us know."""
    said = {}
    for name, question in QUESTIONS.items():
        try:
            with connection.begin_nested():
                answer = connection.execute(text(question)).scalar()
        except DBAPIError:
            continue
        if answer is not None:
            said[name] = str(answer)
    return said
