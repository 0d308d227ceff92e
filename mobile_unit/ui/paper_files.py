"""Papers saved as files where an officer wants them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


def ask_where(parent: QWidget, name: str) -> Path | None:
    """Where the PDF goes; None when the officer thought better of it."""
    proposed = str(Path.home() / f"{name}.pdf")
    path, _kind = QFileDialog.getSaveFileName(parent, _("Save as PDF"), proposed, "PDF (*.pdf)")
    return Path(path) if path else None


def write_paper(path: Path, pdf: bytes) -> None:
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise UserFacingError(
            _("The paper could not be written there."), _("Choose another place, then save it again.")
        ) from error
