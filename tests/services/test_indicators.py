"""The unit's indicators: what is told is what the raw entries say, reckoned here a second time by hand."""

from __future__ import annotations

import io
import json
import random
import statistics
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from mobile_unit.clock import JAKARTA
from mobile_unit.domain.applications import Officer
from mobile_unit.domain.complaints import COMPLAINT, INFORMATION, MISCONDUCT, OPEN, Person, Said
from mobile_unit.domain.entries import FEED_APPLICATION_STATUS, FEED_COMPLAINT_ANSWERED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.indicators import INDICATORS
from mobile_unit.domain.moments import ClockSetting
from mobile_unit.domain.outreach import Outcome, Plan
from mobile_unit.domain.periods import Period
from mobile_unit.domain.surveys import ELEMENTS
from mobile_unit.domain.texts import Text
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.resources import resource
from mobile_unit.services.drafts import Record
from mobile_unit.services.indicators import Indicators
from mobile_unit.services.scans import re_encode
from mobile_unit.store import schema, settings
from mobile_unit.store.engine import Store
from mobile_unit.store.indicator_tables import application_times
from mobile_unit.store.tables import complaints, feed, journal
from mobile_unit.sync import sealing
from tests.conftest import SetClock
from tests.published import hear_entry
from tests.units import HEAD_OFFICE, unit_without_office

QUARTER = Period("2026-10", "2026-12")
WAY = (
    "received",
    "awaiting_payment",
    "paid",
    "interview",
    "verification",
    "printing",
    "ready",
    "handed_over",
)
AFTER_INTERVIEW = {"verification", "adjudication", "printing", "quality_check", "ready", "handed_over"}
BUDI = Person("BUDI SANTOSO", "081234567890", "Jl. Merdeka 4")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("busy")


@pytest.fixture(scope="module")
def busy(place, samples):
    """A unit with a quarter's work behind it, by lot, always the same; tests leave it as it is."""
    dice, clock = random.Random(5), SetClock()
    unit = unit_without_office(place, clock=clock)
    scan = re_encode(next(resource("samples").rglob("*.jpg")).read_bytes())
    with unit.context.store.write() as connection:
        told = sealing.vouch(HEAD_OFFICE, sealing.recipient_of(sealing.new_identity()))
        settings.put(connection, settings.BUNDLE_KEY, told)
    moment = datetime(2026, 9, 14, 9, 30, tzinfo=JAKARTA)
    for number, record in enumerate([*samples[:26], *_replacements(samples)[:9]]):
        clock.moment = moment + timedelta(days=number * 3, minutes=dice.randint(0, 400))
        papers = [(each["kind"], scan) for each in record["documents"]]
        said = Record(uuid7(), record["service"], record["applicant"], record["answers"], papers)
        taken = unit.intake.take(said)
        _goes_its_way(unit, taken, clock.moment, dice)
    for kind in (COMPLAINT, COMPLAINT, COMPLAINT, COMPLAINT, COMPLAINT, INFORMATION, MISCONDUCT):
        clock.moment = moment + timedelta(days=dice.randint(30, 60))
        complaint = unit.complaints.take(Said(kind, OPEN, "face_to_face", "Antrean tidak teratur", BUDI))
        if dice.random() < 0.7:
            at = clock.moment + timedelta(days=dice.randint(1, 40))
            _answered(unit, complaint, at)
    for month, people in (("2026-10", 31), ("2026-11", 44)):
        clock.moment = datetime.fromisoformat(f"{month}-20T10:00:00+07:00")
        plan = Plan(f"{month}-20", "18.08.04.2005", "tppo", "", "09:00", "Balai", "calon PMI", ("Sari",))
        unit.outreach.hold(plan, Outcome(people, 7, (), ""))
    for score in (3, 4, 4, 2, 3, 4):
        unit.surveys.keep(dict.fromkeys(ELEMENTS, score), "passport_new", place="18.08.04", month="2026-10")
    _a_queue(unit, clock, dice)
    clock.moment = datetime(2026, 12, 28, 9, tzinfo=JAKARTA)
    unit.day.open_visit("18.08.04")  # what the days before left over goes into the journal
    yield unit
    unit.close()


