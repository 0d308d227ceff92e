"""Cold start: from the process's start to a sign-in page one can type into, against a bare PySide6 window.

    python -m bench.cold_start [ROUNDS]

Both are whole Python processes on the offscreen platform, started in turn; each says when its first page
was painted and its event loop was idle. The clock is the machine's monotonic one, which processes share.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
TARGET = 2.0

BARE = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, told)
        return False

def told():
    print(time.monotonic())
    application.quit()

application = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("ready"))
watcher = FirstPaint()
window.installEventFilter(watcher)
window.show()
application.exec()
"""

OURS = """
import sys, time
from pathlib import Path
from mobile_unit.app import Home
from mobile_unit.ui.main_window import run

def ready(window):
    print(time.monotonic())
    window.close()

run(Home(Path(sys.argv[1])), ready=ready)
"""


def milliseconds(program: str, *arguments: str) -> float:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return (float(done.stdout) - began) * 1000


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "unit").mkdir()  # set up already, so the sign-in page comes up
        milliseconds(BARE), milliseconds(OURS, home)  # disk caches filled for both
        pairs = [(milliseconds(BARE), milliseconds(OURS, home)) for _round in range(rounds)]
    bare = statistics.median(pair[0] for pair in pairs)
    ours = statistics.median(pair[1] for pair in pairs)
    print(f"bare PySide6 window   {bare:6.0f} ms (median of {rounds})")
    print(f"sign-in page          {ours:6.0f} ms")
    print(f"ratio                 {ours / bare:6.2f}   target: at most {TARGET}")
    return 0 if ours <= TARGET * bare else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
