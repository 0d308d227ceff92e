"""The battery of checks on a unit: each says in a sentence how it is, and what to do where it is not well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from head_office.services.night.rules import Rules
from head_office.services.unit_days import COMPLETE, LACKING, LATER, NOT_CLOSED, UnitDay
from mobile_unit.domain.clock_check import TOLERANCE_SECONDS
from mobile_unit.i18n import _, ngettext

GOOD, NOTE, WARN, BAD = range(4)
_MANY_DAYS_SILENT = 2
"""So many times the days after which silence is worth a word, it is bad."""
_FAR_OFF_SECONDS = 60 * 60
_BACKLOG_HOURS = 24
_LAST_LETTERS = 22


@dataclass(frozen=True, slots=True)
class Check:
    """``level`` is GOOD, NOTE, WARN or BAD; ``to_do`` is "" where there is nothing to do."""

    name: str
    level: int
    words: str
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checks look at: a unit's row, its laptops in use, its journals and days, and the numbers of
    entries kept aside and of batches that contradict what is held."""

    unit: Mapping[str, Any]
    laptops: Sequence[Mapping[str, Any]]
    every_laptop: Sequence[Mapping[str, Any]]
    lives: Sequence[Mapping[str, Any]]
    days: Sequence[UnitDay]
    last_contact: str | None
    quarantined: int
    forked: int
    newest_program: str
    short: int = 0
    """Entries that the journals' heads say are here and are not."""


def checks(seen: Seen, now: datetime, rules: Rules) -> list[Check]:
    """All of them, the worst first."""
    if not seen.every_laptop:
        said = _("No laptop was enrolled yet.")
        return [Check("laptops", NOTE, said, _("Make an enrolment code and set a laptop up with it."))]
    if not seen.laptops:
        said = _("None of its laptops has permission any more.")
        return [Check("laptops", NOTE, said), *_days(seen.days), *_aside(seen)]
    found = [
        _contact(seen, now, rules),
        *_days(seen.days),
        *_backlog(seen.laptops, now),
        *_clocks(seen.laptops),
        *_program(seen),
        *_aside(seen),
        *_journals(seen),
        *_wipes(seen.every_laptop),
    ]
    return sorted(found, key=lambda check: -check.level)


def worst(found: Iterable[Check]) -> int:
    return max((check.level for check in found), default=GOOD)


def _contact(seen: Seen, now: datetime, rules: Rules) -> Check:
    since = seen.last_contact or max(each["enrolled_at"] for each in seen.laptops)
    days = (now.date() - datetime.fromisoformat(since).date()).days
    if days < rules.silent_days:
        said = ngettext("In touch {count} day ago.", "In touch {count} days ago.", days)
        words = said.format(count=days) if days else _("In touch today.")
        return Check("contact", GOOD, words)
    level = BAD if days >= rules.silent_days * _MANY_DAYS_SILENT else WARN
    said = ngettext("Nothing was heard for {count} day.", "Nothing was heard for {count} days.", days)
    return Check(
        "contact",
        level,
        said.format(count=days),
        _("Call the unit. Without a signal it sends its bundle on a USB stick."),
    )


def _days(days: Sequence[UnitDay]) -> list[Check]:
    lacking = [day for day in days if day.state == LACKING]
    open_ = [day for day in days if day.state == NOT_CLOSED]
    later = [day for day in days if day.state == LATER]
    found = []
    if lacking:
        lost = any(day.missing or day.unnamed or day.aside for day in lacking)
        said = ngettext("{count} day is not here whole.", "{count} days are not here whole.", len(lacking))
        found.append(
            Check(
                "days",
                BAD if lost else WARN,
                said.format(count=len(lacking)),
                _("See below which applications or scans of it lack; have the unit sync until all is sent."),
            )
        )
    if open_:
        said = ngettext("{count} day was not closed.", "{count} days were not closed.", len(open_))
        to_do = _("Have the unit's leader close it, so that its count can be held against what is here.")
        found.append(Check("closing", WARN, said.format(count=len(open_)), to_do))
    if later:
        said = ngettext(
            "More is here of {count} day than was counted at its closing.",
            "More is here of {count} days than was counted at their closing.",
            len(later),
        )
        to_do = _("Have it closed again, on every laptop of the unit.")
        found.append(Check("closing again", WARN, said.format(count=len(later)), to_do))
    if not found and any(day.state == COMPLETE for day in days):
        found.append(Check("days", GOOD, _("Every closed day is here whole, with all scans.")))
    return found


