"""What the receipt says, in Indonesian, from the entry alone."""

from __future__ import annotations

import copy
import io
import subprocess
import sys
from typing import Any

import pypdf
import pytest

from mobile_unit.domain.applications import Withdrawal
from mobile_unit.i18n import set_language
from mobile_unit.receipts.content import Receipt, in_words, receipt_of
from mobile_unit.receipts.papers import PAPERS
from mobile_unit.receipts.pdf import draw
from tests.receipts.bodies import ADULT, CATALOGUE, CHILD, REGIONS, body_of, letters


def receipt(body: dict[str, Any], copy: int = 0) -> Receipt:
    return receipt_of(body, CATALOGUE, REGIONS, copy=copy)


def values(lines: tuple[Any, ...]) -> dict[str, str]:
    return {line.label: line.value for line in lines}


def test_the_applicant_and_what_was_asked_for() -> None:
    assert values(receipt(body_of()).applicant) == {
        "Nama": "YUSUF",
        "NIK": "1808**********58",
        "Alamat": "Jl. Pasar No. 144 RT 001 RW 002, Way Agung, Buay Bahuga",
        "Permohonan": "Paspor baru",
        "Jenis paspor": "Paspor biasa elektronik, masa berlaku 10 tahun",
    }


def test_a_replacement_tells_its_reason() -> None:
    said = values(receipt(body_of(CHILD)).applicant)
    assert said["Permohonan"] == "Penggantian paspor (habis berlaku)"
    assert said["Jenis paspor"] == "Paspor biasa elektronik, masa berlaku 5 tahun"


def test_an_accelerated_one_is_ready_on_the_same_day() -> None:
    body = body_of()
    body["answers"] = {**body["answers"], "accelerated": True}
    said = receipt(body)
    assert values(said.applicant)["Permohonan"] == "Paspor baru, percepatan"
    assert values(said.steps)["Perkiraan selesai"].startswith("pada hari yang sama setelah pembayaran")
    assert values(receipt(body_of()).steps)["Perkiraan selesai"].startswith("4 hari kerja setelah")


def test_the_documents_are_named() -> None:
    assert receipt(body_of()).documents == ("KTP elektronik", "Kartu Keluarga", "Akta kelahiran")


def test_the_fees_their_sum_its_words_and_their_law() -> None:
    body = body_of()
    body["fees"].append({"code": "PERCEPATAN", "amount": 1_000_000})
    said = receipt(body)
    assert values(said.fees) == {
        "Paspor biasa elektronik, 10 tahun": "Rp950.000",
        "Layanan percepatan (selesai hari yang sama)": "Rp1.000.000",
    }
    assert said.total == "Rp1.950.000"
    assert values(said.fee_notes) == {
        "Terbilang": "Satu juta sembilan ratus lima puluh ribu rupiah",
        "Dasar hukum": "PP 45/2024",
    }


def test_fees_not_known_yet_are_not_made_up() -> None:
    said = receipt({**body_of(), "fees": []})
    assert said.fees == ()
    assert said.fee_notes == ()
    assert said.total == "ditetapkan oleh kantor imigrasi"


def test_the_billing_code_follows_the_way_the_applicant_can_be_reached() -> None:
    body = body_of()
    assert receipt(body).billing.value == "menyusul, dikirim lewat WA/SMS"
    del body["applicant"]["phone"]
    assert receipt(body).billing.value == "menyusul, diberitahukan oleh kantor imigrasi"


@pytest.mark.parametrize(
    ("place", "taken_in", "signed_in"),
    [
        (
            {"code": "18.08.04", "name": "Baradatu"},
            "Kecamatan Baradatu",
            "Baradatu, 24 November 2026",
        ),
        (
            {"code": "18.08.04.2005", "name": "Tiuh Balak, Baradatu"},
            "Kampung Tiuh Balak, Kecamatan Baradatu",
            "Tiuh Balak, 24 November 2026",
        ),
        (
            {"code": "18.08.02.1004", "name": "Kasui Pasar, Kasui"},
            "Kelurahan Kasui Pasar, Kecamatan Kasui",
            "Kasui Pasar, 24 November 2026",
        ),
        (None, "", "24 November 2026"),
    ],
)
def test_where_it_was_taken(place: dict[str, str] | None, taken_in: str, signed_in: str) -> None:
    body = {**body_of(), "place": place}
    said = receipt(body)
    assert (said.taken_in, said.place_and_date) == (taken_in, signed_in)
    corrected = receipt({**body, "correction": 1, "corrected_at": "2026-11-25T10:00:00+07:00"})
    assert corrected.place_and_date == signed_in.replace("24 November", "25 November")


