"""The one file that wires the program together: a home directory, and the unit that is opened in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mobile_unit.clock import Clock, SystemClock
from mobile_unit.errors import NotAllowed, NotSetUp, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.more import More
from mobile_unit.preferences import Preferences

if TYPE_CHECKING:
    from mobile_unit.domain.applications import Officer, UnitInfo
    from mobile_unit.forms.catalogue import Catalogue
    from mobile_unit.forms.regions import Regions
    from mobile_unit.services.access import Accesses
    from mobile_unit.services.authenticity import Authenticity
    from mobile_unit.services.backups import Backups
    from mobile_unit.services.closing import Closing
    from mobile_unit.services.context import Context
    from mobile_unit.services.corrections import Corrections
    from mobile_unit.services.day import Day
    from mobile_unit.services.drafting import Drafting
    from mobile_unit.services.duplicates import Duplicates
    from mobile_unit.services.enrolling_again import EnrollingAgain
    from mobile_unit.services.exports import Exports
    from mobile_unit.services.following import Following
    from mobile_unit.services.handover import HandOver
    from mobile_unit.services.intake import Intake
    from mobile_unit.services.people_here import PeopleHere
    from mobile_unit.services.prefill import Prefill
    from mobile_unit.services.printers import Printers
    from mobile_unit.services.purging import Purging
    from mobile_unit.services.receipt_desk import ReceiptDesk
    from mobile_unit.services.recovery import Asked
    from mobile_unit.services.standards import Standards
    from mobile_unit.services.stick import Stick
    from mobile_unit.services.syncing import Sync
    from mobile_unit.services.tracking import Tracking
    from mobile_unit.services.wiping import Wiped, Wiping
    from mobile_unit.store.engine import Store
    from mobile_unit.store.key_slots import Cost, KeySlots, Unlocked

HOME_VARIABLE = "MOBILE_UNIT_HOME"


def default_home() -> Path:
    """``MOBILE_UNIT_HOME``, or the platform's place for a user's data."""
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("mobile-unit", appauthor=False)


class Home:
    """The directory that holds everything of one unit; nothing in it is readable without a PIN.

    ``cost`` is what one try of a PIN costs; only tests make it cheaper. ``machine`` is another computer's
    sign, for tests.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        clock: Clock | None = None,
        cost: Cost | None = None,
        machine: str | None = None,
    ):
        self.path = path or default_home()
        self._clock = clock or SystemClock()
        self._cost = cost
        self._machine = machine
        self.finish_wipe()

    @property
    def unit_folder(self) -> Path:
        return self.path / "unit"

    @property
    def is_set_up(self) -> bool:
        return self.unit_folder.exists()

    @cached_property
    def preferences(self) -> Preferences:
        return Preferences.load(self.path / "preferences.json")

    def waiting(self) -> int:
        """Seconds until a PIN may be tried again after too many wrong ones."""
        from mobile_unit.store.tries import Tries

        return Tries(self.unit_folder / "tries.json").waiting() if self.is_set_up else 0

    def enrol(self, server: str, code: str, nip: str, pin: str, ca: Path | None = None) -> Unit:
        """Make this laptop a unit's and sign its first officer in; see ``services/enrolment.py``."""
        from mobile_unit.services.enrolment import enrol

        self.path.mkdir(parents=True, exist_ok=True)
        enrol(
            self.unit_folder, server=server, code=code, nip=nip, pin=pin, ca=ca,
            clock=self._clock, cost=self._cost,
        )  # fmt: skip
        return self.sign_in(nip, pin)

    def sign_in(
        self, who: str, pin: str, *, record: bool = True, leader: tuple[str, str] | None = None
    ) -> Unit:
        """Open the unit for an officer: NIP, its last digits (at least 4), or "" for whoever has this PIN.

        ``record`` writes the sign-in to the journal (the window does, single commands don't). ``leader`` is
        the team leader's (who, PIN), needed where head office was not heard for too long. Raises NotSetUp,
        NotAllowed for a wrong PIN or an officer who is no longer on the list, NeedsLeader.
        """
        from mobile_unit.services.enrolment import KEYS
        from mobile_unit.store.key_slots import KeySlots

        self._require_set_up()
        slots = KeySlots(self.unit_folder / KEYS, self._cost)
        unlocked = slots.unlock(who, pin)
        with self._opened(unlocked.nip, unlocked.key) as store:
            return _open_unit(store, slots, unlocked, self._clock, record=record, leader=leader)

    def _require_set_up(self) -> None:
        if not self.is_set_up:
            raise NotSetUp(_("This laptop is not set up yet."), _("Enrol it with a code from head office."))

    @contextmanager
    def _opened(self, nip: str, key: bytes) -> Iterator[Store]:
        """The database, brought up to date and in its own life; closed where what follows fails."""
        from mobile_unit.services.enrolment import DATABASE
        from mobile_unit.store.engine import Store
        from mobile_unit.store.schema import bring_up_to_date

        _require_database(self.unit_folder / DATABASE)
        store = Store(self.unit_folder / DATABASE, key)
        try:
            bring_up_to_date(store, self.path / "backups")
            self._take_up_life(store, nip)
            yield store
        except BaseException:
            store.close()
            raise

    def _take_up_life(self, store: Store, nip: str) -> None:
        """Go on with the database's life, or begin a new one where it may go on elsewhere."""
        from mobile_unit.services.lives import take_up

        take_up(store, self.unit_folder, nip, self._clock, self._machine)

    def ask_for_recovery(self, nip: str, pin: str, target: Path) -> Asked:
        """Every officer forgot the PIN: write a request for head office; see ``services/recovery.py``."""
        from mobile_unit.services import recovery

        self._require_set_up()
        return recovery.ask(self.unit_folder, target, nip, pin, clock=self._clock, cost=self._cost)

    def recovery_under_way(self) -> Asked | None:
        from mobile_unit.services import recovery

        return recovery.under_way(self.unit_folder)

    def recover(self, answer: Path, pin: str) -> Unit:
        """Take head office's answer with the PIN chosen for it, make that the officer's PIN, and sign in.

        Raises NotAllowed for a wrong PIN or an answer that head office did not give, UserFacingError for one
        that is not to this laptop's last request; nothing is changed then.
        """
        from mobile_unit.services import recovery
        from mobile_unit.services.enrolment import KEYS
        from mobile_unit.store.key_slots import KeySlots

        recovered = recovery.read_answer(self.unit_folder, answer, pin, self._cost)
        slots = KeySlots(self.unit_folder / KEYS, self._cost)
        with self._opened(recovered.nip, recovered.key) as store:
            recovery.settle(store, recovered, self._clock)
            slots.add_anew(recovered.nip, pin, recovered.key)
            recovery.give_up(self.unit_folder)
            return _open_unit(store, slots, slots.unlock(recovered.nip, pin), self._clock, record=True)

    def finish_wipe(self) -> bool:
        """Destroy what this home holds where that was begun; see ``services/wiping.py``."""
        if not (self.path / "wiping.json").exists():
            return False
        from mobile_unit.services.wiping import finish

        return finish(self.path)

    def wiped(self) -> Wiped | None:
        """When head office had this home wiped, and what was lost; None where it was not."""
        if not (self.path / "wiped.json").exists():
            return None
        from mobile_unit.services.wiping import wiped

        return wiped(self.path)

    def send_last_words(self) -> bool:
        """Tell head office that this home is wiped, where it has not heard yet."""
        if not (self.path / "wiped.json").exists():
            return False
        from mobile_unit.services.wiping import send_last_words

        return send_last_words(self.path)

    def restore(self, file: Path, who: str, pin: str, *, replace: bool = False) -> Unit:
        """Make this laptop what a backup holds, and sign in; see ``services/restoring.py``.

        The restored unit begins a new journal. Raises NotAllowed for a PIN that no officer of the backup has,
        UserFacingError for a file that is no whole backup, or a home that is set up without ``replace``.
        """
        from mobile_unit.services.restoring import restore

        self.path.mkdir(parents=True, exist_ok=True)
        nip = restore(file, self.unit_folder, who=who, pin=pin, replace=replace, clock=self._clock)
        return self.sign_in(nip, pin, record=False)


