"""Makes the README's pictures from the real window, with invented people and a real head office.

    python docs/screenshots.py [--language id|en] [--size 1366x768] [--out DIR]

Runs without a screen (QT_QPA_PLATFORM=offscreen unless set otherwise) and takes half a minute. Pictures are
named ``<page>-light.png`` and ``<page>-dark.png``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from mobile_unit import demo
from mobile_unit.app import Home, Unit
from mobile_unit.services.surveys import hand_in
from mobile_unit.ui.main_window import MainWindow, make_application

ROOT = Path(__file__).parent.parent
TAKEN = 14
STATES = ("ready", "handed_over", "incomplete", "awaiting_payment", "printing", "verification")


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--language", default="id", choices=("id", "en"))
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    width, height = (int(part) for part in options.size.split("x"))
    with (
        tempfile.TemporaryDirectory(prefix="screenshots-") as folder,
        demo.demo_unit(Path(folder)) as (office, unit),
    ):
        _fill(office, unit)
        home = Home(Path(folder) / "unit")
        home.preferences.language = options.language
        for theme in ("light", "dark"):
            home.preferences.theme = theme
            make_application(home)
            for name, page in _tour(home, unit, width, height):
                page.grab().save(str(options.out / f"{name}-{theme}.png"))
        print(f"pictures are in {options.out}")


def _fill(office: demo.DemoOffice, unit: Unit) -> None:
    """A day at the counter: applications at every stage, some not sent yet, two drafts."""
    taken = [demo.take_sample(unit, line) for line in range(TAKEN)]
    for submitted in taken[:-1]:
        unit.receipts.print(submitted.id)
    unit.sync.run()
    for submitted, state in zip(taken, STATES, strict=False):
        note = ("--note", "Akta kelahiran tidak terbaca.") if state == "incomplete" else ()
        office.command("status", submitted.number, state, *note)
    unit.sync.run()
    for line in range(TAKEN, TAKEN + 3):
        demo.take_sample(unit, line)
    for name in ("SITI AMINAH", "NYOMAN WIRAWAN"):
        draft = unit.intake.new_draft("passport.new")
        unit.intake.save_draft(draft.id, {"full_name": name}, {})
    _survey(unit)


def _survey(unit: Unit) -> None:
    """What twenty applicants said, handed in."""
    for number in range(20):
        digits = ("343434434", "444433444", "332433343", "443344434")[number % 4]
        unit.surveys.keep(unit.surveys.questionnaire.scores_of(digits), "passport_new", {"sex": "lp"[number % 2]})
    with unit.context.store.write() as connection:
        hand_in(unit.context, connection)


def _tour(home: Home, unit: Unit, width: int, height: int) -> Iterator[tuple[str, QWidget]]:
    """The window on each of its pages."""
    front = _window(home, None, width, height)
    wait(lambda: False, 300)
    yield "sign-in", front
    front.close()
    window = _window(home, unit, width, height)
    shell = window.shell
    assert shell is not None
    link = shell.place.link
    link.stop()  # the pictures are of a counter that has no network at the moment
    link.online = False
    link.moved.emit()
    wait(lambda: shell.page.taken.text != "–")
    wait(lambda: False, 500)  # the lists come after the figures, and the layout after both
    yield "today", window
    yield from _new_application(window, unit)
    shell.go("applications")
    wait(lambda: shell.page.model.rowCount() > 0)
    yield "applications", window
    shell.go("application", unit.tracking.search("").rows[-3].id)
    wait(lambda: bool(shell.page.title.text()))
    wait(lambda: False, 300)
    yield "application", window
    shell.go("sync")
    wait(lambda: shell.page.figure("waiting") != "–")
    yield "head-office", window
    shell.go("closing", unit.day.today().date)
    wait(lambda: shell.page.account.submitted.text != "–")
    wait(lambda: False, 300)
    yield "closing", window
    shell.go("services")
    wait(lambda: bool(shell.page.view.text))
    wait(lambda: False, 100)
    yield "services", window
    shell.go("settings")
    wait(lambda: False, 100)
    yield "settings", window
    shell.go("survey")
    wait(lambda: shell.page.index.text != "–")
    wait(lambda: False, 300)
    yield "survey", window
    window.open_kiosk()
    window.showNormal()  # offscreen, the full screen is 800 pixels wide
    window.resize(width, height)
    window.kiosk.page.buttons[0].click()
    window.kiosk.page.buttons[0].click()
    wait(lambda: False, 300)
    yield "kiosk", window
    window.kiosk.end()
    window.deleteLater()


def _new_application(window: MainWindow, unit: Unit) -> Iterator[tuple[str, QWidget]]:
    shell = window.shell
    assert shell is not None
    samples = (demo._sample(line) for line in range(TAKEN + 4, 200))
    record = next(
        sample
        for sample in samples
        if sample["service"] == "passport.replacement"
        and not unit.tracking.search(sample["applicant"]["nik"]).rows
    )
    draft = unit.intake.new_draft(record["service"])
    unit.intake.save_draft(draft.id, record["applicant"], record["answers"])
    shell.go("new", draft.id)
    page = shell.page
    wait(lambda: page.form is not None)
    for document in record["documents"][:-1]:
        page.form.documents.add_file(document["kind"], ROOT / "resources" / "samples" / document["path"])
    wait(lambda: len(page.form.documents.documents) == len(record["documents"]) - 1)
    wait(lambda: False, 300)
    yield "new-application", window
    page.form.form.boxes["applicant.nik"].set_value(record["applicant"]["nik"][:-3])
    page.form.submit()
    wait(lambda: False, 300)
    yield "new-application-errors", window
    page.form.form.boxes["applicant.nik"].set_value(record["applicant"]["nik"])
    document = record["documents"][-1]
    page.form.documents.add_file(document["kind"], ROOT / "resources" / "samples" / document["path"])
    wait(lambda: len(page.form.documents.documents) == len(record["documents"]))
    page.form.check()
    for box in page.form.form.boxes.values():
        for warning in box.warnings:
            warning.confirm()
    page.form.submit()
    wait(lambda: page.form.submission.shows_preview)
    wait(lambda: False, 200)
    yield "preview", window
    page.form.submission.preview.submit_button.click()
    wait(lambda: page.receipt.isVisible() and page.receipt.pages.count > 0)
    wait(lambda: False, 200)
    yield "receipt", window


def _window(home: Home, unit: Unit | None, width: int, height: int) -> MainWindow:
    window = MainWindow(home, unit)
    window.showNormal()
    window.resize(width, height)
    return window


def wait(reached: Callable[[], bool], milliseconds: int = 20_000) -> None:
    """Run the event loop until something holds, at most so long."""
    loop = QEventLoop()
    look = QTimer(interval=20)
    look.timeout.connect(lambda: loop.quit() if reached() else None)
    look.start()
    end = QTimer(interval=milliseconds, singleShot=True)
    end.timeout.connect(loop.quit)
    end.start()
    loop.exec()


if __name__ == "__main__":
    main()
