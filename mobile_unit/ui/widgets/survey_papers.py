"""Questionnaires that were filled in on paper, typed in one a line: nine digits and Enter."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QVBoxLayout

from mobile_unit.domain.periods import Period, month_name
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import label
from mobile_unit.ui.workplace import Workplace

MONTHS_BACK = 6


class SurveyPapers(QFrame):
    """Signals: ``kept`` after each, ``failed`` with the error."""

    kept = Signal()
    failed = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._place = place
        self._surveys = place.unit.surveys
        self._asked = self._surveys.questionnaire
        self._count = 0
        self.where, self.month, self.family = QComboBox(), QComboBox(), QComboBox()
        for region in self._surveys.places():
            self.where.addItem(region.name, region.code)
        period = Period(self._surveys.this_month, self._surveys.this_month)
        for _step in range(MONTHS_BACK):
            self.month.addItem(say(month_name(period.since)), period.since)
            period = period.before()
        for each in self._asked.families:
            self.family.addItem(say(each.name), each.key)
        self.digits = QLineEdit()
        self.digits.setMaxLength(len(self._asked.questions) + len(self._asked.attributes) + 1)
        self.digits.setPlaceholderText(_("Nine digits from top to bottom, 0 for none; Enter"))
        self.digits.textEdited.connect(self._say_next)
        self.digits.returnPressed.connect(self.keep)
        self.next = label("", "muted", wrap=True)
        self.fault = label("", "error", wrap=True)
        self.fault.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        fields = (
            (_("Sub-district"), self.where),
            (_("Month"), self.month),
            (_("Service"), self.family),
        )
        for column, (caption, field) in enumerate(fields):
            above = label(caption, "label")
            above.setBuddy(field)
            field.setAccessibleName(caption)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(14 if field is self.month else 8)
            grid.addWidget(above, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 1)
        self.digits.setAccessibleName(_("Digits of a paper"))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 18, 18, 18)
        inside.setSpacing(10)
        inside.addWidget(label(_("From paper"), "heading"))
        inside.addLayout(grid)
        inside.addWidget(self.digits)
        inside.addWidget(self.next)
        inside.addWidget(self.fault)
        self._say_next()

    def set_here(self, place: str) -> None:
        """Where the counter stands is what most papers say."""
        found = self.where.findData(place)
        if found >= 0 and not self._count:
            self.where.setCurrentIndex(found)

    @Slot()
    def _say_next(self) -> None:
        """What the next digit stands for; a space before what was ticked about oneself may be typed."""
        self.fault.hide()
        typed = self.digits.text().replace(" ", "")
        questions, attributes = self._asked.questions, self._asked.attributes
        if len(typed) < len(questions):
            words = f"{len(typed) + 1}. {say(questions[len(typed)].name)}"
        elif len(typed) < len(questions) + len(attributes):
            attribute = attributes[len(typed) - len(questions)]
            values = ", ".join(f"{n} {say(value.name)}" for n, value in enumerate(attribute.values, 1))
            words = _("Enter keeps it; or on with {name}: {values}").format(
                name=say(attribute.name), values=values
            )
        else:
            words = _("Enter keeps it.")
        if self._count and not typed:
            words = f"{self._kept_in_words()} {words}"
        self.next.setText(words)
        self.digits.setAccessibleDescription(words)

    def _kept_in_words(self) -> str:
        return ngettext("{count} paper kept.", "{count} papers kept.", self._count).format(count=self._count)

    @Slot()
    def keep(self) -> None:
        typed = self.digits.text().replace(" ", "")
        asked = len(self._asked.questions)
        try:
            scores, traits = self._asked.scores_of(typed[:asked]), self._asked.traits_of(typed[asked:])
        except ValueError:
            self.fault.setText(_("These are not nine digits from 0 to 4."))
            self.fault.show()
            return
        work = partial(
            self._write,
            scores,
            traits,
            self.family.currentData(Qt.ItemDataRole.UserRole),
            self.where.currentData(Qt.ItemDataRole.UserRole),
            self.month.currentData(Qt.ItemDataRole.UserRole),
        )
        self.digits.clear()
        self._place.tasks.run(work, self._kept, self._not_kept)

    def _write(
        self,
        scores: dict[str, int | None],
        traits: dict[str, str],
        family: str,
        place: str,
        month: str,
        _task: Task[None],
    ) -> None:
        self._surveys.keep(scores, family, traits, place=place, month=month)

    def _kept(self, _nothing: None) -> None:
        self._count += 1
        self._say_next()
        self.kept.emit()

    def _not_kept(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.fault.setText(str(error))
            self.fault.show()
        else:
            self.failed.emit(error)
