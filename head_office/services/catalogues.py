"""Catalogues at head office: which one holds, what a new one would change, whether it can go out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from head_office.office import HeadOffice
from head_office.services.publications import Sound
from head_office.store import publications as kept
from mobile_unit.clock import today
from mobile_unit.domain.publications import CATALOGUE, Published, never_in_force
from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue, version_on
from mobile_unit.forms.catalogue_check import NotSound, problems_of
from mobile_unit.forms.revisions import Change, changes_between, day_in_words


@dataclass(frozen=True, slots=True)
class Preview:
    """What a catalogue would change at the counters: against which version, in words, fees first."""

    against: str
    changes: tuple[Change, ...]


def sound_catalogue(document: dict[str, Any]) -> Sound:
    """A catalogue that can be published; raises NotSound with everything that is wrong with it."""
    problems = problems_of(document)
    if problems:
        raise NotSound(problems)
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    listed = document["catalogue"]
    return Sound(CATALOGUE, listed["version"], date.fromisoformat(listed["from"]), None, content)


def preview_of(office: HeadOffice, document: dict[str, Any]) -> Preview:
    """What officers and the public will notice, and what was dated ahead and never comes then."""
    new = Catalogue(document)
    with office.database.read() as connection:
        listed = kept.published(connection)
    day = today(office.clock)
    start = max(new.effective_from, day)
    old = Catalogue.load(version_on(listed, start))
    return Preview(old.version, (*_warnings(listed, new, day), *changes_between(old, new)))


def _warnings(listed: list[Published], new: Catalogue, day: date) -> list[Change]:
    found = []
    if new.effective_from <= day:
        words = Text(
            "Berlaku segera begitu unit menerimanya.", "Holds at once, as soon as a unit has received it."
        )
        found.append(Change(None, words))
    newer = Published("", CATALOGUE, new.version, new.effective_from, None)
    for each in never_in_force(listed, newer, day):
        since = day_in_words(each.valid_from)
        words = Text(
            f"Versi {each.number}, yang sedianya berlaku {since.id}, tidak akan pernah berlaku.",
            f"Version {each.number}, which was to hold from {since.en}, never will.",
        )
        found.append(Change(None, words))
    return found
