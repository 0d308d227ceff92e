"""Papers other than receipts (leaflets, notes) on a printer that the officer chooses in Qt's dialog."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from mobile_unit.ui.pictures import pdf_pages

DOTS_PER_INCH = 300


class ChosenPrinter:
    """A printer set up by the officer, for one paper; ``inches`` is how wide that paper is."""

    def __init__(self, printer: QPrinter, inches: float = 5.83) -> None:
        self._printer = printer
        self._inches = inches

    def print_pdf(self, content: bytes) -> bool:
        """Paint the PDF's pages, whole, at the top of the paper, as large as they are or as fits.

        False where the printer did not take them.
        """
        printer = self._printer
        page = printer.pageLayout().paintRectPixels(printer.resolution())
        painter = QPainter()
        if not painter.begin(printer):
            return False
        for number, image in enumerate(pdf_pages(content, width=round(self._inches * DOTS_PER_INCH))):
            if number:
                printer.newPage()
            size = QSizeF(image.size()) * (printer.resolution() / DOTS_PER_INCH)
            if size.width() > page.width() or size.height() > page.height():
                size.scale(QSizeF(page.size()), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
        return painter.end() and printer.printerState() is not QPrinter.PrinterState.Error


def choose_printer(
    parent: QWidget, title: str, *, a4: bool = False, lying: bool = False
) -> ChosenPrinter | None:
    """Ask for a printer; A5 is proposed, or A4, upright or ``lying``. None when the officer thinks better of
    it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4 if a4 else QPageSize.PageSizeId.A5))
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    )
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return None
    return ChosenPrinter(printer, (11.69 if lying else 8.27) if a4 else 5.83)
