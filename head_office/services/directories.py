"""The directory of offices that people are referred to: what the program came with, as changed here."""

from __future__ import annotations

from dataclasses import replace

from head_office.office import HeadOffice
from head_office.services.acts import DIRECTORY_CHANGED, DIRECTORY_REMOVED
from head_office.services.publishing import publish
from head_office.store import acts, feed, referrals, units
from head_office.store.engine import Connection
from mobile_unit.domain.entries import FEED_DIRECTORY
from mobile_unit.domain.referrals import Target, read_directory
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.referral_directory import shipped
from mobile_unit.i18n import _

_FIELDS = ("key", "kind", "name", "address", "phone", "contact")


def listed(office: HeadOffice) -> tuple[Target, ...]:
    with office.database.read() as connection:
        return _listed(connection)


def put(office: HeadOffice, target: Target, by: str | None = None) -> None:
    """Change an office of the directory, or add one; every unit hears of it. Raises UserFacingError."""
    fields = ("name", "address", "phone", "contact")
    target = replace(target, **{name: " ".join(getattr(target, name).split()) for name in fields})
    try:
        read_directory([target.as_body()])
    except (ValueError, KeyError, TypeError) as error:
        raise UserFacingError(
            _("This office can't be kept like this."),
            _("Its code has 2 to 40 small letters, digits or _. Name it; nothing exceeds 200 letters."),
        ) from error
    with office.database.write() as connection:
        referrals.put_office(connection, {**target.as_body(), "removed": False})
        acts.note(connection, office.now(), by, DIRECTORY_CHANGED, target.key)
        _tell_all(office, connection)


def remove(office: HeadOffice, key: str, by: str | None = None) -> None:
    """Nobody is referred there any more; referrals that were made keep its name."""
    with office.database.write() as connection:
        known = next((each for each in _listed(connection) if each.key == key), None)
        if known is None:
            raise UserFacingError(_("The directory has no such office."))
        referrals.put_office(connection, {**known.as_body(), "removed": True})
        acts.note(connection, office.now(), by, DIRECTORY_REMOVED, key)
        _tell_all(office, connection)


def tell(office: HeadOffice, connection: Connection, unit: str) -> None:
    """Say the directory to a unit that is new, where it is not the one the program came with."""
    if referrals.offices(connection):
        publish(office, connection, unit, FEED_DIRECTORY, _said(connection))


def _tell_all(office: HeadOffice, connection: Connection) -> None:
    every = sorted(units.names(connection))
    for unit in every:  # before the directory is read: whoever says it next sees what we wrote
        feed.hold_end(connection, unit)
    said = _said(connection)
    for unit in every:
        publish(office, connection, unit, FEED_DIRECTORY, said)


def _said(connection: Connection) -> dict[str, list[dict[str, str]]]:
    return {"offices": [each.as_body() for each in _listed(connection)]}


def _listed(connection: Connection) -> tuple[Target, ...]:
    changed = {row["key"]: row for row in referrals.offices(connection)}
    found = {each.key: each for each in shipped()}
    for key, row in changed.items():
        if row["removed"]:
            found.pop(key, None)
        else:
            found[key] = Target(**{name: row[name] for name in _FIELDS})
    return tuple(found.values())
