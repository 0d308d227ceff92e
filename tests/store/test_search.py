"""The list's index answers what a plain walk over all applications would, and never walks them itself."""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager, suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from mobile_unit.domain.applications import Filter
from mobile_unit.domain.entries import APPLICATION_CORRECTED, APPLICATION_SUBMITTED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.store import applications, journal, schema, search_index
from mobile_unit.store import tables as t

FIRST = date(2024, 2, 27)
WORDS = ("SITI", "SRI", "MUHAMMAD", "MA'RUF", "JOSÉ", "AMINAH", "AMIN", "S", "NUR", "ÉLISE")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
SERVICES = ("passport.new", "passport.replacement")
PEOPLE = st.lists(
    st.tuples(
        NAMES,
        st.integers(0, 40),
        st.sampled_from(SERVICES),
        st.sampled_from([None, None, "received", "incomplete", "rejected"]),
        st.sampled_from([None, None, "withdrawn"]),
    ),
    min_size=1,
    max_size=12,
)
PARTS = ("s", "si", "muh", "ma'r", "ruf", "jose", "amin", "eli", "0812", "x")
TYPED = st.lists(st.sampled_from(PARTS), max_size=2).map(" ".join)
DAYS = st.one_of(st.none(), st.integers(-5, 45).map(lambda days: FIRST + timedelta(days=days)))
FILTERS = st.builds(
    Filter,
    words=TYPED,
    state=st.sampled_from([None, "waiting", "sent", "received", "rejected", "withdrawn", "ready"]),
    service=st.sampled_from([None, *SERVICES]),
    since=DAYS,
    until=DAYS,
)


DISORDER = "SELECT rowid FROM application_search WHERE application_search MATCH '\"\ue003\"' ORDER BY rowid"


class Undone(Exception):
    pass


@contextmanager
def undone(store):
    """A transaction that is rolled back at its end."""
    with suppress(Undone), store.write() as connection:
        yield connection
        raise Undone


def take(connection, name: str, *, day: date = FIRST, service: str = SERVICES[0], **applicant: str) -> str:
    """An application as ``Intake`` seals it, without its documents."""
    number = application_number("WK01", "A", day, applications.next_serial(connection, "A", day))
    body = {
        "id": uuid7(),
        "number": number,
        "service": service,
        "submitted_at": f"{day}T09:00:00+07:00",
        "applicant": {"full_name": name, **applicant},
        "answers": {},
        "documents": [],
    }
    record(connection, APPLICATION_SUBMITTED, body, day)
    return body["id"]


def record(connection, kind: str, body: dict, day: date = FIRST):
    entry = journal.append(
        connection, at=f"{day}T09:00:00+07:00", officer="1", kind=kind, body=body, subject=body["id"]
    )
    if kind == APPLICATION_SUBMITTED:
        applications.insert_application(connection, entry, day)
    return entry


