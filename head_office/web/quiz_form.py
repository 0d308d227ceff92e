"""The form on which a refresher quiz is written: its fields, and what they say."""

from __future__ import annotations

from head_office.office import HeadOffice
from head_office.services.publications import Sound
from head_office.services.quiz_writing import Asked, Written, bulletins_for, sound_quiz
from head_office.web.forms import Form
from mobile_unit.domain.quizzes import MOST_CHOICES, MOST_QUESTIONS

FIRST_QUESTIONS = 3


def quiz(office: HeadOffice, form: Form) -> Sound:
    """Raises NotSound with everything that is wrong."""
    return sound_quiz(office, _written(form))


def quiz_values(office: HeadOffice, form: Form) -> dict[str, object]:
    """What the page of the form shows; a question that was begun brings an empty one after it."""
    asked = _written(form).questions
    begun = max((place for place, each in enumerate(asked, 1) if not each.is_empty), default=0)
    return {
        "bulletins": bulletins_for(office),
        "asked": asked[: min(max(FIRST_QUESTIONS, begun + 1), MOST_QUESTIONS)],
    }


def _written(form: Form) -> Written:
    return Written(
        _both(form, "title"),
        form.one("bulletin").strip(),
        form.one("until").strip(),
        [_question(form, place) for place in range(1, MOST_QUESTIONS + 1)],
    )


def _question(form: Form, place: int) -> Asked:
    name = f"q{place}"
    return Asked(
        _both(form, f"{name}.text"),
        [_both(form, f"{name}.choice{choice}") for choice in range(1, MOST_CHOICES + 1)],
        form.number(f"{name}.right"),
        _both(form, f"{name}.why"),
    )


def _both(form: Form, name: str) -> tuple[str, str]:
    """(Indonesian, English or "")."""
    return " ".join(form.one(name).split()), " ".join(form.one(f"{name}.en").split())
