"""Ages, money, masks, ids and states."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.identifiers import is_record_id, uuid7
from mobile_unit.domain.money import FeeLine, rupiah, total
from mobile_unit.domain.people import age_on, masked_nik
from mobile_unit.domain.states import (
    FINAL,
    HEAD_OFFICE_STATES,
    OFFICE_WORDS,
    STATES,
    find_state,
    officers_word,
)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2009-11-24", "2026-11-24", 17),
        ("2009-11-25", "2026-11-24", 16),
        ("2008-02-29", "2025-02-28", 16),
        ("2008-02-29", "2025-03-01", 17),
        ("2026-11-24", "2026-11-24", 0),
    ],
)
def test_age(born, day, age):
    assert age_on(date.fromisoformat(born), date.fromisoformat(day)) == age


def test_rupiah():
    assert [rupiah(n) for n in (0, 950, 950_000, 1_950_000)] == ["Rp0", "Rp950", "Rp950.000", "Rp1.950.000"]
    assert total((FeeLine("a", 950_000), FeeLine("b", 1_000_000))) == 1_950_000


def test_masks():
    assert masked_nik("1808011705900001") == "1808**********01"
    assert masked_nik("1808") == "****"


@given(st.integers(2, 50))
def test_ids_sort_by_the_time_they_were_made(count):
    made = [uuid7() for _n in range(count)]
    assert all(is_record_id(i) and uuid.UUID(i).version == 7 for i in made)
    assert len(set(made)) == count
    assert [i[:13] for i in made] == sorted(i[:13] for i in made)


def test_every_state_has_both_texts_and_every_office_word_means_one():
    assert all(text.id and text.en for pair in STATES.values() for text in pair)
    assert set(OFFICE_WORDS.values()) <= set(HEAD_OFFICE_STATES)
    assert all(find_state(word.upper()) == state for word, state in OFFICE_WORDS.items())
    assert find_state("siap diambil") == find_state("ready") == "ready"
    assert find_state("draft") is None
    assert find_state("nonsense") is None


def test_what_the_applicant_withdraws_is_not_called_deemed_withdrawn():
    assert officers_word("withdrawn").id == "Ditarik pemohon"
    assert officers_word("deemed_withdrawn").id == "Dianggap ditarik kembali"
    assert find_state("DITARIK") == "deemed_withdrawn"
    assert {"withdrawn", "deemed_withdrawn"} <= set(FINAL)
