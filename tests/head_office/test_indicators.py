"""The indicators at head office: what the entries and the feed say, counted whole, and the few hidden."""

from __future__ import annotations

import io
import json
import statistics
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from head_office.services import indicator_counting, indicators, tracking
from head_office.services.indicator_units import UnitSizes, apart
from head_office.services.night.run import run as run_night
from head_office.store import indicators as counts
from head_office.store import surveys
from head_office.store.indicator_tables import indicator_counts
from head_office.store.tables import entries, feed
from mobile_unit.clock import JAKARTA
from mobile_unit.domain.disclosure import LEAST
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.indicator_figures import Figure
from mobile_unit.domain.indicators import INDICATORS
from mobile_unit.domain.moments import HANDED_OVER, PAYMENT, PROMISED, READY, SUBMITTED, ClockSetting
from mobile_unit.domain.numbers import application_number
from mobile_unit.domain.periods import Period
from mobile_unit.domain.queue import LEFT, SERVED
from mobile_unit.domain.surveys import ELEMENTS, Answer
from mobile_unit.errors import NotAllowed, TryAgain, UserFacingError
from mobile_unit.forms.deadlines import clock_starts, holidays, promised_days
from tests.conftest import SetClock
from tests.head_office import complaint_entries, migrating
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import InsideUnit, open_inside, unit_inside
from tests.head_office.test_ingest import referral
from tests.head_office.test_outreach import held

QUARTER = Period("2026-10", "2026-12")
HALF = Period("2026-07", "2026-12")
WAY = ("awaiting_payment", "paid", "interview", "verification", "printing", "ready", "handed_over")


def moment(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=JAKARTA)


def taken(unit: InsideUnit, clock: Any, serial: int, day: date) -> dict[str, Any]:
    """An application that was taken on a day, and arrived two hours and a half later with its scans."""
    clock.moment = moment(day) + timedelta(hours=2, minutes=30)
    code, letter = unit.identity["unit"]["code"], unit.identity["letter"]
    number = application_number(code, letter, day, serial + 1)
    at = f"{day.isoformat()}T09:00:00+07:00"
    return unit.file(serial, number=number, submitted_at=at)


def go_on(office: Any, clock: Any, row: dict[str, Any], day: date, *states: str) -> None:
    clock.moment = moment(day, 15)
    for state in states:
        tracking.set_status(office, row["number"], state, "Berkas kurang." if state == "incomplete" else None)


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.fixture
def busy(office, clock):
    """Two units with what happens to applications over two months, and what is no application."""
    one, two = unit_inside(office, "WK01"), unit_inside(office, "WK02")
    first = date(2026, 11, 2)
    for n in range(12):
        unit = two if n in (3, 7, 11) else one
        row = taken(unit, clock, n, first + timedelta(days=n))
        if n % 5 == 0:
            go_on(office, clock, row, first + timedelta(days=n + 1), "incomplete", "received")
        states = WAY if n % 3 else WAY[:-1]
        for place, state in enumerate(states[: n + 2]):
            if n == 6 and state == "interview":
                continue  # nobody wrote that down
            go_on(office, clock, row, first + timedelta(days=2 * n + 2 + 2 * place), state)
    for serial, kind in enumerate(("complaint", "information", "complaint"), 1):
        complaint_entries.file(one, serial, complaint_entries.said(kind=kind))
    one.take(one.entry("outreach.held", held("WK01", day="2026-11-10")))
    clock.moment = moment(date(2027, 1, 4))
    indicator_counting.count(office)
    return office


def said(office: Any) -> Iterator[tuple[dict[str, Any], list[tuple[str, str]]]]:
    """From the bytes alone: each application as it was submitted, and the states its unit heard of."""
    with office.database.read() as connection:
        submitted = select(entries.c.raw).where(entries.c.kind == "application.submitted")
        raws = list(connection.execute(submitted))
        heard = [json.loads(row.raw) for row in connection.execute(select(feed.c.raw).order_by(feed.c.seq))]
    states: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in heard:
        if each["kind"] == "application.status":
            states[each["body"]["number"]].append((each["body"]["status"], each["body"]["at"]))
    for row in raws:
        body = json.loads(row.raw)["body"]
        yield body, states[body["number"]]


def days_between(since: date, until: date) -> int:
    """Day by day."""
    day, count = since, 0
    while day < until:
        day += timedelta(days=1)
        count += day.weekday() < 5 and day not in holidays()
    return count


