"""The public's page, ``/`` and ``/lacak``: number and birth date in, status out. They come by POST, so that
they stand in no address, history or log."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from head_office.api.dependencies import Address, Office
from head_office.problems import Refusal, TooOften
from head_office.services import limits
from head_office.services.following import look_up
from head_office.web.public_fields import typed
from head_office.web.public_page import FIELDS, drawn, language_of, questions, turned_away, unavailable
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.people import OLDEST
from mobile_unit.domain.texts import Text
from mobile_unit.errors import TryAgain

router = APIRouter(include_in_schema=False)

_NO_NUMBER = Text(
    "Nomor ini tidak lengkap atau salah ketik. Samakan dengan tanda terima, sampai huruf terakhir.",
    "This number is incomplete or mistyped. Compare it with the receipt, to the last letter.",
)
_NO_DAY = Text(
    "Tanggal ini tidak ada. Tulis hari, bulan, dan tahun dengan angka, misalnya 31 3 1992.",
    "There is no such date. Write day, month and year in digits, for example 31 3 1992.",
)

Typed = Annotated[dict[str, str], Depends(typed(*FIELDS))]


@router.get("/")
@router.get("/lacak")
def ask(request: Request) -> HTMLResponse:
    """The two questions."""
    return questions(language_of(request))


@router.post("/lacak")
def answer(office: Office, request: Request, address: Address, said: Typed) -> HTMLResponse:
    """The status, or the questions again with what is wrong."""
    language = language_of(request)
    number, born = find_number(said["nomor"]), _birth_date(said, office.clock.now().date())
    errors = {}
    if number is None:
        errors["nomor"] = _NO_NUMBER
    if born is None:
        errors["birth"] = _NO_DAY
    try:
        if number is None or born is None:
            limits.require(office, limits.LOOKING_UP, address)
            return questions(language, said, errors, status=422)
        status = look_up(office, number, born, address or "here", looking_up=address)
    except TooOften as refused:
        return turned_away(language, refused)
    except TryAgain as error:
        return unavailable(language, error, said)
    except Refusal as refused:
        return questions(language, said, {"form": refused.message}, status=refused.status)
    return drawn("status.html", language, found=status, typed=said)


def _birth_date(said: dict[str, str], today: date) -> date | None:
    parts = [said[key] for key in ("tahun", "bulan", "hari")]
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None
    try:
        born = date(*map(int, parts))
    except ValueError:
        return None
    return born if born <= today and today.year - born.year <= OLDEST + 1 else None
