"""The answer book: what people ask most, searched as one types.

Requirements, procedure, time and cost of each service come of its standard, so that an answer can't say
something else than the counter; the rest is data in ``resources/answers``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.standards import Item, Row, Standard, six_items
from mobile_unit.resources import resource

_OF_A_SERVICE = {
    "requirements": (
        Text("Apa syarat {service}?", "What does it need: {service}?"),
        "syarat berkas dokumen persyaratan bawa requirements documents bring",
    ),
    "procedure": (
        Text("Bagaimana prosedur {service}?", "How is it done: {service}?"),
        "cara prosedur langkah alur bagaimana procedure steps how",
    ),
    "time": (
        Text("Berapa lama {service}?", "How long does it take: {service}?"),
        "lama jangka waktu selesai kapan hari time long when days",
    ),
    "cost": (
        Text("Berapa biaya {service}?", "What does it cost: {service}?"),
        "biaya harga tarif bayar ongkos pnbp cost fee price",
    ),
}
_WORD = re.compile(r"[a-z0-9]+")
_KEY = re.compile(r"[a-z0-9_.]{1,60}", re.ASCII)
_OF_NO_WEIGHT = frozenset(
    {
        *("apa", "apakah", "bagaimana", "berapa", "yang", "di", "ke", "dari", "untuk", "dan", "atau", "saya"),
        *("itu", "ini", "ada", "bisa", "boleh", "mau", "kah", "nya"),
        *("the", "a", "an", "is", "are", "do", "does", "of", "to", "for", "in", "at", "my", "i", "what"),
        *("how", "can"),
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """``key`` is what is counted; ``words`` are more that it is found by, in both languages."""

    key: str
    question: Text
    lines: tuple[Text, ...]
    words: str


def is_answer_key(text: str) -> bool:
    """Whether ``text`` can name an answer in a count."""
    return _KEY.fullmatch(text) is not None


def answers_on(catalogue: Catalogue, on: date, regions: Regions) -> tuple[Answer, ...]:
    """Every answer as it is on a day, those of the data first."""
    raw = json.loads(resource("answers", "questions.json").read_text("utf-8"))["answers"]
    known = (
        Answer(
            each["key"],
            Text.of(each["question"]),
            tuple(Text.of(line) for line in each["answer"]),
            each["words"],
        )
        for each in raw
    )
    of_services = (
        answer
        for standard in catalogue.standards.values()
        for answer in _of_service(standard, six_items(standard, catalogue, on=on, regions=regions))
    )
    return (*known, *of_services)


def found(answers: Sequence[Answer], typed: str, limit: int = 12) -> tuple[Answer, ...]:
    """The answers that hold every word that was typed (its beginning will do), the fittest first."""
    wanted = [word for word in _words(typed) if word not in _OF_NO_WEIGHT]
    if not wanted:
        return ()
    ranked = []
    for place, answer in enumerate(answers):
        weight = _weight(answer, wanted)
        if weight:
            ranked.append((-weight, place, answer))
    return tuple(answer for _weight, _place, answer in sorted(ranked, key=lambda each: each[:2])[:limit])


def _weight(answer: Answer, wanted: Sequence[str]) -> int:
    """What stands in the question counts most, then the words it is found by, then the answer itself."""
    heaps = (
        (12, _words(f"{answer.question.id} {answer.question.en}")),
        (6, _words(answer.words)),
        (1, _words(" ".join(f"{line.id} {line.en}" for line in answer.lines))),
    )
    total = 0
    for word in wanted:
        best = max(
            (weight for weight, heap in heaps if any(each.startswith(word) for each in heap)), default=0
        )
        if best == 0:
            return 0
        total += best
    return total


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def _of_service(standard: Standard, items: Sequence[Item]) -> Iterator[Answer]:
    for item in items:
        if item.key not in _OF_A_SERVICE:
            continue
        question, words = _OF_A_SERVICE[item.key]
        title = standard.title
        yield Answer(
            f"{standard.code}.{item.key}",
            Text(question.id.format(service=_small(title.id)), question.en.format(service=title.en)),
            tuple(_lines(item)),
            f"{words} {standard.short_title.id} {standard.short_title.en}",
        )


def _lines(item: Item) -> Iterator[Text]:
    for group in item.groups:
        if group.title is not None:
            yield group.title
        for number, row in enumerate(group.rows, 1):
            mark = f"{number}. " if group.style == "steps" else "" if group.style == "notes" else "• "
            yield _line(mark, row)


def _line(mark: str, row: Row) -> Text:
    if row.amount is None:
        return Text(f"{mark}{row.text.id}", f"{mark}{row.text.en}")
    return Text(f"{mark}{row.text.id}: {row.amount.id}", f"{mark}{row.text.en}: {row.amount.en}")


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]
