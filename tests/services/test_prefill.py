"""What the unit knows already of somebody."""

from __future__ import annotations


def test_a_returning_person_is_found_by_nik_with_the_newest_application(unit, adult, draft_of):
    nik = adult["applicant"]["nik"]
    assert unit.prefill.past_of(nik) is None
    assert unit.prefill.past_of("") is None
    unit.intake.submit(draft_of(adult).id)
    moved = {**adult, "applicant": {**adult["applicant"], "address": "Jl. Baru 2"}}
    second = unit.intake.submit(draft_of(moved).id)
    past = unit.prefill.past_of(nik)
    assert (past.id, past.number) == (second.id, second.number)
    assert past.values["applicant.address"] == "JL. BARU 2"
    assert "applicant.nik" not in past.values
    assert past.submitted_at.startswith("2026-11-24")


def test_the_next_of_a_family_begins_with_what_is_shared(unit, adult, draft_of):
    submitted = unit.intake.submit(draft_of(adult).id)
    begun = unit.prefill.begin_for_family(submitted.id, "passport.replacement", "sibling")
    assert begun.number == submitted.number
    draft = unit.intake.draft(begun.draft.id)
    assert draft.service == "passport.replacement"
    applicant = adult["applicant"]
    for name in ("family_card_number", "address", "region", "mother_name", "father_name"):
        assert draft.applicant[name] == applicant[name].upper()
        assert f"applicant.{name}" in begun.carried
    assert "full_name" not in draft.applicant
    assert "nik" not in draft.applicant


def test_only_fields_that_the_other_form_has_are_carried(unit, adult, draft_of):
    submitted = unit.intake.submit(draft_of(adult).id)
    service = "permit.itk"
    known = {field.key for field in unit.catalogue.service(service).form.fields()}
    begun = unit.prefill.begin_for_family(submitted.id, service, "spouse")
    assert set(begun.carried) <= known
    assert "applicant.address" in begun.carried


def test_a_childs_affidavit_begins_with_its_parent(unit, adult, draft_of):
    submitted = unit.intake.submit(draft_of(adult).id)
    begun = unit.prefill.begin_for_family(submitted.id, "affidavit", "child")
    parent = unit.intake.draft(begun.draft.id).answers["indonesian_parent"]
    person = adult["applicant"]
    assert (parent["full_name"], parent["nik"]) == (person["full_name"], person["nik"])
    again = unit.prefill.begin_for_family(unit.intake.submit(draft_of(adult).id).id, "affidavit", "sibling")
    assert not [key for key in again.carried if "parent" in key]


def test_ticks_and_reasons_survive_in_the_draft(unit):
    draft = unit.intake.new_draft("passport.new")
    unit.intake.save_draft(draft.id, {"full_name": "ZAINAL"}, {}, {"name.one_word": "Sesuai KTP"})
    assert unit.intake.draft(draft.id).confirmed == {"name.one_word": "Sesuai KTP"}
    unit.intake.save_draft(draft.id, {"full_name": "ZAINAL"}, {})
    assert unit.intake.draft(draft.id).confirmed == {}
