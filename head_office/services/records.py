"""What an entry does at head office, and why one is kept aside instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from head_office.office import HeadOffice
from head_office.services import (
    afterwards,
    bulletin_reads,
    complaint_records,
    outreach_records,
    queue_records,
    quizzes,
    referral_records,
    survey_answers,
)
from head_office.services.checks import Quarantined, require_documents, require_valid
from head_office.services.forgotten_pins import require_recovered
from head_office.services.scans import publish_if_received
from head_office.services.visits import closed, require_forgotten, require_opened, require_turn
from head_office.store import destructions, filed, lives
from head_office.store.engine import Connection
from head_office.store.nul import holds_nul
from mobile_unit.domain import entries as kinds
from mobile_unit.domain.entries import Entry
from mobile_unit.domain.held import LONGEST_REASON
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.numbers import is_application_number, journal_of
from mobile_unit.domain.outreach import require_purged

Apply = Callable[[HeadOffice, Connection, str, str, Entry], None]
RECEIPTS = frozenset({kinds.RECEIPT_PRINTED, kinds.RECEIPT_FAILED})
_WORD = re.compile(r"[a-z0-9_]{1,20}", re.ASCII)
_CODE = re.compile(r"[a-z0-9_.]{1,60}", re.ASCII)
_NIP = re.compile(r"[0-9A-Za-z.\-]{4,30}", re.ASCII)
_PLACE = re.compile(r"\d\d\.\d\d\.\d\d(\.\d{4})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def apply_entry(office: HeadOffice, connection: Connection, unit: str, letter: str, entry: Entry) -> None:
    """Do what an entry says; raises Quarantined, whatever its body holds."""
    apply = _KINDS.get(entry.kind)
    if apply is None:
        raise Quarantined("kind.unknown")
    _require_storable(entry)
    try:
        if entry.kind in _OF_OTHER_RECORDS:
            _require_not_destroyed(connection, entry)
        apply(office, connection, unit, letter, entry)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Quarantined("body.shape") from error


def _require_storable(entry: Entry) -> None:
    """Every text must be one that either database keeps; canonical bytes spell a NUL in one way."""
    if b"\\u0000" in entry.raw and holds_nul(entry.body):
        raise Quarantined("text.invalid")


def _require_not_destroyed(connection: Connection, entry: Entry) -> None:
    """An old laptop that was restored may bring again what is past its retention."""
    record = entry.body["quiz" if entry.kind == kinds.QUIZ_ANSWERED else "id"]
    if is_record_id(record) and destructions.when(connection, record) is not None:
        raise Quarantined("record.destroyed")


def foreign(connection: Connection, unit: str, entries: Iterable[Entry]) -> set[str]:
    """The applications of other units among those that receipts are of: such a receipt is kept aside."""
    named = (entry.body.get("application") for entry in entries if entry.kind in RECEIPTS)
    return filed.of_others(connection, unit, {str(each) for each in named if is_record_id(each)})


def is_only_kept(kind: str) -> bool:
    """Whether ``apply_entry`` only looks at the body of such an entry, or does not know it."""
    return kind not in _KINDS or kind in _ONLY_KEPT


def _only_kept(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, _entry: Entry) -> None:
    """The entry itself is the record."""


def _kept_if(require: Callable[[Mapping[str, Any]], None]) -> Apply:
    """The entry itself is the record, once its body has the shape that the protocol gives it."""

    def apply(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
        require(entry.body)

    return apply


def _receipt(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """A receipt that was handed over, or was not and why; the entry is the record. Whether the application is
    another unit's is asked of a whole batch at once (``gathering``)."""
    body = entry.body
    if not (is_record_id(body["application"]) and is_application_number(body["number"])):
        raise Quarantined("receipt.application")
    if type(body["copy"]) is not int or body["copy"] < 0:
        raise Quarantined("receipt.copy")
    if body["target"] not in ("file", "printer") or not _WORD.fullmatch(body["paper"]):
        raise Quarantined("receipt.target")
    if entry.kind == kinds.RECEIPT_FAILED and not _WORD.fullmatch(body["code"]):
        raise Quarantined("receipt.code")


