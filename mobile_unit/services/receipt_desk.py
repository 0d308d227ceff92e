"""Receipts: drawn from the stored entry, so that every copy says what the first one said."""

from __future__ import annotations

from dataclasses import dataclass

from mobile_unit.domain.entries import RECEIPT_PRINTED
from mobile_unit.receipts.content import receipt_of
from mobile_unit.services.context import Context
from mobile_unit.services.tracking import Tracking
from mobile_unit.store import applications


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """A receipt as handed over; ``copy`` 0 is the first, 1 and more are marked SALINAN."""

    number: str
    pdf: bytes
    copy: int


class ReceiptDesk:
    def __init__(self, context: Context, tracking: Tracking) -> None:
        self._context = context
        self._tracking = tracking

    def draw(self, application_id: str, paper: str = "a5") -> bytes:
        """The receipt to look at, as the next print would be; counts and records nothing."""
        with self._context.store.read() as connection:
            copy = applications.prints_of(connection, application_id)
        return self._pdf(application_id, copy, paper)

    def print(self, application_id: str, *, target: str = "file", paper: str = "a5") -> PrintedReceipt:
        """Record one more print, then draw it: the record is durable before any paper says so."""
        context = self._context
        body = self._tracking.body(application_id)
        with context.store.write() as connection:
            copy = applications.add_print(
                connection,
                {
                    "application": application_id,
                    "paper": paper,
                    "target": target,
                    "officer": context.officer.nip,
                    "printed_at": context.now(),
                },
            )
            context.record(
                connection,
                RECEIPT_PRINTED,
                {
                    "application": application_id,
                    "number": body["number"],
                    "copy": copy,
                    "paper": paper,
                    "target": target,
                },
                subject=application_id,
            )
        return PrintedReceipt(body["number"], self._pdf(application_id, copy, paper), copy)

    def _pdf(self, application_id: str, copy: int, paper: str) -> bytes:
        from mobile_unit.receipts.pdf import draw

        body = self._tracking.body(application_id)
        catalogue = self._context.catalogue.load(body["catalogue"])
        withdrawn_at = self._tracking.withdrawn_at(application_id)
        receipt = receipt_of(body, catalogue, self._context.regions, copy=copy, withdrawn_at=withdrawn_at)
        return draw(receipt, paper)
