"""The list of drafts. There are hundreds at most, so all of them are in memory."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from mobile_unit.i18n import _, say
from mobile_unit.ui.models.headed_model import AnyIndex, HeadedModel
from mobile_unit.ui.wording import moment_in_words

if TYPE_CHECKING:
    from mobile_unit.forms.catalogue import Catalogue
    from mobile_unit.services.intake import DraftSummary


class Column(IntEnum):
    NAME = 0
    SERVICE = 1
    DOCUMENTS = 2
    TYPED = 3


class DraftsModel(HeadedModel):
    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__((_("Name"), _("Service"), _("Documents"), _("Last typed in")))
        self._catalogue = catalogue
        self._drafts: tuple[DraftSummary, ...] = ()

    def show(self, drafts: tuple[DraftSummary, ...]) -> None:
        self.beginResetModel()
        self._drafts = drafts
        self.endResetModel()

    def id_at(self, index: AnyIndex) -> str | None:
        return self._drafts[index.row()].id if index.isValid() else None

    def row_of(self, draft_id: str | None) -> int | None:
        return next((row for row, each in enumerate(self._drafts) if each.id == draft_id), None)

    def _count(self) -> int:
        return len(self._drafts)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        draft = self._drafts[index.row()]
        if index.column() == Column.NAME:
            return draft.full_name or _("No name yet")
        if index.column() == Column.SERVICE:
            return self._service(draft)
        if index.column() == Column.DOCUMENTS:
            return str(draft.document_count)
        return moment_in_words(draft.updated_at)

    def _service(self, draft: DraftSummary) -> str:
        if draft.corrects:
            return _("Correction of {number}").format(number=draft.corrects)
        service = self._catalogue.services.get(draft.service)
        return say(service.short_title) if service else _("A line that could not be read")
