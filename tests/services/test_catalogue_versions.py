"""A draft keeps the catalogue it was begun with, and nobody submits under fees that no longer hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.resources import resource
from mobile_unit.services.intake import Refused
from mobile_unit.store import drafts, journal
from tests.catalogues import document
from tests.published import hear_catalogue

NEWEST = "2026.3"
SHIPPED = {"2026.1": "c7a7d0851b71bfcd", "2026.2": "74fe2d4cc4d2f85b"}


def begun_with(unit, draft, version: str):
    """The draft, as an older program left it."""
    with unit.context.store.write() as connection:
        drafts.set_catalogue(connection, draft.id, version, draft.updated_at)
    return unit.intake.draft(draft.id)


def entry_of(unit, submitted):
    with unit.context.store.read() as connection:
        return next(iter(journal.about(connection, submitted.id))).body


def test_a_draft_is_checked_and_sealed_by_the_version_it_was_begun_with(unit, adult, draft_of):
    draft = begun_with(unit, draft_of(adult), "2026.1")
    assert unit.intake.catalogue_of(draft).version == "2026.1"
    newer = unit.intake.newer(draft)
    assert newer is not None
    assert (newer.version, newer.fees_differ) == (NEWEST, False)
    assert newer.changes
    body = entry_of(unit, unit.intake.submit(draft.id))
    assert (body["catalogue"], body["referred"]) == ("2026.1", False)


def test_the_newer_is_accepted(unit, adult, draft_of):
    draft = begun_with(unit, draft_of(adult), "2026.1")
    renewed = unit.intake.accept_newer(draft.id)
    assert renewed.catalogue == NEWEST
    assert renewed.applicant == draft.applicant
    assert renewed.documents == draft.documents
    assert unit.intake.newer(renewed) is None
    assert entry_of(unit, unit.intake.submit(draft.id))["catalogue"] == NEWEST


def test_a_version_that_this_program_does_not_bring_gives_way_to_the_newest(unit, adult, draft_of):
    draft = begun_with(unit, draft_of(adult), "2099.1")
    assert unit.intake.catalogue_of(draft) is unit.context.catalogue
    assert entry_of(unit, unit.intake.submit(draft.id))["catalogue"] == NEWEST


def test_fees_that_no_longer_hold_are_not_submitted_silently(unit, adult, draft_of):
    draft = begun_with(unit, draft_of(adult), "2026.1")
    dearer = {
        tariff.code: tariff.amount + 50_000
        for tariff in unit.context.catalogue.tariffs
        if tariff.code.startswith("PB-")
    }
    hear_catalogue(unit, document("2026.9", "2026-11-24", dearer))
    newer = unit.intake.newer(draft)
    assert newer.fees_differ
    assert newer.fees_after[0].amount == newer.fees_before[0].amount + 50_000
    with pytest.raises(Refused) as refused:
        unit.intake.submit(draft.id)
    assert [finding.code for finding in refused.value.findings] == ["catalogue.fees_changed"]
    unit.intake.accept_newer(draft.id)
    body = entry_of(unit, unit.intake.submit(draft.id))
    assert body["fees"][0]["amount"] == newer.fees_after[0].amount


@pytest.mark.parametrize("version", SHIPPED)
def test_a_version_that_entries_name_is_never_changed(version):
    """A change of a form, a fee or a text is the next version's."""
    folder = resource("catalogue", version)
    digest = hashlib.sha256()
    for name in sorted(path.relative_to(folder).as_posix() for path in Path(str(folder)).rglob("*.json")):
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes().replace(b"\r\n", b"\n"))
    assert digest.hexdigest()[:16] == SHIPPED[version]


def test_catalogues_are_as_they_were_shipped():
    assert Catalogue.load("2026.1").standards == {}
    assert Catalogue.load().version == NEWEST
