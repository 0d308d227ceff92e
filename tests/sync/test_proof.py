"""A receipt's code says who drew it; one changed letter, and it is nobody's."""

from __future__ import annotations

import base64
from datetime import date

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.numbers import application_number
from mobile_unit.sync import proof, wire

OFFICE, DEVICE, OTHER = wire.new_key(), wire.new_key(), wire.new_key()
BODY = {
    "number": application_number("WK01", "A", date(2026, 11, 24), 7),
    "service": "passport.new",
    "applicant": {"full_name": "SITI AMINAH", "nik": "1808015705900001"},
}
CERTIFICATE = proof.certify(OFFICE, "WK01", wire.public_bytes(DEVICE))


def code(body=BODY, *, key=DEVICE, certificate=CERTIFICATE, server="https://office.example") -> str:
    return proof.write(server, body, device_key=key, certificate=certificate)


def holds(text: str) -> bool:
    try:
        proof.check(proof.read(text), wire.public_bytes(OFFICE))
    except (proof.NoProof, proof.Forged):
        return False
    return True


def test_what_it_says_is_read_back():
    said = proof.read(code())
    assert (said.number, said.service, said.unit, said.date) == (
        BODY["number"], "passport.new", "WK01", "2026-11-24",
    )  # fmt: skip
    assert said.data == proof.data_hash(BODY["number"], BODY["applicant"])
    assert holds(code())
    assert code() == code()


@given(st.data())
def test_a_changed_letter_fails(data):
    text = code()
    start = text.index("/R/")
    place = data.draw(st.integers(start + 3, len(text) - 1))
    letter = data.draw(
        st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789").filter(lambda c: c != text[place])
    )
    forged = text[:place] + letter + text[place + 1 :]
    # The last letter of base32 carries spare bits: another spelling of the same bytes is no forgery.
    same = _bytes_of(forged) == _bytes_of(text)
    assert holds(forged) == same


def _bytes_of(text: str):
    try:
        return proof.read(text)
    except proof.NoProof:
        return None


def test_small_letters_spaces_and_another_address_do_not_matter():
    assert holds(code().lower())
    assert holds("\n".join(code()[n : n + 40] for n in range(0, 500, 40)))
    assert holds("http://192.0.2.1:8080" + code()[len("https://office.example") :])


def test_only_a_device_of_the_unit_certified_by_head_office_counts():
    assert not holds(code(key=OTHER))
    assert not holds(code(certificate=proof.certify(OTHER, "WK01", wire.public_bytes(DEVICE))))
    assert not holds(code(certificate=proof.certify(OFFICE, "WK02", wire.public_bytes(DEVICE))))


def test_other_data_give_another_hash():
    other = {**BODY, "applicant": {**BODY["applicant"], "full_name": "SITI AMINA"}}
    assert proof.read(code(other)).data != proof.read(code()).data


@pytest.mark.parametrize(
    "text", ["", "https://office.example/R/", "WK01A-261124-0007-X", "/R/X/Y/Z", "é" * 400]
)
def test_what_is_no_code(text):
    with pytest.raises(proof.NoProof):
        proof.read(text)


@given(st.text(max_size=500))
def test_whatever_is_scanned_is_answered(text):
    assert not holds(text)


def test_it_says_nothing_of_the_person_and_fits_a_small_code():
    body = {**BODY, "service": "permit.visit_extension"}
    text = code(body, server="https://layanan.kotabumi.imigrasi.example")
    address, payload = text.rsplit("/", 1)  # whose letters are chance: now and then they spell SITI
    for told in (address.encode(), base64.b32decode(payload + "=" * (-len(payload) % 8))):
        assert b"SITI A" not in told
        assert b"1808015" not in told
    assert proof.read(text).service == "permit.visit_extension"
    assert segno.make_qr(text, error="m").version <= 12


def test_a_server_with_a_path_keeps_its_letters():
    assert code(server="https://office.example/Counter/").startswith("HTTPS://OFFICE.EXAMPLE/Counter/R/")
