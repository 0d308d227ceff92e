"""Who works at a unit: added, changed and removed, each act after a line that says what it does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import bulletins, enrolment
from head_office.services.roles import Permission
from head_office.services.work_list import seal, told_in
from head_office.store.staff import Session
from head_office.web.forms import Form
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import PageRoute, SeeOther, page
from mobile_unit.domain.roles import MAINTENANCE, OFFICER, ROLES, TEAM_LEADER
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _

router = APIRouter(prefix="/desk/officers", include_in_schema=False, route_class=PageRoute)
Publisher = Annotated[Session, Depends(allowed(Permission.PUBLISH))]
LONGEST_NAME = 100


@router.get("")
def listed(office: Office, request: Request, _session: Publisher, unit: str = "", told: str = "") -> Response:
    return _page(office, request, unit, Form({}), told=told_in(office, told))


@router.post("")
def change(office: Office, request: Request, session: Publisher, form: OwnForm) -> Response:
    """Say what an act does; with ``sure`` do it."""
    unit, nip = form.one("unit"), form.one("nip").strip()
    try:
        words = _effect(office, unit, nip, form)
        if form.one("sure") != "yes":
            return _page(office, request, unit, form, preview=words)
        if form.one("what") == "remove":
            if not enrolment.remove_officer(office, nip, unit, session.member.nip):
                raise _not_listed()
        else:
            enrolment.add_officer(office, nip, _name(form), form.one("role"), unit, session.member.nip)
    except TryAgain:
        raise
    except UserFacingError as error:
        return _page(office, request, unit, form, 400, error=error)
    raise SeeOther(f"/desk/officers?unit={unit}&told={seal(office, words)}")


def _effect(office: HeadOffice, unit: str, nip: str, form: Form) -> str:
    """What the unit's laptops do once they hear of it."""
    if unit not in bulletins.unit_names(office):
        raise UserFacingError(_("Head office knows no such unit."))
    names = _role_names()
    here = {each["nip"]: each for each in enrolment.officers_of(office, unit) if each["active"]}
    known = here.get(nip)
    if form.one("what") == "remove":
        if known is None:
            raise _not_listed()
        words = _("{name} can't sign in at {unit} after its next sync; an open session ends.")
        return words.format(name=known["name"], unit=unit)
    if not (4 <= len(nip) <= 30 and nip.isascii() and nip.isalnum()):
        raise UserFacingError(_("A NIP is written in digits, without spaces."))
    if form.one("role") not in ROLES:
        raise UserFacingError(_("There is no such role."))
    name, role = _name(form), names[form.one("role")]
    if known is None:
        words = _("{name} may sign in at {unit} as {role}, once a team leader there has given a PIN.")
        return words.format(name=name, unit=unit, role=role)
    words = _("{name}, {before}, is {after} {role} at {unit} after its next sync.")
    return words.format(name=known["name"], before=names[known["role"]], after=name, role=role, unit=unit)


def _not_listed() -> UserFacingError:
    return UserFacingError(_("This officer is not on the unit's list."))


def _name(form: Form) -> str:
    name = " ".join(form.one("name").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise UserFacingError(_("An officer has a name."))
    return name


def _role_names() -> dict[str, str]:
    return {OFFICER: _("Officer"), TEAM_LEADER: _("Team leader"), MAINTENANCE: _("Maintenance")}


def _page(
    office: HeadOffice,
    request: Request,
    unit: str,
    form: Form,
    status: int = 200,
    *,
    error: UserFacingError | None = None,
    preview: str | None = None,
    told: str | None = None,
) -> Response:
    units = bulletins.unit_names(office)
    unit = unit if unit in units else ""
    return page(
        request,
        "officers.html",
        status,
        units=units,
        unit=unit,
        officers=enrolment.officers_of(office, unit) if unit else [],
        roles=_role_names(),
        form=form,
        error=error,
        preview=preview,
        told=told,
    )
