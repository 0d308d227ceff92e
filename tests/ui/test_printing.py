"""Printing from the window: a real CUPS queue, a thermal printer on loopback, switched off and on again."""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from mobile_unit.app import Home
from mobile_unit.receipts.papers import PAPERS, paper_of
from mobile_unit.services import thermal_printers
from mobile_unit.services.printers import Printer
from mobile_unit.ui.printing import paint, sheets_of
from tests.conftest import CHEAP
from tests.cups import Cups, why_not
from tests.receipts.bodies import picture_of
from tests.receipts.thermal_paper import ThermalPaper
from tests.tcp_printer import TcpPrinter
from tests.ui.conftest import enter
from tests.units import NIP, PIN

# what a screen of its own would do
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def cups():
    """A CUPS of our own, and nobody else's, for every thread that begins from here on."""
    if reason := why_not():
        pytest.skip(reason)
    # not under pytest's folder, which is closed to CUPS's own user
    with tempfile.TemporaryDirectory(prefix="cups-") as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder).chmod(0o755)
        running = Cups(Path(folder))
        patch.setenv("CUPS_SERVER", running.address)
        yield running
        running.close()


@pytest.fixture
def no_cups(monkeypatch):
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:9")


@pytest.fixture
def tcp(monkeypatch, no_cups):
    monkeypatch.setattr(thermal_printers, "ANSWER_SECONDS", 30.0)  # it does answer, when it has its turn
    printer = TcpPrinter()
    yield printer
    printer.close()


@pytest.fixture
def application(window, taken, adult, qtbot):
    """The page of an application that was just taken."""
    (submitted,) = taken(adult)
    window.shell.go("application", submitted.id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.title.text() == submitted.number)
    qtbot.waitUntil(lambda: page.receipt.where.text() != "")
    page.submitted = submitted
    return page


def control_p(qtbot, page) -> None:
    qtbot.keyClick(page, Qt.Key.Key_P, CONTROL)


def wait_for(qtbot, page, words: str) -> None:
    qtbot.waitUntil(lambda: words in page.message.text)


def remember(unit, page, qtbot, address: str, paper: str = "58mm") -> None:
    unit.printers.remember(unit.printers.add("network", address, paper))
    page.receipt.show_application(page.submitted.id, page.submitted.number)
    qtbot.waitUntil(lambda: address in page.receipt.where.text())


def arrived(qtbot, file: Path, before: int = 0) -> bytes:
    """The PDF that a queue has passed on; it is whole once it ends as PDFs do."""
    qtbot.waitUntil(lambda: b"%%EOF" in file.read_bytes()[before:][-64:])
    return file.read_bytes()[before:]


def number_in_codes(picture: Image.Image) -> list[str]:
    """The application's number in each code that an independent reader finds."""
    number = re.compile(r"[A-Z0-9]+-\d{6}-\d{4}-[A-Z0-9]")
    return [number.findall(code.text)[0] for code in zxingcpp.read_barcodes(picture)]


def sides(pdf: bytes) -> list[int]:
    """Of its first page, in millimetres."""
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    return [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]]


def test_the_first_time_a_queue_is_chosen_and_from_then_on_one_key_prints(cups, application, unit, qtbot):
    file = cups.queue("loket")
    page = application
    control_p(qtbot, page)
    panel = page.receipt.panel
    qtbot.waitUntil(lambda: panel.current is not None)
    assert panel.current == Printer("system", "loket", "", "a5")
    assert "ready" in panel.list.item(0).text()
    assert panel.list.hasFocus()
    enter(qtbot)
    wait_for(qtbot, page, "handed to the queue of loket")
    pdf = arrived(qtbot, file)
    assert sides(pdf) == [148, 210]
    assert number_in_codes(picture_of(pdf, 200)) == [page.submitted.number]
    assert not panel.isVisible()
    qtbot.waitUntil(lambda: "1 time" in page.copies)
    control_p(qtbot, page)
    qtbot.waitUntil(lambda: unit.receipts.state(page.submitted.id).copies == 2)
    assert len(arrived(qtbot, file, len(pdf))) > 1000


