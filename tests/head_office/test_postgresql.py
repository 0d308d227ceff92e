"""The same head office on a real PostgreSQL that the test starts; skipped where none is installed."""

from __future__ import annotations

import json
import os
import pwd
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.head_office.conftest import Guest
from tests.head_office.test_blobs import create, patch, states
from tests.offices import Office

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
pytestmark = pytest.mark.skipif(not BINARIES, reason="no PostgreSQL server is installed here")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The address of a fresh server on loopback, run by an ordinary user as PostgreSQL demands."""
    folder = tmp_path_factory.mktemp("postgresql").resolve()
    binaries = BINARIES[-1].parent
    run_as = _ordinary_user(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    subprocess.run([binaries / "initdb", "-D", data, "-A", "trust", "-U", "office", "-E", "UTF8"],
                   check=True, capture_output=True, **run_as)  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    control = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options]
    subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL, **run_as)
    yield f"postgresql+psycopg://office@127.0.0.1:{port}/postgres"
    subprocess.run(
        [*control, "-t", "120", "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, **run_as
    )


def _ordinary_user(folder: Path) -> dict:
    if os.geteuid() != 0:
        return {}
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and parent != Path("/") and str(parent).startswith("/tmp/"):
            parent.chmod(0o755)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "cwd": folder}


@pytest.fixture(scope="module")
def office(database, tmp_path_factory):
    running = Office(tmp_path_factory.mktemp("head-office"))
    running.environment["HEAD_OFFICE_DATABASE"] = database
    running.start()
    yield running
    running.stop()


@pytest.fixture
def guest(office, request) -> Guest:
    made = Guest(office.url)
    assert made.enrol(office.code(f"P{abs(hash(request.node.name)) % 10**6}")).status_code == 201
    assert made.log_in().ok
    return made


def test_entries_scans_and_status_go_round(office, guest):
    good, poison, last = (
        guest.application(0),
        guest.entry("moon.landed", {}),
        guest.application(1, documents=[]),
    )
    answer = guest.send(good, poison, last)
    assert answer.status_code == 200, answer.text
    aside = {item["seq"]: item["code"] for item in answer.json()["quarantined"]}
    assert aside == {2: "kind.unknown", 3: "document.required"}
    assert guest.send(good, poison, last).json()["stored"] == 0
    for document in good.body["documents"]:
        content, facts = guest.scan(document["kind"], 0)
        assert create(guest, facts["sha256"], len(content)).status_code == 201
        assert patch(guest, facts["sha256"], 0, content).status_code == 204
    assert states(guest) == ["received"]
    assert office.run("status", good.body["number"], "ready").returncode == 0
    assert states(guest) == ["received", "ready"]
    rows = office.lines("list", "--unit", guest.identity["unit"]["code"])
    assert [(row["state"], all(d["held"] for d in row["documents"])) for row in rows] == [("ready", True)]
    assert office.run("verify").returncode == 0


def test_the_same_batch_from_many_threads_is_stored_once(office, guest):
    run = [guest.application(n) for n in range(8)]
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(guest.send(*run))) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["stored"] for answer in answers) == 8
    assert office.run("verify").returncode == 0


def test_workers_share_how_often_somebody_may_ask(database, tmp_path):
    from head_office.office import open_head_office
    from head_office.store.allowances import Bound

    bound = Bound("test", 20, 100.0)
    workers = [open_head_office(tmp_path, database=database) for _n in range(2)]
    granted = []

    def ask(worker):
        granted.extend(worker.allowances.take(bound, "somebody", 1, 1000.0) == 0.0 for _n in range(15))

    threads = [threading.Thread(target=ask, args=[workers[n % 2]]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(granted) == 20
    assert workers[1].allowances.take(bound, "somebody", 1, 1005.0) == 0.0
    workers[0].allowances.give_back(bound, "somebody", 1, 1005.0)
    for worker in workers:
        worker.close()


def test_the_night_run_is_one_and_finds_the_same(database, office, tmp_path):
    from head_office.store.engine import Database

    guests = [Guest(office.url), Guest(office.url)]
    for number, made in enumerate(guests):
        assert made.enrol(office.code(f"N{number}")).status_code == 201
        assert made.log_in().ok
        assert made.send(made.application(3)).json()["quarantined"] == []
    holder = Database(database)
    with holder.hold("nightly") as alone:
        assert alone
        assert office.run("nightly", "--date", "2026-12-01").returncode == 75
    holder.close()
    _hold_and_die(database)
    done = office.run("nightly", "--date", "2026-12-01", "--json", "--to", str(tmp_path))
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])["report"]
    found = [
        pair
        for pair in report["duplicates"]["pairs"]
        if {pair["first"]["unit"], pair["second"]["unit"]} == {"N0", "N1"}
    ]
    assert [(pair["kind"], pair["score"]) for pair in found] == [("same_number", 100)]
    applied = [row["applied"]["amount"] for row in report["money"]["lines"]]
    assert sum(applied) == report["money"]["total"]["applied"]["amount"] > 0
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".pdf", ".xlsx"]
    again = office.run("nightly", "--date", "2026-12-01", "--json", "--to", str(tmp_path))
    assert json.loads(again.stdout.splitlines()[-1])["report"] == report


def _hold_and_die(database: str) -> None:
    """Somebody takes the night's lock, and is killed with it."""
    code = (
        "import sys\n"
        "from head_office.store.engine import Database\n"
        "with Database(sys.argv[1]).hold('nightly') as alone:\n"
        "    print(alone, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, database]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "True\n"
        process.kill()


def test_two_workers_send_each_notice_once(office, database, tmp_path):
    from head_office.office import open_head_office
    from head_office.services import notices
    from head_office.services.tracking import set_status

    guest = Guest(office.url)
    assert guest.enrol(office.code("PGN1")).status_code == 201
    guest.log_in()
    entries = []
    for serial in range(4):
        body = guest.body(serial * 2)
        body["applicant"]["phone"] = "+6281234567890"
        entries.append(guest.entry("application.submitted", body))
    assert guest.send(*entries).json()["quarantined"] == []
    workers = [open_head_office(tmp_path / f"{n}", database=database) for n in range(2)]
    folder = tmp_path / "out"
    folder.mkdir()
    notices.send_to(workers[0], f"folder:{folder}")
    for entry in entries:
        set_status(workers[0], entry.body["number"], "printing", None)
        set_status(workers[1], entry.body["number"], "ready", None)
    sent = []
    threads = [
        threading.Thread(target=lambda each: sent.append(notices.send_waiting(each).sent), args=[each])
        for each in workers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    notices.send_to(workers[0], "off")
    assert sum(sent) == len(list(folder.glob("*.json"))) == 4
    for worker in workers:
        worker.close()
