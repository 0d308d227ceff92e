"""What else the counter does beside taking applications: the tiles of the page "More services".

A module's page is registered like any other (``shell._PLACES``, without a drawing in the rail) and has one
line here.
"""

from __future__ import annotations

from dataclasses import dataclass

from mobile_unit.domain.roles import Permission
from mobile_unit.i18n import _


@dataclass(frozen=True)
class Module:
    """A tile: the page that it opens (``key`` in the shell), its drawing, its words, the digit that opens it,
    and what who is signed in must be allowed to see it."""

    key: str
    picture: str
    title: str
    sentence: str
    digit: str
    needs: Permission = Permission.APPLICATIONS


def modules() -> tuple[Module, ...]:
    """In the order of the tiles, in the language of now."""
    return (
        Module(
            "complaints",
            "voice",
            _("Questions and complaints"),
            _("The answer book, complaints open, in confidence or sealed, and answers to be told."),
            "1",
        ),
        Module(
            "whereabouts",
            "search",
            _("Where is my application?"),
            _("The answer to read aloud: the stage, what to do next and until when. And whom to call."),
            "2",
        ),
        Module(
            "queue",
            "queue",
            _("Queue"),
            _("Numbers by kind of service, calls, the display for the hall; who is booked and who walks in."),
            "3",
        ),
        Module(
            "survey",
            "survey",
            _("Satisfaction survey"),
            _("Applicants say how they were served, on this screen or on paper; the result and its notice."),
            "4",
        ),
        Module(
            "indicators",
            "indicators",
            _("Indicators"),
            _("Working days to completion, complaints, waiting and more: figures, and the lists behind."),
            "5",
        ),
        Module(
            "outreach",
            "outreach",
            _("Outreach"),
            _("Events in the villages: planned, held, who came and what was asked; their list and report."),
            "6",
        ),
        Module(
            "referrals",
            "referral",
            _("Referrals"),
            _("To health, social, labour and other offices, by signed consent, with a letter; followed up."),
            "7",
        ),
        Module(
            "personnel",
            "personnel",
            _("Training and work"),
            _("What you attended and still need, and your work in figures; for you and your team leader."),
            "8",
        ),
        Module(
            "bulletins",
            "bulletin",
            _("Announcements"),
            _("What head office tells its counters, and what a new list of services changes."),
            "9",
        ),
    )
