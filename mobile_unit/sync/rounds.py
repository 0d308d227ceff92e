"""One sync round: entries up, feed down, scans up, feed down again; any step can be the last.

Nothing is marked as acknowledged but against a head that head office signed and that matches our own
chain, so a round may be cut anywhere and the next one goes on from what is really there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from mobile_unit import __version__
from mobile_unit.clock import Clock, timestamp
from mobile_unit.domain.entries import APPLICATION_CORRECTED, APPLICATION_SUBMITTED
from mobile_unit.domain.standing import Standing
from mobile_unit.errors import Cancelled, HeadOfficeUnreachable, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store import applications, blobs, inbox, journal, lease, reconciled, settings
from mobile_unit.store.engine import Connection, Store
from mobile_unit.sync import lives, wire
from mobile_unit.sync.blobs import Uploader
from mobile_unit.sync.client import HeadOffice, SignedHead
from mobile_unit.sync.fitting import Fitting
from mobile_unit.sync.inbox import FeedBroken
from mobile_unit.sync.line import Problem
from mobile_unit.sync.listening import Listening
from mobile_unit.sync.packing import Unpackable

MOST_FORKS = 26
VERSIONS = (APPLICATION_SUBMITTED, APPLICATION_CORRECTED)
FIRST_BATCH_BYTES = 256 * 1024
SMALLEST_BATCH_BYTES = 8 * 1024
LARGEST_BATCH_BYTES = 1024 * 1024
"""Of entries before they are packed to about a tenth."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a round does now: ``connect``, ``entries``, ``feed``, ``ask`` (which scans it
    lacks), ``scans`` (bytes) or ``done``."""

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
    """Head office holds another story of a journal than ours, or does not take it as ours."""

    def __init__(self) -> None:
        super().__init__(
            _("Head office knows this laptop's journal differently; nothing was sent over it."),
            _("Nothing is lost here. Call head office if it happens again."),
        )


class _OtherStory(Exception):
    """Head office's story of a life is another than ours."""

    def __init__(self, life: str) -> None:
        super().__init__(life)
        self.life = life


def last_common(end: int, is_same: Callable[[int], bool]) -> int:
    """The last number up to ``end`` where two chains are the same, asking as few times as may be; they begin
    the same at 0. Mostly one simply ends before the other, so the end is asked first."""
    if end == 0 or is_same(end):
        return end
    low, high = 0, end
    while high - low > 1:
        middle = (low + high) // 2
        if is_same(middle):
            low = middle
        else:
            high = middle
    return low


def first_batch() -> Fitting:
    """Where nothing is known of the link yet."""
    return Fitting(FIRST_BATCH_BYTES, SMALLEST_BATCH_BYTES, LARGEST_BATCH_BYTES)


