"""The two tables of the comparison: days counted at each step, and a day's applications."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mobile_unit.i18n import _, say
from mobile_unit.ui.models.lines_model import LinesModel
from mobile_unit.ui.wording import count_in_words, day_in_words

if TYPE_CHECKING:
    from mobile_unit.domain.following import DayCounted, Followed
    from mobile_unit.forms.catalogue import Catalogue


class DaysModel(LinesModel):
    def __init__(self) -> None:
        headings = (_("Day"), _("Verdict"), _("Counted"), _("Sent"), _("Received"), _("Signed"))
        super().__init__(headings, 2)
        self.days: tuple[DayCounted, ...] = ()

    def show(self, days: tuple[DayCounted, ...]) -> None:
        self.days = days
        self.put([_day_line(day) for day in days])

    def row_of(self, day: str | None) -> int | None:
        return next((row for row, each in enumerate(self.days) if each.day == day), None)


def _day_line(day: DayCounted) -> tuple[str, ...]:
    missing = day.counted - day.reconciled
    verdict = _("agrees") if day.agrees else _("{count} not signed yet").format(count=count_in_words(missing))
    counts = (day.counted, day.sent, day.acknowledged, day.reconciled)
    return (day_in_words(date.fromisoformat(day.day)), verdict, *(count_in_words(each) for each in counts))


class FollowedModel(LinesModel):
    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__((_("Number"), _("Service"), _("How far")), 3)
        self._catalogue = catalogue
        self._steps = (
            _("on this laptop only"),
            _("sent; scans or the answer are missing"),
            _("received whole; not signed yet"),
            _("signed by head office"),
            _("signed; removed from this laptop"),
        )
        self.rows: tuple[Followed, ...] = ()

    def show(self, rows: tuple[Followed, ...]) -> None:
        self.rows = rows
        self.put([(each.number, self._service(each.service), self._steps[each.step]) for each in rows])

    def _service(self, code: str) -> str:
        service = self._catalogue.services.get(code)
        return say(service.short_title) if service else code
