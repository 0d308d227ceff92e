"""Outreach at the unit: events planned, held or called off, and their papers.

Each word about an event is an entry that says it whole; a later one takes the place of the earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.clock import today
from mobile_unit.domain.entries import OUTREACH_HELD, OUTREACH_PLANNED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.outreach import (
    CANCELLED,
    HELD,
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_PEOPLE,
    MOST_PHOTOS,
    MOST_QUESTIONS,
    MOST_SPEAKERS,
    PLANNED,
    Outcome,
    Plan,
    require_held,
    require_planned,
    title_of,
)
from mobile_unit.domain.periods import Period, month_of
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.outreach_themes import themes
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.form_drafts import EVENT, finish
from mobile_unit.services.scans import Scan
from mobile_unit.store import attachments, blobs, journal, outreach
from mobile_unit.store.engine import Connection, RowMapping

JPEG = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list; nobody was counted yet where ``state`` is not held."""

    id: str
    day: str
    state: str
    title: Text
    place: str
    men: int
    women: int


@dataclass(frozen=True, slots=True)
class Event:
    """One event whole; ``body`` is the newest entry's."""

    id: str
    state: str
    title: Text
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reach:
    """What was held in a period, and whom it reached."""

    period: Period
    planned: int
    held: int
    men: int
    women: int


class OutreachEvents:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    @property
    def themes(self) -> Mapping[str, Text]:
        return themes()

    @property
    def this_month(self) -> str:
        return month_of(today(self._context.clock))

    def listed(self) -> list[Listed]:
        with self._context.store.read() as connection:
            return [_listed(row) for row in outreach.listed(connection)]

    def reach(self, period: Period) -> Reach:
        with self._context.store.read() as connection:
            counts = outreach.reach(connection, period)
        held, men, women = counts.get(HELD, (0, 0, 0))
        return Reach(period, counts.get(PLANNED, (0,))[0], held, men, women)

    def event(self, event_id: str) -> Event:
        with self._context.store.read() as connection:
            return _event(connection, event_id)

    def plan(self, said: Plan, event_id: str | None = None) -> str:
        """Write down an event that is to come, or say anew what is planned; answers its id."""
        said = self._sound(said)
        with self._context.store.write() as connection:
            before = _event(connection, event_id) if event_id else None
            if before is not None and before.state == HELD:
                raise UserFacingError(_("This event was held already; say what came of it anew instead."))
            body = {**self._whole(said, before), "cancelled": None}
            finish(self._context, connection, form_of(event_id))
            return self._keep(connection, OUTREACH_PLANNED, body, PLANNED)

    def cancel(self, event_id: str, reason: str) -> None:
        reason = " ".join(reason.split())[:LONGEST_LINE]
        if not reason:
            raise UserFacingError(_("Write why the event is called off."))
        with self._context.store.write() as connection:
            before = _event(connection, event_id)
            if before.state != PLANNED:
                raise UserFacingError(_("Only an event that is planned can be called off."))
            body = {**self._whole(_plan_of(before.body), before), "cancelled": reason}
            self._keep(connection, OUTREACH_PLANNED, body, CANCELLED)
            finish(self._context, connection, form_of(event_id))

    def hold(
        self,
        said: Plan,
        outcome: Outcome,
        photos: Sequence[Scan] = (),
        kept: Sequence[str] = (),
        event_id: str | None = None,
    ) -> str:
        """Write down what came of an event, planned or not; answers its id. ``photos`` are new ones, ``kept``
        the names of those that stay from what was said before."""
        said, outcome = self._sound(said), _counted(outcome)
        if said.day > today(self._context.clock).isoformat():
            raise UserFacingError(
                _("This day is still to come."), _("Plan it; say what came of it afterwards.")
            )
        if len(photos) + len(kept) > MOST_PHOTOS:
            raise UserFacingError(_("At most {count} photos go with an event.").format(count=MOST_PHOTOS))
        if any(each.media_type != JPEG for each in photos):
            raise UserFacingError(_("A photo is a picture, not a PDF."))
        with self._context.store.write() as connection:
            before = _event(connection, event_id) if event_id else None
            earlier = [] if before is None else before.body.get("photos", [])
            contents = [(each.content, each.media_type) for each in photos]
            names = blobs.put(connection, contents, self._context.now())
            told = {each["sha256"]: dict(each) for each in earlier if each["sha256"] in kept}
            for name, scan in zip(names, photos, strict=True):
                told[name] = {"sha256": name, "bytes": len(scan.content), "media_type": JPEG}
            body = {
                **self._whole(said, before),
                "men": outcome.men,
                "women": outcome.women,
                "questions": list(outcome.questions),
                "follow_up": outcome.follow_up,
                "photos": list(told.values()),
            }
            finish(self._context, connection, form_of(event_id))
            return self._keep(connection, OUTREACH_HELD, body, HELD)

    def photo(self, sha256: str) -> bytes:
        with self._context.store.read() as connection:
            content = blobs.content(connection, sha256)
        if content is None:
            raise UserFacingError(_("This photo is not on this laptop any more."))
        return content

    def attendance_list(self, event_id: str) -> bytes:
        """Empty lines to sign, A4, PDF; as many as a page takes."""
        from mobile_unit.receipts.outreach_papers import attendance

        return attendance(self.event(event_id).body, self._context.catalogue, themes())

    def report(self, event_id: str) -> bytes:
        """The report of an event that was held, A4, PDF, with its photos; it says how many are not here any
        more."""
        from mobile_unit.receipts.outreach_papers import report

        event = self.event(event_id)
        if event.state != HELD:
            raise UserFacingError(_("There is a report once the event was held."))
        with self._context.store.read() as connection:
            found = [blobs.content(connection, each["sha256"]) for each in event.body["photos"]]
        pictures = [content for content in found if content is not None]
        return report(event.body, pictures, self._context.catalogue, themes())

    def _sound(self, said: Plan) -> Plan:
        """What was typed, tidied; raises UserFacingError while something is missing."""
        tidy = _tidied(said)
        try:
            date.fromisoformat(tidy.day)
        except ValueError as error:
            raise UserFacingError(_("The day is missing, or is not in the calendar.")) from error
        if self._context.regions.village(tidy.place) is None:
            raise UserFacingError(_("Choose the village where it takes place."))
        if tidy.theme and tidy.theme not in themes():
            raise ValueError("no such theme")
        if not tidy.theme and not tidy.words:
            raise UserFacingError(_("Choose a theme, or write your own."))
        if any(len(each) > LONGEST_LINE for each in (tidy.words, tidy.venue, tidy.audience, *tidy.speakers)):
            raise UserFacingError(_("A line has at most {count} letters.").format(count=LONGEST_LINE))
        if len(tidy.speakers) > MOST_SPEAKERS:
            raise UserFacingError(_("At most {count} speakers.").format(count=MOST_SPEAKERS))
        return tidy

    def _whole(self, said: Plan, before: Event | None) -> dict[str, Any]:
        context = self._context
        return {
            "id": before.id if before else uuid7(),
            "version": before.body["version"] + 1 if before else 1,
            "said_at": context.now(),
            "day": said.day,
            "starts": said.starts,
            "place": {"code": said.place, "name": context.regions.name_of(said.place)},
            "venue": said.venue,
            "theme": said.theme,
            "words": said.words,
            "audience": said.audience,
            "speakers": list(said.speakers),
            "officer": {"nip": context.officer.nip, "name": context.officer.name},
            "unit": {"code": context.info.code, "name": context.info.name},
        }

    def _keep(self, connection: Connection, kind: str, body: dict[str, Any], state: str) -> str:
        (require_held if kind == OUTREACH_HELD else require_planned)(body)
        self._context.record(connection, kind, body, body["id"])
        row = {
            "id": body["id"],
            "day": body["day"],
            "state": state,
            "theme": body["theme"],
            "words": body["words"],
            "place_name": body["place"]["name"],
            "men": body.get("men", 0),
            "women": body.get("women", 0),
        }
        outreach.put(connection, row)
        photos = [each["sha256"] for each in body.get("photos", ())]
        attachments.put(connection, body["id"], blobs.facts(connection, photos))  # some may be purged
        blobs.forget_unused(connection)
        return str(body["id"])


