"""Entries that were stored but not applied: what they are, why, and applying one after all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from head_office.office import HeadOffice
from head_office.services.acts import ENTRY_APPLIED, ENTRY_RETURNED
from head_office.services.aside import DECISIONS
from head_office.services.checks import Quarantined
from head_office.services.publishing import publish
from head_office.services.records import apply_entry, foreign
from head_office.store import acts, journals
from mobile_unit.domain.entries import FEED_ENTRY_RETURNED, MalformedEntry, read_entry
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

MOST_SHOWN = 200
MAX_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry in its place; ``words`` say what ``code`` means, nothing of what the entry says is told."""

    unit: str
    letter: str
    journal: str
    seq: int
    kind: str
    code: str
    words: str
    received_at: str


def listed(office: HeadOffice) -> list[KeptEntry]:
    """The newest 200."""
    with office.database.read() as connection:
        rows = journals.quarantined(connection, MOST_SHOWN)
    return [KeptEntry(**row, words=why(row["code"])) for row in rows]


def batches(office: HeadOffice) -> list[dict[str, Any]]:
    """Batches and feed entries that contradict what is held, the newest 200."""
    with office.database.read() as connection:
        rows = journals.batches_set_aside(connection, MOST_SHOWN)
    return [{**row, "words": why(row["reason"])} for row in rows]


def apply_now(office: HeadOffice, journal: str, seq: int, by: str) -> None:
    """Apply an entry that was kept aside: this program may know by now what it could not then.

    Who did so is written down beside the decisions on bundles. Raises UserFacingError with the reason where
    it still can't be.
    """
    with office.database.write() as connection:
        held = journals.hold(connection, journal)
        kept = journals.kept(connection, journal, seq)
        if held is None or kept is None or kept.quarantine is None:
            raise UserFacingError(_("This entry is not kept aside any more."))
        try:
            journals.settle(connection, journal, seq)
            entry = read_entry(kept.raw)
            apply_entry(office, connection, held.unit, held.letter, entry)
            if foreign(connection, held.unit, [entry]):
                raise Quarantined("application.foreign")
            acts.note(connection, office.now(), by, ENTRY_APPLIED, held.unit, f"{held.letter} {seq}")
        except (Quarantined, MalformedEntry) as error:
            code = error.code if isinstance(error, Quarantined) else str(error)
            raise UserFacingError(
                _("It still can't be applied: {why}").format(why=why(code)),
                _("The unit corrects it, or a newer version of this program is needed."),
            ) from error
    said = {"at": office.now(), "decision": "apply", "journal": journal, "seq": seq, "by": by}
    office.aside.write_down(DECISIONS, json.dumps(said))


def give_back(office: HeadOffice, journal: str, seq: int, sentence: str, by: str) -> None:
    """Close the matter of an entry that nobody will apply: the unit's officer is told in a sentence what to
    do. The entry stays in its chain. Raises UserFacingError."""
    words = " ".join(sentence.split())
    if not 0 < len(words) <= MAX_SENTENCE:
        raise UserFacingError(_("Write in a sentence what the officer is to do, in at most 300 letters."))
    with office.database.write() as connection:
        held = journals.hold(connection, journal)
        kept = journals.kept(connection, journal, seq)
        if held is None or kept is None or kept.quarantine is None:
            raise UserFacingError(_("This entry is not kept aside any more."))
        if not journals.give_back(connection, journal, seq, words, office.now(), by):
            raise UserFacingError(_("This entry was given back already."))
        body = {
            "journal": journal,
            "seq": seq,
            "code": kept.quarantine,
            "application": kept.subject,
            "note": words,
            "at": office.now(),
        }
        publish(office, connection, held.unit, FEED_ENTRY_RETURNED, body)
        acts.note(connection, office.now(), by, ENTRY_RETURNED, held.unit, f"{held.letter} {seq}")


def why(code: str) -> str:
    """A quarantine code in a few words."""
    area, _dot, _rest = code.partition(".")
    words = {
        "kind": _("This program does not know this kind of entry."),
        "catalogue": _("The catalogue that it names is not here."),
        "number": _("Its number is not the unit's own, or is taken."),
        "fees": _("Its fees are not those of the tariff."),
        "application": _("It does not fit the application that it is about."),
        "correction": _("It changes what no correction may, or comes out of turn."),
        "document": _("A scan is described wrongly."),
        "documents": _("There are too many scans."),
        "text": _("A text in it holds what no text may hold."),
        "body": _("It lacks something that such an entry has."),
        "entry": _("These bytes are no entry."),
        "referred": _("The catalogue says otherwise whether it is a referral."),
        "journal": _("It contradicts what is held of this journal."),
        "feed": _("Head office said it before it was restored; a unit brought it back."),
    }
    return words.get(area, _("What it says is not valid."))