def last_day(since: date, promised: int) -> date:
    """The working day so many after a day, one by one."""
    day, left = since, promised
    while left > 0 or day.weekday() >= 5 or day in holidays():
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in holidays()
    return day


def first_of(states: list[tuple[str, str]], wanted: tuple[str, ...]) -> date | None:
    found = [date.fromisoformat(at[:10]) for state, at in states if state in wanted]
    return found[0] if found else None


def spells(office: Any, setting: ClockSetting) -> list[tuple[str, int, bool | None]]:
    """(month of the end, working days, whether it was in time) of what was completed, as the rule says."""
    found = []
    after = {"paid": WAY[1:], "interview": WAY[3:]}
    for body, states in said(office):
        stopped = first_of(states, ("ready", "handed_over") if setting.stop == READY else ("handed_over",))
        if setting.start == SUBMITTED:
            started: date | None = date.fromisoformat(body["submitted_at"][:10])
        elif setting.start == PAYMENT:
            started = first_of(states, after["paid"])
        else:
            assert clock_starts(body) == "payment_and_interview"
            started = first_of(states, after["interview"])
        if stopped is not None and started is not None:
            promised = promised_days(body)
            kept = None if promised is None else stopped <= last_day(started, promised)
            found.append((f"{stopped:%Y-%m}", days_between(started, stopped), kept))
    return found


def figures(office: Any, period: Period = QUARTER, **narrowed: str) -> dict[str, Figure | None]:
    found = indicators.look(office, period, **narrowed)
    assert found is not None
    return {each.indicator.key: each.now for each in found.told}


def test_working_days_are_those_that_the_entries_and_the_feed_say(busy) -> None:
    for start, stop in product((PROMISED, SUBMITTED, PAYMENT), (READY, HANDED_OVER)):
        _compare_working_days(busy, ClockSetting(start, stop))


def _compare_working_days(busy: Any, setting: ClockSetting) -> None:
    indicator_counting.count(busy, setting)
    expected = [each for each in spells(busy, setting) if QUARTER.since <= each[0] <= QUARTER.until]
    days = [days for _month, days, _kept in expected]
    found = figures(busy)
    assert len(days) >= LEAST
    assert found["days_mean"] == Figure(Fraction(sum(days), len(days)), len(days))
    assert found["days_median"] == Figure(Fraction(statistics.median(days)), len(days))
    kept = [each for _month, _days, each in expected if each is not None]
    assert found["kept"] == Figure(Fraction(100 * sum(kept), len(kept)), len(kept))


def test_everything_else_is_what_the_entries_and_the_feed_say(busy) -> None:
    found = figures(busy)
    every = list(said(busy))
    assert found["taken"] == Figure(Fraction(len(every)), len(every))
    returned = sum(any(state == "incomplete" for state, _at in states) for _body, states in every)
    assert found["returned"] == Figure(Fraction(100 * returned, len(every)), len(every))
    assert found["complaints"] == Figure(Fraction(2000, len(every)), 2)
    assert found["answered"] == Figure(None, None, hidden=True)
    assert found["delay"] == Figure(Fraction(3), len(every))  # two hours and a half, half up
    assert found["outreach"] == Figure(Fraction(1), 1)
    (event,) = [json.loads(row.raw)["body"] for row in rows_of(busy, "outreach.held")]
    assert found["reach"] == Figure(Fraction(event["men"] + event["women"]), 1)


def rows_of(office: Any, kind: str) -> list[Any]:
    with office.database.read() as connection:
        return list(connection.execute(select(entries.c.raw).where(entries.c.kind == kind)))


def test_a_night_counts_what_counting_anew_would(busy, tmp_path, clock) -> None:
    before = figures(busy)
    row = taken(unit_inside(busy, "WK03"), clock, 1, date(2026, 12, 1))
    assert figures(busy) == before
    clock.moment = moment(date(2027, 1, 5))
    run_night(busy, tmp_path, date(2027, 1, 5))
    after = figures(busy)
    assert after["taken"] == Figure(Fraction(13), 13)
    indicator_counting.count(busy)
    assert figures(busy) == after
    assert row["number"]


