"""Why a paper did not come, in codes for the journal and in words for the officer."""

from __future__ import annotations

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

UNREACHABLE = "unreachable"
INTERRUPTED = "interrupted"
PAPER_OUT = "paper_out"
MISSING = "missing"
STOPPED = "stopped"
REFUSED = "refused"
NO_PAPER_SEEN = "no_paper_seen"
FILE = "file"
PROGRAM = "program"


class PrintFailed(UserFacingError):
    """``code`` is the journal's word for it; ``next_step`` what to look at."""

    def __init__(self, code: str, name: str) -> None:
        message, next_step = _words(code)
        super().__init__(message.format(name=name), next_step)
        self.code = code


def _words(code: str) -> tuple[str, str]:
    if code == UNREACHABLE:
        return _("Printer {name} does not answer."), _("Check that it is on and connected.")
    if code == INTERRUPTED:
        return (
            _("Printer {name} stopped in the middle."),
            _("Throw the unfinished paper away; check that it is on and connected."),
        )
    if code == PAPER_OUT:
        return _("Printer {name} has no paper, or is open."), _("Put paper in and close it.")
    if code == MISSING:
        return _("Printer {name} is not connected to this laptop."), _("Connect it, or choose another.")
    if code == STOPPED:
        return _("Printer {name} is stopped."), _("Look at it and let it go on, or choose another.")
    return _("Printer {name} did not take the job."), _("Look at it, or choose another.")
