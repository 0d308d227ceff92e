"""A draft's documents on their way into the database and out of it; everything here on the pictures lane,
so that what is typed meanwhile is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from mobile_unit.domain.applications import Document
from mobile_unit.ui.pictures import PDF, thumbnail_of
from mobile_unit.ui.sources.source import Given
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.document_row import SIGNATURE, THUMBNAIL
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.scan_edits import Page
    from mobile_unit.services.scans import Scan

PHOTO = "photo"
ONE_PAGE = (PHOTO, SIGNATURE)
"""Kinds that a new one replaces instead of becoming the next page."""

Failed = Callable[[Exception], None]


@dataclass(frozen=True)
class Kept:
    """A document that is in the draft, and how it looks."""

    document: Document
    thumbnail: QImage
    pages: int
    flaws: tuple[str, ...]
    as_given: bytes | None = None
    """The picture as it came, where the document is that picture and nothing else."""


class Keeping(QObject):
    """Holds the bytes of the one document added last, until its editor was closed or another one comes."""

    def __init__(self, place: Workplace, draft_id: str, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._draft_id = draft_id
        self._under_way = 0
        self._as_given: tuple[str, bytes] | None = None

    @property
    def is_busy(self) -> bool:
        return self._under_way > 0

    def forget_as_given(self) -> None:
        self._as_given = None

    def add(self, kind: str, given: Given, then: Callable[[Kept], None], failed: Failed) -> None:
        """Attach what was given; behind the pages of its kind, where there are any already."""

        def work(_task: Task[Kept]) -> Kept:
            from mobile_unit.services.scans import re_encode_as

            data = given.read()
            scan = re_encode_as(kind, data)
            as_given = None if data.startswith(b"%PDF-") else data
            before = self._held(kind)
            if before is not None and kind not in ONE_PAGE:
                scan, as_given = self._behind(before, scan), None
            kept = self._attach(kind, scan, as_given)
            given.kept()
            return kept

        self._run(work, then, failed)

    def replace(
        self, kind: str, pages: tuple[Page, ...], then: Callable[[Kept], None], failed: Failed
    ) -> None:
        """Attach edited pages instead of what is there."""

        def work(_task: Task[Kept]) -> Kept:
            from mobile_unit.services.scan_edits import small_form
            from mobile_unit.services.scans import joined

            scan = joined([small_form(page, portrait=kind == PHOTO) for page in pages])
            return self._attach(kind, scan, None)

        self._run(work, then, failed)

    def remove(self, kind: str, then: Callable[[None], None], failed: Failed) -> None:
        def work(_task: Task[None]) -> None:
            self._place.unit.intake.detach(self._draft_id, kind)

        self._place.tasks.run(work, then, failed, lane=Lane.PICTURES)

    def look(self, document: Document, then: Callable[[Kept], None], failed: Failed) -> None:
        """Its picture, and what may be wrong with it."""

        def work(_task: Task[Kept]) -> Kept:
            return _seen(document, self._place.unit.intake.blob(document.sha256), None)

        self._place.tasks.run(work, then, failed, lane=Lane.PICTURES)

    def pages_to_edit(
        self, document: Document, then: Callable[[tuple[Page, ...]], None], failed: Failed
    ) -> None:
        """As it was given, where that is still here, otherwise as it is kept."""
        held = self._as_given

        def work(_task: Task[tuple[Page, ...]]) -> tuple[Page, ...]:
            from mobile_unit.services.scan_edits import Page
            from mobile_unit.services.scan_pages import pages_of

            if held is not None and held[0] == document.sha256:
                return (Page(held[1], small=False),)
            content = self._place.unit.intake.blob(document.sha256)
            return tuple(Page(page, small=True) for page in pages_of(content, document.media_type))

        self._place.tasks.run(work, then, failed, lane=Lane.PICTURES)

    def read(self, given: Given, then: Callable[[list[Page]], None], failed: Failed) -> None:
        """The pages of something that is added in the editor, where it waits to be kept."""

        def work(_task: Task[list[Page]]) -> list[Page]:
            from mobile_unit.services.scan_edits import Page
            from mobile_unit.services.scan_pages import pages_of
            from mobile_unit.services.scans import re_encode

            scan = re_encode(given.read())
            return [Page(page, small=True) for page in pages_of(scan.content, scan.media_type)]

        self._place.tasks.run(work, then, failed, lane=Lane.PICTURES)

    def settle(self, given: Sequence[Given]) -> None:
        """What was added in the editor is in the database now."""

        def work(_task: Task[None]) -> None:
            for each in given:
                each.kept()

        self._place.tasks.run(work, lane=Lane.PICTURES)

    def _held(self, kind: str) -> Document | None:
        """Asked of the draft itself: another page may have come a moment ago."""
        held = self._place.unit.intake.draft(self._draft_id).documents
        return next((document for document in held if document.kind == kind), None)

    def _behind(self, before: Document, scan: Scan) -> Scan:
        from mobile_unit.services.scan_pages import pages_of
        from mobile_unit.services.scans import joined

        pages = pages_of(self._place.unit.intake.blob(before.sha256), before.media_type)
        added = [page for page in pages_of(scan.content, scan.media_type) if page not in pages]
        return joined([*pages, *added])

    def _attach(self, kind: str, scan: Scan, as_given: bytes | None) -> Kept:
        document = self._place.unit.intake.attach_scan(self._draft_id, kind, scan)
        return _seen(document, scan.content, as_given)

    def _run(self, work: Callable[[Task[Kept]], Kept], then: Callable[[Kept], None], failed: Failed) -> None:
        self._under_way += 1
        self._place.tasks.run(
            work, partial(self._done, then), partial(self._not_done, failed), lane=Lane.PICTURES
        )

    def _done(self, then: Callable[[Kept], None], kept: Kept) -> None:
        self._under_way -= 1
        self._as_given = (kept.document.sha256, kept.as_given) if kept.as_given is not None else None
        then(kept)

    def _not_done(self, failed: Failed, error: Exception) -> None:
        self._under_way -= 1
        failed(error)


def _seen(document: Document, content: bytes, as_given: bytes | None) -> Kept:
    from mobile_unit.services.scan_flaws import flaws_of
    from mobile_unit.services.scan_pages import pages_of

    thumbnail = thumbnail_of(content, document.media_type, THUMBNAIL * 2)
    pages = pages_of(content, PDF) if document.media_type == PDF else [content]
    flaws = () if document.kind == SIGNATURE else flaws_of(pages, portrait=document.kind == PHOTO)
    return Kept(document, thumbnail, len(pages), flaws, as_given)
