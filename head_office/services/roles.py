"""What each role of the pages may do: the one table that services and pages ask."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

VERIFIER, SUPERVISOR, ADMIN = "verifier", "supervisor", "admin"
ROLES = (VERIFIER, SUPERVISOR, ADMIN)


class Permission(Enum):
    """One kind of thing that a member of the staff may be allowed to do."""

    APPLICATIONS = auto()
    """Read applications and decide on them, each step after the other."""
    OVERRULE = auto()
    """Put back what was decided for good or is ready."""
    PERSON = auto()
    """Read and take out everything that is held on one person, for that person."""
    LOOKS = auto()
    """Read who looked at whose data."""
    KEPT_ASIDE = auto()
    """Read what was kept aside and why; it names nobody."""
    SURVEYS = auto()
    """Read the survey's result; it names nobody."""
    INDICATORS = auto()
    """Read the indicators; they name nobody, and the few are hidden."""
    INDICATOR_CLOCK = auto()
    """Choose from which moment to which working days are counted, and count anew."""
    OUTREACH = auto()
    """Read what outreach was planned and held; photos show people."""
    COMPLAINTS = auto()
    """Read questions and complaints that are not sealed, assign, answer and close them."""
    SEALED_COMPLAINTS = auto()
    """Read those about officers and the names that were given in confidence; never one about oneself."""
    TRAINING = auto()
    """Read what officers attended, lack and scored, and write training down; every look is written down."""
    PERFORMANCE = auto()
    """Read how officers of a unit work, one by one; every look is written down."""
    REFERRALS = auto()
    """Open referrals and say what became of them; every look is written down."""
    DIRECTORY = auto()
    """Change the directory of offices that people are referred to."""
    RELEASE = auto()
    """Take in or throw away what was kept aside."""
    UNITS = auto()
    """Read how units and their laptops stand; it names no applicant."""
    LAPTOPS = auto()
    """Enrol, rename, withdraw and delete."""
    PUBLISH = auto()
    """Propose, approve and publish for the units, and say who works at each."""
    VISITS = auto()
    """Plan visits, and see who is booked for them."""


_TABLE: Mapping[str, frozenset[Permission]] = {
    VERIFIER: frozenset(
        {
            Permission.APPLICATIONS,
            Permission.KEPT_ASIDE,
            Permission.SURVEYS,
            Permission.INDICATORS,
            Permission.OUTREACH,
            Permission.COMPLAINTS,
            Permission.UNITS,
            Permission.VISITS,
        }
    ),
    SUPERVISOR: frozenset(Permission),
    ADMIN: frozenset(
        {
            Permission.KEPT_ASIDE,
            Permission.DIRECTORY,
            Permission.RELEASE,
            Permission.SURVEYS,
            Permission.INDICATORS,
            Permission.INDICATOR_CLOCK,
            Permission.UNITS,
            Permission.LAPTOPS,
            Permission.PUBLISH,
        }
    ),
}
"""An administrator looks after the machine and is shown nobody's data."""


def may(role: str, permission: Permission) -> bool:
    """A role that this program does not know may do nothing."""
    return permission in _TABLE.get(role, frozenset())
