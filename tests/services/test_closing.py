"""A day is closed by a team leader, held against itself, and opened again by the next application."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.store import inbox, visits
from tests.units import NIP, OFFICER, PIN

DAY = date(2026, 11, 24)
OTHER = {"nip": "198502022010012002", "name": "Budi Santoso", "role": "officer", "active": True}
OTHER_LEADER = {"nip": "198203032008031003", "name": "Dewi Lestari", "role": "supervisor", "active": True}
OTHER_PIN = "975310"


@pytest.fixture
def team(unit):
    """A second team leader with a PIN of their own, and an officer without one."""
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, OTHER, OTHER_LEADER])
    unit.access.give(OTHER_LEADER["nip"], OTHER_PIN)


@pytest.fixture
def taken(unit, samples, draft_of):
    def take(*which: int):
        return [unit.intake.submit(draft_of(samples[n]).id) for n in which or (0,)]

    return take


def kinds_of(unit, day: date = DAY) -> list[str]:
    with unit.context.store.read() as connection:
        return [entry.kind for entry in visits.entries_of(connection, day)]


def last_of(unit, day: date = DAY):
    with unit.context.store.read() as connection:
        return visits.entries_of(connection, day)[-1]


def everyone(unit) -> list[str]:
    return [officer.nip for officer in unit.day.today().officers]


def test_a_day_that_agrees(unit, team, taken, clock):
    unit.day.open_visit("18.08.04", everyone(unit))
    submitted = taken(0, 1, 2)
    for each in submitted:
        unit.receipts.print(each.id, target="printer")
    clock.move(hours=6)
    seen = unit.closing.look(DAY)
    assert (seen.counts.submitted, seen.counts.in_journal, seen.counts.receipted) == (3, 3, 3)
    assert seen.agree
    assert seen.discrepancies == ()
    assert sum(each.taken for each in seen.services) == 3
    assert seen.billed == sum(
        fee.amount for each in submitted for fee in unit.tracking.application(each.id).fees
    )
    closed = unit.closing.close(DAY, OTHER_LEADER["nip"], OTHER_PIN)
    assert (closed.state, closed.signed_by, closed.closed_at) == (
        "closed",
        "Dewi Lestari",
        "2026-11-24T15:00:00+07:00",
    )
    entry = last_of(unit)
    assert entry.officer == NIP, "the session stays that of who is signed in"
    assert entry.body["signer"] == {"nip": OTHER_LEADER["nip"], "name": "Dewi Lestari"}
    assert entry.body["alone"] is False
    assert next(unit.broken_things(), None) is None


def test_what_lacks_a_receipt_is_named(unit, team, taken):
    first, second, third = taken(0, 1, 2)
    unit.receipts.print(first.id, target="printer")
    with unit.context.store.write() as connection:
        unit.context.record(connection, "receipt.failed", {"application": second.id}, subject=second.id)
    seen = unit.closing.look(DAY)
    assert (seen.counts.submitted, seen.counts.receipted, seen.counts.print_failed) == (3, 1, 1)
    assert not seen.agree
    assert [(one.kind, one.number) for one in seen.discrepancies] == [
        ("print_failed", second.number),
        ("no_receipt", third.number),
    ]
    unit.receipts.print(second.id)
    assert [one.number for one in unit.closing.look(DAY).discrepancies] == [third.number]


def test_a_copy_that_fails_takes_no_receipt_away(unit, taken):
    (only,) = taken()
    unit.receipts.print(only.id, target="printer")
    with unit.context.store.write() as connection:
        unit.context.record(connection, "receipt.failed", {"application": only.id}, subject=only.id)
    counts = unit.closing.look(DAY).counts
    assert (counts.receipted, counts.print_failed) == (1, 1)


def test_a_row_that_is_not_its_entry_is_found(unit, taken):
    first, second = taken(0, 1)
    with unit.context.store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE applications SET seq = (SELECT seq FROM applications WHERE id = ?) WHERE id = ?",
            (first.id, second.id),
        )
    seen = unit.closing.look(DAY)
    assert seen.counts.in_journal == 1
    assert seen.discrepancies[0].kind == "not_in_journal"
    assert seen.discrepancies[0].number == second.number


def test_what_was_corrected_and_withdrawn_is_counted_and_billed_as_it_is_now(unit, team, taken):
    corrected, withdrawn, other = taken(0, 1, 4)
    fees = {each.id: unit.tracking.application(each.id).fees for each in (corrected, withdrawn, other)}
    for each in (corrected, other):
        unit.receipts.print(each.id, target="printer")
    draft = unit.intake.draft(unit.corrections.begin(corrected.id))
    unit.intake.save_draft(draft.id, draft.applicant, {**draft.answers, "validity_years": 5})
    unit.corrections.save_reason(draft.id, "salah pilih")
    unit.corrections.submit(draft.id)
    unit.corrections.withdraw(withdrawn.id, "batal berangkat")
    seen = unit.closing.look(DAY)
    assert (seen.counts.submitted, seen.counts.in_journal, seen.counts.receipted) == (3, 3, 2)
    assert (seen.counts.corrected, seen.counts.withdrawn) == (1, 1)
    assert [(one.kind, one.number) for one in seen.discrepancies] == [("withdrawn", withdrawn.number)]
    now = unit.tracking.application(corrected.id).fees
    assert now != fees[corrected.id]
    assert seen.billed == sum(fee.amount for fee in (*now, *fees[other.id]))
    assert [taker.count for taker in seen.takers] == [3]


def test_a_receipt_that_was_only_saved_is_told_apart_and_stands_in_nobody_s_way(unit, team, taken):
    printed, saved = taken(0, 1)
    unit.receipts.print(printed.id, target="printer")
    unit.receipts.print(saved.id, target="file")
    seen = unit.closing.look(DAY)
    assert (seen.counts.receipted, seen.saved_only, seen.agree) == (1, 1, True)
    assert seen.discrepancies == ()
    unit.closing.close(DAY, OTHER_LEADER["nip"], OTHER_PIN)
    assert last_of(unit).body["saved_only"] == 1
    text = pypdf.PdfReader(io.BytesIO(unit.closing.report(DAY))).pages[0].extract_text()
    assert "1, belum tentu diserahkan" in " ".join(text.split())


def test_who_is_referred_is_neither_taken_nor_billed(unit, team, taken, adult, draft_of):
    (taken_here,) = taken(0)
    lost = {**adult, "service": "passport.replacement", "documents": {}}
    lost["answers"] = {
        **adult["answers"],
        "reason": "lost",
        "old_passport_number": "A1234567",
    }
    referred = unit.intake.submit(draft_of(lost).id)
    assert referred.referred
    assert unit.tracking.application(referred.id).fees
    for each in (taken_here, referred):
        unit.receipts.print(each.id, target="printer")
    today = unit.day.today()
    assert (today.taken, today.referred) == (1, 1)
    seen = unit.closing.look(DAY)
    assert (seen.counts.submitted, seen.counts.taken, seen.counts.referred, seen.agree) == (2, 1, 1, True)
    assert {each.service: (each.taken, each.referred) for each in seen.services} == {
        "passport.new": (1, 0),
        "passport.replacement": (0, 1),
    }
    assert seen.billed == sum(fee.amount for fee in unit.tracking.application(taken_here.id).fees)


def test_drafts_are_named_oldest_first(unit, samples, draft_of, clock):
    old = draft_of(samples[0])
    clock.move(days=1)
    new = draft_of(samples[1])
    seen = unit.closing.look(date(2026, 11, 25))
    assert [(draft.id, draft.old) for draft in seen.drafts] == [(old.id, True), (new.id, False)]
    assert (seen.counts.drafts, seen.counts.old_drafts) == (2, 1)


def test_who_took_all_of_it_does_not_sign_unless_alone(unit, team, taken):
    unit.day.open_visit("18.08.04", everyone(unit))
    taken(0, 1)
    with pytest.raises(NotAllowed, match="sendiri"):
        unit.closing.close(DAY, NIP, PIN)
    assert unit.day.today().state == "open"
    assert unit.closing.close(DAY, OTHER_LEADER["nip"], OTHER_PIN).state == "closed"


def test_alone_one_signs_and_it_is_on_record(unit, team, taken):
    unit.day.open_visit("18.08.04", [NIP])
    taken()
    unit.closing.close(DAY, NIP, PIN)
    assert last_of(unit).body["alone"] is True


def test_whom_nobody_wrote_down_may_have_been_there(unit, team, taken):
    taken()
    with pytest.raises(NotAllowed, match="sendiri"):
        unit.closing.close(DAY, NIP, PIN)


def test_the_only_officer_of_a_unit_is_alone(unit, taken):
    taken()
    unit.closing.close(DAY, NIP, PIN)
    assert last_of(unit).body["alone"] is True


def test_two_officers_took_it_and_one_of_them_signs(unit, team, taken, home_of):
    unit.day.open_visit("18.08.04", everyone(unit))
    taken(0)
    other = home_of.sign_in(OTHER_LEADER["nip"], OTHER_PIN)
    draft = other.intake.new_draft("passport.new")
    other.intake.discard_draft(draft.id)
    record = taken_by(other)
    unit.closing.close(DAY, NIP, PIN)
    body = last_of(unit).body
    assert body["alone"] is False
    assert {taker["nip"]: taker["count"] for taker in body["takers"]} == {NIP: 1, OTHER_LEADER["nip"]: 1}
    assert record.number
    other.close()


def taken_by(unit):
    import json

    from mobile_unit.resources import resource
    from mobile_unit.services.intake import Record
    from mobile_unit.services.scans import re_encode

    line = resource("samples", "applications.jsonl").read_text("utf-8").splitlines()[1]
    record = json.loads(line)
    documents = [
        (d["kind"], re_encode(resource("samples", d["path"]).read_bytes())) for d in record["documents"]
    ]
    return unit.intake.take(
        Record(record["id"], record["service"], record["applicant"], record["answers"], documents)
    )


def test_a_wrong_pin_is_counted_and_closes_nothing(unit, team, taken):
    taken()
    for tries in (1, 2):
        with pytest.raises(NotAllowed, match=f"{tries} PIN"):
            unit.closing.close(DAY, OTHER_LEADER["nip"], "000000")
    assert unit.closing.look(DAY).state == "open"
    unit.closing.close(DAY, OTHER_LEADER["nip"], OTHER_PIN)
    assert last_of(unit).body["wrong_pins"] == 2
    assert unit.closing.look(DAY).wrong_pins == 0


@pytest.mark.parametrize("nip", ["", NIP[-4:], "1001"])
def test_a_pin_signs_for_its_owner_only(unit, taken, nip):
    taken()
    with pytest.raises(NotAllowed):
        unit.closing.close(DAY, nip, PIN)


def test_an_officer_who_leads_nobody_does_not_sign(unit, team, taken):
    unit.access.give(OTHER["nip"], "112358")
    taken()
    with pytest.raises(NotAllowed, match="ketua tim"):
        unit.closing.close(DAY, OTHER["nip"], "112358")


def test_nothing_done_is_nothing_to_close_and_closed_is_closed(unit, taken):
    with pytest.raises(UserFacingError):
        unit.closing.close(DAY, NIP, PIN)
    taken()
    unit.closing.close(DAY, NIP, PIN)
    with pytest.raises(UserFacingError):
        unit.closing.close(DAY, NIP, PIN)


def test_an_application_after_the_closing_opens_the_day_again(unit, taken, clock):
    assert taken(0)[0].reopened_day is False
    unit.closing.close(DAY, NIP, PIN)
    clock.move(minutes=10)
    assert taken(1)[0].reopened_day is True
    view = unit.day.today()
    assert (view.state, view.reopened_at) == ("open", "2026-11-24T09:10:00+07:00")
    assert taken(2)[0].reopened_day is False
    unit.closing.close(DAY, NIP, PIN)
    assert last_of(unit).body["closing"] == 2
    assert unit.day.today().reopened_at is None
    assert kinds_of(unit) == ["visit.closed", "visit.reopened", "visit.closed"]


def test_a_day_is_reopened_the_same_day_with_a_reason(unit, taken, clock):
    taken()
    unit.closing.close(DAY, NIP, PIN)
    with pytest.raises(UserFacingError):
        unit.closing.reopen(DAY, "   ")
    unit.closing.reopen(DAY, "tanda terima  dicetak ulang")
    assert last_of(unit).body["reason"] == "tanda terima dicetak ulang"
    assert unit.day.today().state == "open"
    unit.closing.close(DAY, NIP, PIN)
    clock.move(days=1)
    with pytest.raises(UserFacingError):
        unit.closing.reopen(DAY, "terlambat")


def test_a_day_left_open_is_told_the_next_day_and_closed_by_its_date(unit, taken, clock):
    taken(0)
    clock.move(hours=14, minutes=59)
    assert unit.day.today().unclosed == ()
    clock.move(minutes=2)
    assert unit.day.today().unclosed == ("2026-11-24",)
    taken(1)
    assert unit.closing.look(DAY).counts.submitted == 1
    closed = unit.closing.close(DAY, NIP, PIN)
    assert (closed.day, closed.closed_at) == ("2026-11-24", "2026-11-25T00:01:00+07:00")
    view = unit.day.today()
    assert (view.unclosed, view.state, view.taken) == ((), "open", 1)


def test_the_report_is_drawn_again_from_the_entry(unit, team, taken, samples, clock):
    unit.day.open_visit("18.08.04", everyone(unit))
    submitted = taken(0, 1)
    with pytest.raises(UserFacingError):
        unit.closing.report(DAY)
    unit.closing.close(DAY, OTHER_LEADER["nip"], OTHER_PIN)
    first = unit.closing.report(DAY)
    clock.move(days=3)
    taken(2)
    assert unit.closing.report(DAY) == first
    text = pypdf.PdfReader(io.BytesIO(first)).pages[0].extract_text()
    assert "Selasa, 24 November 2026" in text
    assert "Dewi Lestari" in text
    assert submitted[0].number in text
    assert samples[0]["applicant"]["nik"] not in text
    assert samples[0]["applicant"]["full_name"] not in text
