"""Several workers behind one address are one head office."""

from __future__ import annotations

import threading

import psutil
import pytest

from tests.head_office.conftest import Guest
from tests.offices import Office


@pytest.fixture
def office(tmp_path):
    running = Office(tmp_path, serving=("--workers", "2"))
    running.start()
    yield running
    running.stop()


def workers_of(office) -> list[psutil.Process]:
    children = psutil.Process(office.process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def test_what_one_worker_took_every_worker_knows(office):
    assert len(workers_of(office)) == 2
    guest = Guest(office.url)
    assert guest.enrol(office.code()).status_code == 201
    assert guest.log_in().ok
    run = [guest.application(n) for n in range(6)]
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(guest.send(*run))) for _n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["stored"] for answer in answers) == 6
    workers_of(office)[0].kill()
    assert {guest.call("GET", "/feed").status_code for _n in range(12)} == {200}
    office.stop()
    assert office.run("verify").returncode == 0
