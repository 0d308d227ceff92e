"""Training and work at the unit: one's own, and everybody's for a team leader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mobile_unit.domain.applications import Officer
from mobile_unit.domain.entries import FEED_TRAININGS
from mobile_unit.domain.periods import Period
from mobile_unit.errors import NotAllowed
from mobile_unit.services.personnel import Personnel
from mobile_unit.store import inbox, settings
from mobile_unit.sync.inbox import _KINDS, Unknown
from tests.domain.test_trainings import training
from tests.units import NIP, OFFICER

OTHER = "199002022015031002"
BUDI = {"nip": OTHER, "name": "Budi", "role": "officer", "active": True}
QUARTER = Period("2026-10", "2026-12")


@pytest.fixture
def unit(unit):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI])
        said = [training(nip=NIP).as_body(), training(nip=OTHER, topic="personal_data").as_body()]
        _KINDS[FEED_TRAININGS](connection, {"trainings": said})
    return unit


def budi(unit) -> Personnel:
    return Personnel(replace(unit.context, officer=Officer(OTHER, "Budi", "officer")))


def test_an_officer_sees_themselves_only(unit) -> None:
    theirs = budi(unit)
    assert [each.nip for each in theirs.visible()] == [OTHER]
    seen = theirs.person(OTHER, QUARTER)
    assert [each.topic for each in seen.trainings] == ["personal_data"]
    assert "personal_data" not in {topic.key for topic in seen.standing.lacking}
    with pytest.raises(NotAllowed):
        theirs.person(NIP, QUARTER)


def test_a_team_leader_sees_everybody(unit) -> None:
    assert [each.nip for each in unit.personnel.visible()] == [NIP, OTHER]
    assert unit.personnel.person(OTHER, QUARTER).standing.hours == 8
    assert "leading" in {topic.key for topic in unit.personnel.person(NIP, QUARTER).standing.lacking}


def test_what_was_taken_counts_for_who_took_it(unit, samples, draft_of) -> None:
    records = [r for r in samples if r["service"] == "passport.new"][:6]
    for record in records:
        unit.intake.submit(draft_of(record).id)
    work = unit.personnel.person(NIP, QUARTER).work
    assert (work.served, work.returned) == (6, 0)
    assert unit.personnel.person(OTHER, QUARTER).work.served == 0
    assert unit.personnel.unit(QUARTER).work.served == 6
    assert unit.personnel.person(NIP, QUARTER.before()).work.served == 0


@pytest.mark.parametrize(
    "wrong", [{}, {"trainings": {}}, {"trainings": [{"id": "x"}]}, {"trainings": [None]}]
)
def test_what_head_office_does_not_say_is_parked(unit, wrong) -> None:
    with unit.context.store.write() as connection:
        before = settings.get(connection, settings.TRAININGS)
        with pytest.raises(Unknown):
            _KINDS[FEED_TRAININGS](connection, wrong)
        assert settings.get(connection, settings.TRAININGS) == before
