"""Announcements at a counter: head office's bulletins, and in words what else it published.

How one stands is asked of the laptop's own day, so that what is over ends by itself where nothing is heard.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from mobile_unit.clock import JAKARTA, today
from mobile_unit.domain.bulletins import AHEAD, EXPIRED, HOLDS, SUPERSEDED, Bulletin, standing
from mobile_unit.domain.entries import BULLETIN_READ
from mobile_unit.domain.publications import BULLETIN, CATALOGUE, HOLIDAYS, KINDS, Published, order
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue, versions
from mobile_unit.forms.plain_markdown import list_of
from mobile_unit.forms.regions import VILLAGE
from mobile_unit.forms.revisions import Change, changes_between, day_in_words
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import bulletins, publications
from mobile_unit.store.engine import Connection

NOTHING = Text("", "")
_ORDER = (HOLDS, AHEAD, SUPERSEDED, EXPIRED)
_TITLES: Mapping[str, Text] = {
    "catalogue": Text("Daftar layanan {number}", "List of services {number}"),
    "holidays": Text("Hari libur dan cuti bersama ({number})", "Holidays and joint leave ({number})"),
    "regions": Text("Kecamatan dan kampung ({number})", "Kecamatan and villages ({number})"),
}
_UNUSABLE = Text(
    "Program di laptop ini belum dapat membacanya; yang lama tetap dipakai. Minta program yang lebih baru.",
    "The program on this laptop can't read it yet; the old one stays in use. Ask for a newer program.",
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """``text`` is Markdown, filled by ``Bulletins.whole``; ``standing`` is a key of ``STANDINGS``, ``usable``
    False where this program can't read it."""

    id: str
    kind: str
    number: str
    title: Text
    legal_basis: str
    valid_from: date
    valid_until: date | None
    standing: str
    public: bool
    read: bool
    usable: bool = True
    text: Text = NOTHING

    @property
    def is_news(self) -> bool:
        """Whether an officer who has not read it should."""
        return not self.read and self.standing in (HOLDS, AHEAD)