def _require_database(path: Path) -> None:
    """A database that is gone is never replaced by an empty one: what is left may still be recovered."""
    if not path.exists() or path.stat().st_size == 0:
        raise UserFacingError(
            _("The database of this laptop is missing."),
            _("Nothing was changed. Touch nothing more and call head office; what was synced is safe there."),
        )


def _open_unit(
    store: Store,
    slots: KeySlots,
    unlocked: Unlocked,
    clock: Clock,
    *,
    record: bool,
    leader: tuple[str, str] | None = None,
) -> Unit:
    from mobile_unit.domain.applications import Officer, UnitInfo
    from mobile_unit.domain.entries import OFFICER_SIGNED_IN
    from mobile_unit.services.context import Context
    from mobile_unit.services.in_force import InForce
    from mobile_unit.services.lease import admit
    from mobile_unit.services.refused import record_refused
    from mobile_unit.store import inbox, journal, settings

    nip, key = unlocked.nip, unlocked.key
    with store.read() as connection:
        slots.drop(inbox.former_officers(connection), key)
        listed = inbox.officer(connection, nip)
        if listed is None or not listed["active"]:
            raise NotAllowed(_("This officer is no longer on the unit's list."), _("Ask head office."))
        unit = settings.get(connection, settings.UNIT)
        info = UnitInfo(
            unit["code"],
            unit["name"],
            journal.current_head(connection).letter,
            unit["kecamatan"],
            settings.get(connection, settings.SERVER),
        )
    officer = Officer(nip, listed["name"], listed["role"])
    context = Context(store, clock, officer, info, InForce(store, clock), unlocked.own)
    admit(context, slots, key, leader)
    record_refused(context, slots.tries)
    if record:
        with store.write() as connection:
            context.record(connection, OFFICER_SIGNED_IN, {})
    opened = Unit(context, slots, key)
    opened.keep_recoverable()
    return opened


