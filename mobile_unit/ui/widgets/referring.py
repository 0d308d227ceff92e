"""What a form says where its catalogue is not the newest, or where the office handles what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mobile_unit.domain.money import FeeLine, price, total
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.notice import Notice
from mobile_unit.ui.wording import day_in_words

if TYPE_CHECKING:
    from mobile_unit.forms.validation import Outcome, Requirement
    from mobile_unit.services.intake import Newer


def newer_notice(newer: Newer | None) -> Notice:
    """The line that a newer list of fees applies; hidden where the draft has the newest."""
    made = Notice(_("Accept the newer list (F6)"), "F6")
    if newer is None:
        made.hide()
    else:
        since = _("A newer list of services and fees applies since {date}.")
        made.say(
            since.format(date=day_in_words(newer.since)),
            " ".join((_fees_in_words(newer), *(say(text) for text in newer.changes))),
        )
    return made


def _fees_in_words(newer: Newer) -> str:
    if not newer.fees_differ:
        return _("The fees here stay the same.")
    words = _("Fees here: {before} becomes {after}.")
    return words.format(before=_sum(newer.fees_before), after=_sum(newer.fees_after))


def _sum(lines: Sequence[FeeLine]) -> str:
    return say(price(total(tuple(lines)))) if lines else _("nothing yet")


def referral_notice() -> Notice:
    """The line that this is recorded only; shown by the form while it is so."""
    made = Notice()
    made.say(
        _("The immigration office handles this. It is recorded here and referred to the office."),
        _("The applicant gets a number and a paper that says what to bring where; nothing must be attached."),
    )
    made.hide()
    return made


def to_attach(outcome: Outcome) -> tuple[Requirement, ...]:
    """What the documents panel asks for: of a referral nothing has to be there."""
    if not outcome.referred:
        return outcome.requirements
    return tuple(replace(requirement, required=False) for requirement in outcome.requirements)