def _a_queue(unit, clock, dice: random.Random) -> None:
    """Nine come, seven are called, six served."""
    clock.moment = datetime(2026, 11, 3, 8, tzinfo=JAKARTA)
    for _each in range(9):
        clock.move(seconds=dice.randint(20, 500))
        unit.queue.take("passport")
    for number in range(7):
        clock.move(seconds=dice.randint(200, 1500))
        ticket = unit.queue.call_next()
        clock.move(seconds=dice.randint(5, 100))
        if number == 3:
            unit.queue.miss(ticket.id)
            continue
        unit.queue.begin(ticket.id)
        clock.move(seconds=dice.randint(100, 1200))
        unit.queue.finish(ticket.id)


def _replacements(samples: list[dict]) -> list[dict]:
    return [each for each in samples if each["service"] == "passport.replacement"]


def _goes_its_way(unit, taken, moment: datetime, dice: random.Random) -> None:
    """Head office's words on one application; some are skipped, some never come, some come back."""
    told_to = dice.choice((2, 5, 8, 8, 8))
    for place, state in enumerate(WAY[:told_to]):
        moment += timedelta(hours=dice.randint(2, 110))
        if state == "awaiting_payment" and dice.random() < 0.3:
            _status(unit, taken, "incomplete", moment)
            moment += timedelta(hours=30)
        if place and state != "ready" and dice.random() < 0.3:
            continue
        _status(unit, taken, state, moment)


def _status(unit, taken, state: str, moment: datetime) -> None:
    at = moment.isoformat(timespec="seconds")
    body = {"id": taken.id, "number": taken.number, "status": state, "note": None, "at": at}
    hear_entry(unit, FEED_APPLICATION_STATUS, body, at)


def _answered(unit, complaint, moment: datetime) -> None:
    at = moment.isoformat(timespec="seconds")
    body = {
        "id": complaint.id,
        "number": complaint.number,
        "status": "answered",
        "answer": "Sudah",
        "sealed": None,
    }
    hear_entry(unit, FEED_COMPLAINT_ANSWERED, {**body, "at": at}, at)