class Unit(More):
    """An opened unit with an officer signed in; one per process."""

    def __init__(self, context: Context, slots: KeySlots, key: bytes) -> None:
        self.context = context
        self._slots = slots
        self._key = key
        context.in_force.lend()

    @property
    def officer(self) -> Officer:
        return self.context.officer

    @property
    def info(self) -> UnitInfo:
        return self.context.info

    @property
    def catalogue(self) -> Catalogue:
        return self.context.catalogue

    @property
    def regions(self) -> Regions:
        return self.context.regions

    @property
    def clock(self) -> Clock:
        return self.context.clock

    @cached_property
    def intake(self) -> Intake:
        from mobile_unit.services.intake import Intake

        return Intake(self.context)

    @cached_property
    def drafting(self) -> Drafting:
        from mobile_unit.services.drafting import Drafting

        return Drafting(self.context, self.intake)

    @cached_property
    def duplicates(self) -> Duplicates:
        from mobile_unit.services.duplicates import Duplicates

        return Duplicates(self.context)

    @cached_property
    def tracking(self) -> Tracking:
        from mobile_unit.services.tracking import Tracking

        return Tracking(self.context)

    @cached_property
    def standards(self) -> Standards:
        from mobile_unit.services.standards import Standards

        return Standards(self.context)

    @cached_property
    def corrections(self) -> Corrections:
        from mobile_unit.services.corrections import Corrections

        return Corrections(self.context, self.intake)

    @cached_property
    def prefill(self) -> Prefill:
        from mobile_unit.services.prefill import Prefill

        return Prefill(self.context, self.intake, self.tracking)

    @cached_property
    def handover(self) -> HandOver:
        from mobile_unit.services.handover import HandOver

        return HandOver(self.context, self.tracking)

    @cached_property
    def exports(self) -> Exports:
        from mobile_unit.services.exports import Exports

        return Exports(self.context)

    @cached_property
    def people_here(self) -> PeopleHere:
        from mobile_unit.services.people_here import PeopleHere

        return PeopleHere(self.context, self.exports)

    @cached_property
    def following(self) -> Following:
        from mobile_unit.services.following import Following

        return Following(self.context, self.exports)

    @cached_property
    def day(self) -> Day:
        from mobile_unit.services.day import Day

        return Day(self.context)

    @cached_property
    def closing(self) -> Closing:
        from mobile_unit.services.closing import Closing

        return Closing(self.context, self._slots.unlock)

    @cached_property
    def backups(self) -> Backups:
        from mobile_unit.services.backups import Backups

        return Backups(self.context, self._slots, self._key)

    @cached_property
    def authenticity(self) -> Authenticity:
        from mobile_unit.services.authenticity import Authenticity

        return Authenticity(self.context)

    @cached_property
    def receipts(self) -> ReceiptDesk:
        from mobile_unit.services.receipt_desk import ReceiptDesk

        return ReceiptDesk(self.context, self.tracking, self.authenticity)

    @cached_property
    def printers(self) -> Printers:
        from mobile_unit.services.printers import Printers

        return Printers(self.context)

    @cached_property
    def sync(self) -> Sync:
        from mobile_unit.services.syncing import Sync

        return Sync(self.context, self.heed_head_office)

    @cached_property
    def enrolling_again(self) -> EnrollingAgain:
        from mobile_unit.services.enrolling_again import EnrollingAgain

        return EnrollingAgain(self.context, self.sync, self.heed_head_office)

    @cached_property
    def wiping(self) -> Wiping:
        from mobile_unit.services.wiping import Wiping

        return Wiping(self.context)

    @cached_property
    def purging(self) -> Purging:
        from mobile_unit.services.purging import Purging

        return Purging(self.context)

    @cached_property
    def stick(self) -> Stick:
        from mobile_unit.services.stick import Stick

        return Stick(self.context, self.heed_head_office)

    def unlock(self, who: str, pin: str) -> str:
        """The NIP of whose PIN this is, "" for the officer's own who is signed in; signs nobody in.

        Raises NotAllowed for a wrong PIN, and for an officer whom head office's list no longer names.
        """
        from mobile_unit.services.refused import record_refused
        from mobile_unit.store import inbox

        nip = self._slots.unlock(who or self.officer.nip, pin).nip
        with self.context.store.read() as connection:
            listed = inbox.officer(connection, nip)
        if listed is None or not listed["active"]:
            raise NotAllowed(_("This officer is no longer on the unit's list."), _("Ask head office."))
        record_refused(self.context, self._slots.tries)
        return nip

    def heed_head_office(self) -> None:
        """Head office was heard: who is no longer on its list can open nothing here from now on."""
        from mobile_unit.store import inbox

        with self.context.store.read() as connection:
            former = inbox.former_officers(connection)
        self._slots.drop(former, self._key)
        self.context.in_force.read_anew()
        self.keep_recoverable()

    def is_still_mine(self) -> bool:
        """Whether head office's list still names who is signed in, in the same role."""
        from mobile_unit.store import inbox

        with self.context.store.read() as connection:
            listed = inbox.officer(connection, self.officer.nip)
        return listed is not None and bool(listed["active"]) and listed["role"] == self.officer.role

    def keep_recoverable(self) -> bool:
        """See to it that head office could open this laptop; a folder that can't be written is no reason to
        stop."""
        from mobile_unit.services.recovery import keep_recoverable

        try:
            return keep_recoverable(self.context.store, self._slots.path.parent, self._key)
        except OSError:
            return False

    @cached_property
    def access(self) -> Accesses:
        from mobile_unit.services.access import Accesses

        return Accesses(self.context, self._slots, lambda: self._key)

    def broken_things(self) -> Iterator[str]:
        """What ``verify`` finds, worst first: the database itself, the chain, the scans."""
        from mobile_unit.services.verification import broken_things

        return broken_things(self.context.store)

    def close(self) -> None:
        """Sign out: the database is closed and its key forgotten."""
        self._key = b""
        self.context.in_force.close()
        self.context.store.close()
