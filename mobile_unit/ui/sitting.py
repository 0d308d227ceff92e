"""One applicant's questionnaire while it is filled in: which step they are at, and what they chose so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mobile_unit.domain.texts import Text
from mobile_unit.forms.questionnaire import Questionnaire

SERVICE, SCORE, TRAIT = "service", "score", "trait"


@dataclass(frozen=True, slots=True)
class Step:
    """One page: a question, and the words of its choices with what each stands for."""

    kind: str
    key: str
    question: Text
    choices: tuple[tuple[str, Text], ...]

    @property
    def may_be_skipped(self) -> bool:
        return self.kind != SERVICE


def steps_of(asked: Questionnaire) -> tuple[Step, ...]:
    families = tuple((each.key, each.name) for each in asked.families)
    return (
        Step(SERVICE, "family", asked.words["family"], families),
        *(
            Step(
                SCORE,
                each.key,
                each.question,
                tuple((str(score), words) for score, words in enumerate(each.answers, 1)),
            )
            for each in asked.questions
        ),
        *(
            Step(TRAIT, each.key, each.name, tuple((value.key, value.name) for value in each.values))
            for each in asked.attributes
        ),
    )


@dataclass
class Sitting:
    """``at`` is the step that is shown; past the last one it is complete."""

    steps: Sequence[Step]
    at: int = 0
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def step(self) -> Step:
        return self.steps[self.at]

    @property
    def is_complete(self) -> bool:
        return self.at >= len(self.steps)

    def choose(self, number: int) -> bool:
        """Take the choice of this step, counted from 1; False where there is none."""
        if not 1 <= number <= len(self.step.choices):
            return False
        self.chosen[self.step.key] = self.step.choices[number - 1][0]
        self.at += 1
        return True

    def skip(self) -> bool:
        if not self.step.may_be_skipped:
            return False
        self.chosen.pop(self.step.key, None)
        self.at += 1
        return True

    def back(self) -> bool:
        """False on the first step."""
        if self.at == 0:
            return False
        self.at -= 1
        return True

    @property
    def family(self) -> str:
        return self.chosen["family"]

    @property
    def scores(self) -> dict[str, int | None]:
        given = ((step.key, self.chosen.get(step.key)) for step in self.steps if step.kind == SCORE)
        return {key: None if score is None else int(score) for key, score in given}

    @property
    def traits(self) -> dict[str, str]:
        said = (step.key for step in self.steps if step.kind == TRAIT)
        return {key: self.chosen[key] for key in said if key in self.chosen}