class ByHand:
    """The same figures from the raw bytes of entries alone: day after day, list by list."""

    def __init__(self, unit, today: str) -> None:
        with unit.context.store.read() as connection:
            entries = [json.loads(row.raw) for row in connection.execute(journal.select())]
            told = [json.loads(row.raw) for row in connection.execute(feed.select())]
        self.today = today
        self.bodies: dict[str, list[dict]] = defaultdict(list)
        for each in entries:
            self.bodies[each["kind"]].append(each["body"])
        self.states: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for each in told:
            if each["kind"] == "application.status":
                self.states[each["body"]["id"]].append((each["body"]["at"], each["body"]["status"]))
        self.answers = {e["body"]["id"]: e["body"]["at"] for e in told if e["kind"] == "complaint.answered"}
        days = json.loads(resource("calendar", "holidays.json").read_text("utf-8"))["days"]
        self.free = {each["day"] for each in days}

    def taken(self, period: Period, service: str = "") -> list[dict]:
        return [
            body
            for body in self.bodies["application.submitted"]
            if period.since <= body["submitted_at"][:7] <= period.until
            and not body["referred"]
            and service in ("", body["service"])
        ]

    def spells(
        self, period: Period, service: str = "", start: str = "promised"
    ) -> list[tuple[str, str, Any]]:
        """(from, until, promised days) of what was ready in the period."""
        found = []
        for body in self.bodies["application.submitted"]:
            ready = self._first(body["id"], {"ready", "handed_over"})
            begun = (
                body["submitted_at"][:10]
                if start == "submitted"
                else self._first(body["id"], AFTER_INTERVIEW)
            )
            if (
                ready
                and begun
                and period.since <= ready[:7] <= period.until
                and service in ("", body["service"])
            ):
                standard = resource("catalogue", "2026.3", "standards", f"{body['service']}.json")
                days = json.loads(standard.read_text("utf-8"))["time"]["days"]
                found.append((begun, ready, 0 if body["answers"].get("accelerated") else days))
        return found

    def _first(self, application: str, states: set[str]) -> str:
        return min((at[:10] for at, state in self.states[application] if state in states), default="")

    def days(self, since: str, until: str) -> int:
        day, count = date.fromisoformat(since), 0
        while day.isoformat() < until:
            day += timedelta(1)
            count += day.weekday() < 5 and day.isoformat() not in self.free
        return count

    def in_time(self, since: str, until: str, promised: int) -> bool:
        day, left = date.fromisoformat(since), promised
        while left or day.weekday() >= 5 or day.isoformat() in self.free:
            day += timedelta(1)
            left -= day.weekday() < 5 and day.isoformat() not in self.free
        return until <= day.isoformat()

    def returned(self, period: Period, service: str = "") -> list[bool]:
        told = {each for each, states in self.states.items() if any(s == "incomplete" for _at, s in states)}
        return [body["id"] in told for body in self.taken(period, service)]

    def delays(self, period: Period) -> list[int]:
        """In hours."""
        found = []
        for body in self.taken(period):
            arrived = [at for at, state in self.states[body["id"]] if state == "received"]
            if arrived:
                passed = datetime.fromisoformat(arrived[0]) - datetime.fromisoformat(body["submitted_at"])
                found.append(int(passed.total_seconds() / 3600 + 0.5))
        return found

    def tickets(self) -> tuple[list[int], list[int]]:
        """(minutes waited, minutes served), as the entries of the days say."""
        told = [ticket for body in self.bodies["queue.tickets"] for ticket in body["tickets"]]
        waited = [called - taken for *_n, taken, called, _begun, _finished, _o in told if called is not None]
        served = [end - begun for *_n, begun, end, outcome in told if outcome == "served"]
        return waited, served

    def complaints(self, period: Period) -> list[dict]:
        """Of sealed ones nothing is known, but that they are."""
        return [
            body
            for body in self.bodies["complaint.taken"]
            if period.since <= body["taken_at"][:7] <= period.until
            and (body["said"] is None or body["said"]["kind"] in ("complaint", "misconduct"))
        ]

    def in_time_complaints(self, period: Period) -> list[bool]:
        found = []
        for body in self.complaints(period):
            if body["said"] is None:
                continue
            due, answered = body["said"]["due_on"], self.answers.get(body["id"])
            if answered or due < self.today:
                found.append(bool(answered) and answered[:10] <= due)
        return found


def share(flags: list[bool]) -> Fraction:
    return Fraction(100 * sum(flags), len(flags))


def told_of(unit, period: Period = QUARTER, service: str = "") -> dict[str, Any]:
    return {each.indicator.key: each.now for each in unit.indicators.overview(period, service).told}


def test_what_is_told_is_what_the_raw_entries_say(busy) -> None:
    hand, told = ByHand(busy, "2026-12-28"), told_of(busy)
    spells = hand.spells(QUARTER)
    days = [hand.days(since, until) for since, until, _promised in spells]
    kept = [hand.in_time(*each) for each in spells]
    taken, complaints = hand.taken(QUARTER), hand.complaints(QUARTER)
    assert len(taken) > 20
    assert len(set(days)) > 5
    assert 0 < sum(kept) < len(kept)
    answered = hand.in_time_complaints(QUARTER)
    expected = {
        "taken": (Fraction(len(taken)), len(taken)),
        "days_mean": (Fraction(sum(days), len(days)), len(days)),
        "days_median": (Fraction(statistics.median(days)), len(days)),
        "kept": (share(kept), len(kept)),
        "returned": (share(hand.returned(QUARTER)), len(taken)),
        "ikm": (Fraction(250, 3).limit_denominator(3), 6),
        "complaints": (Fraction(1000 * len(complaints), len(taken)), len(complaints)),
        "answered": (share(answered), len(answered)),
        "delay": (Fraction(statistics.median(hand.delays(QUARTER))), len(hand.delays(QUARTER))),
        "waiting": (Fraction(statistics.median(hand.tickets()[0])), 7),
        "serving": (Fraction(statistics.median(hand.tickets()[1])), 6),
        "outreach": (Fraction(2), 2),
        "reach": (Fraction(31 + 44 + 14), 2),
    }
    ikm = told.pop("ikm")
    assert (ikm.value, ikm.n) == (Fraction(8333, 100), expected.pop("ikm")[1])
    assert {key: (each.value, each.n) for key, each in told.items()} == expected


