"""Keeping in step with head office, in words an officer understands."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobile_unit.domain.entries import OTHER_RECORDS
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import Cancelled, TryAgain, UserFacingError
from mobile_unit.services.context import Context
from mobile_unit.services.purging import Purging
from mobile_unit.services.wiping import note_handed_over
from mobile_unit.store import applications, blobs, inbox, journal, settings
from mobile_unit.sync.schedule import Schedule

if TYPE_CHECKING:
    from mobile_unit.sync.client import HeadOffice
    from mobile_unit.sync.fitting import Fitting
    from mobile_unit.sync.rounds import Progress, RoundResult


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What waits (``on_stick`` of it went on a USB stick) and how the last round went; times are ISO.
    ``clock_offset`` is how many seconds the laptop's clock is ahead of head office's, as last seen."""

    waiting: int
    others_waiting: int
    """Complaints, hand-overs and whatever else an officer writes down beside applications."""
    on_stick: int
    in_flight: int
    blobs_waiting: int
    bytes_waiting: int
    refused: int
    parked: int
    last_success: str | None
    last_attempt: str | None
    last_error: str | None
    failures: int
    revoked: bool
    unknown: bool
    clock_offset: int | None
    last_whole: str | None
    """When a round last left nothing behind, scans included."""
    schedule: Schedule


