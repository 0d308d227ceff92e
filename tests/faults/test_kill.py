"""Power cuts: the programs are killed at random moments and run again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mobile_unit.resources import resource
from tests.offices import PIN, enrolled, json_lines, mobile_unit, running_office

SAMPLES = resource("samples", "applications.jsonl")
KILLS = int(os.environ.get("KILLS", "12"))
"""How many moments; 50 for the long run (bench/README)."""


def run_and_kill(home: Path, moment: float, *arguments: str) -> bool:
    """Run a command and kill it after ``moment`` seconds; whether it ended by itself before."""
    environment = {**os.environ, "MOBILE_UNIT_PIN": PIN}
    with subprocess.Popen(
        [sys.executable, "-m", "mobile_unit", "--home", str(home), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return False
    return True


def duration(home: Path, *arguments: str) -> float:
    began = time.monotonic()
    done = mobile_unit(home, *arguments)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - began


def check_whole(home: Path, office, lines: list[dict]) -> None:
    """Finish the work, then hold both sides to each other and to the file."""
    taken = mobile_unit(home, "intake", str(SAMPLES))
    assert taken.returncode == 0, taken.stderr
    answers = json_lines(taken)
    assert len({answer["number"] for answer in answers}) == len(lines)
    last = mobile_unit(home, "sync")
    assert last.returncode == 0, last.stderr + last.stdout
    here = {row["id"]: row["number"] for row in json_lines(mobile_unit(home, "list", "--json"))}
    there = {row["id"]: row for row in office.lines("list")}
    assert here == {record["id"]: answer["number"] for record, answer in zip(lines, answers, strict=True)}
    assert here == {i: row["number"] for i, row in there.items()}
    assert all(document["held"] for row in there.values() for document in row["documents"])
    assert mobile_unit(home, "verify").returncode == 0
    assert office.run("verify").returncode == 0


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_killed_intake_and_sync_lose_and_double_nothing(tmp_path):
    """``kill -9`` of intake, then of sync, at random moments over their whole length."""
    lines = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    moments = random.Random(20261124)
    with running_office(tmp_path / "office") as office:
        enrolled(office, tmp_path / "probe", "PROBE1").close()
        length = duration(tmp_path / "probe", "intake", str(SAMPLES))
        enrolled(office, tmp_path / "unit", "WK01").close()
        home = tmp_path / "unit"
        for _n in range(KILLS):
            run_and_kill(home, moments.uniform(0.3, length), "intake", str(SAMPLES))
            run_and_kill(home, moments.uniform(0.3, 3.0), "sync")
            assert mobile_unit(home, "verify").returncode == 0
        office_lines = office.lines("list", "--unit", "WK01")
        assert len({row["number"] for row in office_lines}) == len(office_lines)
        office.lines = lambda *a: _of_unit(office, *a)  # the probe's applications are another unit's
        check_whole(home, office, lines)


def _of_unit(office, *arguments):
    done = office.run(*arguments, "--unit", "WK01", "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


@pytest.mark.faults
def test_a_killed_head_office_loses_nothing_it_acknowledged(tmp_path):
    """The server is killed in the middle of rounds; what it acknowledged is there when it comes back."""
    lines = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    moments = random.Random(4711)
    with running_office(tmp_path / "office") as office:
        enrolled(office, tmp_path / "unit").close()
        home = tmp_path / "unit"
        assert mobile_unit(home, "intake", str(SAMPLES)).returncode == 0
        for _n in range(max(2, KILLS // 3)):
            environment = {**os.environ, "MOBILE_UNIT_PIN": PIN}
            with subprocess.Popen(
                [sys.executable, "-m", "mobile_unit", "--home", str(home), "sync"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True,
            ) as round_:  # fmt: skip
                time.sleep(moments.uniform(0.4, 2.0))
                office.stop(kill=True)
                _out, told = round_.communicate(timeout=120)
            assert "Traceback" not in told
            office.start()
        check_whole(home, office, lines)
