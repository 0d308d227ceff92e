"""Half-written forms: kept as typed, for the officer who types them, gone with what becomes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobile_unit.domain.complaints import ANONYMOUS, COMPLAINT, OPEN, Said
from mobile_unit.domain.outreach import Plan
from mobile_unit.errors import UserFacingError
from mobile_unit.services.complaints import FORM_ADDED
from mobile_unit.services.form_drafts import COMPLAINT as FORM
from mobile_unit.services.form_drafts import EVENT, KEPT_DAYS, forget_untouched
from mobile_unit.services.outreach import form_of
from mobile_unit.store import form_drafts, inbox
from mobile_unit.store.tables import form_drafts as table
from tests.units import NIP, OFFICER, PIN

BUDI = {"nip": "198803032012121003", "name": "Budi Santoso", "role": "officer", "active": True}
BUDIS_PIN = "975310"
WORDS = {"text": "Petugas minta uang", "officers": [NIP]}


def rows(unit) -> list:
    with unit.context.store.read() as connection:
        return list(connection.execute(select(table)))


@pytest.fixture
def budi(unit, home_of):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI])
    unit.access.give(BUDI["nip"], BUDIS_PIN)
    opened = home_of.sign_in(BUDI["nip"], BUDIS_PIN)
    yield opened
    opened.close()


def test_the_last_words_are_kept_until_they_are_thrown_away(unit, home_of):
    unit.form_drafts.keep(FORM, {"text": "Antrean"})
    unit.form_drafts.keep(FORM, {"text": "Antrean panjang"})
    unit.form_drafts.keep(form_of(None), {"words": "calo"})
    again = home_of.sign_in(NIP, PIN)
    assert again.form_drafts.kept(FORM).content == {"text": "Antrean panjang"}
    assert again.form_drafts.begun() == (FORM, EVENT)
    again.form_drafts.forget(FORM)
    assert again.form_drafts.kept(FORM) is None
    assert again.form_drafts.kept(form_of(None)).content == {"words": "calo"}
    again.close()


def test_a_colleague_finds_nothing_and_their_tools_neither(unit, budi):
    budi.form_drafts.keep(FORM, WORDS)
    assert unit.form_drafts.kept(FORM) is None
    (row,) = rows(unit)
    own = unit.context.own
    for place in (row.place, own.place_of(FORM)):
        with pytest.raises(ValueError, match="another key"):
            own.open(row.sealed, place)
    assert b"uang" not in row.sealed
    assert not [told for told in (NIP, BUDI["nip"], FORM) if told in str(row)]
    unit.form_drafts.keep(FORM, {"text": "lain"})
    assert budi.form_drafts.kept(FORM).content == WORDS


def test_a_row_is_as_long_as_others(unit):
    unit.form_drafts.keep("a", {"text": "x"})
    unit.form_drafts.keep("b", {"text": "x" * 1500})
    assert len({len(row.sealed) for row in rows(unit)}) == 1


def test_a_new_pin_opens_none_of_the_earlier_ones(unit, budi, home_of):
    budi.form_drafts.keep(FORM, WORDS)
    unit.access.give(BUDI["nip"], "864200975")
    again = home_of.sign_in(BUDI["nip"], "864200975")
    assert again.form_drafts.kept(FORM) is None
    again.close()


def test_what_nobody_touched_is_forgotten_whoever_typed_it(unit, budi):
    budi.form_drafts.keep(FORM, WORDS)
    now = unit.clock.now()
    for days, left in ((KEPT_DAYS, 1), (KEPT_DAYS + 1, 0)):
        with unit.context.store.write() as connection:
            forget_untouched(connection, now + timedelta(days=days))
            assert form_drafts.count(connection) == left


def test_what_becomes_a_record_leaves_no_draft_and_what_is_refused_keeps_it(unit):
    unit.form_drafts.keep(FORM, WORDS)
    with pytest.raises(UserFacingError):
        unit.complaints.take(Said(COMPLAINT, OPEN, "box", "Antrean"))
    assert unit.form_drafts.kept(FORM) is not None
    taken = unit.complaints.take(Said(COMPLAINT, ANONYMOUS, "box", "Antrean"))
    added = FORM_ADDED.format(id=taken.id)
    unit.form_drafts.keep(added, {"more": "Lagi"})
    unit.complaints.add(taken.id, "Lagi")
    unit.form_drafts.keep(form_of(None), {"words": "calo"})
    unit.outreach.plan(Plan("2026-11-28", "18.08.04.2005", "tppo"))
    assert [unit.form_drafts.kept(form) for form in (FORM, added, form_of(None))] == [None] * 3
