"""The satisfaction survey of all units: one result for page, command, spreadsheet and public notice.

Everything is summed anew from the answers each time; nothing is told of fewer than five.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.store import surveys, units
from mobile_unit.clock import today
from mobile_unit.domain.periods import Period, month_name
from mobile_unit.domain.survey_results import Lines, Told, told
from mobile_unit.domain.surveys import ELEMENTS, LEAST, Tally, grade, in_figures, rounded, sample_size
from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.questionnaire import Questionnaire, questionnaire_on
from mobile_unit.forms.regions import Regions
from mobile_unit.i18n import _
from mobile_unit.sheets import Sheet, write_book

OTHERS = Text("Lainnya, digabung", "Others, together")


@dataclass(frozen=True, slots=True)
class Line:
    """A unit, place, kind of service or month, and its answers."""

    key: str | None
    name: Text
    tally: Tally


@dataclass(frozen=True)
class Survey:
    """A period's result; ``unit`` is None for all of them. ``served`` applications were submitted in it,
    ``wanted`` of them were to be asked."""

    period: Period
    unit: str | None
    unit_name: str
    told: Told
    served: int
    wanted: int
    units: tuple[Line, ...]
    places: tuple[Line, ...]
    families: tuple[Line, ...]
    months: tuple[Line, ...]
    asked: Questionnaire


def look(office: HeadOffice, period: Period, unit: str | None = None) -> Survey:
    """Raises UserFacingError for a unit that is none, and for a period that ends before it begins."""
    if period.until < period.since:
        raise UserFacingError(_("The period ends before it begins."))
    with office.database.snapshot() as connection:
        names = units.names(connection)
        if unit is not None and unit not in names:
            raise UserFacingError(_("Head office knows no such unit."))
        found = told(surveys.groups(connection, period, unit), surveys.traits(connection, period, unit))
        served = surveys.served(connection, period, unit)
    asked, regions = questionnaire_on(date.fromisoformat(f"{period.until}-01")), Regions.load()
    return Survey(
        period,
        unit,
        names.get(unit or "", ""),
        found,
        served,
        sample_size(served),
        _named(found.units, lambda key: Text.of(f"{names.get(key, key)} ({key})")),
        _named(found.places, lambda key: Text.of(regions.name_of(key))),
        _named(found.families, asked.family_name),
        _named(found.months, month_name),
        asked,
    )


def units_of(office: HeadOffice) -> dict[str, str]:
    """The names of all units, by code."""
    with office.database.read() as connection:
        return units.names(connection)


def this_quarter(office: HeadOffice) -> Period:
    return Period.around(f"{today(office.clock):%Y-%m}", 3)


def as_json(survey: Survey) -> dict[str, Any]:
    """Everything that the page shows, for programs; figures are decimal texts, None where there is none."""
    return {
        "since": survey.period.since,
        "until": survey.period.until,
        "unit": survey.unit,
        "served": survey.served,
        "wanted": survey.wanted,
        "too_few": survey.told.too_few,
        **_figures(survey.told.tally),
        "elements": [_element(survey, key) for key in ELEMENTS],
        "lowest": list(survey.told.tally.lowest()),
        **{
            name: [{"key": line.key, "name": line.name.id, **_figures(line.tally)} for line in lines]
            for name, lines in _breakdowns(survey).items()
        },
        "traits": [
            {"attribute": attribute, "value": value, "count": count}
            for (attribute, value), count in sorted(survey.told.traits.items())
        ],
    }


def write(survey: Survey, path: Path, follow_up: Mapping[str, str]) -> None:
    """A spreadsheet (``.xlsx``) or the notice for the public (``.pdf``), by the file's ending."""
    if path.suffix.lower() == ".xlsx":
        write_book(path, _sheets(survey))
    elif path.suffix.lower() == ".pdf":
        try:
            path.write_bytes(notice(survey, follow_up))
        except OSError as error:
            raise UserFacingError(_("The notice could not be written there.")) from error
    else:
        raise UserFacingError(_("The file's name must end in .xlsx or .pdf."))


