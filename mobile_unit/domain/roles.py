"""What each role may do: the one table that the services ask."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

OFFICER = "officer"
TEAM_LEADER = "supervisor"
MAINTENANCE = "maintenance"
ROLES = (OFFICER, TEAM_LEADER, MAINTENANCE)


class Permission(Enum):
    """One kind of thing that somebody may be allowed to do."""

    APPLICATIONS = auto()
    """Take, read and correct applications, print their receipts, hand passports over."""
    DAY = auto()
    """Open and close the day's visit, pause it."""
    SIGN_DAY = auto()
    """Sign for a day that is closed."""
    LISTS = auto()
    """Take a list out of the laptop."""
    ACCESS = auto()
    """Give officers their PIN on this laptop, and take it away."""
    VOUCH = auto()
    """Sign in, and let others in, where head office was not heard for too long."""
    LAPTOP = auto()
    """Printers, settings, backups, sticks, rounds with head office, checking that everything is whole."""


_TABLE: Mapping[str, frozenset[Permission]] = {
    OFFICER: frozenset({Permission.APPLICATIONS, Permission.DAY, Permission.LAPTOP}),
    TEAM_LEADER: frozenset(Permission),
    MAINTENANCE: frozenset({Permission.LAPTOP}),
}


def may(role: str, permission: Permission) -> bool:
    """A role that this program does not know may do what maintenance may: nobody's data is shown to it."""
    return permission in _TABLE.get(role, _TABLE[MAINTENANCE])
