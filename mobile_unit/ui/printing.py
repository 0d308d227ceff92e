"""Jobs for the printers of the system (CUPS, Windows) through Qt, and for thermal ones by their bytes.

``hand_over`` and ``look_at`` wait for printers: they run on the printer lane and nowhere else.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from mobile_unit.receipts.papers import Paper, paper_of
from mobile_unit.services.print_faults import MISSING, REFUSED, STOPPED, PrintFailed
from mobile_unit.services.printers import OFFLINE, READY, SYSTEM, UNKNOWN, Printer
from mobile_unit.ui.pictures import pdf_pages

DOTS_PER_INCH = 300
MM_PER_INCH = 25.4
_LAST_FINE_STATUS = 0x00FF
"""IPP statuses up to this one say that a request was met (RFC 8011)."""


@dataclass(frozen=True)
class Sheets:
    """Pages as pictures, 300 dots to the inch."""

    images: list[QImage]


Job = Sheets | bytes
"""Pages for a system printer, bytes for a thermal one."""


@dataclass(frozen=True)
class SeenPrinter:
    printer: Printer
    state: str


def sheets_of(pdf: bytes, paper: str) -> Sheets:
    """The pages of a PDF that was drawn for this paper."""
    width = round(paper_of(paper).width / MM_PER_INCH * DOTS_PER_INCH)
    return Sheets(pdf_pages(pdf, width=width, grey=True))


def pages_of(pdf: bytes) -> Sheets:
    """The pages of a PDF as large as they were drawn."""
    return Sheets(pdf_pages(pdf, dots_per_inch=DOTS_PER_INCH))


def hand_over_trial(printer: Printer, page: bytes) -> None:
    """The page to try a printer, as ``Printers.trial_page`` makes it; raises PrintFailed."""
    from mobile_unit.receipts.trial import TITLE

    hand_over(printer, sheets_of(page, printer.paper) if printer.kind == SYSTEM else page, TITLE)


def hand_over(printer: Printer, job: Job, title: str) -> None:
    """Returns once a spooler or the device has the job; raises PrintFailed."""
    if isinstance(job, bytes):
        from mobile_unit.services.thermal_printers import send

        send(printer, job)
    else:
        _print_on_system(printer, job, title)


def look_at(paper: str, devices: Iterable[Printer]) -> list[SeenPrinter]:
    """The printers of the system, and of ``devices`` those with this paper, each with its state."""
    from mobile_unit.services.thermal_printers import state_of

    found = [
        SeenPrinter(Printer(SYSTEM, info.printerName(), "", paper), _state(info))
        for info in QPrinterInfo.availablePrinters()
    ]
    return found + [SeenPrinter(one, state_of(one)) for one in devices if one.paper == paper]


def _state(info: QPrinterInfo) -> str:
    if info.isNull():
        return OFFLINE
    if info.state() in (QPrinter.PrinterState.Idle, QPrinter.PrinterState.Active):
        return READY
    return OFFLINE if info.state() is QPrinter.PrinterState.Error else UNKNOWN


def _print_on_system(printer: Printer, job: Sheets, title: str) -> None:
    info = QPrinterInfo.printerInfo(printer.name)
    if info.isNull():
        raise PrintFailed(MISSING, printer.name)
    if _state(info) == OFFLINE:
        raise PrintFailed(STOPPED, printer.name)
    device = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    device.setDocName(title)
    if not paint(device, job, paper_of(printer.paper)) or not _spooler_took_it():
        raise PrintFailed(REFUSED, printer.name)


def paint(device: QPrinter, job: Sheets, paper: Paper) -> bool:
    """The pages at the top of the paper, as large as they are or as fits; False where that can't be."""
    device.setFullPage(True)
    device.setPageLayout(_layout(paper, job.images[0]))
    painter = QPainter()
    if not painter.begin(device):
        return False
    page = device.pageLayout().fullRectPixels(device.resolution())
    for number, image in enumerate(job.images):
        if number:
            device.newPage()
        size = QSizeF(image.size()) * (device.resolution() / DOTS_PER_INCH)
        if size.width() > page.width() + 1 or size.height() > page.height() + 1:
            size.scale(QSizeF(page.size()), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
    return painter.end() and device.printerState() is not QPrinter.PrinterState.Error


def _layout(paper: Paper, image: QImage) -> QPageLayout:
    """The paper as it lies in the printer, and how the page lies on it: as the page does."""
    wide = paper.width
    high = paper.height or image.height() / DOTS_PER_INCH * MM_PER_INCH
    lies = image.width() > image.height()
    orientation = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    size = QPageSize(QSizeF(min(wide, high), max(wide, high)), QPageSize.Unit.Millimeter, paper.name)
    if paper.is_roll:  # wider than long it is a roll all the same
        orientation = QPageLayout.Orientation.Portrait
        size = QPageSize(QSizeF(wide, high), QPageSize.Unit.Millimeter, paper.name)
    return QPageLayout(size, orientation, QMarginsF())


def _spooler_took_it() -> bool:
    """What CUPS answered to the last request of this thread, which was Qt's; Qt itself does not say."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        cups = ctypes.CDLL("libcups.so.2")
    except OSError:
        return True
    return int(cups.cupsLastError()) <= _LAST_FINE_STATUS
