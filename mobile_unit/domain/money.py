"""Amounts in whole rupiah."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of what is to be paid: the tariff's code and its amount in rupiah."""

    code: str
    amount: int


def rupiah(amount: int) -> str:
    """``950000`` as it is written on paper: ``Rp950.000``."""
    return "Rp" + f"{amount:,}".replace(",", ".")


def total(lines: tuple[FeeLine, ...]) -> int:
    return sum(line.amount for line in lines)