def test_tickets_are_counted_by_whole_minutes(office) -> None:
    unit = unit_inside(office)
    tickets = [
        ["C-001", "other", 0, 540, 545, 546, 560, SERVED],
        ["C-002", "other", 0, 541, 546, 560, None, SERVED],
        ["C-003", "other", 0, 542, None, None, None, LEFT],
    ]
    body = {"queue": uuid7(), "day": "2026-11-24", "place": "", "tickets": tickets}
    assert unit.take(unit.entry("queue.tickets", body)).quarantined == []
    indicator_counting.count(office)
    with office.database.read() as connection:
        for scope in ("", "WK01"):
            assert counts.months(connection, scope, QUARTER) == {
                "serving": {"2026-11": {"": [[14], [1]]}}, "waiting": {"2026-11": {"": [[5], [2]]}},
            }  # fmt: skip


def test_referrals_are_no_applications(office, clock) -> None:
    unit = unit_inside(office)
    for n in range(5):
        taken(unit, clock, n, date(2026, 11, 3))
    ids = []
    for serial in (7, 8):
        entry = referral(unit, number=application_number("WK01", "A", date(2026, 11, 3), serial + 1))
        assert unit.take(entry).quarantined == []
        ids.append(entry.body["number"])
    tracking.set_status(office, ids[0], "received", None)  # the office goes on with it
    indicator_counting.count(office)
    assert figures(office)["taken"] == Figure(Fraction(5), 5)


def test_counts_of_an_older_program_are_read_as_its_own(busy) -> None:
    with busy.database.write() as connection:
        threes = dict.fromkeys(ELEMENTS, 3)
        answers = [Answer(uuid7(), "2026-11", None, "passport_new", "2017.1", threes) for _n in range(6)]
        surveys.add(connection, "WK01", answers, [])
    indicator_counting.count(busy)
    assert figures(busy)["ikm"] == Figure(Fraction(75), 6)
    before = indicators.look(busy, QUARTER)
    with busy.database.write() as connection:
        kept = connection.execute(select(indicator_counts)).all()
        for scope, content in kept:
            if scope.startswith("*"):
                continue
            rows = [
                [measure, month, service, value, number]
                for measure, months in json.loads(content).items()
                for month, services in months.items()
                for service, counted in services.items()
                for value, number in zip(*counted, strict=True)
            ]
            older = indicator_counts.update().where(indicator_counts.c.scope == scope)
            connection.execute(older.values(content=json.dumps(rows)))
        connection.execute(indicator_counts.delete().where(indicator_counts.c.scope.like("*_%")))
        migrating.take_step(connection, "0030")
    assert indicators.look(busy, QUARTER) == before


def test_units_side_by_side_have_the_figures_of_their_own_pages(inside, clock) -> None:
    filled(inside, clock, {("WK01", 10): 8, ("WK02", 11): 7, ("WK03", 12): 6})
    shown = indicators.look(inside, QUARTER)
    assert shown is not None
    for each in shown.units:
        assert each.figures == figures(inside, unit=each.code)
        assert each.figures["returned"].n in {8, 7, 6}


def test_nothing_counted_yet_says_so(office) -> None:
    assert indicators.look(office, QUARTER) is None


def test_two_do_not_count_at_once(office) -> None:
    with office.database.hold(indicator_counting.LOCK), pytest.raises(TryAgain):
        indicator_counting.count(office)


def filled(office: Any, clock: Any, counts: dict[tuple[str, int], int]) -> None:
    """So many applications of each unit in each month of 2026, each completed a week after."""
    serial = 0
    units = {code: unit_inside(office, code) for code in sorted({code for code, _month in counts})}
    for (code, month), count in counts.items():
        for n in range(count):
            day = date(2026, month, 2 + n % 20)
            row = taken(units[code], clock, serial, day)
            serial += 1
            go_on(office, clock, row, day + timedelta(days=7), "interview", "verification", "ready")
    clock.moment = moment(date(2027, 1, 4))
    indicator_counting.count(office)


def test_a_few_of_one_unit_are_not_told_by_the_others(inside, clock) -> None:
    filled(inside, clock, {("WK01", 10): 8, ("WK02", 10): 3, ("WK03", 10): 6})
    assert figures(inside)["days_mean"] is not None
    by_unit = {code: figures(inside, unit=code)["returned"] for code in ("WK01", "WK02", "WK03")}
    told = {code: figure for code, figure in by_unit.items() if figure is not None and not figure.hidden}
    assert sorted(told) == ["WK01"]  # 17 in all less 8 are of two units, and 9 people
    shown = indicators.look(inside, QUARTER)
    assert shown is not None
    assert {each.code: each.figures["returned"].hidden for each in shown.units} == {
        "WK01": False, "WK02": True, "WK03": True,
    }  # fmt: skip
    assert by_unit["WK02"] == Figure(None, None, hidden=True)


