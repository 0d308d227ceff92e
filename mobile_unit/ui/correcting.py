"""From wherever an officer begins a correction to the form in which it is typed."""

from __future__ import annotations

from collections.abc import Callable

from mobile_unit.ui.tasks import Task
from mobile_unit.ui.workplace import Workplace


def correct(place: Workplace, application_id: str, on_failure: Callable[[Exception], None]) -> None:
    """Open the application's correction in the form; one that was begun goes on where it stopped."""

    def work(_task: Task[str]) -> str:
        return place.unit.corrections.begin(application_id)

    def opened(draft_id: str) -> None:
        place.go("new", draft_id)

    place.tasks.run(work, opened, on_failure)