class Bulletins:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    def listed(self) -> tuple[Announcement, ...]:
        """What is for this officer: what holds first, and of that the newest."""
        with self._context.store.read() as connection:
            found = self._all(connection)
        return tuple(
            sorted(found, key=lambda each: (_ORDER.index(each.standing), -each.valid_from.toordinal()))
        )

    def in_force(self) -> tuple[Bulletin, ...]:
        """The bulletins for this officer that hold today, the newest first."""
        with self._context.store.read() as connection:
            found = self._all(connection)
            said = bulletins.contents(connection, BULLETIN) if found else {}
        return tuple(
            Bulletin.of(each.id, json.loads(said[each.number]))
            for each in sorted(found, key=lambda each: each.valid_from, reverse=True)
            if each.kind == BULLETIN and each.usable and each.standing == HOLDS
        )

    def unread(self) -> int:
        """How many that hold, or will, this officer has not read."""
        with self._context.store.read() as connection:
            return sum(each.is_news for each in self._all(connection))

    def whole(self, id_: str) -> Announcement:
        """One with its text."""
        with self._context.store.read() as connection:
            found = next((each for each in self._all(connection) if each.id == id_), None)
            if found is None:
                raise UserFacingError(_("This announcement is no longer on the laptop."))
            if found.kind == BULLETIN:
                raw = json.loads(bulletins.contents(connection, BULLETIN)[found.number])
                return replace(found, text=Text.of(raw["text"]))
        return replace(found, text=self._changes(found))

    def read(self, id_: str) -> None:
        """The officer says that they have read it; head office hears so."""
        context = self._context
        about = self.whole(id_)
        with context.store.write() as connection:
            if bulletins.mark_read(connection, id_, context.officer.nip, context.now()):
                body = {"publication": id_, "kind": about.kind, "number": about.number}
                context.record(connection, BULLETIN_READ, body)

    def poster(self, id_: str) -> bytes:
        """An announcement as one or more A4 pages; raises UserFacingError for one that does not hold."""
        from mobile_unit.receipts.announcement import Paper, draw
        from mobile_unit.receipts.content import long_date

        about = self.whole(id_)
        if about.standing in (SUPERSEDED, EXPIRED):
            raise UserFacingError(_("This no longer holds; it is not printed."), _("Print the newer one."))
        since = datetime.combine(about.valid_from, time(), JAKARTA)
        until = datetime.combine(about.valid_until, time(), JAKARTA) if about.valid_until else None
        catalogue = self._context.catalogue
        return draw(
            Paper(
                catalogue.ministry.id,
                catalogue.office.id,
                about.number,
                about.title.id,
                about.text.id,
                about.legal_basis,
                f"Berlaku mulai {long_date(since)}" + (f" sampai {long_date(until)}" if until else ""),
                catalogue.contact.id,
                about.public,
            )
        )

    def _all(self, connection: Connection) -> list[Announcement]:
        context = self._context
        read = bulletins.read_by(connection, context.officer.nip)
        listed = context.in_force.listed
        found = [self._other(each, each.id in read) for each in listed if each.kind in KINDS[:3]]
        rows = {each.number: each for each in listed if each.kind == BULLETIN}
        unreadable = [self._other(each, each.id in read) for each in rows.values() if not each.usable]
        said = bulletins.contents(connection, BULLETIN) if rows else {}
        usable = [
            Bulletin.of(rows[number].id, json.loads(content))
            for number, content in said.items()
            if number in rows and rows[number].usable
        ]
        mine = [each for each in usable if each.is_for(context.info.code, context.officer.role)]
        return [*found, *unreadable, *(self._bulletin(each, usable, each.id in read) for each in mine)]

    def _bulletin(self, each: Bulletin, others: list[Bulletin], read: bool) -> Announcement:
        return Announcement(
            each.id,
            BULLETIN,
            each.number,
            each.title,
            each.legal_basis,
            each.valid_from,
            each.valid_until,
            standing(each, others, today(self._context.clock)),
            each.public,
            read,
        )

    def _other(self, each: Published, read: bool) -> Announcement:
        title = _TITLES.get(each.kind, Text("Pengumuman {number}", "Announcement {number}"))
        return Announcement(
            each.id,
            each.kind,
            each.number,
            title.format(number=each.number),
            "",
            each.valid_from,
            each.valid_until,
            self._standing(each),
            False,
            read,
            each.usable,
        )

    def _standing(self, each: Published) -> str:
        """Of most kinds the newest alone counts: one with a higher number whose day has come replaces it."""
        day = today(self._context.clock)
        newer = (
            other
            for other in self._context.in_force.listed
            if other.kind == each.kind and other.usable and other.valid_from <= day
        )
        if each.kind != BULLETIN and any(order(other.number) > order(each.number) for other in newer):
            return SUPERSEDED
        return HOLDS if each.valid_from <= day else AHEAD

    def _said(self, about: Announcement) -> Text:
        with self._context.store.read() as connection:
            content = publications.content(connection, about.kind, about.number)
        said = json.loads(content or b"{}")
        return _of_holidays(said) if about.kind == HOLIDAYS else _of_regions(said)

    def _changes(self, about: Announcement) -> Text:
        if not about.usable:
            return _UNUSABLE
        if about.kind != CATALOGUE:
            return self._said(about)
        new = Catalogue.load(about.number)
        before = [
            each.number for each in self._context.in_force.listed if each.kind == CATALOGUE and each.usable
        ]
        older = [number for number in (*versions(), *before) if order(number) < order(about.number)]
        old = Catalogue.load(max(older, key=order))
        found = changes_between(old, new)
        return Text(
            *(
                f"{list_of(each.in_(spoken) for each in new.changes)}\n\n## {heading}\n\n"
                + list_of(_line(each, spoken) for each in found)
                for spoken, heading in (("id", "Rincian"), ("en", "In detail"))
            )
        )


def _of_holidays(said: Mapping[str, Any]) -> Text:
    decrees = [f"{year}: {decree}" for year, decree in said["years"].items()]
    days = [(day_in_words(date.fromisoformat(each["day"])), each["name"]) for each in said["days"]]
    return Text(
        *(
            f"{list_of(decrees)}\n\n{list_of(f'{day.in_(spoken)}: {name}' for day, name in days)}"
            for spoken in ("id", "en")
        )
    )


def _of_regions(said: Mapping[str, Any]) -> Text:
    villages = sum(len(each["code"]) == VILLAGE for each in said["regions"])
    return Text(
        f"{villages} kampung dan kelurahan. Dasar hukum: {said['legal_basis']}.",
        f"{villages} villages. Legal basis: {said['legal_basis']}.",
    )


def _line(change: Change, spoken: str) -> str:
    words = change.words.in_(spoken)
    return f"{change.about.in_(spoken)}: {words}" if change.about else words