def test_of_one_service_from_another_moment_too(busy) -> None:
    busy.indicators.set_clock(ClockSetting("submitted", "ready"))
    hand, told = ByHand(busy, "2026-12-28"), told_of(busy, service="passport.new")
    assert busy.indicators.setting() == ClockSetting("submitted", "ready")
    busy.indicators.set_clock(ClockSetting())
    spells = hand.spells(QUARTER, "passport.new", "submitted")
    days = [hand.days(since, until) for since, until, _promised in spells]
    assert (told["days_mean"].value, told["days_mean"].n) == (Fraction(sum(days), len(days)), len(days))
    assert told["kept"].value == share([hand.in_time(*each) for each in spells])
    assert told["returned"].value == share(hand.returned(QUARTER, "passport.new"))
    assert told["complaints"] is None


def test_the_months_and_services_of_a_period_add_up_to_it(busy) -> None:
    seen = busy.indicators.overview(QUARTER)
    taken = next(each for each in seen.told if each.indicator.key == "taken")
    assert sum(each.n or 0 for each in taken.months.values()) == taken.now.n
    assert sum(each.n or 0 for each in taken.services.values()) == taken.now.n
    assert list(taken.months) == ["2026-10", "2026-11", "2026-12"]
    hand = ByHand(busy, "2026-12-28")
    assert taken.before.n == len(hand.taken(QUARTER.before()))


def test_the_list_behind_a_figure_has_what_it_counts(busy) -> None:
    told = told_of(busy)
    for key in ("taken", "days_mean", "kept", "delay", "complaints", "waiting", "outreach"):
        listed = busy.indicators.behind(INDICATORS[key], QUARTER)
        assert len(listed.lines) == told[key].n, key
        assert listed.whole
        assert all(len(line.words) == len(listed.headings) for line in listed.lines)
    returned = busy.indicators.behind(INDICATORS["returned"], QUARTER)
    assert len(returned.lines) * 100 == told["returned"].value * told["returned"].n
    days = busy.indicators.behind(INDICATORS["days_mean"], QUARTER, "passport.replacement")
    replaced = {
        body["id"] for body in ByHand(busy, "").taken(Period("2026-01", "2026-12"), "passport.replacement")
    }
    assert {line.id for line in days.lines} <= replaced
    with pytest.raises(UserFacingError):
        busy.indicators.behind(INDICATORS["ikm"], QUARTER)


def test_nothing_that_a_sealed_complaint_says_is_in_the_list(busy) -> None:
    lines = busy.indicators.behind(INDICATORS["complaints"], Period("2026-01", "2026-12")).lines
    sealed = [line.words for line in lines if "–" in line.words]
    assert len([words for words in sealed if words[3] == words[5] == "–"]) == 1


def test_of_a_handful_nothing_is_told_but_how_many_came(unit, samples, draft_of, clock) -> None:
    for record in samples[:4]:
        taken = unit.intake.submit(draft_of(record).id)
        _status(unit, taken, "ready", clock.moment + timedelta(days=3))
    told = told_of(unit)
    assert (told["taken"].value, told["taken"].n) == (4, 4)
    for key in ("days_mean", "days_median", "kept", "returned"):
        assert (told[key].value, told[key].n, told[key].hidden) == (None, None, True)


def test_what_an_older_program_took_is_looked_up_once(busy) -> None:
    before = told_of(busy)
    with busy.context.store.write() as connection:
        connection.execute(application_times.update().values(promised=None, clock=None))
    assert told_of(busy) == before


