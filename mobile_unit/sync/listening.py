"""Head office's feed over the network: what is new, and where it was restored, from where both lines part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mobile_unit.domain.entries import GENESIS
from mobile_unit.domain.stand_ins import place_of
from mobile_unit.store import inbox, settings
from mobile_unit.store.engine import Store
from mobile_unit.sync import wire
from mobile_unit.sync.client import HeadOffice
from mobile_unit.sync.inbox import FeedBroken, apply_feed, stands_later
from mobile_unit.sync.line import Problem


class Listening:
    """``received`` counts entries that were new; ``checkpoint`` may raise to give up between two calls."""

    def __init__(
        self,
        store: Store,
        office: HeadOffice,
        *,
        unit: str,
        head_office_key: bytes,
        checkpoint: Callable[[], None],
    ) -> None:
        self._store = store
        self._office = office
        self._unit = unit
        self._head_office_key = head_office_key
        self._checkpoint = checkpoint
        self.received = 0

    def pull(self, before_each: Callable[[], None]) -> None:
        """Hear everything that is new; ``before_each`` is called before each page of it.

        Raises HeadOfficeUnreachable, FeedBroken, what ``checkpoint`` raises; what was applied stays.
        """
        self._give_back_what_was_left()
        more = True
        while more:
            self._checkpoint()
            before_each()
            entries, more = self._ask_for_feed()
            if not entries:
                return
            self.apply(entries)

    def apply(self, entries: Sequence[Mapping[str, Any]], as_of: str = "") -> None:
        if entries:
            with self._store.write() as connection:
                self.received += apply_feed(
                    connection,
                    entries,
                    unit=self._unit,
                    head_office_key=self._head_office_key,
                    as_of=as_of,
                )

    def _take_other_line(self, after: int, last: bytes) -> None:
        """Go over to the line that head office is on since it was restored, all of it at once: its end says
        how new it is. One that ends before ours is left until something is said on it."""
        run: list[dict[str, Any]] = []
        more = True
        while more:
            self._checkpoint()
            entries, more = self._office.feed(after, last) if not run else self._office.feed(*_end_of(run))
            run += entries
        as_of = str(run[-1].get("at", "")) if run else ""
        with self._store.read() as connection:
            is_newer = stands_later(connection, as_of)
        if is_newer:
            self.apply(run, as_of)

    def _ask_for_feed(self) -> tuple[list[dict[str, Any]], bool]:
        """The next entries; where head office was restored and lost some of ours, it gets those back, once,
        and is followed from the last entry that is its too: found by asking from further and further back."""
        with self._store.read() as connection:
            after, last = inbox.cursor(connection)
        step = 0
        while True:
            self._checkpoint()
            try:
                answer = self._office.feed(after, last)
                break
            except Problem as problem:
                if problem.code != "feed.fork" or after == 0:
                    raise
            step = max(step * 2, 1)
            after = max(after - step, 0)
            with self._store.read() as connection:
                last = inbox.hash_of(connection, after) or GENESIS
        if step:
            self._give_back(after)
            self._take_other_line(after, last)
            return [], False
        return answer

    def _give_back(self, after: int) -> None:
        """Hand back what head office lost, where it has not had it back yet."""
        with self._store.read() as connection:
            end = inbox.cursor(connection)[1].hex()
            lost = inbox.signed_after(connection, after)
            if settings.get(connection, settings.FEED_GIVEN_BACK) == end:
                return
        for start in range(0, len(lost), wire.MAX_FEED_PAGE):
            self._checkpoint()
            self._office.give_back(lost[start : start + wire.MAX_FEED_PAGE])
        with self._store.write() as connection:
            settings.put(connection, settings.FEED_GIVEN_BACK, end)

    def _give_back_what_was_left(self) -> None:
        """What was set aside when a stick brought another line, and no stick has handed back yet."""
        while True:
            with self._store.read() as connection:
                lost = inbox.lost(connection, wire.MAX_FEED_PAGE)
            if not lost:
                return
            self._checkpoint()
            self._office.give_back(lost)
            with self._store.write() as connection:
                inbox.note_returned(connection, _end_of(lost)[1])


def _end_of(run: Sequence[Mapping[str, Any]]) -> tuple[int, bytes]:
    """(seq, hash) of a run's last entry."""
    try:
        last = place_of(run[-1])
    except ValueError as error:
        raise FeedBroken from error
    return last.seq, last.hash
