"""The page behind a receipt's code: ours or not, nothing of the person, no script, no cookie."""

from __future__ import annotations

import pytest
import requests

from mobile_unit.sync import proof
from tests.offices import enrolled

SMALL = 6_000


@pytest.fixture(scope="module")
def unit(office, tmp_path_factory):
    from mobile_unit.demo import take_sample

    opened = enrolled(office, tmp_path_factory.mktemp("unit"), "PROOF")
    take_sample(opened, 0)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def body(unit):
    (row,) = unit.tracking.search().rows
    return unit.tracking.body(row.id)


def get(url: str, language: str = "id") -> requests.Response:
    return requests.get(url, headers={"Accept-Language": language}, timeout=30)


def test_a_genuine_receipt_before_and_after_its_application_arrives(unit, body):
    url = unit.authenticity.code(body)
    before = get(url)
    assert before.status_code == 200
    assert "Tanda terima ini asli." in before.text
    assert "Belum tiba di kantor" in before.text
    unit.sync.run()
    after = get(url, "en-GB")
    assert "This receipt is genuine." in after.text
    assert "Documents submitted" in after.text
    assert get(url.replace("/R/", "/r/").lower()).text == get(url).text


def test_the_page_is_small_and_says_nothing_of_the_person(unit, body):
    answer = get(unit.authenticity.code(body))
    assert len(answer.content) < SMALL
    assert "<script" not in answer.text
    assert answer.cookies.get_dict() == {}
    assert body["applicant"]["full_name"] not in answer.text
    assert body["applicant"]["nik"] not in answer.text


def test_a_changed_digit_is_not_genuine(unit, body):
    code = unit.authenticity.code(body)
    forged = code[:-20] + ("A" if code[-20] != "A" else "B") + code[-19:]
    answer = get(forged)
    assert "TIDAK asli" in answer.text
    assert "Belum tiba" not in answer.text


def test_a_number_whose_letter_does_not_fit_is_not_genuine(unit, body):
    number = body["number"]
    other = number[:-1] + ("B" if number[-1] != "B" else "C")
    answer = get(unit.authenticity.code(body).replace(number, other))
    assert answer.status_code == 200
    assert "TIDAK asli" in answer.text


def test_a_device_that_another_office_certified_is_not_ours(unit, body):
    from mobile_unit.sync import wire

    key = wire.new_key()
    stranger = proof.certify(wire.new_key(), "PROOF", wire.public_bytes(key))
    code = proof.write(unit.info.server, body, device_key=key, certificate=stranger)
    assert "TIDAK asli" in get(code).text


@pytest.mark.parametrize(
    "path", ["/r/", "/r/WK01A-261124-0007-K", "/r/<script>alert(1)</script>", "/R/" + "A" * 5000]
)
def test_what_is_no_code_is_told(office, path):
    answer = get(office.url + path)
    assert answer.status_code == 404
    assert "bukan kode tanda terima" in answer.text
    assert "<script" not in answer.text
