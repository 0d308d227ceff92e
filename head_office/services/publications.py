"""What the office publishes for its units: proposed, approved by somebody else, published, never called back.

On the pages two members of the staff are needed; a command on the server is its administrator's own act. The
units hear of a publication by their feeds, in the transaction that publishes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from head_office.office import HeadOffice
from head_office.services import quizzes
from head_office.services.publishing import publish
from head_office.store import promises, reading
from head_office.store import publications as kept
from head_office.store.engine import Connection
from head_office.store.publications import APPROVED, DROPPED, PROPOSED, PUBLISHED, Kept
from mobile_unit.clock import today
from mobile_unit.domain.entries import FEED_PUBLICATION
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.publications import BULLETIN, CATALOGUE, FORMATS, HOLIDAYS, REGIONS, order
from mobile_unit.domain.texts import Text
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.forms import shelf
from mobile_unit.forms.catalogue_check import NotSound, Problem
from mobile_unit.forms.deadlines import merged
from mobile_unit.i18n import _, say
from mobile_unit.sync import issuing, wire

QUIZ = "quiz"
"""Proposed and approved like the others; units hear of it as a quiz, and answer it."""
KIND_NAMES: Mapping[str, Text] = {
    "catalogue": Text("Katalog layanan", "Catalogue of services"),
    "holidays": Text("Hari libur", "Holidays"),
    "regions": Text("Wilayah", "Regions"),
    "bulletin": Text("Pengumuman", "Bulletin"),
    QUIZ: Text("Kuis penyegaran", "Refresher quiz"),
}
STATE_NAMES: Mapping[str, Text] = {
    PROPOSED: Text("Diusulkan", "Proposed"),
    APPROVED: Text("Disetujui", "Approved"),
    PUBLISHED: Text("Terbit", "Published"),
    DROPPED: Text("Dibatalkan", "Dropped"),
}


@dataclass(frozen=True, slots=True)
class Sound:
    """What was checked and can be published; ``content`` is JSON as it goes out."""

    kind: str
    number: str
    valid_from: date
    valid_until: date | None
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def propose(office: HeadOffice, sound: Sound, by: str) -> str:
    """Put something up for review; answers its id. Raises NotSound where its number is taken."""
    with office.database.write() as connection:
        _require_next(connection, sound.kind, sound.number)
        return _add(office, connection, sound, by)


def approve(office: HeadOffice, id_: str, by: str) -> None:
    """A second pair of eyes; raises NotAllowed for whoever proposed it."""
    with office.database.write() as connection:
        _require_state(_held(connection, id_), PROPOSED)
        proposed = kept.steps(connection, id_)[0]
        if proposed.by == by:
            raise NotAllowed(_("Somebody else approves what you proposed."))
        kept.turn(connection, id_, APPROVED, by=by, at=office.now())


def publish_approved(office: HeadOffice, id_: str, by: str) -> int:
    """Tell every unit; answers how many. Raises NotSound where its number was overtaken meanwhile."""
    with office.database.write() as connection:
        found = _held(connection, id_)
        _require_state(found, APPROVED)
        _require_next(connection, found.kind, found.number)
        units = _publish(office, connection, found, by)
    office.shelf.look_again()
    return units


def drop(office: HeadOffice, id_: str, by: str, reason: str) -> None:
    """Take back what is not published yet, for a reason."""
    with office.database.write() as connection:
        _require_state(_held(connection, id_), PROPOSED, APPROVED)
        if not reason.strip():
            raise UserFacingError(_("A reason is needed."))
        kept.turn(connection, id_, DROPPED, by=by, at=office.now(), note=reason.strip()[:300])


def publish_now(office: HeadOffice, sound: Sound) -> tuple[str, int]:
    """The administrator's own act, by a command: (its id, how many units are told).

    What is published already, word for word, is left as it is. Raises NotSound.
    """
    with office.database.write() as connection:
        here = [each for each in kept.listed(connection, PUBLISHED) if each.kind == sound.kind]
        if sound.kind in (HOLIDAYS, REGIONS):
            here = here[-1:]  # their number is ours to give
        same = next((each for each in here if _is_same(each, sound)), None)
        if same is not None:
            return same.id, 0
        _require_next(connection, sound.kind, sound.number)
        id_ = _add(office, connection, sound, None)
        units = _publish(office, connection, _held(connection, id_), None)
    office.shelf.look_again()
    return id_, units


def _is_same(each: Kept, sound: Sound) -> bool:
    return each.sha256 == sound.sha256 and (each.number == sound.number or each.kind in (HOLIDAYS, REGIONS))


def take_back(
    office: HeadOffice, connection: Connection, unit: str, parts: Sequence[Mapping[str, Any]]
) -> None:
    """What we published and lost, as a unit heard it under our signature: entries name it, so it holds again.

    A number that was given again since stays what it says now.
    """
    said = parts[0]
    try:
        content = issuing.whole_of(parts)
        until = said["valid_until"]
        row = Kept(
            said["publication"],
            said["kind"],
            said["number"],
            said["format"],
            date.fromisoformat(said["valid_from"]),
            None if until is None else date.fromisoformat(until),
            said["sha256"],
            PUBLISHED,
        )
    except (KeyError, TypeError, ValueError):
        return
    here = kept.listed(connection, PUBLISHED)
    if content is None or any((each.kind, each.number) == (row.kind, row.number) for each in here):
        return
    if kept.find(connection, row.id) is None:
        kept.add(connection, row, content)
        kept.turn(connection, row.id, PUBLISHED, by=None, at=office.now(), note=unit)
        kept.told(connection, row.id, unit, office.now())


def tell_unit(office: HeadOffice, connection: Connection, unit: str) -> int:
    """Say to a unit what is published and it was not told: all of it, where it is new."""
    day = today(office.clock)
    waiting = [
        each
        for each in kept.untold(connection, unit)
        if each.kind != QUIZ
        and (each.kind != BULLETIN or (_may_hold(each, day) and _is_for(connection, each, unit)))
    ]
    for each in waiting:
        about = {
            "publication": each.id,
            "kind": each.kind,
            "format": each.format,
            "number": each.number,
            "valid_from": each.valid_from.isoformat(),
            "valid_until": each.valid_until.isoformat() if each.valid_until else None,
            "at": office.now(),
        }
        for body in issuing.parts_of(about, kept.content(connection, each.id)):
            publish(office, connection, unit, FEED_PUBLICATION, body)
        kept.told(connection, each.id, unit, office.now())
    return len(waiting)


@dataclass(frozen=True, slots=True)
class Listed:
    """A publication as it is listed; ``told`` counts the units that were told, ``read`` who has read it;
    ``replaced_by`` is the number of a later bulletin of the list that units go by in its place, ""
    where there is none: one counts from the day that it is in force."""

    id: str
    kind: str
    number: str
    title: str
    valid_from: str
    valid_until: str | None
    state: str
    told: int
    read: int
    replaced_by: str = ""


def listed(
    office: HeadOffice, number: str | None = None, *states: str, most: int | None = None
) -> list[Listed]:
    """At most so many of what is published (or in these states), the newest first."""
    day = today(office.clock)
    with office.database.read() as connection:
        rows = kept.newest(connection, states or (PUBLISHED,), (BULLETIN, QUIZ), number=number, most=most)
        ids = [each.id for each, _content in rows]
        told, read = kept.units_told(connection, ids), reading.counts(connection, ids)
    said = {each.id: json.loads(content) for each, content in rows if content}
    replaced = {
        number: each.number
        for each, _content in rows
        if each.kind == BULLETIN and each.state == PUBLISHED and each.valid_from <= day
        for number in said[each.id]["supersedes"]
    }
    return [
        Listed(
            each.id,
            each.kind,
            each.number,
            say(Text.of(said[each.id]["title"]) if each.id in said else KIND_NAMES[each.kind]),
            each.valid_from.isoformat(),
            each.valid_until.isoformat() if each.valid_until else None,
            each.state,
            told.get(each.id, 0),
            read.get(each.id, 0),
            replaced.get(each.number, "") if each.kind == BULLETIN else "",
        )
        for each, _content in rows
    ]


def next_number(connection: Connection, kind: str) -> str:
    """The running number of the next holidays or regions, or of the next quiz that is proposed."""
    states = () if kind == QUIZ else (PUBLISHED,)
    numbers = [int(each.number) for each in kept.listed(connection, *states) if each.kind == kind]
    return str(max(numbers, default=0) + 1)


def _may_hold(each: Kept, day: date) -> bool:
    return each.valid_until is None or each.valid_until >= day


def _is_for(connection: Connection, each: Kept, unit: str) -> bool:
    units = json.loads(kept.content(connection, each.id))["units"]
    return not units or unit in units


def _add(office: HeadOffice, connection: Connection, sound: Sound, by: str | None) -> str:
    try:
        issuing.parts_of({}, sound.content)
    except wire.TooLarge as error:
        words = Text("Isi ini terlalu besar untuk dikirim.", "This is too large to be sent.")
        raise NotSound([Problem("", "", words)]) from error
    id_ = uuid7()
    row = Kept(
        id_,
        sound.kind,
        sound.number,
        FORMATS.get(sound.kind, 1),
        sound.valid_from,
        sound.valid_until,
        sound.sha256,
        PROPOSED,
    )
    kept.add(connection, row, sound.content)
    kept.turn(connection, id_, PROPOSED, by=by, at=office.now())
    return id_


def _publish(office: HeadOffice, connection: Connection, found: Kept, by: str | None) -> int:
    kept.turn(connection, found.id, PUBLISHED, by=by, at=office.now())
    if found.kind == QUIZ:
        units = quizzes.send(office, connection, json.loads(kept.content(connection, found.id)))
        for unit in units:
            kept.told(connection, found.id, unit, office.now())
        return len(units)
    if found.kind == HOLIDAYS:
        said = json.loads(kept.content(connection, found.id))
        promises.count_anew(connection, merged((*shelf.calendars(), said)))
    return sum(tell_unit(office, connection, unit) > 0 for unit in kept.every_unit(connection))


def _held(connection: Connection, id_: str) -> Kept:
    found = kept.hold(connection, id_)
    if found is None:
        raise UserFacingError(_("There is no such publication."))
    return found


def _require_state(found: Kept, *states: str) -> None:
    if found.state not in states:
        raise UserFacingError(
            _("Somebody was faster: this is not as the page showed it."), _("Look at it again.")
        )


def _require_next(connection: Connection, kind: str, number: str) -> None:
    """A number says one thing for ever, and a newer catalogue has a higher one."""
    taken = [each.number for each in kept.listed(connection, PUBLISHED) if each.kind == kind]
    if kind in (BULLETIN, QUIZ):
        if number in taken:
            raise NotSound([Problem("", "number", _ONCE)])
        return
    newest = max((*taken, *(shelf.shipped() if kind == CATALOGUE else ())), key=order, default="0")
    if order(number) <= order(newest):
        words = Text(
            f"Nomor {number} tidak lebih baru daripada {newest}. Naikkan nomornya.",
            f"Number {number} is not newer than {newest}. Raise it.",
        )
        raise NotSound([Problem("catalogue.json" if kind == CATALOGUE else "", "version", words)])


_ONCE = Text(
    "Nomor ini sudah terbit. Pengumuman yang terbit tidak diubah; terbitkan yang baru.",
    "This number is published already. What is published is not changed; publish a new one.",
)
