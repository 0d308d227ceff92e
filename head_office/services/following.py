"""The public's "where is my application?": for who knows its number and the applicant's birth date, or holds
the receipt. It says the stage, what to do and until when; of the person no more than initials."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, fields
from datetime import date

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import limits
from head_office.services.steps import AWAITING_PAYMENT
from head_office.store import destructions, filed, public
from head_office.store.engine import Connection
from mobile_unit.domain.people import initials
from mobile_unit.domain.states import INCOMPLETE
from mobile_unit.domain.texts import Text
from mobile_unit.forms.whereabouts import Standing, Told, tell, title_of

_NOT_FOUND = Text(
    "Nomor dan tanggal lahir ini tidak cocok dengan permohonan mana pun. Periksa keduanya pada tanda terima."
    " Permohonan dari unit keliling baru terlihat setelah unit terhubung dengan kantor.",
    "This number and birth date match no application. Compare both with the receipt. An application taken by"
    " a mobile unit is seen only once the unit was connected with the office.",
)


@dataclass(frozen=True, slots=True)
class Status(Told):
    """What the public is told of one application, and which one it is."""

    number: str
    initials: str
    service: str
    service_title: Text
    submitted_on: date


class NotFound(Refusal):
    """No such number, or another birth date: nobody is told which."""

    def __init__(self) -> None:
        super().__init__(404, "status.not_found", _NOT_FOUND)


def look_up(
    office: HeadOffice, number: str, birth_date: date, who: str = "here", looking_up: str | None = None
) -> Status:
    """The status of an application by its number (in its written form) and birth date.

    Raises NotFound, the same for a number that is nobody's; TooOften after some wrong ones by ``who`` (an
    address, a gateway), also for the right one: whether a try was right decides what it costs, not whether
    it is let in. Somebody else's wrong ones shut it for twenty minutes at the most. ``looking_up`` is the
    address whose look-ups are counted too.
    """
    limits.require_open(office, number, who, looking_up)
    with office.database.read() as connection:
        found = public.find(connection, number)
    known = found.birth_date if found is not None else "0000-00-00"
    is_right = hmac.compare_digest(known.encode(), birth_date.isoformat().encode())
    limits.require_guess(office, number, who, is_right=is_right, looking_up=looking_up)
    if found is None or not is_right:
        raise NotFound()
    with office.database.read() as connection:
        return status_of(office, connection, found)


def by_receipt(office: HeadOffice, number: str) -> Status | None:
    """The status for who holds a genuine receipt; None where the application is not here yet,
    or its content not any more."""
    with office.database.read() as connection:
        found = public.find(connection, number)
        if found is None or destructions.when(connection, found.id) is not None:
            return None
        return status_of(office, connection, found)


def status_of(office: HeadOffice, connection: Connection, found: public.Found) -> Status:
    """What the public is told, today."""
    today = office.clock.now().date()
    body = filed.body_of(connection, {"journal": found.journal, "seq": found.seq})
    told = tell(body, _standing(connection, found), today)
    return Status(
        **{each.name: getattr(told, each.name) for each in fields(told)},
        number=found.number,
        initials=initials(found.full_name),
        service=body["service"],
        service_title=title_of(body),
        submitted_on=date.fromisoformat(found.submitted_at[:10]),
    )


def _standing(connection: Connection, found: public.Found) -> Standing:
    runs = found.due_on is not None and found.clock_from is not None
    expires = public.billing_expires_on(connection, found.id) if found.state == AWAITING_PAYMENT else None
    requests = filed.requests_of(connection, found.id) if found.state == INCOMPLETE else []
    asked = (field["field"] for each in requests if each["closed_at"] is None for field in each["fields"])
    return Standing(
        found.state,
        date.fromisoformat(public.since(connection, found)[:10]),
        due_on=date.fromisoformat(str(found.due_on)) if runs else None,
        asked=tuple(asked),
        pays_until=None if expires is None else date.fromisoformat(expires[:10]),
    )
