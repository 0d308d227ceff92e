"""What a verifier does to an application: one transaction each, told to the unit, never over another's work.

Each call names the revision that the verifier saw; where somebody was quicker nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from head_office.office import HeadOffice
from head_office.services import steps
from head_office.services.scans import tell
from head_office.services.tracking import ask_within
from head_office.store import destructions, filed, looks, payments
from head_office.store.engine import Connection
from head_office.store.staff import Member
from mobile_unit.domain.corrections import Asked
from mobile_unit.domain.money import rupiah
from mobile_unit.domain.states import INCOMPLETE, officers_word
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _, say

MAX_NOTE = 300
MAX_SENTENCE = 300
MAX_AMOUNT = 100_000_000
USUAL_BILLING = re.compile(r"8\d{14}", re.ASCII)
"""The shape of SIMPONI's codes that were seen; another one is taken, for nobody publishes the rule."""
_BILLING = re.compile(r"\d{10,20}", re.ASCII)
_NTPN = re.compile(r"[0-9A-Z]{16}", re.ASCII)


class Outdated(UserFacingError):
    """Somebody else changed the application since the page was opened."""


class Stopped(Exception):
    """A step for several could not be done any more for ``left``, because of the database; the others are
    ``done``."""

    def __init__(self, done: int, left: Sequence[Paper], cause: TryAgain) -> None:
        super().__init__()
        self.done = done
        self.left = left
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Paper:
    """What a verifier saw: an application's number and its revision."""

    number: str
    revision: int


@dataclass(frozen=True, slots=True)
class Line:
    """A fee line and its amount in rupiah."""

    code: str
    amount: int


def take(office: HeadOffice, member: Member, paper: Paper) -> None:
    """The verifier works on it from now on."""
    with _held(office, paper) as (connection, row):
        filed.take(connection, row["id"], member.nip)
        looks.note(connection, member.nip, row["id"], "take", office.now())


def give_back(office: HeadOffice, member: Member, paper: Paper) -> None:
    """Nobody in particular works on it."""
    with _held(office, paper) as (connection, row):
        filed.take(connection, row["id"], None)
        looks.note(connection, member.nip, row["id"], "give_back", office.now())


def decide(office: HeadOffice, member: Member, paper: Paper, state: str, note: str) -> None:
    """Put it into the next state; raises UserFacingError for one that may not follow, or lacks its note."""
    with _held(office, paper) as (connection, row):
        if state in steps.OWN_FORM:
            raise UserFacingError(_("This step needs its own form."))
        words = _require_step(member, row, state, note)
        filed.close_requests(connection, row["id"], office.now())
        tell(office, connection, row, state, words or None, member.nip)


def ask(office: HeadOffice, member: Member, paper: Paper, asked: Sequence[Asked]) -> None:
    """Ask the unit to correct fields, each with a sentence for the officer."""
    if not asked:
        raise UserFacingError(_("Tick what is wrong and say so in a sentence."))
    if not all(0 < len(each.sentence) <= MAX_SENTENCE for each in asked):
        raise UserFacingError(_("Each ticked field needs a sentence of at most 300 letters."))
    with _held(office, paper) as (connection, row):
        _require_step(member, row, INCOMPLETE, "")
        ask_within(office, connection, row, asked, member.nip)


def bill(
    office: HeadOffice,
    member: Member,
    paper: Paper,
    code: str,
    expires_on: str,
    lines: Sequence[Line],
) -> None:
    """Record the billing code that SIMPONI gave; the unit hears it as the note of the state."""
    digits = "".join(code.split())
    if not _BILLING.fullmatch(digits):
        raise UserFacingError(_("A billing code is 10 to 20 digits, as SIMPONI gave it."))
    until = _day(expires_on) if expires_on.strip() else None
    _require_lines(lines)
    with _held(office, paper) as (connection, row):
        _require_step(member, row, steps.AWAITING_PAYMENT, "")
        _require_new(connection, row, "billing_code", digits)
        payments.bill(connection, row["id"], digits, until, _plain(lines), by=member.nip, at=office.now())
        note = f"Kode billing {digits}, {rupiah(sum(line.amount for line in lines))}."
        tell(office, connection, row, steps.AWAITING_PAYMENT, note, member.nip, until=until)


