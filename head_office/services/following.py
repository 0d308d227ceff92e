"""The public's "where is my application?": for who knows its number and the applicant's birth date, or holds
the receipt. It says the stage, what to do and until when; of the person no more than initials."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import limits
from head_office.services.stages import Stage, stage_of
from head_office.store import filed, public
from head_office.store.engine import Connection
from mobile_unit.domain.people import initials
from mobile_unit.domain.texts import Text
from mobile_unit.forms.answers import day_in_words
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.collection import rules_on
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.standards import paper_in_words, time_of

_NOT_FOUND = Text(
    "Nomor dan tanggal lahir ini tidak cocok dengan permohonan mana pun. Periksa keduanya pada tanda terima."
    " Permohonan dari unit keliling baru terlihat setelah unit terhubung dengan kantor.",
    "This number and birth date match no application. Compare both with the receipt. An application taken by"
    " a mobile unit is seen only once the unit was connected with the office.",
)
_EXPECTED = Text("Perkiraan selesai: {date}.", "Expected to be done: {date}.")
_LATE = Text(
    "Seharusnya selesai {date}. Anda berhak bertanya kepada kantor imigrasi atau mengadu.",
    "It should have been done on {date}. You may ask the immigration office, or complain.",
)
_TAKES = Text("Jangka waktu: {time}.", "Processing time: {time}.")


@dataclass(frozen=True, slots=True)
class Group:
    """Papers to bring, under whom they are for; ``title`` is None where they are for everybody."""

    title: Text | None
    papers: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What the public is told of one application. ``message`` is ``next`` where nothing stands below
    it; ``until`` is the last day for what is to be done, ``until_words`` says it; ``expected`` tells how long
    the office still takes."""

    number: str
    initials: str
    service: str
    service_title: Text
    submitted_on: date
    stage: str
    title: Text
    since: date
    next: Text
    message: Text
    until: date | None
    until_words: Text | None
    expected: Text | None
    bring: tuple[Group, ...]
    pick_up: Text | None
    notices: tuple[Text, ...]
    office: Text
    contact: Text


class NotFound(Refusal):
    """No such number, or another birth date: nobody is told which."""

    def __init__(self) -> None:
        super().__init__(404, "status.not_found", _NOT_FOUND)


def look_up(office: HeadOffice, number: str, birth_date: date) -> Status:
    """The status of an application by its number (in its written form) and birth date.

    Raises NotFound, the same for a number that is nobody's; TooOften after some wrong ones, also for the
    right one: every try counts before it is looked at, a right one is given back.
    """
    limits.require(office, limits.GUESSES, number)
    with office.database.read() as connection:
        found = public.find(connection, number)
        known = found.birth_date if found is not None else "0000-00-00"
        right = hmac.compare_digest(known.encode(), birth_date.isoformat().encode())
        if found is None or not right:
            raise NotFound()
        told = status_of(office, connection, found)
    limits.forgive(office, limits.GUESSES, number)
    return told


def by_receipt(office: HeadOffice, number: str) -> Status | None:
    """The status for who holds a genuine receipt; None where the application is not here yet."""
    with office.database.read() as connection:
        found = public.find(connection, number)
        return None if found is None else status_of(office, connection, found)


def status_of(office: HeadOffice, connection: Connection, found: public.Found) -> Status:
    """What the public is told, today."""
    today = office.clock.now().date()
    body = filed.body_of(connection, {"journal": found.journal, "seq": found.seq})
    catalogue = Catalogue.load(body["catalogue"])
    service = catalogue.service(body["service"])
    standard = catalogue.standard_of(body["service"], body["answers"])
    stage = stage_of(found.state, today)
    since = date.fromisoformat(public.since(connection, found)[:10])
    until = _until(connection, found, stage, since)
    return Status(
        number=found.number,
        initials=initials(found.full_name),
        service=service.code,
        service_title=service.title if standard is None else standard.title,
        submitted_on=date.fromisoformat(found.submitted_at[:10]),
        stage=stage.code,
        title=stage.title,
        since=since,
        next=stage.next,
        message=stage.message,
        until=until,
        until_words=_until_words(stage, until, today),
        expected=_expected(found, body, today) if stage.promise else None,
        bring=tuple(_bring(connection, found, stage, body, today)),
        pick_up=service.pick_up if stage.pick_up else None,
        notices=catalogue.refer_notices if stage.bring == "referral" else catalogue.notices,
        office=catalogue.refer_to if stage.bring == "referral" else catalogue.office,
        contact=catalogue.contact,
    )


