"""Questions and complaints at the desk: the list by what has to be done next, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import complaints, lost_slips
from head_office.services.deciding import Outdated
from head_office.services.roles import Permission
from head_office.store.complaints import ANSWERED_GROUP, DONE, GROUPS, TO_DO
from head_office.store.staff import Session
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import PageRoute, SeeOther, page, sheet_page
from mobile_unit.domain import complaints as words
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.forms.complaint_rules import rules
from mobile_unit.i18n import _, ngettext

router = APIRouter(prefix="/desk/complaints", include_in_schema=False, route_class=PageRoute)
_LOST = ("name", "phone", "day")
Handler = Annotated[Session, Depends(allowed(Permission.COMPLAINTS))]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was chosen and typed for a step that was refused."""

    status: str = ""
    text: str = ""
    section: str = ""


@router.get("")
def listed(
    office: Office,
    request: Request,
    session: Handler,
    group: str = TO_DO,
    day: str = "",
    after: str = "",
    closed: str = "",
) -> Response:
    group = group if group in GROUPS else TO_DO
    place = (day[:10], after[:40]) if after else None
    told = ""
    if closed.isascii() and closed.isdigit() and len(closed) < 7:
        told = ngettext("{count} complaint was closed.", "{count} complaints were closed.", int(closed))
    return page(
        request,
        "complaints.html",
        list=complaints.listed(office, session.member, group, place),
        counts=complaints.counts(office, session.member),
        book=complaints.answered_by_book(office),
        group=group,
        is_first=place is None,
        groups=[(TO_DO, _("To do here")), (ANSWERED_GROUP, _("Answered")), (DONE, _("Finished"))],
        kinds=words.KINDS,
        statuses=words.STATUSES,
        sections=rules().sections,
        told=told.format(count=closed),
    )


@router.post("/close")
def close(office: Office, session: Handler, _form: OwnForm) -> Response:
    """Close what nobody came back to."""
    count = complaints.close_unanswered(office, session.member)
    raise SeeOther(f"/desk/complaints?group={ANSWERED_GROUP}&closed={count}")


@router.get("/lost")
def lost(request: Request, _session: Handler) -> Response:
    """Who lost the slip."""
    return _lost_page(request, dict.fromkeys(_LOST, ""))


@router.post("/lost")
def find_lost(office: Office, request: Request, session: Handler, form: OwnForm) -> Response:
    """Posted, so that nobody's name stands in an address."""
    typed = {name: form.one(name).strip()[:100] for name in _LOST}
    try:
        found = lost_slips.find(office, session.member, **typed)
    except TryAgain:
        raise
    except UserFacingError as error:
        return _lost_page(request, typed, 400, error=error)
    return _lost_page(request, typed, found=found)


def _lost_page(
    request: Request,
    typed: dict[str, str],
    status: int = 200,
    *,
    found: list[dict[str, Any]] | None = None,
    error: UserFacingError | None = None,
) -> Response:
    return page(
        request,
        "lost_slip.html",
        status,
        typed=typed,
        found=found,
        error=error,
        kinds=words.KINDS,
        statuses=words.STATUSES,
    )


@router.get("/{number}/slip")
def slip(office: Office, request: Request, session: Handler, number: str) -> Response:
    """The copy of a slip, to be printed from the browser."""
    it = lost_slips.copy_of(office, session.member, number)
    return page(
        request,
        "complaint_slip.html",
        it=it,
        row=it.row,
        kinds=words.KINDS,
        modes=words.MODES,
        channels=words.CHANNELS,
        rules=rules(),
    )


@router.get("/{number}")
def one(office: Office, request: Request, session: Handler, number: str, done: str = "") -> Response:
    return _page(office, request, session, number, done=bool(done))


@router.get("/{number}/files/{sha256}/{sheet}")
def file(office: Office, session: Handler, number: str, sha256: str, sheet: int) -> Response:
    """A page of what was handed in, for whoever may see it; no browser keeps it."""
    return sheet_page(complaints.file_page(office, session.member, number, sha256, sheet))


@router.post("/{number}/decide")
def decide(office: Office, request: Request, session: Handler, number: str, form: OwnForm) -> Response:
    """Do it and go back to the page; where it is refused, the page with what was typed and why."""
    kept = Kept(form.one("status"), form.one("words"), form.one("section"))
    seen = form.number("revision")
    try:
        complaints.decide(office, session.member, number, seen, kept.status, kept.text, kept.section)
    except TryAgain:
        raise
    except UserFacingError as error:
        code = 409 if isinstance(error, Outdated) else 400
        return _page(office, request, session, number, code, error=error, kept=kept)
    raise SeeOther(f"/desk/complaints/{number}?done=1")


def _page(
    office: HeadOffice,
    request: Request,
    session: Session,
    number: str,
    status: int = 200,
    *,
    done: bool = False,
    error: UserFacingError | None = None,
    kept: Kept | None = None,
) -> Response:
    it = complaints.opened(office, session.member, number)
    return page(
        request,
        "complaint.html",
        status,
        it=it,
        row=it.listed.row,
        kinds=words.KINDS,
        modes=words.MODES,
        channels=words.CHANNELS,
        statuses=words.STATUSES,
        sections=rules().sections,
        outcomes={
            words.SATISFIED: _("The answer was told; the person is satisfied"),
            words.UNSATISFIED: _("The answer was told; the person is not satisfied"),
            words.UNSAID: _("The answer was told"),
        },
        needs_words=(words.ANSWERED, words.REJECTED, words.REOPENED),
        longest=words.LONGEST_ANSWER,
        done=done,
        error=error,
        kept=kept or Kept(),
        copied=lost_slips.can_be_copied(it.listed.row),
    )
