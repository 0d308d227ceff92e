"""The units: how each stands, the worst first; one of them; and what is done to its laptops, each act after a
page that says what it will do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import acts, enrolment, unit_view, wiping
from head_office.services.own_account import require_password
from head_office.services.roles import Permission
from head_office.services.work_list import seal, told_in
from head_office.store.staff import Session
from head_office.web.forms import Form
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import PageRoute, SeeOther, page
from mobile_unit.domain.lease import FEWEST, MOST
from mobile_unit.domain.numbers import is_unit_code
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.regions import Regions
from mobile_unit.i18n import _

router = APIRouter(prefix="/desk/units", include_in_schema=False, route_class=PageRoute)
Reader = Annotated[Session, Depends(allowed(Permission.UNITS))]
Keeper = Annotated[Session, Depends(allowed(Permission.LAPTOPS))]
LONGEST_NAME = 60
ASKED_AGAIN = ("enrol", "revoke", "wipe")
"""Before these the password is asked for: they let a laptop in, or can't be called back."""


@router.get("")
def listed(office: Office, request: Request, _session: Reader) -> Response:
    return page(request, "units.html", units=unit_view.listed(office), regions=Regions.load())


@router.get("/new")
def new_page(request: Request, _session: Keeper) -> Response:
    return _new_page(request, Form({}))


@router.post("/new")
def new(office: Office, request: Request, session: Keeper, form: OwnForm) -> Response:
    """A unit and the code for its first laptop."""
    try:
        code, name = form.one("code").strip().upper(), _name(form)
        if not is_unit_code(code):
            raise UserFacingError(_("A unit's code is a letter and 1 to 7 more letters or digits."))
        if enrolment.knows_unit(office, code):
            raise UserFacingError(_("There is a unit {code} already.").format(code=code))
        require_password(office, session, form.one("password"))
        made = enrolment.make_code(office, code, name, _kecamatan(form), session.member.nip)
    except UserFacingError as error:
        return _new_page(request, form, error)
    return _code_page(office, request, code, made)


@router.get("/{code}")
def one(office: Office, request: Request, _session: Reader, code: str, told: str = "") -> Response:
    view, done = unit_view.shown(office, code)
    return page(
        request,
        "unit.html",
        unit=view,
        acts=done,
        most_acts=acts.MOST_SHOWN,
        regions=Regions.load(),
        told=told_in(office, told),
    )


@router.get("/{code}/{what}")
def before(
    office: Office, request: Request, _session: Keeper, code: str, what: str, device: str = ""
) -> Response:
    """What an act will do, and the button that does it."""
    return _before(office, request, code, what, Form({"device": [device]} if device else {}))


@router.post("/{code}/{what}")
def act(office: Office, request: Request, session: Keeper, code: str, what: str, form: OwnForm) -> Response:
    view = _known(office, code)
    try:
        if what in ASKED_AGAIN:
            require_password(office, session, form.one("password"))
        if what == "enrol":
            return _code_page(
                office, request, code, enrolment.make_code(office, code, None, None, session.member.nip)
            )
        do = _ACTS.get(what)
        if do is None:
            raise UserFacingError(_("There is nothing at this address."))
        words = do(office, view, form, session.member.nip)
    except UserFacingError as error:
        return _before(office, request, code, what, form, error)
    raise SeeOther(f"/desk/units/{code}?told={seal(office, words)}")


def _rename(office: HeadOffice, unit: unit_view.UnitView, form: Form, by: str) -> str:
    enrolment.rename(office, unit.code, _name(form), _kecamatan(form), by)
    return _("The unit was renamed; its laptops hear of it at their next sync.")


def _lease(office: HeadOffice, unit: unit_view.UnitView, form: Form, by: str) -> str:
    days = form.number("days")
    if not FEWEST <= days <= MOST:
        raise UserFacingError(_("From {least} to {most} days.").format(least=FEWEST, most=MOST))
    enrolment.set_lease(office, unit.code, days, by)
    return _("The days were set; its laptops hear of it at their next sync.")


def _revoke(office: HeadOffice, unit: unit_view.UnitView, form: Form, by: str) -> str:
    device = _confirmed(unit, form)
    if not enrolment.revoke(office, unit.code, device, by):
        raise UserFacingError(_("It had no permission any more."))
    return _("The permission was withdrawn.")


def _wipe(office: HeadOffice, unit: unit_view.UnitView, form: Form, by: str) -> str:
    wiping.order(office, unit.code, _confirmed(unit, form), by)
    return _("It will delete everything once it is in touch and has handed over what waits on it.")


_ACTS: Mapping[str, Callable[[HeadOffice, unit_view.UnitView, Form, str], str]] = {
    "rename": _rename,
    "lease": _lease,
    "revoke": _revoke,
    "wipe": _wipe,
}


def _confirmed(unit: unit_view.UnitView, form: Form) -> str:
    """The laptop that is meant, once the unit's code was typed as a sign that it is."""
    device = form.one("device")
    if all(each["id"] != device for each in unit.laptops):
        raise UserFacingError(_("The unit has no such laptop."))
    if form.one("typed").strip().upper() != unit.code:
        raise UserFacingError(_("Type the unit's code {code} to confirm.").format(code=unit.code))
    return device


def _name(form: Form) -> str:
    name = " ".join(form.one("name").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise UserFacingError(_("A unit has a name, of at most {count} letters.").format(count=LONGEST_NAME))
    return name


def _kecamatan(form: Form) -> str | None:
    code = form.one("kecamatan")
    if code and Regions.load().kecamatan(code) is None:
        raise UserFacingError(_("There is no such kecamatan; its code looks like 18.08.04."))
    return code or None


def _known(office: HeadOffice, code: str) -> unit_view.UnitView:
    return unit_view.shown(office, code)[0]


def _before(
    office: HeadOffice,
    request: Request,
    code: str,
    what: str,
    form: Form,
    error: UserFacingError | None = None,
) -> Response:
    unit = _known(office, code)
    laptop = next((each for each in unit.laptops if each["id"] == form.one("device")), None)
    needs_laptop = what in ("revoke", "wipe")
    if what not in (*_ACTS, "enrol") or (needs_laptop and laptop is None):
        raise UserFacingError(_("There is nothing at this address."))
    regions = Regions.load()
    return page(
        request,
        "unit_act.html",
        400 if error else 200,
        unit=unit,
        what=what,
        asked_again=what in ASKED_AGAIN,
        laptop=laptop,
        form=form,
        error=error,
        kecamatans=regions.kecamatans(),
        has_kecamatan=regions.kecamatan(unit.kecamatan or "") is not None,
        least=FEWEST,
        most=MOST,
        longest=LONGEST_NAME,
    )


def _new_page(request: Request, form: Form, error: UserFacingError | None = None) -> Response:
    return page(
        request,
        "unit_new.html",
        400 if error else 200,
        form=form,
        error=error,
        kecamatans=Regions.load().kecamatans(),
        longest=LONGEST_NAME,
    )


def _code_page(office: HeadOffice, request: Request, code: str, made: str) -> Response:
    return page(request, "unit_code.html", unit=_known(office, code), code=made, hours=enrolment.CODE_HOURS)
