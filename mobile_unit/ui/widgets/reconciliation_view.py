"""A day held against itself, on screen: three figures that must agree, what lacks, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from mobile_unit.domain.money import rupiah
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.day_wording import discrepancy_in_words
from mobile_unit.ui.widgets.basics import card, dress, label, pill, row
from mobile_unit.ui.widgets.record_line import RecordLine, RecordList
from mobile_unit.ui.widgets.tile import Tile
from mobile_unit.ui.wording import count_in_words, moment_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.reconciliation import Counts, DraftLeft, Reconciliation
    from mobile_unit.services.intake import DraftSummary

SHOWN = 30


class ReconciliationView(QWidget):
    """Signals: ``application_wanted``, ``draft_wanted`` and ``draft_discarded`` (their ids)."""

    application_wanted = Signal(str)
    draft_wanted = Signal(str)
    draft_discarded = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._catalogue = place.unit.catalogue
        self.submitted = Tile(_("Recorded at the counter"))
        self.in_journal = Tile(_("Written in the journal"))
        self.receipted = Tile(_("Receipts handed out"))
        self.verdict = label("", "heading", wrap=True)
        self.facts = label("", "muted", wrap=True)
        self._lacking = RecordList(_("What lacks something"))
        self._drafts = RecordList(_("Drafts left"))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        inside.addLayout(row(self.submitted, self.in_journal, self.receipted, spacing=16))
        frame, words = card(margin=14, spacing=4)
        words.addWidget(self.verdict)
        words.addWidget(self.facts)
        inside.addWidget(frame)
        lists = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        lists.setSpacing(16)
        lists.addWidget(self._lacking, 1, Qt.AlignmentFlag.AlignTop)
        lists.addWidget(self._drafts, 1, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(lists)
        inside.addStretch(1)

    def show_day(self, seen: Reconciliation, drafts: Sequence[DraftSummary]) -> None:
        counts = seen.counts
        self.submitted.say(count_in_words(counts.submitted), _apart(counts))
        self.in_journal.say(count_in_words(counts.in_journal))
        self.receipted.say(count_in_words(counts.receipted))
        self.verdict.setText(_verdict(seen))
        dress(self.verdict, role="heading" if seen.agree else "warn_heading")
        self.facts.setText(self._facts(seen))
        if self._lacking.is_news(seen.discrepancies):
            lacking = [
                self._application(one.id, one.number, discrepancy_in_words(one.kind))
                for one in seen.discrepancies[:SHOWN]
            ]
            self._lacking.show_lines(
                lacking, _("Nothing. Every application has its receipt."), len(seen.discrepancies) - SHOWN
            )
        names = {draft.id: draft.full_name for draft in drafts}
        if self._drafts.is_news((seen.drafts, names)):
            left = [self._draft(draft, names.get(draft.id, "")) for draft in seen.drafts[:SHOWN]]
            self._drafts.show_lines(left, _("None. Nothing is left half done."), len(seen.drafts) - SHOWN)

    def _facts(self, seen: Reconciliation) -> str:
        """Everything else that was counted, in a few short lines."""
        counts = seen.counts
        services = [
            f"{self._short_title(each.service)}: {count_in_words(each.taken)}"
            for each in seen.services
            if each.taken
        ]
        services += [
            _("{service}, referred: {count}").format(
                service=self._short_title(each.service), count=count_in_words(each.referred)
            )
            for each in seen.services
            if each.referred
        ]
        billed = _("Billed: {amount}").format(amount=rupiah(seen.billed))
        other = _("Corrected: {corrected} · withdrawn: {withdrawn} · referred: {referred}").format(
            corrected=count_in_words(counts.corrected),
            withdrawn=count_in_words(counts.withdrawn),
            referred=count_in_words(counts.referred),
        )
        waiting = _("Waiting to be sent: {applications}, {scans}").format(
            applications=ngettext("{count} application", "{count} applications", counts.waiting).format(
                count=count_in_words(counts.waiting)
            ),
            scans=ngettext("{count} scan", "{count} scans", counts.scans_waiting).format(
                count=count_in_words(counts.scans_waiting)
            ),
        )
        saved = ngettext(
            "{count} receipt was saved as a file only, perhaps not handed out",
            "{count} receipts were saved as files only, perhaps not handed out",
            seen.saved_only,
        ).format(count=count_in_words(seen.saved_only))
        lines = [" · ".join([*services, billed]), other, waiting]
        if seen.tickets_waiting:
            lines.append(_tickets_in_words(seen.tickets_waiting))
        return "\n".join([saved, *lines] if seen.saved_only else lines)

    def _short_title(self, service: str) -> str:
        known = self._catalogue.services.get(service)
        return say(known.short_title) if known else service or _("A line that could not be read")

    def _application(self, application_id: str, number: str, below: str) -> QWidget:
        line = RecordLine(number, below, application_id)
        line.opened.connect(self.application_wanted)
        return line

    def _draft(self, draft: DraftLeft, name: str) -> QWidget:
        below = f"{self._short_title(draft.service)} · {moment_in_words(draft.updated_at)}"
        line = RecordLine(name or _("No name yet"), below, draft.id)
        line.opened.connect(self.draft_wanted)
        line.discarded.connect(self.draft_discarded)
        if draft.old:
            line.add(pill(_("Old"), "warn"))
        line.can_be_discarded(_("Throw this draft away"))
        return line


def _tickets_in_words(count: int) -> str:
    words = ngettext(
        "{count} still waits in the queue; this blocks nothing",
        "{count} still wait in the queue; this blocks nothing",
        count,
    )
    return words.format(count=count_in_words(count))


def _verdict(seen: Reconciliation) -> str:
    if not seen.agree:
        return _("The three do not agree.")
    if seen.saved_only:
        return _("They agree, with the receipts that were only saved.")
    return _("All three agree.")


def _apart(counts: Counts) -> str:
    """``5 applications, 5 referrals``; "" where nobody was referred."""
    if not counts.referred:
        return ""
    taken = ngettext("{count} application", "{count} applications", counts.taken)
    referred = ngettext("{count} referral", "{count} referrals", counts.referred)
    return (
        f"{taken.format(count=count_in_words(counts.taken))},"
        f" {referred.format(count=count_in_words(counts.referred))}"
    )