@pytest.mark.parametrize(
    ("off", "on", "words"),
    [
        ("cupsreject", "cupsaccept", "did not take the job"),
        ("cupsdisable", "cupsenable", "is stopped"),
    ],
)
def test_a_queue_that_takes_nothing_is_told_and_one_key_repeats(
    cups, application, unit, qtbot, off, on, words
):
    name = f"loket-{off}"
    file = cups.queue(name)
    unit.printers.remember(Printer("system", name, "", "a4"))
    cups.run(off, name)
    page = application
    page.receipt.show_application(page.submitted.id, page.submitted.number)
    qtbot.waitUntil(lambda: name in page.receipt.where.text())
    control_p(qtbot, page)
    wait_for(qtbot, page, words)
    assert "The application is kept. Press Ctrl+P to try again." in page.message.text
    assert unit.receipts.state(page.submitted.id).copies == 0
    assert file.stat().st_size == 0
    cups.run(on, name)
    control_p(qtbot, page)
    wait_for(qtbot, page, "handed to the queue")
    pdf = arrived(qtbot, file)
    assert number_in_codes(picture_of(pdf, 200)) == [page.submitted.number] * 2
    assert unit.receipts.state(page.submitted.id).copies == 1


def test_a_queue_that_is_gone_is_told(cups, application, unit, qtbot):
    unit.printers.remember(Printer("system", "sold last year", "", "a5"))
    page = application
    page.receipt.show_application(page.submitted.id, page.submitted.number)
    qtbot.waitUntil(lambda: "sold" in page.receipt.where.text())
    control_p(qtbot, page)
    wait_for(qtbot, page, "is not connected to this laptop")


def test_switched_off_in_the_middle_it_says_so_and_one_key_repeats(application, tcp, unit, qtbot):
    page = application
    remember(unit, page, qtbot, tcp.address)
    tcp.off_after = 3000
    control_p(qtbot, page)
    wait_for(qtbot, page, "stopped in the middle")
    assert "The application is kept. Press Ctrl+P to try again." in page.message.text
    assert page.copies == "Not printed yet."
    assert tcp.jobs == []
    tcp.off_after = None
    control_p(qtbot, page)
    wait_for(qtbot, page, "handed to printer")
    qtbot.waitUntil(lambda: len(tcp.jobs) == 1)
    printed = ThermalPaper(PAPERS["58mm"]).feed(tcp.jobs[0])
    assert "SALINAN" not in printed.text
    assert number_in_codes(printed.picture.convert("L")) == [page.submitted.number]
    qtbot.waitUntil(lambda: "1 time" in page.copies)
    assert unit.tracking.application(page.submitted.id).summary.number == page.submitted.number


def test_enter_pressed_ten_times_prints_once(application, tcp, unit, qtbot):
    page = application
    remember(unit, page, qtbot, tcp.address)
    page.receipt.print_button.setFocus()
    for _press in range(10):
        enter(qtbot)
    wait_for(qtbot, page, "handed to printer")
    assert unit.receipts.state(page.submitted.id).copies == 1
    assert len(tcp.jobs) == 1


