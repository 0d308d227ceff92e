"""What is said to who asks where an application is: its stage in plain words, what to do and until when, what
to bring. The counter, the public's page and the office's messages say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.domain.states import ON_STICK, WAITING
from mobile_unit.domain.texts import Text
from mobile_unit.forms.answers import day_in_words
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.collection import rules_on
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.stages import Stage, stage_of
from mobile_unit.forms.standards import paper_in_words, time_of

AT_COUNTER = "at_counter"
"""The stage of what head office has not got yet; only the counter says it."""

_EXPECTED = Text("Perkiraan selesai: {date}.", "Expected to be done: {date}.")
_LATE = Text(
    "Seharusnya selesai {date}. Anda berhak bertanya kepada kantor imigrasi atau mengadu.",
    "It should have been done on {date}. You may ask the immigration office, or complain.",
)
_AT_COUNTER = Text("Tercatat di unit keliling", "Recorded at the mobile unit")
_FOLLOWS = Text(
    "Permohonan Anda tersimpan di unit keliling dan dikirim ke kantor begitu ada jaringan. Anda belum perlu"
    " melakukan apa pun.",
    "Your application is kept at the mobile unit and goes to the office as soon as there is a network. There"
    " is nothing you need to do yet.",
)
_TAKES = Text("Jangka waktu: {time}.", "Processing time: {time}.")


@dataclass(frozen=True, slots=True)
class Standing:
    """How an application stands: since which day in ``state``; the promised last day, once its time runs;
    the keys of what is asked to be corrected; the last day to pay, where a code was given."""

    state: str
    since: date
    due_on: date | None = None
    asked: tuple[str, ...] = ()
    pays_until: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Papers to bring, under whom they are for; ``title`` is None where they are for everybody."""

    title: Text | None
    papers: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """``message`` is ``next`` where nothing stands below it; ``until`` is the last day for what is to be
    done, ``until_words`` says it; ``expected`` tells how long the office still takes."""

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


def tell(body: Mapping[str, Any], standing: Standing, today: date) -> Told:
    """What is said today of an application whose newest version is ``body``."""
    catalogue = Catalogue.load(body["catalogue"])
    stage = stage_of(standing.state, today)
    until = _until(stage, standing)
    referral = stage.bring == "referral"
    here = standing.state in (WAITING, ON_STICK)
    return Told(
        stage=AT_COUNTER if here else stage.code,
        title=_AT_COUNTER if here else stage.title,
        since=standing.since,
        next=_FOLLOWS if here else stage.next,
        message=_FOLLOWS if here else stage.message,
        until=until,
        until_words=_until_words(stage, until, today),
        expected=_expected(body, standing, today) if stage.promise else None,
        bring=tuple(_bring(body, stage, standing, today)),
        pick_up=catalogue.service(body["service"]).pick_up if stage.pick_up else None,
        notices=catalogue.refer_notices if referral else catalogue.notices,
        office=catalogue.refer_to if referral else catalogue.office,
        contact=catalogue.contact,
    )


def title_of(body: Mapping[str, Any]) -> Text:
    """What the public calls the service."""
    catalogue = Catalogue.load(body["catalogue"])
    standard = catalogue.standard_of(body["service"], body["answers"])
    return catalogue.service(body["service"]).title if standard is None else standard.title


def _until(stage: Stage, standing: Standing) -> date | None:
    if stage.deadline is None:
        return None
    if stage.code == "awaiting_payment" and standing.pays_until is not None:
        return standing.pays_until
    return stage.deadline.counted_from(standing.since)


def _until_words(stage: Stage, until: date | None, today: date) -> Text | None:
    if stage.deadline is None or until is None:
        return None
    return _dated(stage.deadline.passed if until < today else stage.deadline.text, until)


def _expected(body: Mapping[str, Any], standing: Standing, today: date) -> Text | None:
    """The promised day once the promised time runs; how long that is before."""
    if standing.due_on is not None:
        return _dated(_LATE if standing.due_on < today else _EXPECTED, standing.due_on)
    catalogue = Catalogue.load(body["catalogue"])
    standard = catalogue.standard_of(body["service"], body["answers"])
    if standard is None:
        return None
    time = time_of(standard, catalogue)
    return Text(_TAKES.id.format(time=time.id), _TAKES.en.format(time=time.en))


def _dated(text: Text, day: date) -> Text:
    return Text(text.id.format(date=day_in_words(day, "id")), text.en.format(date=day_in_words(day, "en")))


def _bring(body: Mapping[str, Any], stage: Stage, standing: Standing, today: date) -> Iterator[Group]:
    if stage.bring == "collection":
        rules = rules_on(today)
        for receiver in rules.receivers.values():
            yield Group(receiver.label, tuple(rules.papers[paper] for paper in receiver.papers))
        return
    papers: tuple[Text, ...] = ()
    if stage.bring == "asked":
        papers = _asked(body, standing.asked)
    elif stage.bring == "originals":
        catalogue = Catalogue.load(body["catalogue"])
        kinds = dict.fromkeys(document["kind"] for document in body["documents"])
        papers = tuple(catalogue.document_labels[kind] for kind in kinds if kind not in catalogue.made_here)
    elif stage.bring == "referral":
        papers = _for_the_office(body)
    if papers:
        yield Group(None, papers)


def _asked(body: Mapping[str, Any], asked: tuple[str, ...]) -> tuple[Text, ...]:
    """What is to be corrected, by the form's own labels; the sentences are the officer's."""
    catalogue = Catalogue.load(body["catalogue"])
    fields = {field.key: field.label for field in catalogue.service(body["service"]).form.fields()}
    labels = fields | {f"documents.{kind}": label for kind, label in catalogue.document_labels.items()}
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
