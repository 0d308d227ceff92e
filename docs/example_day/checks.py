"""Whether the day is whole: counted, sent, acknowledged and reconciled, by unit and head office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pypdfium2

from docs.example_day.play import Play
from head_office.services import complaints, outreach, surveys, tracking, verification
from head_office.store import complaints as kept_complaints
from head_office.store import queue
from mobile_unit.domain.periods import Period
from mobile_unit.domain.queue import SERVED

PRINTED = ("u1", "u2", "u3", "u4", "u5", "u6", "u7", "u9", "u8")
"""On the screen, as on paper, facilities are asked before complaints."""

Check = tuple[str, Any, Any]
"""What is compared, what it should be, what it is."""


def checks(play: Play) -> Iterator[Check]:
    yield from _counter(play)
    yield from _head_office(play)
    yield from _survey(play)
    yield from _night(play)
    yield from _morning(play)


def _counter(play: Play) -> Iterator[Check]:
    count = len(play.script.applications)
    counts = play.closed.counts
    yield "applications counted at the closing", count, counts.submitted
    yield "of them in the journal", count, counts.in_journal
    yield "receipts handed out", count, counts.receipted
    yield "corrected by then", 1, counts.corrected
    yield "withdrawn", 1, counts.withdrawn
    yield "referred to the office", 3, counts.referred
    yield "drafts left", 0, counts.drafts
    yield "tickets waiting", 0, play.closed.tickets_waiting
    yield "receipts that name their application", count, sum(map(_names_its_application, play.intake.files()))
    rounds = [(0, 0), (count, count), (0, 0), (1, 1)]
    yield "sent and acknowledged, round by round", rounds, play.counter.rounds
    status = play.counter.unit.sync.status()
    left = (status.waiting, status.blobs_waiting, status.refused, status.parked)
    yield "left waiting, scans waiting, refused, parked", (0, 0, 0, 0), left
    yield "broken things on the laptop", [], list(play.counter.unit.broken_things())


def _names_its_application(path: Any) -> bool:
    with pypdfium2.PdfDocument(path) as document:
        return path.stem in document[0].get_textpage().get_text_range()


def _head_office(play: Play) -> Iterator[Check]:
    rows = {row["number"]: row for row in tracking.listed(play.stage.office)}
    wanted = {
        play.intake.taken[line].number: sorted(document["kind"] for document in record["documents"])
        for line, record in enumerate(play.script.applications, 1)
    }
    held = {
        number: sorted(document["kind"] for document in row["documents"] if document["held"])
        for number, row in rows.items()
    }
    yield "applications at head office, each with all its scans", wanted, held
    said = play.script.said
    states = Counter(row["state"] for row in rows.values())
    yield "withdrawn at head office", 1, states["withdrawn"]
    yield "billed", len(said["decisions"]["billed"]), states["awaiting_payment"]
    yield "verified", len(said["decisions"]["verified"]), states["verification"]
    yield "questions that the answer book ended", 12, complaints.answered_by_book(play.stage.office)[0]
    with play.stage.office.database.read() as connection:
        told = [(each["status"], bool(each["told_at"])) for each in kept_complaints.every(connection)]
    yield "complaints, answered and told", [("answered", True)] * len(said["complaints"]), told
    month = f"{play.script.day:%Y-%m}"
    with play.stage.office.database.read() as connection:
        tickets = queue.moments(connection, said["date"], said["date"])
    ends = Counter(each.outcome for each in tickets), sum(each.booked for each in tickets)
    yield (
        "tickets: how each ended, and how many were booked",
        ({SERVED: len(play.script.applications)}, said["visit"]["booked"]),
        ends,
    )
    reach = outreach.reach(play.stage.office, Period(month, month))
    event = said["outreach"]
    yield (
        "outreach: held, men, women",
        (1, event["men"], event["women"]),
        (reach.held, reach.men, reach.women),
    )
    yield "broken things at head office", [], list(verification.broken_things(play.stage.office))


def _survey(play: Play) -> Iterator[Check]:
    month = f"{play.script.day:%Y-%m}"
    told = surveys.as_json(surveys.look(play.stage.office, Period(month, month)))
    rows = [each["digits"] for each in play.script.said["survey"]]
    yield "answers to the survey", len(rows), told["respondents"]
    yield "satisfaction index", index_of(rows), told["index"]


def index_of(rows: list[str]) -> str:
    """IKM by hand: the nine means, each by a ninth, times 25, half up to hundredths."""
    index = Fraction()
    for place, _element in enumerate(PRINTED):
        given = [int(row[place]) for row in rows if row[place] != "0"]
        index += Fraction(sum(given), len(given)) / 9 * 25
    hundredths = int(index * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _night(play: Play) -> Iterator[Check]:
    report = play.night.report
    yield "gaps that the night found", {key: [] for key in report["gaps"]}, report["gaps"]
    yield "what the night wants somebody for", [], report["first"]
    (unit,) = report["units"]
    stated = (unit["applications"], unit["lacking"], unit["quarantined"])
    yield "stated by the night: applications, lacking, aside", (len(play.script.applications), 0, 0), stated


def _morning(play: Play) -> Iterator[Check]:
    count = len(play.script.applications)
    (day,) = play.compared.days
    counted = (day.counted, day.sent, day.acknowledged, day.reconciled)
    yield "counted, sent, acknowledged, reconciled", (count,) * 4, counted
    yield "answers told", len(play.script.said["complaints"]), play.told
    yield "requests of head office left", [], list(play.counter.unit.corrections.tasks())