def test_no_month_of_few_is_told_by_units_and_months(inside, clock) -> None:
    counts = {("WK01", 10): 7, ("WK01", 11): 6, ("WK02", 10): 6, ("WK02", 11): 2, ("WK02", 12): 5}
    filled(inside, clock, counts)
    sizes = {
        code: {
            month: figure.n
            for month, figure in months_of(inside, code, "returned").items()
        }
        for code in ("", "WK01", "WK02")
    }  # fmt: skip
    assert sizes[""] == {"2026-10": 13, "2026-11": 8, "2026-12": 5}
    assert sizes["WK02"]["2026-11"] is None
    assert sizes["WK01"]["2026-11"] is None  # or 8 less 6
    assert sum(size is None for size in sizes["WK02"].values()) >= 2  # or 13 less 11


def months_of(office: Any, unit: str, key: str) -> dict[str, Figure]:
    found = indicators.look(office, QUARTER, unit)
    assert found is not None
    return dict(next(each.months for each in found.told if each.indicator.key == key))


@pytest.mark.parametrize("count", [2, 3, 700])
def test_what_is_hidden_of_units_is_not_solved_for(count) -> None:
    units, months = [f"U{n:03}" for n in range(count)], ["2026-10", "2026-11", "2026-12", "2027-01"]
    cells = ((at, place) for at in range(count) for place in range(4))
    sizes = {(units[at], months[place]): 9 + (at + place) % 3 for at, place in cells}
    sizes[units[0], months[1]] = 2
    gone = apart(sizes, ())
    assert (units[0], months[1]) in gone
    for unit in units:
        assert sum((unit, month) in gone for month in months) != 1
    for month in months:
        assert sum((unit, month) in gone for unit in units) != 1


def test_of_very_many_with_a_few_everywhere_none_is_told() -> None:
    units, months = [f"U{n:03}" for n in range(300)], Period("2025-01", "2026-12").months
    sizes = {(unit, month): 1 if month == "2026-05" else 6 for unit in units for month in months}
    assert apart(sizes, ()) == frozenset(sizes)


def test_sizes_are_added_over_services_and_months() -> None:
    days = {"x": {"2026-10": [1, 2], "2026-11": [3, 4]}, "y": {"2026-10": [5, 6]}}
    about = {"units": ["A", "B"], "sizes": {"days": days}}
    sizes = UnitSizes.of(about)
    assert sizes.in_all("days", Period("2026-10", "2026-10")) == {"A": 6, "B": 8}
    assert sizes.in_all("days", Period("2026-10", "2026-11"), "x") == {"A": 4, "B": 6}
    assert sizes.in_all("kept", QUARTER) == {"A": 0, "B": 0}


