"""Power cuts while a stick is written or read: what has its name is whole, and nothing is lost or twice."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from mobile_unit.app import Home
from mobile_unit.resources import resource
from tests.conftest import CHEAP
from tests.faults.test_kill import KILLS, duration, run_and_kill
from tests.offices import NIP, PIN, mobile_unit, running_office
from tests.sticks import fetch_reply, hand_in, states, take, unit_of

SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
SOME = 8


def import_and_kill(home: Path, moment: float, bundle: Path) -> None:
    command = [sys.executable, "-m", "head_office", "--home", str(home), "import", str(bundle)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_killed_while_a_stick_is_written_and_read(tmp_path) -> None:
    moments = random.Random(20261125)
    with running_office(tmp_path / "office") as office:
        unit = unit_of(office, tmp_path / "unit", "WK01")
    take(unit, SAMPLES[:SOME], size=60_000)
    unit.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    (tmp_path / "probe").mkdir()
    length = duration(tmp_path / "unit", "export", str(tmp_path / "probe"))
    for _n in range(max(3, KILLS // 2)):
        run_and_kill(tmp_path / "unit", moments.uniform(length / 3, length * 1.1), "export", str(stick))
    assert mobile_unit(tmp_path / "unit", "export", str(stick)).returncode == 0
    assert {path.suffix for path in stick.iterdir()} == {".bundle"}
    newest = max(stick.iterdir(), key=lambda path: path.stat().st_mtime)
    for _n in range(max(3, KILLS // 2)):
        import_and_kill(office.home, moments.uniform(0.5, 3.0), newest)
    for bundle in sorted(stick.iterdir()):
        hand_in(office.home, bundle)
    assert hand_in(office.home, newest).entries_stored == 0
    unit = Home(tmp_path / "unit", cost=CHEAP).sign_in(NIP, PIN)
    reply = fetch_reply(office.home, unit, stick / "reply")
    unit.close()
    for _n in range(max(2, KILLS // 4)):
        run_and_kill(tmp_path / "unit", moments.uniform(0.5, length), "import", str(reply))
    assert mobile_unit(tmp_path / "unit", "import", str(reply)).returncode == 0
    unit = Home(tmp_path / "unit", cost=CHEAP).sign_in(NIP, PIN)
    assert states(unit) == ["received"] * SOME
    unit.close()
    assert mobile_unit(tmp_path / "unit", "verify").returncode == 0
    assert office.run("verify").returncode == 0
    held = office.lines("list", "--unit", "WK01")
    assert len({row["id"] for row in held}) == len(held) == SOME
