"""The keys of those who ask for the public: by SQLite and by PostgreSQL."""

from __future__ import annotations

import pytest

from head_office.services import gateways
from mobile_unit.errors import UserFacingError


def test_a_name_is_given_once_until_it_is_taken_back(inside_anywhere):
    office = inside_anywhere
    key = gateways.add(office, "whatsapp")
    with pytest.raises(UserFacingError):
        gateways.add(office, "whatsapp")
    assert [each.name for each in gateways.known(office)] == ["whatsapp"]
    assert gateways.remove(office, "whatsapp")
    assert not gateways.remove(office, "whatsapp")
    assert gateways.add(office, "whatsapp") != key
