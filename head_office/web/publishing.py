"""What is published for the units: proposed on a form, seen in words, approved by another, published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import bulletins, catalogue_edit, proposals, publications, reference
from head_office.services.catalogues import sound_catalogue
from head_office.services.publications import KIND_NAMES, STATE_NAMES, Sound
from head_office.services.roles import Permission
from head_office.services.work_list import seal, told_in
from head_office.store.publications import APPROVED, PROPOSED
from head_office.store.staff import Session
from head_office.web.forms import Form
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import PageRoute, SeeOther, page
from head_office.web.quiz_form import quiz, quiz_values
from head_office.web.service_form import NAME, SERVICE, service, service_values
from mobile_unit.clock import today
from mobile_unit.domain.bulletins import READERS
from mobile_unit.domain.texts import Text
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.forms.catalogue_check import NotSound, Problem
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.standards import SET_BY_OFFICE
from mobile_unit.i18n import _, ngettext

router = APIRouter(prefix="/desk/publishing", include_in_schema=False, route_class=PageRoute)
Publisher = Annotated[Session, Depends(allowed(Permission.PUBLISH))]
EMPTY_ROWS = 6
MOST_SHOWN = 100
EXAMPLES = 3
"""So many numbers of bulletins stand in the form as an example of how to write them."""
_ADDRESS = "/desk/publishing"
_DAY = Text("Tulis hari seperti 2027-01-31.", "Write a day like 2027-01-31.")
_AMOUNT = Text("Tulis jumlah rupiah tanpa titik.", "Write the amount in rupiah, without dots.")


@router.get("")
def listed(office: Office, request: Request, _session: Publisher, told: str = "") -> Response:
    return page(
        request,
        "publishing.html",
        waiting=publications.listed(office, None, PROPOSED, APPROVED),
        published=publications.listed(office, most=MOST_SHOWN),
        most=MOST_SHOWN,
        kinds=KIND_NAMES,
        states=STATE_NAMES,
        told=told_in(office, told),
    )


@router.get("/new/{kind}")
def form_page(
    office: Office, request: Request, _session: Publisher, kind: str, year: str = "", standard: str = ""
) -> Response:
    asked = {"year": year, "standard": standard}
    return _form_page(office, request, kind, Form({name: [said] for name, said in asked.items() if said}))


@router.post("/new/{kind}")
def propose(office: Office, request: Request, session: Publisher, kind: str, form: OwnForm) -> Response:
    """Look at what a form would change, then propose it."""
    try:
        sound = _MADE[kind](office, form) if kind in _MADE else None
        if sound is None:
            raise UserFacingError(_("There is nothing at this address."))
        if form.one("what") != "propose":
            return _form_page(office, request, kind, form, sound=sound)
        id_ = publications.propose(office, sound, session.member.nip)
    except NotSound as error:
        return _form_page(office, request, kind, form, problems=error.problems)
    words = _("Proposed. Somebody else approves it.")
    raise SeeOther(f"{_ADDRESS}/{id_}?told={seal(office, words)}")


@router.get("/{id_}")
def one(office: Office, request: Request, _session: Publisher, id_: str, told: str = "") -> Response:
    return _one(office, request, id_, told=told_in(office, told))


@router.post("/{id_}")
def act(office: Office, request: Request, session: Publisher, id_: str, form: OwnForm) -> Response:
    """Approve, publish or drop."""
    by = session.member.nip
    try:
        if form.one("what") == "approve":
            publications.approve(office, id_, by)
            words = _("Approved. It can be published now.")
        elif form.one("what") == "publish":
            count = publications.publish_approved(office, id_, by)
            words = ngettext(
                "Published; {count} unit hears of it at its next sync.",
                "Published; {count} units hear of it at their next sync.",
                count,
            ).format(count=count)
        elif form.one("what") != "drop":
            raise UserFacingError(_("This form can't be read."))
        else:
            publications.drop(office, id_, by, form.one("reason"))
            words = _("Dropped; that and why is written down.")
    except TryAgain:
        raise
    except NotSound as error:
        return _one(office, request, id_, 400, problems=error.problems)
    except UserFacingError as error:
        return _one(office, request, id_, 400, error=error, reason=form.one("reason"))
    raise SeeOther(f"{_ADDRESS}/{id_}?told={seal(office, words)}")


def _one(
    office: HeadOffice,
    request: Request,
    id_: str,
    status: int = 200,
    *,
    error: UserFacingError | None = None,
    problems: tuple[Problem, ...] = (),
    told: str | None = None,
    reason: str = "",
) -> Response:
    it = proposals.shown(office, id_)
    return page(
        request,
        "publication.html",
        status,
        it=it,
        kinds=KIND_NAMES,
        states=STATE_NAMES,
        error=error,
        problems=problems,
        told=told,
        reason=reason,
    )


def _form_page(
    office: HeadOffice,
    request: Request,
    kind: str,
    form: Form,
    *,
    sound: Sound | None = None,
    problems: tuple[Problem, ...] = (),
) -> Response:
    """A form, filled as it was sent, with what is wrong with it or what it would change."""
    if kind not in _SHOWN:
        raise UserFacingError(_("There is nothing at this address."))
    return page(
        request,
        f"publishing_{kind}.html",
        400 if problems else 200,
        form=form,
        kind=kind,
        kinds={**KIND_NAMES, SERVICE: NAME},
        problems=problems,
        sound=sound,
        changes=proposals.preview(office, sound) if sound else (),
        today=today(office.clock).isoformat(),
        **_SHOWN[kind](office, form),
    )


def _bulletin(office: HeadOffice, form: Form) -> Sound:
    said = {name: form.one(name) for name in (*bulletins.FIELDS, "text", "text_en")}
    return bulletins.sound_bulletin(office, said)[0]


def _catalogue(office: HeadOffice, form: Form) -> Sound:
    base = catalogue_edit.newest(office)
    problems, fees = [], {}
    for code in form.names("fee."):
        amount = form.number(f"fee.{code}")
        if not form.one(f"fee.{code}").strip():
            continue
        if amount < 0 or code not in base.fee_codes:
            problems.append(Problem("", f"fees.{code[:40]}", _AMOUNT))
        fees[code] = amount
    start = _day(form.one("from"))
    if start is None:
        problems.append(Problem("", "from", _DAY))
    if problems or start is None:
        raise NotSound(problems)
    taken = {
        code: form.one(f"taken.{code}") == "yes" for code in form.names("taken.") if code in base.services
    }
    changed = {
        code: is_taken
        for code, is_taken in taken.items()
        if is_taken == base.services[code].is_referred({}, start)
    }
    words = " ".join(form.one("words").split())[:500] or "Tarif dan layanan diperbarui."
    english = " ".join(form.one("words_en").split())[:500] or words
    edit = catalogue_edit.Edit(start, form.one("legal_basis").strip(), fees, changed, Text(words, english))
    return sound_catalogue(catalogue_edit.edited(office, edit))


def _holidays(office: HeadOffice, form: Form) -> Sound:
    rows = zip(form.all("day"), form.all("name"), strict=False)
    days = [{"day": day.strip(), "name": name.strip()} for day, name in rows if day.strip() or name.strip()]
    return reference.sound_holidays(
        office, {"years": {form.one("year").strip(): form.one("decree")}, "days": days}
    )


def _regions(office: HeadOffice, form: Form) -> Sound:
    since = _day(form.one("from"))
    if since is None:
        raise NotSound([Problem("", "from", _DAY)])
    lines = [line.strip() for line in form.one("regions").splitlines() if line.strip()]
    rows = [tuple(part.strip() for part in line.replace("\t", " ").partition(" ")[::2]) for line in lines]
    return reference.sound_regions(
        office, [(code, name) for code, name in rows], since, form.one("legal_basis")
    )


def _bulletin_values(office: HeadOffice, _form: Form) -> dict[str, object]:
    numbers = bulletins.newest_numbers(office, EXAMPLES)
    return {"readers": READERS, "units": bulletins.unit_names(office), "numbers": numbers}


def _catalogue_values(office: HeadOffice, form: Form) -> dict[str, object]:
    base = catalogue_edit.newest(office)
    day = _day(form.one("from")) or max(today(office.clock), base.effective_from)
    rows = [(code, base.tariff(code, day)) for code in base.fee_codes]
    return {
        "base": base,
        "set_by_office": SET_BY_OFFICE,
        "fees": [(code, tariff) for code, tariff in rows if tariff is not None],
        "services": [(service, not service.is_referred({}, day)) for service in base.services.values()],
    }


def _holiday_values(office: HeadOffice, form: Form) -> dict[str, object]:
    now = reference.holidays_now()
    year = form.one("year").strip() or str(today(office.clock).year)
    if form.names("day"):
        rows = list(zip(form.all("day"), form.all("name"), strict=False))
    else:
        rows = [(each["day"], each["name"]) for each in now["days"] if each["day"].startswith(year)]
    filled = [row for row in rows if any(row)]
    return {
        "year": year,
        "decree": form.one("decree") or now["years"].get(year, ""),
        "provisional": reference.provisional(year),
        "years": [str(today(office.clock).year + more) for more in (0, 1)],
        "rows": [*filled, *[("", "")] * max(EMPTY_ROWS, 20 - len(filled))],
    }


def _region_values(_office: HeadOffice, form: Form) -> dict[str, object]:
    now = Regions.load()
    here = sorted((each.code, each.name) for each in (*now.kecamatans(), *now.villages()))
    return {"regions": form.one("regions") or "\n".join(f"{code} {name}" for code, name in here)}


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        return None


_MADE: Mapping[str, Callable[[HeadOffice, Form], Sound]] = {
    "bulletin": _bulletin,
    "catalogue": _catalogue,
    "holidays": _holidays,
    "regions": _regions,
    "quiz": quiz,
    SERVICE: service,
}
_SHOWN: Mapping[str, Callable[[HeadOffice, Form], dict[str, object]]] = {
    "bulletin": _bulletin_values,
    "catalogue": _catalogue_values,
    "holidays": _holiday_values,
    "regions": _region_values,
    "quiz": quiz_values,
    SERVICE: service_values,
}