class Sync:
    """Rounds with head office; call ``run`` and ``reachable`` where waiting for a network hurts nobody.

    ``heard`` is called after a round, in which head office may have changed who works here.
    """

    def __init__(self, context: Context, heard: Callable[[], object] = lambda: None) -> None:
        context.require(Permission.LAPTOP)
        self._context = context
        self._heard = heard
        self._in_flight = 0
        self._token: str | None = None
        self._generation: str | None = None
        self._batch: Fitting | None = None

    def status(self) -> SyncStatus:
        with self._context.store.read() as connection:
            last = settings.get(connection, settings.LAST_ROUND, {})
            blobs_waiting, bytes_waiting = blobs.waiting_totals(connection)
            return SyncStatus(
                waiting=applications.waiting(connection),
                others_waiting=journal.waiting_of(connection, OTHER_RECORDS),
                on_stick=applications.on_stick(connection),
                in_flight=self._in_flight,
                blobs_waiting=blobs_waiting,
                bytes_waiting=bytes_waiting,
                refused=inbox.refused_count(connection),
                parked=inbox.parked_count(connection),
                last_success=last.get("success"),
                last_attempt=last.get("attempt"),
                last_error=last.get("error"),
                failures=last.get("failures", 0),
                revoked=last.get("revoked", False),
                unknown=last.get("unknown", False),
                clock_offset=last.get("clock_offset"),
                last_whole=last.get("whole"),
                schedule=Schedule.of(settings.get(connection, settings.SCHEDULE, {})),
            )

    def schedule(self) -> Schedule:
        with self._context.store.read() as connection:
            return Schedule.of(settings.get(connection, settings.SCHEDULE, {}))

    def set_schedule(self, schedule: Schedule) -> None:
        with self._context.store.write() as connection:
            settings.put(connection, settings.SCHEDULE, schedule.as_setting())

    def taken(self) -> int:
        """How many applications this laptop holds, referrals too."""
        with self._context.store.read() as connection:
            return applications.taken(connection)

    def reachable(self) -> bool:
        """Whether head office answers at this moment."""
        from mobile_unit.errors import HeadOfficeUnreachable

        with self._office() as (office, _key):
            try:
                office.server_time()
            except HeadOfficeUnreachable:
                return False
            return True

    def status_at_office(self, number: str, born: date, language: str) -> Mapping[str, Any]:
        """What head office tells the public of an application now (docs/public.md).

        Raises HeadOfficeUnreachable, and UserFacingError where it knows no such number and birth date.
        """
        with self._office() as (office, _key):
            return office.status(number, born.isoformat(), language)

    def is_known(self, server: str, authority: str | None) -> bool:
        """Whether the head office at this address knows this laptop, revoked or not.

        Raises HeadOfficeUnreachable, UserFacingError.
        """
        from mobile_unit.sync.client import Revoked, Unknown

        with self._office_at(server, authority) as (office, _key):
            try:
                office.prove()
            except Revoked:
                return True
            except Unknown:
                return False
        return True

    def forget_token(self) -> None:
        """This laptop is another device from now on."""
        self._token = self._generation = None

    def run(
        self,
        progress: Callable[[Progress], None] = lambda _progress: None,
        cancelled: Callable[[], bool] = lambda: False,
        *,
        scans: bool = True,
    ) -> RoundResult:
        """One round; without ``scans`` only entries and head office's answers travel.

        Raises HeadOfficeUnreachable, NotAllowed (revoked), UserFacingError or Cancelled.

        How it went is kept for ``status``, also when it failed.
        """
        from mobile_unit.sync.rounds import Round, first_batch

        context = self._context
        self._batch = self._batch or first_batch()
        attempt = context.now()
        try:
            with self._office(partial(_pause, cancelled)) as (office, head_office_key):
                under_way = Round(
                    context.store,
                    office,
                    context.clock,
                    unit=context.info.code,
                    officer=context.officer.nip,
                    head_office_key=head_office_key,
                    progress=self._watched(progress),
                    cancelled=cancelled,
                    batch=self._batch,
                    scans=scans,
                )
                result = under_way.run()
        except Cancelled:
            self._note(attempt=attempt)
            raise
        except UserFacingError as error:
            from mobile_unit.sync.client import Revoked, Unknown

            shut_out = {"revoked": isinstance(error, Revoked), "unknown": isinstance(error, Unknown)}
            self._note(attempt=attempt, error=str(error), failed=True, **shut_out)
            raise
        finally:
            self._in_flight = 0
        now = context.now()
        done: dict[str, Any] = {"success": now, "clock_offset": under_way.clock_offset}
        if not (result.blobs_waiting or result.entries_waiting):
            done["whole"] = now
        self._note(attempt=attempt, **done)
        self._keep_what_is_vouched_for(office)
        with context.store.write() as connection:
            note_handed_over(connection, scans=scans)
        self._heard()
        with suppress(TryAgain):  # the next round does it
            Purging(context).run()
        return result

    def _keep_what_is_vouched_for(self, office: HeadOffice) -> None:
        """For the receipts and the bundles; a unit that was enrolled by an older program has none yet. What a
        bad line made of head office's word is not believed."""
        from mobile_unit.sync import proof, sealing, wire
        from mobile_unit.sync.keys import private_key

        with self._context.store.read() as connection:
            head_office = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
            own = wire.public_bytes(private_key(settings.get(connection, settings.DEVICE_KEY)))
        said, unit = office.certificate, self._context.info.code
        if isinstance(said, str) and proof.is_certified(head_office, unit, own, said):
            self._keep(settings.DEVICE_CERTIFICATE, said)
        for name, key, purpose in (
            (settings.BUNDLE_KEY, office.bundle_key, sealing.BUNDLE_KEY),
            (settings.RECOVERY_KEY, office.recovery_key, sealing.RECOVERY_KEY),
        ):
            if isinstance(key, dict):
                with suppress(wire.BadSignature):
                    sealing.vouched(head_office, key, purpose)
                    self._keep(name, key)

    def _keep(self, name: str, said: Any) -> None:
        with self._context.store.read() as connection:
            known = settings.get(connection, name)
        if said is not None and said != known:
            with self._context.store.write() as connection:
                settings.put(connection, name, said)

    def _watched(self, progress: Callable[[Progress], None]) -> Callable[[Progress], None]:
        def watch(step: Progress) -> None:
            self._in_flight = step.total - step.done if step.step == "entries" else 0
            progress(step)

        return watch

    def _note(self, *, failed: bool = False, **values: Any) -> None:
        with self._context.store.write() as connection:
            last = settings.get(connection, settings.LAST_ROUND, {})
            failures = last.get("failures", 0) + 1 if failed else 0
            last |= {"error": None, "failures": failures, "revoked": False, "unknown": False, **values}
            settings.put(connection, settings.LAST_ROUND, last)

    @contextmanager
    def _office(self, pause: Callable[[float], None] | None = None) -> Iterator[tuple[HeadOffice, bytes]]:
        with self._context.store.read() as connection:
            server = settings.get(connection, settings.SERVER)
            authority = settings.get(connection, settings.CERTIFICATE_AUTHORITY)
        with self._office_at(server, authority, pause) as opened:
            yield opened

    @contextmanager
    def _office_at(
        self, server: str, authority: str | None, pause: Callable[[float], None] | None = None
    ) -> Iterator[tuple[HeadOffice, bytes]]:
        from mobile_unit.sync.client import HeadOffice
        from mobile_unit.sync.keys import private_key

        with self._context.store.read() as connection:
            device = settings.get(connection, settings.DEVICE)
            key = private_key(settings.get(connection, settings.DEVICE_KEY))
            head_office_key = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
        with certificate_file(authority) as ca:
            office = HeadOffice(
                server,
                device=device,
                key=key,
                head_office_key=head_office_key,
                ca=ca,
                token=self._token,
                generation=self._generation,
                pause=pause,
            )
            try:
                yield office, head_office_key
            finally:
                self._token, self._generation = office.token, office.generation
                office.close()


def _pause(cancelled: Callable[[], bool], seconds: float) -> None:
    """Wait as head office asked; raises Cancelled as soon as the officer stops the round."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if cancelled():
            raise Cancelled
        time.sleep(min(left, 0.2))  # in naps, so that a cancelled round ends at once


@contextmanager
def certificate_file(pem: str | None) -> Iterator[Path | None]:
    """The office's own certificate authority as a file (it is public), for as long as a round takes."""
    if pem is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="mobile-unit-") as folder:
        path = Path(folder) / "authority.pem"
        path.write_text(pem, encoding="ascii")
        yield path


def as_numbers(result: RoundResult) -> dict[str, int]:
    """A round's result as ``sync`` prints it."""
    return dict(asdict(result))