def form_of(event_id: str | None) -> str:
    """What the draft of an event's form is called; None for one that is not written down yet."""
    return f"{EVENT}{event_id or ''}"


def _tidied(said: Plan) -> Plan:
    def line(text: str) -> str:
        return " ".join(text.split())

    speakers = tuple(filter(None, (line(each) for each in said.speakers)))
    return Plan(
        said.day.strip(),
        said.place,
        said.theme,
        line(said.words),
        said.starts,
        line(said.venue),
        line(said.audience),
        speakers,
    )


def _counted(outcome: Outcome) -> Outcome:
    questions = tuple(filter(None, (" ".join(each.split()) for each in outcome.questions)))
    if not (0 <= outcome.men <= MOST_PEOPLE and 0 <= outcome.women <= MOST_PEOPLE):
        raise ValueError("count")
    if len(questions) > MOST_QUESTIONS or any(len(each) > LONGEST_TEXT for each in questions):
        raise UserFacingError(_("At most {count} questions, each in a line.").format(count=MOST_QUESTIONS))
    if len(outcome.follow_up) > LONGEST_TEXT:
        raise UserFacingError(_("At most {count} letters.").format(count=LONGEST_TEXT))
    return Outcome(outcome.men, outcome.women, questions, outcome.follow_up.strip())


def _plan_of(body: Mapping[str, Any]) -> Plan:
    return Plan(
        body["day"],
        body["place"]["code"],
        body["theme"],
        body["words"],
        body["starts"],
        body["venue"],
        body["audience"],
        tuple(body["speakers"]),
    )


def _listed(row: RowMapping) -> Listed:
    title = title_of(dict(row), themes())
    return Listed(row["id"], row["day"], row["state"], title, row["place_name"], row["men"], row["women"])


def _event(connection: Connection, event_id: str | None) -> Event:
    row = outreach.find(connection, event_id or "")
    if row is None:
        raise UserFacingError(_("There is no such event on this laptop."))
    body = max((each.body for each in journal.about(connection, row["id"])), key=lambda body: body["version"])
    return Event(row["id"], row["state"], title_of(body, themes()), body)