@pytest.fixture
def opened(store):
    with store.write() as connection:
        journal.open_journal(connection, uuid7(), "A", "2024-02-27T08:00:00+07:00")
    return store


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("'", "")).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def plainly(connection, wanted: Filter) -> list[int]:
    """What the filter means, said once more and slowly."""
    found = []
    lives = t.journals.c.id == t.applications.c.journal
    rows = select(t.applications, t.journals.c.acknowledged_seq).join_from(t.applications, t.journals, lives)
    for row in connection.execute(rows).mappings():
        words = folded(row["full_name"]).split() + folded(row["full_name"].replace("'", " ")).split()
        words += [row["phone"].replace("+62", "0"), row["phone"].lstrip("+")]
        state = row["own_state"] or row["status"]
        if state is None:
            state = "sent" if row["seq"] <= row["acknowledged_seq"] else "waiting"
        if (
            all(any(w.startswith(part) for w in words) for part in folded(wanted.words).split())
            and wanted.state in (None, state)
            and wanted.service in (None, row["service"])
            and (wanted.since is None or row["day"] >= wanted.since.isoformat())
            and (wanted.until is None or row["day"] <= wanted.until.isoformat())
        ):
            found.append(row["position"])
    return sorted(found, reverse=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=PEOPLE,
    in_order=st.booleans(),
    acknowledged=st.integers(0, 12),
    filters=st.lists(FILTERS, min_size=6, max_size=6),
)
def test_a_search_finds_what_a_plain_walk_would(opened, people, in_order, acknowledged, filters):
    if in_order:
        people.sort(key=lambda person: person[1])
    with undone(opened) as connection:
        for name, after, service, status, own in people:
            day = FIRST + timedelta(days=after)
            made = take(connection, name, day=day, service=service, phone="+6281234567890")
            if status is not None:
                applications.set_status(connection, made, status)
            if own is not None:
                applications.set_own_state(connection, made, own)
        head = journal.current_head(connection)
        journal.acknowledge(connection, head.journal, min(acknowledged, head.seq))
        for wanted in filters:
            expected = plainly(connection, wanted)
            assert list(applications.positions(connection, wanted, limit=100)) == expected
            assert applications.count(connection, wanted) == (len(expected), True)
            pages, before = [], None
            while page := applications.page(connection, wanted, limit=2, before=before):
                before = page[-1]["position"]
                pages += [row["position"] for row in page]
            assert pages == expected


def test_one_who_is_corrected_is_found_by_the_new_name_only(opened):
    with opened.write() as connection:
        made = take(connection, "SITI AMINA", phone="+6281234567890")
        other = take(connection, "SITI AMINA")
        first = journal.about(connection, made)[0].body
        applications.set_status(connection, made, "incomplete")
        person = {"full_name": "SITI AMINAH", "nik": "1808131512642258"}
        second = {**first, "applicant": person, "answers": {"old_passport_number": "A2499005"}}
        entry = record(connection, APPLICATION_CORRECTED, second)
        applications.correct_application(connection, entry, first)
        found = {
            typed: [row["id"] for row in applications.page(connection, Filter(typed), limit=9, before=None)]
            for typed in ("siti", "amina", "aminah", "180813", "a2499", "0812")
        }
        assert found["siti"] == found["amina"] == [other, made]
        assert found["aminah"] == found["180813"] == found["a2499"] == [made]
        assert found["0812"] == []
        corrected = applications.page(connection, Filter(state="corrected"), limit=9, before=None)
        assert [row["id"] for row in corrected] == [made]
        assert applications.needing_attention(connection, 9) == []


def test_rows_out_of_the_order_of_their_days_are_marked_by_the_migration(opened):
    with opened.write() as connection:
        for after in (5, 9, 3, 10, 9):
            take(connection, "SITI", day=FIRST + timedelta(days=after))
        found = connection.exec_driver_sql(DISORDER).scalars().all()
        assert found == [3, 5]
        connection.exec_driver_sql("DROP TABLE application_search")
        connection.exec_driver_sql(search_index.CREATE)
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0006'")
        schema.upgrade(connection, "0007")
        assert connection.exec_driver_sql(DISORDER).scalars().all() == found


def test_exceptions_stand_in_the_index_again_by_the_migration(opened):
    with opened.write() as connection:
        for state in (*search_index.EXCEPTIONS, "ready", "handed_over"):
            applications.set_status(connection, take(connection, "SITI AMINAH"), state)
        withdrawn = take(connection, "BUDI")
        applications.set_status(connection, withdrawn, "received")
        applications.set_own_state(connection, withdrawn, "withdrawn")
        lists = [(state, word) for state in search_index.EXCEPTIONS for word in ("siti", "a", "budi", "wk")]
        wanted = {each: applications.count(connection, Filter(each[1], state=each[0])) for each in lists}
        assert wanted["withdrawn", "wk"] == (2, True)
        assert wanted["rejected", "siti"] == (1, True)
        rows = connection.exec_driver_sql("SELECT * FROM applications").mappings().all()
        connection.exec_driver_sql("DROP TABLE application_search")
        connection.exec_driver_sql(search_index.CREATE)
        for row in rows:
            state = row["own_state"] or row["status"]
            plain = {
                word for word in applications._found_by(dict(row)) if word[0] < "\ue010" or word[0] > "\ue0ff"
            }
            assert search_index.state_mark(state) in plain
            search_index.add(connection, row["position"], plain)
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0012'")
        schema.upgrade(connection, "0013")
        assert {
            each: applications.count(connection, Filter(each[1], state=each[0])) for each in lists
        } == wanted


