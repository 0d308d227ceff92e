"""The night's rounds without a window, for a task scheduler or a timer."""

from __future__ import annotations

import time
from collections.abc import Callable

from mobile_unit.clock import Clock
from mobile_unit.errors import HeadOfficeBusy, HeadOfficeUnreachable
from mobile_unit.services.syncing import Sync
from mobile_unit.sync.rounds import RoundResult
from mobile_unit.sync.schedule import delay_after


def run_through_the_night(
    sync: Sync, clock: Clock, sleep: Callable[[float], None] = time.sleep
) -> RoundResult:
    """Rounds until nothing waits, with growing pauses while head office can't be reached.

    Outside the nightly window (a setting) or at its end the last failure is raised, so that the
    scheduler sees it.
    """
    night = sync.schedule()
    failures = 0
    while True:
        try:
            return sync.run()
        except HeadOfficeUnreachable as error:
            failures += 1
            if not night.is_night(clock.now()):
                raise
            asked = error.seconds if isinstance(error, HeadOfficeBusy) else 0.0
            sleep(max(delay_after(failures), asked))
