"""What only several workers can get wrong; everything else runs on PostgreSQL by ``conftest.office``."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import threading

import pytest
from sqlalchemy import create_engine

from head_office.services import notices
from head_office.services.tracking import set_status
from head_office.store import notices as outbox
from tests.head_office.conftest import Guest
from tests.head_office.inside import unit_inside, wait_for_a_lock
from tests.offices import running_office


def test_workers_share_how_often_somebody_may_ask(postgresql, tmp_path):
    from head_office.office import open_head_office
    from head_office.store.allowances import Bound

    bound = Bound("test", 20, 100.0)
    workers = [open_head_office(tmp_path, database=postgresql) for _n in range(2)]
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
    for worker in workers:
        worker.close()


def test_guesses_at_one_number_by_two_workers_wait_for_each_other_and_not_both(database, tmp_path):
    """Rows that are over are swept away meanwhile, at every try."""
    from head_office.office import open_head_office
    from head_office.store.allowances import Bound

    of_address, of_number = Bound("address", 5, 0.5), Bound("number", 60, 0.5)
    workers = [open_head_office(tmp_path, database=database) for _n in range(2)]
    answered, broken = [], []

    def guess(turn):
        allowances = workers[turn % 2].allowances
        for n in range(60):
            asked = [(of_address, f"{turn % 3}"), (of_number, "n")]
            try:
                answered.append(allowances.take_each(asked, 1000.0 + 61 * n, given_back=asked))
            except Exception as error:
                broken.append(error)

    threads = [threading.Thread(target=guess, args=[turn]) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.close()
    assert broken == []
    assert len(answered) == 6 * 60


@pytest.fixture
def database(postgresql):
    """A database of the test's own."""
    name = f"own_{secrets.token_hex(4)}"
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return postgresql.removesuffix("/postgres") + f"/{name}"


@pytest.fixture
def office(database, tmp_path):
    with running_office(tmp_path / "home", environment={"HEAD_OFFICE_DATABASE": database}) as running:
        yield running


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
    done = office.run("nightly", "--date", "2026-12-01", "--json", "--to", str(tmp_path / "night"))
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
    assert sorted(path.suffix for path in (tmp_path / "night").iterdir()) == [".json", ".pdf", ".xlsx"]
    again = office.run("nightly", "--date", "2026-12-01", "--json", "--to", str(tmp_path / "night"))
    assert json.loads(again.stdout.splitlines()[-1])["report"] == report


def test_who_chooses_a_notice_waits_for_the_one_before(inside_anywhere, tmp_path):
    """Each sees what was claimed, also where both look at the same moment."""
    office, folder = inside_anywhere, tmp_path / "out"
    folder.mkdir()
    notices.send_to(office, f"folder:{folder}")
    unit = unit_inside(office)
    reader = {"applicant": {**unit.body(2)["applicant"], "phone": "+6281234567890"}}
    applications = [unit.file(serial, **reader) for serial in (2, 4)]
    for application in applications:
        set_status(office, application["number"], "printing", None)
    second = threading.Thread(target=notices.send_waiting, args=[office])
    with office.database.write() as connection:
        assert outbox.in_turn(connection)
        first = outbox.next_due(connection, office.clock.now().timestamp())
        second.start()
        wait_for_a_lock(office, second)
        assert second.is_alive()
        outbox.claim(connection, first.position, "Siap diambil.", office.clock.now().timestamp() + 60)
    second.join(60)
    assert not second.is_alive()
    told = [json.loads(file.read_text())["number"] for file in folder.iterdir()]
    assert told == [each["number"] for each in applications if each["id"] != first.application]


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
