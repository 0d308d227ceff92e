"""The page behind a receipt's QR code: is this paper ours, and how far is the application.

Of the person it says initials: whoever holds the paper knows the name already.
"""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from head_office.api.dependencies import Address, Office
from head_office.problems import TooOften
from head_office.services import limits
from head_office.services.following import by_receipt
from head_office.services.receipts import look_at
from head_office.web.public_page import drawn, language_of, turned_away, unavailable
from mobile_unit.errors import TryAgain
from mobile_unit.sync.proof import NoProof

router = APIRouter(include_in_schema=False)


@router.get("/r/{code:path}")
@router.get("/R/{code:path}")
def receipt(office: Office, request: Request, address: Address, code: str) -> HTMLResponse:
    """What the QR code of a receipt opens."""
    language = language_of(request)
    try:
        limits.require(office, limits.RECEIPTS, address)
        seen = look_at(office, f"/R/{code}")
        told = by_receipt(office, seen.number) if seen.genuine else None
    except TooOften as refused:
        return turned_away(language, refused)
    except TryAgain as error:
        return unavailable(language, error)
    except NoProof:
        return drawn("receipt.html", language, status=404, seen=None)
    return drawn("receipt.html", language, seen=seen, found=told, taken_on=date.fromisoformat(seen.date))
