"""Wrong PINs at a unit are on record here, where the entry has the protocol's shape."""

from __future__ import annotations

import pytest

from mobile_unit.app import Home
from mobile_unit.errors import NotAllowed
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, enrolled

GOOD = {"count": 3, "set_back": False}
BAD = [
    {},
    {"count": 3},
    {**GOOD, "count": -1},
    {**GOOD, "count": True},
    {**GOOD, "set_back": 1},
    {**GOOD, "pin": "1"},
]


@pytest.mark.parametrize("body", BAD, ids=str)
def test_what_has_not_the_shape_is_kept_aside(guest, body):
    answer = guest.send(guest.entry("officer.refused", body), guest.entry("officer.refused", GOOD))
    assert [each["seq"] for each in answer.json()["quarantined"]] == [1]


def test_a_units_own_entry_is_accepted(office, tmp_path, clock):
    enrolled(office, tmp_path / "unit", "RFS1", clock=clock).close()
    home = Home(tmp_path / "unit", clock=clock, cost=CHEAP)
    with pytest.raises(NotAllowed):
        home.sign_in(NIP, "864201")
    unit = home.sign_in(NIP, PIN)
    result = unit.sync.run()
    assert (result.refused, result.entries_waiting) == (0, 0)
    unit.close()


@pytest.mark.parametrize(
    "body", [{}, {"officer": NIP}, {"officer": "a b", "given": True}, {"officer": 5, "given": True}], ids=str
)
def test_access_that_has_not_the_shape_is_kept_aside(guest, body):
    bad = guest.entry("officer.access", body)
    answer = guest.send(bad, guest.entry("officer.access", {"officer": NIP, "given": True}))
    assert [each["seq"] for each in answer.json()["quarantined"]] == [1]
