"""A catalogue from the office's folder to the counter: dated ahead, by network and by stick, taken back."""

from __future__ import annotations

import json
import random

import pytest

from head_office.services.replies import write_reply
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.publications import CATALOGUE
from mobile_unit.domain.states import RECEIVED
from mobile_unit.services.intake import Record, Refused
from mobile_unit.services.scans import Scan
from mobile_unit.store import inbox, publications
from mobile_unit.sync import issuing
from tests.catalogues import document, in_folder
from tests.conftest import SetClock
from tests.head_office.conftest import SAMPLES
from tests.offices import enrolled, running_office
from tests.sticks import opened

FEE = "PB-E-10"
ADULT = next(
    r for r in SAMPLES
    if r["service"] == "passport.new" and r["answers"].get("validity_years") == 10
    and r["answers"]["passport_type"] == "electronic" and not r["answers"].get("accelerated")
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("head-office")) as running:
        yield running


@pytest.fixture
def day() -> SetClock:
    return SetClock()


_units = iter(f"P{n:04d}" for n in range(9999))


@pytest.fixture
def unit(office, tmp_path, day):
    """Publications of the tests before are here too, with lower numbers."""
    made = enrolled(office, tmp_path / "unit", next(_units), clock=day)
    yield made
    made.close()


_versions = iter(f"2027.{number}" for number in range(1, 99))


def publish(office, tmp_path, start: str, fees=None, change=None) -> str:
    version = next(_versions)
    folder = in_folder(tmp_path / version, document(version, start, fees, change))
    (*_changes, said) = office.lines("publish", "catalogue", str(folder))
    assert (said["kind"], said["number"], said["valid_from"]) == (CATALOGUE, version, start)
    assert said["units"] >= 1
    return version


def take(unit):
    papers = [(d["kind"], Scan(f"{d['kind']} {unit.info.code}".encode() * 200, "image/jpeg"))
              for d in ADULT["documents"]]  # fmt: skip
    return unit.intake.take(Record(uuid7(), ADULT["service"], ADULT["applicant"], ADULT["answers"], papers))


def test_it_holds_from_its_day_on_a_laptop_that_hears_nothing_more(office, unit, day, tmp_path):
    before = unit.catalogue.version
    draft = unit.intake.new_draft("passport.new")
    unit.intake.save_draft(draft.id, ADULT["applicant"], ADULT["answers"])
    for paper in ADULT["documents"]:
        unit.intake.attach_scan(draft.id, paper["kind"], Scan(b"scan" * 100, "image/jpeg"))
    version = publish(office, tmp_path, "2026-12-01", {FEE: 1_000_000})
    unit.sync.run()
    assert unit.catalogue.version == before
    assert unit.intake.newer(unit.intake.draft(draft.id)) is None

    day.move(days=7)  # no sync in between
    assert unit.catalogue.version == version
    newer = unit.intake.newer(unit.intake.draft(draft.id))
    assert (newer.version, newer.fees_before[0].amount, newer.fees_after[0].amount) == (
        version,
        950_000,
        1_000_000,
    )
    with pytest.raises(Refused) as refused:
        unit.intake.submit(draft.id)
    assert [finding.code for finding in refused.value.findings] == ["catalogue.fees_changed"]
    unit.intake.accept_newer(draft.id)
    first, second = unit.intake.submit(draft.id), take(unit)
    unit.sync.run()
    unit.sync.run()
    for each in (first, second):
        detail = unit.tracking.application(each.id)
        assert (detail.summary.state, detail.fees[0].amount) == (RECEIVED, 1_000_000)
        assert json.loads(office.run("show", each.number, "--json").stdout)["state"] == "received"
    day.move(days=-7)  # the clock set back: what holds is what holds on that day
    assert unit.catalogue.version == before


def test_a_newer_one_takes_back_what_was_dated_ahead(office, unit, day, tmp_path):
    ahead = publish(office, tmp_path, "2099-03-01", {FEE: 2_000_000})  # by head office's own clock too
    back = next(_versions)
    folder = in_folder(tmp_path / back, document(back, "2026-11-24", {FEE: 950_000}))
    *changes, _said = office.lines("publish", "catalogue", str(folder))
    assert any(ahead in each["change"] and "tidak akan pernah berlaku" in each["change"] for each in changes)
    unit.sync.run()
    assert unit.catalogue.version == back
    day.moment = day.moment.replace(year=2100)
    assert unit.catalogue.version == back


