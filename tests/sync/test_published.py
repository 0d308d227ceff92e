"""What head office published is taken in whole and sound, or kept aside; the counter goes on in any case."""

from __future__ import annotations

import json

import pytest

from mobile_unit.app import Home
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.publications import CATALOGUE, FORMATS
from mobile_unit.store import inbox, publications
from mobile_unit.sync import issuing, published, wire
from mobile_unit.sync.inbox import FeedBroken, apply_feed
from tests.catalogues import document
from tests.conftest import CHEAP
from tests.sync.test_inbox import KEY, Feed, receive
from tests.units import NIP, PIN, unit_without_office

SHIPPED, NEWER = "2026.3", "2026.4"


@pytest.fixture
def unit(tmp_path, clock):
    opened = unit_without_office(tmp_path, clock=clock)
    yield opened
    opened.close()


def bodies(whole: bytes, **changes) -> list[dict]:
    about = {
        "publication": uuid7(), "kind": CATALOGUE, "format": 1, "number": NEWER, "valid_from": "2026-11-24",
        "valid_until": None, "at": "2026-11-24T08:00:00+07:00",
    }  # fmt: skip
    return [body | changes for body in issuing.parts_of(about, whole)]


def as_content(made: dict) -> bytes:
    return json.dumps(made).encode()


def hear(unit, *said: dict) -> int:
    feed = Feed()
    for body in said:
        feed.say("publication.issued", body)
    count = receive(unit, feed.entries)
    unit.context.in_force.read_anew()
    return count


def parked(unit) -> int:
    with unit.context.store.read() as connection:
        return inbox.parked_count(connection)


def test_a_part_that_is_missing_is_waited_for(unit, monkeypatch):
    monkeypatch.setattr(issuing, "PART_BYTES", 4000)
    parts = bodies(as_content(document(NEWER, "2026-11-24")))
    assert len(parts) > 3
    feed = Feed()
    for at, body in enumerate(parts):
        feed.say("publication.issued", body)
        receive(unit, feed.entries)
        unit.context.in_force.read_anew()
        assert unit.catalogue.version == (NEWER if at == len(parts) - 1 else SHIPPED)
    assert parked(unit) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "0" * 64},
        {"bytes": 10},
        {"part": 0},
        {"part": True},
        {"parts": 5000},
        {"content": "no base64"},
        {"content": wire.encode(b"no zstd")},
        {"number": "../../etc"},
        {"number": 4},
        {"valid_from": "2026-02-30"},
        {"valid_until": 5},
        {"kind": "something.new"},
        {"publication": "1"},
        {"format": None},
        {"at": None},
    ],
)
def test_what_is_not_as_it_should_be_is_parked(unit, changes):
    assert hear(unit, *bodies(as_content(document(NEWER, "2026-11-24")), **changes)) == 1
    assert parked(unit) == 1
    assert unit.catalogue.version == SHIPPED


def test_what_head_office_did_not_sign_is_not_taken(unit):
    feed = Feed()
    feed.say("publication.issued", bodies(as_content(document(NEWER, "2026-11-24")))[0])
    stranger = wire.public_bytes(wire.new_key())
    with pytest.raises(FeedBroken), unit.context.store.write() as connection:
        apply_feed(connection, feed.entries, unit="WK01", head_office_key=stranger)
    unit.context.in_force.read_anew()
    assert unit.catalogue.version == SHIPPED
    assert receive(unit, feed.entries) == 1  # head office's own key: nothing was broken by it
    assert wire.public_bytes(KEY) != stranger


def no_service(made: dict) -> None:
    made["catalogue"]["services"].append("passport.unheard")


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (as_content(document(NEWER, "2026-11-24")), 2),
        (as_content(document(NEWER, "2026-11-24", change=no_service)), 1),
        (b"[]", 1),
        (b"not json", 1),
    ],
    ids=["newer form", "incomplete", "no object", "no json"],
)
def test_what_this_program_cannot_read_is_kept_and_the_old_one_stays(unit, content, form):
    assert hear(unit, *bodies(content, format=form)) == 1
    assert unit.catalogue.version == SHIPPED
    (kept,) = unit.context.in_force.unusable
    assert (kept.kind, kept.number) == (CATALOGUE, NEWER)
    assert parked(unit) == 0


def test_a_newer_program_reads_what_an_older_one_kept(tmp_path, clock, monkeypatch):
    old = unit_without_office(tmp_path, clock=clock)
    hear(old, *bodies(as_content(document(NEWER, "2026-11-24")), format=2))
    assert old.context.in_force.unusable
    old.close()
    same = Home(tmp_path, clock=clock, cost=CHEAP).sign_in(NIP, PIN)
    assert same.context.in_force.unusable
    same.close()
    monkeypatch.setattr(published, "__version__", "99.0")
    monkeypatch.setitem(FORMATS, CATALOGUE, 2)
    new = Home(tmp_path, clock=clock, cost=CHEAP).sign_in(NIP, PIN)
    assert (new.context.in_force.unusable, new.catalogue.version) == ((), NEWER)
    new.close()


def test_the_same_number_said_anew_takes_the_place_of_the_first(unit):
    """A head office that was restored from a backup may not know that it had published it."""
    feed = Feed()
    for amount in (1, 2):
        made = document(NEWER, "2026-11-24", {"PB-E-10": amount})
        for body in bodies(as_content(made)):
            feed.say("publication.issued", body)
    receive(unit, feed.entries)
    unit.context.in_force.read_anew()
    assert unit.catalogue.tariff("PB-E-10", unit.catalogue.effective_from).amount == 2
    with unit.context.store.read() as connection:
        assert len(publications.listed(connection)) == 1