def test_a_thermal_printer_is_added_tried_used_and_forgotten(application, tcp, unit, qtbot):
    page, panel = application, application.receipt.panel
    qtbot.keyClick(page, Qt.Key.Key_P, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: "No printer was found" in panel.told.text())
    assert not panel.adding.isVisible()
    panel.paper.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_5)
    assert panel.adding.isVisible()
    panel.address.setFocus()
    qtbot.keyClicks(panel.address, "no address!")
    enter(qtbot)
    wait_for(qtbot, page, "This is no address of a printer.")
    panel.address.setText(tcp.address)
    enter(qtbot)
    qtbot.waitUntil(lambda: panel.current is not None)
    assert panel.current == Printer("network", tcp.address, tcp.address, "58mm")
    assert "ready" in panel.list.item(0).text()
    qtbot.keyClick(panel, Qt.Key.Key_T, CONTROL)
    wait_for(qtbot, page, "The test page was handed to")
    qtbot.waitUntil(lambda: len(tcp.jobs) == 1)
    assert "HALAMAN UJI" in ThermalPaper(PAPERS["58mm"]).feed(tcp.jobs[0]).text
    assert unit.receipts.state(page.submitted.id).copies == 0
    qtbot.waitUntil(lambda: not panel.told.isVisible())
    panel.list.setFocus()
    enter(qtbot)
    wait_for(qtbot, page, "handed to printer")
    assert unit.printers.chosen("58mm").address == tcp.address
    qtbot.keyClick(page, Qt.Key.Key_P, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: panel.isVisible() and panel.list.count() == 1 and not panel.told.isVisible())
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: panel.list.count() == 0)
    assert unit.printers.devices() == ()
    qtbot.keyClick(panel.list, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert window_shows(page)


def window_shows(page) -> bool:
    """Escape closed the panel and not the page."""
    return page.isVisible()


def test_a_printer_that_is_off_is_seen_to_be(application, tcp, unit, qtbot, monkeypatch):
    monkeypatch.setattr(thermal_printers, "LOOK_SECONDS", 0.5)
    unit.printers.add("network", "127.0.0.1:9", "58mm")
    page = application
    page.receipt.panel.paper.set_value("58mm")
    qtbot.keyClick(page, Qt.Key.Key_P, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: page.receipt.panel.list.count() == 1)
    assert "not ready" in page.receipt.panel.list.item(0).text()


def test_a_print_that_a_crash_cut_off_is_asked_about(
    open_window, home, unit, taken, adult, tmp_path, clock, qtbot
):
    (submitted,) = taken(adult)
    unit.receipts.begin(submitted.id, target="printer", paper="a5")
    unit.close()
    reopened = Home(tmp_path / "home", cost=CHEAP, clock=clock)
    reopened.preferences.language = "en"
    again = reopened.sign_in(NIP, PIN)
    window = open_window(reopened, again)
    window.shell.go("application", submitted.id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.receipt.question.isVisible())
    page.receipt.question.findChildren(type(page.receipt.print_button))[1].click()
    qtbot.waitUntil(lambda: not page.receipt.question.isVisible())
    assert again.receipts.state(submitted.id).failed == "no_paper_seen"


def test_settings_remember_a_printer_without_printing(window, tcp, unit, qtbot):
    unit.printers.add("network", tcp.address, "80mm")
    window.shell.go("settings")
    page = window.shell.page
    page.printers.paper.set_value("80mm")
    page.printers.paper.changed.emit()
    qtbot.waitUntil(lambda: page.printers.current is not None)
    page.printers.list.setFocus()
    enter(qtbot)
    wait_for(qtbot, page, "Receipts on 80 mm are printed on")
    assert unit.printers.chosen().address == tcp.address
    assert tcp.jobs == []


@pytest.mark.parametrize("paper", PAPERS)
def test_pages_are_painted_as_large_as_they_are(qapp, unit, taken, adult, tmp_path, paper):
    (submitted,) = taken(adult)
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert paint(device, sheets_of(unit.receipts.draw(submitted.id, paper), paper), paper_of(paper))
    pdf = (tmp_path / "printed.pdf").read_bytes()
    assert sides(pdf)[0] == paper_of(paper).width
    assert number_in_codes(picture_of(pdf, 200)) == [submitted.number] * (2 if paper == "a4" else 1)
    unit.close()


@pytest.mark.qt_log_ignore("Returned false")
def test_a_printer_that_takes_nothing_is_noticed(qapp, unit, taken, adult, tmp_path):
    (submitted,) = taken(adult)
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "no folder" / "printed.pdf"))
    assert not paint(device, sheets_of(unit.receipts.draw(submitted.id), "a5"), PAPERS["a5"])
    unit.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux prints through CUPS")
