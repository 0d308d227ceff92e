"""The questionnaire is data: each element once, a scale of four, two languages, its own order on paper."""

from __future__ import annotations

import json
from datetime import date

import pytest

from mobile_unit.domain.surveys import ELEMENTS
from mobile_unit.forms import questionnaire
from mobile_unit.forms.questionnaire import questionnaire_on
from mobile_unit.resources import resource

ASKED = questionnaire_on(date(2026, 11, 24))
RAW = json.loads(resource("survey", "2017.json").read_text("utf-8"))


def test_every_element_of_the_regulation_is_asked_once() -> None:
    assert sorted(each.key for each in ASKED.questions) == list(ELEMENTS)
    assert all(len(each.answers) == 4 for each in ASKED.questions)
    assert ASKED.element("u8").name.id.startswith("Penanganan Pengaduan")
    assert ASKED.element("u9").name.id == "Sarana dan Prasarana"


def test_everything_is_said_in_two_languages() -> None:
    def texts(node):
        if isinstance(node, dict) and set(node) == {"id", "en"}:
            yield node
        elif isinstance(node, dict | list):
            for each in node.values() if isinstance(node, dict) else node:
                yield from texts(each)

    found = list(texts(RAW))
    assert len(found) > 80
    same = {each["id"] for each in found if each["id"] == each["en"]}
    assert same == {RAW["legal_basis"]["id"]}


def test_facilities_are_printed_before_complaints_and_kept_under_their_own_keys() -> None:
    """The regulation numbers complaints 8 and facilities 9; its paper asks them the other way round."""
    scores = ASKED.scores_of("111111142")
    assert (scores["u9"], scores["u8"]) == (4, 2)
    assert ASKED.scores_of("012341234")["u1"] is None


@pytest.mark.parametrize("digits", ["", "11111111", "1111111111", "111111115", "11111111a", "11111111²"])
def test_other_digits_are_no_scores(digits: str) -> None:
    with pytest.raises(ValueError, match="no scores"):
        ASKED.scores_of(digits)


def test_boxes_ticked_on_paper_are_counted_in_their_order() -> None:
    assert ASKED.traits_of("") == {}
    assert ASKED.traits_of("2") == {"sex": "p"}
    assert ASKED.traits_of("1036") == {"sex": "l", "education": "sma", "occupation": "lainnya"}
    for wrong in ("3", "11111", "x", "²"):
        with pytest.raises(ValueError, match="no traits"):
            ASKED.traits_of(wrong)


@pytest.mark.parametrize(
    "broken",
    [
        {"printed": ["u1"] * 9},
        {"printed": RAW["printed"][:-1]},
        {"elements": RAW["elements"][:-1]},
        {"elements": [{**RAW["elements"][0], "answers": []}, *RAW["elements"][1:]]},
    ],
)
def test_a_questionnaire_that_lacks_something_is_refused(broken: dict) -> None:
    with pytest.raises(ValueError, match=r"once|four"):
        questionnaire._made(RAW | broken)
