"""What a monitor is told: the same by every worker, to those alone who may know, and in words of ours."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from head_office.services.night.run import run
from tests.head_office.conftest import METRICS_TOKEN, Guest
from tests.head_office.desk_client import Client
from tests.head_office.inside import open_inside, unit_inside
from tests.offices import Office

LET_IN = {"Authorization": f"Bearer {METRICS_TOKEN}"}


@pytest.fixture(autouse=True)
def _token(monkeypatch):
    monkeypatch.setenv("HEAD_OFFICE_METRICS_TOKEN", METRICS_TOKEN)


def figures(office: Office) -> str:
    answer = requests.get(f"{office.url}/metrics", headers=LET_IN, timeout=30)
    assert answer.status_code == 200
    return answer.text


def told(text: str) -> dict[str, float]:
    """Every sample, as ``name{label="value"}``."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


@pytest.fixture
def inside(tmp_path, clock):
    opened = open_inside(tmp_path / "inside", clock)
    yield opened
    opened.close()


def test_what_head_office_holds_and_lacks(inside, tmp_path, clock):
    unit = unit_inside(inside)
    unit.file(0)
    late = unit.application(1)
    unit.take(late)
    wrong = unit.application(2, number="nonsense")
    assert unit.take(wrong).quarantined
    run(inside, tmp_path, date(2026, 11, 24))
    clock.move(hours=2)
    seen = told(Client(inside).get("/metrics", headers=LET_IN).text)
    assert seen["head_office_entries_total"] == 3
    assert seen["head_office_applications"] == 2
    assert seen["head_office_entries_quarantined"] == 1
    assert seen["head_office_blobs_missing"] == len(late.body["documents"])
    assert seen["head_office_blobs_held"] > 0
    assert seen["head_office_database_bytes"] > 100_000
    assert seen["head_office_unit_contact_seconds{unit=WK01}"] == 7200
    assert seen["head_office_night_seconds"] == 7200
    assert seen["head_office_night_needs_somebody"] == 1
    assert seen["head_office_night_unfinished"] == 0
    assert seen["head_office_notices{state=waiting}"] == 0


def test_the_large_office_tells_the_same(office, guest):
    before = told(figures(office))
    run_of_two = [guest.application(0), guest.application(1)]
    assert guest.send(*run_of_two).ok
    assert guest.send(*run_of_two).ok
    after = told(figures(office))

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    entries = "head_office_requests_total{method=POST,route=/v1/journals/{journal}/entries,status=200}"
    assert more("head_office_entries_total") == 2
    assert more(entries) == 2
    assert more("head_office_request_seconds_count{route=/v1/journals/{journal}/entries}") == 2
    assert more("head_office_batches_total{result=stored}") == 1
    assert more("head_office_batches_total{result=held}") == 1
    assert after["head_office_database_bytes"] > 0
    unit = guest.identity["unit"]["code"]
    assert 0 <= after[f"head_office_unit_contact_seconds{{unit={unit}}}"] < 600


def test_no_label_is_made_by_a_caller(office):
    for method, path in (
        ("PURGE", "/gone"),
        ("GET", "/1808112801889173"),
        ("POST", "/v1/journals/x/entries"),
    ):
        requests.request(method, f"{office.url}{path}", timeout=30)
    text = figures(office)
    assert "1808112801889173" not in text
    assert "PURGE" not in text
    assert 'route="other"' in text


def test_nobody_is_told_without_the_token_wherever_they_call_from(inside, monkeypatch):
    client = Client(inside)

    def ask(**headers: str) -> int:
        return client.get("/metrics", headers=headers).status_code

    assert ask(**LET_IN) == 200
    assert ask(**LET_IN, **{"X-Forwarded-For": "203.0.113.9"}) == 200
    assert [ask(), ask(Host="127.0.0.1"), ask(**{"X-Forwarded-For": "127.0.0.1"})] == [404] * 3
    assert [ask(Authorization=said) for said in ("Bearer", "Bearer buah", "Basic " + METRICS_TOKEN)] == [
        404
    ] * 3
    for unset in ("", "  "):
        monkeypatch.setenv("HEAD_OFFICE_METRICS_TOKEN", unset)
        assert [ask(), ask(Authorization="Bearer "), ask(Authorization="Bearer   ")] == [404] * 3


def test_a_token_that_can_be_guessed_is_refused(tmp_path):
    office = Office(tmp_path)
    office.environment["HEAD_OFFICE_METRICS_TOKEN"] = "salak"
    refused = office.run("serve", "--port", "0")
    assert refused.returncode == 2
    assert "HEAD_OFFICE_METRICS_TOKEN" in refused.stderr


def test_workers_count_together(tmp_path):
    office = Office(tmp_path, serving=("--workers", "2"))
    office.start()
    try:
        for _n in range(30):
            requests.get(f"{office.url}/lacak", timeout=30)
        name = "head_office_requests_total{method=GET,route=/lacak,status=200}"
        patience = time.monotonic() + 60  # a request is counted just after it was answered
        while told(figures(office))[name] < 30:
            assert time.monotonic() < patience
        assert {told(figures(office))[name] for _n in range(8)} == {30}
    finally:
        office.stop()


def test_a_guest_is_told_nothing_of_the_office_by_the_description(office):
    assert "/metrics" not in json.dumps(requests.get(f"{office.url}/openapi.json", timeout=30).json())


def test_a_guest_that_is_not_enrolled_makes_no_series_of_a_unit(office):
    text = figures(office)
    assert Guest(office.url).enrol("7QK3-9FHD-W2MT").status_code == 403
    again = figures(office)
    assert text.count("unit_contact_seconds{") == again.count("unit_contact_seconds{")
