"""How warnings and doubts about the day are said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mobile_unit.domain.alarms import Alarm, Kind, Level
from mobile_unit.domain.reconciliation import NO_RECEIPT, NOT_IN_JOURNAL, PRINT_FAILED, WITHDRAWN
from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.wording import count_in_words, size_in_words

if TYPE_CHECKING:
    from mobile_unit.domain.clock_check import ClockDoubt

TONES = {Level.NOTICE: "calm", Level.WARN: "warn", Level.URGENT: "error"}


def alarms_in_words(alarms: Sequence[Alarm]) -> str:
    """All of them on one line, the worst first."""
    return " ".join(_whole(alarm) for alarm in alarms)


def alarm_in_short(alarm: Alarm) -> str:
    """A few words for the rail's foot."""
    if alarm.kind == Kind.UNSENT:
        return _("Unsent for {time}").format(time=hours_in_words(alarm.value))
    if alarm.kind == Kind.WAITING:
        return ngettext("{count} waiting", "{count} waiting", alarm.value).format(
            count=count_in_words(alarm.value)
        )
    if alarm.kind == Kind.LEASE:
        return _lease_in_short(alarm.value)
    if alarm.kind == Kind.BACKUP:
        return _("No backup for {time}").format(time=hours_in_words(24 * alarm.value))
    if alarm.kind == Kind.UNKNOWN:
        return _("Laptop not known")
    return _("{size} of disk left").format(size=size_in_words(alarm.value))


def _whole(alarm: Alarm) -> str:
    if alarm.kind == Kind.UNSENT:
        words = _("The oldest application has waited {time} to be sent; look for a connection.")
        return words.format(time=hours_in_words(alarm.value))
    if alarm.kind == Kind.WAITING:
        words = ngettext(
            "{count} application waits to be sent.", "{count} applications wait to be sent.", alarm.value
        )
        return words.format(count=count_in_words(alarm.value))
    if alarm.kind == Kind.LEASE:
        return _lease_in_words(alarm.value)
    if alarm.kind == Kind.BACKUP:
        words = _("Work of the last {time} is in no backup; put the medium in and make one in the settings.")
        return words.format(time=hours_in_words(24 * alarm.value))
    if alarm.kind == Kind.UNKNOWN:
        return _("Head office does not know this laptop any more: enrol it again, on the page Head office.")
    words = _("{size} are left on the disk; remove files that are not needed.")
    return words.format(size=size_in_words(alarm.value))


def _lease_in_short(days: int) -> str:
    if days <= 0:
        return _("Head office not heard for too long")
    return ngettext("Sync within {count} day", "Sync within {count} days", days).format(count=days)


def _lease_in_words(days: int) -> str:
    if days <= 0:
        return _(
            "Head office was not heard for too long: officers sign in with the team leader until a sync."
        )
    words = ngettext(
        "Sync within {count} day: after that officers can sign in only together with the team leader.",
        "Sync within {count} days: after that officers can sign in only together with the team leader.",
        days,
    )
    return words.format(count=days)


def hours_in_words(hours: int) -> str:
    """``30 hours``, from three days on ``3 days``."""
    if hours < 72:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return ngettext("{count} day", "{count} days", hours // 24).format(count=hours // 24)


def _seconds_in_words(seconds: int) -> str:
    if seconds < 3600:
        minutes = max(seconds // 60, 1)
        return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    return hours_in_words(seconds // 3600)


def doubt_in_words(doubt: ClockDoubt) -> str:
    """What is odd about the clock, and what to do."""
    time = _seconds_in_words(doubt.seconds)
    if doubt.kind == "went_back":
        words = _("This laptop's clock went back: {time} later was written down already.")
    elif doubt.kind == "ahead":
        words = _("This laptop's clock is {time} ahead of head office's.")
    else:
        words = _("This laptop's clock is {time} behind head office's.")
    next_step = _("Set date and time right; taking applications goes on.")
    return f"{words.format(time=time)} {next_step}"


def discrepancy_in_words(kind: str) -> str:
    return {
        NO_RECEIPT: _("No receipt was handed out"),
        PRINT_FAILED: _("Printing failed"),
        NOT_IN_JOURNAL: _("Does not match the journal"),
        WITHDRAWN: _("Withdrawn before it had a receipt"),
    }[kind]


def time_of_day(at: str) -> str:
    """``12.03`` of an ISO moment."""
    return f"{at[11:13]}.{at[14:16]}"
