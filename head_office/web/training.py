"""Officers' training, quizzes and work, for supervisors. An officer stands in no address: who is looked at is
sealed into one."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import personnel, quizzes, trainings
from head_office.services.bulletins import unit_names
from head_office.services.roles import Permission
from head_office.services.work_list import seal, told_in, unseal
from head_office.store.staff import Session
from head_office.web.forms import Form
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import PageRoute, SeeOther, page
from mobile_unit.domain.performance import LEAST, LONGEST_MINUTES
from mobile_unit.domain.periods import Period
from mobile_unit.domain.surveys import grade, in_figures
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.forms.training_rules import rules
from mobile_unit.i18n import _, language

router = APIRouter(prefix="/desk/training", include_in_schema=False, route_class=PageRoute)
Reader = Annotated[Session, Depends(allowed(Permission.TRAINING))]
Leader = Annotated[Session, Depends(allowed(Permission.PERFORMANCE))]
FIELDS = ("title", "topic", "provider", "day", "certificate", "expires_on")


@router.get("")
def of_unit(office: Office, request: Request, session: Reader, unit: str = "") -> Response:
    units, unit = _unit(office, unit)
    found = personnel.training(office, session.member, unit) if unit else []
    return page(
        request,
        "training.html",
        units=units,
        unit=unit,
        officers=[(each, _who(office, unit, each.nip)) for each in found],
        rules=rules(),
    )


@router.get("/officer")
def one(
    office: Office, request: Request, session: Reader, who: str = "", training: str = "", told: str = ""
) -> Response:
    return _one(office, request, session, who, training=training, told=told_in(office, told))


@router.post("/officer")
def change(office: Office, request: Request, session: Reader, form: OwnForm) -> Response:
    """Write training down, correct it, or take it back once that was asked twice."""
    who, training, by = form.one("who"), form.one("training"), session.member.nip
    _unit_code, nip = _unsealed(office, who)
    try:
        if form.one("what") == "remove":
            if form.one("sure") != "yes":
                return _one(office, request, session, who, training=training, removing=True)
            trainings.remove(office, training, by)
            words = _("It was removed; the unit hears of it at its next sync.")
        else:
            said: dict[str, Any] = {name: " ".join(form.one(name).split()) for name in FIELDS}
            said |= {"nip": nip, "hours": form.number("hours")}
            if training:
                trainings.correct(office, training, by, **said)
            else:
                trainings.add(office, by, **said)
            words = _("Written down; the unit hears of it at its next sync.")
    except TryAgain:
        raise
    except UserFacingError as error:
        return _one(office, request, session, who, training=training, form=form, error=error)
    raise SeeOther(f"/desk/training/officer?who={quote(who)}&told={seal(office, words)}")


@router.get("/quizzes")
def issued(office: Office, request: Request, _session: Reader) -> Response:
    return page(request, "quizzes.html", issued=quizzes.issued(office))


@router.get("/quizzes/{quiz}")
def results(office: Office, request: Request, session: Reader, quiz: str) -> Response:
    return page(
        request, "quiz.html", results=quizzes.seen(office, session.member.nip, quiz), units=unit_names(office)
    )


@router.get("/work")
def work(
    office: Office, request: Request, session: Leader, unit: str = "", since: str = "", until: str = ""
) -> Response:
    units, unit = _unit(office, unit)
    usual = personnel.this_quarter(office)
    found, error = None, None
    try:
        period = Period(since or usual.since, until or usual.until)
        found = personnel.work(office, session.member, unit, period) if unit else None
    except TryAgain:
        raise
    except UserFacingError as fault:
        error, period = fault, usual
    return page(
        request,
        "work.html",
        400 if error else 200,
        units=units,
        unit=unit,
        since=since or period.since,
        until=until or period.until,
        found=found,
        error=error,
        least=LEAST,
        hours=LONGEST_MINUTES // 60,
        index=lambda hundredths: in_figures(hundredths, language()),
        grade=grade,
    )


def _one(
    office: HeadOffice,
    request: Request,
    session: Session,
    who: str,
    *,
    training: str = "",
    removing: bool = False,
    form: Form | None = None,
    error: UserFacingError | None = None,
    told: str | None = None,
) -> Response:
    unit, nip = _unsealed(office, who)
    officer = personnel.officer(office, session.member, unit, nip)
    known = next((each for each in officer.attended if each.id == training), None)
    values = known.as_body() if known else dict.fromkeys((*FIELDS, "hours"), "")
    if form is not None:
        values = {name: form.one(name) for name in (*FIELDS, "hours")}
    return page(
        request,
        "training_officer.html",
        400 if error else 200,
        unit=unit,
        who=who,
        officer=officer,
        known=known,
        removing=removing and known is not None,
        values=values,
        topics={each.key: each.name for each in rules().topics},
        error=error,
        told=told,
    )


def _unit(office: HeadOffice, code: str) -> tuple[dict[str, str], str]:
    """All units, and the one that is looked at: the first where none is chosen, "" where there are none."""
    units = unit_names(office)
    return units, code if code in units else next(iter(units), "")


def _who(office: HeadOffice, unit: str, nip: str) -> str:
    return seal(office, [unit, nip])


def _unsealed(office: HeadOffice, who: str) -> tuple[str, str]:
    said = unseal(office, who)
    if not (isinstance(said, list) and len(said) == 2):
        raise UserFacingError(
            _("This address has grown old."), _("Open the list of officers, and choose the officer again.")
        )
    return str(said[0]), str(said[1])
