"""What every service of an opened unit needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mobile_unit.clock import Clock, timestamp
from mobile_unit.domain.applications import Officer, UnitInfo
from mobile_unit.domain.entries import Entry
from mobile_unit.domain.roles import Permission, may
from mobile_unit.errors import NotAllowed
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.i18n import _
from mobile_unit.services.in_force import InForce
from mobile_unit.store import journal
from mobile_unit.store.engine import Connection, Store
from mobile_unit.store.journal import Head
from mobile_unit.store.own_key import OwnKey


@dataclass(frozen=True)
class Context:
    """The open store, who is signed in, which unit this is, what holds here today, and what only who is
    signed in opens."""

    store: Store
    clock: Clock
    officer: Officer
    info: UnitInfo
    in_force: InForce
    own: OwnKey

    @property
    def catalogue(self) -> Catalogue:
        return self.in_force.today

    @property
    def regions(self) -> Regions:
        return self.in_force.regions

    def now(self) -> str:
        return timestamp(self.clock.now())

    def may(self, permission: Permission) -> bool:
        return may(self.officer.role, permission)

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed unless the role of who is signed in may do this."""
        if not self.may(permission):
            raise NotAllowed(_("Your role on this unit does not include this."), _("Ask your team leader."))

    def record(
        self,
        connection: Connection,
        kind: str,
        body: Mapping[str, Any],
        subject: str | None = None,
        head: Head | None = None,
    ) -> Entry:
        """Append an entry in the officer's name, within the caller's transaction."""
        return journal.append(
            connection,
            at=self.now(),
            officer=self.officer.nip,
            kind=kind,
            body=body,
            subject=subject,
            head=head,
        )
