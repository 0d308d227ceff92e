"""A receipt's entry is held only where it says what the protocol asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from head_office.services.records import apply_entry
from mobile_unit.domain.entries import GENESIS, write_entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from tests.sticks import opened

NUMBER = application_number("WK01", "A", date(2026, 11, 24), 7)
PRINTED = {"application": uuid7(), "number": NUMBER, "copy": 0, "paper": "58mm", "target": "printer"}
FAILED = {**PRINTED, "code": "paper_out"}


def apply(kind: str, body: dict, connection: Any = None) -> None:
    entry = write_entry(
        journal=uuid7(),
        seq=1,
        prev=GENESIS,
        at="2026-11-24T09:14:03+07:00",
        officer="1",
        kind=kind,
        body=body,
    )
    apply_entry(None, connection, "WK01", "A", entry)


def test_what_a_unit_writes_is_taken(tmp_path):
    with opened(tmp_path) as office, office.database.write() as connection:
        apply("receipt.printed", PRINTED, connection)
        apply("receipt.failed", FAILED, connection)


@pytest.mark.parametrize(
    ("kind", "wrong", "code"),
    [
        ("receipt.printed", {"application": "x"}, "receipt.application"),
        ("receipt.printed", {"number": NUMBER[:-1] + "?"}, "receipt.application"),
        ("receipt.printed", {"copy": -1}, "receipt.copy"),
        ("receipt.printed", {"copy": True}, "receipt.copy"),
        ("receipt.printed", {"target": "fax"}, "receipt.target"),
        ("receipt.printed", {"paper": "A5 "}, "receipt.target"),
        ("receipt.printed", {"paper": None}, "body.shape"),
        ("receipt.failed", {"code": "It burns!"}, "receipt.code"),
        ("receipt.failed", {"code": 7}, "body.shape"),
    ],
)
def test_anything_else_is_kept_aside(kind: str, wrong: dict, code: str):
    with pytest.raises(Exception, match=f"^{code}$"):
        apply(kind, {**FAILED, **wrong})


def test_a_failure_says_why():
    with pytest.raises(Exception, match=r"^body.shape$"):
        apply("receipt.failed", PRINTED)
