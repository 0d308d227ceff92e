"""One application: everything about it on a page, and what a verifier does to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import deciding, dossier, steps, work_list
from head_office.services.roles import Permission
from head_office.store.staff import Session
from head_office.web.forms import Form
from head_office.web.gate import OwnForm, Verifier, allowed
from head_office.web.page import PageRoute, SeeOther, page, sheet_page
from mobile_unit.domain.corrections import Asked
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.states import INCOMPLETE
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _

router = APIRouter(prefix="/desk/applications", include_in_schema=False, route_class=PageRoute)
Looker = Annotated[Session, Depends(allowed(Permission.LOOKS))]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed into a form that was refused, so that nothing of it is typed twice."""

    state: str = ""
    note: str = ""
    fields: frozenset[str] = frozenset()
    sentences: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@router.get("/{number}")
def application(office: Office, request: Request, session: Verifier, number: str, done: str = "") -> Response:
    return _page(office, request, session, number, done=done[:8])


@router.get("/{number}/scans/{position}/{sheet}")
def scan(office: Office, session: Verifier, number: str, position: int, sheet: int) -> Response:
    """A page of a scan, for whoever is signed in; no browser keeps it."""
    return sheet_page(dossier.scan_page(office, session.member, number, position, sheet))


@router.get("/{number}/looks")
def looks(office: Office, request: Request, _session: Looker, number: str) -> Response:
    return page(
        request,
        "looks.html",
        number=find_number(number) or number,
        looks=dossier.who_looked(office, number),
        most=dossier.MOST_LOOKS,
    )


@router.post("/{number}/take")
def take(office: Office, request: Request, session: Verifier, number: str, form: OwnForm) -> Response:
    act = deciding.give_back if form.one("back") else deciding.take
    return _do(
        office, request, session, number, form, lambda paper: act(office, session.member, paper), Kept()
    )


@router.post("/{number}/decide")
def decide(office: Office, request: Request, session: Verifier, number: str, form: OwnForm) -> Response:
    state, note = form.one("state"), form.one("note")

    def act(paper: deciding.Paper) -> None:
        deciding.decide(office, session.member, paper, state, note)

    return _do(office, request, session, number, form, act, Kept(state, note))


@router.post("/{number}/ask")
def ask(office: Office, request: Request, session: Verifier, number: str, form: OwnForm) -> Response:
    ticked = form.all("field")
    sentences = {key: " ".join(form.one(f"sentence {key}").split()) for key in form.names("sentence ")}

    def act(paper: deciding.Paper) -> None:
        asked = [Asked(key, sentences.get(key, "")) for key in ticked]
        deciding.ask(office, session.member, paper, asked)

    kept = Kept(INCOMPLETE, fields=frozenset(ticked), sentences=sentences)
    return _do(office, request, session, number, form, act, kept)


@router.post("/{number}/bill")
def bill(office: Office, request: Request, session: Verifier, number: str, form: OwnForm) -> Response:
    def act(paper: deciding.Paper) -> None:
        deciding.bill(office, session.member, paper, form.one("code"), form.one("expires_on"), _lines(form))

    return _do(
        office, request, session, number, form, act, Kept(steps.AWAITING_PAYMENT, values=_values(form))
    )


@router.post("/{number}/pay")
def pay(office: Office, request: Request, session: Verifier, number: str, form: OwnForm) -> Response:
    def act(paper: deciding.Paper) -> None:
        deciding.pay(office, session.member, paper, form.one("ntpn"), form.one("paid_on"), _lines(form))

    return _do(office, request, session, number, form, act, Kept(steps.PAID, values=_values(form)))


def _do(
    office: HeadOffice,
    request: Request,
    session: Session,
    number: str,
    form: Form,
    act: Callable[[deciding.Paper], None],
    kept: Kept,
) -> Response:
    """Do it and go back to the page; where it is refused, the page with what was typed and why."""
    try:
        act(deciding.Paper(number, form.number("revision")))
    except TryAgain:
        raise
    except deciding.Outdated as error:
        seen = form.number("seen")
        return _page(office, request, session, number, 409, kept=kept, error=error, seen=seen)
    except UserFacingError as error:
        return _page(office, request, session, number, 400, kept=kept, error=error)
    raise SeeOther(f"/desk/applications/{number}?done=1")


def _page(
    office: HeadOffice,
    request: Request,
    session: Session,
    number: str,
    status: int = 200,
    *,
    done: str = "",
    kept: Kept | None = None,
    error: UserFacingError | None = None,
    seen: int = 0,
) -> Response:
    it = dossier.opened(office, session.member, number)
    today = office.clock.now().date()
    kept = kept or Kept()
    offered = steps.next_steps(it.row["state"], session.member.role)
    light, days = work_list.light_of(it.row["due_on"], it.row["desk"], today)
    return page(
        request,
        "application.html",
        status,
        it=it,
        row=it.row,
        listed=work_list.Listed(it.row, light, days, 0, it.assignee),
        steps=offered,
        needs_note=[state for state in steps.reachable() if steps.needs_note(it.row["state"], state)],
        askable=dossier.asked_fields(it),
        billed=_billed(it),
        kept=kept,
        lost=_left_over(kept, it, offered),
        error=error,
        outdated=isinstance(error, deciding.Outdated),
        news=[step for step in it.history if step["id"] > seen],
        seen=it.history[-1]["id"] if it.history else 0,
        today=today.isoformat(),
        done=done,
    )


def _left_over(kept: Kept, it: dossier.Dossier, offered: Sequence[str]) -> str:
    """What was typed into a step, or about a field, that the page does not offer any more; a line each."""
    labels = dict(dossier.asked_fields(it))
    if kept.state in offered:
        said = [(key, words) for key, words in kept.sentences.items() if key not in labels]
    else:
        labels |= {"code": _("Billing code"), "expires_on": _("To be paid until (if SIMPONI says so)")}
        labels |= {"ntpn": "NTPN", "paid_on": _("Paid on")}
        labels |= {f"amount {code}": f"{label} (Rp)" for code, label, _amount in it.fees}
        said = [("", kept.note), *kept.sentences.items(), *kept.values.items()]
    lines = [(labels.get(key, key), words) for key, words in said if words.strip()]
    return "\n".join(f"{label}: {words}" if label else words for label, words in lines)


def _billed(it: dossier.Dossier) -> list[tuple[str, str, int | None]]:
    """The fee lines as they were billed, or as the application says where there is no code yet."""
    if it.payment is None:
        return list(it.fees)
    labels = {code: label for code, label, _amount in it.fees}
    return [
        (line["code"], labels.get(line["code"], line["code"]), line["amount"]) for line in it.payment["lines"]
    ]


def _lines(form: Form) -> list[deciding.Line]:
    lines = []
    for code in form.names("amount "):
        digits = form.one(f"amount {code}").replace(".", "").replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
            raise UserFacingError(_("Each fee line needs its amount in rupiah."))
        lines.append(deciding.Line(code[:40], int(digits)))
    return lines


def _values(form: Form) -> dict[str, str]:
    names = ("code", "expires_on", "ntpn", "paid_on", *(f"amount {code}" for code in form.names("amount ")))
    return {name: form.one(name) for name in names}
