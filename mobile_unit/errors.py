"""What can go wrong, by whose fault it is."""

from __future__ import annotations


class UserFacingError(Exception):
    """Shown as it is: ``message`` says what happened, ``next_step`` what to do.

    Both are in the user's language and carry no personal data.
    """

    exit_status = 1

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class NotAllowed(UserFacingError):
    """Wrong PIN, unknown officer, revoked device, or a role that may not do this."""

    exit_status = 3


class MustWait(NotAllowed):
    """Too many wrong PINs went before; nothing was tried. ``seconds`` until the next one may be."""

    def __init__(self, message: str, next_step: str, seconds: int) -> None:
        super().__init__(message, next_step)
        self.seconds = seconds


class WrongUse(UserFacingError):
    """The command's words are off."""

    exit_status = 2


class HeadOfficeUnreachable(UserFacingError):
    """No answer from head office; nothing is lost and the next round goes on from here."""

    exit_status = 69


class HeadOfficeBusy(HeadOfficeUnreachable):
    """Head office answers, and asks not to be asked again for ``seconds``."""

    def __init__(self, message: str, next_step: str, seconds: float) -> None:
        super().__init__(message, next_step)
        self.seconds = seconds


class TryAgain(UserFacingError):
    """Partly done, or an environment fault (disk full, database locked): the same call again goes on."""

    exit_status = 75


class NotSetUp(UserFacingError):
    """This home holds no enrolled unit."""

    exit_status = 78


class Cancelled(Exception):
    """The officer stopped it; shown to nobody."""
