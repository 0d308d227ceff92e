"""Keys that this server makes and does not keep: written to a file that belongs elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.sync import sealing


def write_new(file: Path) -> str:
    """Write a fresh age identity to ``file``, for its owner's eyes only; answers its public half.

    Raises UserFacingError where the file is there already.
    """
    identity = sealing.new_identity()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UserFacingError(
            _("There is a file of this name already."),
            _("An older key still opens what was sealed to it; keep it."),
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(f"{identity}\n")
        out.flush()
        os.fsync(out.fileno())
    return sealing.recipient_of(identity)
