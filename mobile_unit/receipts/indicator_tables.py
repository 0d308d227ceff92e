"""The indicators as tables of a spreadsheet: the figures, the months, the services, and what each means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mobile_unit.domain.disclosure import LEAST
from mobile_unit.domain.indicator_book import Told
from mobile_unit.domain.indicator_figures import Figure, rounded
from mobile_unit.domain.indicators import Indicator
from mobile_unit.domain.moments import STARTS, STOPS
from mobile_unit.domain.periods import month_name
from mobile_unit.receipts.indicator_report import Report
from mobile_unit.sheets import Sheet

Cells = Sequence[str | int | float]
HIDDEN = f"<{LEAST}"


def tables(report: Report, names: Mapping[str, str]) -> list[Sheet]:
    """``names`` are the services'. On a sheet everything is Indonesian, as on paper."""
    above = _above(report)
    first = ("Indikator", 44)
    months = report.period.months
    by_month = [_row(each.indicator, each.months, months) for each in report.told if each.months]
    by_service = [_row(each.indicator, each.services, tuple(names)) for each in report.told if each.services]
    meanings = [
        (each.indicator.name.id, each.indicator.definition.id, each.indicator.basis.id)
        for each in report.told
    ]
    figures = (first, ("Nilai", 12), ("Satuan", 14), ("n", 9), ("Periode lalu", 14), ("n lalu", 9))
    made = [
        Sheet("Indikator", above, figures, [_figures(each) for each in report.told]),
        Sheet("Per bulan", above, (first, *((month_name(each).id, 16) for each in months)), by_month),
    ]
    if by_service:
        columns = (first, *((name, 24) for name in names.values()))
        made.append(Sheet("Per layanan", above, columns, by_service))
    columns = (first, ("Cara menghitung", 110), ("Dasar", 50))
    return [*made, Sheet("Definisi", above[:1], columns, meanings)]


def _above(report: Report) -> list[str]:
    setting = report.setting
    return [
        f"Indikator layanan, {report.period.name.id}",
        report.unit or report.office,
        f"Layanan: {report.service or 'semua'}",
        f"Waktu penyelesaian dihitung dari {STARTS[setting.start].id} sampai {STOPS[setting.stop].id}.",
        f"{HIDDEN}: tidak ditampilkan, karena orangnya terlalu sedikit atau dapat dihitung dari angka lain.",
    ]


def _figures(told: Told) -> Cells:
    indicator, now, before = told.indicator, told.now, told.before
    value, lately = _value(indicator, now), _value(indicator, before)
    return (indicator.name.id, value, indicator.unit.id, _n(now), lately, _n(before))


def _row(indicator: Indicator, figures: Mapping[str, Figure], keys: Sequence[str]) -> Cells:
    unit = f" ({indicator.unit.id})" if indicator.unit.id else ""
    return (f"{indicator.name.id}{unit}", *(_value(indicator, figures.get(key)) for key in keys))


def _value(indicator: Indicator, figure: Figure | None) -> str | int | float:
    if figure is not None and figure.hidden:
        return HIDDEN
    if figure is None or figure.value is None:
        return "–"
    number = rounded(figure.value, indicator.decimals)
    return int(number) if not indicator.decimals else float(number)


def _n(figure: Figure | None) -> str | int:
    if figure is None:
        return "–"
    return HIDDEN if figure.n is None else figure.n
