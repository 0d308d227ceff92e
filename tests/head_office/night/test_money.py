"""The night's sums are those of the raw entries, added up another way."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from head_office.services.night import money
from head_office.services.tracking import set_status
from head_office.store.tables import applications, entries, history, payments
from tests.head_office.inside import open_inside, unit_inside


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    from tests.conftest import SetClock

    opened = open_inside(tmp_path_factory.mktemp("office"), SetClock())
    for code in ("WK01", "WK02"):
        unit = unit_inside(opened, code)
        for serial in range(6):
            assert unit.take(unit.application(serial)).quarantined == []
    yield opened
    opened.close()


STEPS = st.sampled_from(["", "awaiting_payment", "paid", "billed", "settled", "cancelled"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=12, max_size=12), st.integers(0, 3_000_000))
def test_every_sum_is_that_of_the_raw_entries(office, steps, charged):
    with office.database.write() as connection:
        connection.execute(delete(payments))
        connection.execute(delete(history))
        numbers = list(connection.execute(applications.select().order_by(applications.c.id)).mappings())
    for row, step in zip(numbers, steps, strict=True):
        _put(office, row, step, charged)
    with office.database.snapshot() as connection:
        told = money.look(connection, date(2026, 11, 1))
        raws = connection.execute(entries.select().where(entries.c.kind == "application.submitted")).all()
    bodies = {body["id"]: body for body in (json.loads(bytes(row.raw))["body"] for row in raws)}
    want = {name: Counter() for name in money.STEPS}
    for row, step in zip(numbers, steps, strict=True):
        own = bodies[row["id"]]["fees"]
        bill = [{"code": "PB-E-10", "amount": charged}] if step in ("billed", "settled") else own
        for name in _reached(step):
            for line in own if name == money.APPLIED else bill:
                want[name][row["service"], line["code"], "count"] += 1
                want[name][row["service"], line["code"], "amount"] += line["amount"]
    for name in money.STEPS:
        got = {
            (row["service"], row["code"], what): row[name][what]
            for row in told["lines"]
            for what in ("count", "amount")
            if row[name]["count"]
        }
        assert got == dict(want[name])
        for what in ("count", "amount"):
            assert told["total"][name][what] == sum(
                number for key, number in want[name].items() if key[2] == what
            )


def _reached(step):
    if step in ("", "cancelled"):
        return [money.APPLIED]
    return [money.APPLIED, money.BILLED, *([money.PAID] if step in ("paid", "settled") else [])]


def _put(office, row, step, charged):
    if step in ("awaiting_payment", "paid", "cancelled"):
        set_status(office, row["number"], step, None)
    elif step:
        line = json.dumps([{"code": "PB-E-10", "amount": charged}])
        with office.database.write() as connection:
            connection.execute(
                payments.insert().values(
                    application=row["id"],
                    billing_code="8" + "0" * 14,
                    lines=line,
                    ntpn="N" * 16 if step == "settled" else None,
                    at=office.now(),
                )
            )


def test_what_was_submitted_before_is_not_told(office):
    with office.database.snapshot() as connection:
        assert money.look(connection, date(2026, 12, 1))["lines"] == []


@pytest.mark.parametrize(
    ("day", "since"),
    [("2026-12-01", "2026-11-01"), ("2026-12-02", "2026-12-01"), ("2027-01-01", "2026-12-01")],
)
def test_the_first_of_a_month_tells_of_the_last_one(day, since):
    assert money.period_of(date.fromisoformat(day)) == date.fromisoformat(since)
