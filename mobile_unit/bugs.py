"""What is kept of an unexpected error: where it happened, never what the data was."""

from __future__ import annotations

import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path

from mobile_unit import __version__

_KEPT_BYTES = 256 * 1024


def report(error: BaseException) -> str:
    """The error's type and places in the code; its message is left out, for it may repeat what was typed."""
    lines = [
        f"mobile-unit {__version__}, Python {platform.python_version()}, {platform.system()}",
        datetime.now(UTC).isoformat(timespec="seconds"),
    ]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__name__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


def keep(home: Path, error: BaseException) -> str:
    """Add the report to ``logs/errors.log`` of this home and answer it; a full disk is no second error."""
    text = report(error)
    try:
        folder = home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "errors.log"
        old = path.read_text("utf-8")[-_KEPT_BYTES:] if path.exists() else ""
        path.write_text(f"{old}{text}\n\n", "utf-8")
    except OSError:
        pass
    return text
