"""The work list, its search, and one step for several applications at once."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import deciding, steps, work_list
from head_office.services.roles import Permission, may
from head_office.store.desk import Narrowed, Place
from head_office.web.forms import Form
from head_office.web.gate import OwnForm, SignedIn, Verifier
from head_office.web.page import PageRoute, SeeOther, not_saved, page
from mobile_unit.domain.desks import DESKS, OFFICE, desk_of
from mobile_unit.domain.numbers import is_application_number
from mobile_unit.domain.states import HEAD_OFFICE_STATES, SENT, STATES
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.i18n import _, ngettext, say

router = APIRouter(prefix="/desk", include_in_schema=False, route_class=PageRoute)
MOST_TICKED = work_list.MOST_FOUND + 1
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list is narrowed to, as the address says it; "" is anything."""

    desk: str
    state: str
    unit: str
    service: str
    mine: bool

    def address(self, **more: str) -> str:
        said = {
            "desk": self.desk,
            "state": self.state,
            "unit": self.unit,
            "service": self.service,
            "mine": "1" if self.mine else "",
            **more,
        }
        return f"/desk?{urlencode({key: value for key, value in said.items() if value})}"


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a step for several."""

    done: int
    refused: list[tuple[str, str]]


@router.get("")
def listed(
    office: Office,
    request: Request,
    session: SignedIn,
    desk: str = OFFICE,
    state: str = "",
    unit: str = "",
    service: str = "",
    mine: str = "",
    after: str = "",
    find: str = "",
    told: str = "",
) -> Response:
    if not may(session.member.role, Permission.APPLICATIONS):
        raise SeeOther("/desk/aside")
    chosen = _chosen(desk, state, unit, service, mine)
    words = work_list.found_by(office, find)
    narrowed = Narrowed(
        chosen.desk,
        chosen.state or None,
        chosen.unit or None,
        chosen.service or None,
        session.member.nip if chosen.mine else None,
    )
    if words:
        found = work_list.found(office, words)
    else:
        found = work_list.listed(office, narrowed, _place(after))
    further = None
    if found.further is not None:
        further = chosen.address(after=f"{found.further.due_on or ''}|{found.further.id}")
    return page(
        request,
        "list.html",
        list=found,
        words=words,
        chosen=chosen,
        counts=work_list.counts(office, session.member.nip),
        tabs=_tabs(),
        states=[each for each in (SENT, *HEAD_OFFICE_STATES) if desk_of(each) == chosen.desk],
        bulk_states=_bulk_states(session.member.role),
        units=work_list.unit_names(office),
        services={code: say(each.short_title) for code, each in Catalogue.load().services.items()},
        first=chosen.address() if after else None,
        further=further,
        back=str(request.url.query),
        told=_told(office, told),
    )


@router.post("/search")
def search(office: Office, _session: Verifier, form: OwnForm) -> Response:
    """What is searched for is sealed into the address: a name or NIK stands in none."""
    words = form.one("words").strip()[:LONGEST_SEARCH]
    raise SeeOther(f"/desk?{urlencode({'find': work_list.seal_search(office, words)})}" if words else "/desk")


@router.post("/bulk")
def decide_many(office: Office, request: Request, session: Verifier, form: OwnForm) -> Response:
    papers = [_paper(each) for each in form.all("ticked")[:MOST_TICKED]]
    if not papers:
        raise UserFacingError(_("Nothing was ticked."), _("Go back, and tick the applications first."))
    state = form.one("state")
    if not state:
        raise UserFacingError(_("No step was chosen."), _("Go back, and choose what they are put into."))
    try:
        done, refused = deciding.decide_many(office, session.member, papers, state, form.one("note"))
    except deciding.Stopped as stopped:
        return _stopped(request, form, stopped)
    back = {key: value for key, value in parse_qsl(form.one("back")[:2000]) if key != "told"}
    told = work_list.seal(office, {"done": done, "refused": refused})
    raise SeeOther(f"/desk?{urlencode({**back, 'told': told})}")


def _stopped(request: Request, form: Form, stopped: deciding.Stopped) -> Response:
    """The same form with those that are left."""
    words = ngettext(
        "{count} application was decided before and is not among what is sent again.",
        "{count} applications were decided before and are not among what is sent again.",
        stopped.done,
    ).format(count=stopped.done)
    left = form.with_all("ticked", [f"{paper.number} {paper.revision}" for paper in stopped.left])
    return not_saved(request, left, stopped.cause, already=words if stopped.done else "")


def _chosen(desk: str, state: str, unit: str, service: str, mine: str) -> Chosen:
    if state not in STATES:
        state = ""
    desk = desk_of(state) if state else desk if desk in DESKS else OFFICE
    return Chosen(desk, state, unit[:8], service[:40], bool(mine))


def _place(after: str) -> Place | None:
    due_on, bar, id_ = after[:60].partition("|")
    return Place(due_on or None, id_) if bar and id_ else None


def _paper(ticked: str) -> deciding.Paper:
    number, _space, revision = ticked.partition(" ")
    if not is_application_number(number) or not (revision.isascii() and revision.isdigit()):
        raise UserFacingError(_("This form can't be read."))
    return deciding.Paper(number, int(revision[:9]))


def _bulk_states(role: str) -> list[str]:
    """Steps that need no form of their own."""
    reached = {after for before in steps.STEPS for after in steps.next_steps(before, role)}
    return [state for state in STATES if state in reached - steps.OWN_FORM]


def _tabs() -> list[tuple[str, str]]:
    return [("office", _("To do here")), ("elsewhere", _("Waiting for others")), ("done", _("Finished"))]


def _told(office: HeadOffice, sealed: str) -> Told | None:
    said = work_list.unseal(office, sealed) if sealed else None
    if not isinstance(said, dict) or "done" not in said:
        return None
    return Told(int(said["done"]), [(str(number), str(why)) for number, why in said["refused"]])
