"""One sync round: entries up, feed down, scans up, feed down again; any step can be the last.

Nothing is marked as acknowledged but against a head that head office signed and that matches our own
chain, so a round may be cut anywhere and the next one goes on from what is really there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mobile_unit.clock import Clock, timestamp
from mobile_unit.domain.entries import APPLICATION_CORRECTED, APPLICATION_SUBMITTED
from mobile_unit.errors import Cancelled, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store import applications, blobs, inbox, journal
from mobile_unit.store.engine import Store
from mobile_unit.sync import wire
from mobile_unit.sync.blobs import Uploader
from mobile_unit.sync.client import HeadOffice, Problem, SignedHead
from mobile_unit.sync.inbox import apply_feed

BATCH_ENTRIES = 200
VERSIONS = (APPLICATION_SUBMITTED, APPLICATION_CORRECTED)
BATCH_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Progress:
    """What a round does now: ``connect``, ``entries``, ``feed``, ``scans`` (bytes) or ``done``."""

    step: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What came of a round. ``sent``, ``acknowledged`` and ``waiting`` count applications; ``received``
    counts feed entries, ``refused`` all entries that head office keeps aside."""

    sent: int
    acknowledged: int
    waiting: int
    blobs_waiting: int
    refused: int
    received: int
    entries_sent: int
    entries_waiting: int


class Forked(UserFacingError):
    """Head office holds another story of this journal: the database was restored or copied."""

    def __init__(self) -> None:
        super().__init__(
            _("Head office knows this laptop's journal differently; nothing was sent over it."),
            _("This happens after a restored backup or a copied laptop. Call head office."),
        )


class Round:
    """One pass over everything that waits; made anew each time."""

    def __init__(
        self,
        store: Store,
        office: HeadOffice,
        clock: Clock,
        *,
        unit: str,
        head_office_key: bytes,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._store = store
        self._office = office
        self._clock = clock
        self._unit = unit
        self._head_office_key = head_office_key
        self._progress = progress
        self._cancelled = cancelled
        self._entries_sent = 0
        self._received = 0

    def run(self) -> RoundResult:
        """Raises HeadOfficeUnreachable, Revoked, Forked, FeedBroken, Cancelled; what was done stays done."""
        with self._store.read() as connection:
            acknowledged_before = journal.acknowledged(connection)
        self._progress(Progress("connect"))
        self._send_entries()
        self._pull_feed()
        if self._send_scans() or self._entries_sent:
            self._pull_feed()
        self._progress(Progress("done"))
        with self._store.read() as connection:
            acknowledged = journal.acknowledged_since(connection, acknowledged_before, VERSIONS)
            return RoundResult(
                sent=acknowledged,
                acknowledged=acknowledged,
                waiting=applications.waiting(connection),
                blobs_waiting=blobs.waiting_totals(connection)[0],
                refused=inbox.refused_count(connection),
                received=self._received,
                entries_sent=self._entries_sent,
                entries_waiting=journal.waiting_entries(connection),
            )

    def _checkpoint(self) -> None:
        if self._cancelled():
            raise Cancelled

    def _send_entries(self) -> None:
        with self._store.read() as connection:
            current = journal.current_head(connection)
            total = journal.waiting_entries(connection)
            lives = [life for life, _seq in journal.unacknowledged(connection)]
        for life in lives if current.journal in lives else [*lives, current.journal]:
            self._checkpoint()
            held = self._believe(self._office.head(life))
            while True:
                self._checkpoint()
                self._progress(Progress("entries", self._entries_sent, total))
                with self._store.read() as connection:
                    batch = journal.batch_after(
                        connection, life, held, entries=BATCH_ENTRIES, size=BATCH_BYTES
                    )
                if batch is None:
                    break
                head = self._send(batch)
                reached = self._believe(head)
                if reached < batch.last:
                    raise Forked
                self._entries_sent += len(batch.lines)
                held = reached

    def _send(self, batch: journal.Batch) -> SignedHead:
        try:
            head, _aside = self._office.send(batch.journal, batch.first, batch.last, batch.hash, batch.lines)
            return head
        except Problem as problem:
            if problem.code in ("journal.fork", "journal.foreign"):
                raise Forked from problem
            raise

    def _believe(self, head: SignedHead) -> int:
        """Check a signed head against our own chain and note it; answers its seq."""
        with self._store.write() as connection:
            if journal.hash_of(connection, head.journal, head.seq) != head.hash:
                raise Forked
            journal.acknowledge(connection, head.journal, head.seq)
        return head.seq

    def _pull_feed(self) -> None:
        more = True
        while more:
            self._checkpoint()
            self._progress(Progress("feed", self._received, 0))
            with self._store.read() as connection:
                after, _hash = inbox.cursor(connection)
            entries, more = self._office.feed(after)
            if not entries:
                return
            with self._store.write() as connection:
                self._received += apply_feed(
                    connection, entries, unit=self._unit, head_office_key=self._head_office_key
                )

    def _send_scans(self) -> int:
        """Upload what head office wants, the oldest application's first; answers how many it now holds."""
        with self._store.read() as connection:
            waiting = blobs.waiting(connection)
        wanted: list[blobs.WaitingBlob] = []
        settled = 0
        for start in range(0, len(waiting), wire.MAX_BLOB_QUESTIONS):
            self._checkpoint()
            some = waiting[start : start + wire.MAX_BLOB_QUESTIONS]
            missing, held = self._office.ask_for_blobs([blob.sha256 for blob in some])
            self._acknowledge(held)
            settled += len(held)
            wanted += [blob for blob in some if blob.sha256 in missing]
        total = sum(blob.bytes for blob in wanted)
        done = 0

        def sent(count: int) -> None:
            nonlocal done
            done += count
            self._progress(Progress("scans", done, total))

        uploader = Uploader(self._office, remember=self._remember, sent=sent, checkpoint=self._checkpoint)
        for blob in wanted:
            self._checkpoint()
            with self._store.read() as connection:
                content = blobs.content(connection, blob.sha256)
            if content is None:
                continue
            try:
                uploader.upload(blob, content)
            except Problem as problem:
                if problem.code not in ("blob.held", "blob.unwanted"):
                    raise
                if problem.code == "blob.unwanted":
                    continue
            self._acknowledge({blob.sha256})
            settled += 1
        return settled

    def _acknowledge(self, sha256s: set[str]) -> None:
        if sha256s:
            with self._store.write() as connection:
                blobs.acknowledge(connection, sha256s, timestamp(self._clock.now()))

    def _remember(self, sha256: str, url: str | None) -> None:
        with self._store.write() as connection:
            blobs.remember_upload(connection, sha256, url)