class Round:
    """One pass over everything that waits; made anew each time."""

    def __init__(
        self,
        store: Store,
        office: HeadOffice,
        clock: Clock,
        *,
        unit: str,
        officer: str,
        head_office_key: bytes,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
        batch: Fitting | None = None,
        scans: bool = True,
    ) -> None:
        """``batch`` is what earlier rounds learnt of the link; without ``scans`` they wait for another
        round."""
        self._store = store
        self._office = office
        self._clock = clock
        self._officer = officer
        self._progress = progress
        self._cancelled = cancelled
        self._batch = batch or first_batch()
        self._with_scans = scans
        self._entries_sent = 0
        self._feed = Listening(
            store, office, unit=unit, head_office_key=head_office_key, checkpoint=self._checkpoint
        )
        self._has_doubted = False
        self.clock_offset: int | None = None
        """Seconds that this laptop's clock is ahead of head office's, once that has signed a head."""

    def run(self) -> RoundResult:
        """Raises HeadOfficeUnreachable, Revoked, Forked, FeedBroken, Cancelled; what was done stays done."""
        with self._store.read() as connection:
            acknowledged_before = journal.acknowledged(connection)
        self._progress(Progress("connect"))
        at_once = self._exchange()
        if not at_once:
            self._send_entries()
            self._hear()
        if (self._with_scans and self._send_scans()) or (self._entries_sent and not at_once):
            self._hear()
        self._keep_generation()
        self._progress(Progress("done"))
        with self._store.read() as connection:
            acknowledged = journal.acknowledged_since(connection, acknowledged_before, VERSIONS)
            return RoundResult(
                sent=acknowledged,
                acknowledged=acknowledged,
                waiting=applications.waiting(connection),
                blobs_waiting=blobs.waiting_totals(connection)[0],
                refused=inbox.refused_count(connection),
                received=self._feed.received,
                entries_sent=self._entries_sent,
                entries_waiting=journal.waiting_entries(connection),
            )

    def _checkpoint(self) -> None:
        if self._cancelled():
            raise Cancelled

    def _exchange(self) -> bool:
        """Entries and feed in single small calls; False where the longer way has to find out what is so.

        It supposes that head office's head and ours are the same. Where they are not, or where it does not
        know this call, nothing was changed that the longer way would not take up.
        """
        with self._store.read() as connection:
            head = journal.current_head(connection)
            total = journal.waiting_entries(connection)
            waiting = {life for life, _seq in journal.unacknowledged(connection)}
            held = journal.hash_of(connection, head.journal, head.acknowledged)
            last = journal.find_entry(connection, head.journal, head.acknowledged)
            # which of head office's lives the feed is of is known once a round was whole
            is_unsure = inbox.cursor(connection)[0] > 0 and self._known_generation(connection) is None
            has_lost = inbox.lost(connection, 1)
        raw = last.raw if last else b""
        if held is None or waiting - {head.journal} or is_unsure or has_lost:
            return False
        reached = head.acknowledged
        while True:
            self._checkpoint()
            self._progress(Progress("entries", self._entries_sent, total))
            with self._store.read() as connection:
                cursor = inbox.cursor(connection)
                batch = journal.batch_after(
                    connection,
                    head.journal,
                    reached,
                    entries=wire.MAX_BATCH_ENTRIES,
                    size=self._batch.size,
                )
            lines, last_hash = (batch.lines, batch.hash) if batch else ((), held)
            try:
                self._say_how_it_stands(sending=len(lines))
                with self._timed(lines):
                    answer = self._office.exchange(
                        head.journal, (reached, held), cursor, lines, last_hash, raw
                    )
                if self._believe(answer.head) != reached + len(lines):
                    return False
            except (Unpackable, Problem, _OtherStory):
                return False
            if self._was_restored(False):
                return False
            self._entries_sent += len(lines)
            reached, held, raw = reached + len(lines), last_hash, lines[-1] if lines else raw
            try:
                self._feed.apply(answer.feed)
            except FeedBroken:  # it was restored, and goes on otherwise from before our last entry
                return False
            with self._store.read() as connection:
                if journal.current_head(connection).seq <= reached:
                    return not answer.more

    def _say_how_it_stands(self, sending: int = 0) -> None:
        """With the next call, which brings ``sending`` entries: what then still waits here. Where scans
        follow the entries it is said after them, or by the next round: an application alone stays small."""
        with self._store.read() as connection:
            entries = max(journal.waiting_entries(connection) - sending, 0)
            scans = blobs.waiting_totals(connection)[0]
            known = settings.get(connection, settings.LAST_ROUND, {}).get("clock_offset")
        offset = known if self.clock_offset is None else self.clock_offset
        more = bool(sending and scans)
        self._office.standing = None if more else Standing(__version__, entries, scans, offset)

    def _send_entries(self) -> None:
        """Send every life's entries, the oldest first; where head office holds another story of one, what it
        lacks is written again in a new life, and sent too."""
        for _attempt in range(MOST_FORKS):
            try:
                self._send_lives()
                return
            except _OtherStory as other:
                self._part_from(other.life)
        raise Forked

    def _send_lives(self) -> None:
        with self._store.read() as connection:
            current = journal.current_head(connection)
            total = journal.waiting_entries(connection)
            waiting = {life for life, _seq in journal.unacknowledged(connection)}
            every_life = journal.lives(connection)
        self._checkpoint()
        head = self._office.head(current.journal)
        everything = self._was_restored(head.seq < current.acknowledged)
        for life, end in every_life:
            if everything or life in waiting or life == current.journal:
                self._checkpoint()
                is_current = life == current.journal
                # an earlier life may go on elsewhere; what counts is that head office holds ours
                held = self._believe(head if is_current else self._office.head(life, end))
                self._send_life(life, None if is_current else end, held, total)

    def _was_restored(self, lacks_entries: bool) -> bool:
        """Whether head office was restored from a backup since the last whole round; then it is asked anew
        for everything that it once had."""
        generation = self._office.generation
        with self._store.read() as connection:
            known = self._known_generation(connection)
        restored = lacks_entries or (generation is not None and known not in (None, generation))
        if restored and not self._has_doubted:
            self._has_doubted = True
            with self._store.write() as connection:
                blobs.doubt_all(connection)
                reconciled.doubt_all(connection)
        return restored

    @staticmethod
    def _known_generation(connection: Connection) -> Any:
        return settings.get(connection, settings.OFFICE_GENERATION)

    def _keep_generation(self) -> None:
        generation = self._office.generation
        with self._store.read() as connection:
            known = self._known_generation(connection)
        if generation not in (None, known):
            with self._store.write() as connection:
                settings.put(connection, settings.OFFICE_GENERATION, generation)

    def _send_life(self, life: str, until: int | None, held: int, total: int) -> None:
        """Send what head office lacks after ``held``; of a life that was left, up to ``until``."""
        while True:
            self._checkpoint()
            self._progress(Progress("entries", self._entries_sent, total))
            with self._store.read() as connection:
                batch = journal.batch_after(
                    connection,
                    life,
                    held,
                    entries=wire.MAX_BATCH_ENTRIES,
                    size=self._batch.size,
                    until=until,
                )
            if batch is None:
                return
            if journal.lacks_content(batch):
                raise _OtherStory(life)  # head office lost what was removed here since: go on without it
            reached = self._believe(self._send(batch))
            if reached < batch.last:
                raise _OtherStory(life)
            self._entries_sent += len(batch.lines)
            held = reached

    def _part_from(self, life: str) -> None:
        """Find how far our story of a life is head office's too; leave the life there and go on in a new one,
        which says again what head office lacks."""
        with self._store.read() as connection:
            end = dict(journal.lives(connection))[life]
        same = last_common(end, partial(self._is_same, life))
        with self._store.write() as connection:
            at = timestamp(self._clock.now())
            lives.part(connection, life, same, at=at, officer=self._officer)

    def _is_same(self, life: str, seq: int) -> bool:
        """Whether head office holds our own entry ``seq`` of a life."""
        self._checkpoint()
        head = self._office.head(life, seq)
        with self._store.read() as connection:
            return head.seq == seq and journal.hash_of(connection, life, seq) == head.hash

    def _send(self, batch: journal.Batch) -> SignedHead:
        try:
            with self._timed(batch.lines):
                head, _aside = self._office.send(
                    batch.journal, batch.first, batch.last, batch.hash, batch.lines
                )
            return head
        except Problem as problem:
            if problem.code == "journal.fork":
                raise _OtherStory(batch.journal) from problem
            if problem.code == "journal.foreign":
                raise Forked from problem
            raise

    @contextmanager
    def _timed(self, lines: Sequence[bytes]) -> Iterator[None]:
        """Learn from a batch how large the next one may be."""
        began = time.monotonic() - self._office.paused
        try:
            yield
        except HeadOfficeUnreachable:
            self._batch.cut()
            raise
        self._batch.learn(sum(map(len, lines)), time.monotonic() - self._office.paused - began)

    def _believe(self, head: SignedHead) -> int:
        """Check a signed head against our own chain and note it; answers its seq."""
        with self._store.write() as connection:
            if journal.hash_of(connection, head.journal, head.seq) != head.hash:
                raise _OtherStory(head.journal)
            journal.acknowledge(connection, head.journal, head.seq)
            if self._office.generation and self._known_generation(connection) is None:
                # from here on something counts as held: by head office as it is now
                settings.put(connection, settings.OFFICE_GENERATION, self._office.generation)
            lease.renew(connection, head.at, self._clock.now())
        self._compare_clocks(head.at)
        return head.seq

    def _compare_clocks(self, at: str) -> None:
        try:
            self.clock_offset = int((self._clock.now() - datetime.fromisoformat(at)).total_seconds())
        except (TypeError, ValueError):
            self.clock_offset = None

    def _hear(self) -> None:
        def before_each() -> None:
            self._progress(Progress("feed", self._feed.received, 0))
            self._say_how_it_stands()

        self._feed.pull(before_each)

    def _send_scans(self) -> int:
        """Upload what head office wants, the oldest application's first; answers how many it now holds."""
        with self._store.read() as connection:
            waiting = blobs.waiting(connection)
        if waiting:
            self._progress(Progress("ask"))
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
        while wanted:
            self._checkpoint()
            together = uploader.together(wanted)
            wanted = wanted[len(together) :]
            with self._store.read() as connection:
                found = [(blob, blobs.content(connection, blob.sha256)) for blob in together]
            settled += self._upload(uploader, [(blob, content) for blob, content in found if content])
        return settled

    def _upload(self, uploader: Uploader, scans: Sequence[tuple[blobs.WaitingBlob, bytes]]) -> int:
        """Bring scans to head office, together where there are several; answers how many it holds now."""
        held = uploader.upload_several(scans) if len(scans) > 1 else set()
        self._acknowledge(held)
        for blob, content in scans:
            if blob.sha256 in held:
                continue
            self._checkpoint()
            try:
                uploader.upload(blob, content)
            except Problem as problem:
                if problem.code not in ("blob.held", "blob.unwanted"):
                    raise
                if problem.code == "blob.unwanted":
                    continue
            self._acknowledge({blob.sha256})
            held = held | {blob.sha256}
        return len(held)

    def _acknowledge(self, sha256s: set[str]) -> None:
        if sha256s:
            with self._store.write() as connection:
                blobs.acknowledge(connection, sha256s, timestamp(self._clock.now()))

    def _remember(self, sha256: str, url: str | None) -> None:
        with self._store.write() as connection:
            blobs.remember_upload(connection, sha256, url)
