"""Which officers of the unit's list can open this laptop, and the team leader who gives and takes that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mobile_unit.domain.applications import Officer
from mobile_unit.domain.entries import OFFICER_ACCESS
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import NotAllowed
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import inbox
from mobile_unit.store.key_slots import KeySlots, require_fit_pin


@dataclass(frozen=True, slots=True)
class Access:
    """An officer on the list, and whether a PIN of theirs opens this laptop."""

    officer: Officer
    has_pin: bool


class Accesses:
    """``key`` answers the database key, which every slot holds."""

    def __init__(self, context: Context, slots: KeySlots, key: Callable[[], bytes]) -> None:
        self._context = context
        self._slots = slots
        self._key = key

    @property
    def may_change(self) -> bool:
        return self._context.may(Permission.ACCESS)

    def listed(self) -> tuple[Access, ...]:
        """Everybody on the unit's list, by name."""
        with self._context.store.read() as connection:
            rows = inbox.active_officers(connection)
        officers = [Officer(row["nip"], row["name"], row["role"]) for row in rows]
        holders = self._slots.holders([officer.nip for officer in officers], self._key())
        return tuple(Access(officer, officer.nip in holders) for officer in officers)

    def give(self, nip: str, pin: str) -> None:
        """Give an officer of the unit's list a PIN of their own on this laptop (or a new one).

        Raises NotAllowed for who is no team leader and who is not on the list, UserFacingError for a PIN
        that is easily guessed.
        """
        self._require_team_leader()
        require_fit_pin(pin, nip)
        context = self._context
        with context.store.write() as connection:
            listed = inbox.officer(connection, nip)
            if listed is None or not listed["active"]:
                raise NotAllowed(_("This officer is not on the unit's list."), _("Ask head office."))
            context.record(connection, OFFICER_ACCESS, {"officer": nip, "given": True})
        self._slots.add(nip, pin, self._key())

    def take(self, nip: str) -> None:
        """Take an officer's way into this laptop away; the database stays as it is."""
        self._require_team_leader()
        if nip == self._context.officer.nip:
            raise NotAllowed(_("You can't take your own PIN away."), _("Another team leader can."))
        with self._context.store.write() as connection:
            self._context.record(connection, OFFICER_ACCESS, {"officer": nip, "given": False})
        self._slots.remove(nip, self._key())

    def _require_team_leader(self) -> None:
        if not self.may_change:
            raise NotAllowed(_("Only a team leader gives officers their PIN."), _("Ask your team leader."))
