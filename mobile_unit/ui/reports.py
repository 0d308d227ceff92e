"""What is written down about a bug: where it happened, never what the officer was typing."""

from __future__ import annotations

import logging
import platform
import traceback
from pathlib import Path

from PySide6.QtCore import qVersion

from mobile_unit import __version__

log = logging.getLogger(__name__)


def report_of(error: BaseException) -> str:
    """Program, machine, kinds of errors and lines of code. Errors' own texts are left out: they may
    hold what was typed."""
    lines = [
        f"mobile-unit {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.system()} {platform.release()}"
    ]
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


def write_down(error: BaseException) -> str:
    """Log a bug and answer the report that the officer can copy."""
    report = report_of(error)
    log.error("unexpected error\n%s", report)
    return report
