"""A day's work of somebody unmistakable in the real window, which ends with ``kill -9``.

Run as ``python -m tests.faults.day_in_clear HOME SERVER CODE PRINTER SCANS``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mobile_unit import bugs
from mobile_unit.app import Home
from mobile_unit.resources import resource
from mobile_unit.ui.main_window import MainWindow, make_application
from tests.conftest import CHEAP
from tests.offices import NIP, PIN

CONTROL = Qt.KeyboardModifier.ControlModifier
PERSON = {
    "full_name": "ZUBAIDAH QORINTHIA",
    "nik": "1808112801889173",
    "phone": "081398765431",
    "address": "JL. ZAMRUDIAH NO. 907 RT 008 RW 004",
    "mother_name": "WIDYANTI XANTHIPPE",
    "birth_place": "KUTAQALAMBARU",
}
TYPED = ("full_name", "nik", "phone", "mother_name")
"""Letter by letter; everything else is put in."""
SECOND = "HERLINAWATI VOSKUILEN"
"""Whose draft is open when the process is killed."""
REFUSED = "KUSUMAWARDHANI YPSILANTI"
"""Whose line of a file is refused."""
COMPLAINT = "Petugas OLIVINIA meminta uang FELDSPATIA"
COMPLAINANT = "GRANODIORITA MAGNETITA"
REFERRED = "TURMALINA"
REASON = "Sering mendengar LABRADORITA"
DAY_IS_DONE = "the day is done"
PATIENCE_SECONDS = 60


def application() -> dict[str, Any]:
    """A sample of a new passport for somebody grown up, with that person in it."""
    lines = resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    adults = (
        record
        for record in map(json.loads, lines)
        if record["service"] == "passport.new"
        and "guardian" not in record["answers"]
        and " " in record["applicant"]["full_name"]
    )
    record: dict[str, Any] = next(adults)
    record["applicant"] |= PERSON
    del record["id"]
    return record


def until(happened: Callable[[], Any]) -> None:
    patience = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < patience, "it did not happen"
        QTest.qWait(10)


def work(home: Home, printer: str, scans: Path) -> None:
    """From the PIN to a second draft, without an end."""
    window = MainWindow(home)
    window.show()
    _sign_in(window)
    assert window.shell is not None
    unit = window.shell.place.unit
    unit.printers.remember(unit.printers.add("network", printer, "80mm"))
    page = _begin(window)
    _fill_in(page, scans)
    page.form.submit()
    until(lambda: page.form.submission.shows_preview)
    assert PERSON["mother_name"] in page.form.submission.preview.text
    preview = page.form.submission.preview
    QTest.keyClick(preview, Qt.Key.Key_I, CONTROL)
    preview.go_back()
    preview.submit_button.click()
    until(page.receipt.isVisible)
    until(lambda: page.receipt.pages.count == 1)
    paper, number = page.receipt.paper, page.receipt.number.text()
    until(lambda: printer in paper.where.text())
    QTest.keyClick(page, Qt.Key.Key_P, CONTROL)
    until(lambda: unit.receipts.state(unit.tracking.application(number).summary.id).copies == 1)
    window.shell.place.link.something_waits()
    window.shell.go("applications")
    found = window.shell.page
    for words in (PERSON["full_name"], PERSON["nik"], PERSON["phone"]):
        found.search.setText("nobody")
        until(lambda: found.model.rowCount() == 0)
        found.search.clear()
        QTest.keyClicks(found.search, words)
        until(lambda: found.model.rowCount() == 1)
    window.shell.go("application", unit.tracking.application(number).summary.id)
    until(lambda: window.shell.page.title.text() == number)
    _complain(window, scans)
    _refer(window, scans)
    _go_wrong(window, home)
    QApplication.clipboard().setText(PERSON["nik"])
    window.lock()
    assert QApplication.clipboard().text() == ""
    window.sign_out()
    _sign_in(window)
    unit = window.shell.place.unit
    page = _begin(window)
    QTest.keyClicks(page.form.form.boxes["applicant.full_name"].editor.line, SECOND)
    until(lambda: [draft.full_name for draft in unit.intake.drafts()] == [SECOND])


def _complain(window: MainWindow, scans: Path) -> None:
    """An open complaint and one about an officer, each with a scan."""
    assert window.shell is not None
    window.shell.go("complaints")
    page = window.shell.page
    for about in (False, True):
        page.begin()
        until(page.form.isVisible)
        page.form.about.set_value(about)
        QTest.keyClicks(page.form.text, COMPLAINT)
        QTest.keyClicks(page.form.name, COMPLAINANT)
        page.form.files.add(sorted(scans.iterdir())[:1])
        page.form.take.click()
        until(lambda: page.stack.currentWidget() is page.taken)
        assert page.taken.taken.sealed is about
        page.go_back()
    page.search.setText(COMPLAINT)
    page.show_group("open")
    until(lambda: page.model.rowCount() == 1)


def _refer(window: MainWindow, scans: Path) -> None:
    """A referral with the scan of its consent."""
    assert window.shell is not None
    window.shell.go("referrals")
    page = window.shell.page
    until(lambda: page.form.target.count() > 0)
    QTest.keyClicks(page.form.name, REFERRED)
    QTest.keyClicks(page.form.reason, REASON)
    page.form.set_scan(sorted(scans.iterdir())[0])
    page.make.click()
    until(lambda: page.list.count() == 1)


def _sign_in(window: MainWindow) -> None:
    front = window.front
    until(lambda: front.who.isVisible())
    QTest.keyClicks(front.who, NIP)
    QTest.keyClicks(front.pin, PIN)
    QTest.keyClick(front.pin, Qt.Key.Key_Return)
    until(lambda: window.shell is not None)


def _begin(window: MainWindow) -> Any:
    window.shell.go("new")
    page = window.shell.page
    page.asked_again()
    page.chooser.buttons["passport.new"].click()
    until(lambda: page.form is not None)
    return page


def _fill_in(page: Any, scans: Path) -> None:
    record, boxes = application(), page.form.form.boxes
    for group in ("applicant", "answers"):
        for name, value in record[group].items():
            box = boxes[f"{group}.{name}"]
            if name in TYPED:
                QTest.keyClicks(box.editor.line, value)
            else:
                box.set_value(value)
    for document in record["documents"]:
        page.form.documents.add_file(document["kind"], scans / Path(document["path"]).name)
    until(lambda: len(page.form.documents.documents) == len(record["documents"]))
    for box in boxes.values():
        for warning in box.warnings:
            warning.confirm()
    unit = page.place.unit
    until(lambda: [draft.full_name for draft in unit.intake.drafts()] == [PERSON["full_name"]])


def _go_wrong(window: MainWindow, home: Home) -> None:
    """A bug whose words, locals and cause hold everything, once kept and once shown."""
    person = dict(PERSON)
    try:
        try:
            raise KeyError(person["nik"])
        except KeyError as error:
            raise RuntimeError(f"{person}") from error
    except RuntimeError as error:
        bugs.keep(home.path, error)
        window.show_error(error)


def main(home: Path, server: str, code: str, printer: str, scans: Path) -> None:
    place = Home(home, cost=CHEAP)
    place.enrol(server, code, NIP, PIN).close()
    place.preferences.language = "en"
    make_application(place)
    work(place, printer, scans)
    print(DAY_IS_DONE, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], Path(sys.argv[5]))
