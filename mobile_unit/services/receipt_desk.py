"""Receipts: drawn from the stored entry, so that every copy says what the first one said.

A print is reserved before anything is sent, and its outcome recorded after (docs/decisions/009): nothing is
called printed that no file, spooler or device has taken, and one that failed keeps its copy's number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mobile_unit.domain.entries import RECEIPT_FAILED, RECEIPT_PRINTED
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.receipts.content import Receipt, receipt_of
from mobile_unit.receipts.papers import paper_of
from mobile_unit.services.authenticity import Authenticity
from mobile_unit.services.context import Context
from mobile_unit.services.print_faults import FILE, NO_PAPER_SEEN, PROGRAM, PrintFailed
from mobile_unit.services.tracking import Tracking
from mobile_unit.store import prints
from mobile_unit.store.engine import RowMapping


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """A receipt as handed over; ``copy`` 0 is the first, 1 and more are marked SALINAN."""

    number: str
    pdf: bytes
    copy: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One copy on its way; ``target`` is ``printer`` or ``file``."""

    application: str
    number: str
    copy: int
    paper: str
    target: str


@dataclass(frozen=True, slots=True)
class PaperState:
    """``copies`` are out; ``is_unknown``: the program ended while the last was on its way."""

    copies: int
    is_unknown: bool
    failed: str | None


@dataclass(frozen=True, slots=True)
class PrintTrouble:
    """A copy that was not handed over; ``code`` says why, None that it is not known whether it came out."""

    application: str
    number: str
    copy: int
    code: str | None


class ReceiptDesk:
    def __init__(self, context: Context, tracking: Tracking, authenticity: Authenticity) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context
        self._tracking = tracking
        self._authenticity = authenticity
        self._under_way: set[tuple[str, int]] = set()

    def draw(self, application_id: str, paper: str = "a5") -> bytes:
        """The receipt to look at, as the next print would be; counts and records nothing."""
        with self._context.store.read() as connection:
            copy = prints.handed_over(connection, application_id)
        return self._pdf(application_id, copy, paper)

    def print(
        self,
        application_id: str,
        hand_over: Callable[[bytes], None] | None = None,
        *,
        target: str = "file",
        paper: str = "a5",
    ) -> PrintedReceipt:
        """One more receipt as a PDF, given to ``hand_over``, or else to the caller, and recorded."""
        attempt = self.begin(application_id, target=target, paper=paper)
        with self.trying(attempt):
            pdf = self.pdf(attempt)
            if hand_over is not None:
                hand_over(pdf)
        self.succeed(attempt)
        return PrintedReceipt(attempt.number, pdf, attempt.copy)

    def begin(self, application_id: str, *, target: str, paper: str) -> Attempt:
        """Reserve the next copy; from here on it is known that one may be on its way."""
        context = self._context
        number = self._tracking.body(application_id)["number"]
        with context.store.write() as connection:
            copy = prints.begin(
                connection,
                {
                    "application": application_id,
                    "paper": paper_of(paper).key,
                    "target": target,
                    "officer": context.officer.nip,
                    "printed_at": context.now(),
                },
            )
        self._under_way.add((application_id, copy))
        return Attempt(application_id, number, copy, paper, target)

    @contextmanager
    def trying(self, attempt: Attempt) -> Iterator[None]:
        """Whatever fails within is recorded as the attempt's end."""
        try:
            yield
        except Exception as error:
            if isinstance(error, PrintFailed):
                code = error.code
            else:
                code = FILE if attempt.target == "file" else PROGRAM
            self._settle(attempt, code)
            raise

    def succeed(self, attempt: Attempt) -> None:
        """A file, a spooler or a device has it, whole."""
        self._settle(attempt, prints.HANDED_OVER)

    def say_whether_it_came_out(self, application_id: str, *, came_out: bool) -> None:
        """Settle a print that nothing is known of; the officer has looked at the printer."""
        with self._context.store.read() as connection:
            last = prints.last(connection, application_id)
        if last is None or last["outcome"] is not None:
            return
        number = self._tracking.body(application_id)["number"]
        attempt = Attempt(application_id, number, last["copy"], last["paper"], last["target"])
        self._settle(attempt, prints.HANDED_OVER if came_out else NO_PAPER_SEEN)

    def pdf(self, attempt: Attempt) -> bytes:
        return self._pdf(attempt.application, attempt.copy, attempt.paper)

    def escpos(self, attempt: Attempt) -> bytes:
        """What a thermal printer of the attempt's paper takes."""
        from mobile_unit.receipts.stream import escpos_of
        from mobile_unit.receipts.thermal import parts_of

        receipt = self._receipt(attempt.application, attempt.copy)
        return escpos_of(parts_of(receipt), paper_of(attempt.paper))

    def state(self, application_id: str) -> PaperState:
        with self._context.store.read() as connection:
            last = prints.last(connection, application_id)
            copies = prints.handed_over(connection, application_id)
        outcome = last["outcome"] if last is not None else prints.HANDED_OVER
        unknown = last is not None and outcome is None and not self._is_under_way(last)
        return PaperState(copies, unknown, outcome if outcome != prints.HANDED_OVER else None)

    def troubles(self, day: date) -> tuple[PrintTrouble, ...]:
        """Prints tried on a day that failed and were not repeated, or whose outcome is not known."""
        with self._context.store.read() as connection:
            rows = prints.unsettled_on(connection, day)
        return tuple(
            PrintTrouble(row["application"], row["number"], row["copy"], row["outcome"])
            for row in rows
            if not self._is_under_way(row)
        )

    def without_receipt(self, day: date) -> tuple[tuple[str, str], ...]:
        """Id and number of each application taken on a day of which no receipt is out."""
        with self._context.store.read() as connection:
            return tuple((row["id"], row["number"]) for row in prints.without_receipt_on(connection, day))

    def _is_under_way(self, row: RowMapping) -> bool:
        return (row["application"], row["copy"]) in self._under_way

    def _settle(self, attempt: Attempt, outcome: str) -> None:
        """The outcome in the list and in the journal, in one transaction."""
        context = self._context
        body = {
            "application": attempt.application,
            "number": attempt.number,
            "copy": attempt.copy,
            "paper": attempt.paper,
            "target": attempt.target,
        }
        kind = RECEIPT_PRINTED
        if outcome != prints.HANDED_OVER:
            kind, body = RECEIPT_FAILED, {**body, "code": outcome}
        with context.store.write() as connection:
            prints.settle(connection, attempt.application, attempt.copy, outcome)
            context.record(connection, kind, body, subject=attempt.application)
        self._under_way.discard((attempt.application, attempt.copy))

    def _pdf(self, application_id: str, copy: int, paper: str) -> bytes:
        from mobile_unit.receipts.pdf import draw

        return draw(self._receipt(application_id, copy), paper)

    def _receipt(self, application_id: str, copy: int) -> Receipt:
        body = self._tracking.body(application_id)
        catalogue = self._context.catalogue.load(body["catalogue"])
        return receipt_of(
            body,
            catalogue,
            self._context.regions,
            copy=copy,
            withdrawal=self._tracking.withdrawal(application_id),
            code=self._authenticity.code(body),
        )


def to_file(path: Path, content: bytes) -> None:
    """Write a receipt so that the file is whole or not there; raises UserFacingError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".part")
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise UserFacingError(
            _("The receipt could not be written there."),
            _("The application is safe; choose another place and ask for the receipt again."),
        ) from error