def notice(survey: Survey, follow_up: Mapping[str, str]) -> bytes:
    """The page for the public; raises UserFacingError where there is nothing to tell."""
    from mobile_unit.receipts.survey_notice import Result, draw

    if not survey.told.tally.respondents:
        raise UserFacingError(
            _("There is no result of this period to publish."),
            _("At least {count} answers must have been sent.").format(count=LEAST),
        )
    catalogue = Catalogue.load()
    unit = f"{survey.unit_name} ({survey.unit})" if survey.unit else ""
    result = Result(
        catalogue.ministry.id,
        catalogue.office.id,
        unit,
        survey.period,
        survey.told,
        follow_up,
        survey.served,
        survey.wanted,
    )
    return draw(result, survey.asked)


def _named(lines: Lines, name: Callable[[str], Text]) -> tuple[Line, ...]:
    return tuple(Line(key, OTHERS if key is None else name(key), tally) for key, tally in lines)


def _figures(tally: Tally) -> dict[str, Any]:
    return {
        "respondents": tally.respondents,
        "index": _decimal(tally.index),
        "grade": grade(tally.index)[0],
    }


def _element(survey: Survey, key: str) -> dict[str, Any]:
    tally = survey.told.tally
    mean, score = tally.mean(key), tally.score(key)
    return {
        "key": key,
        "name": survey.asked.element(key).name.id,
        "sum": tally.sums[ELEMENTS.index(key)],
        "count": tally.counts[ELEMENTS.index(key)],
        "mean": None if mean is None else _decimal(rounded(mean)),
        "score": _decimal(score),
        "grade": grade(score)[0],
    }


def _decimal(hundredths: int | None) -> str | None:
    return None if hundredths is None else in_figures(hundredths, "en")


def _breakdowns(survey: Survey) -> dict[str, tuple[Line, ...]]:
    return {
        "units": survey.units,
        "places": survey.places,
        "families": survey.families,
        "months": survey.months,
    }


def _sheets(survey: Survey) -> Iterator[Sheet]:
    tally = survey.told.tally
    whose = survey.unit_name or Catalogue.load().office.id
    told = [
        f"{survey.asked.title.id}, {survey.period.name.id}",
        whose,
        f"Responden: {tally.respondents}; permohonan: {survey.served}; sampel minimal: {survey.wanted}",
        f"IKM: {in_figures(tally.index)}, mutu {grade(tally.index)[0]}",
    ]
    columns: Sequence[tuple[str, int]]
    columns = (("Unsur", 44), ("Jumlah nilai", 14), ("Jawaban", 10), ("NRR", 8), ("Nilai", 9), ("Mutu", 7))
    rows = (_element(survey, key) for key in ELEMENTS)
    yield Sheet(
        "Unsur",
        told,
        columns,
        (
            [row["name"], row["sum"], row["count"], _comma(row["mean"]), _comma(row["score"]), row["grade"]]
            for row in rows
        ),
    )
    titles = {"units": "Unit", "places": "Kecamatan", "families": "Layanan", "months": "Bulan"}
    columns = (("Kelompok", 44), ("Responden", 12), ("IKM", 9), ("Mutu", 7))
    for name, lines in _breakdowns(survey).items():
        yield Sheet(titles[name], told[:2], columns, (_cells(line) for line in lines))
    columns = (("Tentang", 24), ("Jawaban", 30), ("Responden", 12))
    yield Sheet("Profil", told[:2], columns, _profile(survey))


def _cells(line: Line) -> Sequence[str | int]:
    index = line.tally.index
    return [line.name.id, line.tally.respondents, in_figures(index), grade(index)[0]]


def _profile(survey: Survey) -> Iterator[Sequence[str | int]]:
    for attribute in survey.asked.attributes:
        for value in attribute.values:
            count = survey.told.traits.get((attribute.key, value.key), 0)
            yield [attribute.name.id, value.name.id, f"<{LEAST}" if count is None else count]


def _comma(figure: str | None) -> str:
    return "-" if figure is None else figure.replace(".", ",")
