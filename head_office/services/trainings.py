"""What officers of units attended, kept here and told to the units where they work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from head_office.office import HeadOffice
from head_office.services.publishing import publish
from head_office.store import trainings, units
from head_office.store.engine import Connection
from mobile_unit.clock import today
from mobile_unit.domain.entries import FEED_TRAININGS
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.trainings import Standing, Training, require, standing
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.training_rules import rules
from mobile_unit.i18n import _


@dataclass(frozen=True, slots=True)
class Need:
    """How an officer's training stands today."""

    nip: str
    name: str
    standing: Standing


def add(office: HeadOffice, **said: Any) -> Training:
    """Keep what an officer attended; their units hear of it. Raises UserFacingError."""
    made = Training(id=uuid7(), **said)
    if made.topic and made.topic not in {each.key for each in rules().topics}:
        raise UserFacingError(_("There is no such topic; the list is in resources/staff/training.json."))
    try:
        require(made)
    except (ValueError, TypeError) as error:
        raise UserFacingError(
            _("A training has a title, a day as 2026-11-24, lesson hours from 1 to 400, and ends after it.")
        ) from error
    with office.database.write() as connection:
        of = trainings.units_of(connection, made.nip)
        if not of:
            raise UserFacingError(_("No unit has this officer on its list."))
        trainings.add(connection, made)
        for unit in of:
            tell(office, connection, unit)
    return made


def remove(office: HeadOffice, training: str) -> None:
    with office.database.write() as connection:
        known = trainings.find(connection, training)
        if known is None:
            raise UserFacingError(_("There is no such training."))
        trainings.remove(connection, training)
        for unit in trainings.units_of(connection, known.nip):
            tell(office, connection, unit)


def listed(office: HeadOffice, unit: str) -> list[Training]:
    with office.database.read() as connection:
        return trainings.of(connection, _nips(connection, unit))


def needs(office: HeadOffice, unit: str) -> list[Need]:
    """What each officer of a unit lacks, by name."""
    held, day = rules(), today(office.clock)
    with office.database.read() as connection:
        officers = [each for each in units.officers_of(connection, unit) if each["active"]]
        attended = trainings.of(connection, [each["nip"] for each in officers])
    found = []
    for each in sorted(officers, key=lambda officer: (officer["name"], officer["nip"])):
        own = [training for training in attended if training.nip == each["nip"]]
        stands = standing(own, each["role"], held.topics, held.yearly_hours, day)
        found.append(Need(each["nip"], each["name"], stands))
    return found


def tell(office: HeadOffice, connection: Connection, unit: str) -> None:
    """Say what all officers of a unit attended, within the caller's transaction."""
    said = [each.as_body() for each in trainings.of(connection, _nips(connection, unit))]
    publish(office, connection, unit, FEED_TRAININGS, {"trainings": said})


def tell_of(office: HeadOffice, connection: Connection, unit: str, nip: str) -> None:
    """An officer came to a unit: it hears what they attended, where they attended anything."""
    if trainings.of(connection, [nip]):
        tell(office, connection, unit)


def _nips(connection: Connection, unit: str) -> list[str]:
    return [each["nip"] for each in units.officers_of(connection, unit) if each["active"]]
