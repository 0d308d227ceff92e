"""Referrals at the unit: by consent only, sealed, numbered, for whoever made them, forgotten when closed."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from pypdf import PdfReader

from mobile_unit.domain.applications import Officer
from mobile_unit.domain.entries import REFERRAL_MADE, REFERRAL_STATUS
from mobile_unit.domain.numbers import REFERRALS, is_series_number
from mobile_unit.domain.referrals import DONE, RECEIVED, SENT, Referred
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.services.referrals import Referrals, forget_old
from mobile_unit.store import blobs, journal, settings
from mobile_unit.sync import sealing, wire
from tests.services.test_outreach import photo
from tests.units import HEAD_OFFICE, NIP, PIN

IDENTITY = sealing.new_identity()
WHO = Referred("Siti Aminah", "Sering mendengar suara", "Pemeriksaan", "1990-01-02", "Tiuh Balak")
SECRETS = (b"Siti Aminah", b"mendengar suara", b"Pemeriksaan")


@pytest.fixture
def unit(unit):
    """A unit that has heard head office's key."""
    with unit.context.store.write() as connection:
        told = sealing.vouch(HEAD_OFFICE, sealing.recipient_of(IDENTITY))
        settings.put(connection, settings.BUNDLE_KEY, told)
    return unit


def target(unit, key: str = "mental_health"):
    return next(each for each in unit.referrals.directory() if each.key == key)


def entries(unit, referral: str):
    with unit.context.store.read() as connection:
        return journal.about(connection, referral)


def test_nothing_is_kept_before_it_was_signed(unit) -> None:
    form = PdfReader(io.BytesIO(unit.referrals.consent_form(target(unit), WHO))).pages[0].extract_text()
    assert "Siti Aminah" in form
    assert "UU 27/2022" in form
    with pytest.raises(UserFacingError, match="persetujuan"):
        unit.referrals.make(target(unit), WHO, signed=False)
    assert unit.referrals.listed() == []


def test_what_is_told_of_a_person_is_sealed_in_the_entry(unit) -> None:
    made = unit.referrals.make(target(unit), WHO, signed=True)
    (entry,) = entries(unit, made)
    assert entry.kind == REFERRAL_MADE
    assert not any(secret in entry.raw for secret in SECRETS)
    assert is_series_number(REFERRALS, entry.body["number"])
    opened = sealing.opened_bytes(wire.decode(entry.body["sealed"]), IDENTITY)
    assert all(secret in opened for secret in SECRETS)
    assert Referred.of(json.loads(opened)) == replace(WHO, signed_by="Siti Aminah")


def test_a_scan_of_the_consent_is_sealed_too_and_sent(unit) -> None:
    scan = photo()
    made = unit.referrals.make(target(unit), WHO, signed=False, scan=scan)
    (entry,) = entries(unit, made)
    (file,) = entry.body["files"]
    with unit.context.store.read() as connection:
        content = blobs.content(connection, file["sha256"])
        assert [each.sha256 for each in blobs.waiting(connection)] == [file["sha256"]]
    assert content is not None
    assert content != scan.content
    assert sealing.opened_bytes(content, IDENTITY) == scan.content


def test_numbers_go_on_and_the_letter_says_it_all(unit) -> None:
    first, second = (unit.referrals.make(target(unit), WHO, signed=True) for _n in range(2))
    numbers = [entries(unit, each)[0].body["number"] for each in (first, second)]
    assert [number.split("-")[2] for number in numbers] == ["0001", "0002"]
    (page,) = PdfReader(io.BytesIO(unit.referrals.letter(second))).pages
    text = page.extract_text()
    for words in (
        numbers[1],
        "Siti Aminah",
        "Pemeriksaan",
        "RAHASIA",
        "Layanan kesehatan jiwa",
        "Lembar balasan",
    ):
        assert words in text


def test_only_who_made_it_and_the_team_leader_read_it(unit) -> None:
    made = unit.referrals.make(target(unit), WHO, signed=True)
    other = replace(unit.context, officer=Officer("199002022015031002", "Budi", "officer"))
    theirs = Referrals(other)
    assert theirs.listed() == []
    with pytest.raises(NotAllowed):
        theirs.letter(made)
    with pytest.raises(NotAllowed):
        theirs.words(made)
    with pytest.raises(NotAllowed):
        theirs.set_status(made, DONE, "x")
    own = theirs.make(target(unit), replace(WHO, name="Rini"), signed=True)
    assert [each.name for each in theirs.listed()] == ["Rini"]
    assert {each.id for each in unit.referrals.listed()} == {made, own}  # the team leader


def test_once_it_is_closed_nobody_is_named_any_more(unit) -> None:
    made = unit.referrals.make(target(unit), WHO, signed=True)
    unit.referrals.set_status(made, RECEIVED)
    with pytest.raises(UserFacingError):
        unit.referrals.set_status(made, SENT)
    with pytest.raises(UserFacingError):
        unit.referrals.set_status(made, DONE)
    unit.referrals.set_status(made, DONE, "Sudah diperiksa")
    (line,) = unit.referrals.listed()
    assert (line.status, line.name) == (DONE, "")
    for act in (unit.referrals.letter, unit.referrals.words):
        with pytest.raises(UserFacingError):
            act(made)
    said = entries(unit, made)
    assert [each.kind for each in said] == [REFERRAL_MADE, REFERRAL_STATUS, REFERRAL_STATUS]
    assert not any(b"diperiksa" in each.raw for each in said)


def test_a_letter_is_forgotten_after_a_month_at_a_day_s_closing(unit, clock) -> None:
    made = unit.referrals.make(target(unit), WHO, signed=True)
    clock.move(days=30)
    with unit.context.store.write() as connection:
        forget_old(connection, clock.now().date())
    assert unit.referrals.words(made).name == "Siti Aminah"
    clock.move(days=1)
    unit.day.open_visit("18.08.04")
    unit.closing.close(clock.now().date(), NIP, PIN)
    (line,) = unit.referrals.listed()
    assert (line.status, line.name) == (SENT, "")


@pytest.mark.parametrize("wrong", [{"name": " "}, {"reason": ""}, {"address": "x" * 300}])
def test_what_is_missing_is_told(unit, wrong) -> None:
    with pytest.raises(UserFacingError):
        unit.referrals.make(target(unit), replace(WHO, **wrong), signed=True)
    assert unit.referrals.listed() == []


def test_without_head_office_s_key_nothing_is_kept(unit) -> None:
    with unit.context.store.write() as connection:
        settings.put(connection, settings.BUNDLE_KEY, None)
    with pytest.raises(UserFacingError, match="kantor"):
        unit.referrals.make(target(unit), WHO, signed=True)
    assert unit.referrals.listed() == []
