"""An event of outreach as it is written down: what is planned, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIntValidator
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from mobile_unit.clock import Clock, today
from mobile_unit.domain.outreach import LONGEST_LINE, MOST_PEOPLE, MOST_PHOTOS, Outcome, Plan
from mobile_unit.domain.texts import Text
from mobile_unit.forms.regions import Regions
from mobile_unit.i18n import _, say
from mobile_unit.ui.form_keeper import Part, parts_of
from mobile_unit.ui.widgets.basics import button, card, empty, label, row
from mobile_unit.ui.widgets.form_parts import SideBySide, line_edit, text_edit, under, under_name
from mobile_unit.ui.widgets.region_edit import RegionEdit
from mobile_unit.ui.widgets.typed_editors import DateEditor

TEXT_HEIGHT = 84
OWN = ""


class OutreachForm(SideBySide):
    """Signals: ``changed`` when photos were added or taken out."""

    changed = Signal()

    def __init__(self, themes: Mapping[str, Text], regions: Regions, clock: Clock) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.theme = QComboBox()
        self.theme.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.theme.setMinimumContentsLength(12)
        self.theme.setAccessibleName(_("Theme of the event"))
        for key, words in themes.items():
            self.theme.addItem(say(words), key)
        self.theme.addItem(_("Another theme"), OWN)
        self.words = line_edit(_("In your own words (optional)"), LONGEST_LINE)
        self.day = DateEditor(lambda: today(clock), with_age=False)
        self.day.describe(_("Day"), "")
        self.starts = QLineEdit()
        self.starts.setInputMask("99:99")
        self.starts.setMaximumWidth(90)
        self.starts.setAccessibleName(_("Time"))
        self.place = RegionEdit(regions)
        self.place.setAccessibleName(_("Village"))
        self.venue = line_edit(_("Venue"), LONGEST_LINE)
        self.audience = line_edit(_("For whom"), LONGEST_LINE)
        self.speakers = line_edit(_("Speakers, with a semicolon between them"), LONGEST_LINE)
        self.men, self.women = _count(_("Men")), _count(_("Women"))
        self.questions = text_edit(_("Questions asked, one a line"), TEXT_HEIGHT)
        self.follow_up = text_edit(_("Follow-up"), TEXT_HEIGHT)
        self.photos: list[Path] = []
        self.kept: list[str] = []
        self._photo_lines = QVBoxLayout()
        self._photo_lines.setSpacing(2)
        self.attach = button(_("Add photos"), picture="camera", shortcut="Ctrl+Shift+A")
        self.attach.clicked.connect(self._choose)
        self.event_card = self._make_event()
        self.outcome_card = self._make_outcome()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addWidget(self.event_card)
        whole.addWidget(self.outcome_card)

    def _make_event(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("The event"), "heading"))
        inside.addWidget(under(_("Theme of the event"), self.theme))  # the longest is wider than half
        inside.addWidget(under_name(self.words))
        time = row(under(_("Day"), self.day), under(_("Time"), self.starts), None)
        holder = QWidget()
        holder.setLayout(time)
        inside.addLayout(self.beside(holder, under(_("Village"), self.place)))
        inside.addLayout(self.beside(under(_("Venue"), self.venue), under(_("For whom"), self.audience)))
        inside.addWidget(under_name(self.speakers))
        return frame

    def _make_outcome(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("What came of it"), "heading"))
        inside.addLayout(row(under(_("Men"), self.men), under(_("Women"), self.women), None))
        inside.addLayout(
            self.beside(
                under_name(self.questions),
                under(_("Follow-up"), self.follow_up),
            )
        )
        inside.addLayout(self._photo_lines)
        inside.addLayout(row(self.attach, None))
        return frame

    def parts(self) -> dict[str, Part]:
        """What is kept of it while it is filled in."""
        return {
            **parts_of(
                theme=self.theme,
                words=self.words,
                day=self.day,
                starts=self.starts,
                place=self.place,
                venue=self.venue,
                audience=self.audience,
                speakers=self.speakers,
                men=self.men,
                women=self.women,
                questions=self.questions,
                follow_up=self.follow_up,
            ),
            "kept": Part(lambda: list(self.kept), self._keep_photos, (self.changed,)),
            "photos": Part(lambda: [str(path) for path in self.photos], self._bring_back, (self.changed,)),
        }

    def _keep_photos(self, names: Sequence[str]) -> None:
        self.kept = list(names)

    def _bring_back(self, names: Sequence[str]) -> None:
        """A photo that is gone since, with its camera's card, is named below the others."""
        paths = [Path(name) for name in names]
        self.photos = [path for path in paths if path.exists()]
        self._show_photos()
        for path in (each for each in paths if not each.exists()):
            words = _("{name} is not there any more; add it again.").format(name=path.name)
            self._photo_lines.addWidget(label(words, "muted", wrap=True))

    def begin(self, near: str) -> None:
        """Empty, for an event that is not written down yet."""
        self._fill({}, near)

    def show_body(self, body: Mapping[str, Any]) -> None:
        self._fill(body, body["place"]["code"][:8])

    def _fill(self, body: Mapping[str, Any], near: str) -> None:
        theme = body.get("theme", self.theme.itemData(0))
        self.theme.setCurrentIndex(max(self.theme.findData(theme), 0))
        self.words.setText(body.get("words", ""))
        self.day.set_value(body.get("day"))
        self.starts.setText(body.get("starts", ""))
        self.place.start_near(near)
        self.place.set_code(body["place"]["code"] if body else None)
        self.venue.setText(body.get("venue", ""))
        self.audience.setText(body.get("audience", ""))
        self.speakers.setText("; ".join(body.get("speakers", ())))
        self.men.setText(str(body["men"]) if "men" in body else "")
        self.women.setText(str(body["women"]) if "women" in body else "")
        self.questions.setPlainText("\n".join(body.get("questions", ())))
        self.follow_up.setPlainText(body.get("follow_up", ""))
        self.kept = [each["sha256"] for each in body.get("photos", ())]
        self.photos = []
        self._show_photos()

    def plan(self) -> Plan:
        self.day.settle()
        starts = self.starts.text()
        return Plan(
            str(self.day.value() or ""),
            self.place.code() or "",
            str(self.theme.currentData() or ""),
            self.words.text(),
            starts if len(starts) == len("09:00") else "",
            self.venue.text(),
            self.audience.text(),
            tuple(self.speakers.text().split(";")),
        )

    def outcome(self) -> Outcome:
        return Outcome(
            int(self.men.text() or 0),
            int(self.women.text() or 0),
            tuple(self.questions.toPlainText().splitlines()),
            self.follow_up.toPlainText(),
        )

    def add_photos(self, paths: Sequence[Path]) -> None:
        room = MOST_PHOTOS - len(self.kept)
        self.photos = [*self.photos, *(path for path in paths if path not in self.photos)][:room]
        self._show_photos()
        self.changed.emit()

    def _show_photos(self) -> None:
        empty(self._photo_lines)
        for number, name in enumerate(self.kept, 1):
            words = _("Photo {number}").format(number=number)
            self._photo_lines.addLayout(self._photo(words, lambda name=name: self.kept.remove(name)))
        for path in self.photos:
            self._photo_lines.addLayout(self._photo(path.name, lambda path=path: self.photos.remove(path)))
        self.attach.setEnabled(len(self.kept) + len(self.photos) < MOST_PHOTOS)

    def _photo(self, words: str, remove: Any) -> QBoxLayout:
        gone = button(_("Remove"), role="quiet", picture="remove", name=f"{_('Remove')}: {words}")
        gone.clicked.connect(lambda _checked=False: self._remove(remove))
        return row(label(words, wrap=True), gone, None)

    def _remove(self, remove: Any) -> None:
        remove()
        self._show_photos()
        self.attach.setFocus()
        self.changed.emit()

    @Slot()
    def _choose(self) -> None:
        kinds = _("Pictures") + " (*.jpg *.jpeg *.png *.webp)"
        names, _kind = QFileDialog.getOpenFileNames(self, _("Add photos"), str(Path.home()), kinds)
        self.add_photos([Path(name) for name in names])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_photos([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])


def _count(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setValidator(QIntValidator(0, MOST_PEOPLE, made))
    made.setAccessibleName(name)
    made.setMaximumWidth(110)
    return made