def pay(
    office: HeadOffice, member: Member, paper: Paper, ntpn: str, paid_on: str, lines: Sequence[Line]
) -> None:
    """Record the payment: an application is paid where it has an NTPN."""
    letters = "".join(ntpn.split()).upper()
    if not _NTPN.fullmatch(letters):
        raise UserFacingError(_("An NTPN is 16 letters and digits."))
    day = _day(paid_on)
    if day > office.now()[:10]:
        raise UserFacingError(_("A payment can't be in the future."))
    _require_lines(lines)
    with _held(office, paper) as (connection, row):
        _require_step(member, row, steps.PAID, "")
        _require_new(connection, row, "ntpn", letters)
        if payments.of(connection, row["id"]) is None:
            raise UserFacingError(_("Record the billing code first."))
        payments.pay(connection, row["id"], letters, day, _plain(lines), by=member.nip, at=office.now())
        note = f"NTPN {letters}, {rupiah(sum(line.amount for line in lines))}"
        tell(office, connection, row, steps.PAID, note, member.nip)


def decide_many(
    office: HeadOffice, member: Member, papers: Sequence[Paper], state: str, note: str
) -> tuple[int, list[tuple[str, str]]]:
    """The same step for several, each in a transaction of its own; answers how many were done, and the number
    of each refused one with why. Raises Stopped, in which the refused ones are left too."""
    done, refused = 0, list[tuple[str, str]]()
    for place, paper in enumerate(papers):
        try:
            decide(office, member, paper, state, note)
        except TryAgain as error:
            numbers = {number for number, _why in refused}
            again = [each for each in papers[:place] if each.number in numbers]
            raise Stopped(done, [*again, *papers[place:]], error) from error
        except UserFacingError as error:
            refused.append((paper.number, error.message))
        else:
            done += 1
    return done, refused


@contextmanager
def _held(office: HeadOffice, paper: Paper) -> Iterator[tuple[Connection, dict[str, Any]]]:
    """A transaction with the row, as the verifier saw it; raises Outdated where it is so no more."""
    with office.database.write() as connection:
        row = filed.hold(connection, paper.number)
        if row is None:
            raise UserFacingError(_("Head office holds no application with this number."))
        if destructions.when(connection, row["id"]) is not None:
            raise filed.Destroyed
        if row["revision"] != paper.revision:
            raise Outdated(
                _("Somebody else changed this application while you had it open."),
                _("Nothing of yours was applied. Look at what changed, then decide again."),
            )
        yield connection, row


def _require_step(member: Member, row: Mapping[str, Any], state: str, note: str) -> str:
    """The note in one line; raises UserFacingError where the state may not follow now."""
    words = " ".join(note.split())
    if state not in steps.next_steps(row["state"], member.role):
        raise UserFacingError(
            _("“{after}” can't follow “{before}”.").format(
                after=say(officers_word(state)), before=say(officers_word(row["state"]))
            )
        )
    if len(words) > MAX_NOTE:
        raise UserFacingError(_("A note has at most 300 letters."))
    if steps.needs_note(row["state"], state) and not words:
        raise UserFacingError(_("This step needs a note that says why."))
    return words


def _require_new(connection: Connection, row: Mapping[str, Any], column: str, value: str) -> None:
    other = payments.another_with(connection, row["id"], column, value)
    if other is not None:
        raise UserFacingError(
            _("Application {number} has this code already.").format(number=other),
            _("Compare it with the proof of payment."),
        )


def _require_lines(lines: Sequence[Line]) -> None:
    if not lines or not all(0 <= line.amount <= MAX_AMOUNT for line in lines):
        raise UserFacingError(_("Each fee line needs its amount in rupiah."))


def _plain(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [{"code": line.code, "amount": line.amount} for line in lines]


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed.strip()).isoformat()
    except ValueError as error:
        raise UserFacingError(_("A date is a year, a month and a day.")) from error
