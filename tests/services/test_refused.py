"""Wrong PINs are in the journal from the next sign-in on, counted and without what was typed."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from mobile_unit.app import Home
from mobile_unit.domain.entries import OFFICER_REFUSED
from mobile_unit.errors import NotAllowed
from mobile_unit.store.tables import journal
from tests.conftest import CHEAP
from tests.units import NIP, PIN, set_up

WRONG = "864201"


@pytest.fixture
def home(tmp_path, clock):
    set_up(tmp_path)
    return Home(tmp_path, clock=clock, cost=CHEAP)


def told(home, **options):
    """Sign in; the counts that the journal tells of."""
    unit = home.sign_in(NIP, PIN, **options)
    with unit.context.store.read() as connection:
        rows = connection.execute(select(journal.c.raw).where(journal.c.kind == OFFICER_REFUSED)).all()
    unit.close()
    return [json.loads(row.raw)["body"] for row in rows]


def fail(home, times):
    for _each in range(times):
        with pytest.raises(NotAllowed):
            home.sign_in(NIP, WRONG)


def test_they_are_told_once(home):
    assert told(home) == []
    fail(home, 3)
    assert told(home, record=False) == [{"count": 3, "set_back": False}]
    assert told(home) == [{"count": 3, "set_back": False}]
    fail(home, 2)
    assert told(home)[1:] == [{"count": 2, "set_back": False}]


def test_a_file_that_was_put_back_is_told_and_counting_goes_on(home):
    fail(home, 2)
    told(home)
    file = home.unit_folder / "tries.json"
    file.unlink()
    assert told(home)[1:] == [{"count": 0, "set_back": True}]
    fail(home, 1)
    assert told(home)[2:] == [{"count": 1, "set_back": False}]


def test_a_wrong_signature_at_the_closing_is_counted_too(home, clock):
    unit = home.sign_in(NIP, PIN)
    with pytest.raises(NotAllowed):
        unit.closing.close(clock.now().date(), NIP, WRONG)
    unit.close()
    assert told(home) == [{"count": 1, "set_back": False}]
