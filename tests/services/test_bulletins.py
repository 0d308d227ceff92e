"""Announcements at the counter: how each stands by the laptop's day, who is to read it, and on paper."""

from __future__ import annotations

import pytest
from pypdf import PdfReader

from mobile_unit.domain.bulletins import AHEAD, EXPIRED, HOLDS, SUPERSEDED
from mobile_unit.errors import UserFacingError
from mobile_unit.store import journal
from tests.catalogues import document
from tests.published import hear, hear_bulletin, hear_catalogue


def standings(unit) -> dict[str, str]:
    return {each.number: each.standing for each in unit.bulletins.listed()}


def test_one_that_is_dated_ahead_holds_and_ends_by_itself(unit, clock):
    hear_bulletin(unit, "1/2026", valid_from="2026-12-01", valid_until="2026-12-31")
    assert standings(unit) == {"1/2026": AHEAD}
    clock.move(days=7)
    assert standings(unit) == {"1/2026": HOLDS}
    clock.move(days=30)
    assert standings(unit) == {"1/2026": HOLDS}
    clock.move(days=1)
    assert standings(unit) == {"1/2026": EXPIRED}
    assert unit.bulletins.unread() == 0


def test_one_that_is_superseded_is_marked_from_the_day_the_newer_holds(unit, clock):
    old = hear_bulletin(unit, "1/2026")
    hear_bulletin(unit, "2/2026", supersedes=["1/2026"], valid_from="2026-12-01")
    assert standings(unit) == {"1/2026": HOLDS, "2/2026": AHEAD}
    clock.move(days=7)
    assert standings(unit) == {"1/2026": SUPERSEDED, "2/2026": HOLDS}
    assert [each.number for each in unit.bulletins.listed()] == ["2/2026", "1/2026"]
    with pytest.raises(UserFacingError):
        unit.bulletins.poster(old)


def test_each_reads_what_is_for_them(unit, home_of):
    hear_bulletin(unit, "1/2026")
    hear_bulletin(unit, "2/2026", readers="leaders")
    hear_bulletin(unit, "3/2026", units=["WK02"])
    assert set(standings(unit)) == {"1/2026", "2/2026"}
    nip = "198803032012121003"
    with unit.context.store.write() as connection:
        from mobile_unit.store import inbox
        from tests.units import OFFICER

        budi = {"nip": nip, "name": "Budi Santoso", "role": "officer", "active": True}
        inbox.set_officers(connection, [OFFICER, budi])
    unit.access.give(nip, "246810")
    budi = home_of.sign_in(nip, "246810")
    assert set(standings(budi)) == {"1/2026"}
    budi.close()


def test_head_office_hears_once_that_it_was_read(unit):
    id_ = hear_bulletin(unit, "1/2026")
    assert unit.bulletins.unread() == 1
    unit.bulletins.read(id_)
    unit.bulletins.read(id_)
    assert unit.bulletins.unread() == 0
    with unit.context.store.read() as connection:
        head = journal.current_head(connection)
        last = journal.entry(connection, head.journal, head.seq)
        before = journal.entry(connection, head.journal, head.seq - 1)
    assert (last.kind, last.officer) == ("bulletin.read", unit.officer.nip)
    assert last.body == {"publication": id_, "kind": "bulletin", "number": "1/2026"}
    assert before.kind != "bulletin.read"


def test_a_new_catalogue_is_told_in_words(unit, clock):
    made = document("2026.4", "2026-12-01", {"PB-E-10": 1_000_000})
    id_ = hear_catalogue(unit, made)
    (listed,) = unit.bulletins.listed()
    assert (listed.standing, listed.is_news) == (AHEAD, True)
    text = unit.bulletins.whole(id_).text
    assert "Rp950.000 menjadi Rp1.000.000 mulai 1 Desember 2026" in text.id
    assert "becomes Rp1.000.000" in text.en
    hear_catalogue(unit, document("2026.5", "2026-11-24"))
    assert standings(unit) == {"2026.4": SUPERSEDED, "2026.5": HOLDS}
    clock.move(days=30)
    assert standings(unit) == {"2026.4": SUPERSEDED, "2026.5": HOLDS}


def test_what_this_program_cannot_read_says_so(unit):
    id_ = hear(unit, "catalogue", "2026.9", {"something": "new"})
    (listed,) = unit.bulletins.listed()
    assert (listed.usable, listed.number) == (False, "2026.9")
    assert "lebih baru" in unit.bulletins.whole(id_).text.id


def text_of(pdf: bytes, tmp_path) -> tuple[int, str]:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    reader = PdfReader(path)
    return len(reader.pages), " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_on_paper_it_has_everything(unit, tmp_path):
    id_ = hear_bulletin(unit, "1/2026", valid_until="2026-12-31")
    pages, text = text_of(unit.bulletins.poster(id_), tmp_path)
    assert pages == 1
    for words in ("1/2026", "Isi pengumuman.", "satu", "PP 45/2024", "24 November 2026", "31 Desember 2026"):
        assert words in text
    assert "INTERNAL" not in text
    inside = hear_bulletin(unit, "2/2026", public=False)
    assert "INTERNAL" in text_of(unit.bulletins.poster(inside), tmp_path)[1]


def test_a_long_one_goes_on_on_further_pages_and_loses_nothing(unit, tmp_path):
    words = [f"Butir nomor {number} dari daftar yang panjang sekali." for number in range(1, 200)]
    id_ = hear_bulletin(unit, "1/2026", text={"id": "\n".join(f"- {each}" for each in words), "en": "x"})
    pages, text = text_of(unit.bulletins.poster(id_), tmp_path)
    assert pages > 1
    assert all(each in text for each in words)