@pytest.mark.parametrize(
    ("period", "unit", "service"),
    [
        (Period("2026", "2026-12"), "", ""), (Period("2026-12", "2026-10"), "", ""),
        (Period("2020-01", "2026-01"), "", ""), (QUARTER, "MOON", ""), (QUARTER, "", "passport.moon"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_told(inside, clock, period, unit, service) -> None:
    filled(inside, clock, {("WK01", 10): 5})
    with pytest.raises(UserFacingError):
        indicators.look(inside, period, unit, service)


# The pages


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Of one office all tests of pages read; what they add is counted by none."""
    clock = SetClock()
    opened = open_inside(tmp_path_factory.mktemp("shown"), clock)
    filled(opened, clock, {("WK01", 10): 6, ("WK01", 11): 7, ("WK02", 10): 6})
    yield opened
    opened.close()


@pytest.mark.parametrize("role", ["verifier", "supervisor", "admin"])
def test_every_role_reads_them_and_lists_are_for_whom_they_may_be(shown, role) -> None:
    desk = desk_of(shown, role, "199009")
    text = desk.get("/desk/indicators?since=2026-10&until=2026-12").text
    for each in INDICATORS.values():
        assert each.name.id in text
        assert each.definition.id in text
    assert "19 permohonan" in text
    address = "/desk/indicators/list/days_mean?since=2026-10&until=2026-12&unit=WK02"
    assert ("/desk/indicators/list/" in text) == (role != "admin")
    answer = desk.get(address)
    assert answer.status_code == (403 if role == "admin" else 200)
    if role != "admin":
        assert answer.text.count('class="open"') == 6


def test_a_list_has_what_its_figure_counts(shown) -> None:
    desk = desk_of(shown, "verifier", "199009")
    for key, count in (("taken", 13), ("days_median", 13), ("kept", 13), ("delay", 13), ("returned", 0)):
        text = desk.get(f"/desk/indicators/list/{key}?since=2026-10&until=2026-12&unit=WK01").text
        assert text.count('class="open"') == count, key
    for key in ("ikm", "outreach", "reach", "moon"):
        assert desk.get(f"/desk/indicators/list/{key}?since=2026-10&until=2026-12").status_code == 400


def test_complaints_behind_a_figure_are_those_that_the_reader_may_see(shown) -> None:
    unit = unit_inside(shown, "WK03")
    complaint_entries.file(unit, 1)
    complaint_entries.file(unit, 2, complaint_entries.said(about_officer=True, officers=["199008"]))
    path = "/desk/indicators/list/complaints?since=2026-10&until=2026-12"
    seen = {}
    for role, nip in (("verifier", "199007"), ("supervisor", "199006"), ("supervisor", "199008")):
        seen[nip] = desk_of(shown, role, nip).get(path).text.count('class="open"')
    assert seen == {"199007": 1, "199006": 2, "199008": 1}


def test_the_clock_is_a_setting_of_those_who_may(inside) -> None:
    indicator_counting.count(inside)
    boss = desk_of(inside, "supervisor", "199008")
    boss.get("/desk/indicators")
    boss.send("/desk/indicators/count", {"start": "submitted", "stop": "handed_over"})
    assert indicator_counting.setting_of(inside) == ClockSetting("submitted", "handed_over")
    assert "diserahkan" in boss.page.text
    assert boss.send("/desk/indicators/count", {"start": "lunch", "stop": "ready"}).status_code == 400
    verifier = desk_of(inside, "verifier", "199007")
    assert "/desk/indicators/count" not in verifier.get("/desk/indicators").text
    assert verifier.send("/desk/indicators/count", {"start": "promised", "stop": "ready"}).status_code == 403
    assert indicator_counting.setting_of(inside) == ClockSetting("submitted", "handed_over")


def test_sheet_and_pages_are_fetched(shown) -> None:
    desk = desk_of(shown, "verifier", "199009")
    answer = desk.get("/desk/indicators/sheet?since=2026-10&until=2026-12")
    assert "indikator-2026-10-2026-12.xlsx" in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    (value,) = [row[1].value for row in book["Indikator"].rows if row[0].value == "Permohonan diterima"]
    assert value == 19
    answer = desk.get("/desk/indicators/pages?since=2026-10&until=2026-12&unit=WK02")
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Unit WK02 (WK02)" in text
    assert "Permohonan diterima" in text


def test_nobody_who_is_not_signed_in_reads_them(shown) -> None:
    desk = desk_of(shown, "verifier", "199009")
    desk.client.cookies.clear()
    for path in ("", "/sheet", "/pages", "/list/taken"):
        assert "/desk/sign-in" in desk.client.get(f"/desk/indicators{path}").headers["location"]


def test_a_wrong_question_keeps_the_page(shown) -> None:
    desk = desk_of(shown, "verifier", "199009")
    answer = desk.get("/desk/indicators?since=2026-12&until=2026-10")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'name="since" value="2026-12"' in answer.text
    assert desk.get("/desk/indicators/sheet?since=2026-12&until=2026-10").status_code == 400


def test_before_the_first_count_the_page_says_so(inside) -> None:
    desk = desk_of(inside, "verifier", "199009")
    assert "belum dihitung" in desk.get("/desk/indicators").text
    assert desk.get("/desk/indicators/pages").status_code == 400


def test_a_role_that_may_not_is_refused_by_the_list_itself(shown) -> None:
    from head_office.services import indicator_lists
    from head_office.store import staff
    from head_office.store.indicators import Behind

    desk_of(shown, "admin", "199009")
    with shown.database.read() as connection:
        admin = staff.find(connection, "199009")
    assert admin is not None
    with pytest.raises(NotAllowed):
        indicator_lists.behind(shown, admin, INDICATORS["taken"], Behind(QUARTER))
