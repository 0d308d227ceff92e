"""New entries of a journal applied and stored, with a few statements for all of them where that may be.

Entries that only are a record, and applications that nobody has heard of, are gathered and written together.
Whatever else there is (a correction, the same application again, one whose scans are all here, one that can't
be applied) is done alone, in its turn, after what was gathered before it: in the end the same rows are there,
and the feed says the same, as if each had come by itself.

Ids and numbers are hardly ever taken already, so the database's own keys are relied on at first; where one
is, nothing is kept and the run is begun again, looking first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from head_office.office import HeadOffice
from head_office.services import records
from head_office.services.batches import Link
from head_office.services.checks import Quarantined
from head_office.services.publishing import publish
from head_office.store import blobs, destructions, filed, journals, lives
from head_office.store.engine import Connection
from head_office.store.filed import Filing
from head_office.store.journals import Journal, Kept
from mobile_unit.domain.entries import APPLICATION_SUBMITTED, FEED_ENTRY_QUARANTINED, Entry
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.numbers import is_application_number, journal_of
from mobile_unit.domain.states import REFERRED


def check(unit: str, entry: Entry) -> Filing | None:
    """The rows of an application; None for one that can't be applied."""
    try:
        return records.filing(unit, entry)
    except (Quarantined, KeyError, TypeError, ValueError, AttributeError):
        return None


