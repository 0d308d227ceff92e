"""Resident memory of the running window: signed in, filling in a form, with a receipt, browsing the list.

    python -m bench.memory [APPLICATIONS]

The process is measured from outside itself: RSS as the system counts it, shared libraries included. For
comparison, a bare PySide6 window is measured in the same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from bench.people import another_person
from mobile_unit.app import Home
from mobile_unit.resources import resource
from mobile_unit.ui.main_window import MainWindow, make_application
from mobile_unit.ui.tasks import CollectHere

TARGET_MB = 220
BARE = """
import os, psutil
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("ready"))
window.show()
application.processEvents()
print(psutil.Process().memory_info().rss)
"""


def main(count: int) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    bare = int(subprocess.run([sys.executable, "-c", BARE], capture_output=True, check=True).stdout)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.memory", "--prepare", folder, str(count)]
        who, pin = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        measured = {"bare PySide6 window": bare, **_walk_through(Path(folder), who, pin)}
    for name, size in measured.items():
        print(f"{name:<42} {size / 1e6:6.0f} MB")
    highest = max(measured.values()) / 1e6
    print(f"highest {highest:.0f} MB, target: under {TARGET_MB} MB")
    return 0 if highest < TARGET_MB else 1


def prepare(folder: Path, count: int) -> None:
    """A unit with many applications, made in a process of its own: the tests' modules are not measured.

    Prints who signs in, and the PIN.
    """
    from mobile_unit.domain.identifiers import uuid7
    from mobile_unit.services.intake import Record
    from mobile_unit.services.scans import Scan
    from tests.units import NIP, PIN, unit_without_office

    records = _samples()
    unit = unit_without_office(folder)
    for number in range(count):
        record = records[number % len(records)]
        scans = [(d["kind"], Scan(os.urandom(3000), "image/jpeg")) for d in record["documents"]]
        unit.intake.take(Record(uuid7(), record["service"], record["applicant"], record["answers"], scans))
    unit.close()
    print(NIP, PIN)


def _walk_through(folder: Path, who: str, pin: str) -> dict[str, int]:
    """What an officer does in an hour, with the memory after each step."""
    home = Home(folder)
    make_application(home)
    window = MainWindow(home)
    collector = CollectHere(window)
    window.show()
    measured: dict[str, int] = {}

    def measure(name: str) -> None:
        _wait(lambda: False, 700)
        measured[name] = psutil.Process().memory_info().rss

    measure("sign-in page")
    front = window.front
    front.who.setText(who)
    front.pin.setText(pin)
    front.sign_in()
    _wait(lambda: window.shell is not None)
    measure("signed in, the day's page")
    shell = window.shell
    for number, record in enumerate(_samples()[3:13], 9_000):
        _take_one(shell, another_person(record, number))
    measure("ten applications taken, receipts drawn")
    shell.go("applications")
    table, model = shell.page.table, shell.page.model
    _wait(lambda: model.rowCount() > 0)
    while model.canFetchMore(table.rootIndex()):
        rows = model.rowCount()
        table.scrollToBottom()
        _wait(lambda rows=rows: model.rowCount() > rows)
    measure(f"the list of {model.rowCount()}, scrolled to its end")
    for row in range(10):
        shell.go("application", model.id_at(model.index(row, 0)))
        _wait(lambda: False, 100)
    measure("ten applications looked at")
    collector.stop()
    window.close()
    return measured


def _take_one(shell: object, record: dict[str, object]) -> None:
    """Resume a draft of this record in the form, submit it, and see its receipt."""
    place = shell.place
    draft = place.unit.intake.new_draft(record["service"])
    place.unit.intake.save_draft(draft.id, record["applicant"], record["answers"])
    shell.go("new", draft.id)
    page = shell.page
    _wait(lambda: page.form is not None and page.form.draft_id == draft.id)
    for document in record["documents"]:
        page.form.documents.add_file(document["kind"], resource("samples", document["path"]))
    _wait(lambda: len(page.form.documents.documents) == len(record["documents"]))
    for box in page.form.form.boxes.values():
        for warning in box.warnings:
            warning.confirm()
    page.form.submit()
    _wait(lambda: page.form.submission.shows_preview)
    page.form.submission.preview.submit_button.click()
    _wait(lambda: page.receipt.isVisible() and page.receipt.pages.count > 0)


def _wait(reached: Callable[[], bool], milliseconds: int = 20_000) -> None:
    """Run the event loop until something holds, at most so long."""
    loop = QEventLoop()
    look = QTimer(interval=10)
    look.timeout.connect(lambda: loop.quit() if reached() else None)
    look.start()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    look.stop()


def _samples() -> list[dict[str, object]]:
    lines = resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--prepare"]:
        prepare(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        status = main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
        QApplication.quit()
        sys.exit(status)
