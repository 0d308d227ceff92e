"""What officers of units attended, kept here and told to the units where they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from head_office.office import HeadOffice
from head_office.services.acts import TRAINING_PUT, TRAINING_REMOVED
from head_office.services.publishing import publish
from head_office.store import acts, feed, trainings, units
from head_office.store.engine import Connection
from mobile_unit.clock import today
from mobile_unit.domain.entries import FEED_TRAININGS
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.trainings import LONGEST_LINE, MOST_HOURS, Standing, Training, require, standing
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.forms.training_rules import rules
from mobile_unit.i18n import _


@dataclass(frozen=True, slots=True)
class Need:
    """What an officer attended, the oldest first, and how their training stands today."""

    nip: str
    name: str
    role: str
    attended: tuple[Training, ...]
    standing: Standing


def add(office: HeadOffice, by: str | None = None, **said: Any) -> Training:
    """Keep what an officer attended; their units hear of it. ``by`` is the NIP of the staff member, None
    where it is a command. Raises UserFacingError."""
    made = _sound(uuid7(), said)
    with office.database.write() as connection:
        _put(office, connection, made, by)
    return made


def correct(office: HeadOffice, training: str, by: str, **said: Any) -> Training:
    """Say anew what an officer attended. Raises UserFacingError, also for one that is not that officer's."""
    made = _sound(training, said)
    with office.database.write() as connection:
        known = trainings.find(connection, training)
        if known is None or known.nip != made.nip:
            raise _unknown()
        _put(office, connection, made, by)
    return made


def _sound(id_: str, said: dict[str, Any]) -> Training:
    made = Training(id=id_, **said)
    if made.topic and made.topic not in {each.key for each in rules().topics}:
        raise UserFacingError(_("There is no such topic; the list is in resources/staff/training.json."))
    if fault := _fault(made):
        raise UserFacingError(fault)
    try:
        require(made)
    except (ValueError, TypeError) as error:
        raise UserFacingError(_("This training can't be kept like this.")) from error
    return made


def _fault(made: Training) -> str | None:
    """What is wrong with what somebody typed, and what to type instead."""
    if not made.title.strip():
        return _("Write the title of the training.")
    if max(len(made.title), len(made.provider), len(made.certificate)) > LONGEST_LINE:
        return _("Title, provider and certificate have at most {count} letters each.").format(
            count=LONGEST_LINE
        )
    if type(made.hours) is not int or not 0 < made.hours <= MOST_HOURS:
        return _("Lesson hours are a whole number from 1 to {most}.").format(most=MOST_HOURS)
    if not _is_day(made.day) or (made.expires_on and not _is_day(made.expires_on)):
        return _("Write each day like 2026-11-24.")
    if made.expires_on and made.expires_on < made.day:
        return _("It can't end before the day of the training: correct one of the two days.")
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _put(office: HeadOffice, connection: Connection, made: Training, by: str | None) -> None:
    _require_another(made.nip, by)
    of = trainings.units_of(connection, made.nip)
    if not of:
        raise UserFacingError(_("No unit has this officer on its list."))
    trainings.put(connection, made)
    for unit in of:
        acts.note(connection, office.now(), by, TRAINING_PUT, unit, made.nip)
        tell(office, connection, unit)


def remove(office: HeadOffice, training: str, by: str | None = None) -> None:
    with office.database.write() as connection:
        known = trainings.find(connection, training)
        if known is None:
            raise _unknown()
        _require_another(known.nip, by)
        trainings.remove(connection, training)
        for unit in trainings.units_of(connection, known.nip):
            acts.note(connection, office.now(), by, TRAINING_REMOVED, unit, known.nip)
            tell(office, connection, unit)


def _require_another(nip: str, by: str | None) -> None:
    if by == nip:
        raise NotAllowed(_("Somebody else writes down what you attended yourself."))


def _unknown() -> UserFacingError:
    return UserFacingError(_("There is no such training."))


def listed(office: HeadOffice, unit: str) -> list[Training]:
    with office.database.read() as connection:
        return trainings.of(connection, _nips(connection, unit))


def needs(office: HeadOffice, unit: str) -> list[Need]:
    """What each officer of a unit lacks, by name."""
    with office.database.read() as connection:
        return needs_in(office, connection, unit)


def needs_in(office: HeadOffice, connection: Connection, unit: str) -> list[Need]:
    """The same, within the caller's transaction."""
    held, day = rules(), today(office.clock)
    officers = [each for each in units.officers_of(connection, unit) if each["active"]]
    attended = trainings.of(connection, [each["nip"] for each in officers])
    found = []
    for each in sorted(officers, key=lambda officer: (officer["name"], officer["nip"])):
        own = [training for training in attended if training.nip == each["nip"]]
        stands = standing(own, each["role"], held.topics, held.yearly_hours, day)
        found.append(Need(each["nip"], each["name"], each["role"], tuple(own), stands))
    return found


def tell(office: HeadOffice, connection: Connection, unit: str) -> None:
    """Say what all officers of a unit attended, within the caller's transaction. Its feed is held first:
    whoever says it next sees what we wrote."""
    feed.hold_end(connection, unit)
    said = [each.as_body() for each in trainings.of(connection, _nips(connection, unit))]
    publish(office, connection, unit, FEED_TRAININGS, {"trainings": said})


def tell_of(office: HeadOffice, connection: Connection, unit: str, nip: str) -> None:
    """An officer came to a unit: it hears what they attended, where they attended anything."""
    if trainings.of(connection, [nip]):
        tell(office, connection, unit)


def _nips(connection: Connection, unit: str) -> list[str]:
    return [each["nip"] for each in units.officers_of(connection, unit) if each["active"]]