class Gathering:
    """A run of new entries on its way into the database; raises Collided where an application of the same id
    or number is on file that was not looked for, or comes at this very moment."""

    def __init__(
        self,
        office: HeadOffice,
        connection: Connection,
        journal: Journal,
        run: Sequence[Link],
        checked: Mapping[int, Filing],
        *,
        looks_first: bool,
    ) -> None:
        """``checked`` are the rows of applications of the run that were checked before, by their number."""
        self._office = office
        self._connection = connection
        self._journal = journal
        self._run = run
        self._checked = checked
        self._looks_first = looks_first
        self._at = office.now()
        self._kept: list[Kept] = []
        self._filings: list[Filing] = []
        self._filed: set[str] = set()

    def take(self) -> list[dict[str, Any]]:
        """Apply and store all of them; answers which were kept aside, and why."""
        quarantined: list[dict[str, Any]] = []
        for link in self._run:
            code = link.problem if link.entry is None else self._apply(link.entry)
            subject = _subject(link.entry) if link.entry else None
            kind = link.entry.kind if link.entry else "unreadable"
            self._kept.append(Kept(link.seq, link.hash, link.raw, kind, subject, code))
            if code is not None:
                self._tell(link.seq, code, subject)
                quarantined.append({"seq": link.seq, "code": code})
        self._write()
        return quarantined

    def _apply(self, entry: Entry) -> str | None:
        """Do what an entry says, or gather it; answers why it is quarantined, None where it is not."""
        if records.is_only_kept(entry.kind):
            try:
                self._do(entry)
            except Quarantined as quarantined:
                return quarantined.code
            return "application.foreign" if self._is_of_others(entry) else None
        filing = self._filing(entry)
        self._note_named(entry.body)
        if filing is not None:
            self._filings.append(filing)
            self._filed.add(entry.body["id"])
            return None
        self._write()
        try:
            with self._connection.begin_nested():
                self._do(entry)
        except Quarantined as quarantined:
            return quarantined.code
        return None

    def _is_of_others(self, entry: Entry) -> bool:
        """Whether it is a receipt of another unit's application; mostly it is of one that this run brings."""
        if entry.kind not in records.RECEIPTS or entry.body["application"] in self._filed:
            return False
        return entry.body["application"] in self._foreign

    def _do(self, entry: Entry) -> None:
        journal = self._journal
        records.apply_entry(self._office, self._connection, journal.unit, journal.letter, entry)

    def _filing(self, entry: Entry) -> Filing | None:
        """The rows of an application of which there is nothing yet, while scans are awaited; None for any
        other entry, and for one that can't be applied."""
        if entry.kind != APPLICATION_SUBMITTED or not self._is_free(entry.body):
            return None
        filing = self._checked.get(entry.seq) or check(self._journal.unit, entry)
        if filing is None:
            return None
        awaits_first = filing.papers and filing.papers[0].sha256 not in self._held_scans
        if not awaits_first and filing.row["state"] != REFERRED:
            return None
        return filing

    def _is_free(self, body: Mapping[str, Any]) -> bool:
        """Whether neither id nor number is anybody's, and the number may be given in this journal."""
        id_, number = body.get("id"), body.get("number")
        if not is_record_id(id_) or not isinstance(number, str) or not is_application_number(number):
            return False
        ids, numbers = self._taken
        return self._may_give(number) and id_ not in ids | self._destroyed and number not in numbers

    def _note_named(self, body: Mapping[str, Any]) -> None:
        """What comes later under the same id or number is looked at alone."""
        for known, key in zip(self._taken, ("id", "number"), strict=True):
            named = body.get(key)
            if isinstance(named, str):
                known.add(named)

    def _may_give(self, number: str) -> bool:
        unit, letter, mark = journal_of(number)
        if unit != self._journal.unit:
            return False
        if (letter, mark) == (self._journal.letter, ""):
            return True
        letters, marks = self._names
        return letter in letters and mark in marks

    def _write(self) -> None:
        filed.add(self._connection, self._filings, self._at)
        journals.keep(self._connection, self._journal.id, self._kept, self._at)
        self._filings, self._kept = [], []

    def _tell(self, seq: int, code: str, subject: str | None) -> None:
        told = {"journal": self._journal.id, "seq": seq, "code": code, "application": subject}
        publish(self._office, self._connection, self._journal.unit, FEED_ENTRY_QUARANTINED, told)

    @cached_property
    def _names(self) -> tuple[set[str], set[str]]:
        return lives.names_of(self._connection, self._journal.id)

    @cached_property
    def _taken(self) -> tuple[set[str], set[str]]:
        """The ids and numbers of the run that are known to be on file, then those that it named itself."""
        if not self._looks_first:
            return set(), set()
        ids, numbers = (_texts(body.get(key) for body in self._brought) for key in ("id", "number"))
        sound = {number for number in numbers if is_application_number(number)}
        return filed.taken(self._connection, {id_ for id_ in ids if is_record_id(id_)}, sound)

    @cached_property
    def _destroyed(self) -> set[str]:
        """The ids of the run whose content was destroyed here, though nothing of them may be on file."""
        ids = _texts(body.get("id") for body in self._brought)
        return destructions.among(self._connection, {id_ for id_ in ids if is_record_id(id_)})

    @cached_property
    def _held_scans(self) -> set[str]:
        """Those that are here of each application's first ones; where that is missing, the others are not
        asked about."""
        listed = (body.get("documents") for body in self._brought)
        first = (papers[0] for papers in listed if papers and isinstance(papers, list))
        named = _texts(paper.get("sha256") for paper in first if isinstance(paper, dict))
        return blobs.held(self._connection, {name for name in named if name.isalnum()})

    @cached_property
    def _foreign(self) -> set[str]:
        entries = [link.entry for link in self._run if link.entry]
        return records.foreign(self._connection, self._journal.unit, entries)

    @property
    def _brought(self) -> list[Mapping[str, Any]]:
        """The bodies of the applications in the run, whatever they hold."""
        entries = (link.entry for link in self._run)
        return [entry.body for entry in entries if entry and entry.kind == APPLICATION_SUBMITTED]


def _texts(values: Iterable[object]) -> set[str]:
    return {value for value in values if isinstance(value, str)}


def _subject(entry: Entry) -> str | None:
    """The application an entry is about, if it names one."""
    key = "application" if entry.kind.startswith("receipt.") else "id"
    subject = entry.body.get(key) if entry.kind != "visit.opened" else None
    return subject if is_record_id(subject) else None
