"""The indicators of the unit: figures of a period beside the one before, and the list behind each.

They are the unit's and name no officer: everybody who may look at applications may look at them, as they
could count the lists themselves. Taking them out of the laptop, on paper or as a sheet, is the team leader's.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mobile_unit.clock import today
from mobile_unit.domain.indicator_book import IndicatorBook, Told
from mobile_unit.domain.indicator_figures import by_month, counted_spells
from mobile_unit.domain.indicators import Indicator
from mobile_unit.domain.moments import INTERVIEW, ClockSetting
from mobile_unit.domain.periods import Period, month_of
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.statements import is_purged
from mobile_unit.domain.texts import Text
from mobile_unit.errors import NotAllowed
from mobile_unit.forms.deadlines import holidays, promise_of
from mobile_unit.forms.questionnaire import questionnaire_on
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.indicator_lists import Listed, behind
from mobile_unit.store import application_times, indicators, settings, surveys
from mobile_unit.store.engine import Connection
from mobile_unit.store.indicators import Behind

if TYPE_CHECKING:
    from mobile_unit.receipts.indicator_report import Report

TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Overview:
    """All indicators of a period. ``services`` are those that may be chosen; ``promised`` working days where
    everything that was completed was promised the same."""

    period: Period
    service: str
    setting: ClockSetting
    told: tuple[Told, ...]
    services: tuple[str, ...]
    promised: int | None


class Indicators:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    @property
    def this_month(self) -> str:
        return month_of(today(self._context.clock))

    @property
    def first_month(self) -> str:
        """Of the first application that is here."""
        with self._context.store.read() as connection:
            return indicators.first_month(connection) or self.this_month

    def setting(self) -> ClockSetting:
        with self._context.store.read() as connection:
            return _setting(connection)

    def set_clock(self, setting: ClockSetting) -> None:
        """From which moment to which one working days are counted on this laptop from now on."""
        with self._context.store.write() as connection:
            settings.put(connection, settings.INDICATOR_CLOCK, asdict(setting))

    def overview(self, period: Period, service: str = "") -> Overview:
        """Every figure of a period, of one service or all ("")."""
        self._look_up_promises()
        before = period.before()
        both = Period(before.since, period.until)
        context = self._context
        with context.store.read() as connection:
            setting = _setting(connection)
            counted = [*indicators.counted(connection, both, today(context.clock).isoformat())]
            spells = indicators.spells(connection, both, setting)
            groups = surveys.by_month(connection, both)
        asked = questionnaire_on(today(context.clock))
        counted += counted_spells(spells, holidays())
        book = IndicatorBook(by_month(counted), groups, asked.family_of)
        told, promised = book.told(period, service), book.promised(period, service)
        return Overview(period, service, setting, told, book.services, promised)

    def behind(self, indicator: Indicator, period: Period, service: str = "") -> Listed:
        """The records that a figure was made of; raises UserFacingError for the survey's, which has none."""
        with self._context.store.read() as connection:
            return behind(connection, indicator, Behind(period, service), _setting(connection))

    def report(self, overview: Overview) -> bytes:
        """The figures as pages, PDF, A4; raises NotAllowed but for who may take lists out."""
        from mobile_unit.receipts.indicator_report import draw

        self._require_lists()
        return draw(self._report(overview))

    def write_sheet(self, overview: Overview, path: Path) -> None:
        """The figures as a spreadsheet; raises NotAllowed but for who may take lists out, UserFacingError
        where it can't be written."""
        from mobile_unit.receipts.indicator_tables import tables
        from mobile_unit.sheets import write_book

        self._require_lists()
        names = {each: self.service_name(each).id for each in overview.services}
        write_book(path, tables(self._report(overview), names))

    def _report(self, overview: Overview) -> Report:
        from mobile_unit.receipts.indicator_report import Report

        catalogue, info = self._context.catalogue, self._context.info
        return Report(
            ministry=catalogue.ministry.id,
            office=catalogue.office.id,
            unit=f"{info.name} ({info.code})",
            made_on=today(self._context.clock),
            period=overview.period,
            service=self.service_name(overview.service).id if overview.service else "",
            setting=overview.setting,
            told=overview.told,
            promised=overview.promised,
        )

    def service_name(self, service: str) -> Text:
        known = self._context.catalogue.services.get(service)
        return Text(service, service) if known is None else known.title

    @property
    def may_take_out(self) -> bool:
        return self._context.may(Permission.LISTS)

    def _require_lists(self) -> None:
        if not self.may_take_out:
            raise NotAllowed(
                _("Only the team leader can take the figures out of this laptop."), _("Ask your team leader.")
            )

    def _look_up_promises(self) -> None:
        """What was promised of applications that an older program took, a few hundred a transaction."""
        while True:
            with self._context.store.read() as connection:
                if not application_times.unpromised(connection, 1):
                    return
            with self._context.store.write() as connection:
                for application, raw in application_times.unpromised(connection, TOGETHER):
                    body = json.loads(raw)["body"]
                    # of one whose content is gone, what its answers made of the promise is not known
                    promise = (None, INTERVIEW) if is_purged(body) else promise_of(body)
                    application_times.promise(connection, application, *promise)


def _setting(connection: Connection) -> ClockSetting:
    said = settings.get(connection, settings.INDICATOR_CLOCK, {})
    try:
        return ClockSetting(**said)
    except (TypeError, ValueError):  # of a newer program
        return ClockSetting()