@pytest.mark.parametrize(
    ("submitted_at", "said"),
    [
        ("2026-11-24T09:14:03+07:00", "24 November 2026, pukul 09.14 WIB"),
        ("2026-12-31T23:59:59+07:00", "31 Desember 2026, pukul 23.59 WIB"),
        ("2026-12-31T23:30:00+00:00", "1 Januari 2027, pukul 06.30 WIB"),
    ],
)
def test_when_it_was_taken_is_told_in_wib(submitted_at: str, said: str) -> None:
    assert receipt({**body_of(), "submitted_at": submitted_at}).taken_at == said


FOREIGNER = {
    "full_name": "JOHN SMITH", "sex": "male", "birth_date": "1980-02-03", "nationality": "NLD",
    "passport_number": "NX1234567", "passport_expires": "2030-01-01", "address": "Jl. Lintas 12",
    "region": "18.08.04.2005",
}  # fmt: skip


def foreigners_body() -> dict[str, Any]:
    answers = {"permit_days": 30, "permit_expires": "2026-12-01", "sponsor": {"full_name": "PT MAJU"}}
    record = {"id": "1", "service": "permit.itk", "applicant": FOREIGNER, "answers": answers, "documents": []}
    fees = [{"code": "ITK-30", "amount": 500_000}]
    return {**body_of(record), "referred": True, "fees": fees}


@pytest.mark.parametrize(
    ("state", "stamps", "told"),
    [
        ("withdrawn", ("DITARIK PEMOHON", "WITHDRAWN"), "atas keinginan pemohon"),
        ("deemed_withdrawn", ("DIANGGAP DITARIK KEMBALI", "DEEMED WITHDRAWN"), "karena tidak dilengkapi"),
    ],
)
def test_each_way_of_taking_back_has_a_stamp_of_its_own(state, stamps, told) -> None:
    ended = Withdrawal(state, "2026-11-25T10:00:00+07:00")
    said = receipt_of(body_of(), CATALOGUE, REGIONS, withdrawal=ended)
    assert said.stamp == stamps[:1]
    assert told in values(said.applicant)["Ditarik"]
    foreign = receipt_of(foreigners_body(), CATALOGUE, REGIONS, withdrawal=ended, copy=3)
    assert foreign.stamp == stamps
    for paper in PAPERS:
        drawn = letters(
            " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(draw(foreign, paper))).pages)
        )
        assert all(letters(stamp) in drawn for stamp in (*stamps, "SALINAN ke-3"))


def test_what_costs_nothing_is_free_and_no_sum_of_money() -> None:
    free = {"code": "PB-NE-NOL", "amount": 0}
    said = receipt(body_of() | {"fees": [free]})
    assert values(said.fees) == {"Paspor biasa non-elektronik, bebas biaya": "Gratis"}
    assert said.total == "Gratis"
    assert list(values(said.fee_notes)) == ["Dasar hukum"]
    assert receipt(foreigners_body() | {"fees": [free]}).total == "Gratis / Free"


def test_copies_are_counted() -> None:
    assert receipt(body_of()).copy == ""
    assert receipt(body_of(), copy=2).copy == "SALINAN ke-2"


def test_the_paper_speaks_indonesian_whatever_the_screen_does() -> None:
    before = receipt(body_of())
    set_language("en")
    assert receipt(copy.deepcopy(body_of())) == before


def test_nothing_but_the_masked_nik_the_name_and_the_address_is_taken_from_the_applicant() -> None:
    said = repr(receipt(body_of()))
    for key in ("nik", "family_card_number", "birth_date", "phone", "father_name", "mother_name"):
        assert ADULT["applicant"][key] not in said


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Nol rupiah"),
        (1_100, "Seribu seratus rupiah"),
        (350_000, "Tiga ratus lima puluh ribu rupiah"),
        (1_000_000, "Satu juta rupiah"),
        (1_450_000, "Satu juta empat ratus lima puluh ribu rupiah"),
        (1_950_000, "Satu juta sembilan ratus lima puluh ribu rupiah"),
    ],
)
def test_amounts_in_words(amount: int, words: str) -> None:
    assert in_words(amount) == words


def test_saying_it_needs_no_pdf_library() -> None:
    ask = "import sys, mobile_unit.receipts.content; print({'reportlab', 'zxingcpp'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
