"""How times, sizes and states are said on screen, in the language of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale

from mobile_unit.domain import entries
from mobile_unit.domain.applications import Collected, TimelineStep
from mobile_unit.domain.states import REFERRED, officers_word
from mobile_unit.forms.collection import in_words
from mobile_unit.i18n import _, language, ngettext, say

#: state -> tone of its pill (see the style sheet)
_TONES = {
    "draft": "plain",
    "waiting": "warn",
    "on_stick": "calm",
    "sent": "calm",
    "received": "good",
    "referred": "plain",
    "quarantined": "error",
    "corrected": "warn",
    "incomplete": "error",
    "suspended": "error",
    "rejected": "error",
    "withdrawn": "plain",
    "deemed_withdrawn": "plain",
    "cancelled": "plain",
    "billing_expired": "warn",
    "awaiting_payment": "warn",
    "ready": "good",
    "handed_over": "good",
}


def locale() -> QLocale:
    if language() == "en":
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return QLocale(QLocale.Language.Indonesian, QLocale.Country.Indonesia)


def day_in_words(day: date, *, weekday: bool = False) -> str:
    """``Selasa, 24 November 2026``."""
    pattern = "dddd, d MMMM yyyy" if weekday else "d MMMM yyyy"
    return locale().toString(QDate(day.year, day.month, day.day), pattern)


def moment_in_words(at: str) -> str:
    """An ISO 8601 moment as ``24 Nov 2026, 09:14``; what can't be read is left as it is."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{short_day_in_words(moment)}, {moment:%H:%M}"


def short_day_in_words(day: date) -> str:
    """``24 Nov 2026``."""
    return locale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


def how_long_ago(at: str | None, now: datetime) -> str:
    """``12 minutes ago``, or the moment itself once it is more than a day back."""
    if at is None:
        return _("not yet")
    try:
        minutes = int((now - datetime.fromisoformat(at)).total_seconds() // 60)
    except (ValueError, TypeError):
        return at
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
    if minutes < 24 * 60:
        hours = minutes // 60
        return ngettext("{count} hour ago", "{count} hours ago", hours).format(count=hours)
    return moment_in_words(at)


def time_left_in_words(seconds: float) -> str:
    """``about 4 minutes left``; an estimate is never told more exactly than it is known."""
    if seconds < 50:
        return _("less than a minute left")
    minutes = round(seconds / 60) or 1
    if minutes < 90:
        return ngettext("about {count} minute left", "about {count} minutes left", minutes).format(
            count=count_in_words(minutes)
        )
    hours = round(minutes / 60)
    return ngettext("about {count} hour left", "about {count} hours left", hours).format(
        count=count_in_words(hours)
    )


def clock_in_words(moment: datetime) -> str:
    """``14.32``, or ``14:32`` in English."""
    return f"{moment:%H:%M}" if language() == "en" else f"{moment:%H.%M}"


def size_in_words(count: int) -> str:
    return locale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def degrees_in_words(degrees: float) -> str:
    return f"{locale().toString(abs(degrees), 'f', 1)}°"


def flaws_in_words(flaws: Sequence[str]) -> str:
    """What may be wrong with a scan, and what to do; "" for nothing."""
    words = {
        "blurred": _("Looks blurred."),
        "dark": _("Looks dark."),
        "tiny": _("Few pixels: small print can't be read."),
    }
    said = [words[flaw] for flaw in flaws]
    return " ".join([*said, _("Scan it again if you can't read it.")]) if said else ""


def count_in_words(count: int) -> str:
    """A number with the language's thousands mark."""
    return locale().toString(count)


def state_word(state: str) -> str:
    """The officer's word for a state; an unknown one (of a newer head office) as it came."""
    return say(officers_word(state))


def state_tone(state: str) -> str:
    return _TONES.get(state, "calm")


def step_in_words(step: TimelineStep) -> str:
    """What one line of an application's timeline says happened."""
    if step.kind == entries.APPLICATION_SUBMITTED:
        if step.state == REFERRED:
            return _("Recorded at the counter and referred to the office")
        return _("Application submitted at the counter")
    if step.kind == entries.APPLICATION_CORRECTED:
        fields = ", ".join(say(change.label) for change in step.changes)
        return _("Corrected: {fields}").format(fields=fields or _("nothing changed"))
    if step.kind == entries.APPLICATION_WITHDRAWN:
        return _("Withdrawn at the counter")
    if step.kind == entries.PASSPORT_HANDED_OVER:
        return _("Passport handed over at the unit")
    if step.kind == entries.FEED_CORRECTION_REQUESTED:
        return _("Head office asks for a correction")
    if step.kind == entries.RECEIPT_PRINTED:
        return _receipt_in_words(step)
    if step.kind == entries.RECEIPT_FAILED:
        return _("Receipt could not be printed")
    if step.kind == entries.FEED_ENTRY_QUARANTINED:
        return _aside_in_words(step.about)
    if step.kind == entries.FEED_ENTRY_RETURNED:
        return _("Head office gives it back")
    if step.state is not None:
        return state_word(step.state)
    return step.kind


def collected_in_words(collected: Collected) -> list[str]:
    """Who has the passport, and the papers they showed."""
    relation, name, papers = in_words(collected)
    shown = ", ".join(say(paper) for paper in papers)
    return [
        _("Collected by: {relation}, {name}").format(relation=say(relation), name=name),
        _("Papers shown: {papers}").format(papers=shown),
    ]


def _receipt_in_words(step: TimelineStep) -> str:
    if step.target == "file" and step.count:
        return _("Receipt saved as a file again, copy {count}").format(count=step.count)
    if step.target == "file":
        return _("Receipt saved as a file")
    if step.count:
        return _("Receipt printed again, copy {count}").format(count=step.count)
    return _("Receipt printed")


def _aside_in_words(about: str | None) -> str:
    if about == entries.APPLICATION_CORRECTED:
        return _("The correction was not taken; the office looks at it")
    if about == entries.APPLICATION_WITHDRAWN:
        return _("The withdrawal was not taken; the office looks at it")
    if about == entries.PASSPORT_HANDED_OVER:
        return _("The hand-over was not taken; the office looks at it")
    return state_word("quarantined")