def test_a_state_that_only_a_newer_head_office_knows_is_found(opened):
    with opened.write() as connection:
        made = take(connection, "SITI")
        applications.set_status(connection, made, 'in "orbit" OR *')
        assert applications.count(connection, Filter(state='in "orbit" OR *')) == (1, True)
        assert applications.count(connection, Filter(state="orbit")) == (0, True)
        applications.set_status(connection, made, "ready")
        assert applications.count(connection, Filter(state='in "orbit" OR *')) == (0, True)


def test_beyond_a_thousand_only_the_whole_list_is_counted(opened):
    with undone(opened) as connection:
        for _ in range(applications.COUNT_AT_MOST + 5):
            take(connection, "SITI")
        assert applications.count(connection, Filter()) == (1005, True)
        assert applications.count(connection, Filter("s")) == (1000, False)
        assert applications.count(connection, Filter(state="waiting")) == (1000, False)
        assert applications.waiting(connection) == 1005


@settings(deadline=None, max_examples=50)
@given(
    st.dates(date(2019, 1, 1), date(2027, 12, 31)),
    st.integers(-3, 900).map(lambda days: timedelta(days=days)),
)
def test_days_are_covered_once_and_by_few(first, length):
    last = first + length
    parts = list(search_index.days_between(first, last))
    assert len(parts) <= 90
    for day in (first + timedelta(days=n) for n in range(-40, length.days + 41)):
        covering = [part for part in parts if f"{day:%Y%m%d}".startswith(part)]
        assert len(covering) == (first <= day <= last)


HOT = (
    Filter(),
    Filter("s"),
    Filter("siti nurhas"),
    Filter("1808 13"),
    Filter("s", state="rejected"),
    Filter("s", state="waiting"),
    Filter(state="sent"),
    Filter(service="passport.new", since=FIRST, until=FIRST + timedelta(days=99)),
)


@pytest.mark.parametrize("wanted", HOT, ids=str)
def test_no_list_is_scanned_or_sorted(opened, wanted):
    with opened.write() as connection:
        take(connection, "SITI AMINAH")
    with opened.read() as connection:
        plans = _plans(connection, lambda: applications.positions(connection, wanted, limit=100, before=77))
        plans += _plans(connection, lambda: applications.count(connection, wanted))
    assert [line for line in plans if _is_slow(line)] == []
    assert any("application_search" in line for line in plans) == (wanted != Filter())


def test_the_days_counts_come_from_indexes(opened):
    with opened.write() as connection:
        take(connection, "SITI AMINAH")
    with opened.read() as connection:
        plans = _plans(connection, lambda: applications.recorded_on(connection, FIRST))
        plans += _plans(connection, lambda: applications.waiting(connection))
        plans += _plans(connection, lambda: applications.needing_attention(connection, 50))
        plans += _plans(connection, lambda: applications.rows_at(connection, [1, 2, 3]))
    assert [line for line in plans if _is_slow(line)] == []


def _is_slow(line: str) -> bool:
    """A walk over all applications, or a sort."""
    if "TEMP B-TREE" in line:
        return True
    walks = line.startswith("SCAN ") and "VIRTUAL TABLE" not in line
    return walks and line.split()[1] in ("applications", "journal")


def _plans(connection, work) -> list[str]:
    """The query plans of all statements that ``work`` runs."""
    ran = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if "application" in statement:  # the journals are one or two
            ran.append((statement, parameters))

    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)
    return [
        row.detail
        for statement, parameters in ran
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    ]
