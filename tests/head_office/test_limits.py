"""How often somebody is answered: the rule, shared by workers; strangers by address; units that wait."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from head_office.office import open_head_office
from head_office.problems import in_words
from head_office.services import limits
from head_office.store.allowances import Allowances, Bound
from mobile_unit.demo import take_sample
from mobile_unit.errors import Cancelled
from mobile_unit.services import syncing
from mobile_unit.services.syncing import _pause
from mobile_unit.store import settings as unit_settings
from tests.head_office.conftest import Guest
from tests.offices import Office, enrolled

BOUND = Bound("test", 10, 100.0)
AHEAD = Bound("ahead", 40, 100.0, ahead=8)


@pytest.fixture
def office(tmp_path):
    opened = open_head_office(tmp_path / "office")
    yield opened
    opened.close()


@pytest.fixture
def workers(office):
    """Two workers on one database."""
    return [Allowances(office.database, office.secret) for _n in range(2)]


def test_so_many_at_once_then_one_whenever_one_has_grown_back(workers):
    one, other = workers
    assert [one.take(BOUND, "a", 1, 1000.0) for _n in range(5)] == [0.0] * 5
    assert [other.take(BOUND, "a", 1, 1000.0) for _n in range(5)] == [0.0] * 5
    assert one.take(BOUND, "a", 1, 1000.0) == pytest.approx(10.0)
    assert other.take(BOUND, "a", 1, 1009.9) == pytest.approx(0.1)
    assert other.take(BOUND, "a", 1, 1010.0) == 0.0
    assert one.take(BOUND, "a", 1, 1010.1) == pytest.approx(9.9)
    assert one.take(BOUND, "b", 1, 1010.0) == 0.0


def test_what_is_given_back_was_not_counted(workers):
    one, _other = workers
    for _n in range(50):
        assert one.take_each([(BOUND, "a")], 1000.0, given_back=[(BOUND, "a")]) == 0.0
    assert [one.take(BOUND, "a", 1, 1000.0) for _n in range(11)][-1] > 0


def test_of_several_all_grant_or_nothing_is_taken(workers):
    one, other = workers
    small = Bound("small", 2, 100.0)
    asked = [(BOUND, "a"), (small, "a")]
    assert [one.take_each(asked, 1000.0), other.take_each(asked, 1000.0)] == [0.0, 0.0]
    for _n in range(20):
        assert one.take_each(asked, 1000.0) == pytest.approx(50.0)
        assert other.take_each(asked, 1000.0) == pytest.approx(50.0)
    assert [other.take(BOUND, "a", 1, 1000.0) for _n in range(8)] == [0.0] * 8
    assert one.take_each(asked, 1050.0, given_back=asked) == 0.0
    assert other.take_each(asked, 1050.0) == 0.0
    assert one.take_each(asked, 1050.0, given_back=asked) > 0, "what is given back must have been there"


STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.floats(0, 30, allow_nan=False), st.integers(1, 4)), max_size=40
)


@pytest.mark.parametrize("bound", [BOUND, AHEAD])
@given(steps=STEPS)
@settings(
    max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_more_than_the_bound_in_any_time_and_never_longer_refused_than_told(office, bound, steps):
    with office.database.write() as connection:
        connection.execute(text("DELETE FROM allowances"))
    two = [Allowances(office.database, office.secret) for _n in range(2)]
    now, granted = 1000.0, []
    for worker, passed, amount in steps:
        now += passed
        wait = two[worker].take(bound, "a", amount, now)
        assert 0 <= wait <= bound.seconds
        if wait == 0:
            granted.append((now, amount))
    lent = bound.ahead * 2 if bound.ahead > 1 else 0
    for begin, (since, _amount) in enumerate(granted):
        total = 0
        for until, amount in granted[begin:]:
            total += amount
            allowed = bound.burst + (until - since) * bound.burst / bound.seconds
            assert total <= allowed + lent + 1e-6


def test_a_clock_that_was_wrong_shuts_nobody_out_for_longer_than_the_bound(workers):
    one, other = workers
    for _n in range(10):
        assert one.take(BOUND, "a", 1, 9_000_000.0) == 0.0
    assert one.take(BOUND, "a", 1, 9_000_000.0) > 0
    assert other.take(BOUND, "a", 1, 1000.0) <= BOUND.seconds
    assert other.take(BOUND, "a", 1, 1000.0 + BOUND.seconds) == 0.0


def test_many_threads_together_get_no_more(workers):
    granted = []

    def ask(worker):
        for _n in range(20):
            granted.append(worker.take(BOUND, "a", 1, 1000.0) == 0.0)

    threads = [threading.Thread(target=ask, args=[workers[n % 2]]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(granted) == BOUND.burst


def test_rows_name_nobody_and_go_when_they_say_nothing(office):
    office.allowances.take(BOUND, "203.0.113.9", 1, 1000.0)
    office.allowances.take(BOUND, "198.51.100.7", 1, 5000.0)
    with office.database.read() as connection:
        rows = connection.execute(text("SELECT * FROM allowances")).all()
    assert len(rows) == 1
    assert b"198.51" not in bytes(rows[0].key)


def test_a_device_costs_one_write_in_two_hundred(office):
    for _n in range(400):
        limits.require_device(office, "d", 1000)
    with office.database.read() as connection:
        before = connection.execute(text("SELECT sum(full_at) FROM allowances")).scalar()
    for _n in range(150):
        limits.require_device(office, "d", 1000)
    with office.database.read() as connection:
        assert connection.execute(text("SELECT sum(full_at) FROM allowances")).scalar() != before
    spent = limits.REQUESTS.cost(600)
    assert spent < limits.REQUESTS.seconds


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 detik"), (60, "60 detik"), (61, "2 menit"), (3601, "2 jam"), (36000, "10 jam")],
)
def test_a_wait_in_words(seconds, said):
    assert in_words(seconds).id == said


@contextmanager
def serving(home: Path, *words: str, log: Path | None = None):
    running = Office(home, serving=words, log=log)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def knock(office: Office, address: str | None = None) -> requests.Response:
    headers = {} if address is None else {"X-Forwarded-For": address}
    said = dict.fromkeys(("code", "device_key", "officer", "journal", "program", "signature"), "x")
    return requests.post(f"{office.url}/v1/enrolments", json=said, headers=headers, timeout=30)


def test_strangers_are_counted_by_the_address_that_the_named_proxy_says(tmp_path):
    with serving(tmp_path, "--proxy", "127.0.0.1") as office:
        answers = [knock(office, "203.0.113.9").status_code for _n in range(31)]
        assert answers == [400] * 30 + [429]
        refused = knock(office, "198.51.100.1, 203.0.113.9")
        assert refused.status_code == 429
        assert refused.json()["code"] == "rate.limited"
        assert 60 < int(refused.headers["Retry-After"]) <= 120
        assert knock(office, "203.0.113.10").status_code == 400
        assert [knock(office, f"2001:db8::{n}").status_code for n in range(31)][-1] == 429
        assert knock(office, "2001:db8:0:1::1").status_code == 400


def test_what_a_stranger_says_of_their_own_address_is_not_believed(tmp_path):
    with serving(tmp_path, log=tmp_path / "log") as office:
        answers = [knock(office, f"203.0.113.{n}").status_code for n in range(31)]
        assert answers == [400] * 30 + [429]
        assert knock(office).status_code == 400, "a program on this machine is not counted"
    assert (tmp_path / "log").read_text().count("serve --proxy") == 1


def test_a_proxy_is_named_by_its_address(tmp_path):
    done = Office(tmp_path).run("serve", "--proxy", "nginx")
    assert done.returncode == 2
    assert "--proxy" in done.stderr


def spend(office: Office, bound: Bound, who: str) -> None:
    """All of it, up to the moment of the next request."""
    opened = open_head_office(office.home)
    assert opened.allowances.take(bound, who, bound.burst, time.time() + 60) == 0.0
    opened.close()


def test_a_device_that_asks_too_often_is_told_when_to_come_again(tmp_path):
    with serving(tmp_path) as office:
        guest = Guest(office.url)
        guest.enrol(office.code())
        guest.log_in()
        spend(office, limits.REQUESTS, guest.identity["device"])
        refused = guest.call("GET", "/feed", params={"after": 0})
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "1"


def device_of(unit) -> str:
    with unit.context.store.read() as connection:
        return unit_settings.get(connection, unit_settings.DEVICE)


def test_a_unit_waits_as_it_is_told_and_loses_nothing(tmp_path, monkeypatch):
    with serving(tmp_path / "office") as office:
        unit = enrolled(office, tmp_path / "unit")
        for serial in range(3):
            take_sample(unit, serial)
        spend(office, limits.REQUESTS, device_of(unit))
        waits = []

        def pause(cancelled, seconds):
            waits.append(seconds)
            _pause(cancelled, seconds)

        monkeypatch.setattr(syncing, "_pause", pause)
        result = unit.sync.run()
        assert waits
        assert (result.waiting, result.blobs_waiting, result.acknowledged) == (0, 0, 3)
        assert {row["state"] for row in office.lines("list")} == {"received"}
        unit.close()


def test_a_wait_ends_when_the_officer_stops_the_round():
    began = time.monotonic()
    with pytest.raises(Cancelled):
        _pause(lambda: time.monotonic() - began > 0.3, 60)
    assert time.monotonic() - began < 30


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("bodies")) as started:
        yield started


@pytest.mark.parametrize(
    "path", ["/v1/enrolments", "/v1/nonces", "/v1/public/status", "/v1/rounds", "/lacak", "/nowhere"]
)
def test_a_body_that_is_too_large_is_refused_unread_by_whatever_call(running, path):
    answer = requests.post(running.url + path, data=b"", headers={"Content-Length": str(1 << 40)}, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


@pytest.mark.parametrize("path", ["/v1/enrolments", "/v1/public/status", "/v1/rounds", "/lacak"])
def test_a_body_without_end_is_not_kept(running, path):
    server = psutil.Process(running.process.pid)
    before = server.memory_info().rss

    def endless():
        for _n in range(100):
            yield b" " * (1 << 20)

    # a server that no longer listens may close the line before it was asked to
    with suppress(requests.ConnectionError):
        assert 400 <= requests.post(running.url + path, data=endless(), timeout=60).status_code < 500
    assert server.memory_info().rss - before < 50 << 20
    assert requests.get(f"{running.url}/v1/health", timeout=30).ok
