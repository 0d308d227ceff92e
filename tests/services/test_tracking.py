"""Applications are found by what people say, page by page."""

from __future__ import annotations

import pytest

from mobile_unit.errors import UserFacingError
from mobile_unit.services.intake import Record


@pytest.fixture
def filled(unit, samples):
    from mobile_unit.resources import resource
    from mobile_unit.services.scans import re_encode

    for record in samples[:40]:
        scans = [
            (d["kind"], re_encode(resource("samples", d["path"]).read_bytes())) for d in record["documents"]
        ]
        unit.intake.take(
            Record(record["id"], record["service"], record["applicant"], record["answers"], scans)
        )
    return unit


def test_pages_cover_all_newest_first(filled, samples):
    seen, after = [], None
    while True:
        page = filled.tracking.search(limit=15, after=after)
        assert page.total == 40
        seen += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break
    assert seen == [record["id"] for record in reversed(samples[:40])]


def test_a_page_that_ends_with_the_last_row_has_no_next_or_an_empty_one(filled):
    page = filled.tracking.search(limit=40)
    assert len(page.rows) == 40
    assert page.next is None or filled.tracking.search(limit=40, after=page.next).rows == ()


def test_found_by_name_nik_phone_and_number(filled, samples):
    record = samples[5]
    applicant = record["applicant"]
    number = filled.intake.number_of(record["id"])
    first_words = " ".join(word[:4] for word in applicant["full_name"].split())
    said = number.lower().replace("-", " ")
    for text in (applicant["full_name"].lower(), first_words, applicant["nik"], applicant["nik"][:10],
                 applicant["phone"], number, said):  # fmt: skip
        assert record["id"] in [row.id for row in filled.tracking.search(text).rows], "not found"


@pytest.mark.parametrize("text", ['"', "*", "OR", "NEAR(", "a AND", "-", "';--", "%", "___", "\0"])
def test_nothing_typed_is_read_as_syntax(filled, text):
    filled.tracking.search(text)


def test_lists_mask_the_nik(filled, samples):
    row = filled.tracking.search(samples[0]["applicant"]["nik"]).rows[0]
    assert row.nik == samples[0]["applicant"]["nik"][:4] + "*" * 10 + samples[0]["applicant"]["nik"][-2:]


def test_states_and_days_filter(filled, clock):
    assert filled.tracking.search(state="waiting").total == 40
    assert filled.tracking.search(state="received").total == 0
    assert filled.tracking.search(since=clock.now().date()).total == 40


def test_an_unknown_number_is_told(filled):
    with pytest.raises(UserFacingError) as told:
        filled.tracking.application("WK01A-261124-9999-0")
    assert told.value.next_step
