"""The visits that head office planned, the next first: a few calm lines, to be read without a network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.widgets.basics import column, label, pill, row
from mobile_unit.ui.widgets.rows_card import RowsCard
from mobile_unit.ui.wording import count_in_words, day_in_words

if TYPE_CHECKING:
    from mobile_unit.services.planned_visits import PlannedVisit

SHOWN = 4


class PlannedCard(RowsCard):
    def __init__(self) -> None:
        super().__init__(_("Planned visits"))
        self._shown: tuple[PlannedVisit, ...] | None = None

    def show_visits(self, visits: Sequence[PlannedVisit]) -> None:
        if tuple(visits) == self._shown:
            return
        self._shown = tuple(visits)
        self.clear()
        for visit in self._shown[:SHOWN]:
            self._rows.addWidget(self._line(visit))
        left = len(self._shown) - SHOWN
        if left > 0:
            more = ngettext("and {count} more", "and {count} more", left).format(count=left)
            self._rows.addWidget(label(more, "small"))
        self.setVisible(bool(self._shown))

    def _line(self, visit: PlannedVisit) -> QWidget:
        plan = visit.plan
        title = f"{day_in_words(date.fromisoformat(plan.day), weekday=True)} · {plan.place_name}"
        below = "  ·  ".join(_facts(visit))
        self.lines.append(f"{title}\n{below}")
        made = QWidget()
        made.setAccessibleName(f"{title}. {below}")
        texts = [label(title, wrap=True), label(below, "small", wrap=True)]
        if plan.note:
            texts.append(label(plan.note, "small", wrap=True))
        line = row(column(*texts, spacing=0))
        line.setStretch(0, 1)
        if visit.is_today:
            line.addWidget(pill(_("today"), "good"))
        made.setLayout(line)
        return made


def _facts(visit: PlannedVisit) -> list[str]:
    plan = visit.plan
    facts = [plan.group] if plan.group else []
    if plan.quota is not None:
        facts.append(_("Quota {count}").format(count=count_in_words(plan.quota)))
    booked = ngettext("{count} booked", "{count} booked", visit.booked)
    facts.append(
        booked.format(count=count_in_words(visit.booked)) if visit.booked else _("nobody booked yet")
    )
    if visit.taken:
        taken = ngettext("{count} of them taken", "{count} of them taken", visit.taken)
        facts.append(taken.format(count=count_in_words(visit.taken)))
    if plan.officers:
        facts.append(", ".join(person.name for person in plan.officers))
    return facts
