"""The satisfaction survey (SKM, PermenPANRB 14/2017): exact arithmetic, grades, the sample, and who is told
together with whom.

Answers are anonymous. One says the month, never the day; it leaves the laptop, and is shown anywhere, only
together with at least ``LEAST`` answers of the same month, place and kind of service.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from operator import add

from mobile_unit.domain.texts import Text

ELEMENTS = tuple(f"u{number}" for number in range(1, 10))
"""By the regulation's numbers (u8 complaints, u9 facilities), whatever the order on paper is."""
SCORES = (1, 2, 3, 4)
LEAST = 5
"""Fewer answers than this are never told apart from others."""
WEIGHT = Fraction(1, 9)
"""Exactly: with 0,11, as many offices write it, an index of 88,89 (A) becomes 88,00 (B)."""

GRADES = (
    ("A", 8831, Text("Sangat Baik", "Very good")),
    ("B", 7661, Text("Baik", "Good")),
    ("C", 6500, Text("Kurang Baik", "Poor")),
    ("D", 0, Text("Tidak Baik", "Bad")),
)
"""Letter, from how many hundredths of the converted interval on, and its words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One questionnaire. ``place`` is a kecamatan's code and ``family`` a kind of service, None where not
    told; ``scores`` has every element, None where it was not answered."""

    id: str
    month: str
    place: str | None
    family: str | None
    questionnaire: str
    scores: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Trait:
    """What a respondent said of themselves; nothing ties it to their answer, or to another trait."""

    id: str
    month: str
    attribute: str
    value: str


@dataclass(frozen=True, slots=True)
class Tally:
    """``sums`` and ``counts`` of the elements, in the order of ELEMENTS; who left one out does not count."""

    respondents: int = 0
    sums: tuple[int, ...] = (0,) * len(ELEMENTS)
    counts: tuple[int, ...] = (0,) * len(ELEMENTS)

    @classmethod
    def of(cls, figures: Sequence[int | None]) -> Tally:
        """How many respondents, then the elements' sums, then their counts; a sum of nothing is None."""
        respondents, *rest = (int(figure or 0) for figure in figures)
        return cls(respondents, tuple(rest[: len(ELEMENTS)]), tuple(rest[len(ELEMENTS) :]))

    @property
    def figures(self) -> tuple[int, ...]:
        """What ``of`` reads."""
        return (self.respondents, *self.sums, *self.counts)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.respondents + other.respondents,
            tuple(map(add, self.sums, other.sums)),
            tuple(map(add, self.counts, other.counts)),
        )

    def mean(self, element: str) -> Fraction | None:
        """The element's mean score (NRR), 1 to 4; None where nobody answered it."""
        place = ELEMENTS.index(element)
        return Fraction(self.sums[place], self.counts[place]) if self.counts[place] else None

    def score(self, element: str) -> int | None:
        """The element on the scale of 25 to 100, in hundredths."""
        mean = self.mean(element)
        return None if mean is None else rounded(mean * 25)

    @property
    def index(self) -> int | None:
        """IKM in hundredths; None while an element has no answer at all."""
        means = [self.mean(element) for element in ELEMENTS]
        found = [mean for mean in means if mean is not None]
        return rounded(sum(found, Fraction()) * WEIGHT * 25) if len(found) == len(means) else None

    def lowest(self, count: int = 3) -> tuple[str, ...]:
        """The elements with the lowest means, the worst first."""
        means = ((self.mean(element), element) for element in ELEMENTS)
        return tuple(element for _mean, element in sorted((m, e) for m, e in means if m is not None)[:count])


def tally(answers: Iterable[Mapping[str, int | None]]) -> Tally:
    """Count the scores of answers one by one."""
    found = Tally()
    for scores in answers:
        given = [scores[element] for element in ELEMENTS]
        found += Tally(
            1, tuple(score or 0 for score in given), tuple(int(score is not None) for score in given)
        )
    return found


def total(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    if not found:
        return Tally()
    sums, counts = (
        zip(*each, strict=True) for each in zip(*((t.sums, t.counts) for t in found), strict=True)
    )
    return Tally(sum(each.respondents for each in found), tuple(map(sum, sums)), tuple(map(sum, counts)))


def rounded(value: Fraction) -> int:
    """Half up to hundredths, which comes before classifying: 76,605 is 76,61 and a B."""
    return floor(value * 100 + Fraction(1, 2))


def in_figures(hundredths: int | None, language: str = "id") -> str:
    """``91,48``; a dash where there is none."""
    if hundredths is None:
        return "–"
    comma = "." if language == "en" else ","
    return f"{hundredths // 100}{comma}{hundredths % 100:02}"


def grade(hundredths: int | None) -> tuple[str, Text]:
    """Mutu and kinerja of a rounded figure."""
    if hundredths is None:
        return "–", Text("–", "–")
    return next((letter, words) for letter, least, words in GRADES if hundredths >= least)


def sample_size(population: int) -> int:
    """How many to ask of so many (Krejcie and Morgan: X² 3,841, P 0,5, d 0,05), to the nearest."""
    spread = Fraction(3841, 1000) * Fraction(1, 4)
    exact = spread * population / (Fraction(5, 100) ** 2 * (population - 1) + spread)
    return floor(exact + Fraction(1, 2))


def ready(waiting: Sequence[Answer], this_month: str) -> list[Answer]:
    """The waiting answers that may leave the laptop, as they leave it.

    Of this month, those with at least LEAST of the same place and kind of service waiting; of a month that is
    over, everything, without its kind of service, and then without its place, where they are too few.
    """
    gone, left = _large(waiting, lambda each: (each.month, each.place, each.family))
    over = (replace(each, family=None) for each in left if each.month < this_month)
    placed, few = _large(over, lambda each: (each.month, each.place))
    bare = (replace(each, place=None) for each in few)
    return sorted([*gone, *placed, *bare], key=lambda each: each.id)


def ready_traits(waiting: Sequence[Trait], this_month: str) -> list[Trait]:
    """The waiting traits that may leave the laptop: LEAST of a kind together, or of an older month."""
    counted = Counter((each.month, each.attribute) for each in waiting)
    gone = [
        each for each in waiting if counted[each.month, each.attribute] >= LEAST or each.month < this_month
    ]
    return sorted(gone, key=lambda each: each.id)


def _large(answers: Iterable[Answer], key: Callable[[Answer], Hashable]) -> tuple[list[Answer], list[Answer]]:
    """(those in groups that are large enough, the others)."""
    groups: dict[Hashable, list[Answer]] = defaultdict(list)
    for each in answers:
        groups[key(each)].append(each)
    large = [each for group in groups.values() if len(group) >= LEAST for each in group]
    return large, [each for group in groups.values() if len(group) < LEAST for each in group]
