"""The public's page about a complaint, ``/pengaduan``: the slip's number and code in, where it stands out.
They come by POST, so that they stand in no address, history or log."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from head_office.api.dependencies import Address, Office
from head_office.problems import COME_AGAIN, UNAVAILABLE, Refusal, TooOften
from head_office.services import limits
from head_office.services.complaint_following import follow
from head_office.web.public_fields import typed
from head_office.web.public_page import drawn, language_of
from mobile_unit.domain.complaints import find_code
from mobile_unit.domain.numbers import COMPLAINTS, find_series_number
from mobile_unit.domain.texts import Text
from mobile_unit.errors import TryAgain

router = APIRouter(include_in_schema=False)
log = logging.getLogger("head_office")

FIELDS = ("nomor", "kode")
_NO_NUMBER = Text(
    "Nomor ini tidak lengkap atau salah ketik. Samakan dengan slip, sampai huruf terakhir.",
    "This number is incomplete or mistyped. Compare it with the slip, to the last letter.",
)
_NO_CODE = Text(
    "Kode ini tidak lengkap: enam belas huruf dan angka pada slip.",
    "This code is incomplete: sixteen letters and digits on the slip.",
)

Typed = Annotated[dict[str, str], Depends(typed(*FIELDS))]


@router.get("/pengaduan")
def ask(request: Request) -> HTMLResponse:
    return _questions(language_of(request))


@router.post("/pengaduan")
def answer(office: Office, request: Request, address: Address, said: Typed) -> HTMLResponse:
    """Where it stands, or the questions again with what is wrong."""
    language = language_of(request)
    number, code = find_series_number(COMPLAINTS, said["nomor"]), find_code(said["kode"])
    errors = {}
    if number is None:
        errors["nomor"] = _NO_NUMBER
    if code is None:
        errors["kode"] = _NO_CODE
    try:
        limits.require(office, limits.LOOKING_UP, address)
        if number is None or code is None:
            return _questions(language, said, errors, 422)
        found = follow(office, number, code)
    except Refusal as refused:
        wait = {"Retry-After": str(refused.seconds)} if isinstance(refused, TooOften) else None
        return _questions(language, said, {"form": refused.message}, refused.status, wait)
    except TryAgain as error:
        log.warning("%s", error)
        wait = {"Retry-After": str(COME_AGAIN)}
        return _questions(language, said, {"form": UNAVAILABLE}, 503, wait)
    return drawn("complaint_status.html", language, found=found, typed=said)


def _questions(
    language: str,
    said: dict[str, str] | None = None,
    errors: dict[str, Text] | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    return drawn(
        "complaint_form.html",
        language,
        status=status,
        headers=headers,
        typed=said or dict.fromkeys(FIELDS, ""),
        errors={"nomor": None, "kode": None, "form": None, **(errors or {})},
        any_errors=bool(errors),
    )
