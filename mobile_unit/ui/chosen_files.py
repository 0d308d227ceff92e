"""Files that an officer chose, read as the scans that are kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

if TYPE_CHECKING:
    from mobile_unit.services.scans import Scan


def scans_of(paths: Sequence[Path]) -> list[Scan]:
    """Re-encoded, so on a lane; UserFacingError names the file that can't be read."""
    from mobile_unit.services.scans import re_encode

    return [re_encode(_content(path)) for path in paths]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserFacingError(
            _("The file {name} can't be read.").format(name=path.name), _("Choose it again.")
        ) from error
