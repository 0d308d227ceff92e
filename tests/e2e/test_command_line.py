"""The command line in bad weather: what is missing, closed or unwritable is told, and exits as promised."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from mobile_unit.app import Home
from mobile_unit.resources import resource
from mobile_unit.services.enrolment import DATABASE
from tests.conftest import CHEAP
from tests.offices import json_lines, mobile_unit
from tests.units import NIP, set_up
from tests.units import PIN as UNIT_PIN

SAMPLES = resource("samples", "applications.jsonl")


@pytest.fixture
def home(tmp_path):
    set_up(tmp_path / "home")
    return tmp_path / "home"


def run(home, *arguments: str, **environment: str):
    command = [sys.executable, "-m", "mobile_unit", "--home", str(home), *arguments]
    given = {**os.environ, "MOBILE_UNIT_PIN": UNIT_PIN, **environment}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=given, check=False)


@pytest.mark.parametrize("loss", ["gone", "emptied"])
def test_a_database_that_is_gone_is_never_replaced_by_an_empty_one(home, loss):
    database = home / "unit" / DATABASE
    database.unlink() if loss == "gone" else database.write_bytes(b"")
    for command in ("list", "verify", "sync"):
        done = run(home, command)
        assert done.returncode == 1
        assert "Basis data laptop ini tidak ada." in done.stderr
        assert "Traceback" not in done.stderr
    assert not database.exists() or database.stat().st_size == 0
    assert "Basis data laptop ini tidak ada." in run(home, "doctor").stdout


def test_a_language_that_is_not_spoken_is_indonesian(home):
    done = run(home, "list", MOBILE_UNIT_LANGUAGE="xx")
    assert (done.returncode, done.stderr) == (0, "")
    assert "tidak cocok" in run(home, "list", MOBILE_UNIT_PIN="000000", MOBILE_UNIT_LANGUAGE="xx").stderr
    assert "match" in run(home, "list", MOBILE_UNIT_PIN="000000", MOBILE_UNIT_LANGUAGE="en_GB").stderr


def test_a_reader_that_goes_away_is_no_refusal(home, tmp_path):
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(_without_scans(40)) + "\n", "utf-8")
    command = f'"{sys.executable}" -m mobile_unit --home "{home}"'
    environment = {**os.environ, "MOBILE_UNIT_PIN": UNIT_PIN}

    def piped(words: str) -> int:
        line = f"set -o pipefail; {command} {words} | head -n 1 >/dev/null"
        return subprocess.run(["bash", "-c", line], env=environment, timeout=120, check=False).returncode

    assert piped(f'intake "{few}"') in (0, 1, 75)
    assert run(home, "intake", str(few)).returncode == 1
    assert piped("list --state draft --json") == 0


def _without_scans(count: int) -> list[str]:
    """Lines that are all refused, quickly: their scans are elsewhere."""
    return SAMPLES.read_text("utf-8").splitlines()[:count]


def test_receipts_that_cannot_be_written_stop_before_anything_is_taken(home, tmp_path):
    in_the_way = tmp_path / "receipts"
    in_the_way.write_text("a file")
    done = run(home, "intake", str(SAMPLES), "--receipts", str(in_the_way))
    assert done.returncode == 2
    assert json_lines(run(home, "list", "--json")) == []


def test_states_are_known_or_refused_and_drafts_are_one(home, tmp_path):
    assert run(home, "list", "--state", "nonsense").returncode == 2
    line = tmp_path / "one.jsonl"
    line.write_text('{"service": "passport.new", "applicant": {"full_name": "SITI AMINAH"}}\n')
    assert run(home, "intake", str(line)).returncode == 1
    (draft,) = json_lines(run(home, "list", "--state", "draft", "--json"))
    assert (draft["full_name"], draft["state"], draft["number"]) == ("SITI AMINAH", "draft", None)
    assert json_lines(run(home, "list", "--json")) == []


def test_a_receipt_s_check_always_answers_an_object(home):
    done = run(home, "verify-receipt", "just words", "--json")
    assert done.returncode == 1
    (told,) = json_lines(done)
    assert told["ok"] is False
    assert "not the code" in told["error"] or "bukan kode" in told["error"].lower()


def test_a_file_is_no_home(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    assert mobile_unit(file, "list").returncode == 2


def test_a_receipt_names_no_place_that_nobody_chose(home):
    unit = Home(home, cost=CHEAP).sign_in(NIP, UNIT_PIN)
    from mobile_unit.demo import take_sample

    taken = take_sample(unit, 0)
    assert unit.tracking.body(taken.id)["place"] is None
    unit.day.open_visit("18.08.04.2005")
    assert unit.tracking.body(take_sample(unit, 2).id)["place"]["code"] == "18.08.04.2005"
    unit.close()


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_what_is_written_is_for_the_officer_alone(home, tmp_path):
    folder, file = tmp_path / "out", tmp_path / "one.jsonl"
    record = json.loads(SAMPLES.read_text("utf-8").splitlines()[0])
    for document in record["documents"]:
        document["path"] = str(SAMPLES.parent / document["path"])
    file.write_text(json.dumps(record))
    assert run(home, "intake", str(file), "--receipts", str(folder)).returncode == 0
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}
