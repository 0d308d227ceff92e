"""A day at the counter in the real window, ended by ``kill -9`` in the middle of typing.

    python -m tests.faults.day_in_clear HOME PRINTER RECORD

``PRINTER`` is host:port of a thermal one, ``RECORD`` a file with one application. Says each step it did.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mobile_unit import bugs
from mobile_unit.app import Home
from mobile_unit.services.printers import Printer
from mobile_unit.ui.main_window import MainWindow, make_application
from tests.conftest import CHEAP
from tests.ui.conftest import draft_from
from tests.units import NIP, PIN

PATIENCE_MS = 30_000


def until(happened: Callable[[], bool]) -> None:
    for _n in range(PATIENCE_MS // 20):
        if happened():
            return
        QTest.qWait(20)
    raise AssertionError("it did not happen")


def main(folder: Path, printer: str, record: Path) -> None:
    home = Home(folder, cost=CHEAP)
    home.preferences.language = "en"
    make_application(home)
    unit = home.sign_in(NIP, PIN)
    unit.printers.remember(Printer("network", printer, printer, "80mm"))
    window = MainWindow(home, unit)
    window.show()
    window.activateWindow()
    said = json.loads(record.read_text("utf-8"))
    window.shell.go("new", draft_from(unit, said).id)
    page = window.shell.page
    until(lambda: page.form is not None)
    for box in page.form.form.boxes.values():
        for warning in box.warnings:
            warning.confirm()
    page.form.submit()
    until(lambda: page.form.submission.shows_preview)
    preview = page.form.submission.preview
    QTest.keyClick(preview, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    preview.go_back()
    print("preview", said["applicant"]["full_name"] in preview.text, flush=True)
    preview.submit_button.click()
    until(page.receipt.isVisible)
    (row,) = unit.tracking.search("").rows
    QTest.qWait(1500)  # the button does not hear what is hammered
    page.receipt.paper.print_button.click()
    until(lambda: unit.receipts.state(row.id).copies == 1)
    print("printed", flush=True)
    window.shell.go("applications")
    QTest.keyClicks(QApplication.focusWidget(), said["applicant"]["full_name"])
    until(lambda: window.shell.page.isVisible())
    QApplication.clipboard().setText(said["applicant"]["nik"])
    try:
        raise ValueError(said["applicant"]["full_name"])
    except ValueError as error:
        bugs.keep(home.path, error)
    window.lock()
    print("clipboard", repr(QApplication.clipboard().text()), flush=True)
    window.sign_out()
    unit = home.sign_in(NIP, PIN)
    draft = unit.intake.new_draft("passport.new")
    unit.intake.save_draft(draft.id, said["applicant"], said["answers"])
    print("draft", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