def test_it_comes_by_stick_too(office, unit, tmp_path):
    version = publish(office, tmp_path, "2026-11-24", {FEE: 960_000})
    with opened(office.home) as running:
        write_reply(running, unit.info.code, tmp_path / "reply")
    unit.stick.take_reply(tmp_path / "reply")
    assert unit.catalogue.version == version
    assert unit.catalogue.tariff(FEE, unit.catalogue.effective_from).amount == 960_000


def test_a_new_unit_is_told_what_was_published_before_it(office, unit, tmp_path):
    version = publish(office, tmp_path, "2026-11-24")
    later = enrolled(office, tmp_path / "later", "LATER", clock=SetClock())
    later.sync.run()
    assert later.catalogue.version == version
    later.close()


def test_what_is_large_comes_in_parts(office, unit, tmp_path):
    noise = random.Random(1)
    long = "".join(noise.choice("abcdefghij ") for _ in range(250_000))

    def add(made):
        made["catalogue"]["notices"].append({"id": long, "en": long})

    version = publish(office, tmp_path, "2026-11-24", change=add)
    unit.sync.run()
    with unit.context.store.read() as connection:
        number = {row.number: row.id for row in publications.listed(connection)}[version]
        parts = [each["body"] for each in inbox.about(connection, number)]
    assert len(parts) == parts[0]["parts"] > 1
    assert all(len(part["content"]) <= issuing.PART_BYTES * 4 // 3 + 4 for part in parts)
    assert unit.catalogue.version == version
    assert unit.catalogue.notices[-1].id == long
    publish(office, tmp_path, "2026-11-24")  # so that other tests are not held up by it


def test_errors_are_named_by_file_and_field(office, unit, tmp_path):
    def spoil(made):
        made["catalogue"]["fees"][0]["legal_basis"] = ""
        made["services"]["passport.new"]["requirements"][0]["kind"] = 5

    folder = in_folder(tmp_path / "bad", document("2099.1", "2026-11-31", change=spoil))
    done = office.run("publish", "catalogue", str(folder), "--json")
    assert done.returncode == 1
    found = {(said["file"], said["field"]) for said in map(json.loads, done.stdout.splitlines())}
    assert ("catalogue.json", "from") in found
    assert ("services/passport.new.json", "requirements.1.kind") in found
    assert any(field.endswith(".legal_basis") for _file, field in found)

    (folder / "form.json").write_text("{\n 1", "utf-8")
    done = office.run("publish", "catalogue", str(folder))
    assert done.returncode == 1
    assert "form.json" in done.stderr
    assert "2" in done.stderr
    unit.sync.run()
    assert unit.catalogue.version != "2099.1"


def test_a_number_says_one_thing_for_ever(office, unit, tmp_path):
    version = publish(office, tmp_path, "2026-11-24", {FEE: 970_000})
    folder = tmp_path / version
    (*_changes, again) = office.lines("publish", "catalogue", str(folder))
    assert again["units"] == 0
    in_folder(folder, document(version, "2026-11-24", {FEE: 980_000}))
    assert office.run("publish", "catalogue", str(folder)).returncode == 1
    in_folder(folder, document("2026.3", "2026-11-24"))
    assert office.run("publish", "catalogue", str(folder)).returncode == 1
    assert unit.sync.run().received >= 1
    assert unit.sync.run().received == 0


def test_a_preview_publishes_nothing(office, unit, tmp_path):
    version = next(_versions)
    folder = in_folder(tmp_path / version, document(version, "2027-01-01", {FEE: 999_000}))
    said = office.lines("publish", "catalogue", str(folder), "--preview")
    assert any("Rp999.000" in each["change"] and "1 Januari 2027" in each["change"] for each in said)
    unit.sync.run()
    with unit.context.store.read() as connection:
        assert version not in {row.number for row in publications.listed(connection)}


def test_a_folder_that_holds_no_catalogue_is_told_plainly(office, tmp_path):
    done = office.run("publish", "catalogue", str(tmp_path))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "catalogue.json" in done.stderr
