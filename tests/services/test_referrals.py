"""What a unit does not take is recorded, numbered and referred, with a paper that says so."""

from __future__ import annotations

import io
import json

import pypdf
import pytest

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import set_language
from mobile_unit.resources import resource
from mobile_unit.services.lines import LineIntake
from mobile_unit.store import journal

FOREIGNER = {
    "full_name": "JOHN ALBERT SMITH", "sex": "male", "birth_date": "1980-02-03", "nationality": "NLD",
    "passport_number": "nx 1234567", "passport_expires": "2030-01-01", "address": "Jl. Lintas 12",
    "region": "18.08.04.2005",
}  # fmt: skip
STAY = {"permit_days": 30, "permit_expires": "2026-12-01", "sponsor": {"full_name": "PT Maju"}}


def taken(unit, service, applicant, answers):
    draft = unit.intake.new_draft(service)
    unit.intake.save_draft(draft.id, applicant, answers)
    return unit.intake.submit(draft.id)


def body_of(unit, submitted):
    with unit.context.store.read() as connection:
        return next(iter(journal.about(connection, submitted.id))).body


def paper_of(unit, submitted) -> str:
    (page,) = pypdf.PdfReader(io.BytesIO(unit.receipts.print(submitted.id).pdf)).pages
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("reason", ["lost", "damaged", "data_change"])
def test_a_line_of_such_a_passport_is_recorded_and_referred(unit, adult, reason, tmp_path):
    line = {**adult, "service": "passport.replacement", "documents": []}
    line["answers"] = {**adult["answers"], "reason": reason, "old_passport_number": "A1234567"}
    file = io.BytesIO(json.dumps(line).encode() + b"\n")
    (answer,) = LineIntake(unit.context, unit.intake, tmp_path).take_all(file)
    assert answer.submitted.referred
    detail = unit.tracking.application(answer.submitted.number)
    assert detail.summary.state == "referred"
    assert body_of(unit, answer.submitted)["referred"] is True
    (again,) = LineIntake(unit.context, unit.intake, tmp_path).take_all(io.BytesIO(file.getvalue()))
    assert again.submitted == answer.submitted


def test_its_paper_is_no_receipt(unit, adult):
    answers = {"reason": "lost", "passport_type": "electronic", "validity_years": 5}
    paper = paper_of(unit, taken(unit, "passport.replacement", adult["applicant"], answers))
    assert "RUJUKAN KE KANTOR IMIGRASI" in paper
    assert "Bukan tanda terima permohonan." in paper
    assert "Surat keterangan hilang dari kepolisian" in paper
    assert "Rp1.650.000" in paper
    assert "SP4N-LAPOR!" in paper
    assert "Tanda Terima Permohonan".upper() not in paper


def test_a_foreigner_is_recorded_without_nik(unit):
    submitted = taken(unit, "permit.itk", FOREIGNER, STAY)
    assert submitted.referred
    body = body_of(unit, submitted)
    assert body["applicant"]["passport_number"] == "NX1234567"
    assert body["fees"] == [{"code": "ITK-30", "amount": 500_000}]
    row = unit.tracking.search("NX1234567").rows[0]
    assert (row.id, row.nik) == (submitted.id, "N******67")


def test_a_foreigner_s_paper_is_in_two_languages(unit):
    paper = paper_of(unit, taken(unit, "permit.itk", FOREIGNER, STAY))
    for words in (
        "Nama / Name",
        "Belanda / Netherlands",
        "REFERRAL TO THE IMMIGRATION OFFICE",
        "Not a receipt",
    ):
        assert words in paper
    assert "NX1234567" not in paper


def test_fees_that_the_office_sets_are_not_stated(unit):
    answers = {"stay_request": "extension", "stay_basis": "family", "permit_years": 1}
    submitted = taken(unit, "permit.itas", FOREIGNER, answers)
    assert body_of(unit, submitted)["fees"] == []
    paper = paper_of(unit, submitted)
    assert "ditetapkan oleh kantor imigrasi" in paper
    assert "3.000.000" not in paper


def test_a_correction_does_not_turn_a_referral_into_an_application(unit, adult):
    answers = {**adult["answers"], "reason": "lost", "old_passport_number": "A1234567"}
    submitted = taken(unit, "passport.replacement", adult["applicant"], answers)
    draft_id = unit.corrections.begin(submitted.id)
    unit.corrections.save_reason(draft_id, "salah tulis")
    other = {**answers, "reason": "lost", "old_passport_number": "A7654321"}
    unit.intake.save_draft(draft_id, adult["applicant"], other)
    unit.corrections.submit(draft_id)
    draft_id = unit.corrections.begin(submitted.id)
    unit.corrections.save_reason(draft_id, "ternyata ada")
    found = {**other, "reason": "expired", "old_passport_issued": "2017-01-02",
             "old_passport_expires": "2027-01-02"}  # fmt: skip
    unit.intake.save_draft(draft_id, adult["applicant"], found)
    scan = resource("samples", "scans", "ktp.jpg").read_bytes()
    for kind in ("ktp", "old_passport"):
        unit.intake.attach(draft_id, kind, scan)
    set_language("en")
    with pytest.raises(UserFacingError, match="another matter"):
        unit.corrections.submit(draft_id)
