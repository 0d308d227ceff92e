"""Who may sign in where head office was not heard for too long: with the team leader, but never nobody."""

from __future__ import annotations

from mobile_unit.domain.entries import OFFICER_VOUCHED
from mobile_unit.domain.roles import Permission, may
from mobile_unit.errors import Cancelled, NotAllowed, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.syncing import Sync
from mobile_unit.store import inbox, lease
from mobile_unit.store.key_slots import KeySlots

Leader = tuple[str, str]
"""Who (NIP or its last digits) and PIN."""


class NeedsLeader(NotAllowed):
    """The lease is over: the team leader's PIN is needed too."""

    def __init__(self) -> None:
        super().__init__(
            _("Head office was not heard for too long; you sign in together with your team leader."),
            _("The team leader types NIP and PIN below. One sync with head office ends this."),
        )


def admit(context: Context, slots: KeySlots, key: bytes, leader: Leader | None) -> None:
    """Let who signs in go on, within the lease or by whoever vouches; on record where it was over.

    Over, head office is asked at once, which ends it where there is a network. A team leader may go on
    alone; so may anybody where no team leader has a PIN on this laptop. Raises NeedsLeader, NotAllowed.
    """
    if days_left(context) > 0 or (leader is None and _renews(context)):
        return
    nip: str | None = context.officer.nip
    if not context.may(Permission.VOUCH):
        nip = _vouching(context, slots, key, leader)
    with context.store.write() as connection:
        context.record(connection, OFFICER_VOUCHED, {"officer": context.officer.nip, "leader": nip})


def days_left(context: Context) -> int:
    """Days until the lease is over, as of now; the clock can't be set back behind this moment any more."""
    now = context.clock.now()
    with context.store.read() as connection:
        is_due = lease.is_due(connection, now)
    if is_due:
        with context.store.write() as connection:
            lease.note(connection, now)
    with context.store.read() as connection:
        return lease.days_left(connection, now)


def _renews(context: Context) -> bool:
    """Ask head office; who is no longer on its list stays out."""
    try:
        Sync(context).run(scans=False)
    except (UserFacingError, Cancelled):
        return False
    with context.store.read() as connection:
        listed = inbox.officer(connection, context.officer.nip)
    if listed is None or not listed["active"]:
        raise NotAllowed(_("This officer is no longer on the unit's list."), _("Ask head office."))
    return days_left(context) > 0


def _vouching(context: Context, slots: KeySlots, key: bytes, leader: Leader | None) -> str | None:
    """The NIP of the team leader who vouches; None where there is none who could."""
    with context.store.read() as connection:
        listed = {officer["nip"]: officer["role"] for officer in inbox.active_officers(connection)}
    leaders = [nip for nip, role in listed.items() if may(role, Permission.VOUCH)]
    if not slots.holders(leaders, key):
        return None
    if leader is None:
        raise NeedsLeader
    nip = slots.unlock(*leader).nip
    if nip not in leaders:
        raise NotAllowed(_("This is no team leader of this unit."), _("Ask your team leader."))
    return nip
