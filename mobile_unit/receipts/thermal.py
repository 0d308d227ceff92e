"""A receipt for a roll of paper: one after the other what it says, whatever its width.

``roll`` draws these parts as a PDF page, ``stream`` writes them for a printer with letters of its own; both
break the lines by what their paper holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from mobile_unit.receipts.content import Receipt


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. ``times``: how many times their ordinary size large ones are, as far as there is room."""

    words: str
    bold: bool = False
    centred: bool = False
    large: bool = False
    boxed: bool = False
    times: int = 2


@dataclass(frozen=True, slots=True)
class Field:
    """What something is called, and what it is."""

    label: str
    value: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A thing that was handed in, or (not ``ticked``) is to be brought."""

    words: str
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class Amount:
    """Words on the left, an amount on the right."""

    label: str
    amount: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code, in the middle."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty lines, for a signature or for the eye."""

    lines: int


Part = Words | Field | Tick | Amount | Code | Rule | Space


def parts_of(receipt: Receipt) -> tuple[Part, ...]:
    """All that a receipt says, from the paper's top down."""
    return (
        Words(receipt.ministry.upper(), centred=True),
        Words(receipt.office.upper(), bold=True, centred=True),
        Words(receipt.unit, centred=True),
        *(Words(mark, bold=True, centred=True, boxed=True) for mark in receipt.stamp),
        *((Words(receipt.copy, bold=True, centred=True, boxed=True),) if receipt.copy else ()),
        Rule(),
        Words(receipt.title.upper(), bold=True, centred=True),
        Words(receipt.number, bold=True, centred=True, large=True),
        Words(receipt.taken_at, centred=True),
        *((Words(receipt.taken_in, centred=True),) if receipt.taken_in else ()),
        Code(receipt.code),
        Rule(),
        *(Field(line.label, line.value, bold=n == 0) for n, line in enumerate(receipt.applicant)),
        Rule(),
        Words(f"{receipt.labels.documents}:"),
        *(Tick(document, not receipt.referral) for document in receipt.documents),
        *(() if receipt.documents else (Words(receipt.labels.no_documents),)),
        Rule(),
        *_fees(receipt),
        Rule(),
        *(Field(line.label, line.value) for line in receipt.steps),
        Rule(),
        Words(receipt.place_and_date),
        Words(receipt.labels.signature),
        Space(4),
        Words(receipt.officer, bold=True),
        Words(f"NIP {receipt.nip}"),
        Rule(),
        *(Words(line, bold=True, centred=True) for line in receipt.not_proof),
        *(Words(line, centred=True) for line in receipt.contact),
    )


def _fees(receipt: Receipt) -> tuple[Part, ...]:
    if receipt.fees:
        told: tuple[Part, ...] = (
            Words(f"{receipt.labels.fees}:"),
            *(Amount(line.label, line.value) for line in receipt.fees),
            Amount(receipt.labels.total, receipt.total, bold=True),
        )
    else:
        told = (Field(receipt.labels.fees, receipt.total),)
    notes = (Field(line.label, line.value) for line in receipt.fee_notes)
    billing = receipt.billing
    return (*told, *notes, *((Field(billing.label, billing.value, bold=True),) if billing else ()))
