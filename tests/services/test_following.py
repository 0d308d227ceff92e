"""Counted, sent, acknowledged, reconciled: each step is told by what is really so."""

from __future__ import annotations

import json
from datetime import date

import pytest
from openpyxl import load_workbook

from head_office.office import open_head_office
from head_office.services import nightly
from mobile_unit.demo import take_sample
from mobile_unit.domain.entries import RECONCILIATION_EXPORTED
from mobile_unit.domain.following import ACKNOWLEDGED, COUNTED, RECONCILED
from mobile_unit.errors import NotAllowed
from mobile_unit.store import inbox
from mobile_unit.store.tables import journal
from tests.offices import enrolled, running_office
from tests.units import OFFICER


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


def test_each_step_and_the_sheet(office, tmp_path):
    unit = enrolled(office, tmp_path / "unit")
    first = take_sample(unit, 1)
    unit.sync.run()
    (day,) = unit.following.compare().days
    assert (day.counted, day.sent, day.acknowledged, day.reconciled, day.agrees) == (1, 1, 1, 0, False)
    assert [each.step for each in unit.following.of_day(day.day)] == [ACKNOWLEDGED]
    inside = open_head_office(office.home)
    nightly.reconcile(inside, "WK01", date(2026, 11, 24))
    inside.close()
    unit.sync.run()
    seen = unit.following.compare()
    assert seen.days[0].agrees
    assert seen.disagreements == 0
    assert seen.last is not None
    assert seen.last.agrees
    second = take_sample(unit, 2)
    steps = {each.number: each.step for each in unit.following.of_day(day.day)}
    assert steps == {first.number: RECONCILED, second.number: COUNTED}
    assert unit.following.of_day(day.day)[0].number == second.number
    path = tmp_path / unit.following.proposed_name
    assert unit.following.write(path) == 2
    text = str([list(row) for row in load_workbook(path).active.iter_rows(values_only=True)])
    assert first.number in text
    assert unit.tracking.application(first.id).applicant["full_name"] not in text
    with unit.context.store.read() as connection:
        (said,) = connection.execute(journal.select().where(journal.c.kind == RECONCILIATION_EXPORTED)).all()
    assert json.loads(said.raw)["body"] == {"rows": 2, "days": 1, "different": 1}
    unit.sync.run()
    assert unit.sync.status().refused == 0
    unit.close()


def test_only_the_team_leader_takes_it_out(unit, home_of, tmp_path):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [{**OFFICER, "role": "officer"}])
    signed_in = home_of.sign_in(OFFICER["nip"], "135790")
    with pytest.raises(NotAllowed):
        signed_in.following.write(tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()
    signed_in.close()