def test_an_older_database_is_counted_as_if_this_program_had_kept_it(busy, tmp_path) -> None:
    ours = busy.context.store
    ours.backup_to(tmp_path / "older.db")
    older = Store(tmp_path / "older.db", ours._key)
    with older.write() as connection:
        kept = [dict(row) for row in connection.execute(application_times.select()).mappings()]
        answered = list(connection.execute(complaints.select().order_by(complaints.c.id)))
        for minutes in ("waited", "served"):
            connection.exec_driver_sql(f"DROP INDEX ix_tickets_{minutes}")
            connection.exec_driver_sql(f"ALTER TABLE tickets DROP COLUMN {minutes}")
        connection.exec_driver_sql("ALTER TABLE tickets DROP COLUMN month")
        connection.exec_driver_sql("DROP INDEX ix_survey_answers_sent")
        connection.exec_driver_sql("DROP TABLE form_drafts")
        connection.exec_driver_sql("DROP TABLE destroyed")
        connection.exec_driver_sql("DROP TABLE application_times")
        connection.exec_driver_sql("ALTER TABLE complaints DROP COLUMN answered_at")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0021'")
    schema.bring_up_to_date(older, tmp_path / "backups")
    with older.read() as connection:
        found = [dict(row) for row in connection.execute(application_times.select()).mappings()]
        assert list(connection.execute(complaints.select().order_by(complaints.c.id))) == answered
    older.close()
    nothing_looked_up = [{**row, "promised": None, "clock": None, "started": None} for row in kept]
    assert sorted(found, key=str) == sorted(nothing_looked_up, key=str)
    assert any(row["delay"] for row in found)
    assert any(row["returned"] for row in found)


def test_a_correction_may_promise_another_time(unit, adult, draft_of) -> None:
    taken = unit.intake.submit(draft_of(adult).id)
    draft = unit.intake.draft(unit.corrections.begin(taken.id))
    unit.corrections.save_reason(draft.id, "Percepatan diminta")
    unit.intake.save_draft(draft.id, draft.applicant, {**draft.answers, "accelerated": True})
    unit.corrections.submit(draft.id)
    with unit.context.store.read() as connection:
        (row,) = connection.execute(application_times.select())
    assert (row.promised, row.clock) == (0, "interview")


def test_an_officer_looks_and_a_team_leader_takes_it_out(busy, tmp_path) -> None:
    officer = Indicators(replace(busy.context, officer=Officer("199002022015031002", "Budi", "officer")))
    seen = officer.overview(QUARTER)
    assert not officer.may_take_out
    with pytest.raises(NotAllowed):
        officer.report(seen)
    with pytest.raises(NotAllowed):
        officer.write_sheet(seen, tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()
    with pytest.raises(NotAllowed):
        Indicators(replace(busy.context, officer=Officer("1", "Ani", "maintenance")))


def test_the_paper_says_every_figure_and_what_it_means(busy) -> None:
    seen = busy.indicators.overview(QUARTER)
    pages = PdfReader(io.BytesIO(busy.indicators.report(seen))).pages
    assert len(pages) == 2
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Triwulan IV 2026" in text
    for each in seen.told:
        assert each.indicator.name.id in text
        assert " ".join(each.indicator.definition.id.split()[:6]) in text
    assert "83,33" in text


def test_the_sheet_is_numbers_and_a_name_that_begins_like_a_formula_stays_words(busy, tmp_path) -> None:
    seen = busy.indicators.overview(QUARTER)
    evil = replace(busy.context, info=replace(busy.info, name='=HYPERLINK("http://x")'))
    odd = Indicators(evil)
    odd.service_name = lambda service: Text("=1+1", "=1+1")
    odd.write_sheet(seen, tmp_path / "indikator.xlsx")
    book = load_workbook(tmp_path / "indikator.xlsx")
    assert book.sheetnames == ["Indikator", "Per bulan", "Per layanan", "Definisi"]
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {"=1+1", '=HYPERLINK("http://x") (WK01)'} <= {cell.value for cell in cells}
    rows = {row[0]: row[1:] for row in book["Indikator"].iter_rows(values_only=True) if row[0]}
    told = {each.indicator.name.id: each.now for each in seen.told}
    assert rows["Permohonan diterima"][0] == told["Permohonan diterima"].n
    assert rows["Indeks Kepuasan Masyarakat (IKM)"][0] == 83.33
    by_service = {row[0]: row[1:3] for row in book["Per layanan"].iter_rows(values_only=True) if row[0]}
    assert sum(by_service["Permohonan diterima (permohonan)"]) == told["Permohonan diterima"].n


def test_a_clock_of_a_newer_program_is_read_as_the_usual_one(unit) -> None:
    with unit.context.store.write() as connection:
        settings.put(connection, settings.INDICATOR_CLOCK, {"start": "moon", "stop": "ready", "more": 1})
    assert unit.indicators.setting() == ClockSetting()
