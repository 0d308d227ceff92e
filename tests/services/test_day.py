"""The day's page counts what is there."""

from __future__ import annotations

import pytest

from mobile_unit.errors import UserFacingError


def test_the_day_counts(unit, samples, draft_of, clock):
    unit.intake.submit(draft_of(samples[0]).id)
    draft_of(samples[1])
    view = unit.day.today()
    assert (view.date, view.taken, view.drafts, view.waiting) == ("2026-11-24", 1, 1, 1)
    assert view.blobs_waiting == 3
    clock.move(days=1)
    assert (unit.day.today().taken, unit.day.today().waiting) == (0, 1)


def test_a_visit_names_the_place_on_what_follows(unit, adult, draft_of):
    village = adult["applicant"]["region"]
    unit.day.open_visit(village)
    submitted = unit.intake.submit(draft_of(adult).id)
    assert unit.day.today().place == unit.regions.name_of(village)
    assert unit.tracking.body(submitted.id)["place"]["code"] == village


def test_an_unknown_place_is_told(unit):
    with pytest.raises(UserFacingError):
        unit.day.open_visit("99.99.99")
