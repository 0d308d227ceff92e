"""Bringing a database to this program's schema: a backup first, one transaction, never backwards."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store import update_copies
from mobile_unit.store.engine import Store

SCHEMA = "0025"
"""The newest revision under ``migrations/versions``; a test holds it to the scripts."""

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(store: Store, backups: Path) -> None:
    """Upgrade the database where it is older than the program; Alembic is loaded only then.

    A copy from before goes to ``backups``, encrypted under the same key; it goes from there in
    time. Raises UserFacingError for a database that a newer program wrote.
    """
    with store.read() as connection:
        found = current_revision(connection)
    if found == SCHEMA:
        update_copies.remove_old(backups)
        return
    if found is not None:
        _require_known(found)
        backups.mkdir(exist_ok=True)
        store.backup_to(backups / update_copies.copy_name(SCHEMA))
    with store.write() as connection:
        if current_revision(connection) != SCHEMA:
            upgrade(connection)


def current_revision(connection: Connection) -> str | None:
    """The database's revision; None for an empty file."""
    table = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
    if table is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def upgrade(connection: Connection, revision: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def require_known(connection: Connection) -> None:
    """Raises UserFacingError for a database that a newer program wrote, or that is none of a unit's."""
    _require_known(current_revision(connection) or "")


def _require_known(revision: str) -> None:
    if not any(path.name.startswith(f"{revision}_") for path in (MIGRATIONS / "versions").glob("*.py")):
        raise UserFacingError(
            _("This database was written by a newer version of the program."),
            _("Install the newer version; nothing was changed."),
        )
