"""Applications as an officer takes them: one in the window, key by key, the others by the same services."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from docs.example_day.camera import Camera
from docs.example_day.counter import CONTROL, Counter, press, press_here, type_here, until
from docs.example_day.papers import scan
from mobile_unit.domain.applications import Submitted
from mobile_unit.services.receipt_desk import to_file
from mobile_unit.ui.pages.new_application import ANEW

TYPED, LAST = ("full_name", "nik"), "mother_name"
"""Letter by letter in the window, before and after what is put into all other fields."""


class Intake:
    """``taken`` are the applications by their line; their receipts are PDFs in ``receipts``."""

    def __init__(self, counter: Counter, camera: Camera) -> None:
        self._counter = counter
        self._camera = camera
        self._script = counter.stage.script
        self._scans = counter.stage.folder / "scans"
        self.receipts = counter.stage.folder / "receipts"
        self.taken: dict[int, Submitted] = {}
        for folder in (self._scans, self.receipts):
            folder.mkdir()

    def take(self, line: int, ticket: int) -> None:
        """By the services, with what a family's form begins with; the receipt is a PDF. The ticket's service
        ends with the sealing."""
        record, unit = self._script.application(line), self._counter.unit
        family = self._script.said["families"].get(str(line))
        if family is None:
            draft = unit.intake.new_draft(record["service"], record["id"])
        else:
            first, relation = family
            begun = unit.prefill.begin_for_family(self.taken[first].id, record["service"], relation)
            assert begun.draft.applicant["family_card_number"] == record["applicant"]["family_card_number"]
            draft = begun.draft
        unit.queue.link(ticket, draft.id)
        reasons = record.get("reasons", {})
        unit.intake.save_draft(draft.id, record["applicant"], record["answers"], reasons)
        for document in record["documents"]:
            unit.intake.attach(draft.id, document["kind"], self._scan(line, document["kind"]))
        self.taken[line] = unit.intake.submit(draft.id, reasons)
        self.print_receipt(line)

    def print_receipt(self, line: int) -> None:
        submitted = self.taken[line]
        path = self.receipts / f"{submitted.number}.pdf"
        self._counter.unit.receipts.print(submitted.id, lambda pdf: to_file(path, pdf), target="printer")

    def take_in_the_window(self, line: int, ticket: int) -> None:
        """A grown-up's new passport, from the choice of the service to the receipt."""
        record, counter = self._script.application(line), self._counter
        page = counter.go("new", ANEW)
        self._camera.window("layanan")
        page.chooser.buttons[record["service"]].click()
        until(lambda: page.form is not None)
        counter.settle()
        counter.unit.queue.link(ticket, page.form.draft_id)
        self._fill_in(page, record)
        self._attach(page, line)
        self._camera.window("berkas")
        press(page, Qt.Key.Key_Return, CONTROL)
        until(lambda: page.form.submission.shows_preview)
        counter.settle()
        self._camera.window("ringkasan")
        press(page, Qt.Key.Key_I, CONTROL)
        self._camera.window("data-pribadi")
        press(page, Qt.Key.Key_Escape)
        page.form.submission.preview.submit_button.click()
        until(lambda: page.receipt.isVisible() and page.receipt.pages.count > 0)
        counter.settle()
        self._camera.window("tanda-terima")
        found = counter.unit.tracking.application(page.receipt.number.text()).summary
        self.taken[line] = Submitted(found.id, found.number)
        self.print_receipt(line)

    def _fill_in(self, page: Any, record: dict[str, Any]) -> None:
        boxes = page.form.form.boxes
        for name in TYPED:
            boxes[f"applicant.{name}"].editor.line.setFocus()
            type_here(record["applicant"][name])
            press_here(Qt.Key.Key_Return)
        self._counter.settle()
        self._camera.window("tawaran-nik")
        for group in ("applicant", "answers"):
            for name, value in record[group].items():
                if name not in (*TYPED, LAST):
                    boxes[f"{group}.{name}"].set_value(value)
        boxes[f"applicant.{LAST}"].editor.line.setFocus()
        type_here(record["applicant"][LAST])
        self._counter.settle()
        self._camera.window("formulir")
        if self._camera.is_on:
            self._show_an_error(page)

    def _show_an_error(self, page: Any) -> None:
        """Three digits of the NIK are gone, and come back."""
        line = page.form.form.boxes["applicant.nik"].editor.line
        line.setFocus()
        line.end(False)
        gone = line.text()[-3:]
        for _digit in gone:
            press_here(Qt.Key.Key_Backspace)
        page.form.submit()
        self._counter.settle()
        self._camera.window("kesalahan")
        line.setFocus()
        line.end(False)
        type_here(gone)
        self._counter.settle()

    def _attach(self, page: Any, line: int) -> None:
        """The last one after a picture of what still lacks."""
        documents = page.form.documents
        kinds = [document["kind"] for document in self._script.application(line)["documents"]]
        for number, kind in enumerate(kinds, 1):
            path = self._scans / f"{kind}.jpg"
            path.write_bytes(self._scan(line, kind))
            documents.add_file(kind, path)
            until(lambda number=number: len(documents.documents) == number)
            self._counter.settle()

    def _scan(self, line: int, kind: str) -> bytes:
        title = self._counter.unit.catalogue.document_labels[kind].id
        return scan(kind, title, self._script.application(line), large=self._camera.is_on)

    def files(self) -> list[Path]:
        return sorted(self.receipts.glob("*.pdf"))
