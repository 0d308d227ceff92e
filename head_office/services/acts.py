"""What people did to units, pairs and accounts, written down in the same transaction, and read on the page of
the unit or the account."""

from __future__ import annotations

from dataclasses import dataclass

from head_office.office import HeadOffice
from head_office.store import acts, staff
from mobile_unit.i18n import _

CODE_MADE = "code.made"
RENAMED = "unit.renamed"
LEASE_SET = "lease.set"
REVOKED = "laptops.revoked"
WIPE_ORDERED = "wipe.ordered"
OFFICER_PUT = "officer.put"
OFFICER_REMOVED = "officer.removed"
TRAINING_PUT = "training.put"
TRAINING_REMOVED = "training.removed"
VISIT_PLANNED = "visit.planned"
VISIT_CHANGED = "visit.changed"
VISIT_CANCELLED = "visit.cancelled"
DIRECTORY_CHANGED = "directory.changed"
DIRECTORY_REMOVED = "directory.removed"
INDICATORS_COUNTED = "indicators.counted"
PAIR_DISMISSED = "pair.dismissed"
PAIR_TAKEN_UP = "pair.taken_up"
ENTRY_APPLIED = "entry.applied"
ENTRY_RETURNED = "entry.returned"
RECORDS_DESTROYED = "records.destroyed"
PERSON_CORRECTION = "person.correction"
ACCOUNT_ADDED = "account.added"
ACCOUNT_DISABLED = "account.disabled"
ACCOUNT_RESET = "account.reset"
FACTOR_ENROLLED = "factor.enrolled"
CREDENTIAL_CHANGED = "password.changed"
SESSIONS_ENDED = "sessions.ended"
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Act:
    """``words`` say what was done, ``who`` by whom, None where it was a command."""

    at: str
    who: str | None
    words: str
    detail: str


def account(nip: str) -> str:
    """The subject of what was done to somebody's account."""
    return f"staff {nip}"


def about(office: HeadOffice, subject: str) -> list[Act]:
    """The latest acts on a unit or an account, the newest first."""
    with office.database.read() as connection:
        rows = acts.about(connection, subject, MOST_SHOWN)
        named = staff.names(connection)
    words = _words()
    return [
        Act(row["at"], named.get(row["by"], row["by"]), words.get(row["what"], row["what"]), row["detail"])
        for row in rows
    ]


def _words() -> dict[str, str]:
    return {
        CODE_MADE: _("An enrolment code was made"),
        RENAMED: _("The unit was renamed"),
        LEASE_SET: _("The days without head office were set"),
        REVOKED: _("Permission was withdrawn"),
        WIPE_ORDERED: _("A laptop was told to delete everything"),
        OFFICER_PUT: _("An officer was put on the list, or changed"),
        OFFICER_REMOVED: _("An officer was taken off the list"),
        TRAINING_PUT: _("An officer's training was written down, or corrected"),
        TRAINING_REMOVED: _("An officer's training was taken back"),
        VISIT_PLANNED: _("A visit was planned"),
        VISIT_CHANGED: _("A planned visit was changed"),
        VISIT_CANCELLED: _("A planned visit was cancelled"),
        DIRECTORY_CHANGED: _("An office of the directory was changed"),
        DIRECTORY_REMOVED: _("An office was taken off the directory"),
        INDICATORS_COUNTED: _("The indicators were counted anew"),
        PAIR_DISMISSED: _("A likely duplicate was dismissed"),
        PAIR_TAKEN_UP: _("A dismissed pair was taken up again"),
        ENTRY_APPLIED: _("An entry that was kept aside was applied"),
        ENTRY_RETURNED: _("An entry that was kept aside was returned to the unit"),
        PERSON_CORRECTION: _("The person asked for a correction"),
        ACCOUNT_ADDED: _("The account was made, or brought back"),
        ACCOUNT_DISABLED: _("The account was disabled"),
        ACCOUNT_RESET: _("The password was set anew, and the phone is enrolled again"),
        FACTOR_ENROLLED: _("A phone was enrolled as second factor"),
        CREDENTIAL_CHANGED: _("The password was changed"),
        SESSIONS_ENDED: _("The other sessions were ended"),
        RECORDS_DESTROYED: _("Content was destroyed at the end of its retention"),
    }
