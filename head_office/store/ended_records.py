"""Records that are no applications, at the end of their retention: which of them are over, and what goes of
each. What stays is what lists and figures count: numbers, kinds, days, places, who looked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Select, delete, exists, func, literal, select, update

from head_office.store import destructions
from head_office.store.complaint_tables import complaint_about, complaint_steps, complaints
from head_office.store.destruction_tables import destroyed_records
from head_office.store.destructions import Ended, Held
from head_office.store.engine import Connection
from head_office.store.outreach_tables import outreach_events
from head_office.store.planned_tables import bookings, planned_visits
from head_office.store.referral_tables import referral_steps, referrals
from head_office.store.tables import entries, feed_subjects, officers
from head_office.store.training_tables import quiz_answers, trainings
from mobile_unit.domain.complaints import CLOSED as CLOSED_COMPLAINT
from mobile_unit.domain.entries import QUIZ_ANSWERED
from mobile_unit.domain.referrals import CLOSED as CLOSED_REFERRALS

COMPLAINT, REFERRAL, VISIT, OUTREACH = "complaint", "referral", "planned_visit", "outreach"
TRAINING, QUIZ = "training", "quiz"


def ended_before(connection: Connection, of: str, day: str) -> Iterator[Ended]:
    """What was over before a day and was not destroyed, the longest ago first."""
    statement = _ENDED[of]().subquery()
    gone = exists().where(destroyed_records.c.record == statement.c.id)
    over = select(statement).where(statement.c.ended_at < day, ~gone)
    rows = connection.execute(over.order_by(statement.c.ended_at, statement.c.id)).all()
    return (Ended(row.id, row.number, row.unit, "", row.state, row.ended_at, of) for row in rows)


def still_ended(connection: Connection, ended: Ended) -> bool:
    """Whether it is as it was when it was listed: nobody opened it again, or wrote to it."""
    statement = _ENDED[ended.of]().subquery()
    mine = select(statement.c.state, statement.c.ended_at).where(statement.c.id == ended.id)
    row = connection.execute(mine).first()
    return row is not None and (row.state, row.ended_at) == (ended.state, ended.ended_at)


def entries_of(connection: Connection, of: str, record: str) -> list[Held]:
    """Every entry about a record whose bytes are here; a quiz's are its answers, which name it within."""
    if of != QUIZ:
        return destructions.entries_about(connection, record)
    answers = (
        select(entries.c.journal, entries.c.seq, entries.c.hash, entries.c.raw)
        .where(entries.c.kind == QUIZ_ANSWERED, func.length(entries.c.raw) > 0)
        .order_by(entries.c.journal, entries.c.seq)
    )
    held = (Held(row[0], row[1], bytes(row[2]), bytes(row[3])) for row in connection.execute(answers))
    return [each for each in held if json.loads(each.raw)["body"].get("quiz") == record]


def take_away(connection: Connection, of: str, record: str) -> None:
    """What the tables say of it."""
    _TAKEN[of](connection, record)


def _complaints() -> Select[tuple[str, str, str, str, str]]:
    last = func.max(complaint_steps.c.at).label("ended_at")
    c = complaints.c
    columns = (c.id, c.number, c.unit, c.status.label("state"))
    return (
        select(*columns, last)
        .join(complaint_steps, complaint_steps.c.complaint == c.id)
        .where(c.status == CLOSED_COMPLAINT)
        .group_by(c.id, c.number, c.unit, c.status)
    )


def _referrals() -> Select[tuple[str, str, str, str, str]]:
    c = referrals.c
    return select(c.id, c.number, c.unit, c.status.label("state"), c.status_at.label("ended_at")).where(
        c.status.in_(CLOSED_REFERRALS)
    )


def _visits() -> Select[tuple[str, str, str, str, str]]:
    c = planned_visits.c
    number = (c.unit + " " + c.day + " " + c.place).label("number")
    state = literal("over").label("state")
    booked = exists().where(bookings.c.visit == c.id)
    # of one that was cancelled, or whose list was emptied, the unit was told whom it was for all the same
    told = exists().where(feed_subjects.c.record == c.id)
    return select(c.id, number, c.unit, state, c.day.label("ended_at")).where(booked | told)


def _events() -> Select[tuple[str, str, str, str, str]]:
    c = outreach_events.c
    number = (c.unit + " " + c.day + " " + c.place).label("number")
    return select(c.id, number, c.unit, c.state, c.day.label("ended_at"))


def _trainings() -> Select[tuple[str, str, str, str, str]]:
    c = trainings.c
    unit = select(func.min(officers.c.unit)).where(officers.c.nip == c.nip).scalar_subquery()
    until = func.coalesce(func.nullif(c.expires_on, ""), c.day).label("ended_at")
    state = literal("over").label("state")
    return select(c.id, c.id.label("number"), func.coalesce(unit, "-").label("unit"), state, until)


def _quizzes() -> Select[tuple[str, str, str, str, str]]:
    c = quiz_answers.c
    last = func.max(c.at).label("ended_at")
    state = literal("over").label("state")
    said = (c.quiz.label("id"), c.quiz.label("number"), literal("-").label("unit"), state)
    return select(*said, last).group_by(c.quiz)


def _take_complaint(connection: Connection, record: str) -> None:
    mine = complaint_steps.c.complaint == record
    connection.execute(update(complaint_steps).where(mine).values(words=None))
    connection.execute(delete(complaint_about).where(complaint_about.c.complaint == record))
    connection.execute(update(complaints).where(complaints.c.id == record).values(code_mark=""))


def _take_referral(connection: Connection, record: str) -> None:
    mine = referral_steps.c.referral == record
    connection.execute(update(referral_steps).where(mine).values(result=None))


def _take_list(connection: Connection, record: str) -> None:
    connection.execute(delete(bookings).where(bookings.c.visit == record))
    connection.execute(update(planned_visits).where(planned_visits.c.id == record).values(note=""))


def _take_event(_connection: Connection, _record: str) -> None:
    """Speakers, questions and what follows are in its entries alone, photos with what is attached."""


def _take_training(connection: Connection, record: str) -> None:
    connection.execute(delete(trainings).where(trainings.c.id == record))


def _take_answers(connection: Connection, record: str) -> None:
    connection.execute(delete(quiz_answers).where(quiz_answers.c.quiz == record))


_ENDED: Mapping[str, Callable[[], Select[tuple[str, str, str, str, str]]]] = {
    COMPLAINT: _complaints,
    REFERRAL: _referrals,
    VISIT: _visits,
    OUTREACH: _events,
    TRAINING: _trainings,
    QUIZ: _quizzes,
}
_TAKEN: Mapping[str, Callable[[Connection, str], None]] = {
    COMPLAINT: _take_complaint,
    REFERRAL: _take_referral,
    VISIT: _take_list,
    OUTREACH: _take_event,
    TRAINING: _take_training,
    QUIZ: _take_answers,
}
KINDS = tuple(_ENDED)
