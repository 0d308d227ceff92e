"""The status of one application for the office's own site or a chat gateway, which has a key of its own, and
for the counters."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Request, Security
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field, StringConstraints

from head_office.api.bodies import Asked
from head_office.api.dependencies import Office, caller
from head_office.problems import Refusal
from head_office.services import following, gateways, limits, plain_words
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.texts import Text

router = APIRouter(prefix="/public")
_KEY = APIKeyHeader(
    name="X-API-Key", auto_error=False, description="Made by `head-office gateway add NAME`, told once."
)
_NO_NUMBER = Text(
    "Nomor ini tidak lengkap atau salah ketik. Samakan dengan tanda terima.",
    "This number is incomplete or mistyped. Compare it with the receipt.",
)
_NO_DAY = Text("Tanggal lahir ditulis seperti 1992-03-31.", "A date of birth is written like 1992-03-31.")
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Question(Asked):
    number: Annotated[str, StringConstraints(min_length=1, max_length=60)] = Field(
        description="The receipt's number, however it is said.", examples=["WK01A-261124-0007-K"]
    )
    birth_date: Annotated[str, StringConstraints(min_length=10, max_length=10)] = Field(
        description="The applicant's, ISO.", examples=["1992-03-31"]
    )
    language: Literal["id", "en"] = "id"


class Papers(BaseModel):
    """``for_whom`` is null where everybody brings them."""

    for_whom: str | None
    papers: list[str]


class ServiceNamed(BaseModel):
    code: str
    title: str


class Answer(BaseModel):
    """Stable fields; new ones may be added. ``stage`` is one of a fixed set (docs/public.md), dates are ISO,
    all else is text in the language asked for."""

    number: str
    initials: str
    service: ServiceNamed
    submitted_on: date
    stage: str
    title: str
    since: date
    next: str
    until: date | None = Field(description="The last day for what is to be done.")
    until_text: str | None
    expected: str | None = Field(description="How long the office still takes.")
    bring: list[Papers]
    pick_up: str | None
    notices: list[str]
    contact: str
    text: str = Field(description="All of it as one message of plain text.")


def asker(
    office: Office,
    request: Request,
    key: Annotated[str | None, Security(_KEY)],
    authorization: Annotated[str | None, Header()] = None,
) -> str:
    """A gateway by its key, or an enrolled laptop by its token, for whom stands at its counter; answers by
    what name its wrong guesses are counted."""
    if authorization is None:
        return f"gateway {gateways.of_key(office, key).name}"
    device = caller(office, request, authorization)
    limits.require(office, limits.LOOKING_UP, f"device {device.id}")
    return f"device {device.id}"


@router.post("/status")
def status(office: Office, asked: Question, by: Annotated[str, Depends(asker)]) -> Answer:
    """Where an application is, what to do next and until when.

    `404 status.not_found` for a number that is nobody's and for a wrong birth date alike; `429 rate.limited`
    after five wrong ones by this gateway for one number, also for the right one; `401 key.invalid`.
    """
    number, born = find_number(asked.number), _day(asked.birth_date)
    if number is None:
        raise Refusal(422, "number.shape", _NO_NUMBER)
    if born is None:
        raise Refusal(422, "birth_date.shape", _NO_DAY)
    return _answer(following.look_up(office, number, born, by), asked.language)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _answer(found: following.Status, language: str) -> Answer:
    def say(text: Text) -> str:
        return text.in_(language)

    def say_any(text: Text | None) -> str | None:
        return None if text is None else text.in_(language)

    return Answer(
        number=found.number,
        initials=found.initials,
        service=ServiceNamed(code=found.service, title=say(found.service_title)),
        submitted_on=found.submitted_on,
        stage=found.stage,
        title=say(found.title),
        since=found.since,
        next=say(found.next),
        until=found.until,
        until_text=say_any(found.until_words),
        expected=say_any(found.expected),
        bring=[
            Papers(for_whom=say_any(group.title), papers=[say(paper) for paper in group.papers])
            for group in found.bring
        ],
        pick_up=say_any(found.pick_up),
        notices=[say(notice) for notice in found.notices],
        contact=say(found.contact),
        text=say(plain_words.answer(found)),
    )