def _backlog(laptops: Sequence[Mapping[str, Any]], now: datetime) -> list[Check]:
    said = [each for each in laptops if each["said_at"] is not None]
    if not said:
        words = _("The laptop has not said yet what waits on it.")
        return [Check("backlog", NOTE, words, _("An older program does not say it; install the newest one."))]
    entries = sum(each["entries_waiting"] for each in said)
    scans = sum(each["scans_waiting"] for each in said)
    if not entries and not scans:
        return [Check("backlog", GOOD, _("Nothing waited on it when it was last in touch."))]
    oldest = min(each["said_at"] for each in said if each["entries_waiting"] or each["scans_waiting"])
    hours = (now - datetime.fromisoformat(oldest)).total_seconds() / 3600
    words = _("{entries} entries and {scans} scans waited on it when it was last in touch.")
    return [
        Check(
            "backlog",
            WARN if hours >= _BACKLOG_HOURS else NOTE,
            words.format(entries=entries, scans=scans),
            _("Have the unit sync where the signal is better, or send a bundle on a USB stick."),
        )
    ]


def _clocks(laptops: Sequence[Mapping[str, Any]]) -> list[Check]:
    offsets = [each["clock_offset"] for each in laptops if each["clock_offset"] is not None]
    if not offsets:
        return []
    far = max(offsets, key=abs)
    if abs(far) <= TOLERANCE_SECONDS:
        return [Check("clock", GOOD, _("Its clock agrees with head office's."))]
    minutes = max(1, round(abs(far) / 60))
    said = _("Its clock is {count} minutes ahead.") if far > 0 else _("Its clock is {count} minutes behind.")
    return [
        Check(
            "clock",
            BAD if abs(far) >= _FAR_OFF_SECONDS else WARN,
            said.format(count=minutes),
            _("Have the unit set date, time and time zone (WIB); receipts carry its date."),
        )
    ]


def _program(seen: Seen) -> list[Check]:
    newest = version_of(seen.newest_program)
    old = sorted({each["program"] for each in seen.laptops if () != version_of(each["program"]) < newest})
    if not old:
        return [Check("program", GOOD, _("It runs the newest version."))]
    words = _("It runs version {old}; the newest is {new}.").format(
        old=", ".join(old), new=seen.newest_program
    )
    return [Check("program", WARN, words, _("Install the newest version; nothing has to be sent first."))]


def _aside(seen: Seen) -> list[Check]:
    found = []
    if seen.quarantined:
        said = ngettext(
            "{count} entry could not be applied and is kept aside.",
            "{count} entries could not be applied and are kept aside.",
            seen.quarantined,
        )
        to_do = _("Look under “Kept aside” why; apply it again, or return it to the unit.")
        found.append(Check("aside", WARN, said.format(count=seen.quarantined), to_do))
    if seen.forked:
        said = ngettext(
            "{count} batch contradicted what is held of its journal.",
            "{count} batches contradicted what is held of its journal.",
            seen.forked,
        )
        to_do = _("A laptop was copied or put back. It goes on by itself in a new journal; ask the unit why.")
        found.append(Check("forks", WARN, said.format(count=seen.forked), to_do))
    if not found:
        found.append(Check("aside", GOOD, _("Nothing of it is kept aside.")))
    return found


def _journals(seen: Seen) -> list[Check]:
    found = []
    if seen.short:
        words = _("{count} entries that were acknowledged are not here any more.").format(count=seen.short)
        to_do = _("Head office lost something: run head-office verify, then restore the newest backup.")
        found.append(Check("journal", BAD, words, to_do))
    if seen.unit["letters"] >= _LAST_LETTERS:
        words = _("{count} of its 26 journal letters are used.").format(count=seen.unit["letters"])
        found.append(Check("letters", WARN, words, _("Enrol its next laptop under a new unit code.")))
    return found


def _wipes(laptops: Sequence[Mapping[str, Any]]) -> list[Check]:
    waiting = [each for each in laptops if each["wipe_order"] and not each["wiped_at"]]
    if not waiting:
        return []
    said = ngettext(
        "{count} laptop was told to delete everything and has not said yet that it did.",
        "{count} laptops were told to delete everything and have not said yet that they did.",
        len(waiting),
    )
    to_do = _("It does so once it is in touch and has handed over what waits on it.")
    return [Check("wipe", NOTE, said.format(count=len(waiting)), to_do)]


def version_of(program: str) -> tuple[int, ...]:
    """The numbers of a version, in whose order versions come; none for what is no version."""
    parts = program.split("+")[0].split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else ()
