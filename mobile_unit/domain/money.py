"""Amounts in whole rupiah."""

from __future__ import annotations

from dataclasses import dataclass

from mobile_unit.domain.texts import Text

FREE = Text("Gratis", "Free")


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of what is to be paid: the tariff's code and its amount in rupiah."""

    code: str
    amount: int


def rupiah(amount: int) -> str:
    """``950000`` as it is written on paper: ``Rp950.000``."""
    return "Rp" + f"{amount:,}".replace(",", ".")


def price(amount: int) -> Text:
    """An amount as it is told to who pays it: nothing is no sum of money."""
    return Text.of(rupiah(amount)) if amount else FREE


def total(lines: tuple[FeeLine, ...]) -> int:
    return sum(line.amount for line in lines)
