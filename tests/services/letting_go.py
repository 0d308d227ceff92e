"""What must have happened before a laptop lets a record go, and what is to be searched afterwards."""

from __future__ import annotations

from datetime import timedelta

from head_office.services import nightly
from head_office.services.publishing import publish
from head_office.services.tracking import set_status
from mobile_unit.clock import today
from mobile_unit.demo import take_sample
from mobile_unit.store.tables import applications, feed, journal


def reconciled_and_decided(unit, later, clock, serial: int = 1, state: str | None = "rejected"):
    """An application that head office holds, has signed to hold, and has decided; told long ago."""
    taken = take_sample(unit, serial)
    unit.sync.run()
    if state is not None:
        set_status(later, taken.number, state, "NAMA IBU tidak cocok")
    assert nightly.reconcile(later, "WK01", today(later.clock)).stated >= 1
    unit.sync.run()
    return taken


def some_word(later) -> None:
    """Head office says something, by which the unit hears how late it is."""
    with later.database.write() as connection:
        publish(later, connection, "WK01", "greeting", {})


def weeks_pass(later, clock, days: int = 15) -> None:
    clock.moment += timedelta(days=days)
    some_word(later)


def everything_kept(unit) -> bytes:
    """All bytes that tables of this unit hold of entries and the feed."""
    with unit.context.store.read() as connection:
        rows = [*connection.execute(journal.select()), *connection.execute(feed.select())]
        people = [str(tuple(row)) for row in connection.execute(applications.select())]
    return b"".join(row.raw for row in rows) + "".join(people).encode()
