"""Notices to applicants: at least once, never the same twice to the reader's eye, and nobody else hears."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from head_office.office import open_head_office
from head_office.services import notices
from head_office.services.notice_ways import Folder, NotDelivered, Webhook
from head_office.services.tracking import set_status
from mobile_unit.errors import UserFacingError
from tests.conftest import SetClock
from tests.head_office.conftest import Guest
from tests.offices import Office, running_office
from tests.serving import own_port

PHONE, MAIL = "+6281234567890", "sari@example.com"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A home with four applications: with a phone, with e-mail, with neither, and a foreigner's."""
    home = tmp_path_factory.mktemp("notices") / "office"
    numbers = {}
    with running_office(home) as office:
        guest = Guest(office.url)
        guest.enrol(office.code("NOT1"))
        guest.log_in()
        for serial, (name, ways) in enumerate(
            {"phone": {"phone": PHONE}, "mail": {"email": MAIL}, "none": {}}.items()
        ):
            body = guest.body(serial * 2)
            for key in ("phone", "email"):
                body["applicant"].pop(key, None)
            body["applicant"] |= ways
            assert guest.send(guest.entry("application.submitted", body)).json()["quarantined"] == []
            numbers[name] = body["number"]
    return home, numbers


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def office(filled, tmp_path, clock):
    """A fresh copy, opened."""
    shutil.copytree(filled[0], tmp_path / "office")
    opened = open_head_office(tmp_path / "office", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def numbers(filled):
    return filled[1]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "out"
    made.mkdir()
    return made


def said(folder) -> list[dict]:
    """What lies in the folder, in order; files that are not whole have no such name."""
    found = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    return sorted(found, key=lambda each: each["id"])


def test_off_until_somebody_says_where(office, numbers):
    set_status(office, numbers["phone"], "verification", None)
    assert notices.send_waiting(office) == notices.Outcome(0, 0, 0)
    assert notices.standing(office).to is None


def test_a_change_becomes_one_file_that_names_nobody(office, numbers, folder):
    notices.send_to(office, f"folder:{folder}")
    set_status(office, numbers["phone"], "ready", "catatan rahasia")
    set_status(office, numbers["none"], "ready", None)
    assert notices.send_waiting(office) == notices.Outcome(1, 0, 0)
    (file,) = folder.iterdir()
    (notice,) = said(folder)
    assert file.name == f"{notice['id']}.json"
    assert notice["to"] == {"phone": PHONE}
    assert notice["number"] == numbers["phone"]
    assert notice["text"].startswith(f"Permohonan {numbers['phone']}: Siap diambil.")
    assert "Ambil paling lambat 24 Desember 2026" in notice["text"]
    assert set(notice) == {"id", "number", "text", "to", "at"}
    assert "rahasia" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_newer_status_replaces_what_was_not_sent(office, numbers, folder):
    notices.send_to(office, f"folder:{folder}")
    for state in ("paid", "verification", "printing", "ready"):
        set_status(office, numbers["mail"], state, None)
    notices.send_waiting(office)
    (notice,) = said(folder)
    assert "Siap diambil" in notice["text"]
    assert notice["to"] == {"email": MAIL}


def test_what_the_public_can_t_tell_apart_is_told_once(office, numbers, folder):
    notices.send_to(office, f"folder:{folder}")
    for state in ("verification", "adjudication", "verification"):
        set_status(office, numbers["phone"], state, None)
        notices.send_waiting(office)
    assert len(said(folder)) == 1
    set_status(office, numbers["phone"], "suspended", "cekal")
    notices.send_waiting(office)
    assert "Hubungi kantor imigrasi" in said(folder)[1]["text"]
    assert "cekal" not in json.dumps(said(folder))


def kept(office) -> list[tuple[str, str]]:
    with office.database.read() as connection:
        rows = connection.execute(sql("SELECT state, text FROM notices ORDER BY position")).all()
    return [(row.state, row.text) for row in rows]


def test_old_notices_go_but_for_what_an_open_application_heard_last(office, numbers, folder, clock):
    notices.send_to(office, f"folder:{folder}")
    for state in ("verification", "awaiting_payment"):
        set_status(office, numbers["phone"], state, None)
        notices.send_waiting(office)
    set_status(office, numbers["mail"], "rejected", None)
    notices.send_waiting(office)
    clock.move(days=notices.KEEP_DAYS - 1)
    assert notices.forget_old(office) == 0
    set_status(office, numbers["mail"], "suspended", None)
    set_status(office, numbers["mail"], "rejected", None)
    clock.move(days=2)
    before = kept(office)
    assert [state for state, _text in before] == ["sent"] * 3 + ["waiting"]
    assert notices.forget_old(office) == 2
    assert kept(office) == [before[1], before[3]]


def test_off_forgets_what_waits(office, numbers, folder):
    notices.send_to(office, f"folder:{folder}")
    set_status(office, numbers["phone"], "ready", None)
    assert notices.standing(office).waiting == 1
    notices.send_to(office, "off")
    notices.send_to(office, f"folder:{folder}")
    assert notices.send_waiting(office) == notices.Outcome(0, 0, 0)


@pytest.mark.parametrize(
    "target",
    [
        "", "folder:", "folder:/nowhere/at/all", "webhook:http://example.com/x", "webhook:ftp://example.com",
        "webhook:https://user:pw@example.com", "webhook:https://", "webhook:https://x:99999999", "mail:x",
    ],
)  # fmt: skip
def test_a_target_that_can_t_be_used_is_refused(office, target):
    with pytest.raises(UserFacingError) as refused:
        notices.send_to(office, target)
    assert refused.value.next_step


class Gateway:
    """A way out whose behaviour a test sets; what its reader sees is each id once."""

    def __init__(self) -> None:
        self.behaviour = "takes"
        self.arrived: list[tuple[str, dict]] = []

    def deliver(self, notice_id, content):
        if self.behaviour in ("takes", "answer lost"):
            self.arrived.append((notice_id, content))
        if self.behaviour == "answer lost" or self.behaviour == "question lost":
            raise NotDelivered("cut", nobody_there=False, certain=False)
        if self.behaviour == "refuses":
            raise NotDelivered("no", nobody_there=False, certain=True)

    def read(self) -> list[str]:
        seen = {}
        for notice_id, content in self.arrived:
            assert seen.setdefault(notice_id, content["text"]) == content["text"], "an id says one thing"
        return list(seen.values())


@pytest.fixture
def gateway(office, folder, monkeypatch):
    notices.send_to(office, f"folder:{folder}")
    made = Gateway()
    monkeypatch.setattr(notices, "way_of", lambda *_a: made)
    return made


STEPS = st.lists(
    st.one_of(
        st.sampled_from(["paid", "verification", "adjudication", "printing", "suspended"]),
        st.sampled_from(["takes", "answer lost", "question lost", "refuses"]).map(lambda each: (each,)),
        st.sampled_from([60, 10_000]),
    ),
    max_size=25,
)
SENT_A = ["paid", ("takes",), 60]


@given(steps=STEPS)
@example(steps=[*SENT_A, "printing", ("question lost",), "paid"])
@example(steps=[*SENT_A, "printing", ("answer lost",), "paid"])
@example(steps=[*SENT_A, "printing", ("answer lost",), "verification", ("question lost",), "printing"])
@example(
    steps=["paid", ("answer lost",), "printing", ("question lost",), "paid", ("answer lost",), "printing"]
)
@settings(
    max_examples=80, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_gateway_does_the_reader_hears_the_last_and_nothing_twice(
    office, numbers, gateway, clock, steps
):
    with office.database.write() as connection:
        connection.execute(sql("DELETE FROM notices"))
    gateway.__init__()
    for step in steps:
        if isinstance(step, str):
            set_status(office, numbers["phone"], step, None)
        elif isinstance(step, tuple):
            gateway.behaviour = step[0]
            notices.send_waiting(office)
        else:
            clock.move(seconds=step)
    gateway.behaviour = "takes"
    for _n in range(4):
        clock.move(hours=2)
        notices.send_waiting(office)
    heard = gateway.read()
    assert all(one != next_ for one, next_ in pairwise(heard))
    changed = [step for step in steps if isinstance(step, str)]
    if changed:
        set_status(office, numbers["phone"], changed[-1], None)
        notices.send_waiting(office)
        assert gateway.read() == heard, "the last state was told"
    assert notices.standing(office).waiting == 0


def test_a_status_that_was_refused_and_is_over_is_never_told(office, numbers, gateway, clock):
    set_status(office, numbers["phone"], "paid", None)
    notices.send_waiting(office)
    gateway.behaviour = "refuses"
    set_status(office, numbers["phone"], "printing", None)
    notices.send_waiting(office)
    set_status(office, numbers["phone"], "paid", None)
    gateway.behaviour = "takes"
    clock.move(hours=2)
    assert notices.send_waiting(office) == notices.Outcome(0, 0, 0)
    assert len(gateway.read()) == 1


def test_a_sender_that_dies_is_followed_by_another_with_the_same_id(office, numbers, gateway, clock):
    set_status(office, numbers["phone"], "ready", None)
    claimed = notices._claim(office)
    assert claimed is not None
    assert notices.send_waiting(office).sent == 0, "it is under way"
    clock.move(seconds=notices.CLAIM_SECONDS + 1)
    assert notices.send_waiting(office).sent == 1
    assert gateway.arrived[0][0] == claimed.id


def test_two_senders_at_once_send_each_once(office, numbers, gateway):
    for name in ("phone", "mail"):
        set_status(office, numbers[name], "ready", None)
    threads = [threading.Thread(target=notices.send_waiting, args=[office]) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(content["number"] for _id, content in gateway.arrived) == sorted(
        (numbers["phone"], numbers["mail"])
    )


def test_waits_grow_with_jitter_and_end_after_days(office, numbers, gateway, clock):
    assert 22 < notices.delay_after(1) < 38
    assert all(notices.delay_after(n) <= 1.25 * notices.CAP_SECONDS for n in range(1, 200))
    gateway.behaviour = "question lost"
    set_status(office, numbers["phone"], "ready", None)
    tries = 0
    for _hour in range(80):
        before = notices.standing(office)
        notices.send_waiting(office)
        tries += 1
        clock.move(hours=1, minutes=20)
        if before.failed:
            break
    assert notices.standing(office).failed == 1
    assert tries > 40


def test_after_a_restore_what_was_decided_again_is_not_told_again(office, numbers, gateway):
    with office.database.write() as connection:
        row = connection.execute(sql("SELECT id FROM applications LIMIT 1")).scalar_one()
        notices.queue(office, connection, row)
        notices.heard_before(connection, row)
    assert notices.send_waiting(office) == notices.Outcome(0, 0, 0)


@contextmanager
def hook(*statuses):
    """A webhook that answers so in turn, the last for ever; what it got."""
    got, turn = [], list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, dict(self.headers), body))
            self.send_response(turn.pop(0) if len(turn) > 1 else turn[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/in?from=office", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_is_signed_and_its_key_stays_over_retries(office, numbers, clock):
    with hook(503, 204) as (url, got):
        secret = notices.send_to(office, f"webhook:{url}")
        assert secret is not None
        set_status(office, numbers["phone"], "ready", None)
        assert notices.send_waiting(office) == notices.Outcome(0, 1, 0)
        assert notices.send_waiting(office).sent == 0, "not before its time"
        clock.move(minutes=1)
        assert notices.send_waiting(office) == notices.Outcome(1, 0, 0)
    assert [path for path, _h, _b in got] == ["/in?from=office"] * 2
    assert len({headers["Idempotency-Key"] for _p, headers, _b in got}) == 1
    for _path, headers, body in got:
        signed = headers["X-Timestamp"].encode() + b"." + body
        seal = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        assert headers["X-Signature"] == f"sha256={seal}"
        assert abs(int(headers["X-Timestamp"]) - time.time()) < 60
        assert json.loads(body)["id"] == headers["Idempotency-Key"]


@pytest.mark.parametrize(
    ("status", "arrived", "nobody_there", "certain"),
    [
        (200, True, None, None),
        (409, True, None, None),
        (400, False, False, True),
        (302, False, False, False),
        (429, False, True, True),
        (500, False, True, False),
    ],
)
def test_what_a_webhook_s_answer_means(status, arrived, nobody_there, certain):
    with hook(status) as (url, _got):
        if arrived:
            Webhook(url, b"x").deliver("n", {})
            return
        with pytest.raises(NotDelivered) as failure:
            Webhook(url, b"x").deliver("n", {})
        assert (failure.value.nobody_there, failure.value.certain) == (nobody_there, certain)


def test_nobody_there_is_certain(tmp_path):
    with own_port() as nobodys:
        url = f"http://127.0.0.1:{nobodys.getsockname()[1]}/in"
        for way in (Webhook(url, b"x"), Folder(tmp_path / "gone")):
            with pytest.raises(NotDelivered) as failure:
                way.deliver("n", {})
            assert failure.value.certain
            assert failure.value.nobody_there


def test_commands_and_a_running_server_send(filled, tmp_path):
    shutil.copytree(filled[0], tmp_path / "office")
    folder = tmp_path / "out"
    folder.mkdir()
    office = Office(tmp_path / "office")
    assert office.lines("notices", "to", f"folder:{folder}")[0]["secret"] is None
    assert office.run("notices", "to", "carrier pigeon").returncode == 1
    office.run("status", filled[1]["phone"], "ready")
    assert office.lines("notices", "show")[0]["waiting"] == 1
    assert office.lines("notices", "send") == [{"sent": 1, "waiting": 0, "failed": 0}]
    office.run("status", filled[1]["phone"], "handed_over")
    office.start()
    try:
        until = time.monotonic() + 60
        while len(said(folder)) < 2 and time.monotonic() < until:
            threading.Event().wait(0.2)
    finally:
        office.stop()
    assert "Sudah diserahkan" in said(folder)[1]["text"]
    assert office.lines("notices", "show")[0]["sent"] == 2
