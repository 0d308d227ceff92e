"""The program as a whole process: how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from mobile_unit.app import Home
from tests.conftest import CHEAP
from tests.units import NIP, PIN, set_up

PROGRAM = """
import sys
from pathlib import Path
from mobile_unit.app import Home
from mobile_unit.ui.main_window import run

home = Home(Path(sys.argv[1]))
home.preferences.language = "en"

def ready(window):
    if sys.argv[2] == "type":
        shell = window.shell
        shell.go("new")
        page = shell.page
        page.chooser.buttons["passport.new"].click()
        def typed():
            if page.form is None:
                return
            timer.stop()
            line = page.form.form.boxes["applicant.full_name"].editor.line
            line.insert("SITI AMINAH")
            line.textEdited.emit(line.text())
            print("ready", flush=True)
            window.close()
        from PySide6.QtCore import QTimer
        timer = QTimer(window, interval=10)
        timer.timeout.connect(typed)
        timer.start()
    else:
        print("ready", flush=True)

unit = home.sign_in(sys.argv[3], sys.argv[4])
sys.exit(run(home, unit, ready=ready))
"""


def start(home, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home), what, NIP, PIN],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_closing_at_once_keeps_what_was_typed_and_ends_quietly(tmp_path):
    set_up(tmp_path)
    with start(tmp_path, "type") as process:
        out, errors = process.communicate(timeout=60)
    assert (out, errors, process.returncode) == ("ready\n", "", 0)
    unit = Home(tmp_path, cost=CHEAP).sign_in(NIP, PIN)
    assert [draft.full_name for draft in unit.intake.drafts()] == ["SITI AMINAH"]
    unit.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_shutdown_close_the_window(tmp_path, number):
    set_up(tmp_path)
    with start(tmp_path, "wait") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        try:
            _out, errors = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (errors, process.returncode) == ("", 0)


def test_no_source_is_read_for_what_is_imported_later():
    program = "import mobile_unit.ui.theme, linecache; had = set(linecache.cache); import asyncio, mailbox; "
    program += "print(set(linecache.cache) - had)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