def _until(connection: Connection, found: public.Found, stage: Stage, since: date) -> date | None:
    if stage.deadline is None:
        return None
    if stage.code == "awaiting_payment":
        expires = public.billing_expires_on(connection, found.id)
        if expires is not None:
            return date.fromisoformat(expires[:10])
    return stage.deadline.counted_from(since)


def _until_words(stage: Stage, until: date | None, today: date) -> Text | None:
    if stage.deadline is None or until is None:
        return None
    return _dated(stage.deadline.passed if until < today else stage.deadline.text, until)


def _expected(found: public.Found, body: Mapping[str, Any], today: date) -> Text | None:
    """The promised day once the promised time runs; how long that is before."""
    if found.due_on is not None and found.clock_from is not None:
        due = date.fromisoformat(found.due_on)
        return _dated(_LATE if due < today else _EXPECTED, due)
    catalogue = Catalogue.load(body["catalogue"])
    standard = catalogue.standard_of(body["service"], body["answers"])
    if standard is None:
        return None
    time = time_of(standard, catalogue)
    return Text(_TAKES.id.format(time=time.id), _TAKES.en.format(time=time.en))


def _dated(text: Text, day: date) -> Text:
    return Text(text.id.format(date=day_in_words(day, "id")), text.en.format(date=day_in_words(day, "en")))


def _bring(
    connection: Connection, found: public.Found, stage: Stage, body: Mapping[str, Any], today: date
) -> Iterator[Group]:
    if stage.bring == "collection":
        rules = rules_on(today)
        for receiver in rules.receivers.values():
            yield Group(receiver.label, tuple(rules.papers[paper] for paper in receiver.papers))
        return
    papers: tuple[Text, ...] = ()
    if stage.bring == "asked":
        papers = _asked(connection, found.id, body)
    elif stage.bring == "originals":
        catalogue = Catalogue.load(body["catalogue"])
        kinds = dict.fromkeys(document["kind"] for document in body["documents"])
        papers = tuple(catalogue.document_labels[kind] for kind in kinds if kind not in catalogue.made_here)
    elif stage.bring == "referral":
        papers = _for_the_office(body)
    if papers:
        yield Group(None, papers)


def _asked(connection: Connection, application: str, body: Mapping[str, Any]) -> tuple[Text, ...]:
    """What is to be corrected, by the form's own labels; the sentences are the officer's."""
    catalogue = Catalogue.load(body["catalogue"])
    fields = {field.key: field.label for field in catalogue.service(body["service"]).form.fields()}
    labels = fields | {f"documents.{kind}": label for kind, label in catalogue.document_labels.items()}
    asked = (
        each["field"]
        for request in filed.requests_of(connection, application)
        if request["closed_at"] is None
        for each in request["fields"]
    )
    return tuple(labels[key] for key in dict.fromkeys(asked) if key in labels)


def _for_the_office(body: Mapping[str, Any]) -> tuple[Text, ...]:
    """What to bring to the office, by the check that the counter goes by."""
    from mobile_unit.forms.validation import check

    catalogue = Catalogue.load(body["catalogue"])
    outcome = check(
        catalogue.service(body["service"]),
        {key: body[key] for key in ("applicant", "answers")},
        on=date.fromisoformat(body["submitted_at"][:10]),
        documents=(),
        regions=Regions.load(),
    )
    return tuple(paper_in_words(asked, catalogue.document_labels) for asked in outcome.requirements)