def test_qt_can_talk_to_cups(qapp):
    from PySide6.QtCore import QLibraryInfo, QPluginLoader

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "printsupport"
    loader = QPluginLoader(str(folder / "libcupsprintersupport.so"))
    assert loader.load(), loader.errorString()


def test_a_days_report_is_printed_upright_on_a4_and_receipts_stay_where_they_were(
    cups, open_window, home, unit, taken, adult, qtbot
):
    file = cups.queue("laporan")
    taken(adult)
    day = unit.clock.now().date()
    unit.closing.close(day, NIP, PIN)
    usual = Printer("network", "10.0.0.9", "10.0.0.9", "58mm")
    unit.printers.remember(usual)
    window = open_window(home, unit)
    window.shell.go("closing", day.isoformat())
    page = window.shell.page
    qtbot.waitUntil(lambda: page.report.pages.count == 1)
    control_p(qtbot, page)
    panel = page.report.paper.printer.panel
    qtbot.waitUntil(lambda: panel.current is not None and panel.current.name == "laporan")
    enter(qtbot)
    wait_for(qtbot, page, "handed to the queue of laporan")
    pdf = arrived(qtbot, file)
    assert sides(pdf) == [210, 297]
    assert unit.printers.chosen() == usual
    assert unit.printers.chosen("a4").name == "laporan"
    control_p(qtbot, page)
    assert len(arrived(qtbot, file, len(pdf))) > 1000


def test_a_leaflet_is_printed_lying_on_a4_without_a_dialog(cups, open_window, home, unit, qtbot):
    file = cups.queue("selebaran")
    window = open_window(home, unit)
    window.shell.go("services")
    page = window.shell.page
    control_p(qtbot, page)
    panel = page.printer.panel
    qtbot.waitUntil(lambda: panel.isVisible() and panel.list.count() > 0)
    names = [seen.printer.name for seen in panel._seen]
    panel.list.setCurrentRow(names.index("selebaran"))
    panel.list.setFocus()
    enter(qtbot)
    wait_for(qtbot, page, "handed to the queue of selebaran")
    assert sides(arrived(qtbot, file)) in ([297, 210], [210, 297])


def test_a_hand_over_note_goes_to_the_a5_printer(
    cups, open_window, home, unit, taken, adult, qtbot, monkeypatch
):
    from mobile_unit.store import applications

    file = cups.queue("nota")
    unit.printers.remember(Printer("system", "nota", "", "a5"))
    (submitted,) = taken(adult)
    with unit.context.store.write() as connection:
        applications.set_status(connection, submitted.id, "ready")
    papers = unit.handover.rules().receivers["self"].papers
    unit.handover.record(submitted.id, "self", adult["applicant"]["full_name"], papers)
    window = open_window(home, unit)
    window.shell.go("application", submitted.id)
    page = window.shell.page
    qtbot.waitUntil(page.afterwards.print_note.isVisible)
    qtbot.keyClick(page, Qt.Key.Key_H, CONTROL | SHIFT)
    wait_for(qtbot, page, "handed to the queue of nota")
    assert sides(arrived(qtbot, file)) == [148, 210]


def test_a_test_page_is_one_key_where_the_day_is_opened(open_window, home, unit, tcp, qtbot):
    unit.printers.remember(unit.printers.add("network", tcp.address, "58mm"))
    window = open_window(home, unit)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.visit.trial.isVisible())
    qtbot.keyClick(page, Qt.Key.Key_T, CONTROL | SHIFT)
    wait_for(qtbot, page, "test page was handed to")
    qtbot.waitUntil(lambda: len(tcp.jobs) == 1)
