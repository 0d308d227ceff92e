"""The survey's public notice and its questionnaire on paper: one page each, with every word and figure."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from mobile_unit.domain.periods import Period
from mobile_unit.domain.survey_results import Group, told
from mobile_unit.domain.surveys import ELEMENTS, Tally
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.questionnaire import questionnaire_on
from mobile_unit.receipts import survey_notice, survey_paper

ASKED = questionnaire_on(date(2026, 11, 24))
A = Tally(29, (105, 101, 100, 116, 102, 105, 106, 105, 115), (29,) * 9)


def result(follow_up=None, traits=None) -> survey_notice.Result:
    found = told([Group("WK01", "2026-11", "18.08.04", "passport_new", A)], traits or {})
    return survey_notice.Result(
        *("Kementerian", "Kantor Imigrasi", "Unit Keliling 1 (WK01)", Period("2026-10", "2026-12"), found),
        *(follow_up or {}, 340, 181),
    )


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def test_the_notice_says_what_the_regulation_wants_published() -> None:
    text = text_of(survey_notice.draw(result({"u3": "Loket kedua."}, {("sex", "l"): 17}), ASKED))
    for words in ("91,48", "Mutu A: Sangat Baik", "Triwulan IV 2026", "29", "340", "181", "Loket kedua."):
        assert words in text
    assert all(ASKED.element(key).name.id in text for key in ELEMENTS)
    lowest = text.index("Tiga unsur terendah")
    assert [key for key in ELEMENTS if ASKED.element(key).name.id in text[lowest:]] == ["u2", "u3", "u5"]
    assert "Laki-laki: 17" in text


def test_few_of_a_kind_are_not_counted_on_the_wall() -> None:
    text = text_of(survey_notice.draw(result(traits={("sex", "l"): 2, ("sex", "p"): 27}), ASKED))
    assert "Laki-laki: <5; Perempuan: 27" in text


def test_long_plans_still_fit_on_one_page() -> None:
    plan = "Menambah petugas dan menempelkan alur pelayanan di setiap kampung. " * 6
    text = text_of(survey_notice.draw(result(dict.fromkeys(ELEMENTS, plan)), ASKED))
    assert text.count("Menambah petugas") == 18


def test_the_same_result_is_the_same_file() -> None:
    assert survey_notice.draw(result(), ASKED) == survey_notice.draw(result(), ASKED)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_paper_asks_everything_in_one_language(language: str) -> None:
    catalogue = Catalogue.load()
    text = text_of(survey_paper.draw(ASKED, catalogue.ministry, catalogue.office, language))
    for each in ASKED.questions:
        assert each.question.in_(language) in text
        for words in each.answers:
            assert " ".join(words.in_(language).split()[:2]) in text
    for attribute in ASKED.attributes:
        assert all(value.name.in_(language) in text for value in attribute.values)
    facilities, complaints = (ASKED.element(key).question.in_(language) for key in ("u9", "u8"))
    assert text.index(facilities) < text.index(complaints)
