"""Phones, names and numbers as people type them, and as they are kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.forms import formats
from mobile_unit.forms.regions import Regions


@pytest.mark.parametrize(
    "typed",
    [
        "081271234567", "6281271234567", "81271234567", "+6281271234567", "+62 812-7123-4567",
        "0812 7123 4567", "0812.7123.4567", "(0812) 7123 4567", "  0812-71234567 ",
    ],
)  # fmt: skip
def test_a_phone_is_the_same_however_it_is_typed(typed):
    assert formats.phone(typed) == "+6281271234567"
    assert formats.phone_to_read(typed) == "0812 7123 4567"


@pytest.mark.parametrize(
    "typed", ["08127123456789", "0841234567", "12", "0812", "+1 202 555 0100", "siti", ""]
)
def test_what_is_no_phone_stays_as_it_was_typed(typed):
    assert not formats.is_phone(formats.phone(typed))
    assert formats.phone(typed) == typed


mobiles = st.from_regex(r"8[1-35-9][0-9]{8,9}", fullmatch=True)


@given(mobiles, st.sampled_from(["0", "62", "+62", ""]), st.data())
def test_every_way_to_write_a_mobile_number_is_kept_alike(national, start, data):
    kept = formats.phone(f"0{national}")
    if not formats.is_phone(kept):
        return  # a range that the library knows not to be given out
    typed = start + national
    for _gap in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(len(start), len(typed)))
        typed = typed[:place] + data.draw(st.sampled_from(" -.")) + typed[place:]
    assert formats.phone(typed) == kept == f"+62{national}"


@given(st.text("0123456789+ -.", max_size=20))
def test_grouping_a_phone_changes_no_digit_and_is_done_once(typed):
    grouped = formats.grouped_phone(typed)
    assert re.sub(r"[\s.\-]", "", grouped) == re.sub(r"[\s.\-]", "", typed)
    assert formats.grouped_phone(grouped) == grouped


names = st.text(st.characters(categories=["L", "M"]) | st.sampled_from(" '-."), max_size=40)


@given(names)
def test_a_name_is_collapsed_once_and_stays_a_name(name):
    kept = formats.text(name)
    assert formats.text(kept) == kept
    assert "  " not in kept
    assert kept == kept.strip()
    assert formats.is_name(kept) is any(c.isalpha() for c in kept)


@given(names.filter(lambda name: any(c.isalpha() for c in name)), st.sampled_from("0123456789<>,;/\\@#\n\t"))
def test_one_sign_that_is_no_letter_makes_it_no_name(name, sign):
    assert not formats.is_name(f"{name}{sign}")


@given(st.text("0123456789", max_size=20), st.data())
def test_a_number_of_digits_is_kept_without_what_parts_them(number, data):
    typed = "".join(digit + data.draw(st.sampled_from(["", " ", "-", "."])) for digit in number)
    assert formats.digits(typed) == number


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bara tiuh", "Tiuh Balak"),
        ("tiuh bara", "Tiuh Balak"),
        ("ambangan ump", "Blambangan Umpu"),
        ("katun", "Gunung Katun"),
    ],
)
def test_a_place_is_found_by_any_part_of_its_name(typed, first):
    assert first in Regions.load().search(typed, 3)[0].full_name


def test_what_begins_so_comes_before_what_only_holds_it_and_what_is_near_before_both():
    regions = Regions.load()
    found = [region.full_name.casefold() for region in regions.search("gunung", 200)]
    begins = [any(word.startswith("gunung") for word in name.split()) for name in found]
    assert begins == sorted(begins, reverse=True)
    near = regions.search("gunung", 200, near="18.08.04")
    assert near[0].code.startswith("18.08.04")
    assert {region.code for region in near} == {region.code for region in regions.search("gunung", 200)}


@pytest.mark.parametrize(
    ("kept", "read"), [("+6281271234567", "0812-7123-4567"), ("+31612345678", "+31612345678"), ("12", "12")]
)
def test_a_phone_is_written_as_people_know_it(kept, read):
    assert formats.phone_on_paper(kept) == read


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(texts)
def test_what_is_kept_in_one_case_stays_as_it_is_when_it_is_kept_again(typed):
    for kept in (formats.capitals, formats.name):
        assert kept(kept(typed)) == kept(typed)


def test_however_an_address_is_typed_it_is_kept_alike():
    assert (
        formats.capitals(" jl. merdeka  no. 9")
        == formats.capitals("Jl. Merdeka No. 9")
        == "JL. MERDEKA NO. 9"
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("siti  aminah", "SITI AMINAH"), ("Siti McDonald", "Siti McDonald"), ("SITI", "SITI"), ("", "")],
)
def test_a_name_is_as_on_its_paper_and_no_paper_has_only_small_letters(typed, kept):
    assert formats.name(typed) == kept
