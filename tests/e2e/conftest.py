"""One head office for a module's tests."""

from __future__ import annotations

import pytest

from tests.offices import running_office


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("head-office")) as running:
        yield running