def _bundle(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """Entries and scans that went on a stick; the entry is the record."""
    body = entry.body
    if set(body) != {"journal", "from", "to", "blobs"} or not is_record_id(body["journal"]):
        raise Quarantined("bundle.shape")
    counts = [body[name] for name in ("from", "to", "blobs")]
    if not all(type(count) is int and count >= 0 for count in counts) or body["to"] < body["from"] - 1:
        raise Quarantined("bundle.counts")


def _refused(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """PINs that were tried in vain; the entry is the record, and says nothing of who or what."""
    body = entry.body
    if set(body) != {"count", "set_back"} or type(body["set_back"]) is not bool:
        raise Quarantined("refused.shape")
    if type(body["count"]) is not int or body["count"] < 0:
        raise Quarantined("refused.count")


def _backup(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """A copy of the whole unit, encrypted, went on another medium; the entry is the record."""
    body = entry.body
    if set(body) != {"bytes", "how"} or type(body["bytes"]) is not int or not _WORD.fullmatch(body["how"]):
        raise Quarantined("backup.shape")


def _purged(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """What a unit removed because we hold it; the entry is the record, and names applications only."""
    body = entry.body
    if set(body) != {"until", "applications", "scans", "bytes"} or not _DAY.match(body["until"]):
        raise Quarantined("purged.shape")
    if not all(type(body[name]) is int and body[name] >= 0 for name in ("scans", "bytes")):
        raise Quarantined("purged.counts")
    for each in body["applications"]:
        sound = is_record_id(each["id"]) and is_application_number(each["number"])
        if set(each) != {"id", "number"} or not sound:
            raise Quarantined("purged.applications")


def _compared(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """The comparison with us that a team leader took out as a sheet; it names nobody."""
    if set(entry.body) != {"rows", "days", "different"}:
        raise Quarantined("comparison.shape")
    if not all(type(count) is int and count >= 0 for count in entry.body.values()):
        raise Quarantined("comparison.counts")


def _access(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """A team leader gave an officer a PIN on the laptop, or took it away; the entry is the record."""
    body = entry.body
    if set(body) != {"officer", "given"} or type(body["given"]) is not bool:
        raise Quarantined("access.shape")
    if not re.fullmatch(r"[0-9A-Za-z.\-]{4,30}", body["officer"], re.ASCII):
        raise Quarantined("access.officer")


def _require_vouched(body: Mapping[str, Any]) -> None:
    """Somebody signed in though we were not heard for too long: by a team leader's word, or nobody's."""
    named = (body["officer"], *([] if body["leader"] is None else [body["leader"]]))
    if set(body) != {"officer", "leader"} or not all(_NIP.fullmatch(nip) for nip in named):
        raise Quarantined("vouched.shape")


def _list(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """A list that a team leader took out of the laptop; the entry is the record, and names nobody."""
    rows, narrowed = entry.body["rows"], entry.body["filter"]
    if type(rows) is not int or rows < 0 or set(entry.body) != {"rows", "filter"}:
        raise Quarantined("list.rows")
    if set(narrowed) != {"searched", "state", "service", "since", "until"}:
        raise Quarantined("list.filter")
    if type(narrowed["searched"]) is not bool:
        raise Quarantined("list.filter")
    for name, shape in (("state", _CODE), ("service", _CODE), ("since", _DAY), ("until", _DAY)):
        if narrowed[name] is not None and not shape.fullmatch(narrowed[name]):
            raise Quarantined("list.filter")


def _people(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """The list of everybody whose data is on the laptop, which a team leader took out, and why."""
    body = entry.body
    if set(body) - {"bookings", "complaints", "referrals"} != {"applications", "drafts", "reason"}:
        raise Quarantined("people.shape")
    counts = [body[name] for name in ("applications", "drafts")] + [
        body.get(name, 0) for name in ("bookings", "complaints", "referrals")
    ]
    if not all(type(count) is int and count >= 0 for count in counts):
        raise Quarantined("people.counts")
    if not 0 < len(body["reason"].strip()) <= LONGEST_REASON:
        raise Quarantined("people.reason")


def _calls(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """The list of whom to tell something in a village, which a team leader printed; it names nobody."""
    body = entry.body
    if set(body) != {"rows", "place"} or type(body["rows"]) is not int or body["rows"] < 0:
        raise Quarantined("calls.shape")
    if not _PLACE.fullmatch(body["place"]):
        raise Quarantined("calls.place")


def _submitted(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    body = entry.body
    if not is_record_id(body["id"]):
        raise Quarantined("id.invalid")
    if _is_repeat(connection, unit, entry):
        return
    _require_number(connection, body["number"], unit)
    _unit, letter, mark = journal_of(body["number"])
    if not lives.may_number(connection, entry.journal, unit, letter, mark):
        raise Quarantined("number.foreign")
    filed.add(connection, [filing(unit, entry)], office.now())
    publish_if_received(office, connection, body["id"], body)


def filing(unit: str, entry: Entry) -> filed.Filing:
    """The rows of a first version, whose id and number are sound and free; raises Quarantined."""
    _require_storable(entry)
    require_documents(entry.body["documents"])
    require_valid(entry.body)
    return filed.filing(unit, entry)


def _require_application_is_not_destroyed(connection: Connection, application: str) -> None:
    """Also one that was never on file."""
    if destructions.when(connection, application) is not None:
        raise Quarantined("application.destroyed")


def _is_repeat(connection: Connection, unit: str, entry: Entry) -> bool:
    """Whether this very application is here already (a restored laptop sends it under a new journal)."""
    _require_application_is_not_destroyed(connection, entry.body["id"])
    held = filed.find(connection, entry.body["id"])
    if held is None:
        return False
    said = filed.bodies(connection, entry.body["id"], kinds.APPLICATION_SUBMITTED, aside=True)
    if held["unit"] != unit or entry.body not in said:
        raise Quarantined("application.differs")
    return True


def _require_number(connection: Connection, number: str, unit: str) -> None:
    if not is_application_number(number):
        raise Quarantined("number.invalid")
    if journal_of(number)[0] != unit:
        raise Quarantined("number.foreign")
    if filed.find_numbered(connection, number) is not None:
        raise Quarantined("number.taken")


def _corrected(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """A new version; of an application that was kept aside so far it is the first one taken in."""
    if not is_record_id(entry.body["id"]):
        raise Quarantined("id.invalid")
    if filed.find(connection, entry.body["id"]) is not None:
        afterwards.corrected(office, connection, unit, entry)
        return
    _require_application_is_not_destroyed(connection, entry.body["id"])
    aside = filed.kept_aside(connection, unit, entry.body["id"])
    if aside is None:
        raise Quarantined("application.unknown")
    _require_number(connection, entry.body["number"], unit)
    afterwards.require_correction(aside, entry.body)
    filed.add(connection, [filed.filing(unit, entry)], office.now())
    publish_if_received(office, connection, entry.body["id"], entry.body)


_ONLY_KEPT: Mapping[str, Apply] = {
    kinds.JOURNAL_OPENED: _only_kept,
    kinds.OFFICER_SIGNED_IN: _only_kept,
    kinds.OFFICER_REFUSED: _refused,
    kinds.OFFICER_ACCESS: _access,
    kinds.OFFICER_VOUCHED: _kept_if(_require_vouched),
    kinds.PIN_RECOVERED: _kept_if(require_recovered),
    kinds.VISIT_OPENED: _kept_if(require_opened),
    kinds.VISIT_PAUSED: _kept_if(require_turn),
    kinds.VISIT_RESUMED: _kept_if(require_turn),
    kinds.VISIT_REOPENED: _kept_if(require_turn),
    kinds.VISIT_CLOSED: closed,
    kinds.LIST_EXPORTED: _list,
    kinds.PEOPLE_EXPORTED: _people,
    kinds.CALLS_LISTED: _calls,
    kinds.BUNDLE_EXPORTED: _bundle,
    kinds.BACKUP_WRITTEN: _backup,
    kinds.RECORDS_PURGED: _purged,
    kinds.VISITS_FORGOTTEN: _kept_if(require_forgotten),
    kinds.OUTREACH_PURGED: _kept_if(require_purged),
    kinds.RECONCILIATION_EXPORTED: _compared,
    kinds.RECEIPT_PRINTED: _receipt,
    kinds.RECEIPT_FAILED: _receipt,
}
"""Those that look at nothing but the entry and write nothing: a batch of them is stored at once."""

_OF_OTHER_RECORDS: Mapping[str, Apply] = {
    kinds.OUTREACH_PLANNED: outreach_records.planned,
    kinds.OUTREACH_HELD: outreach_records.held,
    kinds.QUIZ_ANSWERED: quizzes.answered,
    kinds.REFERRAL_MADE: referral_records.made,
    kinds.REFERRAL_STATUS: referral_records.followed,
    kinds.COMPLAINT_TAKEN: complaint_records.taken,
    kinds.COMPLAINT_ADDED: complaint_records.added,
    kinds.COMPLAINT_TOLD: complaint_records.told,
}
"""Those about a record that is no application and that may be destroyed."""

_KINDS: Mapping[str, Apply] = {
    **_ONLY_KEPT,
    **_OF_OTHER_RECORDS,
    kinds.SURVEY_ANSWERS: survey_answers.taken_in,
    kinds.BULLETIN_READ: bulletin_reads.taken_in,
    kinds.QUEUE_TICKETS: queue_records.tickets,
    kinds.APPLICATION_SUBMITTED: _submitted,
    kinds.APPLICATION_CORRECTED: _corrected,
    kinds.APPLICATION_WITHDRAWN: afterwards.withdrawn,
    kinds.PASSPORT_HANDED_OVER: afterwards.handed_over,
    kinds.COMPLAINTS_PURGED: complaint_records.purged,
    kinds.ANSWERS_COUNTED: complaint_records.answers_counted,
}
