"""A publication as the pages show it: what it changes, in what state it is, who did what with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from head_office.office import HeadOffice
from head_office.services import bulletins, catalogues, quiz_writing, quizzes, reference
from head_office.services.bulletins import Reader
from head_office.services.publications import QUIZ, Sound
from head_office.store import publications as kept
from head_office.store import staff
from head_office.store.publications import PUBLISHED, Kept, Step
from mobile_unit.domain.bulletins import Bulletin
from mobile_unit.domain.publications import BULLETIN, CATALOGUE, HOLIDAYS, order
from mobile_unit.domain.quizzes import Quiz
from mobile_unit.errors import UserFacingError
from mobile_unit.forms import shelf
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.plain_markdown import Part, parts_of
from mobile_unit.forms.revisions import Change, changes_between
from mobile_unit.i18n import _, say


@dataclass(frozen=True, slots=True)
class Shown:
    """``parts`` is a bulletin's text, ``quiz`` what is asked where it is one; ``names`` who the steps are by;
    ``readers`` once it is published."""

    about: Kept
    changes: tuple[Change, ...]
    steps: list[Step]
    names: Mapping[str, str]
    parts: tuple[Part, ...]
    bulletin: Bulletin | None
    quiz: Quiz | None
    readers: list[Reader]

    @property
    def proposed_by(self) -> str | None:
        return self.steps[0].by


def shown(office: HeadOffice, id_: str) -> Shown:
    """Raises UserFacingError where there is none."""
    with office.database.read() as connection:
        about = kept.find(connection, id_)
        if about is None:
            raise UserFacingError(_("There is no such publication."))
        content = kept.content(connection, id_)
        steps, names = kept.steps(connection, id_), staff.names(connection)
    bulletin = Bulletin.of(id_, json.loads(content)) if about.kind == BULLETIN else None
    return Shown(
        about,
        _changes(office, about, content),
        steps,
        names,
        parts_of(say(bulletin.text)) if bulletin else (),
        bulletin,
        quizzes.read(content) if about.kind == QUIZ else None,
        bulletins.readers_of(office, id_) if about.state == PUBLISHED else [],
    )


def preview(office: HeadOffice, sound: Sound) -> tuple[Change, ...]:
    """What publishing something would change at the counters, in words."""
    if sound.kind == CATALOGUE:
        return catalogues.preview_of(office, json.loads(sound.content)).changes
    if sound.kind == HOLIDAYS:
        return reference.preview_of_holidays(office, sound)
    if sound.kind == QUIZ:
        return quiz_writing.preview_of(office, quizzes.read(sound.content))
    if sound.kind == BULLETIN:
        return bulletins.preview_of(office, Bulletin.of("", json.loads(sound.content)))
    return reference.preview_of_regions(sound)


def _changes(office: HeadOffice, about: Kept, content: bytes) -> tuple[Change, ...]:
    if about.state != PUBLISHED or about.kind in (BULLETIN, QUIZ):
        return preview(office, Sound(about.kind, about.number, about.valid_from, about.valid_until, content))
    if about.kind != CATALOGUE:
        return ()
    with office.database.read() as connection:
        numbers = [each.number for each in kept.published(connection) if each.kind == CATALOGUE]
    older = [each for each in (*shelf.shipped(), *numbers) if order(each) < order(about.number)]
    return changes_between(Catalogue.load(max(older, key=order)), Catalogue.load(about.number))
