"""Planned visits: what is to come, and one that is made, changed or cancelled with its list of people."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import booking_lists, planned_visits, unit_view, visit_queues
from head_office.services.planned_visits import Wanted
from head_office.services.roles import Permission
from head_office.services.work_list import seal, told_in, unit_names
from head_office.store.staff import Session
from head_office.web.forms import Form, FormWithFile, keep
from head_office.web.gate import OwnForm, OwnFormWithFile, allowed
from head_office.web.page import PageRoute, SeeOther, page
from mobile_unit.domain.planned import LONGEST_GROUP, LONGEST_NOTE, MOST_BOOKED, MOST_QUOTA, Plan
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Region, Regions
from mobile_unit.i18n import _, say

router = APIRouter(prefix="/desk/visits", include_in_schema=False, route_class=PageRoute)
Planner = Annotated[Session, Depends(allowed(Permission.VISITS))]


@router.get("")
def listed(office: Office, request: Request, _session: Planner, unit: str = "", told: str = "") -> Response:
    return page(
        request,
        "visits.html",
        visits=planned_visits.listed(office, unit[:8] or None),
        most=planned_visits.MOST_LISTED,
        went=visit_queues.went(office, unit[:8] or None),
        most_went=visit_queues.MOST_LISTED,
        unit=unit[:8],
        units=unit_names(office),
        told=told_in(office, told),
    )


@router.get("/new")
def new_page(office: Office, request: Request, _session: Planner, unit: str = "") -> Response:
    """First the unit, whose officers are then offered."""
    names = unit_names(office)
    if unit not in names:
        return page(request, "visit_unit.html", units=names)
    return _form_page(office, request, unit, Form({}))


@router.post("/new")
def new(office: Office, request: Request, session: Planner, form: OwnFormWithFile) -> Response:
    unit = form.one("unit")
    if unit not in unit_names(office):
        raise UserFacingError(_("There is no unit {code}.").format(code=unit[:8]))
    typed: Form = form
    try:
        typed = _with_list_of_file(request, form)
        planned_visits.plan(office, unit, _wanted(typed), session.member.nip)
    except TryAgain:
        raise
    except UserFacingError as error:
        return _form_page(office, request, unit, typed, error=error)
    raise _done(office, _("The visit was planned; the unit hears of it at its next sync."))


@router.get("/{plan}")
def one(office: Office, request: Request, session: Planner, plan: str) -> Response:
    kept = planned_visits.shown(office, plan, session.member.nip)
    unit = unit_names(office)[kept.unit]
    queue = visit_queues.of_visit(office, kept)
    return page(
        request, "visit.html", kept=kept, plan=kept.plan, unit=unit, services=_services(), queue=queue
    )


@router.get("/{plan}/change")
def change_page(office: Office, request: Request, session: Planner, plan: str) -> Response:
    kept = planned_visits.shown(office, plan, session.member.nip)
    return _form_page(office, request, kept.unit, _as_form(kept.plan), plan=kept.plan)


@router.post("/{plan}/change")
def change(office: Office, request: Request, session: Planner, plan: str, form: OwnFormWithFile) -> Response:
    """Where somebody was quicker, the form comes back beside the plan as it stands now."""
    typed: Form = form
    try:
        typed = _with_list_of_file(request, form)
        planned_visits.change(office, plan, form.number("revision"), _wanted(typed), session.member.nip)
    except TryAgain:
        raise
    except UserFacingError as error:
        kept = planned_visits.shown(office, plan, session.member.nip)
        return _form_page(office, request, kept.unit, typed, plan=kept.plan, error=error)
    raise _done(office, _("The visit was changed; the unit hears of it at its next sync."))


@router.get("/{plan}/cancel")
def cancel_page(office: Office, request: Request, session: Planner, plan: str) -> Response:
    kept = planned_visits.shown(office, plan, session.member.nip)
    return page(request, "visit_cancel.html", kept=kept, plan=kept.plan)


@router.post("/{plan}/cancel")
def cancel(office: Office, session: Planner, plan: str, form: OwnForm) -> Response:
    planned_visits.cancel(office, plan, form.number("revision"), session.member.nip)
    raise _done(office, _("The visit was cancelled; the unit forgets its list at its next sync."))


def _with_list_of_file(request: Request, form: FormWithFile) -> Form:
    """A file takes the place of what is typed: its lines are the form's from here on, for a browser sends no
    file twice where the form is refused."""
    if not form.file:
        return form
    try:
        lines = booking_lists.read_file(form.file)
    except UserFacingError as error:
        again = _("Choose the file again once it is right.")
        raise UserFacingError(f"{error.message} {again}", error.next_step) from error
    filled = form.with_all("list", [booking_lists.text_of(lines)])
    keep(request, filled)
    return filled


def _wanted(form: Form) -> Wanted:
    text = form.one("quota").strip()
    return Wanted(
        form.one("date"),
        form.one("place"),
        form.all("officer"),
        form.number("quota") if text else None,
        form.one("group"),
        form.one("note"),
        booking_lists.read_text(form.one("list")),
    )


def _as_form(plan: Plan) -> Form:
    return Form(
        {
            "date": [plan.day],
            "place": [plan.place],
            "officer": [person.nip for person in plan.officers],
            "quota": [str(plan.quota or "")],
            "group": [plan.group],
            "note": [plan.note],
            "list": [booking_lists.text_of(plan.bookings)],
        }
    )


def _form_page(
    office: HeadOffice,
    request: Request,
    unit: str,
    form: Form,
    *,
    plan: Plan | None = None,
    error: UserFacingError | None = None,
) -> Response:
    (view, _acts) = unit_view.shown(office, unit)
    values: dict[str, Any] = {
        "unit": view,
        "plan": plan,
        "changed": isinstance(error, planned_visits.PlanChanged),
        "standing_list": booking_lists.text_of(plan.bookings) if plan else "",
        "form": form,
        "officers": planned_visits.officers_of(office, unit),
        "places": _places(),
        "services": _services(),
        "today": office.clock.now().date().isoformat(),
        "most_quota": MOST_QUOTA,
        "most_booked": MOST_BOOKED,
        "longest_group": LONGEST_GROUP,
        "longest_note": LONGEST_NOTE,
    }
    return page(request, "visit_form.html", 400 if error else 200, error=error, **values)


def _places() -> list[tuple[Region, list[Region]]]:
    """Each kecamatan with its villages, by name."""
    regions = Regions.load()
    return [
        (kecamatan, regions.villages_of(kecamatan.code))
        for kecamatan in sorted(regions.kecamatans(), key=lambda region: region.name)
    ]


def _services() -> dict[str, str]:
    return {code: say(service.short_title) for code, service in Catalogue.load().services.items()}


def _done(office: HeadOffice, words: str) -> SeeOther:
    return SeeOther(f"/desk/visits?told={seal(office, words)}")
