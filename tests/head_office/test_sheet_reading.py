"""Spreadsheets that mean harm are refused, and soon."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from head_office.services.sheet_reading import rows_of
from mobile_unit.errors import UserFacingError

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def workbook(*rows: list[str]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(content: bytes, name: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            said = old.read(part)
            new.writestr(part, change(said) if part == name else said)
    return out.getvalue()


@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY l9 SYSTEM "http://127.0.0.1:9/">]>',
    ],
    ids=["a billion laughs", "a file of ours", "a call"],
)
@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_entities_are_not_resolved(declared, name):
    good = workbook(["nama", "NIK"], ["Sari", "1"])
    assert [row[:2] for row in rows_of(good)] == [["nama", "NIK"], ["Sari", "1"]]

    def with_entity(said: bytes) -> bytes:
        head, bar, rest = said.partition(b"?>") if said.startswith(b"<?xml") else (b"", b"", said)
        return head + bar + declared.encode() + rest.replace(b"Sari", b"&l9;")

    began = time.perf_counter()
    with pytest.raises(UserFacingError):
        rows_of(changed(good, name, with_entity))
    assert time.perf_counter() - began < 60


def test_one_that_inflates_past_the_bound_is_refused():
    blown = changed(workbook(["nama"]), SHEET, lambda said: said + b" " * (64 << 20))
    assert len(blown) < 1 << 20
    with pytest.raises(UserFacingError, match="terlalu besar"):
        rows_of(blown)


def test_one_that_lies_about_how_large_it_is_gives_no_more_than_it_said():
    blown = bytearray(changed(workbook(["nama"]), SHEET, lambda said: said + b" " * (64 << 20)))
    size = (64 << 20).to_bytes(4, "little")[2:]
    for at in [at for at in range(len(blown) - 4) if blown[at + 2 : at + 4] == size]:
        blown[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(UserFacingError):
        rows_of(bytes(blown))
