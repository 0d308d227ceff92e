"""Scanners that the system knows: SANE on Linux by its own program, WIA on Windows; none anywhere else.

A page comes as JPEG at 200 dpi and never touches the disk. Asking and scanning take seconds: never in the
window's own thread.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from mobile_unit.errors import Cancelled, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services import wia

PROGRAM = "scanimage"
DPI = 200
_LOOKS_SECONDS, _SCAN_SECONDS, _POLL_SECONDS = 30, 180, 0.1
_MODES: tuple[list[str], ...] = (["--mode", "Color"], ["--mode", "24bit Color"], [])
"""What the drivers call colour; without a word they take their own choice."""

GivenUp = Callable[[], bool]
"""Whether the officer no longer wants it; asked ten times a second."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """``device`` is what the system calls it, ``name`` what stands on it."""

    device: str
    name: str


def is_supported() -> bool:
    """Whether this machine can have a scanner at all; answers at once."""
    return wia.is_here() if sys.platform == "win32" else shutil.which(PROGRAM) is not None


def scanners(given_up: GivenUp = lambda: False) -> tuple[Scanner, ...]:
    """Those that are plugged in and switched on; empty where the system can't say."""
    if not is_supported():
        return ()
    if sys.platform == "win32":
        return tuple(Scanner(*each) for each in wia.devices())
    try:
        status, answer, _words = _run(["-f", "%d\t%v %m%n"], _LOOKS_SECONDS, given_up)
    except (OSError, TimeoutError):
        return ()
    lines = answer.decode("utf-8", "replace").splitlines() if status == 0 else []
    told = (line.partition("\t") for line in lines)
    return tuple(Scanner(device, name.strip() or device) for device, tab, name in told if tab)


def scan(scanner: Scanner, given_up: GivenUp = lambda: False) -> bytes:
    """One page as JPEG. Raises UserFacingError with what to do; Cancelled when it was given up."""
    if sys.platform == "win32":
        return _by_wia(scanner)
    words = ""
    for mode in _MODES:
        arguments = ["-d", scanner.device, "--resolution", str(DPI), *mode, "--format=jpeg"]
        try:
            status, content, words = _run(arguments, _SCAN_SECONDS, given_up)
        except (OSError, TimeoutError) as error:
            raise _no_answer() from error
        if status == 0 and content:
            return content
        if "option --mode" not in words:
            break
    raise _problem(words)


def _run(arguments: list[str], seconds: float, given_up: GivenUp) -> tuple[int, bytes, str]:
    """(exit status, what it wrote, what it complained of); raises TimeoutError and Cancelled."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
    ) as running:
        try:
            for _step in range(round(seconds / _POLL_SECONDS)):
                try:
                    content, words = running.communicate(timeout=_POLL_SECONDS)
                    return running.returncode, content, words.decode("utf-8", "replace")
                except subprocess.TimeoutExpired:
                    if given_up():
                        raise Cancelled from None
            raise TimeoutError
        finally:
            running.kill()


def _by_wia(scanner: Scanner) -> bytes:
    try:
        return wia.scan(scanner.device, DPI)
    except Exception as error:  # COM's errors have no common class where pywin32 is not installed
        raise _no_answer() from error


def _no_answer() -> UserFacingError:
    return UserFacingError(
        _("The scanner does not answer."), _("Switch it off and on, look at its cable, then scan again.")
    )


def _problem(words: str) -> UserFacingError:
    said = words.lower()
    if "no documents" in said or "out of documents" in said:
        return UserFacingError(
            _("There is no paper in the scanner's feeder."), _("Put the paper in, then scan again.")
        )
    if "jammed" in said:
        return UserFacingError(_("Paper is stuck in the scanner."), _("Take it out, then scan again."))
    if "cover" in said:
        return UserFacingError(_("The scanner's lid is open."), _("Close it, then scan again."))
    if "busy" in said:
        return UserFacingError(
            _("The scanner is busy with another program."), _("Close that program, then scan again.")
        )
    return _no_answer()
