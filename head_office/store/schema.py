"""Bringing the database to this program's schema, after a backup where it is a file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect

from head_office.store import update_copies
from head_office.store.engine import Database
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

SCHEMA = "0035"
MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(database: Database, backups: Path) -> None:
    """Raises UserFacingError for a database that a newer program wrote."""
    with database.read() as connection:
        found = current_revision(connection)
    if found == SCHEMA:
        return
    if found is not None:
        if not any(path.name.startswith(f"{found}_") for path in (MIGRATIONS / "versions").glob("*.py")):
            raise UserFacingError(
                _("This database was written by a newer version of the program."),
                _("Install the newer version; nothing was changed."),
            )
        if database.is_sqlite:
            backups.mkdir(parents=True, exist_ok=True)
            database.backup_to(backups / update_copies.copy_name(SCHEMA))
    with database.write() as connection:
        if current_revision(connection) != SCHEMA:
            upgrade(connection)


def current_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
